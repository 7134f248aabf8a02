//! Text, numbers, booleans.

use super::{Kind, Leaf, Wrong, text};
use crate::diag::codes;
use crate::syntax::Value;
use std::borrow::Cow;

impl Leaf for String {
    const KIND: Kind = Kind::Text;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        Ok(text(value)?.to_owned())
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Leaf for bool {
    const KIND: Kind = Kind::Bool;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        match value {
            Value::Bool(b) => Ok(b),
            Value::String(s) if s == "true" || s == "false" => {
                Err(Wrong::kind(value).help(format!("write #{s}, without quotes")).exactly(format!("#{s}")))
            }
            Value::String(s) if ["yes", "on", "no", "off"].contains(&s.to_ascii_lowercase().as_str()) => {
                let meant = s.eq_ignore_ascii_case("yes") || s.eq_ignore_ascii_case("on");
                Err(Wrong::kind(value).help(format!("write #{meant}")).exactly(format!("#{meant}")))
            }
            _ => Err(Wrong::kind(value)),
        }
    }
    fn show(&self) -> Cow<'_, str> {
        format!("#{self}").into()
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whole<const MIN: i64, const MAX: i64>(pub i64);

impl<const MIN: i64, const MAX: i64> Leaf for Whole<MIN, MAX> {
    const KIND: Kind = Kind::Integer(MIN, MAX);
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        match value {
            Value::Integer(i) if (i128::from(MIN)..=i128::from(MAX)).contains(&i) => Ok(Self(i as i64)),
            Value::String(s) if s.parse::<i64>().is_ok_and(|i| (MIN..=MAX).contains(&i) && i.to_string() == *s) => {
                Err(Wrong::kind(value).help(format!("write {s}, without quotes")).exactly(s))
            }
            _ => Err(Wrong::kind(value)),
        }
    }
    fn show(&self) -> Cow<'_, str> {
        self.0.to_string().into()
    }
}

/// How many of something.
pub type Count = Whole<0, 10_000>;

/// A port of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(pub u16);

impl Leaf for Port {
    const KIND: Kind = Kind::Port;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        match value {
            Value::Integer(i @ 1..=65535) => Ok(Self(i as u16)),
            Value::String(s) if s.parse::<u16>().is_ok_and(|p| p > 0) => {
                let help = format!("write {s}, without quotes");
                Err(Wrong::kind(value).help(help).exactly(s.trim_start_matches(['+', '0'])))
            }
            _ => Err(Wrong::kind(value)),
        }
    }
    fn show(&self) -> Cow<'_, str> {
        self.0.to_string().into()
    }
}

/// What a variable may be set to, kept as the text that the process sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar(pub String);

impl Leaf for Scalar {
    const KIND: Kind = Kind::Scalar;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        match value {
            Value::String(s) => Ok(Self(s.to_owned())),
            Value::Bool(b) => Ok(Self(b.to_string())),
            Value::Integer(i) => Ok(Self(i.to_string())),
            Value::Float(f) => Ok(Self(f.to_string())),
            _ => Err(Wrong::kind(value)),
        }
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

/// A value, or `#null` to take away what a lower layer has set.
#[derive(Debug, Clone, PartialEq)]
pub struct OrNull<L>(pub Option<L>);

impl<L: Leaf + 'static> Leaf for OrNull<L> {
    const KIND: Kind = Kind::OrNull(&L::KIND);
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        match value {
            Value::Null => Ok(Self(None)),
            other => Ok(Self(Some(L::read(other)?))),
        }
    }
    fn show(&self) -> Cow<'_, str> {
        self.0.as_ref().map_or(Cow::Borrowed("#null"), Leaf::show)
    }
}

/// A place where a value must never stand: the value of a secret. The value is not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoValue;

impl Leaf for NoValue {
    const KIND: Kind = Kind::Nothing;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let mut wrong = Wrong::kind(value)
            .help("take the value away; if it is a real one, treat it as leaked and replace it where it is used");
        wrong.code = codes::SECRET_VALUE;
        wrong.sentence = Some("a secret has a name here and never a value".to_owned());
        wrong.expected = Some("no value".to_owned());
        Err(wrong)
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

impl<const MIN: i64, const MAX: i64> std::fmt::Display for Whole<MIN, MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}
