//! The kinds of values. A kind knows how it is written, read and explained.

mod another;
mod choice;
mod measure;
mod name;
mod pattern;
mod place;
mod rule;
mod scalar;
mod time;

pub(crate) use choice::choices;
pub use measure::*;
pub use name::*;
pub use place::*;
pub use rule::*;
pub use scalar::*;
pub use time::*;

use crate::diag::{Code, codes};
use crate::syntax::Value;
use std::borrow::Cow;

/// A kind of value, for the reader, the manual, the schema and the editor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// No value at all.
    Nothing,
    /// Any text.
    Text,
    /// Text, number or boolean: what a variable may be set to.
    Scalar,
    /// `#true` or `#false`.
    Bool,
    /// A whole number of a range.
    Integer(i64, i64),
    /// A name that every platform accepts.
    Name,
    /// The name of a secret.
    SecretName,
    /// The name of a variable.
    VariableName,
    /// `"30s"`, `"5m"`, `"1h30m"`, `"90d"`.
    Duration,
    /// `"512Mi"`, `"10Gi"`.
    Size,
    /// `"250m"`, `"1.5"`.
    Cpu,
    /// `"70%"`.
    Percentage,
    /// 1 to 65535.
    Port,
    /// Five fields of a schedule.
    Cron,
    /// A path inside the repository.
    Path,
    /// A path of a URL.
    UrlPath,
    /// An `http` or `https` address.
    Url,
    /// A host name.
    Host,
    /// An image with a tag or digest.
    Image,
    /// A name with `*`, `**` and `?`.
    Glob,
    /// A version such as `1`, `3.12` or `1.2.3`.
    Semver,
    /// `datastore.url`, `service.public-url`.
    Target,
    /// The name of a rule.
    Rule,
    /// The name of a rule, or of what there is to worry about in a change.
    Waivable,
    /// Why something is as it is.
    Reason,
    /// One of a closed list, each with its text.
    Choice(&'static [(&'static str, &'static str)]),
    /// A kind, or `#null` to take away what a lower layer has set.
    OrNull(&'static Kind),
}

impl Kind {
    /// The kind in words, for "expected ...".
    pub fn describe(&self) -> String {
        match self {
            Kind::Nothing => "no value".into(),
            Kind::Text => "a text in quotes".into(),
            Kind::Scalar => "a text, a number, #true or #false".into(),
            Kind::Bool => "#true or #false".into(),
            Kind::Integer(min, i64::MAX) => format!("a whole number from {min}"),
            Kind::Integer(min, max) => format!("a whole number from {min} to {max}"),
            Kind::Name => {
                "a name of lower-case letters, digits and hyphens, starting with a letter, at most 40 long".into()
            }
            Kind::SecretName => "the name of a secret: capitals, digits and underscores, starting with a letter".into(),
            Kind::VariableName => {
                "the name of a variable: letters, digits and underscores, not starting with a digit".into()
            }
            Kind::Duration => "a duration".into(),
            Kind::Size => "a size with its unit".into(),
            Kind::Cpu => "an amount of processor".into(),
            Kind::Percentage => "a percentage from 0% to 100%".into(),
            Kind::Port => "a port from 1 to 65535".into(),
            Kind::Cron => "a schedule of five fields: minute, hour, day, month, weekday".into(),
            Kind::Path => "a path inside the repository, with /".into(),
            Kind::UrlPath => "a path that starts with /".into(),
            Kind::Url => "an address that starts with http:// or https://".into(),
            Kind::Host => "a host name".into(),
            Kind::Image => "an image with its tag or digest".into(),
            Kind::Glob => "a name, in which * stands for anything but / and ** for anything".into(),
            Kind::Semver => "a version".into(),
            Kind::Target => "a name and what of it, with a dot".into(),
            Kind::Rule => "the name of a rule".into(),
            Kind::Waivable => "the name of a rule, of specs or of changes".into(),
            Kind::Reason => "a reason, for who reads it later".into(),
            Kind::Choice(all) => {
                let names: Vec<_> = all.iter().map(|(name, _)| format!("\"{name}\"")).collect();
                format!("one of {}", names.join(", "))
            }
            Kind::OrNull(kind) => format!("{}, or #null", kind.describe()),
        }
    }

    /// A value of the kind, as it is written.
    pub fn example(&self) -> &'static str {
        match self {
            Kind::Nothing => "",
            Kind::Text => "\"some text\"",
            Kind::Scalar => "\"value\"",
            Kind::Bool => "#true",
            Kind::Integer(..) => "2",
            Kind::Name => "\"api\"",
            Kind::SecretName | Kind::VariableName => "\"API_KEY\"",
            Kind::Duration => "\"30s\"",
            Kind::Size => "\"512Mi\"",
            Kind::Cpu => "\"250m\"",
            Kind::Percentage => "\"70%\"",
            Kind::Port => "8000",
            Kind::Cron => "\"0 3 * * *\"",
            Kind::Path => "\"infra/api/Dockerfile\"",
            Kind::UrlPath => "\"/health\"",
            Kind::Url => "\"https://example.com\"",
            Kind::Host => "\"api.example.com\"",
            Kind::Image => "\"redis:7.4\"",
            Kind::Glob => "\"release/*\"",
            Kind::Semver => "\"16\"",
            Kind::Target => "\"db.url\"",
            Kind::Rule | Kind::Waivable => "\"no-such-file\"",
            Kind::Reason => "\"...\"",
            Kind::Choice(all) => match all.first() {
                Some((name, _)) => name,
                None => "",
            },
            Kind::OrNull(kind) => kind.example(),
        }
    }
}

