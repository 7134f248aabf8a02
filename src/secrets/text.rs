//! The contract for people.

use super::{Contract, Job, Origin, Place, Secret, Store};

/// The contract as text: a paragraph for each secret, a line for each place, the command below it.
pub fn terminal(contract: &Contract) -> String {
    let mut text = String::new();
    for secret in &contract.secrets {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &paragraph(secret);
    }
    for all in &contract.cluster_secrets {
        text += &format!(
            "\nAll keys of the Secret {} at once, in a file with a line KEY=value for each of {}:\n    {}\n",
            all.secret,
            all.keys.join(", "),
            all.command
        );
    }
    text
}

fn paragraph(secret: &Secret) -> String {
    let mut text = secret.name.clone();
    if let Some(about) = &secret.about {
        text += &format!("  {about}");
    }
    text.push('\n');
    let facts = facts(secret);
    if !facts.is_empty() {
        text += &format!("  {}\n", facts.join("; "));
    }
    if secret.places.is_empty() {
        text += "  nothing reads it: use it, or take it out of the spec\n";
    }
    let everywhere = "all";
    let name = |place: &Place| place.environment.clone().unwrap_or_else(|| everywhere.to_owned());
    let width = secret.places.iter().map(|place| name(place).chars().count()).max().unwrap_or_default();
    for place in &secret.places {
        let words = match place.key == secret.name || matches!(place.store, Store::Render { .. }) {
            true => place.words.clone(),
            false => format!("{}, as {}", place.words, place.key),
        };
        text += &format!("  {:width$}  {words}\n", name(place));
        if let Some(readers) = readers(place) {
            text += &format!("  {:width$}  for {readers}\n", "");
        }
        if let Some(command) = &place.command {
            text += &format!("      {command}\n");
        }
    }
    text
}

fn facts(secret: &Secret) -> Vec<String> {
    let mut facts = Vec::new();
    if secret.origin == Origin::Workflow {
        facts.push("the spec does not declare it: an expression in a workflow names it".to_owned());
    }
    if secret.optional {
        facts.push("optional".to_owned());
    }
    if secret.generate {
        facts.push("any random text will do".to_owned());
    }
    match secret.rotate_days {
        Some(1) => facts.push("replace it every day".to_owned()),
        Some(days) => facts.push(format!("replace it every {days} days")),
        None => {}
    }
    facts
}

fn readers(place: &Place) -> Option<String> {
    let mut readers = place.services.clone();
    let mut workflows: Vec<&str> = Vec::new();
    for job in &place.jobs {
        if !workflows.contains(&job.workflow.as_str()) {
            workflows.push(&job.workflow);
        }
    }
    for workflow in workflows {
        let of = |job: &&Job| job.workflow == workflow;
        let jobs: Vec<&str> = place.jobs.iter().filter(of).map(|job| job.id.as_str()).collect();
        readers.push(format!("{} in {workflow}.yml", jobs.join(", ")));
    }
    (!readers.is_empty()).then(|| readers.join(", "))
}
