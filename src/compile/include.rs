//! Reading a spec and the files that it includes.

use super::Compilation;
use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{self, Document, Value};
use crate::world::World;
use std::collections::BTreeSet;

/// More files than any monorepo has; a guard against a pattern that names everything.
const MOST_FILES: usize = 10_000;
/// Larger files than anybody writes; spans are 32 bits wide.
const LARGEST: usize = 16 << 20;

/// Reads the main spec and, breadth first, every file that it includes: each once.
pub fn load(world: &dyn World, path: &str, out: &mut Compilation) {
    let mut seen = BTreeSet::from([path.to_owned()]);
    let mut queue = vec![(path.to_owned(), None::<Span>)];
    let mut next = 0;
    while next < queue.len() {
        let (path, asked) = queue[next].clone();
        next += 1;
        let before = out.documents.len();
        parse(world, &path, asked, out);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for node in out.documents[before..].iter().flat_map(Document::nodes).filter(|n| n.name() == "include") {
            for entry in node.entries().filter(|e| e.key().is_none()) {
                let Value::String(pattern) = entry.value() else { continue };
                for found in matches(world, folder, pattern, entry.value_span(), &mut out.diagnostics) {
                    if found == path {
                        out.diagnostics.push(
                            Diagnostic::error(
                                codes::BAD_INCLUDE,
                                entry.value_span(),
                                format!("`{found}` includes itself"),
                            )
                            .help("take the line away, or name the files that are meant"),
                        );
                    } else if seen.len() < MOST_FILES && seen.insert(found.clone()) {
                        queue.push((found, Some(entry.value_span())));
                    }
                }
            }
        }
    }
}

/// Reads one file, asked for by an `include` or by nobody.
pub fn parse(world: &dyn World, path: &str, asked: Option<Span>, out: &mut Compilation) {
    let Some(file) = read(world, path, asked, out) else { return };
    let parsed = syntax::parse(file, &out.sources.file(file).text);
    super::credentials::hide(file, &parsed.document, out);
    out.diagnostics.extend(parsed.diagnostics);
    out.documents.push(parsed.document);
}

fn read(world: &dyn World, path: &str, asked: Option<Span>, out: &mut Compilation) -> Option<FileId> {
    let problem = match world.read(path) {
        Err(trouble) => trouble.0,
        Ok(bytes) if bytes.len() > LARGEST => "it is larger than 16 MiB".to_owned(),
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => return Some(out.sources.add(SourceFile::new(path, text))),
            Err(wrong) => format!("it is not UTF-8: byte {} is none of a character", wrong.utf8_error().valid_up_to()),
        },
    };
    let place = asked.unwrap_or_else(|| {
        // There is no text to point at: an empty file stands for the one that is missing.
        Span::new(out.sources.add(SourceFile::new(path, "")), 0, 0)
    });
    let report = Diagnostic::error(codes::UNREADABLE_FILE, place, format!("cannot read `{path}`: {problem}"));
    out.diagnostics.push(match asked {
        None => report.help("name the folder of a deploy.kdl, or run this where one is"),
        Some(_) => report
            .here("cannot be included")
            .help("the path starts at the folder of the file that includes it; create the file, or name another"),
    });
    None
}

/// The files that a pattern names, sorted; `*` stands in the last part only.
fn matches(world: &dyn World, folder: &str, pattern: &str, span: Span, say: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut bad = |words: String, help: &str| {
        say.push(Diagnostic::error(codes::BAD_INCLUDE, span, words).help(help.to_owned()));
        Vec::new()
    };
    let Some(full) = inside(folder, pattern) else {
        return bad(
            format!("`{pattern}` leads out of the repository"),
            "includes are relative and stay below the main deploy.kdl",
        );
    };
    if !full.ends_with(".kdl") {
        return bad(format!("`{pattern}` does not name a .kdl file"), "for example `include \"services/*.kdl\"`");
    }
    let (parent, last) = full.rsplit_once('/').unwrap_or(("", &full));
    if parent.contains('*') {
        return bad("`*` may stand in the last part of a path only".into(), "for example `include \"services/*.kdl\"`");
    }
    if !last.contains('*') {
        return vec![full.clone()];
    }
    let found: Vec<String> = world
        .list(parent)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| wildcard(last, name))
        .map(|name| if parent.is_empty() { name } else { format!("{parent}/{name}") })
        .collect();
    if found.is_empty() {
        return bad(format!("no file matches `{pattern}`"), "take the line away, or create the file");
    }
    found
}

/// The path of `pattern` seen from `folder`, from the root; `None` where it leaves the root.
fn inside(folder: &str, pattern: &str) -> Option<String> {
    if pattern.starts_with('/') || pattern.contains(['\\', '\0', ':']) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether an `include` of `pattern` in a file of `folder` names the file at `path`.
pub fn included(folder: &str, pattern: &str, path: &str) -> bool {
    let Some(full) = inside(folder, pattern) else { return false };
    let split = |path: &str| path.rsplit_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
    let ((parent, last), (own, name)) = (split(&format!("./{full}")), split(&format!("./{path}")));
    parent == own && if last.contains('*') { wildcard(&last, &name) } else { last == name }
}

/// Whether `name` is what `pattern` describes; linear, without backtracking into itself more than once.
fn wildcard(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stay_inside_and_match_names() {
        assert_eq!(inside("a/b", "../c.kdl").as_deref(), Some("a/c.kdl"));
        assert_eq!(inside("", "../c.kdl"), None);
        assert_eq!(inside("", "/etc/x.kdl"), None);
        assert!(wildcard("*.kdl", "api.kdl") && wildcard("a*b*.kdl", "axbx.kdl") && !wildcard("*.kdl", "x.txt"));
    }
}
