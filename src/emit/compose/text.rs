//! Text of a Compose file. Compose fills in `$NAME` and `${NAME}` wherever a value stands, so text from the spec has
//! its `$` doubled, and only what is meant as a variable is written as one (Compose spec, "Interpolation").

use crate::yaml::Yaml;
use std::borrow::Cow;

/// A value of a Compose file. What a spec says gets in by [`Text::literal`] alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text<'a>(Cow<'a, str>);

impl<'a> Text<'a> {
    /// Exactly this text.
    pub fn literal(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self(if text.contains('$') { text.replace('$', "$$").into() } else { text })
    }

    /// A variable that must be set and not be empty: without `:?` Compose would warn and go on with nothing.
    pub fn required(name: &str, otherwise: &str) -> Self {
        Self(["${", name, ":?", otherwise, "}"].concat().into())
    }

    /// A variable that may be unset, without a warning.
    pub fn optional(name: &str) -> Self {
        Self(["${", name, ":-}"].concat().into())
    }

    /// This text and another behind it.
    #[must_use]
    pub fn then(mut self, other: &Text<'_>) -> Self {
        self.0.to_mut().push_str(&other.0);
        self
    }

    /// This text and literal text behind it.
    #[must_use]
    pub fn and<'b>(self, text: impl Into<Cow<'b, str>>) -> Self {
        self.then(&Text::literal(text))
    }

    /// The text as it stands in the file.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Text<'_>> for Yaml {
    fn from(text: Text<'_>) -> Self {
        text.0.into_owned().into()
    }
}

/// A command: a line where nobody can split it wrongly, as people write it; else as words.
pub fn command(words: Vec<Text<'_>>) -> Yaml {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=@%+,-".contains(&byte);
    match words.iter().all(|word| !word.0.is_empty() && word.0.bytes().all(plain)) {
        true => words.iter().map(Text::as_str).collect::<Vec<_>>().join(" ").into(),
        false => self::words(words),
    }
}

/// Words: in brackets where a line holds them, else one a line.
pub fn words(words: Vec<Text<'_>>) -> Yaml {
    let short = words.iter().map(|word| word.0.len() + 4).sum::<usize>() <= 64;
    match short && words.iter().all(|word| !word.0.contains('\n')) {
        true => Yaml::flow(words.into_iter().map(|word| Yaml::quoted(word.0))),
        false => words.into_iter().map(Yaml::from).collect(),
    }
}

/// A name as one part of an address.
pub fn percent_encoded(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if text.bytes().all(plain) {
        return text.into();
    }
    let encoded = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_variables_are_filled_in() {
        assert_eq!(Text::literal("a$b ${c} $$").as_str(), "a$$b $${c} $$$$");
        assert_eq!(
            Text::literal("redis://").then(&Text::required("X", "set X")).and("/$").as_str(),
            "redis://${X:?set X}/$$"
        );
        assert_eq!(Text::optional("X").as_str(), "${X:-}");
    }

    #[test]
    fn names_are_safe_in_addresses() {
        assert_eq!(percent_encoded("deal_brain-1"), "deal_brain-1");
        assert_eq!(percent_encoded("a@b/ü"), "a%40b%2F%C3%BC");
    }
}
