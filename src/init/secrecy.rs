//! What looks like a credential. In doubt it is one: a plain value that became a secret's name costs a moment, a secret
//! that became a plain value costs more.

use crate::credentials::entropy;

/// Words of names that hold credentials.
const NAMES: &[&str] = &[
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PASS",
    "PWD",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "TOKENS",
    "KEY",
    "KEYS",
    "APIKEY",
    "CREDENTIAL",
    "CREDENTIALS",
    "CREDS",
    "PRIVATE",
    "DSN",
    "WEBHOOK",
    "SALT",
    "PEPPER",
    "JWT",
    "COOKIE",
    "CERT",
    "CERTIFICATE",
    "SIGNATURE",
    "LICENSE",
    "CONNECTION",
    "CONNSTR",
    "ACCESSKEY",
    "SECRETKEY",
    "PRIVATEKEY",
];

/// How credentials of well-known makers start.
const STARTS: &[&str] = &[
    "sk-",
    "sk_",
    "rk_",
    "pk_live_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xox",
    "AKIA",
    "ASIA",
    "AIza",
    "eyJ",
    "-----BEGIN",
    "SG.",
    "npm_",
    "pypi-",
    "dop_v1_",
    "hf_",
    "whsec_",
    "shpat_",
    "ya29.",
    "Bearer ",
    "Basic ",
    "rnd_",
    "vault:",
    "key-",
    "AGE-SECRET-KEY",
    "$2a$",
    "$2b$",
    "$argon2",
];

/// Whether a variable of this name usually holds a credential.
pub fn in_name(name: &str) -> bool {
    let mut spaced = String::new();
    for c in name.chars() {
        // `apiKey` is two words, `APIKEY` is one.
        if c.is_ascii_uppercase() && spaced.ends_with(|p: char| p.is_ascii_lowercase()) {
            spaced.push('_');
        }
        spaced.push(c);
    }
    let upper = spaced.to_ascii_uppercase();
    upper.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        NAMES.contains(&word) || ["PASSWORD", "SECRET", "TOKEN", "APIKEY"].iter().any(|end| word.ends_with(end))
    })
}

/// Whether this text looks like a credential, or holds one.
pub fn in_value(text: &str) -> bool {
    with_account(text)
        || text.split(|c: char| c.is_whitespace() || "\"'`,;|<>()[]{}".contains(c)).any(word)
        || assigned(text)
}

/// Whether one of a command's words is a credential, or follows an option that takes one.
pub fn in_words(words: &[String]) -> bool {
    let option = |word: &str| word.starts_with('-') && (in_name(word) || word == "--requirepass");
    words.iter().any(|w| in_value(w))
        || words.windows(2).any(|pair| option(&pair[0]) && !pair[1].starts_with('-'))
        || words.iter().any(|w| w.split_whitespace().collect::<Vec<_>>().windows(2).any(|p| option(p[0])))
}

/// `scheme://user:password@host`.
fn with_account(text: &str) -> bool {
    text.match_indices("://").any(|(at, _)| {
        let authority = text[at + 3..].split(['/', '?', '#', ' ']).next().unwrap_or("");
        authority.rsplit_once('@').is_some_and(|(account, _)| account.contains(':'))
    })
}

/// `password=...` in the midst of a text, as in the connection texts of ODBC and libpq.
fn assigned(text: &str) -> bool {
    text.split([' ', ';', '&', '?', ',']).filter_map(|part| part.split_once('=')).any(|(name, value)| {
        let harmless =
            value.is_empty() || matches!(value, "true" | "false") || value.bytes().all(|b| b.is_ascii_digit());
        in_name(name) && !harmless
    })
}

fn word(word: &str) -> bool {
    let word = word.rsplit_once('=').map_or(word, |(_, value)| if value.is_empty() { word } else { value });
    if STARTS.iter().any(|start| word.len() >= start.len() + 8 && word.starts_with(start)) {
        return true;
    }
    // Paths, addresses and names of images are made of words with signs between them; keys are not.
    word.split(['/', ':', '.', '@', '-']).any(random) || (hex_groups(word) && word.len() >= 32)
}

fn hex_groups(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') && word.bytes().any(|b| b.is_ascii_digit())
}

/// Long, of letters and digits, and without the rhythm of words.
fn random(part: &str) -> bool {
    let part = part.trim_end_matches('=');
    if part.len() < 16 || !part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'_') {
        return false;
    }
    let kinds = [u8::is_ascii_digit as fn(&u8) -> bool, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
    let has = |kind: &fn(&u8) -> bool| part.as_bytes().iter().any(kind);
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let changes = part.as_bytes().windows(2).filter(|w| class(w[0]) != class(w[1])).count();
    let mixed = kinds.iter().filter(|kind| has(kind)).count();
    (mixed >= 2 && (digits >= 3 || changes * 3 >= part.len()) && entropy(part.as_bytes()) > 3.0)
        || (mixed >= 2 && part.len() >= 20 && changes * 4 >= part.len())
}

fn class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in
            ["DB_PASSWORD", "SECRET_KEY", "stripeApiKey", "PGPASSWORD", "SENTRY_DSN", "GITHUB_TOKEN", "--api-key"]
        {
            assert!(in_name(name), "{name}");
        }
        for name in ["LOG_LEVEL", "MONKEY_COUNT", "PASSENGER_MODE", "PORT", "TZ", "AUTHOR"] {
            assert!(!in_name(name), "{name}");
        }
    }

    #[test]
    fn values() {
        let made_up = ["Zx81", "Qm47", "Lp23", "Vn65", "Kt09"].concat();
        for text in [
            "postgres://app:hunter2@db:5432/app",
            "host=db password=hunter2 user=app",
            &format!("{}_{}", "ghp", made_up),
            &made_up,
            "0f8b1c2d3e4f5a6b7c8d9e0f1a2b3c4d",
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        ] {
            assert!(in_value(text), "{text}");
        }
        for text in [
            "INFO",
            "http://localhost:3000",
            "postgresql+asyncpg",
            "/var/lib/postgresql/data",
            "redis://redis:6379/0",
            "http://my-internal-service.default.svc.cluster.local:8080/api/v1",
            "en_US.UTF-8",
            "dealbrain_api.worker",
            "uvicorn app.main:app --host 0.0.0.0 --port 8000",
            "2024-01-31T10:00:00Z",
        ] {
            assert!(!in_value(text), "{text}");
        }
    }

    #[test]
    fn commands() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(in_words(&words("redis-server --requirepass hunter2")));
        assert!(in_words(&words("serve --api-key abc")));
        assert!(in_words(&["sh".into(), "-c".into(), "mysqladmin ping --password hunter2".into()]));
        assert!(!in_words(&words("celery -A app.worker worker --loglevel info")));
    }
}
