//! Completion, one kind of place after the other.

use super::support::{SHOP, accepted, labels, offers, world};
use dbgen::ide::Analysis;
use dbgen::ide::complete::ItemKind;

#[test]
fn nodes_are_offered_where_they_may_stand() {
    assert_eq!(labels("^")[0], "project", "what must be there comes first");
    assert_eq!(labels("project \"x\"\n^").last().unwrap(), "project", "what is there already comes last");
    assert!(!labels("ser^").is_empty() && labels("ser^")[0] == "service");
    assert_eq!(labels("environment \"a\" on=\"render\" { clu^")[0], "cluster");
    assert_eq!(labels("service \"a\" { hea^ }")[0], "health");
    assert_eq!(labels("service \"a\" { port 1; ^ }")[0], "health", "what the manual has behind it");
    assert!(labels("workflow \"a\" { stage \"b\" { job \"c\" { ^ } } }").contains(&"run".to_owned()));
    // Not in comments, type annotations, behind a block, in what the language does not know.
    for nothing in ["// ser^", "/* ser^ */", "(se^)a", "service \"a\" {} ^", "nonsense { ^ }", "raw \"x\" { ^ }"] {
        assert_eq!(labels(nothing), [""; 0], "{nothing}");
    }
    assert_eq!(labels("/-ser^")[0], "service", "what is left out is written all the same");
    assert_eq!(accepted("service \"a\" { dra^n \"5s\"; }", "drain"), "service \"a\" { drain \"5s\"; }");
}

#[test]
fn a_node_comes_with_stops_for_what_it_must_have() {
    let item = |text: &str, label: &str| offers(text).into_iter().find(|item| item.label == label).unwrap();
    assert_eq!(item("^", "service").snippet.unwrap(), "service \"${1:api}\" {\n    $0\n\\}");
    assert_eq!(item("^", "service").text, "service");
    let environment = item("^", "environment").snippet.unwrap();
    assert_eq!(environment, "environment \"${1:production}\" on=\"${2|compose,render,kubernetes|}\" {\n    $0\n\\}");
    assert_eq!(item("service \"a\" { ^ }", "drain").snippet.unwrap(), "drain \"${1:30s}\"");
    assert_eq!(item("service \"a\" { ^ }", "singleton").snippet.unwrap(), "singleton ${1|#true,#false|}");
    assert_eq!(item("^", "service").kind, ItemKind::Node);
    // Texts, and names of what stands elsewhere, are for the writer to give.
    assert_eq!(item("service \"a\" { ^ }", "command").snippet.unwrap(), "command \"${1}\"");
    assert_eq!(item("workflow \"w\" { stage \"s\" { ^ } }", "after").snippet.unwrap(), "after \"${1}\"");
    assert_eq!(item("service \"a\" { env { A ^ } }", "from").snippet.unwrap(), "from=\"${1}\"");
    // What must have nothing starts with what the manual shows first.
    assert_eq!(item("workflow \"w\" { ^ }", "on").snippet.unwrap(), "on push=\"${1:main}\"");
    assert_eq!(item("service \"a\" { ^ }", "resources").snippet.unwrap(), "resources cpu=\"${1:250m}\"");
}

#[test]
fn properties_are_offered_on_the_line_of_their_node() {
    assert_eq!(labels("service \"a\" { port 1 ^ }"), ["public"]);
    assert_eq!(labels("service \"a\" { port 1 pu^ }"), ["public"]);
    assert_eq!(labels("service \"a\" { port 1 pu^=#true }"), ["public"]);
    assert_eq!(accepted("service \"a\" { port 1 pu^=#true }", "public"), "service \"a\" { port 1 public=#true }");
    assert_eq!(accepted("service \"a\" { port 1 pu^ }", "public"), "service \"a\" { port 1 public= }");
    assert_eq!(labels("environment \"a\" ^")[0], "on", "what must be there comes first");
    assert_eq!(labels("environment \"a\" on=\"compose\" ^"), ["local", "on"]);
}

#[test]
fn values_are_offered_in_every_half_typed_state() {
    let platforms = ["compose", "render", "kubernetes"];
    for text in [
        "environment \"a\" on=^",
        "environment \"a\" on= ^",
        "environment \"a\" on=\"^",
        "environment \"a\" on=\"^\"",
        "environment \"a\" on=^\"compose\"",
        "environment \"a\" on=\"^compose\" {\n}",
        "environment \"a\" on=#\"^\"#",
        "environment \"a\" \\\n  on=\"^",
    ] {
        assert_eq!(labels(text), platforms, "{text}");
    }
    assert_eq!(labels("environment \"a\" on=\"re^"), ["render", "kubernetes"]);
    assert_eq!(accepted("environment \"a\" on=^", "render"), "environment \"a\" on=\"render\"");
    assert_eq!(accepted("environment \"a\" on=\"re^", "render"), "environment \"a\" on=\"render\"");
    assert_eq!(accepted("environment \"a\" on=\"re^nd\"", "render"), "environment \"a\" on=\"render\"");
    assert_eq!(accepted("environment \"a\" on=#\"^\"#", "render"), "environment \"a\" on=#\"render\"#");
    assert_eq!(labels("service \"a\" { port 1 public=^ }"), ["#true", "#false"]);
    assert!(labels("service \"a\" { drain \"3^\" }").contains(&"30s".to_owned()));
    assert!(labels("service \"a\" { port ^ }").contains(&"#null".to_owned()));
    assert_eq!(labels("environment \"a\" on=\"render\" { region \"fr^\" }"), ["frankfurt"]);
    assert_eq!(labels("environment \"a\" on=\"compose\" { region \"fr^\" }"), [""; 0]);
    assert_eq!(labels("service \"a\" { allow \"blind^\" }"), ["blind-rollout"]);
    assert!(labels("environment \"a\" on=\"render\" { accept-loss \"wri^\" }").contains(&"writable".to_owned()));
    assert_eq!(labels("environment \"a\"^"), [""; 0], "right behind a quote nothing can follow");
}

