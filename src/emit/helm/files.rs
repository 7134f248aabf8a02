//! The chart's own files: `Chart.yaml`, and the values.

use super::schema::Words;
use crate::emit::HEADER;
use crate::plan::Plan;
use crate::yaml::{Document, Map, Yaml, map};

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
pub fn values(mut body: Map, words: &Words<'_>, header: &[String], secret: Option<String>) -> String {
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
        services.trivia_mut().for_each(|trivia| trivia.blank = true);
    }
    let mut document = Document::new(body).header(HEADER);
    for line in header {
        document = document.header(line.as_str());
    }
    document.print()
}
