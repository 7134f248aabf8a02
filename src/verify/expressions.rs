//! GitHub's expressions: whether they can be read, and what they look at.

use github_actions_expressions::Expr;
use memchr::memchr;

/// What an expression looks at, in lower case: `needs.build.outputs.digest`. Parts that are computed are `*`.
pub type Contexts = Vec<String>;

/// Where the first expression of a text begins.
pub fn start(text: &str) -> Option<usize> {
    let mut at = 0;
    // Most text has no `$` at all.
    while let Some(more) = memchr(b'$', &text.as_bytes()[at..]) {
        at += more;
        if text[at..].starts_with("${{") {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// What the expressions in a text look at, or why one of them cannot be read.
pub fn within(text: &str) -> Result<Contexts, String> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(at) = start(rest) {
        let body = &rest[at + 3..];
        let end = end(body).ok_or_else(|| format!("`${{{{` is not closed by `}}}}`: {text}"))?;
        all.extend(bare(body[..end].trim())?);
        rest = &body[end + 2..];
    }
    Ok(all)
}

/// Where an expression ends: at the first `}}` outside its quotes.
fn end(body: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && body[at..].starts_with("}}") => return Some(at),
            _ => {}
        }
    }
    None
}

/// The same for an expression without its `${{ }}`, as in `if:`.
pub fn bare(expression: &str) -> Result<Contexts, String> {
    if is_path(expression) {
        return Ok(vec![expression.to_ascii_lowercase()]);
    }
    let parsed = Expr::parse(expression).map_err(|problem| format!("`{expression}` is no expression: {problem}"))?;
    Ok(parsed.contexts().into_iter().filter_map(|(context, _)| context.as_pattern()).collect())
}

/// Whether this is names with dots between them, as most expressions are: there is nothing to parse.
fn is_path(expression: &str) -> bool {
    let is_name = |name: &[u8]| {
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') && name.iter().all(part)
    };
    let bytes = expression.as_bytes();
    bytes.contains(&b'.') && bytes.split(|byte| *byte == b'.').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_found_and_broken_ones_named() {
        let text = "${{ needs.Build.outputs.digest }}-${{ steps.a.outputs['b'] || '}}' }}";
        assert_eq!(within(text), Ok(vec!["needs.build.outputs.digest".into(), "steps.a.outputs.b".into()]));
        assert_eq!(within("no expression: $HOME {{ x }}"), Ok(vec![]));
        for path in ["github.ref", "needs.Build-it.outputs.a_b", "a.b-", "_.a", "a..b", "a.1", "a.-b", ".a", "a.", "a"]
        {
            let parsed = Expr::parse(path).ok().map(|parsed| {
                parsed.contexts().into_iter().filter_map(|(context, _)| context.as_pattern()).collect::<Contexts>()
            });
            assert!(!is_path(path) || parsed == Some(vec![path.to_ascii_lowercase()]), "{path}");
            assert_eq!(bare(path).ok(), parsed, "{path}");
        }
        assert!(within("${{ a").is_err() && within("${{ a b }}").is_err() && bare("github.ref ==").is_err());
    }
}
