//! Names that people give to secrets.

/// The last word of such a name.
const WORDS: [&str; 7] = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIALS"];
/// The word before a `KEY` that is one.
const KEYS: [&str; 4] = ["API", "SECRET", "PRIVATE", "ACCESS"];

/// Whether a variable of this name holds a secret. What says of itself that it is public does not.
pub fn is_secret(name: &str) -> bool {
    // Every variable of every service is asked: nothing is copied for the many that are none.
    let is = |words: &[&str], own: &[u8]| words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(own));
    let mut words = name.as_bytes().rsplit(|byte| *byte == b'_');
    let last = words.next().unwrap_or_default();
    let secret = match last.eq_ignore_ascii_case(b"KEY") {
        true => words.next().is_some_and(|word| is(&KEYS, word)),
        false => is(&WORDS, last),
    };
    secret && !name.to_ascii_uppercase().contains("PUBLIC")
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn names_of_secrets() {
        for name in ["PASSWORD", "DB_PASSWORD", "JWT_SECRET", "jwt_secret_key", "NPM_TOKEN", "AWS_SECRET_ACCESS_KEY"] {
            assert!(is_secret(name), "{name}");
        }
        for name in
            ["TOKEN_TTL", "NEXT_PUBLIC_API_KEY", "PASSWORD_MIN_LENGTH", "MONKEY", "TOKEN_URL", "STRIPE_PUBLIC_TOKEN"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }
}
