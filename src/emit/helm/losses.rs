//! What a spec can say and the chart cannot. A service's settings that other platforms read are lost to nobody; what an
//! environment on Kubernetes says itself is meant for Kubernetes.

use super::service::host;
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{
    Engine, Environment, Eviction, Plan, Platform, RawTarget, Scale, Service, ServiceKind, Strategy, Value,
};
use crate::schema::kinds::Part;
use crate::source::Span;
use std::fmt;

/// Reports everything in `environment` that the chart has no way to say.
pub fn check(plan: &Plan, environment: &Environment, out: &mut Emission) {
    let mut lose = Losses { environment, out };
    whole(environment, &mut lose);
    // Where everything runs on Kubernetes there is no other platform that a setting could be meant for.
    let alone = plan.environments.iter().all(|e| e.platform == Platform::Kubernetes);
    for service in &environment.services {
        running(service, environment, &mut lose);
        if service.kind == ServiceKind::Cron {
            scheduled(service, &mut lose);
        }
        settings(service, environment, alone, &mut lose);
        unmeasured(service, environment, lose.out);
        unreached(service, environment, lose.out);
    }
    stores(environment, alone, &mut lose);
}

struct Losses<'a> {
    environment: &'a Environment,
    out: &'a mut Emission,
}

impl Losses<'_> {
    /// Reports what stands at `span`, if it was said at all.
    fn say(&mut self, feature: &str, span: Option<Span>, message: fmt::Arguments<'_>, instead: &str) {
        if let Some(span) = span {
            self.out.loss(self.environment, feature, span, message, instead);
        }
    }
}

/// What concerns the environment as a whole.
fn whole(environment: &Environment, lose: &mut Losses<'_>) {
    let (set, name) = (&environment.set, &environment.name);
    let message = format_args!("`{name}` runs where its cluster is");
    lose.say("region", set.region.as_ref().map(|r| r.span), message, "take the line away");
    let message = format_args!("there are no copies of `{name}` for pull requests");
    lose.say("previews", set.previews.as_ref().map(|p| p.span), message, "take the line away");
    let shifts = |way| matches!(way, Strategy::Canary | Strategy::BlueGreen);
    let rollout = set.rollout.as_ref().filter(|rollout| shifts(rollout.strategy.value));
    let reached = environment.services.iter().any(|service| service.public && host(service).is_some());
    let message = format_args!("nothing in `{name}` is reached from outside: there is no traffic to shift");
    lose.say("rollout", rollout.filter(|_| !reached).map(|r| r.strategy.span), message, "write `rollout \"rolling\"`");
}

/// What a service needs in order to run as it was said, wherever that was said.
fn running(service: &Service, environment: &Environment, lose: &mut Losses<'_>) {
    let (set, name) = (&service.set, &service.name);
    let mount = set.mounts.first();
    let message = format_args!("a pod sees no file of the repository, and `{name}` reads one");
    lose.say("mount", mount.map(|m| m.source.span), message, "copy it into the image");
    let many = match service.scale {
        Scale::Fixed(count) => count > 1,
        Scale::Auto { max, .. } => max > 1,
    };
    if let (Some(volume), true) = (set.volumes.first(), many) {
        let message = format_args!("several processes of `{name}` would share the disk `{}`", volume.name);
        lose.say("volume", Some(volume.name.span), message, "let one process run, or keep the data elsewhere");
    }
    let message = format_args!("Kubernetes starts services in no order: `{name}` cannot wait");
    lose.say("after", set.after.first().map(|a| a.span), message, "let it try again until the other one answers");
    let port = set.port.as_ref().filter(|_| service.public && host(service).is_none());
    let message = format_args!("`{name}` is public in `{}` and has no host name", environment.name);
    lose.say("public", port.map(|p| p.number.span), message, "give it a `domain`, or the environment a `url`");
    let domain = set.domain.as_ref().filter(|_| service.domain.is_some() && !service.public);
    let message = format_args!("the world does not reach `{name}`: it needs no host name");
    lose.say("domain", domain.map(|d| d.span), message, "make its port public: `port ... public=#true`");
}

