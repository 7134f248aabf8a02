//! The page of a diagnostic: what its name means, a spec that has it and the same spec without it. Terminal and
//! `docs/diagnostics.md` show the same. What there is to worry about in a change has its page, too: a spec before and
//! after, in `docs/changes.md`.

use super::Level;
use super::changes::{self, Weight};
use super::codes::{self, Code};

/// A code with everything that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// What it means, as declared.
    about: &'static str,
    /// A spec that it is said of.
    pub wrong: &'static str,
    /// A spec that says the same and is right.
    pub right: &'static str,
    /// The files beside both, with their texts; one of which only the name matters is empty.
    pub files: &'static [(&'static str, &'static str)],
    /// For what is said of a change, how much it weighs; the specs are then what was and what is.
    pub weight: Option<Weight>,
}

/// Every page, in the order of declaration.
pub fn all() -> impl Iterator<Item = Page> {
    let known = codes::ALL.iter().zip(codes::EXAMPLES);
    known.map(|((code, about), (wrong, right, files))| Page { code: *code, about, wrong, right, files, weight: None })
}

/// Every page of what is said of changes, in the order of declaration: the worst first.
pub fn changes() -> impl Iterator<Item = Page> {
    let known = changes::ALL.iter().zip(changes::EXAMPLES);
    known.map(|((code, weight, about), (wrong, right))| Page {
        code: *code,
        about,
        wrong,
        right,
        files: &[],
        weight: Some(*weight),
    })
}

/// The page of a code, of diagnostics or of changes.
pub fn find(code: &str) -> Option<Page> {
    all().chain(changes()).find(|page| page.code.0 == code)
}

/// Every code by its name, each with its level where it is a rule, and the first sentence of its page, in columns.
pub fn list() -> String {
    let mut pages: Vec<Page> = all().chain(changes()).collect();
    // Those of changes stand behind the others: nobody looks for both at once.
    pages.sort_by_key(|page| (page.weight.is_some(), page.code));
    let width = pages.iter().map(|page| page.code.0.len()).max().unwrap_or_default();
    let rule = |page: &Page| match page.weight {
        Some(weight) => format!("diff: {}", weight.as_str()),
        None => page.code.rule().map_or(String::new(), |level| format!("rule: {level}")),
    };
    let line = |page: &Page| format!("{:width$}  {:13}  {}\n", page.code.0, rule(page), page.first_sentence());
    pages.iter().map(line).collect()
}

/// All pages as one document.
pub fn markdown() -> String {
    let mut pages: Vec<Page> = all().collect();
    pages.sort_by_key(|page| page.code);
    let mut text =
        "# Diagnostics\n\nEverything that dbgen has a name for, each with a spec that has it and one that has \
                    not. `dbgen explain NAME` prints\nthe same. Generated from `src/diag/codes.rs` and \
                    `tests/diagnostics`, where every example is a test.\n\nOf a rule's findings a file could be made all \
                    the same. Its level stands behind its name here; a spec\nsets another one by \
                    [`allow`](reference.md#allow), [`warn`](reference.md#warn) or [`deny`](reference.md#deny), \
                    everywhere or in one\nnode. Nothing can be made of a spec that has one of the others.\n\n"
            .to_owned();
    for page in &pages {
        let rule = page.code.rule().map_or(String::new(), |level| format!(" ({level})"));
        text += &format!("- [`{0}`](#{0}){rule}: {1}\n", page.code, page.first_sentence());
    }
    for page in &pages {
        text += &format!("\n## {}\n\n{}\n", page.code, page.section());
    }
    text
}

/// The pages of what is said of changes as one document.
pub fn changes_markdown() -> String {
    let pages: Vec<Page> = changes().collect();
    let mut text = "# Changes\n\nWhat `dbgen diff` warns of, the worst first, each with a change that has it. `dbgen \
                    explain NAME` prints the same. Generated\nfrom `src/diag/changes.rs` and `tests/diff`, where every \
                    example is a test.\n\nA change *breaks* where something that works now stops, is lost, or has to be \
                    made anew by hand; it *weakens* where\nsomething that protected is gone or protects less; it *costs* \
                    where it may cost more. All others are routine. What is\naccepted, by `--ignore NAME` or by \
                    [`allow`](reference.md#allow) with a reason, is listed and no longer counts.\n"
        .to_owned();
    let mut last = None;
    for page in &pages {
        let weight = page.weight.map_or("", Weight::as_str);
        if last.replace(weight) != Some(weight) {
            text += &format!("\n{}:\n\n", capital(weight));
        }
        text += &format!("- [`{0}`](#{0}): {1}\n", page.code, page.first_sentence());
    }
    for page in &pages {
        text += &format!("\n## {}\n\n{}\n", page.code, page.section());
    }
    text
}

