//! A small reader of Dockerfiles: the stages, and of each what a spec can use. `init` drafts a spec from it, and rules
//! compare a spec with it.

use std::collections::{BTreeMap, BTreeSet};

/// One stage, with what it has from the stage that it starts from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stage {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The image at its bottom, with the tag; empty where it could not be made out.
    pub image: String,
    /// The ports that it names.
    pub ports: Vec<u16>,
    /// The command that asks whether it is well, as words.
    pub health: Option<Vec<String>>,
    /// Its variables with plain values.
    pub env: BTreeMap<String, String>,
    /// What it runs, as one line.
    pub command: String,
    /// Whether `curl` is installed in it.
    pub curl: bool,
    /// The build arguments that it names.
    pub arguments: Vec<String>,
    /// What it copies from the build's folder.
    pub copies: Vec<String>,
    /// The user that it runs as, as written; the image's at its bottom where nothing is.
    pub user: Option<String>,
}

/// Longer files are not written by people.
const MOST_STAGES: usize = 100;

/// The stages of a Dockerfile, in their order.
pub fn read(text: &str) -> Vec<Stage> {
    stages(&instructions(text))
}

/// The stages of a Dockerfile, and the names of the build arguments that it declares anywhere, before its first stage
/// included.
pub fn read_with_arguments(text: &str) -> (Vec<Stage>, BTreeSet<String>) {
    let instructions = instructions(text);
    let declared = instructions.iter().filter(|(word, _)| word == "ARG");
    let words = declared.flat_map(|(_, rest)| rest.split_whitespace());
    let arguments = words.map(|word| word.split('=').next().unwrap_or_default().to_owned()).collect();
    (stages(&instructions), arguments)
}

fn stages(instructions: &[(String, String)]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut global: BTreeMap<String, String> = BTreeMap::new();
    for (word, rest) in instructions {
        let Some(stage) = stages.last_mut().filter(|_| word != "FROM") else {
            match word.as_str() {
                "ARG" => global.extend(rest.split_once('=').map(|(n, v)| (n.trim().to_owned(), unquote(v).to_owned()))),
                "FROM" if stages.len() < MOST_STAGES => {
                    let stage = from(rest, &stages, &global);
                    stages.push(stage);
                }
                _ => {}
            }
            continue;
        };
        match word.as_str() {
            "EXPOSE" => {
                let known = stage.env.clone();
                let numbers = rest.split_whitespace().map(|port| fill(port.split('/').next().unwrap_or(""), &known));
                stage.ports.extend(numbers.filter_map(|port| port.parse::<u16>().ok()).filter(|port| *port > 0));
            }
            "HEALTHCHECK" => stage.health = health(rest),
            "ENV" => stage.env.extend(pairs(rest)),
            "ARG" => {
                let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
                stage.arguments.push(name.trim().to_owned());
                if !value.is_empty() {
                    stage.env.entry(name.trim().to_owned()).or_insert_with(|| unquote(value).to_owned());
                }
            }
            "CMD" | "ENTRYPOINT" => {
                let line = words(rest).join(" ");
                stage.command =
                    if word == "CMD" && !stage.command.is_empty() { stage.command.clone() + " " + &line } else { line };
            }
            "USER" => stage.user = rest.split_whitespace().next().map(str::to_owned),
            "RUN" => stage.curl |= installs_curl(rest),
            "COPY" | "ADD" if !rest.contains("--from=") => {
                let mut sources: Vec<String> = words(rest).into_iter().filter(|w| !w.starts_with("--")).collect();
                sources.pop();
                stage.copies.extend(sources);
            }
            _ => {}
        }
    }
    stages
}

/// The stage of that name, or the last one.
pub fn stage<'a>(stages: &'a [Stage], target: Option<&str>) -> Option<&'a Stage> {
    match target {
        Some(target) => stages.iter().find(|s| s.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(target))),
        None => stages.last(),
    }
}

fn from(rest: &str, stages: &[Stage], global: &BTreeMap<String, String>) -> Stage {
    let mut words = rest.split_whitespace().filter(|w| !w.starts_with("--"));
    let base = fill(words.next().unwrap_or(""), global);
    let name = match (words.next(), words.next()) {
        (Some(word), Some(name)) if word.eq_ignore_ascii_case("as") => Some(name.to_owned()),
        _ => None,
    };
    match stage(stages, Some(&base)) {
        // Arguments and what was copied are the other stage's own.
        Some(below) => Stage { name, arguments: Vec::new(), ..below.clone() },
        None => Stage { name, image: if base.contains('$') { String::new() } else { base }, ..Stage::default() },
    }
}

/// Instructions with their arguments on one line: comments, continued lines and here-documents are dealt with.
fn instructions(text: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut whole = line.trim().to_owned();
        if whole.is_empty() || whole.starts_with('#') {
            continue;
        }
        while whole.ends_with('\\') {
            whole.pop();
            let Some(next) = lines.by_ref().find(|l| !l.trim_start().starts_with('#')) else { break };
            whole.push(' ');
            whole.push_str(next.trim());
        }
        let (word, rest) = whole.split_once(char::is_whitespace).unwrap_or((&whole, ""));
        let word = word.to_ascii_uppercase();
        if matches!(word.as_str(), "RUN" | "COPY" | "ADD") {
            for end in rest.split("<<").skip(1).filter_map(here_document) {
                let _ = lines.by_ref().find(|l| l.trim() == end);
            }
        }
        all.push((word, rest.trim().to_owned()));
    }
    all
}

