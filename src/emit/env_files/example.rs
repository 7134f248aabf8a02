//! `.env.example`: what must be set on a machine, and the list of all other secrets. Names only, never a value.

use super::page::Page;
use crate::hash::HashSet;
use crate::plan::{Datastore, Engine, Holder, Plan, Platform, Secret, Value};
use std::collections::BTreeMap;

/// Who uses a secret.
#[derive(Default)]
struct Uses<'a> {
    /// The services, in the order in which they are met.
    services: Vec<&'a str>,
    /// Whether one of them runs on Compose.
    on_compose: bool,
}

/// The file, where there is anything to say.
pub fn text(plan: &Plan) -> Option<String> {
    let databases = databases(plan);
    let (pipeline, services): (Vec<&Secret>, Vec<&Secret>) =
        plan.secrets.iter().partition(|s| s.holder.as_ref().is_some_and(|h| h.value == Holder::Pipeline));
    let uses = uses(plan);
    let of = |secret: &Secret| uses.get(secret.name.value.0.as_str());
    let on_compose = |s: &&Secret| of(s).is_some_and(|uses| uses.on_compose);
    let (here, elsewhere): (Vec<&Secret>, Vec<&Secret>) = services.into_iter().partition(on_compose);
    if plan.secrets.is_empty() && databases.is_empty() {
        return None;
    }
    let mut page = Page::new(&about(plan, !databases.is_empty() || !here.is_empty()));
    if !databases.is_empty() {
        page.section("Databases on this machine");
        page.comment("Any text of letters and digits, since it becomes a part of an address: openssl rand -hex 24");
        for store in databases {
            page.empty(&store.password_variable());
        }
    }
    if !here.is_empty() {
        page.section("Secrets of the services");
        for (index, secret) in here.into_iter().enumerate() {
            if index > 0 {
                page.blank();
            }
            describe(&mut page, secret, of(secret));
            match secret.optional.as_ref().is_some_and(|o| o.value) {
                true => page.commented(&secret.name.value.0),
                false => page.empty(&secret.name.value.0),
            }
        }
    }
    if !elsewhere.is_empty() {
        page.section("Secrets that only the platforms hold: not for this file");
        for secret in elsewhere {
            page.comment(&format!("{}:", secret.name));
            describe(&mut page, secret, of(secret));
        }
    }
    if !pipeline.is_empty() {
        page.section("Secrets that the pipeline needs: not for this file, GitHub holds them");
        for (index, secret) in pipeline.into_iter().enumerate() {
            if index > 0 {
                page.comment("");
            }
            describe(&mut page, secret, of(secret));
            match secret.only.as_slice() {
                [] => page.comment(&format!("  gh secret set {}", secret.name)),
                only => only.iter().for_each(|e| page.comment(&format!("  gh secret set {} --env {e}", secret.name))),
            }
        }
    }
    Some(page.text())
}

fn about(plan: &Plan, to_fill: bool) -> String {
    let name = match &plan.project.repository {
        Some(repository) => format!("{} ({repository})", plan.project.name),
        None => plan.project.name.clone(),
    };
    if !to_fill {
        return format!("The secrets of {name}. Nothing of this is set in a file.");
    }
    format!(
        "What {name} needs on a machine that runs it with Docker Compose. Copy it, fill the copy in, never commit that:\n\
         \n    cp .env.example .env\n\n\
         Nothing has a value here on purpose: a placeholder that works ends up in use. Compose stops and names what is \
         still empty; what is commented out may stay so."
    )
}

/// The databases that run as containers.
fn databases(plan: &Plan) -> Vec<&Datastore> {
    let mut all: Vec<&Datastore> = Vec::new();
    for store in plan.on(Platform::Compose).flat_map(|e| &e.datastores) {
        let database = matches!(store.engine, Engine::Database { .. });
        if database && !all.iter().any(|other| other.name == store.name) {
            all.push(store);
        }
    }
    all
}

/// The uses of each secret, by its name.
fn uses(plan: &Plan) -> BTreeMap<&str, Uses<'_>> {
    let mut all: BTreeMap<&str, Uses<'_>> = BTreeMap::new();
    for environment in &plan.environments {
        for service in &environment.services {
            for variable in &service.variables {
                let Value::Secret { name, .. } = &variable.value else { continue };
                let uses = all.entry(name).or_default();
                uses.services.push(&service.name);
                uses.on_compose |= environment.platform == Platform::Compose;
            }
        }
    }
    for uses in all.values_mut() {
        let mut seen = HashSet::default();
        uses.services.retain(|name| seen.insert(*name));
    }
    all
}

/// What it is, who needs it, how old it may become.
fn describe(page: &mut Page, secret: &Secret, uses: Option<&Uses<'_>>) {
    let mut text: Vec<String> = Vec::new();
    if let Some(about) = &secret.about {
        text.push(format!("{}.", about.value.trim_end_matches('.')));
    }
    if let Some(uses) = uses {
        text.push(format!("For {}.", uses.services.join(", ")));
    }
    if secret.optional.as_ref().is_some_and(|o| o.value) {
        text.push("Optional.".into());
    }
    if let Some(age) = &secret.rotate {
        text.push(match age.value.as_days() {
            1 => "Replace it every day.".into(),
            days => format!("Replace it every {days} days."),
        });
    }
    if !text.is_empty() {
        page.comment(&text.join(" "));
    }
    if secret.generate.as_ref().is_some_and(|g| g.value) {
        page.comment("Any random text will do: openssl rand -hex 32");
    }
}
