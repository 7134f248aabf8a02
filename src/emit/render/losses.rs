//! What was said and Render cannot express.

use super::model::ServiceType;
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Check, Environment, PreviewGeneration, Scale, Service, Strategy};
use std::fmt;

/// What an environment says beyond Render.
pub fn environment(environment: &Environment, out: &mut Emission) {
    let set = &environment.set;
    if let Some(rollout) = set.rollout.as_ref().filter(|r| r.strategy.value != Strategy::Rolling) {
        let message = format_args!(
            "Render has no {} roll-out: each service changes over when its new version is well",
            rollout.strategy
        );
        out.loss(environment, "rollout", rollout.strategy.span, message, "write `rollout \"rolling\"`");
    }
    if let Some(metrics) = &set.metrics {
        let message = "nothing on Render is watched by metrics: there is no roll-out in steps".to_owned();
        out.loss(environment, "metrics", metrics.name_span, message, "take it away");
    }
    // These belong to a workflow's deploy, and what Render builds no workflow deploys.
    if environment.builds_itself() {
        let instead = "let the pipeline build and deploy, or take it away";
        for (what, span) in
            [("smoke", set.smoke.as_ref().map(|n| n.name_span)), ("notify", set.notify.as_ref().map(|n| n.name_span))]
        {
            let message =
                format_args!("`{}` is deployed by Render itself: nothing reads its `{what}`", environment.name);
            span.into_iter().for_each(|span| out.loss(environment, what, span, message, instead));
        }
    }
    if let Some(previews) = set.previews.as_ref().filter(|p| p.generation.value != PreviewGeneration::Off)
        && !environment.builds_itself()
    {
        let message = "a preview runs the environment's newest image, not one of the pull request".to_owned();
        let instead = "let Render build: `builder \"platform\"`";
        out.loss(environment, "preview-image", previews.generation.span, message, instead);
    }
}

/// What a service says beyond Render.
pub fn service(environment: &Environment, service: &Service, kind: ServiceType, out: &mut Emission) {
    let set = &service.set;
    let name = &service.name;
    let mut lose = |feature: &str, span, message: fmt::Arguments<'_>, instead: &str| {
        out.loss(environment, feature, span, message, instead);
    };
    if let Some(resources) = &set.resources {
        let message = format_args!("on Render the plan alone decides what `{name}` may use");
        lose("resources", resources.name_span, message, "choose the plan by it");
    }
    if let Some(writable) = set.writable.first() {
        let message = format_args!("Render cannot make the file system of `{name}` read-only");
        lose("writable", writable.span, message, "take it away for this environment");
    }
    if let Some(user) = &set.user {
        let message = format_args!("Render runs `{name}` as the user that its image says");
        lose("user", user.span, message, "write `USER` in its Dockerfile");
    }
    if let Some(mount) = set.mounts.first() {
        let message = format_args!("Render cannot show `{name}` a file of the repository");
        lose("mount", mount.name_span, message, "copy it into the image");
    }
    if let Some(after) = set.after.first() {
        let message = format_args!("Render starts services in no order: `{name}` cannot wait for `{after}`");
        lose("after", after.span, message, "let it try again until the other one answers");
    }
    if let Some(target) = set.build.as_ref().and_then(|b| b.target.as_ref()).filter(|_| environment.builds_itself()) {
        let message = format_args!("Render builds the last stage of a Dockerfile, not `{target}`");
        lose("build-target", target.span, message, "put the stage last, or let the pipeline build");
    }
    health(service, kind, &mut lose);
    numbers(service, kind, &mut lose);
    schedule(service, &mut lose);
    if let Some(domain) = set.domain.as_ref().filter(|_| service.domain.is_some() && kind != ServiceType::Web) {
        let message = format_args!("the world does not reach `{name}`: it can have no host name on Render");
        lose("domain", domain.span, message, "make its port public: `port ... public=#true`");
    }
    for extra in set.volumes.iter().skip(usize::from(kind != ServiceType::Cron)) {
        let message = match kind {
            ServiceType::Cron => format_args!("a scheduled job on Render has no disk: `{name}` keeps nothing"),
            _ => format_args!("a service on Render has one disk: `{}` has no place", extra.name),
        };
        lose("volume", extra.name_span, message, "keep such data in a database or an object store");
    }
    if kind != ServiceType::Cron {
        disk(service, out);
    }
    unused(environment, service, out);
}

type Lose<'a> = dyn FnMut(&str, crate::source::Span, fmt::Arguments<'_>, &str) + 'a;

