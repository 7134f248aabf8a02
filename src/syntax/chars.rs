//! Which bytes are what (KDL 2.0, "Whitespace", "Newline", "Non-identifier characters", "Disallowed Literal
//! Code Points"). All functions look at UTF-8 directly: most text is ASCII and answered by its first byte, and the
//! runs that most of it consists of are found by a table. What continues a code point starts nothing, so that steps of
//! one byte lead through any text.

/// How many bytes the newline at the start of `rest` has; 0 when there is none.
#[inline]
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
#[inline]
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
#[inline]
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

/// Bytes that go on an unquoted word, whatever stands behind them.
const WORD: u8 = 1;
/// Bytes that stand for themselves within quotes.
const QUOTED: u8 = 2;
/// Bytes that no newline starts with.
const LINE: u8 = 4;

/// Bytes that space between the parts of a node may start with.
const SPACE: u8 = 8;

/// Whether space between the parts of a node may start with this byte.
#[inline]
pub(super) fn may_be_space(byte: u8) -> bool {
    RUNS[usize::from(byte)] & SPACE != 0
}

/// The runs that each byte may go on.
static RUNS: [u8; 256] = {
    let mut runs = [WORD | QUOTED | LINE; 256];
    let mut byte = 0;
    while byte < runs.len() {
        match byte as u8 {
            b'\n'..=b'\r' => runs[byte] = 0,
            b'\\' | b'"' => runs[byte] = LINE,
            b'\t' | b' ' | b'/' | b'(' | b')' | b'{' | b'}' | b';' | b'[' | b']' | b'#' | b'=' => {
                runs[byte] = QUOTED | LINE
            }
            0xC2 | 0xE2 => runs[byte] = 0,
            0xE1 | 0xE3 => runs[byte] = QUOTED | LINE,
            _ => {}
        }
        if matches!(byte as u8, b' ' | b'\t' | b'/' | b'\\' | 0x80..) {
            runs[byte] |= SPACE;
        }
        byte += 1;
    }
    runs
};

/// Where the run of bytes of a kind ends that starts at `at`.
#[inline]
fn run(bytes: &[u8], mut at: usize, kind: u8) -> usize {
    while let Some(byte) = bytes.get(at)
        && RUNS[usize::from(*byte)] & kind != 0
    {
        at += 1;
    }
    at
}

/// Where the run of spaces ends that starts at `at`.
pub(super) fn spaces_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        // Most are indented by steps of four.
        while bytes.get(at..at + 4) == Some(b"    ") {
            at += 4;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        at += rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
        match space(&bytes[at..]) {
            0 => return at,
            width => at += width,
        }
    }
}

/// Where the run of identifier characters ends that starts at `at`.
#[inline]
pub(super) fn identifier_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = run(bytes, at, WORD);
        match bytes.get(at..) {
            Some(rest @ [0xC2 | 0xE1..=0xE3, ..]) if newline(rest) + space(rest) == 0 => at += 1,
            _ => return at,
        }
    }
}

/// Where what stands for itself within quotes ends that starts at `at`: at a quote, a `\`, a newline or the end.
pub(super) fn quoted_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = run(bytes, at, QUOTED);
        match bytes.get(at..) {
            Some(rest @ [0xC2 | 0xE2, ..]) if newline(rest) == 0 => at += 1,
            _ => return at,
        }
    }
}

/// Where the line ends in which `at` lies: at its newline or at the end of the text.
pub(super) fn line_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = run(bytes, at, LINE);
        match bytes.get(at..) {
            Some(rest @ [0xC2 | 0xE2, ..]) if newline(rest) == 0 => at += 1,
            _ => return at,
        }
    }
}

/// Where the next code point stands from `at` on that KDL forbids.
pub(super) fn next_forbidden(bytes: &[u8], mut at: usize) -> Option<usize> {
    const STEP: usize = 64;
    // Without a branch for each byte, so that a step is a few instructions for vectors.
    let may = |byte: u8| (byte < b' ' && !(b'\t'..=b'\r').contains(&byte)) | matches!(byte, 0x7F | 0xE2 | 0xEF);
    while at < bytes.len() {
        if let Some(step) = bytes[at..].first_chunk::<STEP>()
            && !step.iter().fold(false, |any, byte| any | may(*byte))
        {
            at += STEP;
            continue;
        }
        let end = bytes.len().min(at + STEP);
        match (at..end).find(|at| may(bytes[*at]) && forbidden(&bytes[*at..]) > 0) {
            None => at = end,
            found => return found,
        }
    }
    None
}
