//! A judge of blueprints. Render's own (`render blueprints validate`) asks a server, so this is ours: the schema beside
//! this file, and the rules that no schema can say. What both rest on stands in the schema's `$comment`; a finding of
//! Render's that this judge does not have is a mistake of this judge.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::Value;

/// Everything that is wrong with a blueprint.
pub fn findings(text: &str) -> Vec<String> {
    let value: Value = match serde_yaml::from_str(text) {
        Ok(value) => value,
        Err(problem) => return vec![format!("not YAML: {problem}")],
    };
    let schema: Value = serde_json::from_str(include_str!("schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut found: Vec<String> = schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for environment in list(&value, "projects").flat_map(|p| list(p, "environments")) {
        rules(environment, &mut found);
        for thing in list(environment, "services").chain(list(environment, "databases")) {
            *names.entry(text_of(thing, "name")).or_default() += 1;
        }
    }
    found.extend(names.into_iter().filter(|(_, times)| *times > 1).map(|(name, _)| format!("{name}: twice")));
    found
}

/// What holds within one environment: one service migrates, private addresses end at the region, a host name belongs to
/// one service.
fn rules(environment: &Value, found: &mut Vec<String>) {
    let name = text_of(environment, "name");
    let migrating = list(environment, "services").filter(|s| s.get("preDeployCommand").is_some()).count();
    if migrating > 1 {
        found.push(format!("{name}: {migrating} services migrate"));
    }
    let things = list(environment, "services").chain(list(environment, "databases"));
    let mut regions: Vec<_> = things.map(|s| text_of(s, "region")).collect();
    regions.sort();
    regions.dedup();
    if regions.len() > 1 {
        found.push(format!("{name}: several regions: {}", regions.join(", ")));
    }
    let mut domains: Vec<_> =
        list(environment, "services").flat_map(|s| list(s, "domains")).map(Value::to_string).collect();
    domains.sort();
    if domains.windows(2).any(|pair| pair[0] == pair[1]) {
        found.push(format!("{name}: a host name of two services"));
    }
    for service in list(environment, "services") {
        let mut keys: Vec<String> = Vec::new();
        for variable in list(service, "envVars") {
            let key = text_of(variable, "key");
            if !key.is_empty() && keys.contains(&key) {
                found.push(format!("{}: {key} twice", text_of(service, "name")));
            }
            keys.push(key);
            found.extend(dangling(environment, variable).map(|what| format!("{}: {what}", text_of(service, "name"))));
        }
    }
}

/// What a variable refers to and the environment has not.
fn dangling(environment: &Value, variable: &Value) -> Option<String> {
    let find = |key: &str, name: &str| list(environment, key).find(|thing| text_of(thing, "name") == name);
    if let Some(group) = variable.get("fromGroup").and_then(Value::as_str) {
        return find("envVarGroups", group).is_none().then(|| format!("no group {group}"));
    }
    if let Some(from) = variable.get("fromDatabase") {
        let name = text_of(from, "name");
        return find("databases", &name).is_none().then(|| format!("no database {name}"));
    }
    let from = variable.get("fromService")?;
    let (name, key) = (text_of(from, "name"), text_of(from, "envVarKey"));
    let Some(target) = find("services", &name) else { return Some(format!("no service {name}")) };
    if target["type"] != from["type"] {
        return Some(format!("{name} is no {}", from["type"]));
    }
    // Render sets variables of its own, which stand in no file.
    let given =
        key.is_empty() || key.starts_with("RENDER_") || list(target, "envVars").any(|v| text_of(v, "key") == key);
    (!given).then(|| format!("{name} has no {key}"))
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text_of(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
