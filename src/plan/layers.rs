//! Layers: `like=`, then the environment's own settings over those of the service.

use super::extent;
use super::names::{Names, Thing};
use crate::diag::{Diagnostic, codes};
use crate::hash::{HashMap, HashSet};
use crate::schema::Overlay;
use crate::source::Span;
use crate::spec::Service;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What `like=` does not bring: two services cannot share it.
pub const NOT_COPIED: [&str; 3] = ["migrate", "domain", "publish"];

/// The services in the order of writing, each with what `like=` brings.
///
/// A copy takes every setting but the name; what the service says itself wins. Circles are reported once and
/// broken where they close. `None` where so much is copied that it cannot be held; that is reported.
///
/// With each service comes [`Overlay::size`] of it.
pub fn services(
    written: Vec<Arc<Service>>,
    names: &Names,
    say: &mut Vec<Diagnostic>,
) -> Option<Vec<(Arc<Service>, usize)>> {
    let mut layers = Layers {
        index: HashMap::with_capacity_and_hasher(written.len(), Default::default()),
        flat: HashMap::with_capacity_and_hasher(written.len(), Default::default()),
        circles: BTreeSet::new(),
        left: extent::MOST_COPIED,
    };
    for service in &written {
        layers.index.entry(&service.name.value.0).or_insert(service);
    }
    let mut flat = Vec::with_capacity(written.len());
    for service in &written {
        flat.push(layers.flatten(service, names, say));
        if layers.left == 0 {
            say.push(extent::too_much(service.name.span, "the services with all that they copy", extent::MOST_COPIED));
            return None;
        }
    }
    Some(flat)
}

struct Layers<'a> {
    index: HashMap<&'a str, &'a Arc<Service>>,
    /// What is done already, by the place of the name: a chain of copies is walked once.
    flat: HashMap<Span, (Arc<Service>, usize)>,
    circles: BTreeSet<Span>,
    /// How much may still be copied.
    left: usize,
}

impl<'a> Layers<'a> {
    fn flatten(
        &mut self,
        service: &'a Arc<Service>,
        names: &Names,
        say: &mut Vec<Diagnostic>,
    ) -> (Arc<Service>, usize) {
        let mut chain: Vec<&Arc<Service>> = Vec::new();
        let mut seen: HashSet<Span> = HashSet::default();
        let mut next = Some(service);
        let mut below: Option<(Arc<Service>, usize)> = None;
        while let Some(service) = next {
            if let Some(done) = self.flat.get(&service.name.span) {
                below = Some(done.clone());
                break;
            }
            let Some(like) = &service.like else {
                chain.push(service);
                break;
            };
            if !seen.insert(service.name.span) {
                self.circle(&chain, service, say);
                break;
            }
            chain.push(service);
            next = self.index.get(like.value.0.as_str()).copied();
            if next.is_none() {
                names.check(Thing::Service, like.as_ref().map(|n| n.0.as_str()), say);
            }
        }
        for upper in chain.into_iter().rev() {
            let size = upper.size();
            self.left = self.left.saturating_sub(size + below.as_ref().map_or(0, |(_, below)| *below));
            if self.left == 0 {
                break;
            }
            let flat = match below {
                // What copies nothing is as it was written.
                None => (Arc::clone(upper), size),
                Some((below, _)) => {
                    let mut flat = Arc::unwrap_or_clone(below);
                    // A copy of something that is not there stays marked: what it lacks might have come from there.
                    let whole = flat.like.is_none();
                    // A migration belongs to one service: two of them would run it twice.
                    flat.migrate = None;
                    // One host name and one published port cannot serve two.
                    flat.domain = None;
                    flat.publish = None;
                    flat.overlay(Service::clone(upper));
                    if whole {
                        flat.like = None;
                    }
                    let size = flat.size();
                    (Arc::new(flat), size)
                }
            };
            self.flat.insert(upper.name.span, flat.clone());
            below = Some(flat);
        }
        below.unwrap_or_else(|| (Arc::clone(service), service.size()))
    }

    /// Services that copy each other: all of `chain` from `service` on. Told from the one that is written first.
    fn circle(&mut self, chain: &[&Arc<Service>], service: &Service, say: &mut Vec<Diagnostic>) {
        let at = chain.iter().position(|s| s.name.span == service.name.span).unwrap_or(0);
        let mut circle = chain[at..].to_vec();
        let first = circle.iter().enumerate().min_by_key(|(_, s)| s.name.span).map_or(0, |(at, _)| at);
        circle.rotate_left(first);
        let (Some(first), Some(like)) = (circle.first(), circle.last().and_then(|s| s.like.as_ref())) else { return };
        if !self.circles.insert(first.name.span) {
            return;
        }
        const MOST: usize = 8;
        let mut names: Vec<&str> = circle.iter().take(MOST).map(|s| s.name.value.0.as_str()).collect();
        names.extend((circle.len() > MOST).then_some("..."));
        let words = format!("services copy each other: {} -> {}", names.join(" -> "), first.name);
        say.push(
            Diagnostic::error(codes::CYCLE, like.span, words)
                .here("copies a service that copies this one")
                .help("take one `like=` away and write its settings out"),
        );
    }
}
