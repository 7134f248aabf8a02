//! `allow`, `warn` and `deny`: what they hold for, which of two holds, and what becomes of one that does nothing.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, check, compile};
use dbgen::diag::{Level, codes};
use dbgen::schema::{Node, export};
use dbgen::spec::Spec;
use dbgen::world::MemoryWorld;

fn build(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

/// A workflow with a command that fails in secret, and levels in every node around it.
fn hidden(project: &str, workflow: &str, stage: &str, job: &str, step: &str) -> Compilation {
    build(&format!(
        "project \"shop\" {{ {project}\n}}\nworkflow \"ci\" {{\n{workflow}\non push=\"main\"\nstage \"test\" {{\n{stage}\n\
         job \"unit\" {{\n{job}\nrun \"make || true\" {{ {step}\n}}\n}}\n}}\n}}"
    ))
}

fn levels(compilation: &Compilation) -> Vec<(&str, Level)> {
    compilation.diagnostics.iter().map(|d| (d.code.0, d.level)).collect()
}

const ALLOW: &str = "allow \"hidden-failure\" reason=\"tried\"";
const WARN: &str = "warn \"hidden-failure\" reason=\"soon\"";
const DENY: &str = "deny \"hidden-failure\"";

#[test]
fn the_innermost_level_holds() {
    assert_eq!(levels(&hidden("", "", "", "", "")), [("hidden-failure", Level::Error)]);
    assert_eq!(levels(&hidden(WARN, "", "", "", "")), [("hidden-failure", Level::Warning)]);
    for place in 0..5 {
        let mut nodes = [""; 5];
        nodes[place] = ALLOW;
        let out = hidden(nodes[0], nodes[1], nodes[2], nodes[3], nodes[4]);
        assert_eq!(levels(&out), [], "allowed in {nodes:?}");
        assert!(!out.artifacts.is_empty());
        // What stands further inside is stronger, whatever it says.
        for inner in place + 1..5 {
            let mut nodes = nodes;
            nodes[inner] = WARN;
            let out = hidden(nodes[0], nodes[1], nodes[2], nodes[3], nodes[4]);
            assert!(levels(&out).contains(&("hidden-failure", Level::Warning)), "{nodes:?}");
            // The outer one has taken nothing back.
            assert!(levels(&out).contains(&("unused-waiver", Level::Error)), "{nodes:?}");
        }
    }
    // Of the outer one nothing is said, as long as something else is an error.
    assert_eq!(levels(&hidden(WARN, "", "", DENY, "")), [("hidden-failure", Level::Error)]);
}

#[test]
fn what_is_waived_is_kept_with_its_reason() {
    let out = hidden("", "", ALLOW, "", "");
    let [waived] = &out.waived[..] else { panic!("{:?}", out.waived) };
    assert_eq!((waived.finding.code, waived.reason.as_str()), (codes::HIDDEN_FAILURE, "tried"));
    assert!(out.sources.locate(waived.place).starts_with("deploy.kdl:7:"));
    assert!(hidden(WARN, "", "", "", "").waived.is_empty());
}

#[test]
fn a_level_above_the_usual_one_waits_for_what_is_not_there_yet() {
    let text = "project \"shop\" { deny \"unpinned-image\"; deny \"hidden-failure\"; }\n\
                workflow \"ci\" { on push=\"main\"; stage \"test\" { job \"unit\" { run \"make\"; }; }; }";
    assert_eq!(levels(&build(text)), []);
}

const SHOP: &str = "project \"shop\" { images \"ghcr.io/acme/shop-{service}\"; repository \"acme/shop\"; @PROJECT@ }
service \"api\" { @API@
    build
    port 8000
    mount \"a/missing.txt\" at=\"/a\"
}
service \"copy\" like=\"api\" { @COPY@
}
service \"other\" { build; @OTHER@
}
environment \"one\" on=\"compose\" { @ONE@
    service \"api\" { mount \"a/other.txt\" at=\"/b\"; @ONE_API@
    }
}
";

/// The lines of the files that are missed when `levels` stand in these places.
fn missed(levels: &[(&str, &str)]) -> Vec<u32> {
    let mut text = SHOP.to_owned();
    for (place, level) in levels {
        text = text.replace(&format!("@{place}@"), level);
    }
    for place in ["PROJECT", "API", "COPY", "OTHER", "ONE", "ONE_API"] {
        text = text.replace(&format!("@{place}@"), "");
    }
    let world = MemoryWorld::default().strict().with("deploy.kdl", text).with("Dockerfile", "");
    let out = check(&world, "deploy.kdl");
    let own = out.diagnostics.iter().filter(|d| d.code == codes::NO_SUCH_FILE);
    own.map(|d| out.sources.file(d.span().file).line_column(d.span().start).0 + 1).collect()
}

