//! `NAME=value` such that a POSIX shell (`set -a; . file`) and Docker Compose read the same value.

use std::borrow::Cow;

/// `value` as it stands behind `=`, or `None` where the two readers agree on no way to write it.
///
/// Single quotes hold everything for both, save a single quote itself, and for Compose a backslash at the end, which it
/// takes for an escape of the closing quote (compose-go, `dotenv/parser.go`). Double quotes hold these two with
/// backslashes before what a shell treats in a special way, and there Compose keeps the backslash before a backtick.
pub fn quote(value: &str) -> Option<Cow<'_, str>> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&b);
    // What an editor or a checkout may change on the way cannot be relied on.
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return None;
    }
    if value.bytes().all(plain) {
        return Some(value.into());
    }
    if !value.contains('\'') && !value.ends_with('\\') {
        return Some(format!("'{value}'").into());
    }
    if value.contains('`') {
        return None;
    }
    let mut out = String::from("\"");
    for c in value.chars() {
        if matches!(c, '"' | '\\' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    Some(out.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// What a POSIX shell makes of a word (XCU 2.2), without expansions: a `$` or backtick that is live is an error.
    fn shell(word: &str) -> Option<String> {
        let (mut out, mut rest) = (String::new(), word.chars());
        while let Some(c) = rest.next() {
            match c {
                '\'' => loop {
                    match rest.next()? {
                        '\'' => break,
                        c => out.push(c),
                    }
                },
                '"' => loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => match rest.next()? {
                            c @ ('$' | '`' | '"' | '\\') => out.push(c),
                            '\n' => {}
                            c => out.extend(['\\', c]),
                        },
                        '$' | '`' => return None,
                        c => out.push(c),
                    }
                },
                '$' | '`' | '\\' | ' ' | '\n' | '\t' | '#' | ';' | '&' | '|' | '<' | '>' | '(' | ')' | '~' | '*' => {
                    return None;
                }
                c => out.push(c),
            }
        }
        Some(out)
    }

    /// What Compose makes of a value: compose-go's reader, by its rules.
    fn compose(word: &str) -> Option<String> {
        let quote = word.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let Some(quote) = quote else {
            return (!word.contains(['#', '$', '\n'])).then(|| word.trim_end().to_owned());
        };
        let (mut out, mut escaped) = (String::new(), false);
        for (at, c) in word.char_indices().skip(1) {
            if c == quote && !escaped {
                return (at == word.len() - 1).then_some(out);
            }
            match (quote, escaped, c) {
                ('"', true, '"' | '\\' | '$') => {
                    out.pop();
                    out.push(c);
                }
                ('"', true, 'n' | 'r') | ('"', false, '$') => return None,
                _ => out.push(c),
            }
            escaped = c == '\\' && !escaped;
        }
        None
    }

    #[test]
    fn the_plainest_form_that_holds() {
        for (value, text) in [
            ("INFO", "INFO"),
            ("", ""),
            ("https://a.example.com/x?y", "'https://a.example.com/x?y'"),
            ("a b # c", "'a b # c'"),
            ("${HOME}", "'${HOME}'"),
            ("two\nlines", "'two\nlines'"),
            ("it's $5", r#""it's \$5""#),
            (r"C:\", r#""C:\\""#),
        ] {
            assert_eq!(quote(value).as_deref(), Some(text), "{value}");
        }
        assert_eq!(quote("`'`"), None);
        assert_eq!(quote("a\rb"), None);
    }

    proptest! {
        #[test]
        fn both_readers_read_what_was_written(value in r#"[a-z0-9 $"'#\\{}=~*;&!\n\t`é-]{0,12}"#) {
            if let Some(text) = quote(&value) {
                prop_assert_eq!(shell(&text), Some(value.clone()));
                prop_assert_eq!(compose(&text), Some(value));
            }
        }
    }
}
