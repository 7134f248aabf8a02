//! Addresses in the values of a spec.

use crate::plan::Environment;
use std::collections::BTreeSet;

/// The host of an address such as `https://shop.example.com:8000/x`, in lower case.
pub fn host(address: &str) -> Option<String> {
    // Most values are no address: a look at one letter is cheaper than a search for three.
    let rest = address.as_bytes().contains(&b':').then(|| address.split_once("://")).flatten()?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// Every word of a text that could be a host, in lower case.
pub fn hosts(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-');
    words.map(|word| word.trim_matches('.').to_ascii_lowercase()).filter(|word| word.contains('.')).collect()
}

/// Whether a text names one of the hosts.
pub fn names(text: &str, hosts: &BTreeSet<String>) -> bool {
    let words =
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').map(|word| word.trim_matches('.'));
    let known = |word: &str| match word.bytes().any(|b| b.is_ascii_uppercase()) {
        true => hosts.contains(&word.to_ascii_lowercase()),
        false => hosts.contains(word),
    };
    !hosts.is_empty() && words.filter(|word| word.contains('.')).any(known)
}

/// The hosts that the world reaches an environment under.
pub fn of(environment: &Environment) -> BTreeSet<String> {
    let urls = environment.url.iter().chain(environment.services.iter().filter_map(|s| s.public_url.as_ref()));
    urls.filter_map(|url| host(url)).filter(|host| !is_here(host)).collect()
}

/// Whether the host is the machine or network that asks.
pub fn is_here(host: &str) -> bool {
    host == "localhost" || host == "0.0.0.0" || host.starts_with("127.") || host.ends_with(".localhost")
}

/// Whether the host is one that only a machine or network of one's own knows.
pub fn is_private(host: &str) -> bool {
    is_here(host)
        || !host.contains('.')
        || [".local", ".internal", ".test", ".lan"].iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{host, hosts};

    #[test]
    fn hosts_are_found() {
        assert_eq!(host("postgresql://u:p@DB.example.com:5432/x").unwrap(), "db.example.com");
        assert_eq!(
            (host("http://localhost"), host("localhost"), host("http:///x")),
            (Some("localhost".into()), None, None)
        );
        let all: Vec<_> = hosts("https://a.example.com, b.example.com.").into_iter().collect();
        assert_eq!(all, ["a.example.com", "b.example.com"]);
    }
}
