//! Splitting a command line into words, as a shell would, without any of a shell's expansions.

/// The words of `line`, or what is wrong with it. Quotes group, a backslash outside single quotes takes the next
/// character as it is. What only a shell could do (`|`, `&&`, `$X`, `>`, `;`) is refused: a platform that runs the
/// words without a shell would hand it to the program as text.
pub fn split_words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '\\') => match characters.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err("it ends in a backslash".into()),
            },
            (_, '$' | '`') => {
                return Err(format!("`{c}` would need a shell: put the command into a script of the image"));
            }
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '\n') => {
                return Err(format!(
                    "`{}` would need a shell: put the command into a script of the image",
                    c.escape_debug()
                ));
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".into());
    }
    words.extend(word);
    if words.is_empty() { Err("it is empty".into()) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::split_words;

    #[test]
    fn words_as_a_shell_splits_them() {
        let split = |line: &str| split_words(line).ok();
        assert_eq!(split("alembic upgrade head"), Some(vec!["alembic".into(), "upgrade".into(), "head".into()]));
        assert_eq!(
            split(r#"a "b c" 'd "e' f\ g """#),
            Some(vec!["a".into(), "b c".into(), "d \"e".into(), "f g".into(), String::new()])
        );
        for bad in ["", "  ", "a | b", "a && b", "echo $X", "a `b`", "a \"b", "a\\", "a > b"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
