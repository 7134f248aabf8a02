//! GitHub's expressions: whether they can be read, and what they look at.

use github_actions_expressions::Expr;
use memchr::memchr;

/// What every expression in a text begins with.
pub const MARK: &str = "${{";

/// Calls `each` with what the expressions in a text look at, in lower case: `needs.build.outputs.digest`; parts that are
/// computed are `*`.
///
/// # Errors
///
/// An expression that cannot be read, in words.
pub fn within(text: &str, each: &mut dyn FnMut(&str)) -> Result<(), String> {
    let mut rest = text;
    while let Some(at) = start(rest) {
        let body = &rest[at + MARK.len()..];
        // Most are a path and nothing else.
        let inner = body.trim_start();
        let path = path(inner);
        if let Some(behind) = inner[path..].trim_start().strip_prefix("}}").filter(|_| path > 0) {
            lower(&inner[..path], each);
            rest = behind;
            continue;
        }
        let end = end(body).ok_or_else(|| format!("`{MARK}` is not closed by `}}}}`: {text}"))?;
        bare(body[..end].trim(), each)?;
        rest = &body[end + 2..];
    }
    Ok(())
}

/// Where the first expression of a text begins.
fn start(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(more) = memchr(b'$', &text.as_bytes()[at..]) {
        at += more;
        if text.as_bytes()[at..].starts_with(MARK.as_bytes()) {
            return Some(at);
        }
        at += 1;
    }
    None
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

/// [`within`] for an expression without its `${{ }}`, as in `if:`.
///
/// # Errors
///
/// An expression that cannot be read, in words.
pub fn bare(expression: &str, each: &mut dyn FnMut(&str)) -> Result<(), String> {
    if path(expression) == expression.len() && !expression.is_empty() {
        lower(expression, each);
        return Ok(());
    }
    let parsed = Expr::parse(expression).map_err(|problem| format!("`{expression}` is no expression: {problem}"))?;
    for context in parsed.contexts().into_iter().filter_map(|(context, _)| context.as_pattern()) {
        each(&context);
    }
    Ok(())
}

fn lower(path: &str, each: &mut dyn FnMut(&str)) {
    match path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => each(&path.to_ascii_lowercase()),
        false => each(path),
    }
}

/// How long the names are with dots between them that a text begins with, and that are a whole expression where nothing
/// follows: there is nothing to parse. Zero where they are not two at least.
fn path(text: &str) -> usize {
    let (mut length, mut dots, mut begins) = (0, false, true);
    for byte in text.bytes() {
        begins = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => false,
            b'0'..=b'9' | b'-' if !begins => false,
            b'.' if !begins => true,
            _ => break,
        };
        dots |= begins;
        length += 1;
    }
    if dots && !begins { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_found_and_broken_ones_named() {
        let within = |text: &str| {
            let mut all = Vec::new();
            within(text, &mut |context| all.push(context.to_owned())).map(|()| all)
        };
        let bare = |text: &str| {
            let mut all = Vec::new();
            bare(text, &mut |context| all.push(context.to_owned())).map(|()| all)
        };
        let text = "${{ needs.Build.outputs.digest }}-${{ steps.a.outputs['b'] || '}}' }}${{a.b}}$${{ c.d  }}}}";
        assert_eq!(
            within(text),
            Ok(["needs.build.outputs.digest", "steps.a.outputs.b", "a.b", "c.d"].map(str::to_owned).to_vec())
        );
        assert_eq!(within("no expression: $HOME {{ x }}"), Ok(vec![]));
        for text in ["github.ref", "needs.Build-it.outputs.a_b", "a.b-", "_.a", "a..b", "a.1", "a.-b", ".a", "a.", "a"]
        {
            let parsed = Expr::parse(text).ok().map(|parsed| {
                parsed.contexts().into_iter().filter_map(|(context, _)| context.as_pattern()).collect::<Vec<String>>()
            });
            assert!(path(text) < text.len() || parsed == Some(vec![text.to_ascii_lowercase()]), "{text}");
            assert_eq!(bare(text).ok(), parsed, "{text}");
            assert_eq!(within(&format!("${{{{ {text} }}}}")).ok(), parsed, "{text}");
        }
        assert!(within("${{ a").is_err() && within("${{ a b }}").is_err() && bare("github.ref ==").is_err());
        assert!(within("${{ a.b").is_err() && within("${{ a.b } }").is_err() && bare("").is_err());
    }
}