fn health(service: &Service, kind: ServiceType, lose: &mut Lose<'_>) {
    let (Some(health), Some(set)) = (&service.health, &service.set.health) else { return };
    let name = &service.name;
    match &health.check {
        Check::Command(_) => {
            let message = format_args!("Render asks no command whether `{name}` is well");
            lose("health-command", set.name_span, message, "give a web service a path that answers 200");
        }
        Check::Http(_) if kind != ServiceType::Web => {
            let message = format_args!("Render asks public services only whether they are well: `{name}` is private");
            lose("health-path", set.name_span, message, "make its port public");
        }
        Check::Http(_) => {}
    }
    // Render docs, "Health Checks": 5 seconds for an answer, 15 minutes for a start, nothing to set. Of a question that
    // is lost itself nobody misses the times.
    if let Check::Http(_) = health.check
        && let Some(timing) = [&set.interval, &set.timeout, &set.start].into_iter().flatten().next()
    {
        let message = format_args!("Render decides how often and how long `{name}` is asked");
        lose("health-timing", timing.span, message, "take the times away");
    }
}

fn numbers(service: &Service, kind: ServiceType, lose: &mut Lose<'_>) {
    let (set, name) = (&service.set, &service.name);
    if let Some(scale) = &set.scale {
        let nothing = match service.scale {
            _ if kind == ServiceType::Cron => Some("runs once at a time".to_owned()),
            scale if scale.min() == 0 => Some("cannot be scaled to nothing".to_owned()),
            Scale::Auto { cpu, memory, .. } => [cpu, memory]
                .into_iter()
                .flatten()
                .find(|p| *p > 90)
                .map(|percent| format!("is scaled at 90 % of its processor or memory at most, not at {percent} %")),
            Scale::Fixed(_) => None,
        };
        if let Some(what) = nothing {
            lose("scale", scale.name_span, format_args!("`{name}` {what} on Render"), "change the numbers here");
        }
    }
    // Render docs, "Zero-Downtime Deploys": the old instance is told to stop a minute after the new one is there; a
    // disk, which two cannot share, turns that off.
    if let Some(singleton) = set.singleton.as_ref().filter(|s| s.value)
        && kind != ServiceType::Cron
        && set.volumes.is_empty()
    {
        let message =
            format_args!("two of `{name}` run during each deploy: Render starts the new one before it stops the old");
        lose("singleton", singleton.span, message, "give it a `volume`: with a disk the old one stops first");
    }
    if let Some(drain) = &set.drain {
        let seconds = drain.value.as_seconds();
        if kind == ServiceType::Cron {
            lose(
                "drain",
                drain.span,
                format_args!("Render gives a scheduled job no time to stop: `{name}`"),
                "take it away",
            );
        } else if !(1..=300).contains(&seconds) {
            let message = format_args!("Render gives `{name}` from 1 to 300 seconds to stop, not {seconds}");
            lose("drain", drain.span, message, "write a time from \"1s\" to \"5m\"");
        }
    }
}

fn schedule(service: &Service, lose: &mut Lose<'_>) {
    let Some(schedule) = &service.set.schedule else { return };
    let name = &service.name;
    if let Some(zone) = schedule.zone.as_ref().filter(|z| !matches!(z.value.as_str(), "UTC" | "Etc/UTC")) {
        let message = format_args!("Render reads the schedule of `{name}` in UTC, not in {zone}");
        lose("schedule-zone", zone.span, message, "write the hours in UTC");
    }
    if let Some(timeout) = &schedule.timeout {
        // Render docs, "Cron Jobs": a run is stopped after 12 hours, and nothing sets less.
        let message = format_args!("Render cannot stop a run of `{name}` after {}", timeout.value);
        lose("schedule-timeout", timeout.span, message, "let the command stop itself, for example by `timeout`");
    }
}

/// A disk belongs to one instance (Render docs, "Persistent Disks").
fn disk(service: &Service, out: &mut Emission) {
    let many = match service.scale {
        Scale::Fixed(count) => count > 1,
        Scale::Auto { max, .. } => max > 1,
    };
    if let (true, Some(volume), Some(scale)) = (many, service.set.volumes.first(), &service.set.scale) {
        let message = format!("`{}` has a disk, so that Render runs one of it only", service.name);
        out.diagnostics.push(
            Diagnostic::error(codes::CONFLICT, scale.name_span, message)
                .here("more than one")
                .also(volume.name_span, "the disk")
                .help("take one of them away for this environment"),
        );
    }
}

/// What only a build of Render's heeds.
fn unused(environment: &Environment, service: &Service, out: &mut Emission) {
    if environment.builds_itself() {
        return;
    }
    let paths = service.set.paths.first().map(|p| ("paths", p.span));
    let directory = service.set.directory.as_ref().map(|d| ("directory", d.span));
    for (what, span) in paths.into_iter().chain(directory) {
        let message = format!("`{what}` changes nothing for `{}`: the pipeline builds it, not Render", service.name);
        let report = Diagnostic::warning(codes::CONFLICT, span, message);
        out.diagnostics.push(report.help("take it away, or let Render build: `builder \"platform\"`"));
    }
}
