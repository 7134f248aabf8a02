//! Atoms as written; of `"""` strings the indentation moves.

use crate::syntax::chars;

/// Appends an atom; the lines of one that starts with `"""` are indented by `indent` spaces, if that leaves its
/// value alone.
pub(super) fn copy(atom: &str, indent: usize, out: &mut String) {
    if !reindent(atom, indent, out) {
        copy_lines(atom, out);
    }
}

/// Appends a text with its line ends made LF.
pub(super) fn copy_lines(text: &str, out: &mut String) {
    for (index, part) in text.split('\r').enumerate() {
        if index > 0 && !part.starts_with('\n') {
            out.push('\n');
        }
        out.push_str(part);
    }
}

/// The indentation of the closing quotes stands before every line that is not blank, and is no part of the value:
/// it is replaced. Gives up, with `out` untouched, on escaped newlines, since behind one a line of the text is none
/// of the value.
fn reindent(atom: &str, indent: usize, out: &mut String) -> bool {
    let hashes = atom.len() - atom.trim_start_matches('#').len();
    let Some(body) = atom[hashes..].strip_prefix("\"\"\"") else { return false };
    let Some(body) = body.get(..body.len().saturating_sub(3 + hashes)) else { return false };
    if hashes == 0 && escapes_space(body) {
        return false;
    }
    let lines = lines(body);
    let [opening, content @ .., prefix] = &lines[..] else { return false };
    let before = out.len();
    out.push_str(&atom[..hashes + 3]);
    out.push_str(opening);
    for line in content {
        out.push('\n');
        if is_blank(line) {
            continue;
        }
        // Always there, in a text without errors.
        let Some(rest) = line.strip_prefix(prefix) else {
            out.truncate(before);
            return false;
        };
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(rest);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(&atom[atom.len() - 3 - hashes..]);
    true
}

/// Whether a `\` stands before a space or newline.
fn escapes_space(body: &str) -> bool {
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let rest = &bytes[at + 1..];
        if chars::space(rest).max(chars::newline(rest)) > 0 {
            return true;
        }
        at += 2;
    }
    false
}

fn is_blank(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match chars::space(&bytes[at..]) {
            0 => return false,
            width => at += width,
        }
    }
    true
}

/// The lines of a text, by KDL's newlines.
fn lines(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let width = chars::newline(&bytes[at..]);
        if width > 0 {
            lines.push(&text[start..at]);
            start = at + width;
        }
        at += width.max(1);
    }
    lines.push(&text[start..]);
    lines
}
