//! The form of a kind as a regular expression, for schemas that others read. What it refuses is refused by the decoder,
//! too; the decoder may know better.

use super::Kind;

impl Kind {
    /// What a text of the kind looks like, in the part of regular expressions that all dialects share; `None` where
    /// nothing short says it.
    pub fn pattern(&self) -> Option<&'static str> {
        Some(match self {
            Kind::Name => "^[a-z](-?[a-z0-9])*$",
            Kind::SecretName => "^[A-Z_][A-Z0-9_]*$",
            Kind::VariableName => "^[A-Za-z_][A-Za-z0-9_]*$",
            Kind::Duration => "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
            Kind::Size => "^[0-9]+(Ki|Mi|Gi|Ti)$",
            Kind::Cpu => "^([0-9]+m|[0-9]+([.][0-9]+)?)$",
            Kind::Percentage => "^[0-9]+([.][0-9]+)?%$",
            Kind::Cron => "^[0-9*/,-]+( [0-9*/,-]+){4}$",
            Kind::UrlPath => "^/",
            Kind::Url => "^https?://[^@]+$",
            Kind::Semver => "^[0-9]+([.][0-9]+){0,2}$",
            Kind::Target => "^[^.]+[.][a-z-]+$",
            Kind::Reason => "[^ ]",
            Kind::OrNull(inner) => return inner.pattern(),
            Kind::Nothing
            | Kind::Text
            | Kind::Scalar
            | Kind::Bool
            | Kind::Integer(..)
            | Kind::Port
            | Kind::Choice(_) => return None,
            Kind::Rule | Kind::Waivable | Kind::Path | Kind::Host | Kind::Image | Kind::Glob => return None,
        })
    }
}