/// Variables that are to hold a public address which nothing has here: an empty one would be found out at run time.
fn unreached(service: &Service, environment: &Environment, out: &mut Emission) {
    for variable in &service.variables {
        let Value::From(from) = &variable.value else { continue };
        if from.part != Part::PublicUrl {
            continue;
        }
        let Some(other) = environment.service(&from.name) else { continue };
        if other.public_url.is_none() {
            let message = format!(
                "`{}` has no public address in `{}`: `{}` would be empty",
                other.name, environment.name, variable.name
            );
            out.diagnostics.push(
                Diagnostic::error(codes::NO_ADDRESS, variable.span, message)
                    .also(other.set.name.span, "declared here")
                    .help("give it a `domain` and a public port, or the environment a `url`"),
            );
        }
    }
}

/// What a job that runs at times has no use for.
fn scheduled(service: &Service, lose: &mut Losses<'_>) {
    let (set, name) = (&service.set, &service.name);
    let message = format_args!("nobody asks `{name}` whether it is well: it runs and ends");
    lose.say("health", set.health.as_ref().map(|h| h.name_span), message, "take it away");
    let message = format_args!("`{name}` runs once at a time");
    lose.say("scale", set.scale.as_ref().map(|s| s.name_span), message, "take it away");
}

/// Settings that other platforms read.
fn settings(service: &Service, environment: &Environment, alone: bool, lose: &mut Losses<'_>) {
    let here = environment.said(&service.name);
    let Some(set) = (if alone { Some(service.set.as_ref()) } else { here }) else { return };
    let name = &service.name;
    let machine = "use it in the environment with `local=#true`";
    for (what, span) in [
        ("publish", set.publish.as_ref().map(|p| p.span)),
        ("watch", set.watch.first().map(|w| w.span)),
        ("profile", set.profile.as_ref().map(|p| p.span)),
    ] {
        lose.say(what, span, format_args!("`{what}` of `{name}` is for the developer's machine"), machine);
    }
    let message = format_args!("the machine of `{name}` has no plan");
    lose.say("plan", set.plan.as_ref().map(|p| p.span), message, "say what it may use with `resources`");
    let message = format_args!("the pipeline builds `{name}`, not the platform");
    lose.say("paths", set.paths.first().map(|p| p.span), message, "take the line away");
    lose.say("directory", set.directory.as_ref().map(|d| d.span), message, "name the folder with `build context=`");
}

/// Datastores stand outside the cluster: nothing here makes them.
fn stores(environment: &Environment, alone: bool, lose: &mut Losses<'_>) {
    let set = &environment.set;
    for store in &environment.datastores {
        let said = set.databases.iter().map(|d| &d.name).chain(set.caches.iter().map(|c| &c.name));
        let here = said.filter(|name| name.value.0 == store.name).map(|name| name.span);
        let raw = store.raw.iter().filter(|raw| raw.target.value == RawTarget::Kubernetes).map(|raw| raw.target.span);
        let size = store.plan.is_some()
            || store.publish.is_some()
            || match &store.engine {
                Engine::Database { disk_gib, high_availability, .. } => disk_gib.is_some() || *high_availability,
                Engine::Cache { eviction, .. } => *eviction != Eviction::NoEviction,
            };
        let whole = (alone && size).then_some(store.span);
        let message = format_args!(
            "`{}` stands outside the cluster: its address is a secret, and the chart makes nothing",
            store.name
        );
        lose.say("datastore", here.chain(raw).chain(whole).next(), message, "set it up where it runs");
    }
}

/// A measure that the autoscaler is to watch without knowing what it is a share of.
fn unmeasured(service: &Service, environment: &Environment, out: &mut Emission) {
    let (Scale::Auto { cpu, memory, .. }, Some(scale)) = (service.scale, &service.set.scale) else { return };
    let given = service.set.resources.as_ref();
    let what = match (cpu, memory) {
        (Some(_), _) if given.is_none_or(|given| given.cpu.is_none()) => "processor",
        (_, Some(_)) if given.is_none_or(|given| given.memory.is_none()) => "memory",
        _ => return,
    };
    out.diagnostics.push(
        Diagnostic::error(
            codes::MISSING,
            scale.name_span,
            format!("`{}` scales by a share of unknown {what}", service.name),
        )
        .here("a share of what?")
        .also(environment.set.platform.span, "Kubernetes counts the share of what is requested")
        .help("say how much one process is given, for example `resources cpu=\"250m\" memory=\"512Mi\"`"),
    );
}
