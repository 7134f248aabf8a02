//! What passes ask of a plan: things by their names, and facts that follow from several fields.

use super::{
    Builder, DatabaseEngine, Datastore, Engine, Environment, Image, ImageUse, Migrate, Plan, Platform, Secret, Service,
};
use crate::hash::HashMap;
use crate::spec;

/// The places of an environment's services: a target asks for each of them by name, once for every other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Index {
    services: ByName,
    said: ByName,
    migrating: Option<usize>,
}

/// The places of a list by its names, the first of one name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ByName(HashMap<String, u32>);

impl ByName {
    fn of<T>(list: &[T], name: impl Fn(&T) -> &str) -> Self {
        let mut places = HashMap::with_capacity_and_hasher(list.len(), Default::default());
        for (at, own) in (0..).zip(list) {
            places.entry(name(own).to_owned()).or_insert(at);
        }
        Self(places)
    }

    fn find<'a, T>(&self, list: &'a [T], wanted: &str) -> Option<&'a T> {
        list.get(*self.0.get(wanted)? as usize)
    }
}

impl Index {
    pub(super) fn of(services: &[Service], set: &spec::Environment) -> Self {
        Self {
            services: ByName::of(services, |service| &service.name),
            said: ByName::of(&set.services, |service| &service.name.value.0),
            migrating: services.iter().position(|s| s.migrate.is_some()),
        }
    }
}

/// The name of a thing as variables are called, with `rest` behind it. Names are of ASCII alone.
pub(super) fn variable_name(name: &str, rest: &str) -> String {
    let mut out = String::with_capacity(name.len() + rest.len());
    for (index, part) in name.split('-').enumerate() {
        out.push_str(if index > 0 { "_" } else { "" });
        out.push_str(part);
    }
    out.make_ascii_uppercase();
    out.push_str(rest);
    out
}

impl Plan {
    /// The environment of a name.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|e| e.name == name)
    }

    /// The environments of a platform.
    pub fn on(&self, platform: Platform) -> impl Iterator<Item = &Environment> {
        self.environments.iter().filter(move |e| e.platform == platform)
    }

    /// The secret of a name.
    pub fn secret(&self, name: &str) -> Option<&Secret> {
        self.secrets.iter().find(|s| s.name.value.0 == name)
    }

    /// The image that a service uses, where a pipeline builds it.
    pub fn image(&self, service: &Service) -> Option<&Image> {
        match service.image {
            ImageUse::Built(index) => self.images.get(index),
            _ => None,
        }
    }
}

impl Environment {
    /// The service of a name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.index.services.find(&self.services, name)
    }

    /// What the environment itself says of a service.
    pub fn said(&self, service: &str) -> Option<&spec::Service> {
        self.index.said.find(&self.set.services, service)
    }

    /// The datastore of a name.
    pub fn datastore(&self, name: &str) -> Option<&Datastore> {
        self.datastores.iter().find(|d| d.name == name)
    }

    /// The one service that migrates the database, if any does.
    pub fn migration(&self) -> Option<(&Service, &Migrate)> {
        let service = self.services.get(self.index.migrating?)?;
        Some((service, service.migrate.as_deref()?))
    }

    /// Whether the platform itself builds the images, from the repository.
    pub fn builds_itself(&self) -> bool {
        self.set.builder.as_ref().is_some_and(|b| b.value == Builder::Platform)
    }

    /// What the platform cannot do here and why that is accepted, a line each: who reads an emitted file sees what is
    /// missing from it.
    pub fn accepted_losses(&self) -> Vec<String> {
        let line = |text: &str| text.replace(['\n', '\r'], " ");
        self.set.losses.iter().map(|l| format!("{}: {}", l.feature, line(&l.reason.value.0))).collect()
    }

    /// Whether a loss has been accepted here, by the name that the error gives it.
    pub fn accepts_loss(&self, feature: &str) -> bool {
        self.set.losses.iter().any(|l| l.feature.value == feature)
    }
}

impl Datastore {
    /// The variable that holds its password, where a platform needs one.
    pub fn password_variable(&self) -> String {
        variable_name(&self.name, "_PASSWORD")
    }

    /// The port that its engine listens on.
    pub fn port(&self) -> u16 {
        match &self.engine {
            Engine::Database { kind: DatabaseEngine::Postgres, .. } => 5432,
            Engine::Database { kind: DatabaseEngine::Mysql, .. } => 3306,
            Engine::Cache { .. } => 6379,
        }
    }

    /// The scheme of its address.
    pub fn scheme(&self) -> &'static str {
        match &self.engine {
            Engine::Database { kind: DatabaseEngine::Postgres, .. } => "postgresql",
            Engine::Database { kind: DatabaseEngine::Mysql, .. } => "mysql",
            // Valkey's clients speak of redis:// too.
            Engine::Cache { .. } => "redis",
        }
    }
}
