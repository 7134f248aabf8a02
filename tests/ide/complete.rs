//! Completion, one kind of place after the other.

use super::support::{SHOP, accepted, labels, offers};
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
    assert_eq!(environment, "environment \"${1:api}\" on=\"${2|compose,render,kubernetes|}\" {\n    $0\n\\}");
    assert_eq!(item("service \"a\" { ^ }", "drain").snippet.unwrap(), "drain \"${1:30s}\"");
    assert_eq!(item("service \"a\" { ^ }", "singleton").snippet.unwrap(), "singleton ${1|#true,#false|}");
    assert_eq!(item("^", "service").kind, ItemKind::Node);
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
