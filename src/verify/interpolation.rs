//! Compose's interpolation (compose-spec, "12-interpolation").

use memchr::memchr;

/// What is wrong with the variables in a text, if anything.
pub fn problem(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = memchr(b'$', rest.as_bytes()) {
        rest = &rest[at + 1..];
        match rest.as_bytes().first() {
            Some(b'$') => rest = &rest[1..],
            Some(b'{') => {
                let Some(end) = closing(&rest[1..]) else { return Some(format!("`${{` is not closed: {text}")) };
                let inside = &rest[1..=end];
                if let Some(problem) = braces(inside) {
                    return Some(format!("`${{{inside}}}`: {problem}"));
                }
                rest = &rest[end + 2..];
            }
            Some(c) if c.is_ascii_alphabetic() || *c == b'_' => {}
            _ => return Some(format!("a `$` that names no variable; a plain one is `$$`: {text}")),
        }
    }
    None
}

/// Where the brace closes that stands open, counted over those within.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn braces(inside: &str) -> Option<String> {
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("no name of a variable".to_owned());
    }
    let operators = [":-", "-", ":?", "?", ":+", "+"];
    match operators.iter().find_map(|operator| rest.strip_prefix(operator)) {
        _ if rest.is_empty() => None,
        Some(value) => problem(value),
        None => Some("expected `:-`, `-`, `:?`, `?`, `:+` or `+` behind the name".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn good_ones_pass_and_broken_ones_are_named() {
        for good in ["", "a", "$$HOME", "${A}", "$A/b", "x${A:-b}y${C:?set C}", "${A:-${B:-c}}", "${A+}"] {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in ["$", "5$ a", "${", "${A", "${}", "${1}", "${A!}", "${A:-${B}", "${A:-$ }"] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
