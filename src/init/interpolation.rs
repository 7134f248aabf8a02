//! Compose's `${...}` (Compose spec, 12-interpolation): what the file itself says of a value, and what comes from outside.

/// A value with its variables filled in as far as the file knows them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// The text; what comes from outside is missing in it.
    pub text: String,
    /// The variables that have no default here.
    pub outside: Vec<String>,
}

impl Text {
    /// The text, where the file says all of it.
    pub fn whole(&self) -> Option<&str> {
        self.outside.is_empty().then_some(self.text.as_str())
    }
}

/// How deep defaults may stand in defaults.
const DEEPEST: usize = 8;

/// Longer texts hold something else than settings: they are taken as they are.
const LONGEST: usize = 4096;

/// Fills in defaults.
pub fn read(text: &str) -> Text {
    let mut out = Text::default();
    match text.len() > LONGEST {
        true => out.text = text.to_owned(),
        false => fill(text, 0, &mut out),
    }
    out
}

fn fill(mut rest: &str, depth: usize, out: &mut Text) {
    while let Some(at) = rest.find('$') {
        out.text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.text.push('$');
            rest = after;
        } else if let Some((inner, after)) = rest.strip_prefix('{').and_then(braces) {
            variable(inner, depth, out);
            rest = after;
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            match end {
                0 => out.text.push('$'),
                _ => out.outside.push(rest[..end].to_owned()),
            }
            rest = &rest[end..];
        }
    }
    out.text.push_str(rest);
}

/// What stands up to the brace that closes, and what stands behind it.
fn braces(text: &str) -> Option<(&str, &str)> {
    let mut open = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

fn variable(inner: &str, depth: usize, out: &mut Text) {
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let operator = rest.trim_start_matches(':');
    if let Some(default) = operator.strip_prefix('-').filter(|_| depth < DEEPEST) {
        fill(default, depth + 1, out);
    } else if !operator.starts_with('+') && !name.is_empty() {
        out.outside.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_stand_and_the_rest_comes_from_outside() {
        let read = |text| {
            let Text { text, outside } = super::read(text);
            (text, outside.join(","))
        };
        assert_eq!(read("a$$b"), ("a$b".into(), String::new()));
        assert_eq!(read("${A:-x}:${B-${C:-y}}"), ("x:y".into(), String::new()));
        assert_eq!(read("p://${U}:$P@h"), ("p://:@h".into(), "U,P".into()));
        assert_eq!(read("${A:?no}${B:+x}${"), ("${".into(), "A".into()));
        assert_eq!(read("é$é"), ("é$é".into(), String::new()));
        let _ = super::read(&"${A:-".repeat(100_000));
    }
}
