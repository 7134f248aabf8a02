//! One service as Render runs it.

use super::model::{Instances, Runtime, Service, ServiceType};
use super::variables::{self, Group};
use super::{known, losses, service_type};
use crate::diag::{Diagnostic, codes};
use crate::emit::{Emission, raw};
use crate::plan::{self, Check, Environment, ImageUse, Plan, PreviewGeneration, RawTarget, Scale, render_name};
use crate::yaml::Map;
use std::borrow::Cow;

/// The entry of a service. `domains` are its own host names.
pub fn entry<'a>(
    plan: &'a Plan,
    environment: &'a Environment,
    service: &'a plan::Service,
    domains: Vec<String>,
    group: Option<&'a Group<'_>>,
    out: &mut Emission,
) -> Map {
    let kind = service_type(service);
    losses::service(environment, service, kind, out);
    let written = service.set.plan.as_ref();
    if let Some(written) = written {
        known::plan(&written.value, known::SERVICE_PLANS, "service", written.span, out);
        if written.value == "free" {
            free(service, kind, written.span, out);
        }
    }
    let cron = kind == ServiceType::Cron;
    let own = Service {
        kind,
        name: render_name(plan, environment, &service.name),
        runtime: runtime(plan, environment, service),
        region: environment.set.region.as_ref().map(|r| r.value.as_str()),
        plan: written.map(|p| p.value.as_str()),
        schedule: service.set.schedule.as_ref().map(|s| s.cron.value.0.as_str()),
        command: (!service.command.is_empty()).then(|| command_line(&service.command)),
        before_deploy: service.migrate.as_ref().map(|m| m.line.as_str()),
        health: match &service.health {
            Some(health) if kind == ServiceType::Web => match &health.check {
                Check::Http(path) => Some(path.as_str()),
                Check::Command(_) => None,
            },
            _ => None,
        },
        instances: if cron { None } else { instances(service) },
        shutdown: service.set.drain.as_ref().filter(|_| !cron).map(|d| d.value.as_seconds().clamp(1, 300)),
        domains,
        disk: service.set.volumes.first().filter(|_| !cron).map(|volume| {
            let size = volume.size.as_ref().map(|s| s.value.as_gib());
            (volume.name.value.0.as_str(), volume.at.value.as_str(), size)
        }),
        no_previews: !cron && !previews(environment) && plan.environments.iter().any(previews),
        variables: variables::of_service(plan, environment, service, group, out),
    };
    let mut map = own.into();
    raw::overlay(&mut map, &service.set.raw, RawTarget::Render);
    map
}

/// Whether pull requests get copies of an environment.
pub fn previews(environment: &Environment) -> bool {
    environment.set.previews.as_ref().is_some_and(|p| p.generation.value != PreviewGeneration::Off)
}

fn runtime<'a>(plan: &'a Plan, environment: &'a Environment, service: &'a plan::Service) -> Runtime<'a> {
    let credentials = environment.set.registry_credentials.as_ref().map(|c| c.value.as_str());
    if let (ImageUse::Local, Some(build)) = (&service.image, &service.build) {
        let branch = plan.project.set.branch.as_ref().map(|b| b.value.as_str());
        return Runtime::Docker {
            file: format!("./{}", build.dockerfile),
            context: if build.context == "." { ".".into() } else { format!("./{}", build.context) },
            // A service with a branch of its own is built from that branch in previews, too.
            branch: branch.filter(|_| !previews(environment)),
            root: service.set.directory.as_ref().map(|d| d.value.0.as_str()),
            paths: service.set.paths.iter().map(|p| p.value.0.as_str()).collect(),
            // No workflow deploys here (the plan refuses one): Render does, when what GitHub checks has passed.
            trigger: "checksPass",
            credentials,
        };
    }
    fn registry(image: &str) -> Option<&str> {
        image.split('/').next()
    }
    let own = plan.project.set.images.as_ref().and_then(|i| registry(&i.repository.value));
    match (plan.image(service), &service.image) {
        (None, ImageUse::External(url)) => {
            let credentials = credentials.filter(|_| registry(url) == own);
            Runtime::Image { url: url.into(), credentials }
        }
        (image, _) => {
            let repository = image.map(|i| i.repository.as_str()).unwrap_or_default();
            Runtime::Image { url: [repository, ":", &environment.name, "-latest"].concat().into(), credentials }
        }
    }
}

/// What was said about numbers; Render's own default is 1.
fn instances(service: &plan::Service) -> Option<Instances> {
    match service.scale {
        _ if service.singleton => Some(Instances::Fixed(1)),
        _ if service.set.scale.is_none() => None,
        Scale::Fixed(count) => Some(Instances::Fixed(count.max(1))),
        Scale::Auto { min, max, cpu, memory } => {
            let most = |percent: Option<u32>| percent.map(|p| p.clamp(1, 90));
            Some(Instances::Scaling { min: min.max(1), max: max.max(1), cpu: most(cpu), memory: most(memory) })
        }
    }
}

/// Render docs, "Deploy for Free": what the free plan does not have.
fn free(service: &plan::Service, kind: ServiceType, span: crate::source::Span, out: &mut Emission) {
    let mut refuse = |what: &str| {
        out.diagnostics.push(
            Diagnostic::error(codes::WRONG_VALUE, span, format!("Render's free plan has no {what}"))
                .here(format!("`{}` needs one that is paid for", service.name))
                .help("write `plan \"starter\"` or a larger one"),
        );
    };
    match kind {
        ServiceType::Web => {}
        ServiceType::Private => refuse("private services: only what the world may reach"),
        ServiceType::Worker => refuse("workers"),
        ServiceType::Cron => refuse("scheduled jobs"),
    }
    if service.migrate.is_some() {
        refuse("pre-deploy command, which the migration would be");
    }
    if !service.set.volumes.is_empty() {
        refuse("disks");
    }
    if service.set.scale.is_some() && service.scale != Scale::Fixed(1) {
        refuse("second instance");
    }
    if service.set.drain.is_some() {
        refuse("shutdown delay, which `drain` would be");
    }
}

/// Words as a line that a shell, and everything that splits like one, takes apart to the same words.
fn command_line(words: &[String]) -> String {
    fn quote(word: &String) -> Cow<'_, str> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&b);
        match !word.is_empty() && word.bytes().all(plain) {
            true => word.into(),
            false => format!("'{}'", word.replace('\'', r"'\''")).into(),
        }
    }
    words.iter().map(quote).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn a_command_line_splits_into_its_words() {
        let words = ["python", "-c", "import os; os.stat('/tmp/beat')", "", "a\"b", "--x=1"].map(str::to_owned);
        let line = command_line(&words);
        assert_eq!(line, r#"python -c 'import os; os.stat('\''/tmp/beat'\'')' '' 'a"b' --x=1"#);
        assert_eq!(crate::plan::split_words(&line), Ok(words.to_vec()));
    }
}
