//! Finds text that looks like a credential: by the forms of known services, and by chance's own fingerprint.
//!
//! The text is looked at as it stands, whatever it means: comments, names, commands and broken parts too. What is found
//! is never repeated: callers get places and kinds.

mod base64;
mod formats;
mod random;
mod shapes;

use formats::Runs;
pub use random::{entropy, is_secret_name};
use std::ops::Range;

/// A place in a text that looks like a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What it is, with its article: `a GitHub token`.
    pub what: &'static str,
}

/// Everything in `text` that looks like a credential, in its order; nothing overlaps.
pub fn find(text: &str) -> Vec<Found> {
    search(text, true)
}

/// What a byte is in a word: of a name, a number, a key, a path.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// It stands in none.
    Outside,
    /// A letter or digit.
    Letter,
    /// What joins the parts of a word.
    Joint,
}

/// The kind of each byte: every byte of a spec is looked at.
static KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Outside; 256];
    let mut byte = 0;
    while byte < kinds.len() {
        match byte as u8 {
            b'_' | b'-' | b'+' | b'/' => kinds[byte] = Kind::Joint,
            letter if letter.is_ascii_alphanumeric() => kinds[byte] = Kind::Letter,
            _ => {}
        }
        byte += 1;
    }
    kinds
};

/// The bytes that stand in no word, no password and no start of a key.
static PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let (all, mut at) = (b" \t\n\r\x0C\"'`<>|;,()\\?#", 0);
    while at < all.len() {
        parts[all[at] as usize] = true;
        at += 1;
    }
    parts
};

/// How many bytes in front of the next word there are.
fn outside(rest: &[u8]) -> usize {
    rest.iter().position(|b| KINDS[usize::from(*b)] != Kind::Outside).unwrap_or(rest.len())
}

/// What is found starts with so many bytes that none of [`PARTS`] stands among...
const LEAST: usize = 16;
/// ...but for a password in an address (`//:p@`) and the first line of a private key.
const LEAST_OF_ALL: usize = 5;

fn search(text: &str, deep: bool) -> Vec<Found> {
    let short = text.contains("://") || text.contains("-----BEGIN ");
    search_runs(text, deep, if short { LEAST_OF_ALL } else { LEAST })
}

fn search_runs(text: &str, deep: bool, least: usize) -> Vec<Found> {
    let bytes = text.as_bytes();
    let (mut found, mut runs, mut at) = (Vec::new(), Runs::default(), 0);
    while let Some(run) = next_run(bytes, at, least) {
        at = run.start;
        while at < run.end {
            at += outside(&bytes[at..run.end]);
            if at < run.end {
                at = word(text, at, deep, &mut runs, &mut found).max(at + 1);
            }
        }
    }
    found
}

/// The next run of at least so many bytes from `from` on that nothing parts. Most of a spec is spaces and short words:
/// of each step only the end is looked at.
fn next_run(bytes: &[u8], from: usize, least: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        let step = bytes.get(start..start + least)?;
        match step.iter().rposition(|byte| PARTS[usize::from(*byte)]) {
            Some(last) => start += last + 1,
            None => {
                let end = start + least;
                let more = bytes[end..].iter().position(|byte| PARTS[usize::from(*byte)]);
                return Some(start..more.map_or(bytes.len(), |more| end + more));
            }
        }
    }
}

/// Looks at the word that starts at `start`; gives where to go on: at its end, or before it.
fn word(text: &str, start: usize, deep: bool, runs: &mut Runs, found: &mut Vec<Found>) -> usize {
    let bytes = text.as_bytes();
    if bytes[start] == b'-' && bytes[start..].starts_with(b"-----BEGIN ") {
        if let Some(length) = shapes::private_key(&bytes[start..]) {
            found.push(Found { start, end: start + length, what: "a private key" });
            return start + length;
        }
        return start + shapes::public_block(&bytes[start..]).unwrap_or("-----BEGIN".len());
    }
    // The address behind `://`: its slashes are part of this word.
    if bytes[start] == b'/' && start > 0 && bytes[start - 1] == b':' && bytes[start..].starts_with(b"//") {
        let rest = start + 2;
        let Some((from, to)) = shapes::password(&bytes[rest..]) else { return rest };
        found.push(Found { start: rest + from, end: rest + to, what: "a password in an address" });
        return rest + to;
    }
    let kind = |at: usize| bytes.get(at).map_or(Kind::Outside, |byte| KINDS[usize::from(*byte)]);
    // Each part of it may start a key; what goes on behind a key that was found does not.
    let mut fresh = start == 0 || kind(start - 1) != Kind::Letter;
    let mut end = start;
    loop {
        match kind(end) {
            Kind::Outside => break,
            Kind::Joint => (fresh, end) = (true, end + 1),
            Kind::Letter => {
                if fresh && let Some((length, what)) = known(bytes, end, runs) {
                    if is_filled(&bytes[end..end + length]) {
                        found.push(Found { start: end, end: end + length, what });
                    }
                    return end + length;
                }
                fresh = false;
                while kind(end) == Kind::Letter {
                    end += 1;
                }
            }
        }
    }
    if bytes.get(end) == Some(&b'~')
        && let Some((from, to)) = shapes::azure(bytes, end)
    {
        found.push(Found { start: from, end: to, what: "an Azure client secret" });
        return to;
    }
    // Nothing shorter is random enough.
    if end - start < LEAST {
        return end;
    }
    unknown(text, start, end, deep, found).unwrap_or(end)
}

