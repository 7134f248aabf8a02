//! `dbgen graph`: the three pictures show the same, and are well-formed whatever the names are.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod repo;
mod sandbox;

use dbgen::compile::check;
use dbgen::graph::{self, Graph};
use dbgen::world::MemoryWorld;
use sandbox::Sandbox;

fn graph_of(spec: &str) -> Graph {
    let compilation = check(&MemoryWorld::default().with("deploy.kdl", spec), "deploy.kdl");
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    graph::graph(compilation.plan.as_ref().unwrap())
}

fn deal_brain() -> Graph {
    graph_of(&repo::read("examples/deal-brain/deploy.kdl"))
}

#[test]
fn the_readme_shows_the_graph_of_deal_brain() {
    let readme = repo::read("README.md");
    let (before, rest) = readme.split_once("<!-- graph -->\n").expect("README.md has a place for the graph");
    let (_, after) = rest.split_once("<!-- /graph -->\n").unwrap();
    let said = Sandbox::example("deal-brain").dbgen(&["graph"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let expected = format!("{before}<!-- graph -->\n```mermaid\n{}```\n<!-- /graph -->\n{after}", said.out);
    let stale = repo::fresh("README.md", &expected, "cli_graph").err().unwrap_or_default()
        + &repo::fresh("docs/deal-brain.svg", &graph::svg(&deal_brain()), "cli_graph").err().unwrap_or_default();
    assert!(stale.is_empty(), "\n{stale}");
}

#[test]
fn every_stage_job_gate_and_environment_is_in_every_picture() {
    let graph = deal_brain();
    let pictures = [graph::mermaid(&graph), graph::dot(&graph), graph::svg(&graph)];
    let mut words: Vec<&str> = graph.elsewhere.iter().map(|place| place.name.as_str()).collect();
    let (mut gates, mut deploys) = (0, 0);
    for pipeline in &graph.pipelines {
        words.push(&pipeline.title);
        for stage in &pipeline.stages {
            words.push(&stage.name);
            for job in &stage.jobs {
                words.push(&job.title);
                words.extend(job.gate.as_deref());
                gates += usize::from(job.gate.is_some());
                deploys += job.effects.len();
                words.extend(job.effects.iter().flat_map(|e| [e.verb, e.place.name.as_str()]));
            }
        }
    }
    assert_eq!((graph.pipelines.len(), gates, deploys), (2, 2, 5));
    assert_eq!(words.iter().filter(|word| **word == "approval by acme/ops").count(), 2);
    for picture in &pictures {
        for word in &words {
            assert!(picture.contains(word), "no `{word}` in\n{picture}");
        }
    }
    // An environment is one node, however many jobs touch it.
    assert_eq!(pictures[0].matches("[(").count(), 4);
    assert_eq!(pictures[1].matches("shape=cylinder").count(), 4);
    assert_eq!(pictures[0].matches("==>|deploys|").count(), 2);
}

const FORKED: &str = r##"
project "shop"
service "api" { build; }
environment "dev" on="compose" local=#true
workflow "ci" title="A \"title\" <b>&amp; `x` #1; --> y] }" {
    on push="feature/**"
    on schedule="0 6 * * 1"
    stage "first" { job "a" title="- first" { run "make"; }; }
    stage "left" { job "b" title="1. left\\" { matrix { x "1" "2"; y "1" "2" "3"; }; run "make"; }; }
    stage "right" { after "first"; job "c" title="end" { only "push"; run "make"; }; }
    stage "last" { after "first" "left" "right"; job "d" title="日本 ]]>" { run "make"; }; }
}
"##;

#[test]
fn names_are_never_syntax() {
    let graph = graph_of(FORKED);
    let svg = graph::svg(&graph);
    let elements: Vec<&str> = svg.split('<').skip(1).collect();
    for element in &elements {
        let (tag, text) = element.split_once('>').unwrap_or_else(|| panic!("a tag without an end: {element}"));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        assert!(["svg", "title", "style", "rect", "path", "text"].contains(&name), "{element}");
        let entity = |rest: &str| ["amp;", "lt;", "gt;", "quot;"].iter().any(|known| rest.starts_with(known));
        assert!(text.split('&').skip(1).all(entity), "{element}");
    }
    let count = |what: &str| elements.iter().filter(|e| e.starts_with(what)).count();
    assert_eq!(count("text"), count("/text"));
    let mermaid = graph::mermaid(&graph);
    for line in mermaid.lines() {
        // One label at most: what is in it has no quotes of its own.
        assert!([0, 2].contains(&line.matches('"').count()), "{line}");
        let inside = line.split('"').nth(1).unwrap_or_default().replace("<br>", "");
        assert!(!inside.contains(['<', '>', '`', ']', '}', '&']), "{line}");
    }
    assert!(mermaid.contains("#34;title#34;") && mermaid.contains("6 combinations") && mermaid.contains("only push"));
    for line in graph::dot(&graph).lines().filter(|line| line.contains("label=")) {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
    }
}

/// The boxes of an SVG of ours: x, y, width and height of each stage.
fn stages(svg: &str) -> Vec<[i64; 4]> {
    let number = |rect: &str, name: &str| {
        let value = rect.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap();
        value.parse().unwrap()
    };
    let rects = svg.split("<rect ").filter(|rect| rect.starts_with("class=\"s\""));
    rects.map(|rect| ["x", "y", "width", "height"].map(|name| number(rect, name))).collect()
}

#[test]
fn stages_stand_from_left_to_right_and_apart() {
    for graph in [deal_brain(), graph_of(FORKED)] {
        let svg = graph::svg(&graph);
        let boxes = stages(&svg);
        assert_eq!(boxes.len(), graph.pipelines.iter().map(|p| p.stages.len()).sum::<usize>());
        for (index, [x, y, width, height]) in boxes.iter().enumerate() {
            for [other_x, other_y, other_width, other_height] in &boxes[..index] {
                let apart = x + width < *other_x || other_x + other_width < *x;
                assert!(
                    apart || y + height < *other_y || other_y + other_height < *y,
                    "two stages lie over each other"
                );
            }
        }
    }
    let boxes = stages(&graph::svg(&graph_of(FORKED)));
    let [first, left, right, last] = boxes[..] else { panic!("{boxes:?}") };
    assert!(first[0] < left[0] && left[0] == right[0] && right[0] < last[0], "{boxes:?}");
}

#[test]
fn a_thousand_services_are_one_line() {
    let services: String = (0..1000).map(|i| format!("service \"s{i}\" {{ image \"x/y:1.0.0\"; }}\n")).collect();
    let graph = graph_of(&format!("project \"p\"\n{services}environment \"dev\" on=\"compose\" local=#true\n"));
    assert_eq!(graph.elsewhere[0].services, "s0, s1, s2, s3, s4, s5 and 994 more");
}

#[test]
fn a_spec_that_is_wrong_has_no_picture() {
    let sandbox = Sandbox::example("hello");
    sandbox.write("deploy.kdl", sandbox.read("deploy.kdl").replace("health \"/health\"", "helth \"/health\""));
    for format in ["mermaid", "dot", "svg"] {
        let said = sandbox.dbgen(&["graph", "--format", format]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
        assert!(said.err.contains("did you mean `health`?"), "{}", said.err);
    }
}
