//! What a fault leaves unsaid, or is said elsewhere, with the reason. A line that fits nothing any more fails the test.

/// Faults that change nothing, or whose error stands elsewhere: the start of their names, and why that is right.
const LEFT: &[(&str, &str)] = &[
    // what was dropped said what holds anyway
    ("drop a node: cache \"redis\" / eviction \"noeviction\"", "the default, written out"),
    ("drop a property: cache \"redis\" engine=", "the default, written out"),
    ("drop a property: database \"db\" engine=", "the default, written out"),
    ("drop a node: project \"deal-brain\" / images / tags \"semver\"", "the default, written out"),
    ("drop a property: environment \"production\" / smoke timeout=", "the default, written out"),
    ("drop a property: environment \"staging\" / smoke timeout=", "the default, written out"),
    ("drop a property: environment \"production\" / rollout \"canary\" / abort for=", "two of six say the default"),
    ("drop a property: service \"api\" / migrate \"alembic upgrade head\" timeout=", "the default, written out"),
    ("drop a property: workflow \"ci-cd\" / stage \"scan\" / scan-images severity=", "the default, written out"),
    (
        "drop a property: workflow \"ci-cd\" / stage \"e2e\" / job \"playwright\" title=",
        "the name gives the same title",
    ),
    ("drop a property: service \"worker\" / build target=", "`like` brings the same"),
    (
        "drop a node: environment \"production\" / service \"api\" / domain",
        "the environment's `url` gives the same name",
    ),
    (
        "drop a node: environment \"production\" / service \"web\" / domain",
        "the environment's `url` gives the same name",
    ),
    ("drop a node: environment \"staging\" / service \"web\" / domain", "the environment's `url` gives the same name"),
    ("drop a node: workflow \"ci-cd\" / stage \"images\" / only \"push\"", "images are built for these events anyway"),
    // the fault shows where something is needed that is not what it was
    (
        "another environment: service \"otel\" / only",
        "it may stand there: what that platform cannot do is what is wrong",
    ),
    (
        "refer to another: workflow \"ci-cd\" / stage",
        "the other language may be meant: the step that needs the first one is shown",
    ),
    (
        "another environment: service \"grafana\" / only",
        "what it needs is not there: its name is shown, and what that is for",
    ),
    // what is there twice is there once
    ("write a node twice: service \"grafana\" / after", "a list may be written in several lines; a name is in it once"),
    ("write a node twice: service \"grafana\" / only", "a list may be written in several lines; a name is in it once"),
    ("write a node twice: service \"otel\" / only", "a list may be written in several lines; a name is in it once"),
    (
        "write a node twice: service \"prometheus\" / only",
        "a list may be written in several lines; a name is in it once",
    ),
    (
        "write a node twice: workflow \"ci-cd\" / stage \"images\" / only",
        "a list may be written in several lines; a name is in it once",
    ),
    ("write a node twice: workflow \"ci-cd\" / on", "the same event twice is the same event"),
];

/// The reasons of all that is left over, and what has none or fits nothing.
pub fn explain<'a>(left: impl Iterator<Item = (String, bool, &'a str)>) -> (String, String) {
    let mut used = vec![Vec::new(); LEFT.len()];
    let mut wrong = String::new();
    for (name, silent, said) in left {
        match LEFT.iter().position(|(start, _)| name.starts_with(start)) {
            Some(at) => used[at].push(name),
            None if silent => wrong += &format!("silent: {name}\n"),
            None => wrong += &format!("elsewhere: {name}\n    {said}\n"),
        }
    }
    let mut explained = String::new();
    for ((start, reason), names) in LEFT.iter().zip(&used) {
        match names.len() {
            0 => wrong += &format!("LEFT has `{start}`, and nothing is left over there: take the line out\n"),
            count => explained += &format!("{count:>4}  {start}\n      {reason}\n"),
        }
    }
    (explained, wrong)
}
