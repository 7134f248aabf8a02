//! Credentials that are no single word: private keys, addresses with a password, bots' tokens.

use super::formats::{self, Runs};

/// The label of a PEM block that starts where `text` does: `RSA PRIVATE KEY`.
fn label(text: &[u8]) -> Option<&str> {
    let rest = text.strip_prefix(b"-----BEGIN ")?;
    let length = rest.iter().take(60).position(|b| *b == b'-')?;
    rest[length..].starts_with(b"-----").then_some(())?;
    std::str::from_utf8(&rest[..length]).ok()
}

/// A private key that starts where `text` does: the length up to its end, or up to where its text stops.
pub fn private_key(text: &[u8]) -> Option<usize> {
    let label = label(text)?;
    if !label.ends_with("PRIVATE KEY") && !label.ends_with("PRIVATE KEY BLOCK") {
        return None;
    }
    let end = format!("-----END {label}-----");
    let mut at = "-----BEGIN -----".len() + label.len();
    // The key's own text, with line breaks, their escapes and the headers of older forms.
    let own = |b: u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"+/=\\:,-".contains(&b);
    while text.get(at).is_some_and(|b| own(*b)) {
        if text[at..].starts_with(b"-----END ") {
            return Some(if text[at..].starts_with(end.as_bytes()) { at + end.len() } else { at });
        }
        at += 1;
    }
    Some(at)
}

/// A public key or certificate that starts where `text` does: nothing in it is secret, all of it looks random.
pub fn public_block(text: &[u8]) -> Option<usize> {
    let start = "-----BEGIN -----".len() + label(text)?.len();
    let own = |b: u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"+/=\\".contains(&b);
    let length = text[start..].iter().take_while(|b| own(**b)).count();
    text[start + length..].starts_with(b"-----END ").then_some(start + length)
}

/// The password in `user:password@host`, where `text` starts behind `://`: its place in `text`.
pub fn password(text: &[u8]) -> Option<(usize, usize)> {
    let stop = |b: &u8| b.is_ascii_whitespace() || b"/\"'`<>|;,()\\?#".contains(b);
    let authority = &text[..text.iter().take(300).position(stop).unwrap_or(text.len().min(300))];
    // A password may hold nearly anything: the last `@` ends it.
    let at = authority.iter().rposition(|b| *b == b'@')?;
    let colon = authority[..at].iter().position(|b| *b == b':')?;
    let password = std::str::from_utf8(&authority[colon + 1..at]).ok()?;
    (colon < 100 && is_value(password)).then_some((colon + 1, at))
}

/// Whether the text is a value and not a place for one: `$PASSWORD`, `{password}`, `<password>`, `***`, `PASSWORD`.
fn is_value(text: &str) -> bool {
    let place = text.starts_with(['$', '{', '<', '%', '*', '[', '.']) || text.contains("${") || text.contains("...");
    let name = text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let mut characters = text.chars();
    let first = characters.next();
    let same = characters.all(|c| Some(c) == first);
    let repeated = same && text.len() > 1;
    !(text.is_empty() || place || name || repeated)
}

/// A Telegram bot's token that starts at `at`.
pub fn telegram(text: &[u8], at: usize, runs: &mut Runs) -> Option<usize> {
    // Most numbers are shorter.
    text.get(at + 7).filter(|b| b.is_ascii_digit())?;
    formats::matches(b"<d8-10>:AA<u32-33>", text, at, runs)
}

/// A client secret of Azure's Entra: behind a digit stands `Q~`. `at` is the place of the `~`.
pub fn azure(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let own = |b: &u8| formats::belongs(b'v', *b);
    let start = at.checked_sub(5)?;
    let front = text[start..start + 3].iter().all(own) && text[start + 3].is_ascii_digit() && text[start + 4] == b'Q';
    let rest = text[at + 1..].iter().take(35).take_while(|b| own(b)).count();
    (front && (31..=34).contains(&rest)).then_some((start, at + 1 + rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses() {
        assert_eq!(password(b"app:s3cret@db:5432/app"), Some((4, 10)));
        assert_eq!(password(b"app:p@ss@db"), Some((4, 8)));
        for place in [
            "app:$PASSWORD@db",
            "USER:PASSWORD@db",
            "app:{password}@db",
            "app@db:5432",
            "db:5432/app?x=a@b",
            "app:***@db",
        ] {
            assert_eq!(password(place.as_bytes()), None, "{place}");
        }
    }

    #[test]
    fn private_keys_end_where_they_end() {
        let key = ["-----BEGIN RSA PRIVATE", " KEY-----\nMIIE\n-----END RSA PRIVATE", " KEY-----"].concat();
        assert_eq!(private_key(format!("{key} and more").as_bytes()), Some(key.len()));
        assert_eq!(private_key(b"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----"), None);
    }
}
