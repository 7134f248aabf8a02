//! Any text, any place: every question is answered, and every range of an answer lies in its text.

use dbgen::ide::{self, Analysis, LineIndex, Position};
use dbgen::source::{FileId, Span, Unit};
use dbgen::world::MemoryWorld;
use proptest::prelude::*;

const PARTS: &[&str] = &[
    "service",
    " ",
    "\n",
    "\"",
    "{",
    "}",
    ";",
    "=",
    "/-",
    "//",
    "/*",
    "*/",
    "\\",
    "#",
    "#\"",
    "\"#",
    "\"\"\"",
    "(",
    ")",
    "api",
    "from=\"db.url\"",
    "#true",
    "env { A secret=B; }",
    "port 8000",
    "\u{1f980}",
    "\u{feff}",
    "\r\n",
    "é",
    "like=",
    "environment \"x\" on=\"render\" {",
    "workflow a { stage b { job c {",
    "after",
    "include \"*.kdl\"",
    "{service}",
    "-",
];

/// deal-brain's spec, cut up and mixed with other things.
fn texts() -> impl Strategy<Value = String> {
    let spec = include_str!("../../examples/deal-brain/deploy.kdl");
    let edit = (0..=spec.len(), 0..40usize, prop::sample::select(PARTS));
    let mutated =
        (prop::collection::vec(edit, 1..12), 0..spec.len(), 200..3000usize).prop_map(move |(edits, from, length)| {
            let mut text = spec.to_owned();
            for (at, cut, part) in edits {
                let start = text.floor_char_boundary(at.min(text.len()));
                let end = text.floor_char_boundary((start + cut).min(text.len()));
                text.replace_range(start..end, part);
            }
            let start = text.floor_char_boundary(from.min(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text[start..end].to_owned()
        });
    let soup = prop::collection::vec(prop::sample::select(PARTS), 0..40).prop_map(|parts| parts.concat());
    prop_oneof![2 => mutated, 1 => soup]
}

fn ask(text: &str, at: u32) {
    let world = MemoryWorld::default().with("deploy.kdl", text);
    let analysis = Analysis::check(&world, "deploy.kdl");
    let file = FileId(0);
    let inside = |span: Span, what: &str| {
        let (start, end) = (span.start as usize, span.end as usize);
        let good = start <= end && end <= text.len() && text.is_char_boundary(start) && text.is_char_boundary(end);
        assert!(good && span.file == file, "{what}: {span:?} of {} bytes", text.len());
    };
    for item in ide::complete(&analysis, &world, file, at) {
        inside(item.replace, "completion");
        inside(item.insert, "completion");
    }
    ide::hover(&analysis, file, at).iter().for_each(|hover| inside(hover.span, "hover"));
    ide::definition(&analysis, file, at).iter().for_each(|way| {
        inside(way.from, "definition");
        inside(way.node, "definition");
        inside(way.name, "definition");
    });
    ide::references(&analysis, file, at).iter().for_each(|place| inside(place.span, "references"));
    if let Ok(edits) = ide::rename(&analysis, file, at, "another") {
        edits.iter().for_each(|edit| inside(edit.span, "rename"));
        let mut starts: Vec<_> = edits.iter().map(|edit| (edit.span.start, edit.span.end)).collect();
        starts.sort_unstable();
        assert!(starts.windows(2).all(|two| two[0].1 <= two[1].0), "edits overlap: {starts:?}");
    }
    let selection = ide::selection(&analysis, file, at);
    selection.iter().for_each(|span| inside(*span, "selection"));
    assert!(selection.windows(2).all(|two| two[1].start <= two[0].start && two[0].end <= two[1].end));
    let tokens = ide::tokens(&analysis, file);
    tokens.iter().for_each(|token| inside(token.span, "tokens"));
    assert!(tokens.windows(2).all(|two| two[0].span.end <= two[1].span.start), "tokens overlap");
    ide::folding(&analysis, file).iter().for_each(|fold| inside(fold.span, "folding"));
    ide::symbols(&analysis, file).iter().for_each(|symbol| inside(symbol.span, "symbols"));
    ide::lenses(&analysis, file).iter().for_each(|lens| inside(lens.span, "lenses"));
    ide::links(&analysis, &world, file).iter().for_each(|link| inside(link.span, "links"));
    for hint in ide::hints(&analysis, Span::new(file, 0, text.len() as u32)) {
        inside(Span::new(file, hint.offset, hint.offset), "hints");
    }
    ide::format(&analysis, file).iter().flatten().for_each(|edit| inside(edit.span, "format"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_question_has_an_answer_within_the_text(text in texts(), places in prop::collection::vec(any::<u32>(), 3)) {
        for place in places {
            // Some past the end, some within a character.
            ask(&text, place % (text.len() as u32 + 3));
        }
    }

    #[test]
    fn places_and_positions_go_there_and_back(parts in prop::collection::vec(prop::sample::select(PARTS), 0..30), line: u32, column: u32) {
        let text = parts.concat();
        let lines = LineIndex::new(&text);
        for unit in [Unit::Byte, Unit::Utf16, Unit::Character] {
            for place in [Position { line, column }, Position { line: line % 5, column: column % 20 }] {
                let offset = lines.offset(&text, place, unit);
                assert!(text.is_char_boundary(offset as usize));
                let back = lines.position(&text, offset, unit);
                assert!(back <= place);
                assert_eq!(lines.offset(&text, back, unit), offset);
            }
        }
    }
}
