//! What git's own files say: where the repository is kept, and its branch. Nothing is run, nothing is asked.

use super::sight::Sight;

/// Where a repository is kept.
#[derive(Debug, PartialEq)]
pub struct Remote {
    /// The host, such as `github.com`.
    pub host: String,
    /// The owner and the name.
    pub owner: String,
    /// The name.
    pub name: String,
}

/// The remote `origin`, or the first one.
pub fn remote(sight: &Sight<'_>) -> Option<Remote> {
    let text = sight.read(".git/config")?;
    let (mut section, mut found) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line.to_owned();
        } else if let Some((key, url)) = line.split_once('=')
            && section.starts_with("[remote ")
            && key.trim() == "url"
        {
            found.extend(parse(url.trim()).map(|remote| (section != "[remote \"origin\"]", remote)));
        }
    }
    found.sort_by_key(|(other, _)| *other);
    found.into_iter().next().map(|(_, remote)| remote)
}

/// The branch that the remote calls its own; otherwise the one that is checked out, if it has a usual name.
pub fn branch(sight: &Sight<'_>) -> Option<String> {
    let head = sight.read(".git/refs/remotes/origin/HEAD").and_then(|t| name_after(&t, "ref: refs/remotes/origin/"));
    let own = || sight.read(".git/HEAD").and_then(|t| name_after(&t, "ref: refs/heads/"));
    head.or_else(|| own().filter(|b| matches!(b.as_str(), "main" | "master" | "trunk" | "develop")))
}

fn name_after(text: &str, prefix: &str) -> Option<String> {
    let name = text.trim().strip_prefix(prefix)?;
    good(name, "/").then(|| name.to_owned())
}

fn good(name: &str, more: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c) || more.contains(c);
    !name.is_empty()
        && name.len() <= 100
        && name.chars().all(fits)
        && !name.contains("..")
        && !name.starts_with(['-', '.'])
}

/// Host, owner and name alone: an account or a token in the address goes no further than here.
fn parse(url: &str) -> Option<Remote> {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest.rsplit_once('@').map_or(rest, |(_, rest)| rest).to_owned(),
        None => url.rsplit_once('@').map_or(url, |(_, rest)| rest).replacen(':', "/", 1),
    };
    let parts: Vec<&str> = rest.trim_end_matches('/').trim_end_matches(".git").split('/').collect();
    let [host, owner, name] = parts.as_slice() else { return None };
    let host = host.split(':').next().unwrap_or(host);
    (good(host, "") && good(owner, "") && good(name, "")).then(|| Remote {
        host: host.to_ascii_lowercase(),
        owner: (*owner).to_owned(),
        name: (*name).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_lose_their_accounts() {
        for url in [
            "git@github.com:Acme/shop.git",
            "https://github.com/Acme/shop",
            "https://someone:a-token@github.com/Acme/shop.git",
            "ssh://git@github.com:22/Acme/shop.git",
        ] {
            let remote = parse(url).unwrap();
            assert_eq!(
                (remote.host.as_str(), remote.owner.as_str(), remote.name.as_str()),
                ("github.com", "Acme", "shop")
            );
        }
        for url in ["", "/srv/git/shop", "https://github.com/a/b/c", "git@github.com:a b/c", "https://x/../y"] {
            assert_eq!(parse(url), None, "{url}");
        }
    }
}
