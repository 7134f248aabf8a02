//! Nodes, entries and blocks at the wrong place.

use super::super::chars;
use super::super::parser::{Frame, MAX_DIAGNOSTICS, Open, Parser};
use super::super::tree::{Bytes, NONE, Name};
use super::super::value::Atom;
use super::super::{MAX_DEPTH, MAX_ITEMS};
use crate::diag::{Diagnostic, Level, codes};

impl Parser<'_> {
    /// Whether a `/-` has something after it to leave out.
    pub(in crate::syntax) fn slashdash_has_target(&mut self, (start, end): Bytes) -> bool {
        let message = match self.rest() {
            [] | [b'}' | b';', ..] => "there is nothing after this `/-` that it could leave out",
            [b'/', b'-', ..] => "one `/-` cannot leave out another",
            _ => return true,
        };
        if self.enough() {
            return false;
        }
        let problem = self.problem(start as usize, end as usize, message).help("remove it").fix("remove it", "", false);
        self.report(problem);
        false
    }

    pub(in crate::syntax) fn stray_semicolon(&mut self) {
        if self.enough() {
            return;
        }
        let problem =
            self.problem(self.at, self.at + 1, "this `;` ends no node").help("remove it").fix("remove it", "", true);
        self.report(problem);
    }

    /// What should have been a node's name is something else.
    pub(in crate::syntax) fn missing_name(&mut self, start: usize, typed_until: usize) {
        let problem = match self.peek() {
            Some(b'{') => self
                .problem(self.at, self.at + 1, "this block belongs to no node")
                .help("write the node's name before the `{`, on the same line"),
            _ if typed_until > start => self
                .problem(start, typed_until, "a node's name has to follow its type annotation")
                .help("write `(type)name`"),
            // Whatever stands here instead is reported as an entry.
            _ => return,
        };
        self.report(problem);
    }

    /// Two things without a space between them. Whether that was a comma or colon, skipped here.
    pub(in crate::syntax) fn missing_space(&mut self, open: &Open) -> bool {
        let start = self.at;
        let problem = match self.peek() {
            Some(b'=' | b')' | b'[' | b']' | b'/') => return false,
            Some(b',' | b':') => {
                let comma = self.peek() == Some(b',');
                self.at += 1;
                self.spaced = true;
                if !comma {
                    let problem = self
                        .problem(start, self.at, "KDL has no `:` between a name and its value")
                        .help("write `key=value` for a property, `name value` for a node");
                    self.report(problem);
                } else if !open.in_list {
                    self.comma(start, self.at);
                }
                return true;
            }
            _ => self.problem(start, start, "a space has to stand between these"),
        };
        let problem = problem.help("write a space; text with special characters goes into quotes").fix(
            "write a space",
            " ",
            true,
        );
        // Of quotes that open where others should close, the one that is missing is told of, if one is.
        let quote = self.peek() == Some(b'"') || self.bytes[..start].ends_with(b"\"");
        match quote && self.odd_quotes(start) {
            true if self.held.len() < MAX_DIAGNOSTICS => self.held.push(problem),
            true => {}
            false => self.report(problem),
        }
        false
    }

    /// Reports what was held back for another mistake on its line, where none was found there.
    pub(in crate::syntax) fn report_held(&mut self) {
        let errors = self.found.iter().filter(|found| found.level == Level::Error);
        let told: Vec<usize> = errors.map(|found| found.span().start as usize).collect();
        // A line may be as long as the file, and is looked for once.
        let mut line = 0..=0;
        for problem in std::mem::take(&mut self.held) {
            let at = problem.span().start as usize;
            if at == 0 || !line.contains(&at) {
                let start = self.bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                line = start..=chars::line_end(self.bytes, at);
            }
            if !told.iter().any(|at| line.contains(at)) {
                self.report(problem);
            }
        }
    }

    /// Something that starts no entry: skipped, one character at a time.
    pub(in crate::syntax) fn junk(&mut self, open: &mut Open) {
        let start = self.at;
        let Some(first) = self.peek() else { return };
        self.at += chars::width(first);
        self.spaced = true;
        match first {
            b'[' => open.in_list = true,
            b']' if open.in_list => {
                open.in_list = false;
                return;
            }
            _ => {}
        }
        if self.enough() {
            return;
        }
        let (message, help) = match first {
            b'=' if open.last_entry == NONE => {
                let problem = self
                    .problem(start, self.at, "a node takes its values without `=`")
                    .help("write `name value`; only a property, behind the node's name, is `key=value`")
                    .fix("remove the `=`", "", false);
                return self.report(problem);
            }
            b'=' => ("there is no key before this `=`", "a property is `key=value`, with a string as key"),
            b'[' => ("KDL has no lists in brackets", "write the values one after another: `node 1 2 3`"),
            b']' => ("this `]` closes nothing", "text with brackets goes into quotes"),
            b')' => ("this `)` closes nothing", "text with parentheses goes into quotes"),
            _ => ("this starts neither a value nor a node", "text with special characters goes into quotes"),
        };
        let problem = self.problem(start, self.at, message).help(help);
        self.report(problem);
    }

    pub(in crate::syntax) fn type_without_value(&mut self, start: usize, end: usize) {
        if self.enough() {
            return;
        }
        let help = match self.rest() {
            [b'/', b'-', ..] => "a `/-` goes before the type annotation",
            _ => "write `(type)value`; text with parentheses goes into quotes",
        };
        let problem = self.problem(start, end, "a value has to follow its type annotation").help(help);
        self.report(problem);
    }

    pub(in crate::syntax) fn typed_key(&mut self, start: usize, key: &Atom) {
        if self.enough() {
            return;
        }
        let name = match key.text() {
            Some(_) => self.shown(key.start, key.end),
            None => "key".to_string(),
        };
        let problem = self
            .problem(start, key.end, "a property's type annotation stands before its value, not before its key")
            .help(format!("write `{name}=(type)value`"));
        self.report(problem);
    }

    pub(in crate::syntax) fn missing_value(&mut self, key: Name, equals: usize) {
        if self.enough() {
            return;
        }
        let name = self.shown(key.at.0 as usize, key.at.1 as usize);
        let mut problem = self.problem(equals, equals + 1, format!("`{name}=` has no value"));
        problem = match self.rest() {
            [b'/', b'-', ..] => problem.help("a `/-` leaves out whole properties: put it before the key"),
            [b'[', ..] => match self.list_in_brackets() {
                Some(one) if !one.contains(',') => problem.help(format!("KDL has no lists: write `{name}={one}`")),
                _ => problem.help("KDL has no lists: a property has one value, and a node has many, one after another"),
            },
            [b'{', ..] => {
                problem.help(format!("a block follows a node, not a key: write a child node `{name} {{ ... }}`"))
            }
            _ => problem.help(format!("write the value behind it, or `{name}=\"\"` for an empty text")),
        };
        self.report(problem);
    }

    /// What stands in brackets here, which are read over: it was told as a whole.
    fn list_in_brackets(&mut self) -> Option<String> {
        // No longer than anybody writes one: a text of nothing but brackets must not cost more than another.
        let mut ahead = self.rest().iter().take(200);
        let end = self.at + ahead.position(|byte| matches!(byte, b']' | b'\n'))?;
        let start = std::mem::replace(&mut self.at, end + 1) + 1;
        self.spaced = true;
        Some(self.shown(start, end).trim().to_owned())
    }

    pub(in crate::syntax) fn unended_node(&mut self) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(self.at, self.at, "after a block the node has to end")
            .help("write `;` or start a new line after the `}`; arguments and properties go before the block");
        self.report(problem);
    }

    pub(in crate::syntax) fn entry_after_block(&mut self) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(self.at, self.at, "arguments and properties have to stand before the block, even one behind `/-`")
            .help("move the block to the end of the node");
        self.report(problem);
    }

    pub(in crate::syntax) fn second_block(&mut self, brace: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(brace, brace + 1, "a node has one block, and this is its second")
            .help("put the nodes of both into one, or start a new node on its own line");
        self.report(problem);
    }

    pub(in crate::syntax) fn too_deep(&mut self, brace: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(
                brace,
                brace + 1,
                format!("blocks are nested more than {MAX_DEPTH} deep; what is deeper is not read"),
            )
            .help("nothing that dbgen knows nests that deep: a `}` may be missing above");
        self.report(problem);
    }

    pub(in crate::syntax) fn too_many_items(&self) -> Diagnostic {
        let mut problem = self
            .problem(self.at, self.at, format!("this file has more than {MAX_ITEMS} nodes and values"))
            .here("what follows is not read")
            .help("no spec that people write comes near this: was it generated by mistake?");
        problem.code = codes::UNREADABLE_FILE;
        problem
    }

    pub(in crate::syntax) fn stray_brace(&mut self, brace: usize) {
        if self.enough() {
            return;
        }
        let problem = self
            .problem(brace, brace + 1, "this `}` closes nothing")
            .help("remove it, or look for a `{` that is missing above");
        self.report(problem);
    }

    pub(in crate::syntax) fn unclosed_block(&mut self, frame: &Frame) {
        if self.enough() {
            return;
        }
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
