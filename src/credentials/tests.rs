use super::*;

fn kinds(text: &str) -> Vec<&'static str> {
    find(text).iter().map(|f| f.what).collect()
}

/// Real ones must not stand here: a few of random letters, made of parts.
#[test]
fn found_wherever_they_stand() {
    let token = ["gh", "p_", "a8Kd03nZpQx7Vb2LmR9tYwE4uI6oP1sD5fGh"].concat();
    for place in ["{}", "KEY={}", "// see {} there", "--token={};", "my-{}", "x:{}:y", "ünï{}", "\"{}\""] {
        let text = place.replace("{}", &token);
        let found = find(&text);
        assert_eq!(found.len(), 1, "{place}");
        assert_eq!(&text[found[0].start..found[0].end], token, "{place}");
    }
}

#[test]
fn shapes() {
    let secret = "9f86d081884c7d659a2feaa0c55ad015";
    assert_eq!(kinds(&format!("DD_API_KEY \"{secret}\"")).len(), 1);
    assert_eq!(kinds(&format!("commit=\"{secret}00000000\"")), Vec::<&str>::new());
    assert_eq!(kinds("postgres://app:s3cret@db/app"), ["a password in an address"]);
    let azure = ["abc8", "Q~", "a8Kd03nZpQx7Vb2LmR9tYwE4uI6oP1sD"].concat();
    assert_eq!(kinds(&azure), ["an Azure client secret"]);
    let bot = ["123456789", ":AA", "a8Kd03nZpQx7Vb2LmR9tYwE4uI6oP1sDf"].concat();
    assert_eq!(kinds(&bot), ["a Telegram bot token"]);
}

#[test]
fn what_only_looks_like_one() {
    for quiet in [
        "image \"redis@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",
        "integrity sha512-a8Kd03nZpQx7Vb2LmR9tYwE4uI6oP1sDf9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6==",
        "arn:aws:iam::123456789012:role/Deploy-1A2b3C4d5E6f7G8h9I0j",
        "sum(increase(log_messages_total{level=\"critical\"}[5m])) / sum(rate(http_requests_total[5m]))",
        "0 3 * * 1-5",
        "123e4567-e89b-12d3-a456-426614174000",
        "https://docs.example.com/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl deploy",
        "eyJhIjoxLCJiIjoidHdvIiwiYyI6WzEsMiwzXX0",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "postgres://USER:PASSWORD@HOST/NAME",
        "sk_live_your_key_goes_here_please",
        "secret=\"RENDER_API_KEY\"",
        "password=\"DOCKERHUB_TOKEN_2\"",
        "secret \"shop-production-secrets-2\"",
        "poetry run pytest --junitxml=junit.xml",
        "ghcr.io/acme/deal-brain-{service}",
        "Bearer $TOKEN",
        "git@github.com:acme/shop.git",
    ] {
        assert_eq!(kinds(quiet), Vec::<&str>::new(), "{quiet}");
    }
}

/// The time grows with the length of the text alone: words that look like the start of everything are no exception.
#[test]
fn long_texts_are_no_trouble() {
    for part in ["eyJ", "-----BEGIN ", "https://a:", "ghp_", "a/", "_", "sk-", "://"] {
        assert!(find(&part.repeat(200_000 / part.len())).len() < 100_000);
    }
}

/// Short runs are passed over: nothing that is found may be one.
#[test]
fn what_is_passed_over_holds_nothing() {
    for (notation, what) in formats::FORMATS {
        let shortest = formats::shortest(notation.as_bytes());
        let first = shortest.split(|byte| PARTS[usize::from(*byte)]).next().unwrap_or_default();
        assert!(first.len() >= LEAST, "{what}: {notation}");
    }
    let key = ["-----BEGIN RSA PRIVATE", " KEY-----\nMIIE\n-----END RSA PRIVATE", " KEY-----"].concat();
    let token = ["gh", "p_", "a8Kd03nZpQx7Vb2LmR9tYwE4uI6oP1sD5fGh"].concat();
    let azure = ["abc8", "Q~", "a8Kd03nZpQx7Vb2LmR9tYwE4uI6oP1sD"].concat();
    let pieces = [&key, &token, &azure, "a://:p@h", "://u:p@", "x://a:b@c", " ", "\"", "-", "a", ".", "=", "PASSWORD"];
    for (first, second) in pieces.iter().flat_map(|first| pieces.iter().map(move |second| (first, second))) {
        for between in ["", " ", "\"", ":", "/", ";"] {
            let text = format!("{first}{between}{second}{between}{first}");
            assert_eq!(find(&text), search_runs(&text, true, 1), "{text}");
        }
    }
}
