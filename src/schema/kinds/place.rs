//! Places: paths, addresses, hosts, images, patterns.

use super::{Kind, Leaf, Wrong, text};
use crate::syntax::Value;
use std::borrow::Cow;

macro_rules! text_kind {
    ($(#[doc = $doc:literal])+ $Name:ident, $Kind:ident, $read:expr) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $Name(pub String);

        impl Leaf for $Name {
            const KIND: Kind = Kind::$Kind;
            fn read(value: Value<&str>) -> Result<Self, Wrong> {
                let written = text(value)?;
                // What is right, as nearly all is, needs no words for what is wrong.
                let read: fn(&str, &dyn Fn() -> Wrong) -> Result<(), Wrong> = $read;
                read(written, &|| Wrong::kind(value)).map(|()| Self(written.to_owned()))
            }
            fn show(&self) -> Cow<'_, str> {
                Cow::Borrowed(&self.0)
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn plain(written: &str) -> bool {
    !written.is_empty() && written.len() <= 500 && !written.chars().any(|c| c.is_control() || c.is_whitespace())
}

text_kind! {
    /// A path inside the repository, relative to its root, with `/`; it never leaves the repository.
    Path, Path, |written, wrong| {
        if written.starts_with('/') || written.get(1..2) == Some(":") {
            let bare = written.trim_start_matches('/');
            return Err(wrong().help("paths are relative to the root of the repository").suggest((!bare.is_empty()).then_some(bare)));
        }
        if written.contains('\\') {
            return Err(wrong().suggest(Some(written.replace('\\', "/"))));
        }
        if written.split('/').any(|part| part == "..") {
            return Err(wrong().help("a path must not leave the repository: no `..`"));
        }
        // Characters that a shell, YAML or a glob would read as something else; `$` and quotes among them.
        let odd = |c: char| {
            c.is_control()
                || matches!(c, '"' | '\'' | '`' | '$' | '*' | '?' | '<' | '>' | '|' | '&' | ';' | ':' | '#' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | ',')
        };
        if written.is_empty() || written.len() > 300 || written.starts_with(['-', '~', ' ']) || written.ends_with(' ') || written.contains(odd) {
            return Err(wrong().help("use letters, digits, `.`, `_`, `-` and `/`"));
        }
        Ok(())
    }
}

text_kind! {
    /// A path of a URL.
    UrlPath, UrlPath, |written, wrong| {
        if !written.starts_with('/') {
            return Err(wrong().suggest(plain(written).then(|| format!("/{written}"))));
        }
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~' | b'%' | b'?' | b'=' | b'&' | b'+' | b':' | b'@' | b',');
        if written.len() > 500 || !written.bytes().all(allowed) { return Err(wrong().help("use the characters that a URL allows, others as %XX")); }
        Ok(())
    }
}

text_kind! {
    /// An address of the world.
    Url, Url, |written, wrong| {
        let Some(rest) = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://")) else {
            let better = (!written.contains("://") && written.contains('.') && plain(written)).then(|| format!("https://{written}"));
            return Err(wrong().suggest(better));
        };
        let host = rest.split(['/', ':', '?']).next().unwrap_or("");
        if rest.contains('@') { return Err(wrong().help("no user or password in an address: name a secret instead")); }
        if host.is_empty() || !plain(rest) || rest.contains(['"', '\'', '`', '$', '\\', '<', '>']) {
            return Err(wrong().help("for example \"https://staging.example.com\""));
        }
        Ok(())
    }
}

text_kind! {
    /// A host name; `{environment}` and its kin may stand in it.
    Host, Host, |written, wrong| {
        let label = |l: &str| {
            let bare = l.replace(['{', '}'], "");
            !bare.is_empty() && l.len() <= 63 && !bare.starts_with('-') && !bare.ends_with('-')
                && bare.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if written.len() <= 253 && written.contains('.') && written.split('.').all(label) { return Ok(()); }
        let bare = written.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_ascii_lowercase();
        Err(wrong().help("lower-case letters, digits and hyphens, with dots").suggest((bare != written && bare.split('.').all(label)).then_some(bare)))
    }
}

text_kind! {
    /// An image that somebody else has built, with a tag or a digest.
    Image, Image, |written, wrong| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"./_-:@".contains(&b);
        if !plain(written) || !written.bytes().all(allowed) || written.starts_with(['/', '-', ':', '@']) {
            return Err(wrong().help("for example \"redis:7.4\""));
        }
        if let Some((_, digest)) = written.split_once('@') {
            let good = digest.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
            return if good { Ok(()) } else { Err(wrong().help("a digest is sha256: and 64 hexadecimal digits")) };
        }
        let last = written.rsplit('/').next().unwrap_or(written);
        match last.split_once(':') {
            Some((_, tag)) if !tag.is_empty() => Ok(()),
            _ => Err(wrong().help("say which version: without a tag it is `latest`, which changes under you")),
        }
    }
}

text_kind! {
    /// A name of a branch, tag or path with `*` and `**`.
    Glob, Glob, |written, wrong| {
        if plain(written) && !written.contains(['"', '\'', '`', '\\', '$']) && !written.starts_with(['-', '!']) && !written.contains("..") {
            return Ok(());
        }
        Err(wrong().help("for example \"main\", \"v*\" or \"apps/api/**\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok<L: Leaf>(text: &str) -> bool {
        L::read(Value::String(text)).is_ok()
    }

    #[test]
    fn paths_stay_inside() {
        assert!(ok::<Path>("infra/api/Dockerfile") && ok::<Path>("."));
        for bad in ["/etc/passwd", "../x", "a/../../b", "C:/x", "a\\b", "", "-rf", "a;b", "$HOME"] {
            assert!(!ok::<Path>(bad), "{bad}");
        }
    }

    #[test]
    fn images_name_their_version() {
        assert!(ok::<Image>("redis:7.4") && ok::<Image>("registry.example.com:5000/a/b:1"));
        for bad in ["redis", "registry:5000/redis", "redis:", "a b:1", "redis@sha256:12"] {
            assert!(!ok::<Image>(bad), "{bad}");
        }
    }

    #[test]
    fn addresses() {
        assert!(
            ok::<Url>("https://x.example.com/a")
                && ok::<Host>("api.{environment}.example.com")
                && ok::<UrlPath>("/health")
        );
        assert!(
            !ok::<Url>("https://user:pw@x")
                && !ok::<Url>("ftp://x")
                && !ok::<Host>("localhost")
                && !ok::<UrlPath>("health")
        );
    }
}
