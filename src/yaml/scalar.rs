//! Scalars on one line: which strings may stand bare, and how the others are quoted.

use std::fmt::Write;

/// Where a scalar stands: brackets and commas mean something inside `[ ]`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Block,
    Flow,
}

/// Writes a string bare where every reader takes it for that string, else quoted.
pub(super) fn string(out: &mut String, text: &str, place: Place) {
    if place == Place::Block && calm(text.as_bytes(), 0) == text.len() {
        return calm_string(out, text);
    }
    if is_plain(text, place) { out.push_str(text) } else { quoted(out, text) }
}

/// [`string`] outside of brackets for text that is [`calm`] from end to end, as nearly all is.
#[inline]
pub(super) fn calm_string(out: &mut String, text: &str) {
    if is_plain_calm(text) { out.push_str(text) } else { quoted(out, text) }
}

/// Writes a string in quotes: single ones where they save escaping backslashes or double quotes, else double ones.
pub(super) fn quoted(out: &mut String, text: &str) {
    let wants_single = text.bytes().any(|byte| matches!(byte, b'"' | b'\\'));
    let escapes = !is_printable(text.as_bytes()) && text.chars().any(must_escape);
    let quote = match (wants_single, escapes) {
        (false, false) => '"',
        (true, false) if !text.contains('\'') => '\'',
        _ => return double_quoted(out, text),
    };
    out.push(quote);
    out.push_str(text);
    out.push(quote);
}

/// Only escapes that YAML 1.1 and 1.2 share are used, and no line is ever folded.
fn double_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut written = 0;
    for (at, found) in text.char_indices() {
        if !matches!(found, '"' | '\\') && !must_escape(found) {
            continue;
        }
        out.push_str(&text[written..at]);
        written = at + found.len_utf8();
        match found {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // Writing to a string cannot fail.
            _ if (found as u32) < 0x100 => _ = write!(out, "\\x{:02X}", found as u32),
            _ => _ = write!(out, "\\u{:04X}", found as u32),
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}

/// Characters that no reader may meet bare: what YAML calls unprintable, what one version of it or the other calls a
/// line break, and the invisible ones that reorder or hide text from a reviewer. A tab is legal in places, but nowhere
/// that matters on one line.
pub(super) fn must_escape(found: char) -> bool {
    match found {
        ' '..='~' => false,
        '\0'..='\u{9F}' => true,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => true,
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        _ => false,
    }
}

/// Whether the string can stand bare: its shape is that of a plain scalar, and no reader resolves it to anything else.
pub(super) fn is_plain(text: &str, place: Place) -> bool {
    is_plain_shape(text, place) && !resolves(text)
}

/// Whether text that is [`calm`] from end to end can stand bare outside of brackets.
#[inline]
pub(super) fn is_plain_calm(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    match BYTES[usize::from(first)] & (NOT_FIRST | MARKS | RESOLVES | SPELLS) {
        // Most text begins with a letter that leaves nothing open, or is no word.
        0 => !matches!(last, b' ' | b':'),
        SPELLS if word(first, bytes.len()).is_empty() => !matches!(last, b' ' | b':'),
        _ => is_plain_any(text),
    }
}

#[inline(never)]
fn is_plain_any(text: &str) -> bool {
    is_plain_ends(text.as_bytes(), Place::Block) && !resolves(text)
}

/// Where text ends from `start` on that means nothing wherever it stands outside of brackets, and is ASCII. A line break
/// ends it.
pub(super) fn calm(text: &[u8], start: usize) -> usize {
    let mut at = start;
    // Eight bytes at a look.
    while let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*word);
        let is = |byte: u8| (word ^ each(byte)).wrapping_sub(each(1));
        let found = (unprintable(word) | is(b'#') | is(b':')) & each(0x80);
        if found == 0 {
            at += 8;
            continue;
        }
        at += found.trailing_zeros() as usize / 8;
        if means(text, start, at) {
            return at;
        }
        at += 1;
    }
    calm_end(text, start, at)
}

/// [`calm`] of text of which less than eight bytes are left.
#[inline(never)]
fn calm_end(text: &[u8], start: usize, mut at: usize) -> usize {
    while let Some(&byte) = text.get(at)
        && (BYTES[usize::from(byte)] & IN_BLOCK == 0 || !means(text, start, at))
    {
        at += 1;
    }
    at
}

