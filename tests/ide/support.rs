//! The spec that is asked about, and how. A `^` in a text is the place.
use dbgen::ide::complete::{Item, ItemKind};
use dbgen::ide::{self, Analysis};
use dbgen::source::{FileId, Span};
use dbgen::syntax::Edit;
use dbgen::world::MemoryWorld;

pub const SHOP: &str = r#"project "shop" {
    repository "acme/shop"
    images "ghcr.io/acme/shop-{service}"
    toolchain { python "3.12" manager="pip"; }
}
secrets { SECRET_KEY; }
database "db" engine="postgres" version="16"
service "api" runtime="python" {
    build
    port 8000 public=#true
    health "/health"
    drain "45s"
    env {
        DATABASE_URL from="db.url"
        SECRET_KEY secret="SECRET_KEY"
    }
}
service "worker" like="api" {
    command "work"
    port #null
    after api
}
environment "development" on="compose" local=#true {
    service "api" { publish 8000; drain "5s"; }
    service worker { env LOG="x"; }
}
workflow "ci" {
    on push="main"
    stage "test" { job "unit" { use "python"; with "db"; run "pytest"; }; }
    stage "more" { after "test"; job "other" { after "unit"; run "true"; }; }
}
"#;

/// The text without its mark, and where that stood.
pub fn marked(text: &str) -> (String, u32) {
    let at = text.find('^').unwrap();
    (text.replacen('^', "", 1), at as u32)
}

pub fn world(files: &[(&str, &str)]) -> MemoryWorld {
    files.iter().fold(MemoryWorld::default().strict(), |world, (path, text)| world.with(path, *text))
}

pub fn analyse(text: &str) -> Analysis {
    Analysis::syntax(&world(&[("deploy.kdl", text)]), "deploy.kdl")
}

pub fn compiled(text: &str) -> Analysis {
    let analysis = Analysis::compile(
        &world(&[("deploy.kdl", text), ("Dockerfile", "FROM x\n"), ("requirements.txt", "")]),
        "deploy.kdl",
    );
    let said: Vec<&str> = analysis.compilation().diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(!analysis.compilation().failed(), "{said:#?}");
    analysis
}

/// The shop with a mark behind the only place where `part` stands, `back` bytes further left.
pub fn in_shop(part: &str, back: usize) -> (Analysis, u32) {
    assert_eq!(SHOP.matches(part).count(), 1, "{part}");
    (compiled(SHOP), (SHOP.find(part).unwrap() + part.len() - back) as u32)
}

pub fn offers(text: &str) -> Vec<Item> {
    let (text, at) = marked(text);
    let files = world(&[("deploy.kdl", &text), ("infra/api/Dockerfile", "FROM x"), ("services/a.kdl", "")]);
    ide::complete(&Analysis::syntax(&files, "deploy.kdl"), &files, FileId(0), at)
}

pub fn labels(text: &str) -> Vec<String> {
    offers(text).into_iter().filter(|item| item.kind != ItemKind::Example).map(|i| i.label).collect()
}

pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.span.start);
    edits.iter().rev().fold(text.to_owned(), |text, edit| {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        format!("{}{}{}", &text[..start], edit.replacement, &text[end..])
    })
}

pub fn shown(analysis: &Analysis, span: Span) -> &str {
    &analysis.sources().file(span.file).text[span.start as usize..span.end as usize]
}

/// The text after the offer of that label was taken.
pub fn accepted(text: &str, label: &str) -> String {
    let (bare, _) = marked(text);
    let item = offers(text).into_iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("`{label}` is not offered: {:?}", labels(text)));
    apply(&bare, &[Edit { span: item.replace, replacement: item.text }])
}
