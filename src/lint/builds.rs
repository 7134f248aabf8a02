//! The Dockerfiles behind the services, for the rules that compare a spec with them.

use super::Scene;
use crate::dockerfile::{self, Stage};
use crate::plan::{Build, Environment, ImageUse, Service};
use std::collections::BTreeMap;

/// A service with its Dockerfile, in one environment.
pub struct Built<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// The service.
    pub service: &'a Service,
    /// How it is built.
    pub build: &'a Build,
    /// The text of its Dockerfile.
    pub text: String,
    /// The stages in it.
    pub stages: Vec<Stage>,
}

/// Every service that is built from a Dockerfile that can be read.
pub fn all<'a>(scene: &Scene<'a>) -> Vec<Built<'a>> {
    let mut read: BTreeMap<&str, Option<(String, Vec<Stage>)>> = BTreeMap::new();
    let mut all = Vec::new();
    for environment in &scene.plan.environments {
        for service in environment.services.iter().filter(|s| !matches!(s.image, ImageUse::External(_))) {
            let Some(build) = &service.build else { continue };
            let file = read.entry(&build.dockerfile).or_insert_with(|| {
                let text = String::from_utf8(scene.world.read(&build.dockerfile).ok()?).ok()?;
                let stages = dockerfile::read(&text);
                Some((text, stages))
            });
            if let Some((text, stages)) = file.clone().filter(|(_, stages)| !stages.is_empty()) {
                all.push(Built { environment, service, build, text, stages });
            }
        }
    }
    all
}
