//! What can be wrong with the text, and how it is said: what was expected, what to write instead. What is
//! skipped to get past the broken place is decided here too.

use std::borrow::Cow;

use super::MAX_DEPTH;
use super::chars;
use super::parser::{Frame, Open, Parser};
use super::tree::{Bytes, Name, TriviaKind};
use super::value::{Atom, Content};
use crate::diag::{Diagnostic, codes, did_you_mean};

impl<'t> Parser<'t> {
    fn problem(&self, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(codes::SYNTAX, self.span(start, end), message)
    }

    /// The piece of text, short enough for a message.
    fn shown(&self, start: usize, end: usize) -> String {
        let text = &self.text[start..end];
        match text.char_indices().nth(40) {
            Some((cut, _)) => format!("{}...", &text[..cut]),
            None => text.to_string(),
        }
    }

    /// Reports every code point that KDL forbids anywhere in a text, runs of the same one once.
    pub(super) fn forbidden_code_points(&mut self) {
        let mut at = self.at;
        while at < self.bytes.len() {
            let width = chars::forbidden(&self.bytes[at..]);
            if width == 0 {
                at += chars::width(self.bytes[at]);
                continue;
            }
            let start = at;
            let point = &self.bytes[start..start + width];
            while self.bytes[at..].starts_with(point) {
                at += width;
            }
            let code = self.text[start..].chars().next().map_or(0, u32::from);
            let what = match code {
                0xFEFF => "byte order mark, allowed only at the very start of a file",
                0x200E.. => "direction control, which makes text look different from what it is",
                _ => "control character",
            };
            let problem = self
                .problem(start, at, format!("U+{code:04X} may not stand in a KDL file ({what})"))
                .help(format!("remove it; within a quoted string it can be written as `\\u{{{code:X}}}`"))
                .fix("remove it", "", false);
            self.report(problem);
        }
    }

    // Names and values.

    pub(super) fn bare_keyword(&mut self, start: usize) {
        let word = &self.text[start..self.at];
        let problem = self
            .problem(start, self.at, format!("`{word}` without `#` is neither the keyword nor a string"))
            .help(format!("write `#{word}` for the keyword, `\"{word}\"` for the text"))
            .fix(format!("write `#{word}`"), format!("#{word}"), false);
        self.report(problem);
    }

