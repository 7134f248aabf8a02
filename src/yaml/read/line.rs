//! What stands on one line: keys, scalars, sequences in brackets.

use std::borrow::Cow;

use super::super::scalar::{self, Place};
use super::{Read, Value};

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

/// A value that ends with its line.
pub(super) fn value(text: &str) -> Read<Value<'_>> {
    let (value, rest) = match text.as_bytes().first() {
        Some(b'"' | b'\'') => quoted(text).map(|(text, rest)| (Value::Text(text), rest))?,
        Some(b'[') => flow(text, 0)?,
        Some(b'{') => (Value::Object(Vec::new()), text.strip_prefix("{}").ok_or("expected `{}`")?),
        _ => {
            // Comments are rare: one byte is looked for first.
            let end = text.find('#').and_then(|_| text.find("  #")).unwrap_or(text.len());
            (bare(&text[..end], Place::Block)?, &text[end..])
        }
    };
    if is_end(rest) { Ok(value) } else { Err("expected the end of the line, or a comment two spaces away".into()) }
}

/// Whether nothing follows but a comment.
pub(super) fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with("  #")
}

/// A scalar without quotes: a string that no reader takes for anything else, or a literal as the printer writes it.
fn bare(text: &str, place: Place) -> Read<Value<'_>> {
    if scalar::is_plain(text, place) {
        return Ok(Value::Text(Cow::Borrowed(text)));
    }
    let mut again = String::new();
    match text {
        "null" => return Ok(Value::Null),
        "true" => return Ok(Value::Bool(true)),
        "false" => return Ok(Value::Bool(false)),
        ".inf" => return Ok(Value::Float(f64::INFINITY)),
        "-.inf" => return Ok(Value::Float(f64::NEG_INFINITY)),
        ".nan" => return Ok(Value::Float(f64::NAN)),
        _ => {}
    }
    if let Ok(number) = text.parse::<i64>() {
        again = number.to_string();
        if again == text {
            return Ok(Value::Int(number));
        }
    } else if let Ok(number) = text.parse::<f64>() {
        scalar::float(&mut again, number);
        if again == text {
            return Ok(Value::Float(number));
        }
    }
    Err(format!("`{text}` needs quotes").into())
}

/// A string in quotes, and what follows them. No line is ever folded.
fn quoted(text: &str) -> Read<(Cow<'_, str>, &str)> {
    const OPEN: &str = "quotes that do not close on their line";
    let (quote, body) = text.split_at(1);
    if body.contains('\t') {
        return Err("a tab that has to be escaped".into());
    }
    if quote == "'" {
        let (text, rest) = body.split_once('\'').ok_or(OPEN)?;
        return Ok((Cow::Borrowed(text), rest));
    }
    let end = body.find(['"', '\\']).ok_or(OPEN)?;
    if body[end..].starts_with('"') {
        return Ok((Cow::Borrowed(&body[..end]), &body[end + 1..]));
    }
    let mut out = String::new();
    let mut rest = body;
    loop {
        let at = rest.find(['"', '\\']).ok_or(OPEN)?;
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

/// A sequence in brackets, and what follows it.
fn flow(text: &str, depth: usize) -> Read<(Value<'_>, &str)> {
    const OPEN: &str = "brackets that do not close on their line";
    let mut rest = text.strip_prefix('[').filter(|_| depth < DEPTH).ok_or("brackets in too many brackets")?;
    let mut items = Vec::new();
    if let Some(rest) = rest.strip_prefix(']') {
        return Ok((Value::List(items), rest));
    }
    loop {
        let (item, after) = match rest.as_bytes().first() {
            Some(b'"' | b'\'') => quoted(rest).map(|(text, rest)| (Value::Text(text), rest))?,
            Some(b'[') => flow(rest, depth + 1)?,
            Some(b'{') => (Value::Object(Vec::new()), rest.strip_prefix("{}").ok_or("expected `{}`")?),
            _ => {
                let end = rest.find([',', ']']).ok_or(OPEN)?;
                (bare(&rest[..end], Place::Flow)?, &rest[end..])
            }
        };
        items.push(item);
        if let Some(after) = after.strip_prefix(']') {
            return Ok((Value::List(items), after));
        }
        rest = after.strip_prefix(", ").ok_or(OPEN)?;
    }
}
