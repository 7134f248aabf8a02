//! Which bytes are what (KDL 2.0, "Whitespace", "Newline", "Non-identifier characters", "Disallowed Literal
//! Code Points"). All functions look at UTF-8 directly: most text is ASCII and answered by its first byte.

/// How many bytes the newline at the start of `rest` has; 0 when there is none.
pub(super) fn newline(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r' | 0x0B | 0x0C, ..] => 1,
        [0xC2, 0x85, ..] => 2,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

/// How many bytes the space at the start of `rest` has; 0 when there is none.
pub(super) fn space(rest: &[u8]) -> usize {
    match rest {
        [b' ' | b'\t', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE1, 0x9A, 0x80, ..] | [0xE2, 0x80, 0x80..=0x8A | 0xAF, ..] => 3,
        [0xE2, 0x81, 0x9F, ..] | [0xE3, 0x80, 0x80, ..] => 3,
        _ => 0,
    }
}

/// How many bytes the code point at the start of `rest` has that KDL forbids; 0 when it is an allowed one.
pub(super) fn forbidden(rest: &[u8]) -> usize {
    match rest {
        [0..=0x08 | 0x0E..=0x1F | 0x7F, ..] => 1,
        [0xE2, 0x80, 0x8E | 0x8F | 0xAA..=0xAE, ..] | [0xE2, 0x81, 0xA6..=0xA9, ..] | [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// The length of the code point that starts with this byte.
pub(super) fn width(first: u8) -> usize {
    match first {
        0..=0xBF => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

/// Where the run of identifier characters ends that starts at `at`.
pub(super) fn identifier_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\t'..=b'\r' | b' ' => break,
            b'\\' | b'/' | b'(' | b')' | b'{' | b'}' | b';' | b'[' | b']' | b'"' | b'#' | b'=' => break,
            0xC2 | 0xE1..=0xE3 if newline(&bytes[at..]) + space(&bytes[at..]) > 0 => break,
            _ => at += width(byte),
        }
    }
    at
}

/// Where the line ends in which `at` lies: at its newline or at the end of the text.
pub(super) fn line_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && newline(&bytes[at..]) == 0 {
        at += width(bytes[at]);
    }
    at
}
