//! A secret that nobody needs.

use super::{Needs, Rule, Scene, expression, walk};
use crate::diag::{Change, Diagnostic, codes};
use crate::hash::HashSet;
use crate::plan::{Holder, Platform, RENDER_KEY, Value};
use std::collections::BTreeSet;

/// Finds secrets that nothing refers to.
pub const RULE: Rule = Rule { code: codes::UNUSED_SECRET, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let unused = unused(scene);
    for secret in scene.plan.secrets.iter().filter(|secret| unused.contains(secret.name.value.0.as_str())) {
        let name = &secret.name.value.0;
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

/// So many names are looked at for what they were meant to be; who has more has other worries.
const MISSPELT: usize = 50;

/// The secrets that neither services nor environments nor workflows use.
fn unused<'a>(scene: &Scene<'a>) -> HashSet<&'a str> {
    let plan = scene.plan;
    let all: BTreeSet<&str> = plan.secrets.iter().map(|secret| secret.name.value.0.as_str()).collect();
    // Every variable is looked up in it.
    let mut left: HashSet<&str> = all.iter().copied().collect();
    for variable in &scene.variables {
        match &variable.value {
            Value::Secret { name, .. } => left.remove(name.as_str()),
            // A value in the place of the secret is another mistake.
            Value::Plain(_) => left.remove(variable.name.as_str()),
            Value::From(_) => false,
        };
    }
    for environment in &plan.environments {
        let set = &environment.set;
        let kubeconfig = set.cluster.iter().filter_map(|cluster| cluster.kubeconfig.as_ref());
        let metrics = set.metrics.iter().flat_map(|metrics| metrics.prometheus.iter().chain(&metrics.token));
        let names = kubeconfig.chain(metrics).chain(set.notify.iter().map(|notify| &notify.slack));
        names.for_each(|name| _ = left.remove(name.value.0.as_str()));
    }
    let images = plan.project.set.images.iter().flat_map(|images| images.username.iter().chain(&images.password));
    images.for_each(|name| _ = left.remove(name.value.0.as_str()));
    let blocks = plan.workflows.iter().filter_map(|workflow| workflow.set.env.as_ref());
    let jobs = walk::jobs(plan).flat_map(|(_, _, job)| expression::secrets_of_job(job));
    let named = blocks.flat_map(expression::outright).chain(jobs).chain(expression::in_workflows(plan));
    let named: BTreeSet<String> = named.map(|(name, _)| name).collect();
    // A name that nothing has is probably a declared one, misspelt: that is reported where it stands.
    for name in named.iter().filter(|name| !all.contains(name.as_str())).take(MISSPELT) {
        crate::diag::did_you_mean(name, all.iter().copied()).into_iter().for_each(|meant| _ = left.remove(meant));
    }
    named.iter().for_each(|name| _ = left.remove(name.as_str()));
    // Deploys to Render need it, whether a workflow has one or that is what is missing.
    if plan.on(Platform::Render).any(|environment| !environment.builds_itself()) {
        left.remove(RENDER_KEY);
    }
    // A platform's own fields can name it in ways that are the platform's own.
    for text in walk::raw(plan).flat_map(|raw| &raw.fields).flat_map(|field| field.texts()) {
        text.value.split(|c: char| !is_part(c)).for_each(|word| _ = left.remove(word));
    }
    left
}

/// Whether a name can have this letter.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