/// Whether the byte at a place means something there, in text that begins at `start`.
#[inline]
fn means(text: &[u8], start: usize, at: usize) -> bool {
    match text.get(at) {
        Some(b':') => matches!(text.get(at + 1), None | Some(b' ' | b'\n')),
        Some(b'#') => at == start || text.get(at - 1) == Some(&b' '),
        _ => true,
    }
}

/// Whether text holds nothing but the printable characters of ASCII.
#[inline]
pub(super) fn is_printable(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks();
    words.iter().all(|word| unprintable(u64::from_le_bytes(*word)) & each(0x80) == 0)
        && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The byte in each of eight.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Of eight bytes, what is below a space or above a tilde has its highest bit set in this. What is carried over from
/// such a byte goes to those behind it.
#[inline]
fn unprintable(word: u64) -> u64 {
    word.wrapping_sub(each(b' ')) | word.wrapping_add(each(1))
}

/// Whether a plain scalar can begin and end like this. Stricter than the grammars: what only some readers accept (a
/// leading `?x` or `:x`) is refused.
#[inline]
fn is_plain_ends(bytes: &[u8], place: Place) -> bool {
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return false };
    let first_ok = match BYTES[usize::from(first)] & (NOT_FIRST | MARKS) {
        0 => true,
        MARKS => {
            !matches!(bytes, [b'-'] | [b'-', b' ', ..] | [b'-', b'-', b'-', ..] | [b'.', b'.', b'.', ..])
                && (place == Place::Block || first != b'-')
        }
        _ => false,
    };
    first_ok && !matches!(last, b' ' | b':') && (place == Place::Block || last != b'-')
}

/// Whether a plain scalar can hold the string at all. A colon inside `[ ]`, which only some readers accept, is refused.
fn is_plain_shape(text: &str, place: Place) -> bool {
    let bytes = text.as_bytes();
    if !is_plain_ends(bytes, place) {
        return false;
    }
    let noted = if place == Place::Block { IN_BLOCK } else { IN_BLOCK | IN_FLOW };
    let mut ascii = true;
    for (at, &byte) in bytes.iter().enumerate() {
        if BYTES[usize::from(byte)] & noted == 0 {
            continue;
        }
        match byte {
            b'#' if bytes[at.saturating_sub(1)] == b' ' => return false,
            b':' if bytes.get(at + 1) == Some(&b' ') => return false,
            b':' | b'?' | b',' | b'[' | b']' | b'{' | b'}' if place == Place::Flow => return false,
            0..b' ' | 0x7F => return false,
            0x80.. => ascii = false,
            _ => {}
        }
    }
    ascii || !text.chars().any(must_escape)
}

/// A byte that may keep a string from standing bare, wherever it stands. Most text has none of them.
const IN_BLOCK: u8 = 1;
/// The same within brackets.
const IN_FLOW: u8 = 2;
/// A byte that no plain scalar begins with.
const NOT_FIRST: u8 = 4;
/// A byte that begins a mark of the grammar in some company.
const MARKS: u8 = 8;
/// A byte that begins what some reader takes for a number or a sign of its own.
const RESOLVES: u8 = 16;
/// A byte that begins a word which some reader takes for something else.
const SPELLS: u8 = 32;

/// What is to be known of each byte: a look at one table is the least that can be done for each byte of a file.
static BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if byte < 0x20 || byte >= 0x7F || matches!(byte, b'#' | b':') {
            bytes[at] |= IN_BLOCK;
        }
        if matches!(byte, b'?' | b',' | b'[' | b']' | b'{' | b'}') {
            bytes[at] |= IN_FLOW;
        }
        if matches!(byte, b' ' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|')
            || matches!(byte, b'>' | b'\'' | b'"' | b'%' | b'@' | b'`')
        {
            bytes[at] |= NOT_FIRST;
        }
        if matches!(byte, b'-' | b'.') {
            bytes[at] |= MARKS;
        }
        if matches!(byte, b'+' | b'-' | b'.' | b'=' | b'<' | b'~' | b'0'..=b'9') {
            bytes[at] |= RESOLVES;
        }
        // The first letters of the words below.
        if byte.is_ascii_alphabetic() && matches!(byte | 0x20, b'f' | b'i' | b'n' | b'o' | b't' | b'y') {
            bytes[at] |= SPELLS;
        }
        at += 1;
    }
    bytes
};

