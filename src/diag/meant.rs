//! What somebody meant who wrote a name that is not there.

/// What Compose, GitHub, Render and Kubernetes call things, in small letters alone, and what they are called here.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("autoscaling", &["scale"]),
    ("branch", &["push"]),
    ("branches", &["push"]),
    ("cmd", &["command", "run"]),
    ("cron", &["schedule"]),
    ("cronjob", &["schedule"]),
    ("dependson", &["after"]),
    ("docker", &["compose"]),
    ("dockercompose", &["compose"]),
    ("entrypoint", &["command"]),
    ("environment", &["env"]),
    ("envvars", &["env"]),
    ("golang", &["go"]),
    ("graceperiod", &["drain"]),
    ("healthcheck", &["health"]),
    ("healthcheckpath", &["health"]),
    ("host", &["domain"]),
    ("hostname", &["domain"]),
    ("instances", &["scale"]),
    ("javascript", &["node"]),
    ("k8s", &["kubernetes"]),
    ("kube", &["kubernetes"]),
    ("limits", &["resources"]),
    ("livenessprobe", &["health"]),
    ("mariadb", &["mysql"]),
    ("migration", &["migrate"]),
    ("migrations", &["migrate"]),
    ("needs", &["after"]),
    ("nodejs", &["node"]),
    ("os", &["runner"]),
    ("pg", &["postgres"]),
    ("postgresql", &["postgres"]),
    ("predeploycommand", &["migrate"]),
    ("python3", &["python"]),
    ("ram", &["memory"]),
    ("readinessprobe", &["health"]),
    ("replicas", &["scale"]),
    ("requests", &["resources"]),
    ("runson", &["runner"]),
    ("script", &["run", "command"]),
    ("services", &["with", "service"]),
    ("startcommand", &["command"]),
    ("stopgraceperiod", &["drain"]),
    ("strategy", &["matrix", "rollout"]),
    ("timeoutminutes", &["timeout"]),
    ("typescript", &["node"]),
    ("uses", &["action"]),
    ("variables", &["env"]),
    ("vars", &["env"]),
    ("workflowdispatch", &["manual"]),
];

/// The candidate nearest to `wrong`, if one is near enough to be meant.
///
/// First by what others call it. Then by its letters: Damerau-Levenshtein over characters, where at most a third of the
/// longer name may differ. And last, where `wrong` is the start of one candidate alone, as what it is short for.
pub fn did_you_mean<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    by_another_name(wrong, &candidates).or_else(|| near(wrong, &candidates)).or_else(|| {
        let mut long = candidates.iter().filter(|candidate| wrong.len() > 2 && candidate.starts_with(wrong));
        long.next().filter(|_| long.next().is_none()).copied()
    })
}

fn by_another_name<'a>(wrong: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let wrong = wrong.to_ascii_lowercase().replace(['_', '-', ':'], "");
    let (_, ours) = OTHER_NAMES.iter().find(|(theirs, _)| *theirs == wrong)?;
    ours.iter().find_map(|name| candidates.iter().find(|candidate| *candidate == name).copied())
}

fn near<'a>(wrong: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let wrong = letters(wrong);
    candidates
        .iter()
        .copied()
        .filter_map(|candidate| {
            let other = letters(candidate);
            let most = (wrong.len().max(other.len()) / 3).max(1).min(other.len().saturating_sub(1));
            if other.is_empty() || wrong.len().abs_diff(other.len()) > most {
                return None;
            }
            let distance = distances(&wrong, &other)[other.len()];
            (distance <= most).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many edits lie between what was typed so far and the start of `word`, where so few do that it can be meant.
pub fn begins_like(typed: &str, word: &str) -> Option<usize> {
    let typed = letters(typed);
    // Of two letters one is too much to be wrong.
    let most = typed.len() / 3;
    let distance = distances(&typed, &letters(word)).into_iter().min()?;
    (most > 0 && distance <= most).then_some(distance)
}

fn letters(text: &str) -> Vec<char> {
    text.chars().take(64).flat_map(char::to_lowercase).collect()
}

/// Edits between `a` and each start of `b`, with a swap of neighbours as one edit (optimal string alignment).
fn distances(a: &[char], b: &[char]) -> Vec<usize> {
    let (mut above, mut last): (Vec<usize>, Vec<usize>) = (vec![0; b.len() + 1], (0..=b.len()).collect());
    let mut row = above.clone();
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(above[j - 2] + 1);
            }
            row[j] = best;
        }
        (above, last, row) = (last, row, above);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_nearest_name_only() {
        assert_eq!(did_you_mean("servcie", ["service", "secrets", "stage"]), Some("service"));
        assert_eq!(did_you_mean("helth", ["health", "env"]), Some("health"));
        assert_eq!(did_you_mean("banana", ["service", "env"]), None);
        assert_eq!(did_you_mean("ab", ["x"]), None);
    }

    #[test]
    fn what_is_begun_wrongly_can_still_be_meant() {
        assert_eq!(begins_like("serivc", "service"), Some(1));
        assert_eq!(begins_like("hae", "health"), Some(1));
        assert_eq!(begins_like("halth", "health"), Some(1));
        assert_eq!(begins_like("ha", "health"), None, "of two letters one is too much to be wrong");
        assert_eq!(begins_like("banana", "service"), None);
        assert_eq!(begins_like("services", "service"), Some(1));
    }

    #[test]
    fn suggests_what_others_call_it() {
        let service = ["build", "after", "scale", "env", "health"];
        let known = |wrong| did_you_mean(wrong, service);
        assert_eq!(
            (known("replicas"), known("depends_on"), known("Environment")),
            (service.get(2).copied(), Some("after"), Some("env"))
        );
        assert_eq!(did_you_mean("replicas", ["build"]), None);
        assert!(OTHER_NAMES.is_sorted());
    }

    #[test]
    fn suggests_what_a_name_is_short_for() {
        assert_eq!(did_you_mean("prod", ["development", "production"]), Some("production"));
        assert_eq!(did_you_mean("prod", ["production-eu", "production-us"]), None);
        assert_eq!(did_you_mean("pr", ["production"]), None);
    }
}
