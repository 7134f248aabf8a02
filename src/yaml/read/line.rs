//! What stands on one line: keys, scalars, sequences in brackets.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::super::scalar::{self, Place};
use super::Read;
use super::value::{Kind, Slice, Tree};

/// A key and what stands behind its colon; `None` where the text does not start with a key.
pub(super) fn key(text: &str) -> Read<Option<(Cow<'_, str>, &str)>> {
    if text.starts_with(['"', '\'']) {
        let (key, rest) = quoted(text)?;
        return Ok(rest.strip_prefix(':').map(|rest| (key, rest)));
    }
    if text.starts_with(['[', '{']) {
        return Ok(None);
    }
    let mut before = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b':' if matches!(text.as_bytes().get(at + 1), None | Some(b' ')) => {
                return bare_key(&text[..at]).map(|key| Some((key, &text[at + 1..])));
            }
            // A comment.
            b'#' if before == b' ' => return Ok(None),
            _ => before = byte,
        }
    }
    Ok(None)
}

/// A key without quotes.
fn bare_key(text: &str) -> Read<Cow<'_, str>> {
    // A workflow's `on` stays bare (`Map::plain`).
    if scalar::is_plain(text, Place::Block) || scalar::is_old_boolean(text) {
        return Ok(Cow::Borrowed(text));
    }
    Err(format!("the key `{text}` needs quotes").into())
}

/// A key that stands alone on its line.
pub(super) fn long_key(text: &str) -> Read<Cow<'_, str>> {
    if !text.starts_with(['"', '\'']) {
        return bare_key(text);
    }
    match quoted(text)? {
        (key, "") => Ok(key),
        _ => Err("expected the end of the line behind a key".into()),
    }
}

const END: &str = "expected the end of the line, or a comment two spaces away";

/// Adds a value that ends with its line.
pub(super) fn value<'a>(key: Slice, text: &'a str, tree: &mut Tree<'a>) -> Read<()> {
    let (kind, rest) = match text.as_bytes().first() {
        Some(b'[') => return ends(flow(key, text, 0, tree)?, END),
        Some(b'"' | b'\'') => quoted(text).map(|(text, rest)| (Kind::Text(tree.slice(text)), rest))?,
        Some(b'{') => (Kind::Object, text.strip_prefix("{}").ok_or("expected `{}`")?),
        _ => {
            // Comments are rare: one byte is looked for first.
            let end = memchr(b'#', text.as_bytes()).and_then(|_| text.find("  #")).unwrap_or(text.len());
            (bare(&text[..end], Place::Block, tree)?, &text[end..])
        }
    };
    tree.push(key, kind);
    ends(rest, END)
}

/// [`value`] of a text that is [`calm`](scalar::calm) from end to end, and cannot stand bare as a string.
pub(super) fn calm_value<'a>(key: Slice, text: &'a str, tree: &mut Tree<'a>) -> Read<()> {
    let kind = match text.as_bytes() {
        [b'[', ..] => return value(key, text, tree),
        // No tab is in it, and no comment behind it.
        [quote @ (b'"' | b'\''), inner @ .., last]
            if quote == last && !inner.iter().any(|byte| byte == quote || *byte == b'\\' && *quote == b'"') =>
        {
            Kind::Text(tree.slice(Cow::Borrowed(&text[1..text.len() - 1])))
        }
        [b'"' | b'\'' | b'{', ..] => return value(key, text, tree),
        _ => literal(text)?,
    };
    tree.push(key, kind);
    Ok(())
}

/// Nothing may follow but a comment.
pub(super) fn ends(rest: &str, expected: &'static str) -> Read<()> {
    if rest.is_empty() || rest.starts_with("  #") { Ok(()) } else { Err(expected.into()) }
}

/// A scalar without quotes: a string that no reader takes for anything else, or a literal.
fn bare<'a>(text: &'a str, place: Place, tree: &mut Tree<'a>) -> Read<Kind> {
    match scalar::is_plain(text, place) {
        true => Ok(Kind::Text(tree.slice(Cow::Borrowed(text)))),
        false => literal(text),
    }
}

