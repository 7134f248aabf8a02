//! `dbgen check --format`: what programs and platforms read of what is wrong.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;

use dbgen::compile::compile;
use dbgen::diag::codes;
use dbgen::diag::report::{self, Findings};
use dbgen::world::MemoryWorld;
use sandbox::{Said, Sandbox};
use serde_json::Value;

/// Two errors and a letter of two units of UTF-16 before them; the second has to do with the first.
const WRONG: &str =
    "project \"x\"\nservice \"a\" { /*\u{1f600}*/ helth \"/\"; }\nservice \"b\" { build; port 80; port 81; }\n";

fn in_repository(folder: &str, spec: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    std::fs::create_dir_all(sandbox.at(".git")).unwrap();
    std::fs::create_dir_all(sandbox.at(folder)).unwrap();
    sandbox.write(&format!("{folder}/deploy.kdl"), spec);
    sandbox
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

fn validator() -> jsonschema::Validator {
    let schema = report::schema();
    if let Err(stale) = repo::fresh("schema/check.schema.json", &schema, "formats") {
        panic!("\n{stale}");
    }
    let schema = serde_json::from_str(&schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap_or_else(|error| panic!("no valid JSON Schema: {error}"));
    jsonschema::draft202012::new(&schema).unwrap()
}

/// Every fixture of every diagnostic, as JSON and as SARIF.
fn fixtures(mut check: impl FnMut(&str, &Findings<'_>)) {
    let mut count = 0;
    for (code, _) in codes::ALL {
        for name in repo::names(&format!("tests/diagnostics/{code}")).iter().filter(|name| name.ends_with(".kdl")) {
            let spec = repo::read(&format!("tests/diagnostics/{code}/{name}"));
            let compilation = compile(&MemoryWorld::default().with("deploy.kdl", spec), "deploy.kdl");
            let findings = Findings {
                diagnostics: &compilation.diagnostics,
                waived: &compilation.waived,
                sources: &compilation.sources,
                folder: "some folder/",
                spec: "deploy.kdl",
            };
            check(&format!("{code}/{name}"), &findings);
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn json_is_what_its_schema_says() {
    let validator = validator();
    let mut listed = 0;
    fixtures(|name, findings| {
        let json: Value = serde_json::from_str(&report::json(findings, None, None)).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        listed += json["diagnostics"].as_array().unwrap().len();
    });
    assert!(listed > 80, "{listed}");
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1, "spec": "x", "good": true })));
}

#[test]
fn programs_read_standard_output_and_people_standard_error() {
    let sandbox = in_repository("examples/my app", WRONG);
    for format in ["json", "sarif", "github"] {
        let said = sandbox.dbgen(&["check", "examples/my app", "--format", format]);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.ends_with("dbgen: 2 errors; `dbgen explain unknown-node` says more\n"), "{}", said.err);
        assert!(said.out.contains("examples/my"), "{}", said.out);
        sandbox.write("good/deploy.kdl", repo::read("examples/hello/deploy.kdl"));
        sandbox.write("good/Dockerfile", "FROM scratch\n");
        let said = sandbox.dbgen(&["check", "good", "--format", format]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.err.contains("good/deploy.kdl is good: ") && !said.out.contains("is good"), "{said:?}");
    }
}

#[test]
fn json_says_everything_that_is_known() {
    let sandbox = in_repository("app", WRONG);
    let all = json(&sandbox.dbgen(&["check", "app", "--format", "json"]));
    assert!(validator().is_valid(&all));
    assert_eq!(all["spec"], "app/deploy.kdl");
    assert_eq!((&all["good"], &all["counts"]["errors"], &all["truncated"]), (&false.into(), &2.into(), &0.into()));
    let [first, second] = all["diagnostics"].as_array().unwrap().as_slice() else { panic!("{all}") };
    let position = |offset: u32, line: u32, column: u32| -> Value {
        serde_json::json!({ "offset": offset, "line": line, "column": column })
    };
    // The letter is four bytes, two units of UTF-16 and one character.
    assert_eq!(first["place"]["start"], position(35, 2, 21));
    assert_eq!(first["place"]["end"], position(40, 2, 26));
    assert_eq!(first["fixes"][0]["edits"][0]["replacement"], "health");
    assert_eq!(second["code"], "duplicate");
    assert_eq!(second["related"][0]["place"]["file"], "app/deploy.kdl");
    assert_eq!(second["related"][0]["label"], "first here");
}

#[test]
fn what_is_too_much_is_counted() {
    let many: String = (0..30).map(|n| format!("unknown-{n}\n")).collect();
    let sandbox = in_repository("app", &format!("project \"x\"\nservice\n{many}"));
    let said = sandbox.dbgen(&["check", "app"]);
    // From where somebody is, the path leads to the file.
    let drawn = |said: &Said| said.err.matches("app/deploy.kdl:").count();
    assert_eq!(drawn(&said), 20);
    let rest = "... and 11 more: 11 unknown-node; `dbgen check --all` shows them\n\ndbgen: 31 errors; ";
    assert!(said.err.contains(rest), "{}", said.err);
    assert_eq!(drawn(&sandbox.dbgen(&["check", "app", "--limit", "3"])), 3);
    let all = sandbox.dbgen(&["check", "app", "--all"]);
    assert!(drawn(&all) == 31 && !all.err.contains("more:"), "{}", all.err);
    let github = sandbox.dbgen(&["check", "app", "--format", "github"]);
    assert_eq!(github.out.lines().count(), 10);
    assert!(github.out.ends_with("::error title=dbgen::22 more errors: 22 unknown-node\n"), "{}", github.out);
    let json = json(&sandbox.dbgen(&["check", "app", "--format", "json", "--limit", "4"]));
    assert_eq!((json["diagnostics"].as_array().unwrap().len(), &json["truncated"]), (4, &27.into()));
    assert_eq!(json["counts"]["errors"], 31);
    let both = sandbox.dbgen(&["check", "app", "--all", "--limit", "4"]);
    assert_eq!((both.code, both.out.as_str()), (Some(1), ""));
}

/// Without a repository around it, the spec's own folder is all there is; a step in a container sees the work space
/// alone.
#[test]
fn paths_start_at_the_root_of_the_repository() {
    let sandbox = Sandbox::empty();
    std::fs::create_dir_all(sandbox.at("deep/er")).unwrap();
    sandbox.write("deep/er/deploy.kdl", WRONG);
    let file = |variable: Option<(&str, &str)>| {
        let mut command = sandbox.command(env!("CARGO_BIN_EXE_dbgen"));
        command.args(["check", "deep/er", "--format", "github"]).env_remove("GITHUB_WORKSPACE").envs(variable);
        let said: Said = command.output().unwrap().into();
        said.out.split([' ', ',']).nth(1).unwrap().to_owned()
    };
    assert_eq!(file(None), "file=deploy.kdl");
    let root = sandbox.at("deep");
    assert_eq!(file(Some(("GITHUB_WORKSPACE", root.to_str().unwrap()))), "file=er/deploy.kdl");
    assert_eq!(file(Some(("GITHUB_WORKSPACE", "/nowhere"))), "file=deploy.kdl");
    std::fs::create_dir_all(sandbox.at(".git")).unwrap();
    assert_eq!(file(Some(("GITHUB_WORKSPACE", root.to_str().unwrap()))), "file=deep/er/deploy.kdl");
}

/// What code scanning needs, by the tables of "SARIF support for code scanning"; the whole of SARIF's schema is one of
/// the judges'.
#[test]
fn sarif_is_what_code_scanning_accepts() {
    let text = |value: &Value, path: &str| {
        let text = value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        assert!(!text.is_empty(), "{path} of {value}");
        text
    };
    let number = |value: &Value, path: &str| {
        let number = value.pointer(path).and_then(Value::as_u64).unwrap_or_default();
        assert!(number > 0, "{path} of {value}");
        number
    };
    fixtures(|name, findings| {
        let log: Value = serde_json::from_str(&report::sarif(findings, None, false)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        text(&log, "/$schema");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "dbgen");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), codes::ALL.len());
        for rule in rules {
            for path in ["/id", "/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
                let text = text(rule, path);
                assert!(!path.ends_with("Description/text") || text.len() <= 1024, "{text}");
            }
            assert_eq!(rule.get("helpUri"), None, "no page is published");
        }
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), findings.diagnostics.len());
        for (result, said) in results.iter().zip(findings.diagnostics) {
            let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!((&rule["id"], result["ruleId"].as_str()), (&result["ruleId"], Some(said.code.0)));
            assert!(["error", "warning", "note"].contains(&text(result, "/level").as_str()));
            let message = text(result, "/message/text");
            assert!(message.starts_with(&format!("{}.", said.message)), "{message}");
            assert_eq!(result["locations"].as_array().unwrap().len(), 1);
            let related = result["relatedLocations"].as_array().cloned().unwrap_or_default();
            for (index, place) in related.iter().enumerate() {
                assert_eq!(place["id"], index + 1);
                assert!(message.contains(&format!("]({})", index + 1)), "{message}");
            }
            for place in related.iter().chain(result["locations"].as_array().unwrap()) {
                let place = &place["physicalLocation"];
                assert!(text(place, "/artifactLocation/uri").starts_with("some%20folder/"), "{name}: {place}");
                let at = |line, column| (number(place, line), number(place, column));
                let start = at("/region/startLine", "/region/startColumn");
                assert!(start <= at("/region/endLine", "/region/endColumn"), "{name}: {place}");
            }
        }
    });
    let sandbox = in_repository("app", WRONG);
    let log = json(&sandbox.dbgen(&["check", "app", "--format", "sarif"]));
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&22.into(), &27.into()), "{region}");
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "dbgen/app/deploy.kdl/");
    let few = json(&sandbox.dbgen(&["check", "app", "--format", "sarif", "--limit", "1"]));
    let notification = &few["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(notification, "1 more results are left out: 1 duplicate");
}

