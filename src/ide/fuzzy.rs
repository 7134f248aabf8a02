//! Whether what was typed can mean a word.

use crate::diag;

/// Up to here a word holds what was typed in one piece.
const HOLDS: u8 = 2;
/// It was mistyped.
const NEAR: u8 = 3;
/// Its letters are there, with others between them.
const SPREAD: u8 = 4;

/// How well each word fits what was typed: less is better; `None` where it does not. What is mistyped counts where no word
/// holds it as it is; `whole` is the word that it is the start of.
pub fn ranks<'a>(typed: &str, whole: &str, words: impl Iterator<Item = &'a str> + Clone) -> Vec<Option<u8>> {
    let mut ranks: Vec<Option<u8>> = words.clone().map(|word| rank(typed, word)).collect();
    if !ranks.iter().flatten().any(|rank| *rank <= HOLDS) {
        for (rank, word) in ranks.iter_mut().zip(words) {
            let near = diag::begins_like(typed, word).or_else(|| diag::begins_like(whole, word));
            *rank = near.map(|_| NEAR).or(*rank);
        }
    }
    ranks
}

/// Whether a word of this rank is one that was mistyped.
pub fn is_near(rank: u8) -> bool {
    rank == NEAR
}

/// How well `word` fits what was typed: less is better; `None` where the letters are not in it in their order.
fn rank(typed: &str, word: &str) -> Option<u8> {
    let (typed, word) = (typed.to_lowercase(), word.to_lowercase());
    if word.starts_with(&typed) {
        return Some(0);
    }
    // The starts of its parts: `scan-images` by `im` or `si`.
    if word.split(['-', '_', '.', '/', '+']).any(|part| part.starts_with(&typed)) {
        return Some(1);
    }
    if word.contains(&typed) {
        return Some(HOLDS);
    }
    let mut letters = word.chars();
    typed.chars().all(|own| letters.any(|letter| letter == own)).then_some(SPREAD)
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
        assert_eq!(rank("svc", "service"), Some(SPREAD));
        assert_eq!(rank("x", "service"), None);
    }

    #[test]
    fn what_is_mistyped_counts_where_nothing_else_does() {
        let words = ["service", "secrets", "environment"];
        let ranks = |typed, whole| super::ranks(typed, whole, words.into_iter());
        assert_eq!(ranks("serivce", "serivce"), [Some(NEAR), None, None]);
        assert_eq!(ranks("se", "sevrice"), [Some(0), Some(0), None]);
        assert_eq!(ranks("sev", "sevrice"), [Some(NEAR), Some(NEAR), None]);
        assert_eq!(ranks("ev", "evnironment"), [Some(SPREAD), None, Some(NEAR)]);
    }
}
