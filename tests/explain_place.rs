//! `dbgen explain FILE:LINE`: from the spec to what it comes to, and back.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod sandbox;

use sandbox::{Said, Sandbox};

fn hello() -> Sandbox {
    let sandbox = Sandbox::example("hello");
    assert_eq!(sandbox.dbgen(&["build"]).code, Some(0));
    sandbox
}

/// The line of a file that holds a text, from 1.
fn line(sandbox: &Sandbox, path: &str, text: &str) -> usize {
    let whole = sandbox.read(path);
    let found = whole.lines().position(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("{path} has no `{text}`:\n{whole}")) + 1
}

fn explain(sandbox: &Sandbox, path: &str, text: &str) -> Said {
    sandbox.dbgen(&["explain", &format!("{path}:{}", line(sandbox, path, text))])
}

#[test]
fn a_line_of_the_spec_says_what_it_means_and_where_it_goes() {
    let sandbox = hello();
    let said = explain(&sandbox, "deploy.kdl", "health \"/health\"");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let at = line(&sandbox, "deploy.kdl", "health \"/health\"");
    assert!(said.out.starts_with(&format!("deploy.kdl:{at}:5: health\n\n  health\n")), "{}", said.out);
    let number = line(&sandbox, "render.yaml", "healthCheckPath: /health");
    assert!(said.out.contains(&format!("\n  render.yaml:{number}: healthCheckPath: /health\n")), "{}", said.out);
    // Every line that is named stands there.
    let named = said
        .out
        .lines()
        .filter_map(|line| line.trim().split_once(": ").map(|(place, text)| (place.rsplit_once(':'), text)));
    let mut checked = 0;
    for (place, text) in named.filter_map(|(place, text)| Some((place?, text))) {
        if let (path, Ok(number)) = (place.0, place.1.parse::<usize>())
            && sandbox.at(path).is_file()
        {
            assert_eq!(sandbox.read(path).lines().nth(number - 1).unwrap().trim(), text, "{path}:{number}");
            checked += 1;
        }
    }
    assert!(checked > 2, "{}", said.out);
}

#[test]
fn a_generated_line_leads_back_to_the_part_that_it_comes_from() {
    let sandbox = hello();
    for (path, text, part) in [
        ("render.yaml", "healthCheckPath: /health", "health \"/health\""),
        ("render.yaml", "url: ghcr.io/", "images \"ghcr.io/"),
        (".github/workflows/deploy.yml", "branches: [main]", "on push=\"main\""),
        (".github/workflows/deploy.yml", "smoke.sh --base", "smoke"),
    ] {
        let said = explain(&sandbox, path, text);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{path}: {text}: {said:?}");
        let place = format!("  deploy.kdl:{}:", line(&sandbox, "deploy.kdl", part));
        assert!(said.out.contains(&place), "{path}: {text} does not lead to {part}\n{}", said.out);
    }
}

#[test]
fn what_is_out_of_date_is_said() {
    let sandbox = hello();
    sandbox.write("render.yaml", format!("{}# mine\n", sandbox.read("render.yaml")));
    let said = explain(&sandbox, "render.yaml", "healthCheckPath");
    assert!(said.out.contains("(the file is not what the spec compiles to now"), "{}", said.out);
}

#[test]
fn a_place_that_means_nothing_is_refused_with_a_reason() {
    let sandbox = hello();
    let refused = |place: &str, why: &str| {
        let said = sandbox.dbgen(&["explain", place]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{place}: {said:?}");
        assert!(said.err.contains(why), "{place}: {}", said.err);
    };
    refused("deploy.kdl:999", "deploy.kdl has ");
    refused("render.yaml:999", "render.yaml has ");
    refused("rendr.yaml:1", "did you mean `render.yaml`?");
    refused("Dockerfile:1", "`Dockerfile` is no file that the spec compiles to");
    refused("deploy.kdl:1:1", "nothing of the language stands on this line");
    refused("../elsewhere/render.yaml:1", "there is no deploy.kdl at or above");
    sandbox.write("deploy.kdl", sandbox.read("deploy.kdl").replace("health \"/health\"", "helth \"/health\""));
    refused("render.yaml:1", "known once the spec is right");
    let empty = Sandbox::empty();
    let said = empty.dbgen(&["explain", "render.yaml:1"]);
    assert_eq!(said.code, Some(1));
}

#[test]
fn the_spec_is_found_from_the_file_or_named() {
    let sandbox = hello();
    let number = line(&sandbox, "render.yaml", "healthCheckPath");
    let folder = sandbox.path().display().to_string();
    let from_elsewhere = Sandbox::empty();
    let place = format!("{folder}/render.yaml:{number}");
    let said = from_elsewhere.dbgen(&["explain", &place]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("/deploy.kdl:"), "{}", said.out);
    let named = from_elsewhere.dbgen(&["explain", &place, "--spec", &folder]);
    assert_eq!(named.out, said.out);
}
