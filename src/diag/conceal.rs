//! Keeping credentials out of what is said: no part of one, in whatever letters, reaches a message.

use super::{Diagnostic, Fix, Level, codes};
use crate::source::Span;
use std::collections::BTreeSet;

/// So many letters of a credential in a row are too many.
const WINDOW: usize = 8;

/// What must not be shown, as its letters and digits alone, in small letters.
#[derive(Debug, Default)]
pub struct Cover {
    windows: BTreeSet<[u8; WINDOW]>,
    short: BTreeSet<Vec<u8>>,
    /// There is so much of it that nothing at all is shown.
    all: bool,
}

/// Where more than this must not be shown, looking for parts of it would take longer than anybody waits.
const MOST: usize = 256 << 10;
const MOST_SHORT: usize = 500;

impl Cover {
    /// Of texts of which no part may be shown.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut all, mut length) = (Self::default(), 0);
        for text in texts {
            length += text.len();
            if length > MOST || all.short.len() > MOST_SHORT {
                return Self { all: true, ..Self::default() };
            }
            let letters: Vec<u8> = letters(text).map(|(_, byte)| byte).collect();
            all.windows.extend(letters.windows(WINDOW).filter_map(|w| <[u8; WINDOW]>::try_from(w).ok()));
            if (3..WINDOW).contains(&letters.len()) {
                all.short.insert(letters);
            }
        }
        all
    }

    /// Takes it out of everything that is said. Messages repeat what was written, cut off and in other letters too; what
    /// is said about the place of a credential that has to go could only repeat it, and is not said at all.
    pub fn diagnostics(&self, diagnostics: &mut Vec<Diagnostic>) {
        if self.windows.is_empty() && self.short.is_empty() && !self.all {
            return;
        }
        let own = |d: &Diagnostic| d.code == codes::CREDENTIAL || d.code == codes::SECRET_VALUE;
        let goes = Places::new(diagnostics.iter().filter(|d| own(d) && d.level == Level::Error).map(Diagnostic::span));
        diagnostics.retain(|d| own(d) || !goes.touch(d.span()));
        let shows = |fix: &Fix| fix.edits.iter().any(|edit| self.shows(&edit.replacement)) || self.shows(&fix.title);
        // A fix names the thing that it changes, and that name may be the credential.
        diagnostics.iter_mut().for_each(|diagnostic| diagnostic.fixes.retain(|fix| !shows(fix)));
        for diagnostic in diagnostics.iter_mut().filter(|d| !own(d)) {
            if self.all {
                let words = "what is wrong here is not said beside so many credentials: they have to go first";
                *diagnostic = Diagnostic::new(diagnostic.code, diagnostic.level, diagnostic.span(), words);
                continue;
            }
            self.cover(&mut diagnostic.message);
            diagnostic.labels.iter_mut().for_each(|label| self.cover(&mut label.text));
            diagnostic.help.iter_mut().for_each(|help| self.cover(help));
        }
    }

    /// The places of `text` that show a part of a secret, as ranges of its bytes.
    fn places(&self, text: &str) -> Vec<(usize, usize)> {
        if self.all {
            return vec![(0, text.len())];
        }
        let (at, letters): (Vec<usize>, Vec<u8>) = letters(text).unzip();
        let mut shown = vec![false; letters.len()];
        let mut mark = |from: usize, length: usize| shown[from..from + length].fill(true);
        for (from, window) in letters.windows(WINDOW).enumerate() {
            if <[u8; WINDOW]>::try_from(window).is_ok_and(|w| self.windows.contains(&w)) {
                mark(from, WINDOW);
            }
        }
        for short in &self.short {
            let found = letters.windows(short.len()).enumerate().filter(|(_, w)| w == short);
            found.for_each(|(from, _)| mark(from, short.len()));
        }
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (index, _) in shown.iter().enumerate().filter(|(_, shown)| **shown) {
            match places.last_mut() {
                Some((_, end)) if index > 0 && shown[index - 1] => *end = at[index] + 1,
                _ => places.push((at[index], at[index] + 1)),
            }
        }
        places
    }

    fn shows(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }

    /// Takes every part of them out of a text.
    pub fn cover(&self, text: &mut String) {
        for (start, end) in self.places(text).into_iter().rev() {
            text.replace_range(start..end, "***");
        }
    }
}

/// Places of which there may be very many, by file and start; each reaches as far as those before it do.
struct Places(Vec<Span>);

impl Places {
    fn new(places: impl Iterator<Item = Span>) -> Self {
        let mut places: Vec<Span> = places.collect();
        places.sort_unstable();
        for at in 1..places.len() {
            if places[at - 1].file == places[at].file {
                places[at].end = places[at].end.max(places[at - 1].end);
            }
        }
        Self(places)
    }

    fn touch(&self, span: Span) -> bool {
        let before = self.0.partition_point(|place| (place.file, place.start) < (span.file, span.end));
        before.checked_sub(1).is_some_and(|at| self.0[at].file == span.file && self.0[at].end > span.start)
    }
}

/// The letters and digits of a text, small, each with its place.
fn letters(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let own = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_alphanumeric());
    own.map(|(at, byte)| (at, byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_among_many() {
        let span = |start, end| Span::new(Default::default(), start, end);
        let places = Places::new([span(10, 40), span(50, 60), span(15, 20)].into_iter());
        assert!(places.touch(span(30, 31)) && places.touch(span(0, 11)) && places.touch(span(59, 70)));
        assert!(!places.touch(span(40, 50)) && !places.touch(span(0, 10)) && !places.touch(span(60, 61)));
    }

    #[test]
    fn parts_and_other_letters_are_covered_too() {
        let secrets = Cover::of(["Abcd-Efgh_Ijkl", "pass"].into_iter());
        let cover = |text: &str| {
            let mut text = text.to_owned();
            secrets.cover(&mut text);
            text
        };
        assert_eq!(cover("not \"Abcd-Efgh_I...\""), "not \"***...\"");
        assert_eq!(cover("did you mean `abcd-efgh-ijkl`?"), "did you mean `***`?");
        assert_eq!(cover("ünïcode pass, abcd"), "ünïcode ***, abcd");
        assert!(!secrets.shows("abcdefg"));
    }
}
