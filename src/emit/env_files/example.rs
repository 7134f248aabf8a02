//! `.env.example`: what must be set on a machine, and the list of all other secrets. Names only, never a value.

use super::page::Page;
use crate::plan::{Datastore, Engine, Environment, Holder, Plan, Platform, Secret, Value};
use std::collections::BTreeSet;

/// Who uses a secret: environment and service.
struct Use<'a> {
    environment: &'a Environment,
    service: &'a str,
}

/// The file, where there is anything to say.
pub fn text(plan: &Plan) -> Option<String> {
    let databases = databases(plan);
    let (pipeline, services): (Vec<&Secret>, Vec<&Secret>) =
        plan.secrets.iter().partition(|s| s.holder.as_ref().is_some_and(|h| h.value == Holder::Pipeline));
    let on_compose = |s: &&Secret| uses(plan, s).iter().any(|u| u.environment.platform == Platform::Compose);
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
            describe(&mut page, plan, secret);
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
            describe(&mut page, plan, secret);
        }
    }
    if !pipeline.is_empty() {
        page.section("Secrets that the pipeline needs: not for this file, GitHub holds them");
        for (index, secret) in pipeline.into_iter().enumerate() {
            if index > 0 {
                page.comment("");
            }
            describe(&mut page, plan, secret);
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

fn uses<'a>(plan: &'a Plan, secret: &Secret) -> Vec<Use<'a>> {
    let uses = |value: &Value| matches!(value, Value::Secret { name, .. } if *name == secret.name.value.0);
    let mut all = Vec::new();
    for environment in &plan.environments {
        for service in environment.services.iter().filter(|s| s.variables.iter().any(|v| uses(&v.value))) {
            all.push(Use { environment, service: &service.name });
        }
    }
    all
}

/// What it is, who needs it, how old it may become.
fn describe(page: &mut Page, plan: &Plan, secret: &Secret) {
    let mut text: Vec<String> = Vec::new();
    if let Some(about) = &secret.about {
        text.push(format!("{}.", about.value.trim_end_matches('.')));
    }
    let mut seen = BTreeSet::new();
    let services: Vec<&str> =
        uses(plan, secret).into_iter().map(|used| used.service).filter(|name| seen.insert(*name)).collect();
    if !services.is_empty() {
        text.push(format!("For {}.", services.join(", ")));
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
