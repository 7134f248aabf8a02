use super::*;

#[test]
fn reads_a_small_spec() {
    let text = "project \"x\" {\n    service api port=8000 on=#true { health \"/h\" }\n    /- gone\n}\n";
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.diagnostics, []);
    let project = parsed.document.nodes().next().expect("one node");
    let service = project.children().next().expect("one child");
    assert_eq!(project.children().count(), 1);
    assert_eq!((service.name(), service.entries().count()), ("service", 3));
    let port = service.entries().nth(1).expect("port");
    assert_eq!(port.value(), &Value::Integer(8000));
    assert_eq!(&text[port.value_span().start as usize..port.value_span().end as usize], "8000");
}
