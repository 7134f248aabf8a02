//! A field is declared once: struct, decoder, layers, schema, manual and suggestions follow from the one line.
//!
//! The node below stands for `spec/service.rs`. The test holds every reader of a declaration against it, so that a
//! field added there needs no second edit to be read, explained, exported and merged.
#![allow(clippy::unwrap_used)]

use dbgen::node;
use dbgen::schema::kinds::{Duration, Name};
use dbgen::schema::{Decoder, Node, Overlay, Reader, export};
use dbgen::source::{FileId, S};
use dbgen::syntax;

node! {
    /// A thing.
    pub struct Thing("thing") {
        /// Its name.
        arg name: S<Name>,
        /// How long it naps: the field that was added.
        value nap "nap": Option<S<Duration>>,
    }
}

node! {
    /// A file of things.
    pub struct File("file") {
        /// A thing.
        child things "thing": Vec<Thing>,
    }
}

fn read(text: &str) -> (File, Vec<dbgen::diag::Diagnostic>) {
    let parsed = syntax::parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty());
    let mut decoder = Decoder::default();
    let start = dbgen::source::Span::default();
    let reader = Reader::root(parsed.document.nodes(), start, File::schema(), &mut decoder);
    let file = File::read(reader, start, start).unwrap();
    (file, decoder.diagnostics)
}

#[test]
fn the_decoder_reads_it_with_its_place() {
    let (file, said) = read("thing \"cat\" {\n    nap \"2h\"\n}\n");
    assert!(said.is_empty());
    let nap = file.things[0].nap.as_ref().unwrap();
    assert_eq!((nap.value.as_seconds(), nap.span.start, nap.span.end), (7200, 22, 26));
}

#[test]
fn what_is_wrong_with_it_is_said_with_its_kind_and_a_suggestion() {
    let (_, said) = read("thing \"cat\" { nap 2; }");
    assert_eq!(said[0].message, "`nap` takes a duration, not 2");
    let (_, said) = read("thing \"cat\" { nab \"2h\"; }");
    assert_eq!(said[0].help.as_deref(), Some("did you mean `nap`?"));
    let (_, said) = read("thing \"cat\" { nap \"2h\"; nap \"3h\"; }");
    assert_eq!(said[0].code.0, "duplicate");
    let (_, said) = read("thing \"cat\" nap=\"2h\"");
    assert!(said[0].help.as_deref().unwrap().contains("a node of its own"));
}

#[test]
fn layers_merge_it() {
    let (mut lower, _) = read("thing \"cat\" { nap \"2h\"; }");
    let (upper, _) = read("thing \"cat\" { nap \"3h\"; }");
    let (silent, _) = read("thing \"cat\"");
    lower.overlay(upper);
    lower.overlay(silent);
    assert_eq!(lower.things[0].nap.as_ref().unwrap().value.as_seconds(), 3 * 3600);
}

#[test]
fn the_schema_and_the_manual_show_it() {
    let json: serde_json::Value = serde_json::from_str(&export::json(File::schema())).unwrap();
    let nap = &json["$defs"]["thing"]["properties"]["nap"];
    assert_eq!(nap["description"], "How long it naps: the field that was added.");
    assert_eq!(nap["x-kdl"], "value-node");
    let manual = export::markdown(File::schema());
    assert!(manual.contains("| `nap` | How long it naps: the field that was added. | [duration]"), "{manual}");
}
