//! How much a spec asks for, known before it is made: a few lines can ask for more than any machine holds.

use crate::diag::{Diagnostic, codes};
use crate::schema::Overlay;
use crate::source::Span;
use crate::spec::{Service, Spec};
use std::sync::Arc;

/// More settings, all services of all environments together, than three thousand services have in eight environments.
const MOST: usize = 256 << 20;

/// The same for what services copy from each other with `like`, once for all environments.
pub const MOST_COPIED: usize = 128 << 20;

/// Some passes compare every environment with every other.
const ENVIRONMENTS: usize = 500;

/// Whether the services of all environments can be laid out; says so if not. Only counts: nothing is copied.
pub fn check(spec: &Spec, services: &[Arc<Service>], say: &mut Vec<Diagnostic>) -> bool {
    if let Some(environment) = spec.environments.get(ENVIRONMENTS) {
        let message = format!("there are {} environments; at most {ENVIRONMENTS} are read", spec.environments.len());
        say.push(
            Diagnostic::error(codes::UNREADABLE_FILE, environment.name.span, message)
                .here("one too many")
                .help("environments that differ in values only can be one, deployed with other values"),
        );
        return false;
    }
    let sizes: Vec<usize> = services.iter().map(|s| s.size()).collect();
    let project = spec.project.env.size();
    let mut left = MOST;
    for environment in &spec.environments {
        let name = &environment.name.value.0;
        // Every service that is built here has the variables of the project and of the environment, too.
        let shared = project + environment.env.size();
        let here = |s: &Arc<Service>| s.only.is_empty() || s.only.iter().any(|e| e.value.0 == *name);
        for (service, size) in services.iter().zip(&sizes).filter(|(s, _)| here(s)) {
            match left.checked_sub(size + service.build.as_ref().map_or(0, |_| shared)) {
                Some(rest) => left = rest,
                None => {
                    say.push(too_much(environment.name.span, "the services of all environments", MOST));
                    return false;
                }
            }
        }
    }
    true
}

/// The report of what cannot be laid out.
pub fn too_much(span: Span, what: &str, most: usize) -> Diagnostic {
    let message = format!("{what} come to more than {} MiB of settings", most >> 20);
    Diagnostic::error(codes::UNREADABLE_FILE, span, message)
        .here("no more is laid out from here on")
        .help("say with `only` where a service runs, put long values into files, or make several specs of it")
}