    pub(super) fn unknown_keyword(&mut self, start: usize) {
        let word = &self.text[start..self.at];
        let keywords = ["#true", "#false", "#null", "#inf", "#-inf", "#nan"];
        let mut problem = self.problem(start, self.at, format!("there is no keyword `{}`", self.shown(start, self.at)));
        problem = match did_you_mean(word, keywords) {
            Some(near) => problem.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), near, false),
            None => problem.help(format!(
                "keywords are {}; a comment starts with `//`; text with a `#` goes into quotes",
                keywords.map(|word| format!("`{word}`")).join(", ")
            )),
        };
        self.report(problem);
    }

    pub(super) fn bad_number(&mut self, start: usize, expected: &str) {
        let shown = self.shown(start, self.at);
        let text = &self.text[start..self.at];
        let unsigned = text.trim_start_matches(['+', '-']);
        let zero = format!("{}0{unsigned}", &text[..text.len() - unsigned.len()]);
        let mut problem = self.problem(start, self.at, format!("`{shown}` is not a number: {expected}"));
        problem = if unsigned.starts_with('.') && super::number::read(&zero).is_ok() {
            problem.help(format!("write `{zero}`")).fix(format!("write `{zero}`"), zero, true)
        } else {
            problem.help(format!("if it is text, put it into quotes: `\"{shown}\"`")).fix(
                "put it into quotes",
                format!("\"{text}\""),
                false,
            )
        };
        self.report(problem);
    }

    /// A number or keyword where `what` has to be a string.
    pub(super) fn not_a_name(&mut self, atom: &Atom, what: &str) {
        let text = &self.text[atom.start..atom.end];
        let shown = self.shown(atom.start, atom.end);
        let problem = self
            .problem(atom.start, atom.end, format!("{what} has to be a string, and `{shown}` is none"))
            .help(format!("put it into quotes: `\"{shown}\"`"))
            .fix("put it into quotes", format!("\"{text}\""), false);
        self.report(problem);
    }

    pub(super) fn empty_type(&mut self, open: usize) {
        let problem = self
            .problem(open, self.at, "a type annotation needs a name")
            .help("write `(name)` or leave the parentheses out");
        self.report(problem);
    }

    pub(super) fn unclosed_type(&mut self, open: usize) {
        let problem = self
            .problem(self.at, self.at, "expected `)` here")
            .also(self.span(open, open + 1), "the type annotation starts here")
            .help("a type annotation is one name in parentheses: `(name)`; text with parentheses goes into quotes");
        self.report(problem);
    }

    // Strings.

    pub(super) fn legacy_raw(&mut self, start: usize) -> Cow<'t, str> {
        let hashes = self.count_hashes();
        if self.bytes.get(self.at + hashes) != Some(&b'"') {
            return Cow::Borrowed("r");
        }
        self.at += hashes;
        let text = self.raw(start, hashes);
        let marks = "#".repeat(hashes.max(1));
        let problem = self
            .problem(start, self.at, "`r\"...\"` is the raw string of KDL 1")
            .help(format!("KDL 2 writes it `{marks}\"...\"{marks}`, without the `r`"))
            .fix("write it as KDL 2 does", format!("{marks}\"{text}\"{marks}"), true);
        self.report(problem);
        text
    }

    pub(super) fn bad_escape(&mut self, start: usize) {
        let shown = &self.text[start..self.at];
        let problem = self
            .problem(start, self.at, format!("there is no escape `{shown}`"))
            .help("write `\\\\` for a backslash, or a raw string that has no escapes: `#\"...\"#`")
            .fix("write `\\\\`", format!("\\{shown}"), false);
        self.report(problem);
    }

    pub(super) fn bad_unicode(&mut self, start: usize, what: &str) {
        let problem = self.problem(start, self.at, what).help("for example `\\u{e9}` for é");
        self.report(problem);
    }

    /// A one-line string without its closing quote. It is taken to end with its line, but before a brace that
    /// ends the line, so that blocks stay as they were meant.
    pub(super) fn unclosed(&mut self, start: usize, hashes: usize) -> Cow<'t, str> {
        let marks = "#".repeat(hashes);
        let body = start + hashes + 1;
        if let Some(quote) = self.lone_quote_below(body, hashes) {
            self.at = quote + 1 + hashes;
            let problem =
                self.problem(start, self.at, "a string in single quotes ends on the line on which it starts").help(
                    format!("for several lines write three quotes at both ends: `{marks}\"\"\"`, each on its own line"),
                );
            self.report(problem);
            return Cow::Borrowed(&self.text[body..quote]);
        }
        let line_end = chars::line_end(self.bytes, self.at);
        let line = self.text[body.min(line_end)..line_end].trim_end();
        let before_brace = line.trim_end_matches([' ', '}', '{']);
        let text = match line[before_brace.len()..].starts_with(' ') {
            true => before_brace,
            false => line,
        };
        self.at = body.min(line_end) + text.len();
        let problem = self.problem(start, self.at, "this string has no closing quote").help(format!(
            "write `\"{marks}` where it ends; a quote within it is written as {}",
            match hashes {
                0 => "`\\\"`".to_string(),
                _ => "it is".to_string(),
            }
        ));
        self.report(problem);
        Cow::Borrowed(text)
    }

    /// The quote that a string over several lines was meant to end with: nothing stands after the opening one,
    /// and the next one is the first on its line.
    fn lone_quote_below(&self, body: usize, hashes: usize) -> Option<usize> {
        if !self.text[body..chars::line_end(self.bytes, self.at).max(body)].trim().is_empty() {
            return None;
        }
        let quote = body + self.bytes[body..].iter().position(|byte| *byte == b'"')?;
        let line = self.text[body..quote].rsplit('\n').next()?;
        let closes = self.bytes[quote + 1..].iter().take(hashes).take_while(|byte| **byte == b'#').count() == hashes;
        (line.trim().is_empty() && closes).then_some(quote)
    }

    /// A `"""` that never ends: taken to reach as far as lines are indented more than its own.
    pub(super) fn unclosed_multiline(&mut self, start: usize, hashes: usize) -> Cow<'t, str> {
        let body = self.at;
        let mut end = self.bytes.len();
        if self.scan_failed() {
            end = chars::line_end(self.bytes, body);
            for line in self.text[end..].split_inclusive('\n').skip(1) {
                let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
                if !line.trim().is_empty() && indent <= self.indent {
                    break;
                }
                end = line.as_ptr() as usize - self.text.as_ptr() as usize + line.len();
            }
        }
        self.at = end;
        let marks = "#".repeat(hashes);
        let problem = self
            .problem(start, body, format!("this `{marks}\"\"\"` is never closed"))
            .also(self.span(self.bytes.len(), self.bytes.len()), "the file ends here")
            .help(format!("write `\"\"\"{marks}` on a line of its own after the text"));
        self.report(problem);
        Cow::Borrowed(&self.text[body..end])
    }

    pub(super) fn text_beside_quotes(&mut self, start: usize, close: usize, hashes: usize) {
        let marks = "#".repeat(hashes);
        let body = start + hashes + 3;
        let text = &self.text[body..close];
        let mut problem =
            self.problem(start, body, "nothing may stand on the line after an opening `\"\"\"`").help(format!(
                "start the text on the next line, or write one quote for text on one line: `{marks}\"...\"{marks}`"
            ));
        if chars::line_end(text.as_bytes(), 0) == text.len() && !text.ends_with('"') && !text.starts_with('"') {
            problem.fixes.push(crate::diag::Fix {
                span: self.span(start, close + 3 + hashes),
                replacement: format!("{marks}\"{text}\"{marks}"),
                title: "write one quote".to_string(),
                safe: true,
            });
        }
        self.report(problem);
    }

    pub(super) fn text_before_close(&mut self, line: usize) {
        let problem = self
            .problem(line, self.at, "the closing `\"\"\"` has to stand alone on its line")
            .help("put it on the next line; its indentation is what all lines lose");
        self.report(problem);
    }

    pub(super) fn wrong_indentation(&mut self, line: usize, count: usize, close: usize, prefix: &str) {
        let more = match count {
            1 => String::new(),
            _ => format!(" (and {} more)", count - 1),
        };
        let end = chars::line_end(self.bytes, line);
        let indent = self.text[line..end].len() - self.text[line..end].trim_start().len();
        let same_width = indent >= prefix.len();
        let help = match same_width {
            true => "spaces and tabs have to be the very same",
            false => "indent the line, or move the closing `\"\"\"` to the left",
        };
        let problem = self
            .problem(line, line + indent, format!("this line{more} is not indented as the closing `\"\"\"` is"))
            .also(self.span(close, self.at + 3), "every line has to start with the whitespace of this one")
            .help(help);
        self.report(problem);
    }

    // Space.

    pub(super) fn unclosed_comment(&mut self, start: usize) {
        let end = self.bytes.len();
        let problem = self
            .problem(start, start + 2, "this `/*` is never closed")
            .also(self.span(end, end), "the file ends here")
            .help("write `*/` where the comment ends; comments nest, so each `/*` within needs its own");
        self.report(problem);
    }

    pub(super) fn stray_backslash(&mut self, start: usize) {
        let problem = self
            .problem(start, start + 1, "a `\\` outside of quotes continues the line, so only a comment may follow it")
            .help("put text with a backslash into a raw string: `#\"...\"#`");
        self.report(problem);
    }

    /// `# comment` as other languages write it; taken as a comment.
    pub(super) fn foreign_comment(&mut self) -> bool {
        let hashes = self.count_hashes();
        let after = &self.bytes[self.at + hashes..];
        if !(after.is_empty() || after[0] == b'!' || chars::space(after) + chars::newline(after) > 0) {
            return false;
        }
        let start = self.at;
        let problem = self.problem(start, start + hashes, "a `#` starts no comment in KDL").help("write `//`").fix(
            "write `//`",
            "//",
            false,
        );
        self.report(problem);
        self.at = chars::line_end(self.bytes, self.at);
        self.trivia(TriviaKind::LineComment, start);
        true
    }

    // Nodes and entries.

    /// Whether a `/-` has something after it to leave out.
    pub(super) fn slashdash_has_target(&mut self, (start, end): Bytes) -> bool {
        let message = match self.rest() {
            [] | [b'}' | b';', ..] => "there is nothing after this `/-` that it could leave out",
            [b'/', b'-', ..] => "one `/-` cannot leave out another",
            _ => return true,
        };
        let problem = self.problem(start as usize, end as usize, message).help("remove it").fix("remove it", "", false);
        self.report(problem);
        false
    }

    pub(super) fn stray_semicolon(&mut self) {
        let problem =
            self.problem(self.at, self.at + 1, "this `;` ends no node").help("remove it").fix("remove it", "", true);
        self.report(problem);
    }

    /// What should have been a node's name is something else.
    pub(super) fn missing_name(&mut self, start: usize) {
        let problem = match self.peek() {
            Some(b'{') => self
                .problem(self.at, self.at + 1, "this block belongs to no node")
                .help("write the node's name before the `{`, on the same line"),
            _ if self.at > start => self
                .problem(start, self.at, "a node's name has to follow its type annotation")
                .help("write `(type)name`"),
            // Whatever stands here instead is reported as an entry.
            _ => return,
        };
        self.report(problem);
    }

    /// Two things without a space between them. Whether that was a comma or colon, skipped here.
    pub(super) fn missing_space(&mut self, open: &Open) -> bool {
        let (message, help) = match self.peek() {
            Some(b'=' | b')' | b'[' | b']' | b'/') => return false,
            Some(b',') => ("KDL has no commas between values", "separate values by spaces"),
            Some(b':') => ("KDL has no `:` between key and value", "write `key=value`"),
            _ => ("a space has to stand between these", "write a space; text with special characters goes into quotes"),
        };
        let start = self.at;
        let skip = matches!(self.peek(), Some(b',' | b':'));
        if skip {
            self.at += 1;
            self.spaced = true;
        }
        if skip && open.in_list {
            return true;
        }
        let replacement = " ";
        let problem = self.problem(start, self.at, message).help(help).fix("write a space", replacement, true);
        self.report(problem);
        skip
    }

    /// Something that starts no entry: skipped, one character at a time.
    pub(super) fn junk(&mut self, open: &mut Open) {
        let start = self.at;
        let Some(first) = self.peek() else { return };
        self.at += chars::width(first);
        self.spaced = true;
        let (message, help) = match first {
            b'=' => (
                "there is no key before this `=`",
                "a property is `key=value`, with a string as key; a node takes its first value without `=`",
            ),
            b'[' => {
                open.in_list = true;
                ("KDL has no lists in brackets", "write the values one after another: `node 1 2 3`")
            }
            b']' if open.in_list => {
                open.in_list = false;
                return;
            }
            b']' => ("this `]` closes nothing", "text with brackets goes into quotes"),
            b')' => ("this `)` closes nothing", "text with parentheses goes into quotes"),
            b'/' => ("a single `/` starts nothing", "comments are `//` and `/* */`; text with a `/` goes into quotes"),
            _ => ("this starts neither a value nor a node", "text with special characters goes into quotes"),
        };
        let problem = self.problem(start, self.at, message).help(help);
        self.report(problem);
    }

    pub(super) fn type_without_value(&mut self, start: usize) {
        let help = match self.rest() {
            [b'/', b'-', ..] => "a `/-` goes before the type annotation",
            _ => "write `(type)value`; text with parentheses goes into quotes",
        };
        let problem = self.problem(start, self.at, "a value has to follow its type annotation").help(help);
        self.report(problem);
    }

    pub(super) fn typed_key(&mut self, start: usize, key: &Atom) {
        let name = match &key.content {
            Content::Text(_) => self.shown(key.start, key.end),
            Content::Other(_) => "key".to_string(),
        };
        let problem = self
            .problem(start, key.end, "a property's type annotation stands before its value, not before its key")
            .help(format!("write `{name}=(type)value`"));
        self.report(problem);
    }

    pub(super) fn missing_value(&mut self, key: Name, equals: usize) {
        let name = self.shown(key.at.0 as usize, key.at.1 as usize);
        let mut problem = self.problem(equals, equals + 1, format!("`{name}=` has no value"));
        problem = match self.rest() {
            [b'/', b'-', ..] => problem.help("a `/-` leaves out whole properties: put it before the key"),
            [b'[', ..] => problem.help("KDL has no lists: use a child node with the values as its arguments"),
            [b'{', ..] => {
                problem.help(format!("a block follows a node, not a key: write a child node `{name} {{ ... }}`"))
            }
            _ => problem.help(format!("write the value behind it, or `{name}=\"\"` for an empty text")),
        };
        self.report(problem);
    }

    // Blocks.

    pub(super) fn unended_node(&mut self) {
        let problem = self
            .problem(self.at, self.at, "after a block the node has to end")
            .help("write `;` or start a new line after the `}`; arguments and properties go before the block");
        self.report(problem);
    }

    pub(super) fn entry_after_block(&mut self) {
        let problem = self
            .problem(self.at, self.at, "arguments and properties have to stand before the block, even one behind `/-`")
            .help("move the block to the end of the node");
        self.report(problem);
    }

    pub(super) fn second_block(&mut self, brace: usize) {
        let problem = self
            .problem(brace, brace + 1, "a node has one block, and this is its second")
            .help("put the nodes of both into one, or start a new node on its own line");
        self.report(problem);
    }

    pub(super) fn too_deep(&mut self, brace: usize) {
        let problem = self
            .problem(
                brace,
                brace + 1,
                format!("blocks are nested more than {MAX_DEPTH} deep; what is deeper is not read"),
            )
            .help("nothing that dbgen knows nests that deep: a `}` may be missing above");
        self.report(problem);
    }

    pub(super) fn stray_brace(&mut self, brace: usize) {
        let problem = self
            .problem(brace, brace + 1, "this `}` closes nothing")
            .help("remove it, or look for a `{` that is missing above");
        self.report(problem);
    }

    pub(super) fn unclosed_block(&mut self, frame: &Frame) {
        let end = self.bytes.len();
        let mut problem = self
            .problem(frame.brace, frame.brace + 1, "this block is never closed")
            .also(self.span(end, end), "the file ends here, and a `}` is missing");
        if let Some((open, close)) = self.suspect.take() {
            problem = problem
                .also(self.span(open, open + 1), "perhaps this block should have ended before...")
                .also(self.span(close, close + 1), "... this `}`, which stands further left");
        }
        self.report(problem.help("write the missing `}`"));
    }
}