#[test]
fn a_level_of_a_service_holds_wherever_the_service_is_spoken_of() {
    let allow = "allow \"no-such-file\" reason=\"made later\";";
    assert_eq!(missed(&[]), [5, 12]);
    assert_eq!(missed(&[("PROJECT", allow)]), [0; 0]);
    // What the environment says of it belongs to it.
    assert_eq!(missed(&[("API", allow)]), [0; 0]);
    assert_eq!(missed(&[("ONE_API", allow)]), [5]);
    // In the only environment that misses the service's file nobody misses it.
    assert_eq!(missed(&[("ONE", allow)]), [0; 0]);
    // What is set further inside is stronger, and what an environment says is stronger than what a service does.
    assert_eq!(missed(&[("ONE", allow), ("ONE_API", "deny \"no-such-file\";")]), [5, 12]);
    assert_eq!(missed(&[("API", "deny \"no-such-file\";"), ("ONE", allow)]), [0; 0]);
    assert_eq!(missed(&[("OTHER", allow)]), [5, 12]);
}

#[test]
fn what_waives_nothing_is_told_once_everything_has_been_said() {
    let waiver = "project \"shop\" { allow \"sleep-as-check\" reason=\"tried\"; }\n";
    let out = build(waiver);
    assert_eq!(levels(&out), [("unused-waiver", Level::Error)]);
    assert_eq!(out.sources.locate(out.diagnostics[0].span()), "deploy.kdl:1:24");
    // Where something else is wrong, what it waives may be what could not be read.
    let out = build(&format!("{waiver}service \"api\" {{ prot 8000; build; }}"));
    assert_eq!(levels(&out), [("unknown-node", Level::Error)]);
}

#[test]
fn a_node_in_which_something_else_is_wrong_keeps_its_waivers() {
    let text = "project \"shop\"\nworkflow \"ci\" {\non push=\"main\"\nstage \"test\" {\njob \"unit\" timeout=5 {\n\
                allow \"hidden-failure\" reason=\"tried\"\nrun \"make || true\"\n}\n}\n}";
    assert_eq!(levels(&build(text)), [("wrong-value", Level::Error)]);
}

#[test]
fn a_variable_may_be_called_allow() {
    let text = "project \"shop\" {\nenv {\nallow \"sleep-as-check\"\nwarn \"x\"\ndeny \"x\"\n}\n}";
    assert_eq!(levels(&build(text)), []);
}

/// A text that looks like a credential; none stands in the repository.
fn token() -> String {
    ["gh", "p_", "q7Wn2ZkX9bTf4RdLm8Vs1YcHj6GpA3uE5oKi"].concat()
}

#[test]
fn what_is_said_to_be_no_credential_is_shown_and_written() {
    let spec = |level: &str| {
        format!(
            "project \"shop\"\nservice \"api\" {{\nimage \"a/b:1\"\n{level}\nenv A=\"{0}\" C=\"{0}\\u{{41}}\"\ndrain \"{0}\"\n}}\n\
             environment \"local\" on=\"compose\" local=#true",
            token()
        )
    };
    let shown = |out: &Compilation| out.diagnostics.iter().any(|d| d.message.contains(&token()[10..]));
    let refused = build(&spec(""));
    assert!(refused.failed() && !shown(&refused) && levels(&refused).iter().all(|(code, _)| *code == "credential"));
    // It is no secret any more: what else is wrong with it is said.
    let allowed = build(&spec("allow \"credential\" reason=\"an example of a token\""));
    assert_eq!(levels(&allowed), [("wrong-value", Level::Error)]);
    assert!(shown(&allowed) && allowed.waived.len() == 3);
    // A warning is no pardon: it stays hidden, and no mistake gets lost behind it.
    let warned = build(&spec("warn \"credential\" reason=\"it is worth nothing\""));
    assert!(warned.failed() && !shown(&warned));
    let written =
        build(&spec("allow \"credential\" reason=\"an example\"").replace(&format!("drain \"{}\"", token()), ""));
    assert!(written.artifacts.iter().any(|file| file.text.contains(&token())));
}

#[test]
fn every_thing_that_rules_speak_of_takes_levels() {
    let all = export::entries(Spec::schema());
    for name in ["allow", "warn", "deny"] {
        let entry = all.iter().find(|entry| entry.title == name).unwrap();
        let mut parents: Vec<&str> = entry.parents.iter().map(|parent| all[*parent].title.as_str()).collect();
        parents.sort_unstable();
        assert_eq!(
            parents,
            [
                "action",
                "cache",
                "database",
                "deploy",
                "environment",
                "job",
                "project",
                "run",
                "secrets: an entry",
                "service",
                "stage",
                "workflow"
            ]
        );
    }
}

