//! Sizes, processor shares, percentages, versions.

use super::{Kind, Leaf, Wrong, text};
use crate::syntax::Value;
use std::borrow::Cow;

/// An amount of memory or disk in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// How much.
    pub bytes: u64,
}

const UNITS: [(&str, u64); 4] = [("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40)];

impl Size {
    fn parse(written: &str) -> Option<Self> {
        let (name, unit) = UNITS.iter().find(|(name, _)| written.ends_with(name))?;
        let number = &written[..written.len() - name.len()];
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let bytes = number.parse::<u64>().ok()?.checked_mul(*unit)?;
        (bytes > 0 && bytes <= 1 << 50).then_some(Self { bytes })
    }

    /// Rounded up to whole GiB.
    pub fn as_gib(self) -> u64 {
        self.bytes.div_ceil(1 << 30)
    }

    /// Rounded up to whole MiB.
    pub fn as_mib(self) -> u64 {
        self.bytes.div_ceil(1 << 20)
    }
}

impl std::fmt::Display for Size {
    /// In the largest unit that holds it without a rest, as Kubernetes writes it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, unit) = UNITS.iter().rev().find(|(_, unit)| self.bytes.is_multiple_of(*unit)).unwrap_or(&UNITS[0]);
        write!(f, "{}{name}", self.bytes / unit)
    }
}

impl Leaf for Size {
    const KIND: Kind = Kind::Size;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        if let Value::Integer(i) = value {
            let help = format!("give it a unit, for example \"{i}Mi\"");
            return Err(Wrong::kind(value).help(help).offer([format!("{i}Mi"), format!("{i}Gi")]));
        }
        let written = text(value)?;
        Self::parse(written).ok_or_else(|| {
            // "512MB", "512M", "512m": the unit that is meant, by its first letter.
            let digits = written.bytes().take_while(u8::is_ascii_digit).count();
            let unit = written[digits..].chars().next().map(|c| c.to_ascii_uppercase());
            let meant = unit.map(|unit| format!("{}{unit}i", &written[..digits])).filter(|m| Self::parse(m).is_some());
            Wrong::kind(value).suggest(meant).help("write a whole number with Ki, Mi, Gi or Ti, for example \"512Mi\"")
        })
    }
    fn show(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

/// A share of processors in thousandths of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cpu {
    /// How much.
    pub millis: u32,
}

impl Cpu {
    fn parse(written: &str) -> Option<Self> {
        let digits = |s: &str| {
            (!s.is_empty() && s.len() <= 6 && s.bytes().all(|b| b.is_ascii_digit()))
                .then(|| s.parse::<u32>().ok())
                .flatten()
        };
        let millis = match written.strip_suffix('m') {
            Some(millis) => digits(millis)?,
            None => match written.split_once('.') {
                None => digits(written)?.checked_mul(1000)?,
                Some((whole, part)) if part.len() <= 3 => {
                    digits(whole)?.checked_mul(1000)?.checked_add(digits(&format!("{part:0<3}"))?)?
                }
                Some(_) => return None,
            },
        };
        (1..=1_000_000).contains(&millis).then_some(Self { millis })
    }
}

impl std::fmt::Display for Cpu {
    /// Whole processors as `2`, parts as `250m`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.millis % 1000 {
            0 => write!(f, "{}", self.millis / 1000),
            _ => write!(f, "{}m", self.millis),
        }
    }
}

impl Leaf for Cpu {
    const KIND: Kind = Kind::Cpu;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        if let Value::Integer(_) | Value::Float(_) = value {
            let wrong = Wrong::kind(value);
            let quoted = format!("put it in quotes: \"{}\"", wrong.found);
            let exact = format!("\"{}\"", wrong.found);
            return Err(wrong.help(quoted).exactly(exact));
        }
        let written = text(value)?;
        Self::parse(written).ok_or_else(|| {
            Wrong::kind(value).help("write processors or thousandths of one, for example \"1\", \"1.5\" or \"250m\"")
        })
    }
    fn show(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

/// A share of a hundred, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentage {
    /// How much: 100 is one percent.
    pub basis_points: u32,
}

