//! The services of every environment: what is the same in all of them stands once, in the chart's own values.
//!
//! They are taken one after the other, each as it is made for every environment. Most are alike everywhere but for what
//! an environment's file says in any case; of these one tree is made.

use serde::Serialize;

use super::layers;
use super::model::{Autoscaling, Ingress, Service, is_false};
use super::values::Side;
use super::variables::Plain;
use crate::emit::Emission;
use crate::yaml::{self, Map, Yaml};

/// What all `sides` share of their services, and what is left of each.
pub fn services(sides: &[Side<'_>], out: &mut Emission) -> (Map, Vec<Map>) {
    let mut names: Vec<&str> = sides.iter().flat_map(Side::names).collect();
    names.sort();
    names.dedup();
    let (mut shared, mut left) = (Map::with_room(names.len()), vec![Map::new(); sides.len()]);
    for name in names {
        let everywhere: Vec<_> = sides.iter().map(|side| side.service(name, out)).collect();
        let all = match everywhere.iter().all(Option::is_some) {
            true => everywhere.into_iter().flatten().collect(),
            false => {
                for (left, service) in left.iter_mut().zip(&everywhere) {
                    service.iter().for_each(|service| left.append(name.to_owned(), tree(service)));
                }
                continue;
            }
        };
        let own: Vec<&str> = sides.iter().flat_map(|side| side.own_variables(name)).collect();
        let (base, rests) = part(all, &own);
        if !base.is_empty() {
            shared.append(name.to_owned(), base);
        }
        for (left, rest) in left.iter_mut().zip(rests).filter(|(_, rest)| !rest.is_empty()) {
            left.append(name.to_owned(), rest);
        }
    }
    (shared, left)
}

/// Parts one service as it is in every environment. The variables `own` stay with each.
fn part(mut all: Vec<Service<'_>>, own: &[&str]) -> (Map, Vec<Map>) {
    let parts: Vec<Own<'_>> = all.iter_mut().map(|service| Own::take(service, own)).collect();
    if all.iter().all(|service| *service == all[0]) {
        return (tree(&all[0]), parts.iter().map(tree).collect());
    }
    all.iter_mut().zip(parts).for_each(|(service, part)| part.give(service));
    layers::part(all.iter().map(tree).collect(), &|path| match path {
        ["replicas" | "autoscaling" | "canary" | "ingress"] => true,
        ["env", variable] => own.contains(variable),
        _ => false,
    })
}

/// What an environment's file says of a service even where all environments agree, so that it tells what the
/// environment is. The fields are those of [`Service`].
#[derive(Serialize)]
struct Own<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    autoscaling: Option<Autoscaling>,
    #[serde(skip_serializing_if = "is_false")]
    canary: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress: Option<Ingress<'a>>,
    #[serde(skip_serializing_if = "Plain::is_empty")]
    env: Plain<'a>,
}

impl<'a> Own<'a> {
    fn take(service: &mut Service<'a>, own: &[&str]) -> Self {
        Self {
            replicas: service.replicas.take(),
            autoscaling: service.autoscaling.take(),
            canary: std::mem::take(&mut service.canary),
            ingress: service.ingress.take(),
            env: own.iter().filter_map(|name| service.env.remove(*name)).collect(),
        }
    }

    fn give(self, service: &mut Service<'a>) {
        service.env.extend(self.env);
        service.replicas = self.replicas;
        service.autoscaling = self.autoscaling;
        service.canary = self.canary;
        service.ingress = self.ingress;
    }
}

/// The tree of a model.
pub fn tree(model: &impl Serialize) -> Map {
    match yaml::to_yaml(model) {
        Ok(Yaml::Map(fields)) => fields,
        // The models are structs without anything that a tree cannot hold.
        _ => Map::new(),
    }
}