/// The codes and lines of what is said of a spec in a repository with one file.
fn said(text: &str) -> Vec<(&'static str, u32)> {
    let world = MemoryWorld::default().strict().with("deploy.kdl", text).with("app/Dockerfile", "");
    let out = compile(&world, "deploy.kdl");
    let line = |d: &dbgen::diag::Diagnostic| out.sources.file(d.span().file).line_column(d.span().start).0 + 1;
    out.diagnostics.iter().map(|d| (d.code.0, line(d))).collect()
}

const MANY: &str = "project \"shop\" { images \"ghcr.io/acme/shop-{service}\"; repository \"acme/shop\"; }
service \"api\" {
    build dockerfile=\"ap/Dockerfile\" context=\"app\"
    drain \"soon\"
    env { DATABASE_URL from=\"bd.url\"; }
}
service \"web\" { build dockerfile=5 context=\"app\"; }
database \"db\" version=\"16\"
environment \"local\" on=\"compose\" local=#true
workflow \"ci\" {
    on push=\"main\"
    stage \"test\" {
        job \"unit\" {
            run \"make test || true\"
            run \"sleep 30\"
        }
    }
}
";

#[test]
fn mistakes_of_every_pass_are_told_at_once_by_place_and_without_cascades() {
    let all = [
        ("no-such-file", 3),
        ("wrong-value", 4),
        ("unknown-reference", 5),
        // Not also that there is no `app/Dockerfile`, which nobody has written.
        ("wrong-value", 7),
        ("hidden-failure", 14),
        ("sleep-as-check", 15),
    ];
    assert_eq!(said(MANY), all);
    // A project that cannot be read hides nothing but itself.
    let mut nameless = vec![("wrong-value", 1)];
    nameless.extend(all);
    assert_eq!(said(&MANY.replace("project \"shop\"", "project \"A Shop\"")), nameless);
    // Nor does a brace that is missing hide what was written; of references nothing is known then.
    let broken = said(&format!("{MANY}service \"other\" {{"));
    let without: Vec<_> = all.into_iter().filter(|(code, _)| *code != "unknown-reference").collect();
    assert!(without.iter().all(|own| broken.contains(own)), "{broken:?}");
    assert_eq!(broken.len(), without.len() + 1, "{broken:?}");
}

#[test]
fn what_a_platform_cannot_do_is_told_beside_what_rules_find() {
    let text = MANY.replace("ap/Docker", "app/Docker").replace("drain \"soon\"", "writable \"/tmp\"");
    let text =
        text.replace("bd.url", "db.url").replace("dockerfile=5", "").replace("\"compose\" local=#true", "\"render\"");
    let codes: Vec<_> = said(&text).into_iter().map(|(code, _)| code).collect();
    assert!(codes.contains(&"hidden-failure") && codes.contains(&"not-expressible"), "{codes:?}");
}

/// Forty services behind one host name are one mistake. A waiver in one of them is for that one.
#[test]
fn what_has_one_cause_is_told_as_one_and_waived_one_by_one() {
    let services = |extra: &str| -> String {
        (0..40)
            .map(|n| {
                let own = if n == 7 { extra } else { "" };
                format!("service \"s{n}\" {{ build; port 80 public=#true; health \"/\"; {own}\n}}\n")
            })
            .collect()
    };
    let spec = |extra: &str| {
        build(&format!(
            "project \"shop\" {{ repository \"acme/shop\"; images \"ghcr.io/acme/shop-{{service}}\"; }}\n\
             secrets {{ KUBE_CONFIG for=\"pipeline\"; }}\n{}\
             environment \"staging\" on=\"kubernetes\" {{ url \"https://shop.example.com\"; \
             cluster kubeconfig=\"KUBE_CONFIG\"; }}\n\
             workflow \"deploy\" {{\non push=\"main\"\nstage \"images\" {{ images; }}\n\
             stage \"staging\" {{ deploy \"staging\"; }}\n}}",
            services(extra)
        ))
    };
    let places = |out: &Compilation| {
        assert_eq!(levels(out), [("domain-clash", Level::Error)]);
        out.diagnostics[0].labels.len()
    };
    let waived = spec("allow \"domain-clash\" reason=\"tried\"");
    // Each of them after the first, and the first.
    assert_eq!((places(&spec("")), places(&waived), waived.waived.len()), (40, 39, 1));
}