impl Page {
    /// What it means, in one line.
    pub fn about(&self) -> String {
        self.about.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// For a rule, what sets its level.
    pub fn rule(&self) -> Option<String> {
        let level = match self.code.rule()? {
            Level::Error => "An error",
            Level::Warning => "A warning",
            Level::Advice => "An advice",
        };
        Some(match self.code.rule()? {
            Level::Error => format!(
                "{level}, unless `allow \"{0}\" reason=\"...\"` or `warn \"{0}\" reason=\"...\"` says otherwise.",
                self.code
            ),
            _ => format!("{level}, unless `allow \"{0}\" reason=\"...\"` or `deny \"{0}\"` says otherwise.", self.code),
        })
    }

    /// What it means, in one sentence without a full stop.
    pub fn first_sentence(&self) -> String {
        let about = self.about();
        about.split_once(". ").map_or(about.trim_end_matches('.'), |(first, _)| first).to_owned()
    }

    /// The page in Markdown, without its title.
    pub fn section(&self) -> String {
        if let Some(weight) = self.weight {
            let lines = between(self.wrong, self.right).into_iter().map(|line| line.trim_end().to_owned() + "\n");
            let diff: String = lines.collect();
            return format!("*{}*: {}\n\n```diff\n{}\n```", weight.as_str(), self.about(), diff.trim_end());
        }
        let (wrong, right) = (self.wrong.trim_end(), self.right.trim_end());
        let rule = self.rule().map_or(String::new(), |rule| format!("\n\n{rule}"));
        let files = self.names_alone().map_or(String::new(), |names| format!("\n\n{names}"));
        let files = self.texts().fold(files, |all, (path, text)| {
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            let language = name.rsplit('.').next().unwrap_or_default();
            format!("{all}\n\nBeside the spec, `{path}`:\n\n```{language}\n{}\n```", text.trim_end())
        });
        format!("{}{rule}{files}\n\nWrong:\n\n```kdl\n{wrong}\n```\n\nRight:\n\n```kdl\n{right}\n```", self.about())
    }

    /// The files beside the spec that have a text to read.
    fn texts(&self) -> impl Iterator<Item = &(&'static str, &'static str)> {
        self.files.iter().filter(|(_, text)| !text.is_empty())
    }

    /// Those that need only be there.
    fn names_alone(&self) -> Option<String> {
        let empty = self.files.iter().filter(|(_, text)| text.is_empty());
        let names: Vec<String> = empty.map(|(path, _)| format!("`{path}`")).collect();
        match names.as_slice() {
            [] => None,
            [one] => Some(format!("Beside the spec is {one}.")),
            all => Some(format!("Beside the spec are {}.", all.join(" and "))),
        }
    }

    /// The page for a terminal. The lines that differ are marked; of the right spec those are shown with their
    /// neighbours, since the rest has just been read.
    pub fn terminal(&self) -> String {
        let mut text = format!("{}\n", self.code);
        if let Some(weight) = self.weight {
            text += &fold(&self.about(), 78).iter().map(|line| format!("  {line}\n")).collect::<String>();
            let accept =
                format!("{}, unless `allow \"{}\" reason=\"...\"` accepts it.", capital(weight.as_str()), self.code);
            text += &fold(&accept, 78).iter().map(|line| format!("  {line}\n")).collect::<String>();
            text += "\nfor example:\n\n";
            let lines = between(self.wrong, self.right).into_iter();
            return text + &lines.map(|line| format!("  {}", line).trim_end().to_owned() + "\n").collect::<String>();
        }
        for line in fold(&self.about(), 78).into_iter().chain(self.rule().iter().flat_map(|rule| fold(rule, 78))) {
            text += &format!("  {line}\n");
        }
        text += &self.names_alone().map_or(String::new(), |names| format!("  {names}\n"));
        for (path, lines) in self.texts() {
            text += &format!("\nbeside the spec, {path}:\n\n");
            text += &lines.lines().map(|line| show(line, ' ')).collect::<String>();
        }
        text += "\nwrong:\n\n";
        for (line, changed) in marked(self.wrong, self.right) {
            text += &show(line, if changed { '-' } else { ' ' });
        }
        text += "\nright:\n\n";
        let lines = marked(self.right, self.wrong);
        let near = |at: usize| lines[at.saturating_sub(NEAR)..lines.len().min(at + NEAR + 1)].iter().any(|(_, c)| *c);
        let all = lines.len() <= SHORT || !lines.iter().any(|(_, changed)| *changed);
        let mut shown = true;
        for (at, (line, changed)) in lines.iter().enumerate() {
            if all || near(at) {
                text += &show(line, if *changed { '+' } else { ' ' });
                shown = true;
            } else if std::mem::replace(&mut shown, false) {
                text += "    ...\n";
            }
        }
        text
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// What has become of a text, with its sign before each line: the lines that differ with their neighbours.
fn between(before: &str, after: &str) -> Vec<String> {
    let mut lines: Vec<(char, &str)> = Vec::new();
    let mut new = after.lines().peekable();
    for (line, gone) in marked(before, after) {
        if gone {
            lines.push(('-', line));
            continue;
        }
        while let Some(other) = new.next_if(|other| *other != line) {
            lines.push(('+', other));
        }
        lines.extend(new.next().map(|line| (' ', line)));
    }
    lines.extend(new.map(|line| ('+', line)));
    let near =
        |at: usize| lines[at.saturating_sub(NEAR)..lines.len().min(at + NEAR + 1)].iter().any(|(s, _)| *s != ' ');
    let mut shown = Vec::new();
    for (at, (sign, line)) in lines.iter().enumerate() {
        // What opens a block tells where the lines in it stand.
        let block = || lines[at..].iter().take_while(|(_, line)| !line.starts_with('}'));
        let opens = !line.starts_with(' ') && line.ends_with('{') && block().any(|(sign, _)| *sign != ' ');
        if near(at) || opens {
            shown.push(format!("{sign} {line}"));
        } else if shown.last().is_some_and(|last| last != "  ...") {
            shown.push("  ...".to_owned());
        }
    }
    shown
}

/// How many lines around a changed one are shown.
const NEAR: usize = 2;
/// An example of so many lines is shown whole.
const SHORT: usize = 12;

fn show(line: &str, sign: char) -> String {
    format!("{}\n", format!("  {sign} {line}").trim_end())
}

/// The lines of `own`, each with whether it is outside the longest common subsequence of lines with `other`.
fn marked<'a>(own: &'a str, other: &str) -> Vec<(&'a str, bool)> {
    let (own, other): (Vec<&str>, Vec<&str>) = (own.lines().collect(), other.lines().collect());
    let mut longest = vec![vec![0_usize; other.len() + 1]; own.len() + 1];
    for i in (0..own.len()).rev() {
        for j in (0..other.len()).rev() {
            longest[i][j] = match own[i] == other[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let mut j = 0;
    let mut lines = Vec::new();
    for (i, line) in own.iter().enumerate() {
        while j < other.len() && other[j] != *line && longest[i][j + 1] == longest[i][j] && longest[i][j] > 0 {
            j += 1;
        }
        let same = j < other.len() && other[j] == *line;
        j += usize::from(same);
        lines.push((*line, !same));
    }
    lines
}

/// `text` in lines of at most `width` characters, where its words allow it.
pub fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_differ_are_marked() {
        let marks = |own, other| marked(own, other).into_iter().map(|(_, changed)| changed).collect::<Vec<_>>();
        assert_eq!(marks("a\nb\nc", "a\nx\nc"), [false, true, false]);
        assert_eq!(marks("a\nc", "a\nb\nc"), [false, false]);
        assert_eq!(marks("b\na", "a"), [true, false]);
        assert_eq!(marks("a", ""), [true]);
        assert_eq!(marks("p\nx\nq\ny", "q\np\ny"), [false, true, true, false]);
    }

    #[test]
    fn a_change_is_shown_with_its_neighbours() {
        let text = |middle: &str| format!("a {{\n  1\n  2\n  3\n  4\n  {middle}\n}}\n");
        let lines = between(&text("5"), &text("6"));
        assert_eq!(lines, ["  a {", "  ...", "    3", "    4", "-   5", "+   6", "  }"]);
    }

    #[test]
    fn a_line_is_no_longer_than_its_words_allow() {
        assert_eq!(fold("one two three", 7), ["one two", "three"]);
        assert_eq!(fold("unbreakable", 4), ["unbreakable"]);
    }
}