fn here_document(after: &str) -> Option<String> {
    let word = after.trim_start_matches('-').trim_start_matches(['"', '\'']);
    let end: String = word.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!end.is_empty()).then_some(end)
}

/// A command as words: an array of JSON, or what stands there.
fn words(rest: &str) -> Vec<String> {
    match serde_json::from_str::<Vec<String>>(rest) {
        Ok(words) => words,
        Err(_) => rest.split_whitespace().map(|w| unquote(w).to_owned()).collect(),
    }
}

fn health(rest: &str) -> Option<Vec<String>> {
    let mut rest = rest;
    while rest.starts_with("--") {
        rest = rest.split_once(char::is_whitespace)?.1.trim_start();
    }
    let command = rest.strip_prefix("CMD").or_else(|| rest.strip_prefix("cmd"))?.trim();
    match serde_json::from_str::<Vec<String>>(command) {
        Ok(words) => Some(words),
        Err(_) => Some(vec!["sh".into(), "-c".into(), command.into()]),
    }
}

/// `A=1 B="two words"`, or the old `A 1`.
fn pairs(rest: &str) -> Vec<(String, String)> {
    if !rest.split_whitespace().next().unwrap_or("").contains('=') {
        return rest
            .split_once(char::is_whitespace)
            .map(|(n, v)| (n.to_owned(), v.trim().to_owned()))
            .into_iter()
            .collect();
    }
    let words = crate::plan::split_words(rest).unwrap_or_default();
    words.iter().filter_map(|w| w.split_once('=')).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

fn installs_curl(command: &str) -> bool {
    let installs = ["apt-get", "apt ", "apk ", "dnf ", "yum "].iter().any(|tool| command.contains(tool));
    installs && command.split(|c: char| c.is_whitespace() || c == ';' || c == '&').any(|word| word == "curl")
}

/// `$X`, `${X}` and `${X:-default}`, where they are known.
fn fill(text: &str, known: &BTreeMap<String, String>) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, default, end) = match after.strip_prefix('{').and_then(|a| Some((a, a.find('}')?))) {
            Some((inner, close)) => {
                let (name, default) = inner[..close].split_once(":-").unwrap_or((&inner[..close], ""));
                (name, default, close + 2)
            }
            None => {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                (&after[..end], "", end)
            }
        };
        match known.get(name).map(String::as_str).or((!default.is_empty()).then_some(default)) {
            Some(value) if !name.is_empty() => out.push_str(value),
            _ => out.push_str(&rest[at..(at + 1 + end).min(rest.len())]),
        }
        rest = &after[end.min(after.len())..];
    }
    out + rest
}

fn unquote(text: &str) -> &str {
    let text = text.trim();
    let inside = |quote| text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn stages_inherit_what_they_start_from() {
        let stages = read(
            "# syntax=docker/dockerfile:1\nARG PY=3.12\nFROM --platform=linux/amd64 python:${PY}-slim AS base\nENV PORT=8000 A=\"b c\"\n\
             RUN apt-get update && \\\n # note\n apt-get install -y curl\nEXPOSE ${PORT}/tcp\n\
             USER 1000:1000\nFROM base AS dev\nUSER app\nCMD [\"uvicorn\", \"app:app\", \"--reload\"]\n\
             FROM base AS production\nCOPY api ./api\nCOPY --from=dev /x /x\n\
             HEALTHCHECK --interval=5s CMD curl -f http://localhost:8000/health || exit 1\nCMD [\"uvicorn\", \"app:app\"]\n",
        );
        assert_eq!(stages.len(), 3);
        let last = stage(&stages, None).unwrap();
        assert_eq!((last.image.as_str(), last.ports.as_slice(), last.curl), ("python:3.12-slim", &[8000][..], true));
        assert_eq!(last.command, "uvicorn app:app");
        assert_eq!(last.copies, ["api"]);
        assert_eq!(last.user.as_deref(), Some("1000:1000"));
        assert!(last.health.as_ref().unwrap()[2].starts_with("curl"));
        assert_eq!(stage(&stages, Some("dev")).unwrap().command, "uvicorn app:app --reload");
        assert_eq!(stage(&stages, Some("dev")).unwrap().user.as_deref(), Some("app"));
        assert_eq!(stage(&stages, Some("none")), None);
    }

    #[test]
    fn arguments_of_every_stage_and_before_them() {
        let all = read_with_arguments("ARG PY=3.12\nFROM python:$PY\nRUN <<EOF\nARG no\nEOF\nARG A B=\"x\"\n").1;
        assert_eq!(all.into_iter().collect::<Vec<_>>(), ["A", "B", "PY"]);
    }

    #[test]
    fn nonsense_is_read_to_its_end() {
        for text in [
            "",
            "FROM",
            "FROM $",
            "RUN <<EOF\nFROM x\n",
            "FROM a\nEXPOSE ${\nENV =\nARG\nCMD [\nHEALTHCHECK",
            "\\\n\\",
            "FROM ${a:-é$}",
        ] {
            let _ = read(text);
        }
        assert_eq!(read("FROM a\nRUN <<EOF\nFROM b\nEOF\nUSER 1\n").len(), 1);
    }
}
