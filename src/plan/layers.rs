//! Layers: `like=`, then the environment's own settings over those of the service.

use super::names::{Names, Thing};
use crate::diag::{Diagnostic, codes};
use crate::schema::Overlay;
use crate::spec::{Service, Spec};

/// The services of `spec` in the order of writing, each with what `like=` brings.
///
/// A copy takes every setting but the name; what the service says itself wins. Circles are reported once and
/// broken where they close.
pub fn services(spec: &Spec, names: &Names, say: &mut Vec<Diagnostic>) -> Vec<Service> {
    spec.services.iter().map(|service| flatten(spec, names, service, say)).collect()
}

fn flatten(spec: &Spec, names: &Names, service: &Service, say: &mut Vec<Diagnostic>) -> Service {
    let mut chain = vec![service];
    while let Some(like) = chain.last().and_then(|s| s.like.as_ref()) {
        if let Some(at) = chain.iter().position(|s| s.name.value == like.value) {
            // Each member of a circle sees it; the first one written reports it.
            let first = chain[at..].iter().map(|s| s.name.span).min();
            if first == Some(service.name.span) {
                let circle = chain[at..].iter().chain([&chain[at]]);
                let circle: Vec<_> = circle.map(|s| s.name.value.0.as_str()).collect();
                say.push(
                    Diagnostic::error(
                        codes::CYCLE,
                        like.span,
                        format!("services copy each other: {}", circle.join(" -> ")),
                    )
                    .here("copies a service that copies this one")
                    .help("take one `like=` away and write its settings out"),
                );
            }
            break;
        }
        match spec.services.iter().find(|s| s.name.value == like.value) {
            Some(base) => chain.push(base),
            None => {
                if chain.len() == 1 {
                    names.check(Thing::Service, like.as_ref().map(|n| n.0.as_str()), say);
                }
                break;
            }
        }
    }
    let mut flat = chain[chain.len() - 1].clone();
    for upper in chain[..chain.len() - 1].iter().rev() {
        // A migration belongs to one service: two of them would run it twice.
        flat.migrate = None;
        // One host name and one published port cannot serve two.
        flat.domain = None;
        flat.publish = None;
        flat.overlay((*upper).clone());
    }
    // A copy of something that is not there stays marked: what it lacks might have come from there.
    if chain[chain.len() - 1].like.is_none() {
        flat.like = None;
    }
    flat
}