/// What is allowed stands in JSON with its reason, and in SARIF where it is asked for: code scanning has no eye for
/// suppressions, and would open an alert.
#[test]
fn what_is_waived_is_said_with_its_reason() {
    let spec = repo::read("tests/diagnostics/sleep-as-check/bad.kdl");
    let head = "workflow \"ci\" {\n";
    assert!(spec.contains(head));
    let allow = "    allow \"sleep-as-check\" reason=\"the old tests go in spring\"\n";
    let sandbox = in_repository("app", &spec.replace(head, &format!("{head}{allow}")));
    let all = json(&sandbox.dbgen(&["check", "app", "--format", "json"]));
    assert!(validator().is_valid(&all), "{all}");
    assert_eq!((&all["good"], &all["counts"]["waived"]), (&true.into(), &1.into()), "{all}");
    assert_eq!(all["waived"][0]["code"], "sleep-as-check");
    assert_eq!(all["waived"][0]["reason"], "the old tests go in spring");
    let sarif = |options: &[&str]| {
        let arguments: Vec<&str> = ["check", "app", "--format", "sarif"].iter().chain(options).copied().collect();
        json(&sandbox.dbgen(&arguments))["runs"][0]["results"].as_array().unwrap().clone()
    };
    assert!(sarif(&[]).is_empty());
    let results = sarif(&["--waived"]);
    let [result] = results.as_slice() else { panic!("{results:?}") };
    assert_eq!(result["suppressions"][0]["kind"], "inSource");
    assert_eq!(result["suppressions"][0]["justification"], "the old tests go in spring");
    let said = sandbox.dbgen(&["check", "app", "--waived"]);
    assert!(said.out.ends_with("; 1 finding waived\n"), "{}", said.out);
    assert!(said.err.starts_with("waived: app/deploy.kdl:") && said.err.contains("the old tests"), "{}", said.err);
}