#[test]
fn names_of_things_are_offered_where_they_are_meant() {
    let shop = |more: &str| labels(&format!("{SHOP}\n{more}"));
    assert_eq!(shop("service \"x\" like=\"^\""), ["api", "worker"]);
    assert_eq!(shop("service \"x\" { after ^; }"), ["db", "api", "worker"]);
    assert_eq!(shop("workflow \"x\" { stage \"y\" { deploy \"^\" } }"), ["development"]);
    assert_eq!(shop("environment \"x\" on=\"compose\" { service \"api\"; service \"^\" }"), ["worker", "api"]);
}

#[test]
fn parts_of_things_come_whole_addresses_first() {
    let shop = |more: &str| labels(&format!("{SHOP}\n{more}"));
    let from = shop("service \"x\" { env { A from=\"^\" } }");
    assert_eq!(from[..4], ["db.url", "api.url", "api.public-url", "worker.url"]);
    assert!(from.contains(&"db.password".to_owned()) && !from.contains(&"api.password".to_owned()));
    assert_eq!(shop("service \"x\" { env { A from=\"db.ho^\" } }"), ["db.host", "db.hostport"]);
}

#[test]
fn what_is_named_and_not_declared_is_offered_where_things_are_declared() {
    assert_eq!(labels("service \"a\" like=\"gone\"\nservice \"^\""), ["gone"]);
    assert_eq!(labels("secrets { ^ }\nnotify\nservice \"a\" { env { A secret=\"HOOK\"; }; }"), ["HOOK"]);
    // In a file that ends here, what is declared further down is known by those who name it.
    assert_eq!(labels("service \"a\" { only \"prod\"; }\nservice \"b\" { only \"^"), ["prod"]);
}

#[test]
fn variables_are_offered_by_the_names_that_they_have_elsewhere() {
    let env = "secrets { KEY; }\nservice \"a\" { env LOG=\"x\" { PORT \"1\"; }; }\n";
    assert_eq!(labels(&format!("{env}service \"b\" {{ env {{ ^ }} }}")), ["LOG", "PORT", "KEY"]);
    assert_eq!(labels(&format!("{env}service \"b\" {{ env L^ }}")), ["LOG"]);
    assert_eq!(
        accepted(&format!("{env}service \"b\" {{ env L^ }}"), "LOG"),
        format!("{env}service \"b\" {{ env LOG= }}")
    );
}

#[test]
fn actions_come_with_their_version_and_their_inputs() {
    let job = |inside: &str| format!("workflow \"w\" {{ stage \"s\" {{ job \"j\" {{ {inside} }} }} }}");
    assert_eq!(labels(&job("action \"truffle^\"")), ["trufflesecurity/trufflehog"]);
    let inputs = labels(&job("action \"actions/cache\" { with { ^ } }"));
    assert_eq!(inputs[..2], ["path", "key"], "what must be given comes first");
    assert!(!inputs.contains(&"save-always".to_owned()), "what will go away is not offered");
    let taken = accepted(&job("action \"actions/cache\" { with { ke^ } }"), "key");
    assert_eq!(taken, job("action \"actions/cache\" { with { key } }"));
    assert_eq!(labels(&job("action \"who/knows\" { with { ^ } }")), [""; 0]);
}

#[test]
fn paths_are_those_of_the_repository() {
    assert_eq!(labels("service \"a\" { build dockerfile=\"^\" }"), ["infra", "services"]);
    assert_eq!(labels("service \"a\" { build dockerfile=\"infra/api/^\" }"), ["infra/api/Dockerfile"]);
    assert_eq!(labels("service \"a\" { build context=\"infra/^\" }"), ["infra/api"]);
    assert_eq!(labels("include \"services/^\""), ["services/a.kdl", "services/*.kdl"]);
    assert_eq!(labels("service \"a\" { build dockerfile=\"../^\" }"), [""; 0], "nothing outside is shown");
    assert_eq!(labels("service \"a\" { build dockerfile=\"/^\" }"), [""; 0], "nothing outside is shown");
}

