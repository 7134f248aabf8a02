//! Names: of things, secrets, variables; and what of a thing is meant.

use super::{Kind, Leaf, Wrong, text};
use crate::syntax::Value;
use std::borrow::Cow;

/// A name that every platform accepts: an RFC 1123 label that starts with a letter and leaves room for a prefix
/// within the 63 characters that Kubernetes allows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(pub String);

/// The longest name of a thing.
const LONGEST: usize = 40;

impl Name {
    fn nearest(written: &str) -> Option<String> {
        let mut out = String::new();
        for c in written.chars().take(LONGEST) {
            match c.to_ascii_lowercase() {
                c @ ('a'..='z' | '0'..='9') => out.push(c),
                _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
                _ => {}
            }
        }
        let out = out.trim_end_matches('-').trim_start_matches(|c: char| !c.is_ascii_lowercase()).to_owned();
        (!out.is_empty()).then_some(out)
    }
}

impl Leaf for Name {
    const KIND: Kind = Kind::Name;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        let mut bytes = written.bytes();
        let good = bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !written.ends_with('-')
            && !written.contains("--")
            && written.len() <= LONGEST;
        if good { Ok(Self(written.to_owned())) } else { Err(Wrong::kind(value).suggest(Self::nearest(written))) }
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

/// The letters of identifiers: every name of a variable is looked through.
static IDENTIFIER: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < letters.len() {
        letters[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    letters
};

fn is_identifier(written: &str) -> bool {
    let first = written.as_bytes().first();
    first.is_some_and(|b| !b.is_ascii_digit())
        && written.len() <= 100
        && written.bytes().all(|b| IDENTIFIER[usize::from(b)])
}

/// The name of a secret, as GitHub, Render and every shell accept it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName(pub String);

impl Leaf for SecretName {
    const KIND: Kind = Kind::SecretName;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        // GitHub refuses names that start with GITHUB_ (docs, "Naming your secrets").
        if written.starts_with("GITHUB_") {
            return Err(Wrong::kind(value).help("GitHub keeps names that start with GITHUB_ for itself"));
        }
        if is_identifier(written) && !written.bytes().any(|b| b.is_ascii_lowercase()) {
            return Ok(Self(written.to_owned()));
        }
        let capital = written.to_ascii_uppercase().replace('-', "_");
        let wrong = Wrong::kind(value).help("name the secret that holds it, and declare that name in `secrets`");
        Err(wrong.suggest(is_identifier(&capital).then_some(capital)))
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

/// The name of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VariableName(pub String);

impl Leaf for VariableName {
    const KIND: Kind = Kind::VariableName;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        if is_identifier(written) {
            return Ok(Self(written.to_owned()));
        }
        // YAML has a colon behind a name.
        let better = written.trim_end_matches(':').replace(['-', '.', ' '], "_");
        Err(Wrong::kind(value).suggest(is_identifier(&better).then_some(better)))
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

/// What of a thing is meant: `db.url`, `api.public-url`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The datastore or service.
    pub name: String,
    /// What of it.
    pub part: Part,
}

super::choices! {
    /// What of a datastore or service a variable is filled with.
    pub enum Part {
        /// The whole connection address of a datastore, or the address of a service inside the environment.
        Url = "url",
        /// The host name inside the environment.
        Host = "host",
        /// The port inside the environment.
        Port = "port",
        /// Host and port with a colon between them.
        HostPort = "hostport",
        /// The address that the world reaches a service under.
        PublicUrl = "public-url",
        /// The user of a database.
        User = "user",
        /// The password of a database.
        Password = "password",
        /// The name of the database on its server.
        Database = "database",
    }
}

impl Leaf for Target {
    const KIND: Kind = Kind::Target;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        let Some((name, part)) = written.split_once('.') else {
            return Err(
                Wrong::kind(value).help(format!("write `{written}.url`, `{written}.host` or another part of it"))
            );
        };
        let part = Part::read(Value::String(part)).map_err(|inner| {
            let better = inner.suggestion.map(|part| format!("{name}.{part}"));
            let mut wrong = Wrong::kind(value).help(format!("behind the dot stands {}", Part::KIND.describe()));
            wrong.sentence = Some(format!("nothing has a `{}`", super::shorten(part)));
            wrong.suggest(better)
        })?;
        Ok(Self { name: name.to_owned(), part })
    }
    fn show(&self) -> Cow<'_, str> {
        format!("{}.{}", self.name, self.part.show()).into()
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

impl std::fmt::Display for SecretName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

impl std::fmt::Display for VariableName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<String, Option<String>> {
        Name::read(Value::String(text)).map(|n| n.0).map_err(|w| w.suggestion)
    }

    #[test]
    fn names_and_what_was_probably_meant() {
        assert_eq!(name("api"), Ok("api".into()));
        assert_eq!(name("My Service"), Err(Some("my-service".into())));
        assert_eq!(name("9to5"), Err(Some("to5".into())));
        assert_eq!(name("a--b"), Err(Some("a-b".into())));
        assert_eq!(name(""), Err(None));
        assert_eq!(name(&"x".repeat(41)), Err(Some("x".repeat(40))));
        let target = Target::read(Value::String("db.ulr")).map_err(|w| w.suggestion);
        assert_eq!(target, Err(Some("db.url".into())));
    }
}