fn known(text: &[u8], at: usize, runs: &mut Runs) -> Option<(usize, &'static str)> {
    match text[at] {
        b'0'..=b'9' => Some((shapes::telegram(text, at, runs)?, "a Telegram bot token")),
        _ => formats::starts(text, at, runs),
    }
}

/// Whether the text is a value and not an example of its form: `ghp_xxxxxxxx`, `sk_live_your_key_here`.
fn is_filled(text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    let holds = |part: &[u8]| lower.windows(part.len()).any(|w| w == part);
    let mut letters: Vec<u8> = lower.clone();
    letters.sort_unstable();
    letters.dedup();
    let example: [&[u8]; 5] = [b"xxxx", b"your", b"example", b"0000000000", b"1234567890abcdef"];
    letters.len() >= 8 && !example.iter().any(|part| holds(part))
}

/// Looks for randomness in the word `start..end`.
fn unknown(text: &str, start: usize, end: usize, deep: bool, found: &mut Vec<Found>) -> Option<usize> {
    let bytes = text.as_bytes();
    // Digests say what they are; names at Amazon end in random text; keys for the world to see start alike.
    let before = &bytes[..start];
    let digest = before.ends_with(b"sha256:") || before.ends_with(b"sha512:") || before.ends_with(b"h1:");
    let own = &bytes[start..end];
    let public: [&[u8]; 7] = [b"sha1-", b"sha256-", b"sha384-", b"sha512-", b"AAAAB3Nza", b"AAAAC3Nza", b"AAAAE2Vj"];
    if digest || own.starts_with(b"age1") || public.iter().any(|prefix| own.starts_with(prefix)) {
        return None;
    }
    let chunk = chunk_start(bytes, start);
    if bytes[chunk..].starts_with(b"arn:") {
        return None;
    }
    let padding = bytes[end..].iter().take(2).take_while(|b| **b == b'=').count();
    if let Some(decoded) = base64::text(own) {
        // A text in other letters. It may hold anything that a text may hold.
        let inside = if deep { search(&decoded, false) } else { Vec::new() };
        found.extend(inside.first().map(|f| Found { start, end: end + padding, what: f.what }));
        return Some(end + padding);
    }
    if let Some(name) = name_before(text, start)
        && random::is_secret_name(name)
        && random::is_random_here(own)
        && is_filled(own)
    {
        found.push(Found { start, end: end + padding, what: "a random text under the name of a secret" });
        return Some(end + padding);
    }
    // The path of an address is full of other people's identifiers; what is behind its `?` may be a key.
    let address = bytes[chunk..start].windows(3).any(|w| w == b"://");
    if address && !bytes[chunk..start].contains(&b'?') {
        return None;
    }
    let what = "a random text, as keys and tokens are";
    if random::is_random(own) {
        found.push(Found { start, end: end + padding, what });
        return Some(end + padding);
    }
    let mut from = start;
    for part in own.split(|b| *b == b'/') {
        if part.len() < own.len() && random::is_random(part) {
            found.push(Found { start: from, end: from + part.len(), what });
        }
        from += part.len() + 1;
    }
    None
}

/// Where the text without spaces and quotes starts that `at` stands in; no further than a name is long.
fn chunk_start(bytes: &[u8], at: usize) -> usize {
    let ends = |b: &u8| b.is_ascii_whitespace() || b"\"'`()<>,;".contains(b);
    let back = bytes[..at].iter().rev().take(300).take_while(|b| !ends(b)).count();
    at - back
}

/// The name in front of a value: `NAME "value"`, `NAME=value`, `--name value`, `name: value`.
fn name_before(text: &str, at: usize) -> Option<&str> {
    let bytes = &text.as_bytes()[..at];
    let between = bytes.iter().rev().take(8).take_while(|b| b" \t=:\"'#\\".contains(b)).count();
    let end = at - between;
    let length =
        bytes[..end].iter().rev().take(100).take_while(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b)).count();
    (between > 0 && length > 0).then(|| &text[end - length..end])
}

#[cfg(test)]
mod tests;