#[test]
fn placeholders_are_offered_behind_a_brace() {
    let domain = |text: &str| format!("service \"a\" {{ domain \"{text}\" }}");
    assert_eq!(labels(&domain("api.{^")), ["{environment}", "{service}", "{region}"]);
    assert_eq!(accepted(&domain("api.{env^.x"), "{environment}"), domain("api.{environment}.x"));
    assert_eq!(accepted(&domain("api.{env^}.x"), "{environment}"), domain("api.{environment}.x"));
    assert_eq!(labels("project \"p\" { images \"x-{^\" }"), ["{service}"]);
    assert_eq!(labels("service \"a\" { env A=\"{^\" }"), ["{environment}", "{service}", "{region}"]);
    assert_eq!(labels(&domain("api.{{^")), [""; 0], "two braces are one brace");
    assert_eq!(labels("service \"a\" { health \"/{^\" }"), [""; 0], "nothing is filled in here");
}

#[test]
fn what_is_said_elsewhere_is_offered_again() {
    let text = "service \"a\" { build target=\"production\"; }\nservice \"b\" { build target=\"^\"; }";
    assert_eq!(labels(text), ["production"]);
    let twice = "service \"a\" { routes \"/a\"; resources cpu=\"333m\"; }\nservice \"b\" { resources cpu=\"^\"; }";
    assert_eq!(labels(twice)[0], "333m");
    let secret = "service \"a\" { build target=\"ghp_0123456789abcdefABCDEF0123456789abcd\"; }\nservice \"b\" { build target=\"^\"; }";
    assert_eq!(labels(secret), [""; 0], "what looks like a credential is repeated nowhere");
}

#[test]
fn what_is_mistyped_is_still_met() {
    assert_eq!(labels("serivc^"), ["service"]);
    assert_eq!(labels("serivce^ \"x\" {\n    port 1\n}"), ["service"]);
    assert_eq!(accepted("serivce^ \"x\" {\n}", "service"), "service \"x\" {\n}");
    assert_eq!(labels("service \"a\" { hae^ }"), ["health"]);
    assert_eq!(labels("service \"a\" { hael^th \"/\" }"), ["health"]);
    assert_eq!(accepted("service \"a\" { hael^th \"/\" }", "health"), "service \"a\" { health \"/\" }");
    assert_eq!(labels("service \"a\" { port 1 pulb^ }"), ["public"]);
    assert_eq!(labels("environment \"a\" on=\"rnede^\""), ["render"]);
    assert_eq!(labels(&format!("{SHOP}\nservice \"x\" like=\"wroker^\"")), ["worker"]);
    // An editor compares with what was typed, and must find that.
    assert!(offers("serivc^").iter().all(|item| item.filter == "serivc"));
    assert!(offers("servic^").iter().all(|item| item.filter == item.label));
    assert_eq!(labels("banana^"), [""; 0]);
    // What stands in the braces of a mistyped node is met as well.
    assert_eq!(labels("servce \"a\" { hea^ }"), ["health"]);
    assert_eq!(labels("environment \"a\" onn=\"render\" { servce \"b\" { hea^ } }"), ["health"]);
    assert_eq!(labels("service \"a\" { halth inter^ }"), ["interval"]);
}

#[test]
fn versions_are_those_that_get_fixes() {
    let tool = |text: &str| labels(&format!("project \"p\" {{ toolchain {{ {text} }}; }}"));
    for (name, newest) in [("python", "3.15"), ("node", "26"), ("go", "1.27"), ("rust", "1.98")] {
        assert_eq!(tool(&format!("{name} ^"))[0], newest);
        assert_eq!(tool(&format!("{name} \"^\""))[0], newest);
    }
    assert_eq!(tool("python \"3.1^\""), ["3.15", "3.14", "3.13", "3.12", "3.11"]);
    assert_eq!(labels("database \"d\" version=\"^\""), ["18", "17", "16", "15"]);
    assert_eq!(labels("database \"d\" engine=\"mysql\" version=\"^\""), ["8.4"]);
    assert_eq!(labels("cache \"c\" version=^"), ["8", "7.4", "7"]);
    assert_eq!(
        labels("database \"d\" version=\"17\"\ndatabase \"e\" version=\"^\"")[0],
        "17",
        "as elsewhere comes first"
    );
}

/// None of the versions that are offered is one that a rule warns of.
#[test]
fn no_version_is_offered_that_has_ended() {
    for place in [
        "project \"p\" { toolchain { python \"^\"; }; }",
        "project \"p\" { toolchain { node \"^\"; }; }",
        "project \"p\"\ndatabase \"d\" version=\"^\"\nenvironment \"e\" on=\"compose\"",
        "project \"p\"\ndatabase \"d\" engine=\"mysql\" version=\"^\"\nenvironment \"e\" on=\"compose\"",
    ] {
        let offered = labels(place);
        assert!(!offered.is_empty(), "{place}");
        for version in offered {
            let text = accepted(place, &version);
            let analysis = Analysis::check(&world(&[("deploy.kdl", &text)]), "deploy.kdl");
            let said: Vec<&str> = analysis.compilation().diagnostics.iter().map(|d| d.code.0).collect();
            assert!(!said.contains(&"end-of-life") && !said.contains(&"wrong-value"), "{text}: {said:?}");
        }
    }
}
