//! The exported schemas say what the decoder does: a spec that compiles is valid by both, one with a wrong node,
//! property or value by neither. Each is read here as its own specification says, by what others wrote for it.
#![allow(clippy::unwrap_used)]

mod repo;

use dbgen::schema::{Content, Node as _, NodeSchema, Role, export};
use dbgen::source::FileId;
use dbgen::spec::Spec;
use dbgen::syntax::{self, Node, Value};
use kdl::{KdlDocument, KdlNode, KdlValue};
use serde_json::{Map, json};
use std::collections::BTreeMap;

/// Specs that compile.
fn good() -> Vec<String> {
    let mut all: Vec<String> = repo::names("examples").iter().map(|n| format!("examples/{n}/deploy.kdl")).collect();
    all.extend(repo::files("tests/fixtures").into_iter().filter(|path| path.ends_with(".kdl")));
    all.extend(repo::files("tests/diagnostics").into_iter().filter(|path| path.ends_with("/good.kdl")));
    assert!(all.len() > 40, "{}", all.len());
    all
}

/// Specs that are wrong in their form.
fn bad() -> Vec<String> {
    let codes = ["unknown-node", "unknown-property", "unexpected-argument", "missing", "wrong-value", "secret-value"];
    codes.iter().map(|code| format!("tests/diagnostics/{code}/bad.kdl")).collect()
}

#[test]
fn the_json_schema_agrees_with_the_decoder() {
    let schema = serde_json::from_str(&export::json(Spec::schema())).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let read = |path: &str| {
        let text = repo::read(path);
        let parsed = syntax::parse(FileId(0), &text);
        let mut object = Map::new();
        children(parsed.document.nodes(), Spec::schema(), &mut object);
        serde_json::Value::Object(object)
    };
    for path in good() {
        let wrong: Vec<String> =
            validator.iter_errors(&read(&path)).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:#?}");
    }
    for path in bad() {
        // An object has no place for a value too many.
        if !path.contains("unexpected-argument") {
            assert!(!validator.is_valid(&read(&path)), "{path}");
        }
    }
}

/// A node as the object that `x-kdl` describes.
fn object(node: Node<'_>, schema: &'static NodeSchema) -> serde_json::Value {
    let mut object = Map::new();
    let mut args = node.entries().filter(|entry| entry.key().is_none()).map(|entry| plain(entry.value()));
    for field in schema.fields {
        match field.role {
            Role::Named => _ = object.insert(field.key.into(), json!(node.name())),
            Role::Arg if field.many => {
                let all: Vec<_> = args.by_ref().collect();
                if !all.is_empty() {
                    object.insert(field.key.into(), json!(all));
                }
            }
            Role::Arg => args.next().into_iter().for_each(|value| _ = object.insert(field.key.into(), value)),
            _ => {}
        }
    }
    for (key, value) in node.entries().filter_map(|entry| Some((entry.key()?.0, entry.value()))) {
        let field = schema.role(Role::Prop).find(|field| field.key == key);
        match field.is_some_and(|field| field.many) {
            true => push(&mut object, key, plain(value)),
            false => _ = object.insert(key.into(), plain(value)),
        }
    }
    children(node.children(), schema, &mut object);
    object.into()
}

fn children<'a>(
    nodes: impl Iterator<Item = Node<'a>>,
    schema: &'static NodeSchema,
    object: &mut Map<String, serde_json::Value>,
) {
    for node in nodes {
        let name = node.name();
        let field = schema.fields.iter().find(|field| match (field.role, field.content) {
            (Role::Value | Role::Child, _) => field.key == name,
            (Role::Any, Content::Union(members)) => members().iter().any(|member| member.name == name),
            (Role::Rest | Role::Tree, _) => true,
            _ => false,
        });
        let Some(field) = field else {
            object.insert(name.into(), json!({}));
            continue;
        };
        let value = match field.content {
            Content::Node(inner) => self::object(node, inner()),
            Content::Union(members) => {
                self::object(node, members().into_iter().find(|member| member.name == name).unwrap())
            }
            Content::Tree => json!({}),
            Content::Leaf(_) => {
                let values = node.entries().map(|entry| plain(entry.value()));
                match field.many {
                    true => {
                        values.for_each(|value| push(object, name, value));
                        continue;
                    }
                    false => values.last().unwrap_or_default(),
                }
            }
        };
        match field.role {
            Role::Any => push(object, name, value),
            Role::Child if field.many => push(object, name, value),
            _ => _ = object.insert(name.into(), value),
        }
    }
}

