//! The lines around a place, as a terminal may show them. No more is read than is shown, whatever the file holds.

use super::Label;
use crate::source::{SourceFile, Sources, Unit};
use std::ops::Range;

/// Places further apart than this are named in words: a drawing would show every line between them.
const NEAR_LINES: u32 = 6;
/// A place over more lines than this is shown by its first one.
const MOST_LINES: u32 = 12;
/// A longer line is cut, to so many bytes.
const LONGEST: u32 = 160;
/// What of a cut line stands before the place in it.
const BEFORE: u32 = 40;
/// So many places are drawn.
const MOST_DRAWN: usize = 8;

/// A part of a file.
#[derive(Debug)]
pub struct Excerpt {
    /// Its lines.
    pub text: String,
    /// The first one's number in the file, from 0.
    pub first_line: u32,
    /// The place itself: line and column in the file, from 0.
    pub position: (u32, u32),
    /// The labels that can be drawn, by their number, each with its range of bytes in the text.
    pub drawn: Vec<(usize, Range<usize>)>,
}

impl Excerpt {
    /// The lines around the first of `labels`, and around those of the others that are near to it.
    pub fn of(labels: &[Label], sources: &Sources) -> Self {
        let here = labels[0].span;
        let file = sources.file(here.file);
        let line_of = |offset: u32| file.line_column(offset).0;
        let home = line_of(here.start);
        let mut parts: Vec<Part> = Vec::new();
        let mut near: Vec<(usize, Range<u32>)> = Vec::new();
        for (index, label) in labels.iter().enumerate() {
            let (start, line) = (label.span.start, line_of(label.span.start));
            if label.span.file != here.file || line.abs_diff(home) > NEAR_LINES || near.len() == MOST_DRAWN {
                continue;
            }
            let part = match parts.iter().find(|part| part.line == line) {
                Some(part) => part,
                None => {
                    parts.push(Part::around(file, line, start));
                    &parts[parts.len() - 1]
                }
            };
            if start < part.range.start || part.range.end < start {
                continue;
            }
            let long = line_of(label.span.end).saturating_sub(line) > MOST_LINES;
            near.push((index, start..if long { part.range.end } else { label.span.end.max(start) }));
        }
        let lines = near.iter().flat_map(|(_, range)| [line_of(range.start), line_of(range.end)]);
        let lowest = lines.clone().max().unwrap_or(home);
        // Behind the last line break stands nothing, unless that is the place.
        let end = file.lines() - 1 - u32::from(file.lines() > 1 && file.text.ends_with('\n'));
        let last = lowest.saturating_add(1).min(end).max(lowest);
        let first = lines.min().unwrap_or(home).saturating_sub(1);
        let mut text = String::new();
        for line in first..=last {
            let at = match parts.iter().position(|part| part.line == line) {
                Some(at) => at,
                None => {
                    parts.push(Part::around(file, line, file.line(line).start));
                    parts.len() - 1
                }
            };
            parts[at].write(file, &mut text);
            text.push('\n');
        }
        let place = |offset: u32| {
            let part = parts.iter().find(|part| part.line == line_of(offset));
            part.map_or(text.len() - 1, |part| part.place(file, offset))
        };
        let drawn = near.iter().map(|(index, range)| (*index, place(range.start)..place(range.end))).collect();
        Self { text, first_line: first, position: file.position(here.start, Unit::Character), drawn }
    }
}

/// What is shown of a line.
struct Part {
    line: u32,
    /// The bytes of the file.
    range: Range<u32>,
    cut_before: bool,
    cut_behind: bool,
    /// Where it stands in the text.
    at: usize,
}

impl Part {
    fn around(file: &SourceFile, line: u32, anchor: u32) -> Self {
        let whole = file.line(line);
        let floor = |offset: u32| file.text.floor_char_boundary(offset as usize) as u32;
        let mut range = whole.clone();
        if whole.end - whole.start > LONGEST {
            range.start = floor(anchor.saturating_sub(BEFORE)).max(whole.start);
            range.end = floor(range.start + LONGEST).min(whole.end);
        }
        let (cut_before, cut_behind) = (range.start > whole.start, range.end < whole.end);
        Self { line, range, cut_before, cut_behind, at: 0 }
    }

