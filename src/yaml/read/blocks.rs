//! What goes over several lines: mappings, sequences, block scalars.

use std::borrow::Cow;

use super::super::print::STEP;
use super::{Read, Value, line};

/// As deep as the platforms' readers go.
const DEPTH: usize = 128;
/// So many keys are compared with each other faster than they are sorted.
const FEW: usize = 16;

/// A reader that stands at a line; empty lines and those with only a comment are passed over.
pub(super) struct Blocks<'a> {
    text: &'a str,
    /// Where the line starts.
    start: usize,
    /// The spaces before it.
    indent: usize,
    /// What it says.
    content: &'a str,
    /// Where the next one starts.
    next: usize,
    depth: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, start: 0, indent: 0, content: "", next: 0, depth: 0 }
    }

    /// The number of the line, from 1.
    pub(super) fn line_number(&self) -> usize {
        self.text[..self.start].matches('\n').count() + 1
    }

    pub(super) fn document(&mut self) -> Read<Value<'a>> {
        self.advance()?;
        if (self.indent, self.content) != (0, "---") {
            return Err("expected `---`".into());
        }
        self.advance()?;
        if self.indent > 0 {
            return Err("expected no spaces before the first line".into());
        }
        let value = self.behind_dash(self.content, 0, 0)?;
        if self.is_over() { Ok(value) } else { Err("expected the end of the file".into()) }
    }

    /// Goes to the next line that says something; past the end, `content` is empty.
    fn advance(&mut self) -> Read<()> {
        loop {
            self.start = self.next;
            let rest = &self.text[self.start..];
            if rest.is_empty() {
                (self.indent, self.content) = (0, "");
                return Ok(());
            }
            let line = self.take_line(rest)?;
            let content = &line[line.bytes().take_while(|byte| *byte == b' ').count()..];
            if content.is_empty() && !line.is_empty() {
                return Err("a line of spaces".into());
            }
            if !content.is_empty() && !content.starts_with('#') {
                (self.indent, self.content) = (line.len() - content.len(), content);
                return Ok(());
            }
        }
    }

    /// The line that `rest` of the text starts with; the next one is behind it.
    fn take_line(&mut self, rest: &'a str) -> Read<&'a str> {
        let end = rest.bytes().position(|byte| byte == b'\n').ok_or("expected a line break at the end")?;
        self.next = self.start + end + 1;
        Ok(&rest[..end])
    }

    fn is_over(&self) -> bool {
        self.content.is_empty()
    }

    /// Whether the collection at `indent` goes on with this line.
    fn goes_on(&self, indent: usize) -> Read<bool> {
        match self.is_over() || self.indent < indent {
            true => Ok(false),
            false if self.indent == indent => Ok(true),
            false => Err("a line that is indented too far".into()),
        }
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > DEPTH { Err("nested too deep for the readers of YAML".into()) } else { Ok(()) }
    }

    /// What stands behind a dash, or at the root: the first key of a mapping, another dash, or a value. `own` is where
    /// the children stand of what begins here, `indent` where the collection stands that this is in.
    fn behind_dash(&mut self, rest: &'a str, own: usize, indent: usize) -> Read<Value<'a>> {
        if rest.starts_with("- ") {
            return self.sequence(rest, own);
        }
        if let Some(key) = rest.strip_prefix("? ") {
            let first = self.long_key(key, own)?;
            return self.mapping(first, own);
        }
        match line::key(rest)? {
            Some(first) => self.mapping(first, own),
            None => self.value(rest, indent),
        }
    }

    fn sequence(&mut self, first: &'a str, indent: usize) -> Read<Value<'a>> {
        self.deeper()?;
        let mut items = Vec::new();
        let mut content = first;
        loop {
            let rest = content.strip_prefix("- ").ok_or("expected `- `")?;
            items.push(self.behind_dash(rest, indent + STEP, indent)?);
            if !self.goes_on(indent)? {
                self.depth -= 1;
                return Ok(Value::List(items));
            }
            content = self.content;
        }
    }

    fn mapping(&mut self, first: (Cow<'a, str>, &'a str), indent: usize) -> Read<Value<'a>> {
        self.deeper()?;
        let mut fields = Vec::new();
        let (mut key, mut rest) = first;
        loop {
            fields.push((key, self.behind_key(rest, indent)?));
            if !self.goes_on(indent)? {
                self.depth -= 1;
                return unique(&fields).map(|()| Value::Object(fields));
            }
            (key, rest) = match self.content.strip_prefix("? ") {
                Some(key) => self.long_key(key, indent)?,
                None => line::key(self.content)?.ok_or("expected a key")?,
            };
        }
    }

    /// A key that is announced by `?`; its colon stands on the next line.
    fn long_key(&mut self, key: &'a str, indent: usize) -> Read<(Cow<'a, str>, &'a str)> {
        let key = line::long_key(key)?;
        self.advance()?;
        match self.content.strip_prefix(':').filter(|_| self.indent == indent) {
            Some(rest) => Ok((key, rest)),
            None => Err("expected the `:` of the key above".into()),
        }
    }

    fn behind_key(&mut self, rest: &'a str, indent: usize) -> Read<Value<'a>> {
        if !line::is_end(rest) {
            return self.value(rest.strip_prefix(' ').ok_or("expected a space behind `:`")?, indent);
        }
        self.advance()?;
        if self.is_over() || self.indent <= indent {
            return Ok(Value::Null);
        }
        if self.indent != indent + STEP {
            return Err("expected two more spaces than above".into());
        }
        if self.content.starts_with("- ") {
            return self.sequence(self.content, self.indent);
        }
        let first = match self.content.strip_prefix("? ") {
            Some(key) => self.long_key(key, indent + STEP)?,
            None => line::key(self.content)?.ok_or("expected a key or a dash")?,
        };
        self.mapping(first, indent + STEP)
    }

    /// A value that begins on this line, within the collection at `indent`.
    fn value(&mut self, text: &'a str, indent: usize) -> Read<Value<'a>> {
        match text.strip_prefix('|') {
            Some(header) => self.block(header, indent + STEP),
            None => {
                let value = line::value(text)?;
                self.advance()?;
                Ok(value)
            }
        }
    }

    /// A block scalar whose lines are indented by `width`.
    fn block(&mut self, header: &'a str, width: usize) -> Read<Value<'a>> {
        let (told, header) = match header.strip_prefix('2') {
            Some(header) => (true, header),
            None => (false, header),
        };
        let keep = header.strip_prefix('+');
        let strip = header.strip_prefix('-');
        if !line::is_end(keep.or(strip).unwrap_or(header)) {
            return Err("no such head of a block".into());
        }
        // The line breaks behind the last line are counted, and put in when another line follows them.
        let (mut out, mut breaks) = (String::new(), 0);
        loop {
            self.start = self.next;
            let rest = &self.text[self.start..];
            if rest.is_empty() {
                break;
            }
            if rest.starts_with('\n') {
                breaks += 1;
                self.next += 1;
                continue;
            }
            if !rest.as_bytes().iter().take(width).all(|byte| *byte == b' ') || rest.len() < width {
                break;
            }
            let line = &self.take_line(rest)?[width.min(self.next - self.start - 1)..];
            // Readers differ about lines of white space, about tabs behind spaces, and guess the width by the first line.
            if matches!(line.trim_start_matches(' ').as_bytes(), [] | [b'\t', ..]) {
                return Err("a line of a block that begins with white space alone".into());
            }
            if out.is_empty() && line.starts_with(' ') != told {
                return Err("the first line of a block decides about its indentation".into());
            }
            // Before the first line, every break is an empty line; behind it, the first one ends the line.
            out.extend(std::iter::repeat_n('\n', breaks));
            out.push_str(line);
            breaks = 1;
        }
        if out.trim_start_matches('\n').is_empty() {
            return Err("a block without lines".into());
        }
        let kept = match (keep, strip) {
            (Some(_), _) => breaks,
            (_, Some(_)) => 0,
            _ => 1,
        };
        out.extend(std::iter::repeat_n('\n', kept));
        self.next = self.start;
        self.advance()?;
        Ok(Value::Text(Cow::Owned(out)))
    }
}

/// A key that is there twice is one that some reader loses.
fn unique(fields: &[(Cow<'_, str>, Value<'_>)]) -> Read<()> {
    let twice = |key: &str| Err(format!("the key `{key}` is there twice in a mapping that is over").into());
    if fields.len() <= FEW {
        for (at, (key, _)) in fields.iter().enumerate() {
            if fields[..at].iter().any(|(other, _)| other == key) {
                return twice(key);
            }
        }
        return Ok(());
    }
    let mut keys: Vec<&str> = fields.iter().map(|(key, _)| key.as_ref()).collect();
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => twice(pair[0]),
        None => Ok(()),
    }
}
