//! Where a secret is kept on each platform.

use super::{ClusterSecret, Job, Origin, Place, Secret, Store, command};
use crate::plan::{
    Datastore, Engine, Environment, Plan, Platform, SecretKeys, Service, StageJob, Step, Value, kubernetes_namespace,
    kubernetes_secret, render_keeper, render_name, stored_part,
};

/// A secret of the repository on GitHub.
pub fn repository(plan: &Plan, name: &str, generate: bool, jobs: Vec<Job>) -> Place {
    Place {
        environment: None,
        store: Store::GithubRepository,
        key: name.to_owned(),
        words: "GitHub, a secret of the repository".into(),
        services: Vec::new(),
        jobs,
        command: Some(command::github(plan, name, None, generate)),
    }
}

/// A secret of an environment on GitHub.
pub fn environment(plan: &Plan, environment: &Environment, secret: &Secret, jobs: Vec<Job>) -> Place {
    Place {
        environment: Some(environment.name.clone()),
        store: Store::GithubEnvironment,
        key: secret.name.clone(),
        words: format!("GitHub, a secret of the environment {}", environment.name),
        services: Vec::new(),
        jobs,
        command: Some(command::github(plan, &secret.name, Some(&environment.name), secret.generate)),
    }
}

/// Where the services of an environment read a secret from; nothing where none does, or where nothing is to be set.
pub fn of_services(plan: &Plan, environment: &Environment, secret: &Secret) -> Option<Place> {
    let reads = |value: &Value| matches!(value, Value::Secret { name, .. } if *name == secret.name);
    // Each service with its own names for the secret.
    let readers: Vec<(&str, Vec<&str>)> = environment
        .services
        .iter()
        .map(|s| {
            let names = s.variables.iter().filter(|v| reads(&v.value)).map(|v| v.name.as_str());
            (s.name.as_str(), names.collect::<Vec<_>>())
        })
        .filter(|(_, names)| !names.is_empty())
        .collect();
    if readers.is_empty() {
        return None;
    }
    let services: Vec<String> = readers.iter().map(|(service, _)| (*service).to_owned()).collect();
    match environment.platform {
        Platform::Compose => on_compose(plan, environment, &secret.name, secret.generate, services),
        Platform::Kubernetes => Some(in_cluster(plan, environment, &secret.name, secret.generate, services)),
        Platform::Render => Some(on_render(plan, environment, secret, &readers)),
    }
}

fn on_render(plan: &Plan, environment: &Environment, secret: &Secret, readers: &[(&str, Vec<&str>)]) -> Place {
    let there = |service: &str| render_name(plan, environment, service);
    let names: Vec<String> = readers.iter().map(|(service, _)| there(service)).collect();
    let mut keys: Vec<&str> = readers.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    let (store, words) = match render_keeper(plan, environment, &secret.name) {
        Some((keeper, key)) => {
            let words = format!("Render makes it up and keeps it as {key} of {}", there(&keeper.name));
            (Store::RenderGenerated { services: names }, words)
        }
        None => {
            let each = names.join(", ");
            let words = format!("Render's dashboard: {} under Environment of {each}", keys.join(" and "));
            (Store::Render { services: names }, words)
        }
    };
    Place {
        environment: Some(environment.name.clone()),
        store,
        key: keys.join(", "),
        words,
        services: readers.iter().map(|(service, _)| (*service).to_owned()).collect(),
        jobs: Vec::new(),
        // Render's own command line has no way to set a variable; its API takes the key to everything on the line.
        command: None,
    }
}

fn on_compose(
    plan: &Plan,
    environment: &Environment,
    name: &str,
    generate: bool,
    services: Vec<String>,
) -> Option<Place> {
    let starters = starters(plan, environment);
    let (store, words, command) = if environment.local {
        let file = ".env".to_owned();
        let command = command::env_file(&file, name, generate);
        (Store::EnvFile { file }, ".env, which nobody commits".to_owned(), Some(command))
    } else if starters.is_empty() {
        let file = format!("deploy/compose.{}.yaml", environment.name);
        let words = format!("the shell that runs docker compose --file {file}");
        (Store::Shell { file }, words, Some(command::shell(name)))
    } else if generate {
        (Store::JobRun, "made up anew by each run of the job".to_owned(), None)
    } else {
        // The job reads it from GitHub, which is listed there.
        return None;
    };
    Some(Place {
        environment: Some(environment.name.clone()),
        store,
        key: name.to_owned(),
        words,
        services,
        jobs: starters,
        command,
    })
}