fn push(object: &mut Map<String, serde_json::Value>, key: &str, value: serde_json::Value) {
    let list = object.entry(key).or_insert_with(|| json!([]));
    list.as_array_mut().unwrap_or_else(|| panic!("{key} has another shape, too")).push(value);
}

fn plain(value: Value<&str>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(own) => json!(own),
        Value::Integer(own) => json!(i64::try_from(own).unwrap()),
        Value::Float(own) => json!(own),
        Value::String(own) => json!(own),
        Value::Error => panic!("the spec is no KDL"),
    }
}

#[test]
fn the_kdl_schema_is_fresh_and_agrees_with_the_decoder() {
    let text = export::kdl(Spec::schema());
    if let Err(stale) = repo::fresh("schema/deploy.schema.kdl", &text, "schemas") {
        panic!("\n{stale}");
    }
    assert_eq!(syntax::format(&text).unwrap(), text, "it is laid out as every spec is");
    let schema = Schema::new(text.parse().unwrap());
    for path in good() {
        let wrong = schema.problems(&repo::read(&path));
        assert!(wrong.is_empty(), "{path}: {wrong:#?}");
    }
    for path in bad() {
        assert!(!schema.problems(&repo::read(&path)).is_empty(), "{path}");
    }
}

/// A schema in the KDL Schema Language, and what a document is checked against by its rules.
struct Schema {
    document: KdlDocument,
    definitions: BTreeMap<String, KdlNode>,
}

impl Schema {
    fn new(schema: KdlDocument) -> Self {
        let document = schema.get("document").unwrap().children().unwrap().clone();
        let definitions = document.get("definitions").unwrap().children().unwrap().nodes().iter();
        let definitions = definitions.map(|n| (n.get("id").unwrap().as_string().unwrap().to_owned(), n.clone()));
        Self { definitions: definitions.collect(), document }
    }

    fn problems(&self, text: &str) -> Vec<String> {
        let spec: KdlDocument = text.parse().unwrap();
        let mut wrong = Vec::new();
        self.check_children(spec.nodes(), &self.document, "the spec", &mut wrong);
        wrong
    }

    fn check_children(&self, nodes: &[KdlNode], scope: &KdlDocument, place: &str, wrong: &mut Vec<String>) {
        let rules: Vec<&KdlNode> = scope.nodes().iter().filter(|rule| rule.name().value() == "node").collect();
        let named = |name: &str| rules.iter().find(|rule| rule.get(0).and_then(KdlValue::as_string) == Some(name));
        let nameless = rules.iter().find(|rule| rule.get(0).is_none());
        for node in nodes {
            let name = node.name().value();
            match named(name).or(nameless) {
                Some(rule) => self.check(node, rule, wrong),
                None if flag(scope, "other-nodes-allowed") => {}
                None => wrong.push(format!("{place} has no node {name}")),
            }
            if let (None, Some(names)) = (named(name), scope.get("node-names")) {
                let name = KdlValue::String(name.to_owned());
                check_value(&name, names.children().unwrap(), "a name", wrong);
            }
        }
        for rule in rules.iter().filter(|rule| rule.get(0).is_some()) {
            let name = rule.get(0).unwrap().as_string().unwrap();
            let count = nodes.iter().filter(|node| node.name().value() == name).count() as i128;
            let (min, max) = bounds(rule.children());
            if count < min || count > max {
                wrong.push(format!("{place} has {count} of {name}"));
            }
        }
    }

