//! `deploy/env/<environment>.env`: the plain variables of an environment, and where all others come from.

use super::page::Page;
use crate::plan::{
    Environment, Plan, Platform, Reference, Service, Value, Variable, kubernetes_secret, render_keeper, render_name,
};
use crate::schema::kinds::Part;
use std::collections::HashMap;

/// The file of an environment; nothing where no service has a variable.
pub fn text(plan: &Plan, environment: &Environment, path: &str) -> Option<String> {
    let all = || environment.services.iter().flat_map(|s| s.variables.iter().map(move |v| (s, v)));
    all().next()?;
    let mut page = Page::new(&format!(
        "The variables of {}, {}: plain values as they are, and where every other one comes from. No platform \
         reads this file: it is for people, and for running something by hand with these settings:\n\
         \n    set -a; . {path}; set +a",
        environment.name,
        place(environment)
    ));
    // The first value of each name, and whether there is another.
    let mut values: HashMap<&str, (&Value, bool)> = HashMap::new();
    for (_, v) in all() {
        let (first, more) = values.entry(&v.name).or_insert((&v.value, false));
        *more |= *first != &v.value;
    }
    let disputed = |v: &Variable| values.get(v.name.as_str()).is_some_and(|(_, more)| *more);
    if all().any(|(_, v)| matches!(v.value, Value::Plain(_)) && disputed(v)) {
        page.comment("");
        page.comment("A value that is commented out is not the same for all services: set it for the one at hand.");
    }
    for section in sections(environment) {
        let everywhere = section.services.len() == environment.services.len();
        let names: Vec<&str> = section.services.iter().map(|s| s.name.as_str()).collect();
        page.section(&if everywhere { "every service".to_owned() } else { names.join(", ") });
        for variable in section.variables {
            line(&mut page, plan, environment, &section.services, variable, !disputed(variable));
        }
    }
    Some(page.text())
}

/// Variables that the same services have with the same values.
struct Section<'a> {
    services: Vec<&'a Service>,
    variables: Vec<&'a Variable>,
}

/// Every variable once, in the order of the first service that has it.
fn sections(environment: &Environment) -> Vec<Section<'_>> {
    let mut holders: HashMap<(&str, &Value), Vec<usize>> = HashMap::new();
    for (index, service) in environment.services.iter().enumerate() {
        for variable in &service.variables {
            holders.entry((&variable.name, &variable.value)).or_default().push(index);
        }
    }
    let mut all: Vec<Section<'_>> = Vec::new();
    let mut places: HashMap<&[usize], usize> = HashMap::new();
    for (index, service) in environment.services.iter().enumerate() {
        for variable in &service.variables {
            let Some(own) = holders.get(&(variable.name.as_str(), &variable.value)) else { continue };
            // The first of them has brought it already.
            if own.first() != Some(&index) {
                continue;
            }
            let place = *places.entry(own).or_insert_with(|| {
                let services = own.iter().map(|at| &environment.services[*at]).collect();
                all.push(Section { services, variables: Vec::new() });
                all.len() - 1
            });
            all[place].variables.push(variable);
        }
    }
    all
}

fn place(environment: &Environment) -> &'static str {
    match environment.platform {
        Platform::Compose if environment.local => "the developer's own machine",
        Platform::Compose => "which runs on Docker Compose",
        Platform::Render => "which runs on Render",
        Platform::Kubernetes => "which runs on Kubernetes",
    }
}

/// One variable. It is set only where it is `live`: a name that services give different values cannot be, in one file.
fn line(
    page: &mut Page,
    plan: &Plan,
    environment: &Environment,
    services: &[&Service],
    variable: &Variable,
    live: bool,
) {
    let name = &variable.name;
    match &variable.value {
        Value::Plain(text) => page.variable(name, text, live),
        Value::Secret { name: secret, optional } => {
            let optional = if *optional { ", optional" } else { "" };
            page.comment(&format!("{name}: a secret{optional}, {}", holder(plan, environment, services, name, secret)));
        }
        Value::From(from) => match public(environment, from) {
            Some(url) => page.variable(name, &url, live),
            None => page.comment(&format!("{name}: {}", filled(environment, from))),
        },
    }
}

/// Where the value of a secret is set.
fn holder(plan: &Plan, environment: &Environment, services: &[&Service], key: &str, secret: &str) -> String {
    let made_up = render_keeper(plan, environment, secret).is_some();
    match environment.platform {
        Platform::Compose if environment.local => format!("{secret} in .env"),
        Platform::Compose => format!("{secret} in the environment of whoever starts it"),
        Platform::Render if made_up => "made up by Render".into(),
        Platform::Render => {
            let names: Vec<_> = services.iter().map(|s| render_name(plan, environment, &s.name)).collect();
            format!("set in Render as {key} of {}", names.join(", "))
        }
        Platform::Kubernetes => format!("{secret} in the Secret {}", kubernetes_secret(plan, environment)),
    }
}

/// The address of a service for the world: known now, and the same for everybody.
fn public(environment: &Environment, from: &Reference) -> Option<String> {
    let plain = from.part == Part::PublicUrl && from.scheme.is_none() && from.suffix.is_none();
    environment.service(&from.name).filter(|_| plain)?.public_url.clone()
}

fn filled(environment: &Environment, from: &Reference) -> String {
    let by = match environment.platform {
        Platform::Compose => "filled in by the Compose file",
        Platform::Render => "filled in by Render",
        Platform::Kubernetes if from.datastore => "a key of the cluster's Secret",
        Platform::Kubernetes => "filled in by the chart",
    };
    // Render fills in what it has, and the waiver of the loss says why that will do.
    let said = environment.platform != Platform::Render;
    let scheme = from.scheme.as_ref().filter(|_| said).map(|s| format!(" as {s}://")).unwrap_or_default();
    let suffix = from.suffix.as_ref().filter(|_| said).map(|s| format!(" with {s} behind it")).unwrap_or_default();
    format!("the {} of {}{scheme}{suffix}, {by}", from.part, from.name)
}
