//! A secret that nobody needs.

use super::{Needs, Rule, Scene, expression, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Holder, Plan, Platform, Value};
use std::collections::BTreeSet;

/// Finds secrets that nothing refers to.
pub const RULE: Rule = Rule { code: codes::UNUSED_SECRET, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let used = used(scene.plan);
    // A platform's own fields can name it in ways that are the platform's own.
    let raw = || walk::raw(scene.plan).flat_map(|raw| &raw.fields).flat_map(|field| field.texts());
    for secret in &scene.plan.secrets {
        let name = secret.name.value.0.as_str();
        if used.contains(name) || raw().any(|text| names(text.value, name)) {
            continue;
        }
        let pipeline = secret.holder.as_ref().is_some_and(|holder| holder.value == Holder::Pipeline);
        // Where there are no services yet, what they will need may be there already.
        if scene.plan.services.is_empty() && !pipeline {
            continue;
        }
        let whose = if pipeline { "a job" } else { "a service" };
        found.push(
            Diagnostic::found(codes::UNUSED_SECRET, secret.name.span, format!("nothing uses the secret `{name}`"))
                .here("declared and not used")
                .help(format!("take it away, or give it to {whose}: `env {{ {name} secret=\"{name}\"; }}`"))
                .mend(format!("take `{name}` away"), false, vec![Change::DropNode(secret.name.span)]),
        );
    }
}

/// The secrets that services, environments and workflows use.
fn used(plan: &Plan) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for environment in &plan.environments {
        let shared = environment.shared.iter();
        for variable in shared.chain(environment.services.iter().flat_map(|service| &service.variables)) {
            match &variable.value {
                Value::Secret { name, .. } => used.insert(name.clone()),
                // A value in the place of the secret is another mistake.
                Value::Plain(_) => used.insert(variable.name.clone()),
                Value::From(_) => false,
            };
        }
        let set = &environment.set;
        let kubeconfig = set.cluster.iter().filter_map(|cluster| cluster.kubeconfig.as_ref());
        let metrics = set.metrics.iter().flat_map(|metrics| metrics.prometheus.iter().chain(&metrics.token));
        let names = kubeconfig.chain(metrics).chain(set.notify.iter().map(|notify| &notify.slack));
        used.extend(names.map(|name| name.value.0.clone()));
    }
    let images = plan.project.set.images.iter().flat_map(|images| images.username.iter().chain(&images.password));
    used.extend(images.map(|name| name.value.0.clone()));
    let blocks = plan.workflows.iter().filter_map(|workflow| workflow.set.env.as_ref());
    let jobs = walk::jobs(plan).flat_map(|(_, _, job)| expression::secrets_of_job(job));
    let named = blocks.flat_map(expression::outright).chain(jobs).chain(expression::in_workflows(plan));
    let declared = || plan.secrets.iter().map(|secret| secret.name.value.0.as_str());
    for (name, _) in named {
        // A name that nothing has is probably this one, misspelt: that is reported where it stands.
        let meant = declared().all(|own| own != name).then(|| crate::diag::did_you_mean(&name, declared())).flatten();
        used.extend(meant.map(str::to_owned));
        used.insert(name);
    }
    // Deploys to Render need it, whether a workflow has one or that is what is missing.
    if plan.on(Platform::Render).any(|environment| !environment.builds_itself()) {
        used.insert("RENDER_API_KEY".to_owned());
    }
    used
}

/// Whether a text has the name as a word of its own.
fn names(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part))
}
