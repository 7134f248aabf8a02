//! Block scalars.

use super::super::value::Slice;
use super::super::{Read, line};
use super::{Blocks, spaces};

impl Blocks<'_> {
    /// A block scalar whose head goes on at a place, and whose lines are indented by `width`.
    pub(super) fn block(&mut self, head: usize, width: usize) -> Read<Slice> {
        let mut next = self.end(head) + 1;
        let header = &self.text[head..next - 1];
        let (told, header) = match header.strip_prefix('2') {
            Some(header) => (true, header),
            None => (false, header),
        };
        let keep = header.strip_prefix('+');
        let strip = header.strip_prefix('-');
        line::ends(keep.or(strip).unwrap_or(header), "no such head of a block")?;
        // The line breaks behind the last line are counted, and put in when another line follows them.
        let (made, mut breaks) = (self.tree.next_made(), 0);
        loop {
            (self.indent, self.at) = (0, next);
            let bytes = &self.text.as_bytes()[next..];
            if bytes.is_empty() {
                break;
            }
            if bytes[0] == b'\n' {
                breaks += 1;
                next += 1;
                continue;
            }
            if bytes.len() < width || !bytes[..width].iter().all(|byte| *byte == b' ') {
                break;
            }
            let line = self.line(next + width);
            next += width + line.len() + 1;
            // Readers differ about lines of white space, about tabs behind spaces, and guess the width by the first line.
            if matches!(line.as_bytes()[spaces(line.as_bytes())..], [] | [b'\t', ..]) {
                return Err("a line of a block that begins with white space alone".into());
            }
            let out = &mut self.tree.made;
            if out.len() == made && line.starts_with(' ') != told {
                return Err("the first line of a block decides about its indentation".into());
            }
            // Before the first line, every break is an empty line; behind it, the first one ends the line.
            (0..breaks).for_each(|_| out.push('\n'));
            out.push_str(line);
            breaks = 1;
        }
        let out = &mut self.tree.made;
        if out.len() == made {
            return Err("a block without lines".into());
        }
        let kept = match (keep, strip) {
            (Some(_), _) => breaks,
            (_, Some(_)) => 0,
            _ => 1,
        };
        (0..kept).for_each(|_| out.push('\n'));
        self.advance(next)?;
        Ok(self.tree.made_from(made))
    }
}