impl Percentage {
    fn parse(written: &str) -> Option<Self> {
        let number = written.strip_suffix('%')?;
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || whole.len() > 3 || part.len() > 2 {
            return None;
        }
        let basis_points = whole.parse::<u32>().ok()? * 100 + format!("{part:0<2}").parse::<u32>().ok()?;
        (basis_points <= 10_000).then_some(Self { basis_points })
    }

    /// Rounded to whole percent.
    pub fn as_percent(self) -> u32 {
        (self.basis_points + 50) / 100
    }

    /// As a share of one, in decimals: `0.05`.
    pub fn as_ratio(self) -> String {
        let text = format!("{}.{:04}", self.basis_points / 10_000, self.basis_points % 10_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl std::fmt::Display for Percentage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.basis_points % 100 {
            0 => write!(f, "{}%", self.basis_points / 100),
            rest => write!(f, "{}.{}%", self.basis_points / 100, format!("{rest:02}").trim_end_matches('0')),
        }
    }
}

impl Leaf for Percentage {
    const KIND: Kind = Kind::Percentage;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        if let Value::Integer(i @ 0..=100) = value {
            return Err(Wrong::kind(value).help(format!("write \"{i}%\"")).exactly(format!("\"{i}%\"")));
        }
        let written = text(value)?;
        Self::parse(written).ok_or_else(|| Wrong::kind(value).help("for example \"70%\" or \"0.5%\""))
    }
    fn show(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

/// A version: one to three numbers with dots, as tools and engines name theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Semver(pub String);

impl Semver {
    /// The first number.
    pub fn major(&self) -> &str {
        self.0.split('.').next().unwrap_or(&self.0)
    }
}

impl Leaf for Semver {
    const KIND: Kind = Kind::Semver;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        if let Value::Integer(_) | Value::Float(_) = value {
            let wrong = Wrong::kind(value).help("put it in quotes: 3.10 without them is 3.1");
            return Err(match value {
                Value::Integer(whole) => wrong.exactly(format!("\"{whole}\"")),
                _ => wrong,
            });
        }
        let written = text(value)?;
        let parts: Vec<&str> = written.split('.').collect();
        let number = |p: &&str| !p.is_empty() && p.len() < 9 && p.bytes().all(|b| b.is_ascii_digit());
        if parts.len() <= 3 && parts.iter().all(&number) {
            return Ok(Self(written.to_owned()));
        }
        let bare = written.strip_prefix('v').filter(|rest| rest.split('.').all(|p| number(&p)));
        Err(Wrong::kind(value).help("for example \"16\", \"3.12\" or \"1.2.3\"").suggest(bare))
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_shares() {
        assert_eq!(Size::parse("512Mi").map(|s| s.to_string()), Some("512Mi".into()));
        assert_eq!(Size::parse("2048Mi").map(|s| s.to_string()), Some("2Gi".into()));
        assert_eq!([Size::parse("512"), Size::parse("512MB"), Size::parse("Mi"), Size::parse("0Gi")], [None; 4]);
        assert_eq!(Cpu::parse("1.5").map(|c| c.to_string()), Some("1500m".into()));
        assert_eq!(Cpu::parse("2000m").map(|c| c.to_string()), Some("2".into()));
        assert_eq!([Cpu::parse("m"), Cpu::parse(""), Cpu::parse("-1"), Cpu::parse("1.2345")], [None; 4]);
        assert_eq!(Percentage::parse("5%").map(|p| p.as_ratio()), Some("0.05".into()));
        assert_eq!(
            Percentage::parse("0.5%").map(|p| (p.as_ratio(), p.to_string())),
            Some(("0.005".into(), "0.5%".into()))
        );
        assert_eq!(Percentage::parse("100%").map(|p| p.as_ratio()), Some("1".into()));
        assert_eq!([Percentage::parse("101%"), Percentage::parse("5"), Percentage::parse("%")], [None; 3]);
    }
}
