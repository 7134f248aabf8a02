//! Names that people give to secrets.

/// What such a name ends in.
const ENDINGS: [&str; 11] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "API_KEY",
    "APIKEY",
    "SECRET_KEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
    "CREDENTIALS",
];

/// Whether a variable of this name holds a secret. What says of itself that it is public does not.
pub fn is_secret(name: &str) -> bool {
    // Every variable of every service is asked: nothing is copied for the many that are none.
    let ends = |end: &str| {
        let Some(at) = name.len().checked_sub(end.len()) else { return false };
        name.get(at..).is_some_and(|last| last.eq_ignore_ascii_case(end)) && (at == 0 || name[..at].ends_with('_'))
    };
    ENDINGS.iter().any(|end| ends(end)) && !name.to_ascii_uppercase().contains("PUBLIC")
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
