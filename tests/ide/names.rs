//! Definition, references and rename.

use super::support::{SHOP, analyse, apply, in_shop, marked, shown, world};
use dbgen::ide::{self, Analysis};
use dbgen::source::FileId;
use dbgen::world::MemoryWorld;

/// The first lines of the nodes that the place leads to.
fn led_to(part: &str, back: usize) -> Vec<String> {
    let (analysis, at) = in_shop(part, back);
    let ways = ide::definition(&analysis, FileId(0), at);
    ways.iter()
        .map(|way| shown(&analysis, way.node).lines().next().unwrap().trim_end_matches(" {").to_owned())
        .collect()
}

#[test]
fn every_reference_leads_to_its_declaration() {
    for (part, back, node) in [
        ("like=\"api\"", 2, "service \"api\" runtime=\"python\""),
        ("after api", 0, "service \"api\" runtime=\"python\""),
        ("from=\"db.url\"", 8, "database \"db\" engine=\"postgres\" version=\"16\""),
        ("from=\"db.url\"", 2, "database \"db\" engine=\"postgres\" version=\"16\""),
        ("secret=\"SECRET_KEY\"", 4, "SECRET_KEY"),
        ("service worker {", 4, "service \"worker\" like=\"api\""),
        ("with \"db\"", 2, "database \"db\" engine=\"postgres\" version=\"16\""),
        ("use \"python\"", 3, "python \"3.12\" manager=\"pip\""),
        ("after \"test\"", 3, "stage \"test\" { job \"unit\" { use \"python\"; with \"db\"; run \"pytest\"; }; }"),
        ("after \"unit\"", 3, "job \"unit\" { use \"python\"; with \"db\"; run \"pytest\"; }"),
    ] {
        assert_eq!(led_to(part, back), [node], "{part}");
    }
    assert_eq!(led_to("drain \"45s\"", 3), [""; 0]);
}

#[test]
fn references_are_found_in_every_form_and_file() {
    let files = world(&[
        ("deploy.kdl", "include \"a/*.kdl\"\nservice \"api\" {}\nservice \"b\" like=api { after #\"api\"#; }"),
        ("a/x.kdl", "environment \"e\" on=\"compose\" { service \"\\u{61}pi\" {}; }\n/-service \"api\"\n"),
    ]);
    let analysis = Analysis::syntax(&files, "deploy.kdl");
    let at = "include \"a/*.kdl\"\nservice \"a".len() as u32;
    let places = ide::references(&analysis, FileId(0), at);
    let texts: Vec<&str> = places.iter().map(|place| shown(&analysis, place.span)).collect();
    assert_eq!(texts, ["api", "api", "api", "\"\\u{61}pi\""]);
    assert_eq!(places.iter().filter(|place| place.declares).count(), 1);
    assert_eq!(ide::highlights(&analysis, FileId(1), 47).len(), 1);
}

fn renamed(text: &str, name: &str) -> Result<String, String> {
    let (text, at) = marked(text);
    let edits = ide::rename(&analyse(&text), FileId(0), at, name)?;
    Ok(apply(&text, &edits))
}

#[test]
fn a_name_changes_in_its_own_form_and_nothing_else_does() {
    let text = "service \"a^pi\" {}\nservice b like=api { after #\"api\"# api; env { X from=\"api.url\"; Y \"api\"; }; }\n\
                service c like=\"\\u{61}pi\" { env { X from=\"\\u{61}pi.host\"; }; }";
    let expected = "service \"front\" {}\nservice b like=front { after #\"front\"# front; env { X from=\"front.url\"; \
                    Y \"api\"; }; }\nservice c like=\"front\" { env { X from=\"front.host\"; }; }";
    assert_eq!(renamed(text, "front").as_deref(), Ok(expected));
    // `true` without quotes would be a mistake.
    assert_eq!(
        renamed("service a^pi; service b like=api", "true").as_deref(),
        Ok("service \"true\"; service b like=\"true\"")
    );
    assert_eq!(
        renamed("secrets { A^; }\nservice a { env { A secret=A; }; }", "B").as_deref(),
        Ok("secrets { B; }\nservice a { env { A secret=B; }; }")
    );
}

#[test]
fn stages_and_jobs_are_their_workflow_s_own() {
    let text = "workflow \"a\" { stage \"t^\" {}; stage \"u\" { after \"t\"; }; }\nworkflow \"b\" { stage \"t\" {}; }";
    let expected =
        "workflow \"a\" { stage \"x\" {}; stage \"u\" { after \"x\"; }; }\nworkflow \"b\" { stage \"t\" {}; }";
    assert_eq!(renamed(text, "x").as_deref(), Ok(expected));
    assert!(renamed(text, "u").unwrap_err().contains("already"));
}

#[test]
fn what_cannot_be_renamed_is_refused_with_words() {
    for (text, name, words) in [
        ("service \"a^\"", "Not A Name", "for example `not-a-name`"),
        ("secrets { A^ }", "lower", "for example `LOWER`"),
        ("service \"a^\"; database \"db\"", "db", "there is a database or cache `db` already"),
        ("service \"x\" like=\"gone^\"", "b", "there is no service `gone`"),
        ("service \"a\" { port^ 1 }", "b", "nothing that has a name"),
        ("service \"a\" { env { LOG^ \"x\"; }; }", "b", "the programs read"),
        ("project \"x\" { toolchain { python^ \"3.12\"; }; }", "node", "a word of the language"),
    ] {
        let refused = renamed(text, name).unwrap_err();
        assert!(refused.contains(words), "{text}: {refused}");
    }
    assert_eq!(renamed("service \"a^\"", "a").as_deref(), Ok("service \"a\""));
}

#[test]
fn a_renamed_spec_means_the_same() {
    let (analysis, at) = in_shop("service \"api\" runtime", 10);
    let edits = ide::rename(&analysis, FileId(0), at, "front").unwrap();
    let text = apply(SHOP, &edits);
    assert_eq!(text.matches("front").count(), 4);
    let after = Analysis::check(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
    assert!(after.compilation().diagnostics.is_empty(), "{:#?}", after.compilation().diagnostics);
    let prepared = ide::prepare_rename(&analysis, FileId(0), at).unwrap();
    assert_eq!((prepared.name.as_str(), shown(&analysis, prepared.span)), ("api", "api"));
}

#[test]
fn an_include_leads_to_its_files() {
    let files = world(&[("a/deploy.kdl", "include \"x/*.kdl\"\n"), ("a/x/b.kdl", "// b\n"), ("a/x/c.kdl", "// c\n")]);
    let analysis = Analysis::syntax(&files, "a/deploy.kdl");
    let ways = ide::definition(&analysis, FileId(0), 12);
    let paths: Vec<&str> = ways.iter().map(|way| analysis.sources().file(way.name.file).path.as_str()).collect();
    assert_eq!(paths, ["a/x/b.kdl", "a/x/c.kdl"]);
}
