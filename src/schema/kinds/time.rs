//! Durations and schedules.

use super::{Kind, Leaf, Wrong, text};
use crate::syntax::Value;
use std::borrow::Cow;

/// A span of time in whole milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Duration {
    /// How long.
    pub millis: u64,
}

const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl Duration {
    /// A duration of whole seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self { millis: seconds * 1000 }
    }

    /// Rounded up to whole seconds, as most platforms count.
    pub fn as_seconds(self) -> u64 {
        self.millis.div_ceil(1000)
    }

    /// Rounded up to whole minutes.
    pub fn as_minutes(self) -> u64 {
        self.millis.div_ceil(60_000)
    }

    /// Rounded up to whole days.
    pub fn as_days(self) -> u64 {
        self.millis.div_ceil(86_400_000)
    }

    /// Reads `"1h30m"`: numbers with units, largest unit first, none twice.
    pub fn parse(written: &str) -> Option<Self> {
        let (mut rest, mut millis, mut last) = (written, 0u64, usize::MAX);
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = UNITS.iter().position(|(name, _)| *name == &rest[..letters])?;
            if last != usize::MAX && unit <= last {
                return None;
            }
            last = unit;
            millis = millis.checked_add(number.checked_mul(UNITS[unit].1)?)?;
            rest = &rest[letters..];
        }
        // A century: past it lies a typing error, and sums of durations cannot overflow.
        (millis <= 36_525 * 86_400_000).then_some(Self { millis })
    }
}

impl std::fmt::Display for Duration {
    /// As Go, Compose and Kubernetes read it too: `1h30m`, `90s`; days are written as hours.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut left = self.millis;
        if left == 0 {
            return f.write_str("0s");
        }
        for (name, size) in &UNITS[1..] {
            if left >= *size {
                write!(f, "{}{name}", left / size)?;
                left %= size;
            }
        }
        Ok(())
    }
}

impl Leaf for Duration {
    const KIND: Kind = Kind::Duration;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        if let Value::Integer(i) = value {
            let help = format!("give it a unit, for example \"{i}s\" or \"{i}m\"");
            return Err(Wrong::kind(value).help(help).offer([format!("{i}s"), format!("{i}m")]));
        }
        let written = text(value)?;
        Self::parse(written).ok_or_else(|| {
            Wrong::kind(value).help("write numbers with d, h, m, s or ms, for example \"30s\", \"1h30m\" or \"90d\"")
        })
    }
    fn show(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

/// A schedule in the five fields that cron, GitHub, Render and Kubernetes share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron(pub String);

/// Field names and their ranges; names of months and days are not accepted by every platform and so not here.
const FIELDS: [(&str, u32, u32); 5] =
    [("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 6)];

impl Cron {
    /// What is wrong with `written`, if anything.
    fn problem(written: &str) -> Option<String> {
        let fields: Vec<&str> = written.split(' ').collect();
        if fields.len() != 5 {
            return Some(format!(
                "it has {} fields: minute, hour, day of month, month and day of week are five",
                fields.len()
            ));
        }
        fields.iter().zip(FIELDS).find_map(|(field, (name, min, max))| {
            let ok = field.split(',').all(|part| {
                let (range, step) = part.split_once('/').map_or((part, None), |(r, s)| (r, Some(s)));
                let number = |s: &str| {
                    (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok()).flatten()
                };
                let inside = |n: u32| (min..=max).contains(&n);
                let range_ok = match range.split_once('-') {
                    _ if range == "*" => true,
                    Some((a, b)) => {
                        matches!((number(a), number(b)), (Some(a), Some(b)) if inside(a) && inside(b) && a <= b)
                    }
                    None => number(range).is_some_and(inside),
                };
                range_ok && step.is_none_or(|s| number(s).is_some_and(|n| n > 0 && n <= max))
            });
            (!ok).then(|| format!("the {name} `{field}` is not within {min} to {max}"))
        })
    }
}

impl Leaf for Cron {
    const KIND: Kind = Kind::Cron;
    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        match Self::problem(written) {
            None => Ok(Self(written.to_owned())),
            Some(problem) => {
                Err(Wrong::kind(value).help(format!("{problem}; for example \"0 3 * * 1\" is Monday at 03:00")))
            }
        }
    }
    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_and_print() {
        for (written, millis, shown) in [
            ("30s", 30_000, "30s"),
            ("1h30m", 5_400_000, "1h30m"),
            ("90d", 7_776_000_000, "2160h"),
            ("500ms", 500, "500ms"),
        ] {
            let duration = Duration::parse(written).expect(written);
            assert_eq!((duration.millis, duration.to_string().as_str()), (millis, shown));
        }
        for wrong in ["", "30", "s", "30m1h", "1h1h", "-5s", "99999999999999d", "1.5h", "3 m"] {
            assert_eq!(Duration::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn schedules() {
        for good in ["0 3 * * *", "*/15 9-17 * * 1-5", "0,30 0 1 1 0"] {
            assert_eq!(Cron::problem(good), None);
        }
        for bad in ["", "* * * *", "60 * * * *", "* * 0 * *", "5-1 * * * *", "*/0 * * * *", "@daily", "* * * * 7"] {
            assert!(Cron::problem(bad).is_some(), "{bad}");
        }
    }
}