/// The word that some reader takes for a null, a boolean or a number in whatever case and that a text may be which
/// begins with this byte and is so long; empty for none. No two of them have both in common.
const fn word(first: u8, length: usize) -> &'static str {
    match (first | 0x20, length) {
        (b't', 4) => "true",
        (b'f', 5) => "false",
        (b'n', 4) => "null",
        // By YAML 1.1 only.
        (b'y', 1) => "y",
        (b'n', 1) => "n",
        (b'n', 2) => "no",
        (b'o', 2) => "on",
        (b'y', 3) => "yes",
        (b'o', 3) => "off",
        // By readers that hand the text to their language's number parser.
        (b'i', 3) => "inf",
        (b'n', 3) => "nan",
        (b'i', 8) => "infinity",
        _ => "",
    }
}

/// What is a number with a sign before it or a point, as well as without.
const NUMBER_WORDS: [&str; 5] = ["inf", "nan", ".inf", ".nan", "infinity"];

/// Whether some reader takes the bare text for something other than a string.
///
/// Wider than the union of YAML 1.1's types, YAML 1.2's core schema, and what PyYAML, Psych and go-yaml do beyond
/// them (Psych: commas in numbers): whatever looks like a number, a time or a date is quoted, which costs nothing.
#[inline]
fn resolves(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(&first) => match BYTES[usize::from(first)] & (RESOLVES | SPELLS) {
            0 => false,
            SPELLS => {
                let word = word(first, text.len());
                !word.is_empty() && text.eq_ignore_ascii_case(word)
            }
            _ => may_resolve(text),
        },
        None => true,
    }
}

/// [`resolves`] for a text that begins like a number or a sign.
fn may_resolve(text: &str) -> bool {
    let signs = text.bytes().take_while(|byte| matches!(byte, b'+' | b'-')).count();
    let unsigned = &text[signs..];
    match unsigned.as_bytes() {
        [] | b"=" | b"<<" | b"~" => true,
        // A sign again after the prefix, as before it: some number parsers let it pass.
        [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', digits @ ..] => {
            digits.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'_' | b',' | b'+' | b'-'))
        }
        [b'0'..=b'9', rest @ ..] => rest.iter().all(is_numeric),
        // `.e-3` and even `.` match the expression that YAML 1.1 gives for floats.
        [b'.', rest @ ..] => rest.iter().all(is_numeric) || is_any(unsigned, &NUMBER_WORDS),
        _ => is_any(unsigned, &NUMBER_WORDS),
    }
}

/// Digits and what stands between them in numbers, dates and times: `6.0e+2`, `190:20:30`, `2001-12-14t21:59:43.1Z`.
fn is_numeric(byte: &u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'_' | b',' | b'.' | b':' | b'+' | b'-' | b' ' | b'e' | b'E')
        || matches!(byte, b't' | b'T' | b'z' | b'Z')
}

fn is_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a key that was asked to stay bare may: only YAML 1.1 takes it for a boolean.
pub(super) fn is_old_boolean(text: &str) -> bool {
    is_any(text, &["yes", "no", "on", "off", "y", "n"])
}

/// Writes a number with a fraction so that it reads back as one: YAML 1.1 wants a point in the mantissa and a sign in
/// the exponent.
pub(super) fn float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str(".nan");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { ".inf" } else { "-.inf" });
    } else {
        let shortest = format!("{value:?}");
        match shortest.split_once('e') {
            None => out.push_str(&shortest),
            Some((mantissa, exponent)) => {
                out.push_str(mantissa);
                out.push_str(if mantissa.contains('.') { "e" } else { ".0e" });
                out.push_str(if exponent.starts_with('-') { "" } else { "+" });
                out.push_str(exponent);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_at_once_are_seen_as_one_after_the_other() {
        for byte in 0..=u8::MAX {
            for (at, next) in (0..20).flat_map(|at| [(at, b'a'), (at, b' '), (at, b'\n'), (at, byte)]) {
                let mut text = [b'a'; 21];
                (text[at], text[at + 1]) = (byte, next);
                let noted = |at: &usize| BYTES[usize::from(text[*at])] & IN_BLOCK != 0 && means(&text, 0, *at);
                assert_eq!(calm(&text, 0), (0..21).find(noted).unwrap_or(21), "{text:?}");
                assert_eq!(is_printable(&text), text.iter().all(|byte| matches!(byte, b' '..=b'~')), "{text:?}");
            }
        }
    }
}
