//! Ten thousand edits of somebody who types anything at all: the server answers, keeps nothing that is stale, and ends
//! where a fresh one would start.
#![allow(clippy::unwrap_used)]

mod chance;
mod lsp_client;
mod repo;

use chance::Chance;
use dbgen::lsp::Ending;
use lsp_client::{Client, Files, at};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MAIN: &str = "file:///home/ada/hello/deploy.kdl";
const PART: &str = "file:///home/ada/hello/services/extra.kdl";
const EDITS: usize = 10_000;

/// What gets typed and pasted.
const WORDS: &[&str] = &[
    "service \"x\" { ",
    "}",
    "{",
    "\"",
    "#\"",
    "\"\"\"\n",
    "/-",
    "/*",
    "*/",
    "//",
    "\\",
    "=",
    ";",
    "\n",
    "\r\n",
    "\r",
    " ",
    "from=\"web.",
    "secret=",
    "port 70000",
    "health",
    "include \"services/*.kdl\"",
    "include \"deploy.kdl\"",
    "#true",
    "{environment}",
    "\u{1f600}",
    "e\u{301}",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "(u8)",
    "9999999999999999999999",
    "-",
    "env A=\"b\"",
    "like=\"web\"",
    "allow \"no-approval\" reason=\"tried\"",
    "deploy \"production\"",
];

/// A text, and places in it as an editor with UTF-16 counts them.
struct Text {
    address: &'static str,
    first: String,
    text: String,
    version: i32,
}

impl Text {
    fn place(&self, offset: usize) -> (u32, u32) {
        let before = &self.text[..offset];
        // As the protocol has it, a line ends with \n, \r\n or \r.
        let bytes = self.text.as_bytes();
        let ends = |at: usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        let starts = (0..before.len()).filter(|at| ends(*at)).map(|at| at + 1);
        let (line, start) = starts.enumerate().last().map_or((0, 0), |(index, start)| (index as u32 + 1, start));
        (line, before[start..].encode_utf16().count() as u32)
    }

    fn boundary(&self, chance: &mut Chance) -> usize {
        let offset = self.text.floor_char_boundary(chance.below(self.text.len() + 1));
        // Between the halves of a line's end there is no place in the protocol.
        let halves = self.text[..offset].ends_with('\r') && self.text[offset..].starts_with('\n');
        if halves { offset - 1 } else { offset }
    }
}

#[test]
fn ten_thousand_edits_end_where_a_fresh_start_does() {
    let mut chance = Chance(20_261_121);
    let mut client = Client::start(Files::default(), json!({ "general": { "positionEncodings": ["utf-16"] } }));
    let spec = repo::read("examples/hello/deploy.kdl");
    let extra = "service \"extra\" {\n    image \"nginx:1.29.3\"\n}\n";
    let text = |address, text: &str| Text { address, first: text.to_owned(), text: text.to_owned(), version: 1 };
    let mut texts = [text(MAIN, &format!("include \"services/*.kdl\"\n{spec}")), text(PART, extra)];
    texts.iter().for_each(|text| client.open(text.address, &text.text));
    let mut asked = Vec::new();
    for edit in 0..EDITS {
        let which = chance.below(5) / 4;
        let text = &mut texts[which];
        text.version += 1;
        // Back to what it was, now and then: else the texts would be noise alone.
        if chance.below(150) == 0 || text.text.len() > 3 * text.first.len() {
            text.text = text.first.clone();
            client.change(text.address, text.version, None, &text.text);
        } else {
            let start = text.boundary(&mut chance);
            let end = text.text.floor_char_boundary((start + chance.below(12)).min(text.text.len()));
            let end = if chance.below(3) == 0 { end.max(start) } else { start };
            let end = if text.text[..end].ends_with('\r') && text.text[end..].starts_with('\n') { start } else { end };
            let new = WORDS[chance.below(WORDS.len())];
            let ((line, character), (end_line, end_character)) = (text.place(start), text.place(end));
            client.change(text.address, text.version, Some([line, character, end_line, end_character]), new);
            text.text.replace_range(start..end, new);
        }
        if edit % 10 == 0 {
            let (line, character) = text.place(text.boundary(&mut chance));
            let place = at(text.address, line, character);
            let methods =
                ["completion", "hover", "definition", "documentSymbol", "semanticTokens/full", "foldingRange"];
            let method = format!("textDocument/{}", methods[chance.below(methods.len())]);
            asked.push(client.send(&method, place));
        }
        // An answer that does not come fails here, within seconds of the edit that it is due to.
        if asked.len() >= 20 {
            asked.drain(..).for_each(|id| {
                let _ = client.wait(id);
            });
        }
    }
    client.settle(MAIN);
    client.settle(PART);
    let mut fresh = Client::start(Files::default(), json!({}));
    texts.iter().for_each(|text| fresh.open(text.address, &text.text));
    fresh.settle(MAIN);
    fresh.settle(PART);
    assert_eq!(said(&client.shown), said(&fresh.shown));
    // And what is mended is quiet again.
    for text in &texts {
        client.change(text.address, text.version + 1, None, &text.first);
    }
    client.settle(MAIN);
    let errors: Vec<&Value> = client.shown[MAIN].iter().filter(|found| found["severity"] == 1).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!((client.end(), fresh.end()), (Ending::Asked, Ending::Asked));
}

/// The diagnostics that are shown, where there are any.
fn said(shown: &BTreeMap<String, Vec<Value>>) -> BTreeMap<&String, &Vec<Value>> {
    shown.iter().filter(|(_, all)| !all.is_empty()).collect()
}
