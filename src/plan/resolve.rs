//! From what was written to what it means, one step after the other.

use super::names::{Names, Thing};
use super::placeholder::{self, Placeholders};
use super::questions::Index;
use super::service::{self, Everywhere, Place};
use super::vars::{self, Block, Scope};
use super::{Datastore, Engine, Environment, Plan, Project, extent, images, layers, workflows};
use crate::diag::{self, Diagnostic, codes};
use crate::hash::HashMap;
use crate::schema::Overlay;
use crate::source::Span;
use crate::spec::{self, CacheEngine, DatabaseEngine, Eviction, Platform, Spec};
use std::sync::Arc;

/// The plan of a spec, and everything that does not hold together in it. `poisoned` are the names of nodes that the
/// decoder dropped.
pub fn resolve(mut spec: Spec, poisoned: Vec<String>) -> (Plan, Vec<Diagnostic>) {
    let mut say = Vec::new();
    let names = Names::of(&spec, poisoned);
    one_name_each(&spec, &mut say);
    repository(&spec, &mut say);
    let secrets: Vec<_> = spec.secrets.iter().flat_map(|s| s.secrets.iter().cloned()).collect();
    for name in secrets.iter().flat_map(|s| &s.only) {
        names.check(Thing::Environment, name.as_ref().map(String::as_str), &mut say);
    }
    let project = Project {
        name: spec.project.name.value.0.clone(),
        repository: spec.project.repository.as_ref().map(|r| r.value.clone()),
        branch: spec.project.branch.as_ref().map_or_else(|| "main".to_owned(), |b| b.value.clone()),
        set: spec.project.clone(),
    };
    let declared = spec.services.iter().map(|service| service.name.clone().map(|name| name.0)).collect();
    let written = std::mem::take(&mut spec.services).into_iter().map(Arc::new).collect();
    let services = layers::services(written, &names, &mut say).filter(|all| extent::check(&spec, all, &mut say));
    let Some(services) = services else {
        let (environments, images, workflows) = (Vec::new(), Vec::new(), Vec::new());
        return (Plan { project, secrets, services: declared, environments, images, workflows }, say);
    };
    let services: Vec<_> = services.into_iter().map(|(service, _)| service).collect();
    for name in services.iter().flat_map(|s| &s.only) {
        names.check(Thing::Environment, name.as_ref().map(|n| n.0.as_str()), &mut say);
    }
    let own: Vec<_> = services.iter().map(|service| everywhere(service, &names, &secrets)).collect();
    let mut environments: Vec<_> =
        spec.environments.iter().map(|e| environment(e, &spec, &names, &secrets, &services, &own, &mut say)).collect();
    one_local(&environments, &mut say);
    for environment in &mut environments {
        images::fill_arguments(environment, &mut say);
    }
    let images = images::collect(&spec.project, &mut environments, &mut say);
    let workflows = workflows::resolve(&spec, &names, &environments, &images, &mut say);
    (Plan { project, secrets, services: declared, environments, images, workflows }, say)
}

/// Services and datastores share one room of names: both become hosts of an environment.
fn one_name_each(spec: &Spec, say: &mut Vec<Diagnostic>) {
    let databases = spec.databases.iter().map(|d| ("database", &d.name));
    let caches = spec.caches.iter().map(|c| ("cache", &c.name));
    let services = spec.services.iter().map(|s| ("service", &s.name));
    let mut seen: HashMap<&str, (&str, Span)> =
        HashMap::with_capacity_and_hasher(spec.services.len(), Default::default());
    for (kind, name) in databases.chain(caches).chain(services) {
        match seen.get(name.value.0.as_str()) {
            // Two of the same node were reported when they were read.
            Some((other, first)) if *other != kind => say.push(
                Diagnostic::error(codes::DUPLICATE, name.span, format!("two things are called `{name}`"))
                    .here("again here")
                    .also(*first, "first here")
                    .help("services, databases and caches share one room of names: all become hosts"),
            ),
            Some(_) => {}
            None => _ = seen.insert(&name.value.0, (kind, name.span)),
        }
    }
}

/// The repository is looked up by its name: an address of it would be no name.
fn repository(spec: &Spec, say: &mut Vec<Diagnostic>) {
    let Some(repository) = &spec.project.repository else { return };
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    if repository.value.split('/').count() == 2 && repository.value.split('/').all(part) {
        return;
    }
    let bare = repository.value.trim_end_matches('/').trim_end_matches(".git");
    let mut last = bare.rsplit(['/', ':']);
    let (name, owner) = (last.next().unwrap_or_default(), last.next().unwrap_or_default());
    let report = Diagnostic::error(codes::WRONG_VALUE, repository.span, "this is no name of a repository on GitHub")
        .here("expected the owner and the name, with `/` between them");
    say.push(match part(owner) && part(name) {
        true => report.help(format!("write `repository \"{owner}/{name}\"`")).fix(
            format!("write {owner}/{name}"),
            format!("\"{owner}/{name}\""),
            false,
        ),
        false => report.help(format!("for example `repository \"acme/{}\"`", spec.project.name)),
    });
}

