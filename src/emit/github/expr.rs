//! Expressions of GitHub, as a type of their own: they can be put where GitHub evaluates them safely (`env`, `with`,
//! `if`, outputs) and never into the text of a script.

use super::context::IMAGE_JOB;
use crate::plan::Image;
use std::fmt;

/// An expression, without its `${{ }}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expr(String);

impl Expr {
    /// An expression that this compiler has written.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The digest of an image that a job of this run has built.
    pub fn digest(image: &Image) -> Self {
        Self(["needs.", IMAGE_JOB, &image.id, ".outputs.digest"].concat())
    }

    /// A secret that GitHub holds.
    pub fn secret(name: &str) -> Self {
        Self(format!("secrets.{name}"))
    }

    /// The expression as it stands in other text.
    pub fn to_text(&self) -> String {
        ["${{ ", &self.0, " }}"].concat()
    }

    /// The bare text, for `if`.
    pub fn bare(&self) -> &str {
        &self.0
    }

    /// The bare text, for `if`, which GitHub evaluates as a whole.
    pub fn into_bare(self) -> String {
        self.0
    }

    /// Both must hold.
    #[must_use]
    pub fn and(self, other: Expr) -> Self {
        let group = |e: &Expr| if e.0.contains("||") { format!("({})", e.0) } else { e.0.clone() };
        Self(format!("{} && {}", group(&self), group(&other)))
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// A value of `env`, `with` or an output: text in which expressions may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Int(u64),
}

impl From<Value> for crate::yaml::Yaml {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => text.into(),
            Value::Bool(value) => value.into(),
            Value::Int(value) => value.into(),
        }
    }
}

impl From<Expr> for Value {
    fn from(expr: Expr) -> Self {
        Self::Text(expr.to_text())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Int(value)
    }
}

/// The text of a `run` step. It cannot hold an expression: what GitHub would paste in could be anything, commands
/// included. Values reach it through the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script(String);

impl Script {
    /// The script, unless it holds an expression.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.contains("${{")).then_some(Self(text))
    }

    /// A script of this compiler's own; lines are joined, each with its end.
    pub fn lines<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Self {
        let mut text = String::new();
        for line in lines {
            text.push_str(line.as_ref());
            text.push('\n');
        }
        if text.find('\n').is_some_and(|first| first + 1 == text.len()) {
            text.pop();
        }
        // A name of the spec cannot hold `$`; should one ever, it stays text.
        match text.contains("${{") {
            true => Self(text.replace("${{", "$ {{")),
            false => Self(text),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// `text` as one word of a shell command.
pub fn shell_word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./:@=,+%".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Where an expression stands, which decides what it can see (GitHub Docs, "Contexts": context availability).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `env` of the workflow.
    Workflow,
    /// `env` of a job, before any of its steps has run.
    Job,
    /// `if` of a job.
    JobIf,
    /// `if` of a step.
    StepIf,
    /// `env`, `with` and the rest of a step.
    Step,
}

impl Place {
    /// The contexts that can be seen there.
    pub fn contexts(self) -> &'static [&'static str] {
        match self {
            Place::Workflow => &["github", "inputs", "secrets", "vars"],
            Place::Job => &["github", "inputs", "matrix", "needs", "secrets", "strategy", "vars"],
            Place::JobIf => &["github", "inputs", "needs", "vars"],
            Place::StepIf => {
                &["env", "github", "inputs", "job", "matrix", "needs", "runner", "steps", "strategy", "vars"]
            }
            Place::Step => {
                &["env", "github", "inputs", "job", "matrix", "needs", "runner", "secrets", "steps", "strategy", "vars"]
            }
        }
    }
}

/// What is wrong with the expressions in `text`, if anything.
pub fn problem(text: &str, place: Place) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find("${{") {
        let body = &rest[at + 3..];
        let Some(end) = body.find("}}") else { return Some("`${{` is not closed by `}}`".to_owned()) };
        if let Some(problem) = bare_problem(body[..end].trim(), place) {
            return Some(problem);
        }
        rest = &body[end + 2..];
    }
    None
}

/// What is wrong with an expression without its `${{ }}`, if anything.
pub fn bare_problem(expression: &str, place: Place) -> Option<String> {
    let parsed = match github_actions_expressions::Expr::parse(expression) {
        Ok(parsed) => parsed,
        Err(error) => return Some(format!("`{expression}` is no expression: {error}")),
    };
    let seen = place.contexts();
    let hidden = parsed.contexts().into_iter().find_map(|(context, _)| {
        let pattern = context.as_pattern()?;
        let name = pattern.split('.').next()?.to_ascii_lowercase();
        (!seen.contains(&name.as_str())).then_some(name)
    });
    hidden.map(|name| format!("`{name}` cannot be seen here; there are: {}", seen.join(", ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_script_holds_no_expression() {
        assert!(Script::new("echo ${{ github.head_ref }}").is_none());
        assert_eq!(Script::new("echo \"$HEAD\"").unwrap().text(), "echo \"$HEAD\"");
    }

    #[test]
    fn words_of_a_shell() {
        assert_eq!(shell_word("a/b:c@sha256:1"), "a/b:c@sha256:1");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn expressions_are_read() {
        assert_eq!(problem("v${{ github.ref_name }}-${{ env.X || 'y' }}", Place::Step), None);
        assert!(problem("${{ github.ref_name", Place::Step).unwrap().contains("not closed"));
        assert!(problem("${{ a b }}", Place::Step).unwrap().contains("no expression"));
        assert!(problem("${{ steps.a.outputs.b }}", Place::Job).unwrap().contains("`steps` cannot be seen here"));
        assert!(problem("${{ secrets.A == '' }}", Place::StepIf).is_some());
        assert_eq!(Expr::new("a || b").and(Expr::new("c")).to_string(), "${{ (a || b) && c }}");
    }
}
