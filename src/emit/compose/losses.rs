//! What a spec can say and Compose cannot. Settings of a service that other platforms read are lost to nobody; what an
//! environment on Compose says itself is meant for Compose.

use crate::emit::Emission;
use crate::plan::{Engine, Environment, Plan, Platform, Scale, Service, ServiceKind, StageJob, Strategy};
use crate::source::Span;
use std::fmt;

/// Reports everything in `environment` that Compose has no way to say.
pub fn check(plan: &Plan, environment: &Environment, out: &mut Emission) {
    let mut lose = Losses { environment, out };
    whole(plan, environment, &mut lose);
    // Where everything runs on Compose there is no other platform that a setting could be meant for.
    let alone = plan.environments.iter().all(|e| e.platform == Platform::Compose);
    for service in &environment.services {
        running(service, environment, &mut lose);
        settings(service, environment, alone, &mut lose);
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
fn whole(plan: &Plan, environment: &Environment, lose: &mut Losses<'_>) {
    let (set, name) = (&environment.set, &environment.name);
    let rollout = set.rollout.as_ref();
    // To stop the old container and start the new one is what `up` does.
    let rollout = rollout.filter(|r| r.strategy.value != Strategy::Recreate || !r.aborts.is_empty());
    let message = format_args!("`{name}` replaces containers in place: there is no roll-out to steer");
    lose.say("rollout", rollout.map(|r| r.span), message, "take it away, or write `rollout \"recreate\"`");
    let message = format_args!("`{name}` has no region: it runs on one machine");
    lose.say("region", set.region.as_ref().map(|r| r.span), message, "take the line away");
    // These belong to a deploy; where a workflow deploys here, it is for the workflow to carry them.
    if !deployed(plan, name) {
        let instead = "deploy the environment in a workflow, or take it away";
        for (feature, span) in [
            ("approval", set.approval.as_ref().map(|n| n.span)),
            ("smoke", set.smoke.as_ref().map(|n| n.span)),
            ("metrics", set.metrics.as_ref().map(|n| n.span)),
            ("notify", set.notify.as_ref().map(|n| n.span)),
        ] {
            lose.say(
                feature,
                span,
                format_args!("no workflow deploys `{name}`: nothing reads its `{feature}`"),
                instead,
            );
        }
    }
}

fn deployed(plan: &Plan, environment: &str) -> bool {
    let jobs = plan.workflows.iter().flat_map(|w| &w.set.stages).flat_map(|s| &s.jobs);
    let mut deploys = jobs.filter_map(|job| match job {
        StageJob::Deploy(deploy) => Some(&deploy.environment),
        _ => None,
    });
    deploys.any(|name| name.value.0 == environment)
}

/// What a service needs in order to run as it was said, wherever that was said.
fn running(service: &Service, environment: &Environment, lose: &mut Losses<'_>) {
    if environment.local {
        return;
    }
    let name = &service.name;
    if service.kind == ServiceKind::Cron {
        lose.say(
            "schedule",
            service.set.schedule.as_ref().map(|s| s.span),
            format_args!("Compose starts nothing at a time: nobody runs `{name}`"),
            "let the machine's own scheduler call `docker compose run --rm`",
        );
    }
    if let Scale::Auto { min, .. } = service.scale {
        lose.say(
            "autoscaling",
            service.set.scale.as_ref().map(|s| s.span),
            format_args!("Compose runs a fixed number of `{name}`: {min}, whatever the load is"),
            "write a number for this environment, such as `scale 2`",
        );
    }
    if let (Some(publish), 2..) = (&service.set.publish, service.scale.min()) {
        lose.say(
            "publish",
            Some(publish.span),
            format_args!("`{name}` runs {} times, and only one can have the port of the machine", service.scale.min()),
            "put a proxy before them, or write `scale 1`",
        );
    }
}

/// Settings that other platforms read.
fn settings(service: &Service, environment: &Environment, alone: bool, lose: &mut Losses<'_>) {
    let here = environment.said(&service.name);
    let Some(set) = (if alone { Some(service.set.as_ref()) } else { here }) else { return };
    let name = &service.name;
    let host = set.domain.as_ref().filter(|d| d.value.0.is_some() && service.set.publish.is_none());
    let message = format_args!("nothing brings `{}` to `{name}`", service.domain.as_deref().unwrap_or_default());
    lose.say("domain", host.map(|d| d.span), message, "publish a port with `publish`, for a proxy before it");
    let message = format_args!("nothing tells the paths of `{name}` from others: Compose has no router");
    lose.say("routes", set.routes.first().map(|r| r.span), message, "put a proxy before the services");
    let message = format_args!("the machine of `{name}` has no plan");
    lose.say("plan", set.plan.as_ref().map(|p| p.span), message, "say what it may use with `resources`");
    let message = format_args!("Compose does not build `{name}` by what has changed");
    lose.say("paths", set.paths.first().map(|p| p.span), message, "take the line away");
    lose.say("directory", set.directory.as_ref().map(|d| d.span), message, "name the folder with `build context=`");
    let volume = set.volumes.iter().find_map(|v| v.size.as_ref());
    let message = format_args!("a volume of `{name}` is as large as the machine's disk");
    lose.say("volume-size", volume.map(|s| s.span), message, "take `size=` away");
    // Whoever waits at the machine can end it.
    let timeout = set.migrate.as_ref().and_then(|m| m.timeout.as_ref()).filter(|_| !environment.local);
    let message = format_args!("the migration of `{name}` may take as long as it likes");
    lose.say("migrate-timeout", timeout.map(|t| t.span), message, "give the command itself a deadline");
    if !environment.local && here.is_some() {
        let message = format_args!("`{name}` is not built on this machine: nothing is watched");
        lose.say("watch", set.watch.first().map(|w| w.span), message, "watch in the environment with `local=#true`");
        let message = format_args!("`{name}` always runs in `{}`", environment.name);
        lose.say("profile", set.profile.as_ref().map(|p| p.span), message, "use it where `local=#true`");
    }
}

fn stores(environment: &Environment, alone: bool, lose: &mut Losses<'_>) {
    let set = &environment.set;
    for store in &environment.datastores {
        let (name, whole) = (&store.name, alone.then_some(store.span));
        let database = set.databases.iter().find(|d| d.name.value.0 == *name);
        let cache = set.caches.iter().find(|c| c.name.value.0 == *name);
        let plan = database.and_then(|d| d.plan.as_ref()).or(cache.and_then(|c| c.plan.as_ref())).map(|p| p.span);
        let plan = plan.or(store.plan.as_ref().and(whole));
        lose.say("plan", plan, format_args!("the machine of `{name}` has no plan"), "take the line away");
        let Engine::Database { disk_gib, high_availability, .. } = store.engine else { continue };
        let disk = database.and_then(|d| d.disk.as_ref()).map(|d| d.span).or(disk_gib.and(whole));
        lose.say(
            "disk",
            disk,
            format_args!("the volume of `{name}` is as large as the machine's disk"),
            "take the line away",
        );
        let second = database.and_then(|d| d.high_availability.as_ref()).map(|h| h.span).or(whole);
        let message = format_args!("there is one `{name}` on one machine: none stands by");
        lose.say("high-availability", second.filter(|_| high_availability), message, "take the line away");
    }
}