fn one_local(environments: &[Environment], say: &mut Vec<Diagnostic>) {
    let mut locals = environments.iter().filter(|e| e.local);
    if let (Some(first), Some(second)) = (locals.next(), locals.next()) {
        say.push(
            Diagnostic::error(
                codes::DUPLICATE,
                second.set.name.span,
                "two environments are the developer's own machine",
            )
            .also(first.set.name.span, "the first one")
            .help("`local=#true` belongs to one environment: it becomes compose.yaml"),
        );
    }
    for environment in environments.iter().filter(|e| e.local && e.platform != Platform::Compose) {
        let message = format!("`{}` cannot be local: it runs on {}", environment.name, environment.platform);
        say.push(
            Diagnostic::error(codes::CONFLICT, environment.set.platform.span, message).help("write `on=\"compose\"`"),
        );
    }
}

/// What is known of a service itself, before it is known for which environment.
fn everywhere<'a>(service: &'a spec::Service, names: &Names, secrets: &[spec::Secret]) -> Everywhere<'a> {
    let known = placeholder::ALL.map(|name| (name, (name == "service").then_some(service.name.value.0.as_str())));
    let scope = Scope { names, secrets, environment: None, placeholders: Placeholders { known: &known } };
    Everywhere::of(service, &scope)
}