    fn write(&mut self, file: &SourceFile, text: &mut String) {
        self.at = text.len();
        text.extend(self.cut_before.then_some('…'));
        shown(file, self.range.clone(), text);
        text.extend(self.cut_behind.then_some('…'));
    }

    /// Where a byte of the file stands in the text.
    fn place(&self, file: &SourceFile, offset: u32) -> usize {
        let mut before = String::new();
        before.extend(self.cut_before.then_some('…'));
        shown(file, self.range.start..offset.clamp(self.range.start, self.range.end), &mut before);
        self.at + before.len()
    }
}

/// A part of a line as it may be shown: what is hidden as `*`, and nothing that a terminal would obey.
fn shown(file: &SourceFile, range: Range<u32>, out: &mut String) {
    let (start, end) = (range.start as usize, file.text.floor_char_boundary(range.end as usize));
    let hidden: Vec<Range<u32>> = file.hidden_in(range).collect();
    for (at, letter) in file.text.get(start..end).unwrap_or_default().char_indices() {
        let at = (start + at) as u32;
        if hidden.iter().any(|range| range.start < at + letter.len_utf8() as u32 && at < range.end) {
            out.extend(std::iter::repeat_n('*', letter.len_utf8()));
        } else {
            out.push(harmless(letter));
        }
    }
}

/// A text as it may be shown, on as many lines as it has.
pub fn words(text: &str) -> String {
    text.chars().map(|letter| if letter == '\n' { letter } else { harmless(letter) }).collect()
}

/// A picture in place of a letter that moves the cursor, ends the line, turns the text around or cannot be seen.
fn harmless(letter: char) -> char {
    match letter {
        '\t' => letter,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => '\u{fffd}',
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' => '\u{fffd}',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn label(start: usize, end: usize) -> Label {
        Label { span: Span::new(FileId(0), start as u32, end as u32), text: String::new() }
    }

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("deploy.kdl", text));
        sources
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("before\n{}wrong{}\nafter\n", "ä".repeat(300), "x".repeat(1 << 20));
        let at = text.find("wrong").unwrap();
        let excerpt = Excerpt::of(&[label(at, at + 5), label(at + 900_000, at + 900_001)], &sources(&text));
        assert!(excerpt.text.len() < 200, "{}", excerpt.text.len());
        let [(0, range)] = excerpt.drawn.as_slice() else { panic!("{:?}", excerpt.drawn) };
        assert_eq!(&excerpt.text[range.clone()], "wrong");
        assert!(excerpt.text.starts_with("before\n…ä") && excerpt.text.ends_with("x…\nafter\n"), "{}", excerpt.text);
        assert_eq!((excerpt.first_line, excerpt.position), (0, (1, 300)));
    }

    #[test]
    fn nothing_is_shown_that_a_terminal_obeys_and_nothing_hidden() {
        let text = "a\x1b[31m\u{202e}b\r\nsecr\u{e9}t rest\r\n";
        let (secret, rest) = (text.find("secr").unwrap(), text.find("rest").unwrap());
        let mut sources = sources(text);
        sources.hide(Span::new(FileId(0), secret as u32, rest as u32 - 1));
        let excerpt = Excerpt::of(&[label(1, 2), label(rest, rest + 4)], &sources);
        assert_eq!(excerpt.text, "a\u{241b}[31m\u{fffd}b\n******* rest\n");
        let drawn: Vec<&str> = excerpt.drawn.iter().map(|(_, range)| &excerpt.text[range.clone()]).collect();
        assert_eq!(drawn, ["\u{241b}", "rest"]);
    }

    #[test]
    fn what_is_far_away_and_what_is_endless_is_left_out() {
        let text = "line\n".repeat(1000);
        let excerpt = Excerpt::of(&[label(500, 4000), label(530, 534), label(600, 604)], &sources(&text));
        assert_eq!(excerpt.drawn.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(&excerpt.text[excerpt.drawn[0].1.clone()], "line");
        assert!(excerpt.text.lines().count() < 12, "{}", excerpt.text);
        let empty = Excerpt::of(&[label(0, 0)], &self::sources(""));
        assert_eq!((empty.text.as_str(), empty.drawn.len()), ("\n", 1));
    }
}
