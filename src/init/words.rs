//! What was found in files, as words of a spec: every text here comes from files that nobody has checked.

use crate::schema::kinds::{Leaf, Name};
use crate::syntax::Value;

/// Whether the language takes `text` as an `L`.
pub fn is<L: Leaf>(text: &str) -> bool {
    L::read(Value::String(text)).is_ok()
}

/// The name that is closest to `text`.
pub fn name(text: &str) -> Option<String> {
    match Name::read(Value::String(text)) {
        Ok(name) => Some(name.0),
        Err(wrong) => wrong.suggestion.filter(|better| is::<Name>(better)),
    }
}

/// Characters that KDL 2.0 does not let stand for themselves, and those that move a reader's eye or cursor.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `text` as a string of KDL.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if unseen(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `text` as a plain value: the braces of placeholders are doubled, so that they stand for themselves.
pub fn plain(text: &str) -> String {
    quote(&text.replace('{', "{{").replace('}', "}}"))
}

/// The name of a node or a property; quoted where KDL would take it for something else.
pub fn identifier(text: &str) -> String {
    match text {
        "true" | "false" | "null" | "inf" | "nan" => quote(text),
        _ if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') =>
        {
            text.to_owned()
        }
        _ => quote(text),
    }
}

/// `text` for a comment or a terminal: one line, of a bearable length, without anything that moves the cursor.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 100;
    let clean = |c| if unseen(c) { '?' } else { c };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].chars().map(clean).chain("...".chars()).collect(),
        None => text.chars().map(clean).collect(),
    }
}

/// Values with spaces between them.
pub fn quoted<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::source::FileId;

    #[test]
    fn what_is_quoted_is_read_back() {
        for text in ["", "a b", "say \"x\"", "back\\slash", "two\nlines\t\r", "\u{202e}\u{0}\u{7f}\u{feff}", "{a}"] {
            let parsed = crate::syntax::parse(FileId(0), &format!("node {}", quote(text)));
            assert!(parsed.diagnostics.is_empty(), "{text:?}: {:?}", parsed.diagnostics);
            let node = parsed.document.nodes().next().unwrap();
            let value = node.entries().next().unwrap().value();
            assert_eq!(value, Value::String(text));
        }
    }

    #[test]
    fn nothing_shown_moves_the_cursor() {
        assert_eq!(shown("a\u{1b}[31mb\nc"), "a?[31mb?c");
        assert!(shown(&"x".repeat(500)).len() < 110);
    }

    #[test]
    fn names_are_made_fit() {
        assert_eq!(name("My_API").as_deref(), Some("my-api"));
        assert_eq!(name("///"), None);
        assert_eq!(identifier("null"), "\"null\"");
        assert_eq!(identifier("LOG_LEVEL"), "LOG_LEVEL");
    }
}
