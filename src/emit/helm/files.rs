//! The chart's own files: `Chart.yaml`, and the values.

use serde_json::Value;

use super::schema::Words;
use crate::emit::HEADER;
use crate::plan::Plan;
use crate::yaml::{Document, Map, Yaml, map};

/// A list of at most this many characters reads best on one line.
const SHORT: usize = 80;

/// `Chart.yaml`.
pub fn chart(plan: &Plan) -> String {
    let name = &plan.project.name;
    let mut chart = map! {
        "apiVersion" => "v2",
        "name" => name.as_str(),
        "description" => format!("Everything that runs of {name}"),
        "type" => "application",
        "version" => "0.1.0",
        // 1.30 is the first with the `sleep` that pods need before they stop (KEP-3960).
        "kubeVersion" => Yaml::quoted(">=1.30.0-0"),
    };
    chart.comment("version", "Releases are told apart by the digests of their images; this number stays.");
    if let Some(repository) = &plan.project.repository {
        chart.set("home", format!("https://github.com/{repository}"));
    }
    Document::new(chart).header(HEADER).print()
}

/// A values file, with the schema's words over its first keys; `secret` are those over the name of the Secret.
pub fn values(values: &Value, words: &Words<'_>, header: &[String], secret: Option<String>) -> String {
    let Yaml::Map(mut body) = yaml(values) else { return String::new() };
    let keys: Vec<String> = body.iter().map(|(key, _)| key.to_owned()).collect();
    for key in &keys {
        if let Some(words) = words.of(key) {
            body.comment(key, words);
        }
        body.blank_before(key);
    }
    if let Some(words) = secret {
        body.comment("secretName", words);
    }
    if let Some(Yaml::Map(services)) = body.get_mut("services") {
        let names: Vec<String> = services.iter().map(|(name, _)| name.to_owned()).collect();
        names.iter().for_each(|name| {
            services.blank_before(name);
        });
    }
    let mut document = Document::new(body).header(HEADER);
    for line in header {
        document = document.header(line.as_str());
    }
    document.print()
}

/// Short lists of words on one line, everything else as it is.
fn yaml(value: &Value) -> Yaml {
    match value {
        Value::Array(items) if is_short(items) => Yaml::Flow(items.iter().map(yaml).collect()),
        Value::Array(items) => items.iter().map(yaml).collect(),
        Value::Object(fields) => {
            Yaml::Map(fields.iter().map(|(key, value)| (key.as_str(), yaml(value))).collect::<Map>())
        }
        other => Yaml::from(other.clone()),
    }
}

fn is_short(items: &[Value]) -> bool {
    let length: usize = items.iter().map(|item| item.as_str().map_or(4, str::len) + 4).sum();
    length <= SHORT && items.iter().all(|item| item.as_str().is_some_and(|text| !text.contains(char::is_whitespace)))
}
