//! The Dockerfiles behind the services, for the rules that compare a spec with them.

use super::Scene;
use crate::dockerfile::{self, Stage};
use crate::plan::{Build, Environment, ImageUse, Plan, Service};
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// What rules look at in a Dockerfile.
pub struct Dockerfile {
    /// Its stages; never empty.
    pub stages: Vec<Stage>,
    /// The build arguments that it declares.
    pub arguments: BTreeSet<String>,
}

/// Those that could be read, by their paths.
pub type Dockerfiles = BTreeMap<String, Dockerfile>;

/// A service with its Dockerfile, in one environment.
pub struct Built<'a> {
    /// The environment.
    pub environment: &'a Environment,
    /// The service.
    pub service: &'a Service,
    /// How it is built.
    pub build: &'a Build,
    /// What it is built from.
    pub dockerfile: &'a Dockerfile,
}

/// Every service that is built from a Dockerfile that can be read.
pub fn all<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = Built<'s>> {
    // One look at the disk for all rules.
    let files = scene.dockerfiles.get_or_init(|| read(scene.plan, scene.world));
    builds(scene.plan).filter_map(|(environment, service, build)| {
        let dockerfile = files.get(&build.dockerfile)?;
        Some(Built { environment, service, build, dockerfile })
    })
}

fn builds(plan: &Plan) -> impl Iterator<Item = (&Environment, &Service, &Build)> {
    let services = plan.environments.iter().flat_map(|e| e.services.iter().map(move |service| (e, service)));
    let own = services.filter(|(_, service)| !matches!(service.image, ImageUse::External(_)));
    own.filter_map(|(environment, service)| Some((environment, service, service.build.as_deref()?)))
}

fn read(plan: &Plan, world: &dyn World) -> Dockerfiles {
    let paths: BTreeSet<&String> = builds(plan).map(|(_, _, build)| &build.dockerfile).collect();
    let files = paths.into_iter().filter_map(|path| {
        let text = String::from_utf8(world.read(path).ok()?).ok()?;
        let (stages, arguments) = dockerfile::read_with_arguments(&text);
        (!stages.is_empty()).then(|| (path.clone(), Dockerfile { stages, arguments }))
    });
    files.collect()
}
