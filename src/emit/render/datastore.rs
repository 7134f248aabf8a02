//! Datastores as Render's databases and key-value stores.

use super::known;
use super::model::{self, KeyValue};
use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, raw};
use crate::plan::{
    CacheEngine, DatabaseEngine, Datastore, Engine, Environment, Eviction, Plan, RawTarget, render_name,
};
use crate::source::S;
use crate::yaml::Map;

/// The database of a datastore, if it is one.
pub fn database(plan: &Plan, environment: &Environment, store: &Datastore, out: &mut Emission) -> Option<Map> {
    let Engine::Database { kind, database, user, disk_gib, high_availability } = &store.engine else { return None };
    if *kind == DatabaseEngine::Mysql {
        out.diagnostics.push(
            Diagnostic::error(codes::NOT_EXPRESSIBLE, store.span, "Render keeps no MySQL databases")
                .also(environment.set.platform.span, format!("`{}` runs on Render", environment.name))
                .help(
                    "use engine=\"postgres\", or take the variables that refer to it from secrets in this environment",
                ),
        );
        return None;
    }
    if let Some(written) = &store.plan {
        known::plan(&written.value, known::DATABASE_PLANS, "database", written.span, out);
    }
    let (major, minor) = store.version.split_once('.').unwrap_or((&store.version, ""));
    if !minor.is_empty() {
        let message = format!("Render chooses the minor version of PostgreSQL: `{}` becomes {major}", store.version);
        out.loss(environment, "datastore-version", store.span, message, &format!("write `version=\"{major}\"`"));
    }
    if let Some(size) = disk_gib {
        check_disk(size, out);
    }
    let mut map: Map = model::Database {
        name: render_name(plan, environment, &store.name),
        version: major.to_owned(),
        region: environment.set.region.as_ref().map(|r| r.value.clone()),
        plan: store.plan.as_ref().map(|p| p.value.clone()),
        disk: disk_gib.as_ref().map(|d| d.value),
        high_availability: *high_availability,
        database: database.clone(),
        user: user.clone(),
    }
    .into();
    raw::overlay(&mut map, &store.raw, RawTarget::Render);
    Some(map)
}

/// A database's disk has 1 GB or a multiple of 5 (Blueprint reference, `diskSizeGB`).
fn check_disk(size: &S<u64>, out: &mut Emission) {
    if size.value == 1 || size.value.is_multiple_of(5) {
        return;
    }
    let next = size.value.next_multiple_of(5);
    out.diagnostics.push(
        Diagnostic::error(codes::WRONG_VALUE, size.span, format!("Render has no disks of {} GB", size.value))
            .here("expected 1Gi, or a multiple of 5Gi")
            .fix(format!("write {next}Gi"), format!("\"{next}Gi\""), false),
    );
}

/// The key-value store of a datastore, if it is one.
pub fn key_value(plan: &Plan, environment: &Environment, store: &Datastore, out: &mut Emission) -> Option<Map> {
    let Engine::Cache { kind, eviction } = &store.engine else { return None };
    if let Some(written) = &store.plan {
        known::plan(&written.value, known::SERVICE_PLANS, "key-value store", written.span, out);
    }
    // Render docs, "Render Key Value": new instances run Valkey 8, and a blueprint has no field for it.
    if *kind != CacheEngine::Valkey || store.version != "8" {
        let message = format!("Render runs Valkey 8 as `{}`, not {kind} {}", store.name, store.version);
        out.loss(environment, "datastore-version", store.span, message, "write `engine=\"valkey\" version=\"8\"`");
    }
    let paid = store.plan.as_ref().is_none_or(|p| p.value != "free");
    let mut map: Map = KeyValue {
        name: render_name(plan, environment, &store.name),
        region: environment.set.region.as_ref().map(|r| r.value.clone()),
        plan: store.plan.as_ref().map(|p| p.value.clone()),
        eviction: eviction.as_str(),
        // A queue must outlive a restart; the free plan keeps nothing on disk.
        persistence: (paid && *eviction == Eviction::NoEviction).then_some("journal-snapshot"),
    }
    .into();
    raw::overlay(&mut map, &store.raw, RawTarget::Render);
    Some(map)
}