/// A literal as the printer writes it.
fn literal(text: &str) -> Read<Kind> {
    if let Some(number) = int(text) {
        return Ok(Kind::Int(number.to_ne_bytes()));
    }
    let float = match text {
        "null" => return Ok(Kind::Null),
        "true" => return Ok(Kind::Bool(true)),
        "false" => return Ok(Kind::Bool(false)),
        ".inf" => f64::INFINITY,
        "-.inf" => f64::NEG_INFINITY,
        ".nan" => f64::NAN,
        _ => text
            .parse()
            .ok()
            .filter(|number| printed(*number) == text)
            .ok_or_else(|| format!("`{text}` needs quotes"))?,
    };
    Ok(Kind::Float(float.to_ne_bytes()))
}

fn printed(number: f64) -> String {
    let mut text = String::new();
    scalar::float(&mut text, number);
    text
}

/// A whole number as it is printed: no sign but a minus, no zero before other digits.
fn int(text: &str) -> Option<i64> {
    match text.as_bytes() {
        b"0" => Some(0),
        [b'1'..=b'9', rest @ ..] | [b'-', b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => {
            text.parse().ok()
        }
        _ => None,
    }
}

/// A string in quotes, and what follows them. No line is ever folded.
fn quoted(text: &str) -> Read<(Cow<'_, str>, &str)> {
    const OPEN: &str = "quotes that do not close on their line";
    let no_tab = |inner: &str| match memchr(b'\t', inner.as_bytes()) {
        Some(_) => Err("a tab that has to be escaped"),
        None => Ok(()),
    };
    let (quote, body) = text.split_at(1);
    if quote == "'" {
        let end = memchr(b'\'', body.as_bytes()).ok_or(OPEN)?;
        no_tab(&body[..end])?;
        return Ok((Cow::Borrowed(&body[..end]), &body[end + 1..]));
    }
    let end = memchr2(b'"', b'\\', body.as_bytes()).ok_or(OPEN)?;
    no_tab(&body[..end])?;
    if let Some(rest) = body[end..].strip_prefix('"') {
        return Ok((Cow::Borrowed(&body[..end]), rest));
    }
    let mut out = String::new();
    let mut rest = body;
    loop {
        let at = memchr2(b'"', b'\\', rest.as_bytes()).ok_or(OPEN)?;
        no_tab(&rest[..at])?;
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(rest) = rest.strip_prefix('"') {
            return Ok((Cow::Owned(out), rest));
        }
        let (found, length) = escaped(rest).ok_or("an escape that is not written here")?;
        out.push(found);
        rest = &rest[length..];
    }
}

/// The character that an escape stands for, and the length of the escape.
fn escaped(text: &str) -> Option<(char, usize)> {
    let code = |length: usize| {
        let digits = text.get(2..2 + length).filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()))?;
        Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, 2 + length))
    };
    match text.as_bytes().get(1)? {
        b'"' => Some(('"', 2)),
        b'\\' => Some(('\\', 2)),
        b'n' => Some(('\n', 2)),
        b't' => Some(('\t', 2)),
        b'r' => Some(('\r', 2)),
        b'x' => code(2),
        b'u' => code(4),
        _ => None,
    }
}

/// Brackets within brackets, more than any that the printer writes.
const DEPTH: usize = 8;

/// Adds a sequence in brackets, and gives what follows it.
fn flow<'a>(key: Slice, text: &'a str, depth: usize, tree: &mut Tree<'a>) -> Read<&'a str> {
    const OPEN: &str = "brackets that do not close on their line";
    let mut rest = text.strip_prefix('[').filter(|_| depth < DEPTH).ok_or("brackets in too many brackets")?;
    let at = tree.end();
    tree.push(key, Kind::List);
    if let Some(rest) = rest.strip_prefix(']') {
        return Ok(rest);
    }
    loop {
        let (item, after) = match rest.as_bytes().first() {
            Some(b'"' | b'\'') => quoted(rest).map(|(text, rest)| (Some(Kind::Text(tree.slice(text))), rest))?,
            Some(b'[') => (None, flow(key, rest, depth + 1, tree)?),
            Some(b'{') => (Some(Kind::Object), rest.strip_prefix("{}").ok_or("expected `{}`")?),
            _ => {
                let end = memchr2(b',', b']', rest.as_bytes()).ok_or(OPEN)?;
                (Some(bare(&rest[..end], Place::Flow, tree)?), &rest[end..])
            }
        };
        if let Some(kind) = item {
            tree.push(key, kind);
        }
        if let Some(after) = after.strip_prefix(']') {
            tree.close(at);
            return Ok(after);
        }
        rest = after.strip_prefix(", ").ok_or(OPEN)?;
    }
}