    fn check(&self, node: &KdlNode, rule: &KdlNode, wrong: &mut Vec<String>) {
        let name = node.name().value();
        let target = rule.get("ref").map(|query| {
            let query = query.as_string().unwrap();
            let id = query.strip_prefix("[id=\"").and_then(|rest| rest.strip_suffix("\"]")).unwrap();
            self.definitions.get(id).unwrap_or_else(|| panic!("nothing is defined as {id}"))
        });
        let empty = KdlDocument::new();
        let rules = target.unwrap_or(rule).children().unwrap_or(&empty);
        let mut values = node.entries().iter().filter(|entry| entry.name().is_none()).map(|entry| entry.value());
        for rule in rules.nodes().iter().filter(|rule| rule.name().value() == "value") {
            let (min, max) = bounds(rule.children());
            let own: Vec<_> = values.by_ref().take(usize::try_from(max).unwrap_or(usize::MAX)).collect();
            if (own.len() as i128) < min {
                wrong.push(format!("{name} has too few values"));
            }
            own.iter().for_each(|value| check_value(value, rule.children().unwrap(), name, wrong));
        }
        if values.next().is_some() {
            wrong.push(format!("{name} has too many values"));
        }
        let props: Vec<&KdlNode> = rules.nodes().iter().filter(|rule| rule.name().value() == "prop").collect();
        let named = |key: &str| props.iter().find(|rule| rule.get(0).and_then(KdlValue::as_string) == Some(key));
        for entry in node.entries().iter().filter(|entry| entry.name().is_some()) {
            let key = entry.name().unwrap().value();
            let others = props.iter().find(|rule| rule.get(0).is_none());
            match named(key).or(others.filter(|_| flag(rules, "other-props-allowed"))) {
                Some(rule) => check_value(entry.value(), rule.children().unwrap(), key, wrong),
                None => wrong.push(format!("{name} has no property {key}")),
            }
        }
        for rule in props.iter().filter(|rule| rule.children().is_some_and(|rules| flag(rules, "required"))) {
            let key = rule.get(0).unwrap().as_string().unwrap();
            if node.get(key).is_none() {
                wrong.push(format!("{name} lacks the property {key}"));
            }
        }
        let below = node.children().map(KdlDocument::nodes).unwrap_or_default();
        match rules.get("children") {
            Some(scope) => self.check_children(below, scope.children().unwrap(), name, wrong),
            None if below.is_empty() => {}
            None => wrong.push(format!("{name} has no child nodes")),
        }
    }
}

fn flag(rules: &KdlDocument, name: &str) -> bool {
    rules.get_arg(name).and_then(KdlValue::as_bool).unwrap_or_default()
}

fn bounds(rules: Option<&KdlDocument>) -> (i128, i128) {
    let bound = |name| rules.and_then(|rules| rules.get_arg(name)).and_then(KdlValue::as_integer);
    (bound("min").unwrap_or(0), bound("max").unwrap_or(i128::MAX))
}

fn check_value(value: &KdlValue, rules: &KdlDocument, place: &str, wrong: &mut Vec<String>) {
    let kind = match value {
        KdlValue::String(_) => "string",
        KdlValue::Integer(_) | KdlValue::Float(_) => "number",
        KdlValue::Bool(_) => "boolean",
        KdlValue::Null => "null",
    };
    let listed = |name: &str| rules.get(name).map(|rule| rule.entries().iter().map(|e| e.value()).collect::<Vec<_>>());
    let mut refuse = |why: &str| wrong.push(format!("{place}: {value} is {why}"));
    if listed("type").is_some_and(|types| !types.iter().any(|own| own.as_string() == Some(kind))) {
        refuse("of the wrong type");
    }
    if listed("enum").is_some_and(|all| !all.contains(&value)) {
        refuse("not one of the list");
    }
    if let Some(number) = value.as_integer() {
        let bound = |name| rules.get_arg(name).and_then(KdlValue::as_integer);
        if bound(">=").is_some_and(|min| number < min) || bound("<=").is_some_and(|max| number > max) {
            refuse("out of range");
        }
    }
    if let (Some(text), Some(pattern)) = (value.as_string(), rules.get_arg("pattern").and_then(KdlValue::as_string)) {
        // A judge of regular expressions that is there already.
        if !jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text)) {
            refuse("of another form");
        }
    }
}
