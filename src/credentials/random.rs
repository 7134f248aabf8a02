//! Text that nobody would think of: what keys and tokens without a form of their own have in common.
//!
//! A random text has many different characters and changes between capitals, small letters and digits at nearly every
//! second step; a name made of words does not, however long it is. Hexadecimal digits alone are digests, commits and
//! UUIDs far more often than keys: they count only where the name beside them speaks of a secret.

/// Whether `word` (letters, digits, `+ / _ -`) is random by itself.
pub fn is_random(word: &[u8]) -> bool {
    let shape = Shape::of(word);
    let plain = word.iter().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
    if hexadecimal(word) || shape.digits == 0 {
        return false;
    }
    if shape.lower > 0 && shape.upper > 0 {
        // Paths and base64 share their characters: with a slash in it, a text must be longer.
        let length = if plain { 20 } else { 32 };
        return word.len() >= length && shape.turns() >= 0.3 && wordy(word) < 0.6 && entropy(word) >= 3.5;
    }
    let solid = word.iter().all(u8::is_ascii_alphanumeric);
    solid && word.len() >= 32 && shape.turns() >= 0.25 && entropy(word) >= 3.8
}

/// Whether `word` is random enough beside a name such as `API_TOKEN`.
pub fn is_random_here(word: &[u8]) -> bool {
    let name = word.contains(&b'_') && word.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let part = |part: &[u8]| {
        let shape = Shape::of(part);
        part.len() >= 12 && shape.digits > 0 && shape.lower + shape.upper > 0 && shape.turns() >= 0.2
    };
    let parts = || word.split(|b| !b.is_ascii_alphanumeric());
    let digits = hexadecimal(word) && word.iter().filter(|b| **b != b'-').count() >= 32;
    !name && word.len() >= 16 && entropy(word) >= 2.8 && (digits || parts().any(part) || is_random(word))
}

/// Whether a name speaks of a secret: `DD_API_KEY`, `--auth-token`, `dbPassword`.
pub fn is_secret_name(name: &str) -> bool {
    let flat: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    const ENDS: &[&str] = &[
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "apikey",
        "appkey",
        "accesskey",
        "secretkey",
        "privatekey",
        "authkey",
        "signingkey",
        "encryptionkey",
        "accountkey",
        "masterkey",
        "licensekey",
        "credential",
        "credentials",
        "connectionstring",
        "bearer",
    ];
    ENDS.iter().any(|end| flat.ends_with(end))
}

fn hexadecimal(word: &[u8]) -> bool {
    word.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-')
}

struct Shape {
    lower: usize,
    upper: usize,
    digits: usize,
    steps: usize,
    changes: usize,
}

impl Shape {
    fn of(word: &[u8]) -> Self {
        let mut shape = Self { lower: 0, upper: 0, digits: 0, steps: 0, changes: 0 };
        let mut last = None;
        for byte in word.iter().filter(|b| b.is_ascii_alphanumeric()) {
            let (count, class) = match byte {
                b'a'..=b'z' => (&mut shape.lower, 0),
                b'A'..=b'Z' => (&mut shape.upper, 1),
                _ => (&mut shape.digits, 2),
            };
            *count += 1;
            shape.steps += usize::from(last.is_some());
            shape.changes += usize::from(last.is_some_and(|last| last != class));
            last = Some(class);
        }
        shape
    }

    /// How often, from 0 to 1, a character is of another class than the one before it.
    fn turns(&self) -> f64 {
        if self.steps == 0 { 0.0 } else { self.changes as f64 / self.steps as f64 }
    }
}

/// How much of a text, from 0 to 1, is in runs that words and numbers have and chance seldom: of three small letters
/// and more, of four capitals or digits and more.
fn wordy(word: &[u8]) -> f64 {
    let class = |b: &u8| (b.is_ascii_lowercase(), b.is_ascii_uppercase(), b.is_ascii_digit());
    let runs = word.chunk_by(|a, b| class(a) == class(b));
    let long = runs
        .filter(|run| run[0].is_ascii_alphanumeric() && run.len() >= if run[0].is_ascii_lowercase() { 3 } else { 4 });
    long.map(<[u8]>::len).sum::<usize>() as f64 / word.len() as f64
}

/// Shannon's entropy in bits for each character.
pub fn entropy(word: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    word.iter().for_each(|b| counts[usize::from(*b)] += 1);
    let all = word.len() as f64;
    let bits = |count: &u32| {
        let share = f64::from(*count) / all;
        -share * libm::log2(share)
    };
    counts.iter().filter(|count| **count > 0).map(bits).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_random_and_keys_are() {
        for word in [
            "opentelemetry-collector",
            "BlueGreenDeploymentStrategy2",
            "http_request_duration_seconds_bucket",
            "GitHubActionsDeployRole",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "123e4567-e89b-12d3-a456-426614174000",
            "apps/web/src/Components2/UserProfileCard",
            "HorizontalPodAutoscalerV2Spec",
            "actions/checkout",
            "node-20-slim-bookworm-amd64",
            "2024-11-05T13-45-00Z",
            "ubuntu-24-04-LTS-minimal",
        ] {
            assert!(!is_random(word.as_bytes()), "{word}");
        }
        for parts in [
            ["wJalrXUtnFEMI", "K7MDENGbPxRfiCYzk3"],
            ["a8Kd03nZpQ", "x7Vb2LmR9tYw"],
            ["q8w3k", "z0x5m7n2b4v6c1l9j8h3g5f2d0s"],
        ] {
            assert!(is_random(parts.concat().as_bytes()), "{parts:?}");
        }
    }

    #[test]
    fn a_name_beside_it_makes_digits_a_key() {
        assert!(
            is_random_here(b"9f86d081884c7d659a2feaa0c55ad015")
                && is_random_here(b"123e4567-e89b-12d3-a456-426614174000")
        );
        assert!(!is_random_here(b"DOCKERHUB_TOKEN_2024_OLD") && !is_random_here(b"shop-production-secrets-2"));
        assert!(is_secret_name("DD_API_KEY") && is_secret_name("--auth-token") && is_secret_name("dbPassword"));
        assert!(!is_secret_name("key") && !is_secret_name("TOKEN_TTL") && !is_secret_name("secrets"));
    }
}
