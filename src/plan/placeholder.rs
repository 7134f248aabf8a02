//! `{environment}` and its kin: a closed list, filled in where a value is.

use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::source::Span;

/// What the placeholders stand for at one place. `None`: known there, but not before a deploy.
pub struct Placeholders<'a> {
    /// The pairs of name and value.
    pub known: &'a [(&'a str, Option<&'a str>)],
}

/// Every placeholder of the language.
pub const ALL: [&str; 4] = ["environment", "service", "region", "version"];

impl Placeholders<'_> {
    /// `text` with its placeholders filled in; `{{` and `}}` stand for single braces.
    pub fn fill(&self, text: &str, span: Span, say: &mut Vec<Diagnostic>) -> String {
        if !text.bytes().any(|byte| matches!(byte, b'{' | b'}')) {
            return text.to_owned();
        }
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some(at) = rest.find(['{', '}']) {
            out.push_str(&rest[..at]);
            let brace = &rest[at..at + 1];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                out.push_str(brace);
                rest = after;
                continue;
            }
            let name = match rest.find(['{', '}']) {
                Some(end) if brace == "{" && rest[end..].starts_with('}') => &rest[..end],
                // A brace that opens no placeholder, as in JSON: it stands for itself.
                _ => {
                    out.push_str(brace);
                    continue;
                }
            };
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                out.push_str(brace);
                continue;
            }
            rest = &rest[name.len() + 1..];
            match self.known.iter().find(|(known, _)| *known == name) {
                Some((_, Some(value))) => out.push_str(value),
                _ => say.push(self.problem(name, span)),
            }
        }
        out.push_str(rest);
        out
    }

    fn problem(&self, name: &str, span: Span) -> Diagnostic {
        let here: Vec<String> =
            self.known.iter().filter(|(_, v)| v.is_some()).map(|(n, _)| format!("{{{n}}}")).collect();
        let message = if ALL.contains(&name) {
            format!("`{{{name}}}` is not known here")
        } else {
            format!("there is no placeholder `{{{name}}}`")
        };
        let help = match did_you_mean(name, ALL) {
            Some(better) if better != name => {
                format!("did you mean `{{{better}}}`? For plain braces write `{{{{` and `}}}}`")
            }
            _ if here.is_empty() => "no placeholder is filled in here".to_owned(),
            _ => format!("filled in here: {}; for plain braces write `{{{{` and `}}}}`", here.join(", ")),
        };
        Diagnostic::error(codes::BAD_PLACEHOLDER, span, message).help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_what_it_knows_and_reports_the_rest() {
        let places = Placeholders { known: &[("environment", Some("staging")), ("version", None)] };
        let mut say = Vec::new();
        assert_eq!(
            places.fill("api.{environment}.x {{a}} {\"b\":1}", Span::default(), &mut say),
            "api.staging.x {a} {\"b\":1}"
        );
        assert!(say.is_empty());
        places.fill("{version} {enviroment}", Span::default(), &mut say);
        assert_eq!(say.len(), 2);
        assert!(say[1].help.as_deref().is_some_and(|h| h.contains("{environment}")));
    }
}
