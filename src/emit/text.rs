//! Fixed texts of `templates/` with a few places to fill in: scripts, documents, the chart's templates.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use serde::Serialize;

/// `source` with its places filled in from `context`. A place that the context does not know is an error.
///
/// The delimiters, `@{ value }`, `%{ block }%` and `#{# comment #}#`, clash neither with Helm's `{{ }}` nor with
/// GitHub's `${{ }}` nor with what shells write.
pub fn render(source: &str, context: impl Serialize) -> Result<String, Error> {
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("@{", "}")
        .block_delimiters("%{", "}%")
        .comment_delimiters("#{#", "#}#")
        .keep_trailing_newline(true)
        .build()?;
    let mut environment = Environment::new();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.render_str(source, Serde(context))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn fills_places_and_leaves_the_rest() {
        let text = "# @{ name }#{# gone #}#\n${{ a }} {{ b }} ${c} <&> %{ for x in list }%[@{ x }]%{ endfor }%\n";
        let out = render(text, json!({"name": "a<b>&c", "list": [1, 2]})).unwrap();
        assert_eq!(out, "# a<b>&c\n${{ a }} {{ b }} ${c} <&> [1][2]\n");
    }

    #[test]
    fn an_unknown_place_is_an_error() {
        assert!(render("@{ missing }", json!({})).is_err());
    }
}
