//! The names of rules: the codes of diagnostics whose level can be set.

use super::{Kind, Leaf, Wrong, text};
use crate::diag::{Code, REASON, changes, codes, did_you_mean};
use crate::syntax::Value;
use std::borrow::Cow;

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleName(pub Code);

impl Leaf for RuleName {
    const KIND: Kind = Kind::Rule;

    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        let mut rules = codes::RULES.iter().map(|(code, _)| *code);
        if let Some(code) = rules.clone().find(|code| code.0 == written) {
            return Ok(Self(code));
        }
        let mut wrong = Wrong::kind(value);
        if codes::ALL.iter().any(|(code, _)| code.0 == written) {
            wrong.sentence = Some(format!("`{written}` is no rule: it has no level that could be set"));
            let waiver = written == codes::NOT_EXPRESSIBLE.0;
            return Err(wrong.help(match waiver {
                true => "what a platform cannot do is waived in its environment: `accept-loss \"...\" reason=\"...\"`",
                false => "nothing can be made of a spec that has it: it has to be mended",
            }));
        }
        let near = did_you_mean(written, rules.by_ref().map(|code| code.0));
        wrong.sentence = Some(format!("there is no rule `{}`", super::shorten(written)));
        let wrong = wrong.suggest(near);
        Err(wrong.help("`dbgen explain --list` names every diagnostic, and which of them are rules"))
    }

    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.0)
    }
}

/// What can be waived: a rule, or what there is to worry about in a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waivable(pub Code);

impl Leaf for Waivable {
    const KIND: Kind = Kind::Waivable;

    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        let mut changes = changes::ALL.iter().map(|(code, _, _)| *code);
        match changes.find(|code| code.0 == written) {
            Some(code) => Ok(Self(code)),
            None => RuleName::read(value).map(|RuleName(code)| Self(code)).map_err(|mut wrong| {
                let changes = changes::ALL.iter().map(|(code, _, _)| code.0);
                wrong.suggestion = wrong.suggestion.or(did_you_mean(written, changes).map(str::to_owned));
                wrong
            }),
        }
    }

    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.0)
    }
}

/// Why something is as it is, for who reads it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(pub String);

impl Leaf for Reason {
    const KIND: Kind = Kind::Reason;

    fn read(value: Value<&str>) -> Result<Self, Wrong> {
        let written = text(value)?;
        if !written.trim().is_empty() {
            return Ok(Self(written.to_owned()));
        }
        let mut wrong = Wrong::kind(value).help("say why, for who reads it later");
        wrong.sentence = Some("this reason says nothing".to_owned());
        Err(wrong)
    }

    fn show(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

/// Words that stand where a reason is still to come.
const OPEN: &[&str] = &[
    "because",
    "fixme",
    "later",
    "n",
    "na",
    "no",
    "none",
    "placeholder",
    "reason",
    "say",
    "some",
    "tba",
    "tbd",
    "text",
    "the",
    "todo",
    "why",
    "wip",
];

impl Reason {
    /// Whether it only keeps the place of a reason: the question that a fix has written there, or nothing but a mark
    /// such as `...`, `xxx` or `todo`.
    pub fn is_open(&self) -> bool {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let own = words(&self.0);
        let mark = |word: &String| OPEN.contains(&word.as_str()) || word.chars().all(|c| word.starts_with(c));
        own == words(REASON) || own.iter().all(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_in_place_of_a_reason_is_none() {
        let open = |text: &str| Reason(text.into()).is_open();
        // A fix may write either.
        for text in [
            REASON,
            Kind::Reason.example(),
            "Why is this fine here",
            "...",
            "Todo: say why",
            "tbd",
            "Fixme!",
            "xxx",
            "x",
            "n/a",
            "-",
        ] {
            assert!(open(text), "{text}");
        }
        for text in ["tried", "issue 12", "todo: gone with the old tests", "no users yet", "wip branch"] {
            assert!(!open(text), "{text}");
        }
    }

    #[test]
    fn a_rule_is_told_from_what_is_none() {
        let read = |text: &str| RuleName::read(Value::String(text));
        assert_eq!(read("no-such-file").ok(), Some(RuleName(codes::NO_SUCH_FILE)));
        assert_eq!(read("no-such-fiel").err().and_then(|w| w.suggestion), Some("no-such-file".to_owned()));
        let sentence = |text: &str| read(text).err().and_then(|w| w.sentence).unwrap_or_default();
        assert_eq!(sentence("syntax"), "`syntax` is no rule: it has no level that could be set");
        assert_eq!(sentence("banana"), "there is no rule `banana`");
    }
}