/// `build` says the same as `check`, and what has become of the files.
#[test]
fn a_build_tells_programs_what_it_has_done() {
    let sandbox = in_repository("app", "");
    sandbox.write("app/deploy.kdl", repo::read("examples/hello/deploy.kdl"));
    sandbox.write("app/Dockerfile", "FROM scratch\n");
    let build = |arguments: &[&str]| sandbox.dbgen(&[&["build", "app", "--format", "json"], arguments].concat());
    let validator = validator();
    let read = |said: &Said, code: i32| {
        assert_eq!(said.code, Some(code), "{said:?}");
        let all = json(said);
        assert!(validator.is_valid(&all), "{all}");
        all["build"].clone()
    };
    let states = |build: &Value| -> Vec<String> {
        build["files"].as_array().unwrap().iter().map(|file| file["state"].as_str().unwrap().to_owned()).collect()
    };
    let first = build(&["--check"]);
    let looked = read(&first, 2);
    assert_eq!((&looked["written"], looked["files"][0]["path"].as_str()), (&false.into(), Some("app/.env.example")));
    let fresh = build(&[]);
    assert!(fresh.err.contains("  + .env.example\n"), "{}", fresh.err);
    let written = read(&fresh, 0);
    assert_eq!((&written["written"], states(&written)), (&true.into(), states(&looked)));
    assert!(states(&written).iter().all(|state| state == "new"));
    let again = read(&build(&[]), 0);
    assert_eq!((&again["files"], &again["unchanged"]), (&serde_json::json!([]), &states(&written).len().into()));
    sandbox.write("app/.env.example", "# mine\n");
    let refused = read(&build(&[]), 1);
    assert_eq!((&refused["written"], states(&refused)), (&false.into(), vec!["in-the-way".to_owned()]));
    let github = sandbox.dbgen(&["build", "app", "--format", "github"]);
    assert_eq!(
        (github.code, github.out.as_str()),
        (
            Some(1),
            "::error file=app/.env.example,title=in the way of a build::app/.env.example: somebody has edited it since \
             dbgen wrote it\n"
        )
    );
    let drift = sandbox.dbgen(&["build", "app", "--check", "--format", "github"]);
    assert_eq!((drift.code, drift.out.lines().count()), (Some(2), 1), "{drift:?}");
    sandbox.write("app/deploy.kdl", WRONG);
    let wrong = build(&[]);
    assert_eq!(read(&wrong, 1)["written"], false);
    assert_eq!(json(&wrong)["diagnostics"].as_array().unwrap().len(), 2);
    assert_eq!(json(&sandbox.dbgen(&["check", "app", "--format", "json"])).get("build"), None);
}
