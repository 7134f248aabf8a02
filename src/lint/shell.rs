//! Command lines, as far as rules read them: which programs they start.

/// The commands of a script, each as its words, without what stands before the program: variables, `sudo`, `exec`.
///
/// Nothing is filled in, and what is in quotes is not taken apart: a rule looks at the first words only, and at none that
/// holds a `$` or a quote.
pub fn commands(script: &str) -> Vec<Vec<&str>> {
    let mut all = Vec::new();
    for line in script.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        for part in line.split([';', '&', '|']) {
            let mut words = part.split_whitespace().skip_while(|word| before(word)).peekable();
            if words.peek().is_some() {
                all.push(words.collect());
            }
        }
    }
    all
}

fn before(word: &str) -> bool {
    let assigns = word
        .split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    assigns || matches!(word, "sudo" | "exec" | "time" | "then" | "do" | "else" | "if" | "!" | "{" | "(")
}

/// Whether a word is what it looks like: no quote, no variable, no pattern.
pub fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-./+@".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn programs_are_found() {
        let first = |script: &'static str| commands(script).iter().map(|words| words[0]).collect::<Vec<_>>();
        assert_eq!(first("A=1 poetry run x && pnpm test | tee log"), ["poetry", "pnpm", "tee"]);
        assert_eq!(first("# poetry\nsudo make x; if ! uv sync; then exit 1; fi"), ["make", "uv", "exit", "fi"]);
        assert!(commands("").is_empty() && commands(" ; ").is_empty());
    }
}
