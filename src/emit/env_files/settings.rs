//! `deploy/env/<environment>.env`: the plain variables of an environment, and where all others come from.

use super::page::Page;
use crate::hash::HashMap;
use crate::plan::{
    Environment, Plan, Platform, Reference, Service, Value, Variable, kubernetes_secret, render_keeper, render_name,
};
use crate::schema::kinds::Part;

/// The file of an environment; nothing where no service has a variable.
pub fn text(plan: &Plan, environment: &Environment, path: &str) -> Option<String> {
    environment.services.iter().find(|service| !service.variables.is_empty())?;
    let mut page = Page::new(&format!(
        "The variables of {}, {}: plain values as they are, and where every other one comes from. No platform \
         reads this file: it is for people, and for running something by hand with these settings:\n\
         \n    set -a; . {path}; set +a",
        environment.name,
        place(environment)
    ));
    let variables = different(environment);
    let mut values: HashMap<&str, usize> = HashMap::default();
    for own in &variables {
        *values.entry(&own.variable.name).or_default() += 1;
    }
    let disputed = |v: &Variable| values.get(v.name.as_str()).is_some_and(|count| *count > 1);
    if variables.iter().any(|v| matches!(v.variable.value, Value::Plain(_)) && disputed(v.variable)) {
        page.comment("");
        page.comment("A value that is commented out is not the same for all services: set it for the one at hand.");
    }
    for (holders, variables) in sections(&variables) {
        let services: Vec<&Service> = holders.iter().map(|at| &environment.services[*at]).collect();
        let everywhere = services.len() == environment.services.len();
        let names = || services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
        page.section(&if everywhere { "every service".to_owned() } else { names() });
        for variable in variables {
            line(&mut page, plan, environment, &services, variable, !disputed(variable));
        }
    }
    Some(page.text())
}

/// A variable with one of its values, and the services that have it so, by index.
struct Held<'a> {
    variable: &'a Variable,
    holders: Vec<usize>,
}

/// Every variable once with each of its values, in the order of the first service that has it.
fn different(environment: &Environment) -> Vec<Held<'_>> {
    let mut all: Vec<Held<'_>> = Vec::new();
    let mut places: HashMap<(&str, &Value), usize> = HashMap::default();
    // Services are mostly alike: what stood in the same place of one before is tried before anything is searched.
    let mut usual: Vec<usize> = Vec::new();
    for (index, service) in environment.services.iter().enumerate() {
        for (at, variable) in service.variables.iter().enumerate() {
            let same = |place: &usize| {
                let other = all[*place].variable;
                other.name == variable.name && other.value == variable.value
            };
            if let Some(place) = usual.get(at).copied().filter(same) {
                all[place].holders.push(index);
                continue;
            }
            let place = *places.entry((&variable.name, &variable.value)).or_insert_with(|| {
                all.push(Held { variable, holders: Vec::new() });
                all.len() - 1
            });
            all[place].holders.push(index);
            match usual.get_mut(at) {
                Some(usual) => *usual = place,
                None => usual.push(place),
            }
        }
    }
    all
}

/// The variables that the same services have, together, with these services.
fn sections<'a, 'b>(variables: &'b [Held<'a>]) -> Vec<(&'b [usize], Vec<&'a Variable>)> {
    let mut all: Vec<(&[usize], Vec<&Variable>)> = Vec::new();
    let mut places: HashMap<&[usize], usize> = HashMap::default();
    for own in variables {
        let place = *places.entry(&own.holders).or_insert_with(|| {
            all.push((&own.holders, Vec::new()));
            all.len() - 1
        });
        all[place].1.push(own.variable);
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
    plain.then(|| environment.service(&from.name)?.public_url.clone()).flatten()
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