/// A type that one value of the language becomes.
pub trait Leaf: Sized + Clone + std::fmt::Debug + PartialEq {
    /// The kind, as data.
    const KIND: Kind;
    /// Reads the value, or says what is wrong with it.
    fn read(value: Value<&str>) -> Result<Self, Wrong>;
    /// The value as the spec would show it, without quotes.
    fn show(&self) -> Cow<'_, str>;
}

/// Why a value is not of its kind.
#[derive(Debug)]
pub struct Wrong {
    /// The problem's name.
    pub code: Code,
    /// A sentence in place of the usual one.
    pub sentence: Option<String>,
    /// What was expected, where the kind alone would say too little.
    pub expected: Option<String>,
    /// What to write instead, in words.
    pub help: Option<String>,
    /// The very value to write instead.
    pub suggestion: Option<String>,
    /// What was meant without a doubt, as KDL.
    pub exact: Option<String>,
    /// Texts one of which was probably meant.
    pub offers: Vec<String>,
    /// What was found, in words.
    pub found: String,
}

impl Wrong {
    /// `value` is not of the kind that was expected.
    pub fn kind(value: Value<&str>) -> Self {
        let found = match value {
            Value::Null => "#null".to_owned(),
            Value::Bool(b) => format!("#{b}"),
            Value::Integer(i) => i.to_string(),
            Value::Float(f) => f.to_string(),
            Value::String(s) => format!("\"{}\"", shorten(s)),
            Value::Error => "a broken value".to_owned(),
        };
        let (suggestion, exact, offers) = (None, None, Vec::new());
        Self { code: codes::WRONG_VALUE, sentence: None, expected: None, help: None, suggestion, exact, offers, found }
    }

    /// With words on what to write.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the value that was probably meant.
    pub fn suggest(mut self, better: Option<impl Into<String>>) -> Self {
        self.suggestion = better.map(Into::into);
        self
    }

    /// With what was meant without a doubt, as KDL.
    pub fn exactly(mut self, kdl: impl Into<String>) -> Self {
        self.exact = Some(kdl.into());
        self
    }

    /// With texts one of which was probably meant.
    pub fn offer(mut self, texts: impl IntoIterator<Item = String>) -> Self {
        self.offers.extend(texts);
        self
    }

    /// The sentence, where `what` names the place.
    pub fn message(&self, what: &str, expected: &str) -> String {
        match &self.sentence {
            Some(sentence) => sentence.clone(),
            None => format!("{what} takes {expected}, not {}", self.found),
        }
    }
}

/// Long values are not repeated whole in a message.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// The text of a string value.
fn text(value: Value<&str>) -> Result<&str, Wrong> {
    match value {
        Value::String(text) => Ok(text),
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) => Err(Wrong::kind(value).help("put it in quotes")),
        _ => Err(Wrong::kind(value)),
    }
}