fn in_cluster(plan: &Plan, environment: &Environment, key: &str, generate: bool, services: Vec<String>) -> Place {
    let (namespace, secret) = (kubernetes_namespace(plan, environment), kubernetes_secret(plan, environment));
    Place {
        environment: Some(environment.name.clone()),
        words: format!("Kubernetes, a key of the Secret {secret} in the namespace {namespace}"),
        store: Store::Kubernetes { namespace, secret },
        key: key.to_owned(),
        services,
        jobs: Vec::new(),
        command: Some(command::cluster_key(plan, environment, key, generate)),
    }
}

/// The jobs that start an environment on Compose by themselves.
fn starters(plan: &Plan, environment: &Environment) -> Vec<Job> {
    let mut found = Vec::new();
    for workflow in &plan.workflows {
        for job in workflow.set.stages.iter().flat_map(|stage| &stage.jobs) {
            let StageJob::Job(job) = job else { continue };
            let starts = |step: &Step| matches!(step, Step::Stack(s) if s.environment.value.0 == environment.name);
            if job.steps.iter().any(starts) {
                let id = job.name.value.0.clone();
                found.push(Job { workflow: workflow.name.clone(), id, environment: None });
            }
        }
    }
    found
}

/// What datastores add: the passwords of containers, and parts of those that stand outside a cluster.
pub fn of_datastores(plan: &Plan) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    let mut add = |name: &str, about: String, generate: bool, place: Place| {
        let known = found.iter().position(|own| own.name == name && own.generate == generate);
        let at = known.unwrap_or_else(|| {
            found.push(Secret { about: Some(about), origin: Origin::Datastore, generate, ..Secret::new(name) });
            found.len() - 1
        });
        found[at].places.push(place);
    };
    for environment in plan.on(Platform::Compose) {
        for store in environment.datastores.iter().filter(|s| matches!(s.engine, Engine::Database { .. })) {
            let name = store.password_variable();
            if let Some(place) = on_compose(plan, environment, &name, true, users(environment, store)) {
                add(&name, format!("The password of the database `{}` in its container", store.name), true, place);
            }
        }
    }
    for environment in plan.on(Platform::Kubernetes) {
        let keys = SecretKeys::of(environment);
        for (key, from) in keys.iter().filter_map(|(key, held)| Some((key, held?))) {
            let reads = |service: &&Service| {
                service.variables.iter().any(|v| match &v.value {
                    Value::From(own) if own.datastore => keys.find(&service.name, &v.name, own).as_deref() == Some(key),
                    _ => false,
                })
            };
            let services = environment.services.iter().filter(reads).map(|s| s.name.clone()).collect();
            let about = environment.datastore(&from.name).map(|store| stored_part(store, from)).unwrap_or_default();
            add(key, about, false, in_cluster(plan, environment, key, false, services));
        }
    }
    found
}

/// The services that need a datastore.
fn users(environment: &Environment, store: &Datastore) -> Vec<String> {
    let reads = |value: &Value| matches!(value, Value::From(from) if from.name == store.name);
    let services = environment.services.iter().filter(|s| s.variables.iter().any(|v| reads(&v.value)));
    services.map(|s| s.name.clone()).collect()
}

/// The Secrets that charts expect, each with its keys.
pub fn cluster_secrets(plan: &Plan) -> Vec<ClusterSecret> {
    let of = |environment: &Environment| {
        let keys: Vec<String> = SecretKeys::of(environment).iter().map(|(key, _)| key.to_owned()).collect();
        let (namespace, secret) = (kubernetes_namespace(plan, environment), kubernetes_secret(plan, environment));
        let command = command::cluster_secret(&namespace, &secret);
        ClusterSecret { environment: environment.name.clone(), namespace, secret, keys, command }
    };
    plan.on(Platform::Kubernetes).map(of).filter(|secret| !secret.keys.is_empty()).collect()
}
