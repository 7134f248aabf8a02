//! Another value of the same kind: to find out what a value reaches, it is changed.

use super::{Cpu, Duration, Kind, Leaf, Percentage, Size};
use crate::syntax::Value;

impl Kind {
    /// Other good values, as they are written in a spec; none where none can be made of this one.
    pub fn another(self, value: Value<&str>) -> Vec<String> {
        let quoted = |text: String| vec![format!("{text:?}")];
        let text = match value {
            Value::String(text) => text,
            Value::Integer(number) => {
                return vec![number.saturating_add(1).to_string(), number.saturating_sub(1).to_string()];
            }
            Value::Bool(yes) => return vec![format!("#{}", !yes)],
            _ => return Vec::new(),
        };
        let read = match self {
            Kind::OrNull(inner) => return inner.another(value),
            Kind::Choice(all) => {
                return all.iter().filter(|(name, _)| *name != text).map(|(name, _)| format!("{name:?}")).collect();
            }
            Kind::Duration => {
                Duration::read(value).map(|d| Duration { millis: d.millis.saturating_mul(2) }.to_string())
            }
            Kind::Size => Size::read(value).map(|size| Size { bytes: size.bytes.saturating_mul(2) }.to_string()),
            Kind::Cpu => Cpu::read(value).map(|cpu| Cpu { millis: cpu.millis.saturating_mul(2) }.to_string()),
            Kind::Percentage => Percentage::read(value)
                .map(|part| Percentage { basis_points: part.basis_points.saturating_sub(100) }.to_string()),
            Kind::Cron => Ok(if text == "7 7 7 7 *" { "8 8 8 8 *" } else { "7 7 7 7 *" }.to_owned()),
            Kind::Host | Kind::Target => Ok(format!("x{text}")),
            Kind::Semver => Ok(format!("{text}1")),
            Kind::Url => Ok(text.replace("://", "://x")),
            Kind::SecretName => Ok(format!("{text}X")),
            _ => Ok(format!("{text}x")),
        };
        read.map(quoted).unwrap_or_default()
    }
}
