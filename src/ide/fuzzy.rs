//! Whether what was typed can mean a word.

/// How well `word` fits what was typed: less is better; `None` where the letters are not in it in their order.
pub fn rank(typed: &str, word: &str) -> Option<u8> {
    let (typed, word) = (typed.to_lowercase(), word.to_lowercase());
    if word.starts_with(&typed) {
        return Some(0);
    }
    // The starts of its parts: `scan-images` by `im` or `si`.
    if word.split(['-', '_', '.', '/', '+']).any(|part| part.starts_with(&typed)) {
        return Some(1);
    }
    if word.contains(&typed) {
        return Some(2);
    }
    let mut letters = word.chars();
    typed.chars().all(|own| letters.any(|letter| letter == own)).then_some(3)
}

/// Whether the letters of `typed` are in `word`, in their order.
pub fn matches(typed: &str, word: &str) -> bool {
    rank(typed, word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_better_than_a_part_than_letters() {
        assert_eq!(rank("", "service"), Some(0));
        assert_eq!(rank("Se", "service"), Some(0));
        assert_eq!(rank("im", "scan-images"), Some(1));
        assert_eq!(rank("can", "scan"), Some(2));
        assert_eq!(rank("svc", "service"), Some(3));
        assert_eq!(rank("x", "service"), None);
    }
}
