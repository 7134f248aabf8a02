//! The Compose files of a spec that uses what the examples do not, and the mistakes that Compose would only show on
//! the machine, or never.
#![allow(clippy::unwrap_used)]

use dbgen::compile::{Compilation, compile};
use dbgen::diag::Level;
use dbgen::world::MemoryWorld;

fn build(text: &str) -> Compilation {
    compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl")
}

fn file(text: &str, path: &str) -> String {
    let built = build(text);
    assert!(!built.failed(), "{:#?}", built.diagnostics);
    built.artifacts.into_iter().find(|a| a.path == path).unwrap().text
}

/// The only error of `text`: its code, and the text of each place that it shows.
fn mistake(text: &str) -> (&'static str, Vec<String>) {
    let built = build(text);
    let errors: Vec<_> = built.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    let places = errors[0].labels.iter().map(|label| {
        let source = &built.sources.file(label.span.file).text;
        source[label.span.start as usize..label.span.end as usize].to_owned()
    });
    (errors[0].code.0, places.collect())
}

const HOST: &str = include_str!("fixtures/compose-host.kdl");

#[test]
fn a_host_and_a_laptop() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("compose-laptop", file(HOST, "compose.yaml"));
        insta::assert_snapshot!("compose-host", file(HOST, "deploy/compose.shop-host.yaml"));
    });
}

/// A spec with an environment on Compose.
fn spec(nodes: &str, environment: &str) -> String {
    format!(
        "project \"p\" {{ images \"ghcr.io/acme/p-{{service}}\"; }}\n{nodes}\nenvironment \"e\" on=\"compose\" {environment}"
    )
}

#[test]
fn one_port_of_a_machine_serves_one() {
    let services = "service \"a\" { image \"a:1\"; port 80; publish 8000; }\n\
                    cache \"c\" version=\"7\" { publish 8000; }";
    let local = "local=#true { cache \"c\" { publish 8000; }; }";
    let (code, places) = mistake(&spec(services, local));
    assert_eq!((code, places.len()), ("port-clash", 3));
    assert!(places.iter().take(2).all(|p| p == "8000"), "{places:?}");
    // On a host a datastore is published only where its environment says so.
    assert!(!build(&spec(services, "")).failed());
    assert_eq!(mistake(&spec(services, "{ cache \"c\" { publish 8000; }; }")).0, "port-clash");
}

#[test]
fn nothing_waits_for_what_does_not_start() {
    let services = "service \"a\" { image \"a:1\"; after \"b\"; }\nservice \"b\" { image \"b:1\"; profile \"tools\"; }";
    let (code, places) = mistake(&spec(services, "local=#true"));
    assert_eq!((code, places), ("inactive-dependency", vec!["\"b\"".to_owned(), "\"tools\"".to_owned()]));
    // The same profile starts both, and a host starts all.
    assert!(!build(&spec(&services.replace("after", "profile \"tools\"; after"), "local=#true")).failed());
    assert!(!build(&spec(services, "")).failed());
    let job = "service \"a\" { image \"a:1\"; after \"b\"; }\nservice \"b\" { image \"b:1\"; schedule \"0 3 * * *\"; }";
    assert_eq!(mistake(&spec(job, "local=#true")).0, "inactive-dependency");
}

#[test]
fn a_container_is_asked_by_a_tool_that_it_has() {
    let service = |runtime: &str| format!("service \"a\" {runtime} {{ image \"a:1\"; port 80; health \"/up\"; }}");
    assert_eq!(mistake(&spec(&service(""), "")).0, "no-health-tool");
    for (runtime, tool) in [("python", "python"), ("node", "node"), ("busybox", "wget"), ("curl", "curl")] {
        let text = file(&spec(&service(&format!("runtime=\"{runtime}\"")), "local=#true"), "compose.yaml");
        assert!(text.contains(tool) && text.contains("http://127.0.0.1:80/up"), "{text}");
    }
}

#[test]
fn names_of_its_own_are_not_taken() {
    let migrating = "database \"db\" version=\"16\"\n\
                     service \"a\" { image \"a:1\"; migrate \"up\"; env { URL from=\"db.url\"; }; }\n";
    let service = format!("{migrating}service \"a-migrate\" {{ image \"b:1\"; }}");
    assert_eq!(mistake(&spec(&service, "")).0, "duplicate");
    let volume = format!("{migrating}service \"b\" {{ image \"b:1\"; volume \"db-data\" at=\"/x\"; }}");
    assert_eq!(mistake(&spec(&volume, "")).0, "duplicate");
}

#[test]
fn what_compose_cannot_say_is_said() {
    let service = "service \"a\" { image \"a:1\"; port 80; }";
    for (environment, feature) in [
        ("{ rollout \"rolling\"; }", "rollout"),
        ("{ region \"eu\"; }", "region"),
        ("{ approval { reviewers \"acme/ops\"; }; }", "approval"),
        ("{ service \"a\" { plan \"large\"; }; }", "plan"),
        ("{ service \"a\" { domain \"a.example.com\"; }; }", "domain"),
        ("{ service \"a\" { scale min=1 max=3 cpu=\"70%\"; }; }", "autoscaling"),
        ("{ service \"a\" { publish 80; scale 2; }; }", "publish"),
        ("{ service \"a\" { schedule \"0 3 * * *\"; port #null; }; }", "schedule"),
        ("{ service \"a\" { migrate \"up\" timeout=\"5m\"; }; }", "migrate-timeout"),
        ("{ service \"a\" { volume \"v\" at=\"/v\" size=\"1Gi\"; }; }", "volume-size"),
    ] {
        let lost = spec(service, environment);
        assert_eq!(mistake(&lost).0, "not-expressible", "{environment}");
        let waiver = format!("{{ accept-loss \"{feature}\" reason=\"so be it\";");
        let waived = build(&lost.replacen("on=\"compose\" {", &format!("on=\"compose\" {waiver}"), 1));
        assert!(!waived.failed(), "{feature}: {:#?}", waived.diagnostics);
    }
    // Where another platform reads a setting, it is lost to nobody.
    let other = "environment \"p\" on=\"render\" { url \"https://x.example.com\"; region \"frankfurt\"; }";
    let planned = spec("service \"a\" { image \"a:1\"; port 80; plan \"starter\"; }", "");
    assert_eq!(mistake(&planned).0, "not-expressible");
    let both = build(&format!("{planned}\n{other}"));
    assert!(both.diagnostics.iter().all(|d| d.code.0 != "not-expressible"), "{:#?}", both.diagnostics);
}

#[test]
fn the_world_reaches_what_is_public_and_has_an_address() {
    let port = |port: &str, environment: &str| {
        let text = spec(&format!("service \"a\" {{ image \"a:1\"; port 80 {port}; publish 8000; }}"), environment);
        let path = if environment.contains("local") { "compose.yaml" } else { "deploy/compose.e.yaml" };
        file(&text, path).lines().find(|l| l.contains(":80\"")).unwrap().trim().to_owned()
    };
    let url = "{ url \"https://x.example.com\"; }";
    assert_eq!(port("public=#true", url), "- \"8000:80\"");
    assert_eq!(port("public=#true", ""), "- \"127.0.0.1:8000:80\"");
    assert_eq!(port("", url), "- \"127.0.0.1:8000:80\"");
    assert_eq!(port("public=#true", &format!("local=#true {url}")), "- \"127.0.0.1:8000:80\"");
}