fn environment(
    set: &spec::Environment,
    spec: &Spec,
    names: &Names,
    secrets: &[spec::Secret],
    services: &[Arc<spec::Service>],
    own: &[Everywhere<'_>],
    say: &mut Vec<Diagnostic>,
) -> Environment {
    let name = set.name.value.0.clone();
    check_names(set, spec, names, say);
    check_platform(set, say);
    let known = [
        ("environment", Some(name.as_str())),
        ("service", None),
        ("region", set.region.as_ref().map(|r| r.value.as_str())),
        ("version", None),
    ];
    let scope = Scope { names, secrets, environment: Some(&name), placeholders: Placeholders { known: &known } };
    // What is wrong in a shared layer shows once, not once for each service: the reports are told apart by place.
    let project = spec.project.env.as_ref().map(|env| Block::of(env, &scope));
    let everywhere = set.env.as_ref().map(|env| Block::of(env, &scope));
    let shared = vars::merge(project.iter().chain(&everywhere), &scope, say);
    let place = Place { names, secrets, environment: set };
    let here = |(s, _): &(&Arc<spec::Service>, _)| s.only.is_empty() || s.only.iter().any(|e| e.value.0 == name);
    let mut uppers: HashMap<&str, &spec::Service> = HashMap::default();
    for upper in &set.services {
        uppers.entry(&upper.name.value.0).or_insert(upper);
    }
    let resolved = services.iter().zip(own).filter(here).map(|(base, own)| {
        let mut merged = Arc::clone(base);
        // The order of layers: project, service, environment, the environment's service.
        // Somebody else's image knows nothing of the project's variables: it sees its own only.
        let shared = |_: &&Block<'_>| base.build.is_some();
        let upper = uppers.get(base.name.value.0.as_str());
        let last = upper.and_then(|upper| upper.env.as_ref()).map(|env| Block::of(env, &scope));
        let (lowest, third) = (project.as_ref().filter(shared), everywhere.as_ref().filter(shared));
        let blocks = [lowest, own.variables.as_ref(), third, last.as_ref()];
        if let Some(upper) = upper {
            let merged = Arc::make_mut(&mut merged);
            let scale = upper.scale.clone();
            merged.overlay((*upper).clone());
            // A range over a number, or a number over a range, replaces it: they cannot be mixed.
            if let Some(scale) = scale
                && (scale.count.is_some() || scale.min.is_some() || scale.max.is_some())
            {
                merged.scale = Some(scale);
            }
        }
        diag::bound(say);
        service::resolve(merged, upper.is_none().then_some(own), blocks, &place, say)
    });
    // Services are large: a list that grows copies them again and again.
    let mut all = Vec::with_capacity(services.len());
    all.extend(resolved);
    let resolved = all;
    let datastores = datastores(set, spec, say);
    let environment = Environment {
        index: Index::of(&resolved, set),
        platform: set.platform.value,
        local: set.local.as_ref().is_some_and(|l| l.value),
        url: set.url.as_ref().map(|u| u.value.0.trim_end_matches('/').to_owned()),
        shared,
        datastores,
        services: resolved,
        name,
        set: set.clone(),
    };
    check_services(&environment, services, say);
    environment
}

fn check_names(set: &spec::Environment, spec: &Spec, names: &Names, say: &mut Vec<Diagnostic>) {
    let asked = set.smoke.iter().flat_map(|smoke| &smoke.gets).filter_map(|get| get.service.as_ref());
    for service in set.services.iter().map(|service| &service.name).chain(asked) {
        names.check(Thing::Service, service.as_ref().map(|n| n.0.as_str()), say);
    }
    for name in set.databases.iter().map(|d| &d.name).chain(set.caches.iter().map(|c| &c.name)) {
        names.check(Thing::Datastore, name.as_ref().map(|n| n.0.as_str()), say);
    }
    one_kind(set, spec, say);
    let cluster = set.cluster.iter().filter_map(|c| c.kubeconfig.as_ref());
    let metrics = set.metrics.iter().flat_map(|m| m.prometheus.iter().chain(&m.token));
    for secret in cluster.chain(metrics).chain(set.notify.iter().map(|n| &n.slack)) {
        names.check(Thing::Secret, secret.as_ref().map(|s| s.0.as_str()), say);
    }
}

/// What an environment says of a datastore under the name of the other kind would be heard by nobody.
fn one_kind(set: &spec::Environment, spec: &Spec, say: &mut Vec<Diagnostic>) {
    let databases = set.databases.iter().map(|d| (&d.name, "cache", spec.caches.iter().map(|c| &c.name).collect()));
    let caches = set.caches.iter().map(|c| (&c.name, "database", spec.databases.iter().map(|d| &d.name).collect()));
    for (name, other, all) in databases.chain(caches) {
        let all: Vec<_> = all;
        let Some(declared) = all.into_iter().find(|declared| declared.value == name.value) else { continue };
        say.push(
            Diagnostic::error(codes::CONFLICT, name.span, format!("`{name}` is a {other}"))
                .also(declared.span, "declared here")
                .help(format!("write `{other} \"{name}\"`")),
        );
    }
}

/// Settings that only some platforms have.
fn check_platform(set: &spec::Environment, say: &mut Vec<Diagnostic>) {
    use Platform::{Kubernetes, Render};
    let (platform, name) = (&set.platform, &set.name);
    let builder = set.builder.as_ref().filter(|b| b.value == spec::Builder::Platform).map(|b| b.span);
    let here: [(&str, Option<Span>, &[Platform]); 4] = [
        ("builder", builder, &[Render]),
        ("registry-credentials", set.registry_credentials.as_ref().map(|c| c.span), &[Render, Kubernetes]),
        ("previews", set.previews.as_ref().map(|p| p.name_span), &[Render]),
        ("cluster", set.cluster.as_ref().map(|c| c.name_span), &[Kubernetes]),
    ];
    for (what, span, platforms) in here {
        if let Some(span) = span.filter(|_| !platforms.contains(&platform.value)) {
            say.push(
                Diagnostic::error(codes::CONFLICT, span, format!("`{what}` says nothing to {}", platform.value))
                    .also(platform.span, format!("`{name}` runs on it"))
                    .help("take it away"),
            );
        }
    }
}

/// Where a service says that it needs another one.
fn mention(service: &super::Service, depends: &str) -> Span {
    let of =
        |variable: &&Arc<super::Variable>| matches!(&variable.value, super::Value::From(from) if from.name == depends);
    let variable = service.variables.iter().find(of).map(|variable| variable.span);
    let after = service.set.after.iter().find(|after| after.value.0 == depends).map(|after| after.span);
    variable.or(after).unwrap_or(service.set.name.span)
}

/// References between services of one environment: there, and with an address.
fn check_services(environment: &Environment, all: &[Arc<spec::Service>], say: &mut Vec<Diagnostic>) {
    for get in environment.set.smoke.iter().flat_map(|s| &s.gets) {
        let target = match &get.service {
            Some(name) => environment.service(&name.value.0).map(|s| s.public_url.is_some()),
            None => Some(environment.url.is_some()),
        };
        let span = get.service.as_ref().map_or(get.span, |s| s.span);
        match target {
            Some(true) => {}
            Some(false) => say.push(
                Diagnostic::error(codes::MISSING, span, format!("`get \"{}\"` has no address to ask", get.path))
                    .also(environment.set.name.span, "in this environment")
                    .help("give the environment a `url`, or name a service that has a `domain`"),
            ),
            None => {
                let name = get.service.as_ref().map_or("", |service| service.value.0.as_str());
                // One that is declared nowhere has been reported.
                let Some(declared) = all.iter().find(|service| service.name.value.0 == name) else { continue };
                let message = format!("`{}` has no service `{name}` that could be asked", environment.name);
                say.push(
                    Diagnostic::error(codes::NOT_IN_ENVIRONMENT, span, message)
                        .also(declared.name.span, "it is for other environments only")
                        .help(format!("add \"{}\" to its `only`, or ask another service", environment.name)),
                );
            }
        }
    }
    for service in &environment.services {
        for depends in &service.depends {
            if environment.datastore(depends).is_none() && environment.service(depends).is_none() {
                let Some(other) = all.iter().find(|s| s.name.value.0 == *depends) else { continue };
                let message =
                    format!("`{}` needs `{depends}`, which `{}` does not have", service.name, environment.name);
                let place = mention(service, depends);
                say.push(
                    Diagnostic::error(codes::NOT_IN_ENVIRONMENT, place, message)
                        .also(
                            other.only.first().map_or(other.name.span, |only| only.span),
                            "it is for other environments only",
                        )
                        .help(format!("add \"{}\" to its `only`", environment.name)),
                );
            }
        }
    }
    let mut migrating = environment.services.iter().filter_map(|s| s.set.migrate.as_ref());
    if let (Some(first), Some(second)) = (migrating.next(), migrating.next()) {
        say.push(
            Diagnostic::error(codes::DUPLICATE, second.span, "two services migrate")
                .also(first.span, "the first one")
                .help("a migration runs once for each deploy: let one service do it"),
        );
    }
}

fn datastores(set: &spec::Environment, spec: &Spec, say: &mut Vec<Diagnostic>) -> Vec<Datastore> {
    let project = spec.project.name.value.0.replace('-', "_");
    let mut all = Vec::new();
    for base in &spec.databases {
        let mut merged = base.clone();
        if let Some(upper) = set.databases.iter().find(|d| d.name.value == base.name.value) {
            merged.overlay(upper.clone());
        }
        let text = |value: &Option<crate::source::S<String>>| {
            value.as_ref().map_or_else(|| project.clone(), |v| v.value.clone())
        };
        all.push(Datastore {
            name: merged.name.value.0.clone(),
            version: version(&merged.name, &merged.version, "16", say),
            plan: merged.plan.clone(),
            publish: merged.publish.as_ref().map(|p| p.value.0),
            engine: Engine::Database {
                kind: merged.engine.as_ref().map_or(DatabaseEngine::Postgres, |e| e.value),
                database: text(&merged.database),
                user: text(&merged.user),
                disk_gib: merged.disk.as_ref().map(|d| d.as_ref().map(|size| size.as_gib())),
                high_availability: merged.high_availability.as_ref().is_some_and(|h| h.value),
            },
            raw: merged.raw.clone(),
            span: base.name.span,
            set: spec::Store::Database(merged),
        });
    }
    for base in &spec.caches {
        let mut merged = base.clone();
        if let Some(upper) = set.caches.iter().find(|d| d.name.value == base.name.value) {
            merged.overlay(upper.clone());
        }
        all.push(Datastore {
            name: merged.name.value.0.clone(),
            version: version(&merged.name, &merged.version, "7", say),
            plan: merged.plan.clone(),
            publish: merged.publish.as_ref().map(|p| p.value.0),
            engine: Engine::Cache {
                kind: merged.engine.as_ref().map_or(CacheEngine::Redis, |e| e.value),
                eviction: merged.eviction.as_ref().map_or(Eviction::NoEviction, |e| e.value),
            },
            raw: merged.raw.clone(),
            span: base.name.span,
            set: spec::Store::Cache(merged),
        });
    }
    all
}

/// A datastore's version is never guessed: an upgrade is a decision.
fn version(
    name: &crate::source::S<crate::schema::kinds::Name>,
    version: &Option<crate::source::S<crate::schema::kinds::Semver>>,
    example: &str,
    say: &mut Vec<Diagnostic>,
) -> String {
    match version {
        Some(version) => version.value.0.clone(),
        None => {
            let report = Diagnostic::error(codes::MISSING, name.span, format!("`{name}` has no version"))
                .here("expected `version=`")
                .help(format!("write `version=\"{example}\"`: a datastore's version is a decision, never a default"));
            if !say.iter().any(|d| d.code == report.code && d.span() == report.span()) {
                say.push(report);
            }
            String::new()
        }
    }
}
