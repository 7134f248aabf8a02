//! A Render blueprint: names that refer to each other, and what each type of service needs and forbids
//! (Render's blueprint specification).

use super::Findings;
use super::read::{items, text};
use crate::hash::{HashMap, HashSet};
use crate::yaml::Value;

/// Fields that Render refuses at a type of service.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "cron",
        &[
            "healthCheckPath",
            "domains",
            "numInstances",
            "scaling",
            "maxShutdownDelaySeconds",
            "preDeployCommand",
            "disk",
        ],
    ),
    ("worker", &["healthCheckPath", "domains", "domain"]),
    ("pserv", &["domains", "domain"]),
    ("keyvalue", &["runtime", "envVars", "buildCommand", "startCommand", "dockerCommand", "scaling", "disk"]),
];

/// Fields that a type of service must have.
const REQUIRED: &[(&str, &[&str])] = &[
    ("web", &["runtime"]),
    ("pserv", &["runtime"]),
    ("worker", &["runtime"]),
    ("cron", &["runtime", "schedule"]),
    ("keyvalue", &["ipAllowList"]),
];

/// Checks a blueprint.
pub fn check(blueprint: Value<'_>, findings: &mut Findings<'_>) {
    let mut places = vec![blueprint];
    places.extend(items(blueprint, "projects").flat_map(|project| items(project, "environments")));
    let all = |key: &str| -> Vec<Value<'_>> { places.iter().flat_map(|&place| items(place, key)).collect() };
    let (services, databases, groups) = (all("services"), all("databases"), all("envVarGroups"));
    let mut seen: HashSet<&str> = HashSet::default();
    for &thing in services.iter().chain(&databases).chain(&groups) {
        match text(thing, "name") {
            None => findings.say("something has no name"),
            Some(name) if !seen.insert(name) => findings.say(format!("two things are called `{name}`")),
            Some(_) => {}
        }
    }
    let (by_name, databases, by_group) = (named(&services), named(&databases), named(&groups));
    for &service in &services {
        fields(service, findings);
    }
    for &holder in services.iter().chain(&groups) {
        let name = text(holder, "name").unwrap_or_default();
        let mut keys: Vec<&str> = Vec::new();
        for variable in items(holder, "envVars") {
            let variable = Variable::of(variable);
            if let Some(key) = variable.key {
                if keys.contains(&key) {
                    findings.say(format!("`{name}` has the variable `{key}` twice"));
                }
                keys.push(key);
            }
            let what = reference(&variable, &by_name, &databases, &by_group);
            findings.found.extend(what.map(|what| format!("`{name}` {what}")));
        }
    }
}

/// Things by their names.
type Named<'a> = HashMap<&'a str, Value<'a>>;

fn named<'a>(things: &[Value<'a>]) -> Named<'a> {
    things.iter().filter_map(|&thing| Some((text(thing, "name")?, thing))).collect()
}

fn fields(service: Value<'_>, findings: &mut Findings<'_>) {
    let name = text(service, "name").unwrap_or_default();
    let Some(kind) = text(service, "type") else { return findings.say(format!("`{name}` has no type")) };
    let kind = if kind == "redis" { "keyvalue" } else { kind };
    let Some((_, required)) = REQUIRED.iter().find(|(own, _)| *own == kind) else {
        return findings.say(format!("`{name}` has the type `{kind}`, which Render does not know"));
    };
    for field in required.iter().filter(|field| service.get(field).is_none()) {
        findings.say(format!("`{name}` is a {kind} and has no `{field}`"));
    }
    let forbidden = FORBIDDEN.iter().filter(|(own, _)| *own == kind).flat_map(|(_, fields)| *fields);
    for field in forbidden.filter(|field| service.get(field).is_some()) {
        findings.say(format!("`{name}` is a {kind}, which cannot have `{field}`"));
    }
    let image = service.get("image").and_then(|image| text(image, "url"));
    if text(service, "runtime") == Some("image") && image.is_none() {
        findings.say(format!("`{name}` runs an image and does not say which"));
    }
    if service.get("numInstances").is_some() && service.get("scaling").is_some() {
        findings.say(format!("`{name}` has both `numInstances` and `scaling`"));
    }
}

/// A variable, looked through once: there are more of them than of anything else.
#[derive(Default)]
struct Variable<'a> {
    key: Option<&'a str>,
    group: Option<&'a str>,
    database: Option<Value<'a>>,
    service: Option<Value<'a>>,
    /// Whether it has a value, or says where that comes from.
    source: bool,
}

impl<'a> Variable<'a> {
    fn of(variable: Value<'a>) -> Self {
        let mut own = Self::default();
        for (key, value) in variable.fields() {
            match key {
                "key" => own.key = value.as_str(),
                "fromGroup" => own.group = value.as_str(),
                "fromDatabase" => own.database = Some(value),
                "fromService" => own.service = Some(value),
                "value" | "generateValue" | "sync" | "previewValue" => own.source = true,
                _ => {}
            }
        }
        own
    }
}

/// What a variable refers to that is not there.
fn reference(
    variable: &Variable<'_>,
    services: &Named<'_>,
    databases: &Named<'_>,
    groups: &Named<'_>,
) -> Option<String> {
    if let Some(group) = variable.group {
        return (!groups.contains_key(group)).then(|| format!("takes the group `{group}`, which is not there"));
    }
    let Some(key) = variable.key else { return Some("has a variable without a key".to_owned()) };
    if let Some(from) = variable.database {
        let name = text(from, "name").unwrap_or_default();
        return (!databases.contains_key(name))
            .then(|| format!("takes `{key}` from the database `{name}`, which is not there"));
    }
    if let Some(from) = variable.service {
        let name = text(from, "name").unwrap_or_default();
        let Some(&service) = services.get(name) else {
            return Some(format!("takes `{key}` from the service `{name}`, which is not there"));
        };
        if text(from, "type") != text(service, "type") {
            return Some(format!("takes `{key}` from `{name}` under another type than its own"));
        }
        let wanted = text(from, "envVarKey")?;
        // Render's own variables are there without being declared (Render, "Default environment variables").
        let there =
            wanted.starts_with("RENDER_") || items(service, "envVars").any(|own| text(own, "key") == Some(wanted));
        return (!there).then(|| format!("takes `{key}` from the variable `{wanted}` of `{name}`, which is not there"));
    }
    (!variable.source).then(|| format!("has the variable `{key}` without a value or a place that it comes from"))
}
