use super::*;

fn only(text: &str) -> Document {
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics, []);
    parsed.document
}

fn at(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn spans_point_at_what_was_written() {
    let text = "project \"x\" {\n    (t)service api port=8000 on=(u)#true { health \"/h\" }\n    /- gone\n}\n";
    let document = only(text);
    let project = document.nodes().next().expect("one node");
    let service = project.children().next().expect("one child");
    assert_eq!(project.children().count(), 1);
    assert_eq!((service.ty(), service.name(), service.entries().count()), (Some("t"), "service", 3));
    assert_eq!(at(text, service.span()), "(t)service api port=8000 on=(u)#true { health \"/h\" }");
    assert_eq!(service.block_span().map(|span| at(text, span)), Some("{ health \"/h\" }"));
    let [_, port, on] = service.entries().collect::<Vec<_>>()[..] else { panic!("three entries") };
    assert_eq!(
        (port.value(), at(text, port.value_span()), at(text, port.span())),
        (Value::Integer(8000), "8000", "port=8000")
    );
    assert_eq!((on.ty(), on.value(), at(text, on.span())), (Some("u"), Value::Bool(true), "on=(u)#true"));
    assert_eq!(on.key().map(|(key, span)| (key, at(text, span))), Some(("on", "on")));
}

#[test]
fn what_a_slashdash_leaves_out_is_there_for_tools() {
    let document = only("a /-1 2 /-{ b } { c }\n/- d\n");
    assert_eq!(document.nodes().count(), 1);
    assert_eq!(document.all_nodes().filter(|node| node.slashdash().is_some()).count(), 1);
    let a = document.nodes().next().expect("a");
    assert_eq!((a.entries().count(), a.all_entries().count()), (1, 2));
    assert_eq!(a.children().map(Node::name).collect::<Vec<_>>(), ["c"]);
    assert_eq!(a.all_blocks().flat_map(Block::all_nodes).map(Node::name).collect::<Vec<_>>(), ["b", "c"]);
}

#[test]
fn both_of_two_equal_keys_are_kept() {
    let document = only("a k=1 k=2\n");
    let values: Vec<_> = document.nodes().flat_map(Node::entries).map(|entry| entry.value()).collect();
    assert_eq!(values, [Value::Integer(1), Value::Integer(2)]);
}

#[test]
fn a_broken_value_is_an_error_and_keeps_its_key() {
    let parsed = parse(FileId(0), "a k=30s l=\"open\nb 1\n");
    let entries: Vec<_> = parsed.document.nodes().flat_map(Node::entries).collect();
    let seen: Vec<_> = entries.iter().map(|entry| (entry.key().map(|(key, _)| key), entry.value())).collect();
    assert_eq!(seen, [(Some("k"), Value::Error), (Some("l"), Value::Error), (None, Value::Integer(1))]);
    assert_eq!(parsed.diagnostics.len(), 2);
}

#[test]
fn a_node_without_a_name_is_not_shown_to_the_decoder() {
    let parsed = parse(FileId(0), "{ a }\n(t)\nb\n");
    assert_eq!(parsed.document.nodes().map(Node::name).collect::<Vec<_>>(), ["b"]);
    assert_eq!(parsed.document.all_nodes().count(), 3);
    assert_eq!(parsed.diagnostics.len(), 2);
}

/// A space that is missing beside a quote may only follow from a quote that is missing on its line. Where none is, it is
/// told all the same: text that is no KDL is never read in silence.
#[test]
fn a_missing_space_is_told_unless_a_quote_is_missing() {
    for (text, said) in [
        ("a \"b\"c // \"\n", "a space has to stand between these"),
        ("a \"b\"#\"c \" d\"#\n", "a space has to stand between these"),
        ("a \"b\"c \"d\n", "this string has no closing quote"),
    ] {
        let found = parse(FileId(0), text).diagnostics;
        assert_eq!(found.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), [said], "{text}");
    }
}

/// What is read in one go between two nodes is bounded, too, and never dropped in silence.
#[test]
fn a_file_of_nothing_but_comments_has_too_much_in_it() {
    let parsed = parse(FileId(0), &"//\n".repeat(4 * MAX_ITEMS + 8));
    assert_eq!(parsed.diagnostics.len(), 1);
    assert!(parsed.document.trivia().len() <= 4 * MAX_ITEMS + 4);
}
