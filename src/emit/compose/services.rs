//! Services as containers: built and watched on the developer's machine, released and locked down elsewhere.

use super::model::{Build, Mount, Service as Container, Watch};
use super::text::Text;
use super::variables::Variables;
use super::{depends, file, health, ports};
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{self, Environment, ImageUse, Migrate, Plan, Scale, Service, ServiceKind};

/// The container of a service.
pub fn service<'a>(
    service: &'a Service,
    plan: &Plan,
    environment: &'a Environment,
    variables: &mut Variables<'a>,
    out: &mut Emission,
) -> Container<'a> {
    let ports: Vec<_> = ports::of(service, environment).into_iter().collect();
    let cron = service.kind == ServiceKind::Cron;
    let base = process(service, plan, environment, variables, out);
    let said = environment.said(&service.name);
    // On the developer's machine one of each runs, as fast as it can, unless that very environment says otherwise.
    let scale = !cron && (!environment.local || said.is_some_and(|s| s.scale.is_some()));
    let resources = service.set.resources.as_ref();
    let resources = resources.filter(|_| !environment.local || said.is_some_and(|s| s.resources.is_some()));
    Container {
        comment: comment(service, environment),
        depends_on: depends::of(service, environment, out),
        expose: service.port.filter(|_| ports.is_empty()),
        ports,
        volumes: mounts(service, environment),
        healthcheck: (!cron).then(|| health::check(service, environment, out)).flatten(),
        watch: watch(service, environment, out),
        restart: (!environment.local && !cron).then_some("unless-stopped"),
        stop_grace_period: (service.build.is_some() || service.set.drain.is_some()).then_some(service.drain),
        replicas: Some(service.scale).filter(|_| scale).map(Scale::min).filter(|n| *n > 1),
        cpu_millis: resources.and_then(|r| r.cpu.as_ref()).map(|cpu| cpu.value.millis),
        cpu_limit: resources.and_then(|r| r.cpu_limit.as_ref()).map(|cpu| cpu.value.millis),
        memory_limit: resources.and_then(|r| r.memory.as_ref()).map(|memory| memory.value.as_mib()),
        ..base
    }
}

/// The container that migrates the database once, before the services that use it start.
pub fn migration<'a>(
    service: &'a Service,
    migrate: &'a Migrate,
    plan: &Plan,
    environment: &'a Environment,
    variables: &mut Variables<'a>,
    out: &mut Emission,
) -> Container<'a> {
    Container {
        comment: "Runs once, before what uses the database starts.".to_owned(),
        command: migrate.command.iter().map(Text::literal).collect(),
        depends_on: depends::of_migration(service, environment),
        volumes: mounts(service, environment),
        restart: Some("no"),
        ..process(service, plan, environment, variables, out)
    }
}

/// What a service and its migration share: image, variables and the rights that they have.
fn process<'a>(
    service: &'a Service,
    plan: &Plan,
    environment: &'a Environment,
    variables: &mut Variables<'a>,
    out: &mut Emission,
) -> Container<'a> {
    let said = environment.said(&service.name);
    // What is synced into a container must be written there; a released image is not written to.
    let locked = !environment.local || said.is_some_and(|s| !s.writable.is_empty());
    let writable = service.set.writable.iter().filter(|_| locked);
    Container {
        profiles: depends::profile(service, environment).into_iter().collect(),
        image: image(service, plan),
        build: build(service, environment),
        command: service.command.iter().map(Text::literal).collect(),
        user: service.set.user.as_ref().map(|user| user.value.to_string()),
        environment: variables.of_service(service, out),
        tmpfs: writable.map(|folder| tmpfs(&folder.value)).collect(),
        init: service.build.is_some(),
        read_only: locked,
        cap_drop_all: !environment.local,
        no_new_privileges: !environment.local,
        rotated_log: !environment.local,
        ..Container::default()
    }
}

fn image<'a>(service: &'a Service, plan: &Plan) -> Option<Text<'a>> {
    match &service.image {
        ImageUse::External(image) => Some(Text::literal(image)),
        ImageUse::Local => None,
        ImageUse::Built(_) => {
            let name = &plan.image(service)?.variable;
            Some(Text::required(name, &["set ", name, " to repository@digest"].concat()))
        }
    }
}

fn build<'a>(service: &'a Service, environment: &Environment) -> Option<Build<'a>> {
    let build = service.build.as_ref().filter(|_| service.image == ImageUse::Local)?;
    Some(Build {
        context: path(&build.context, environment),
        dockerfile: Text::literal(from_folder(&build.context, &build.dockerfile)),
        target: build.target.as_ref().map(Text::literal),
        args: build.args.iter().map(|(name, value)| (name.as_str(), Text::literal(value))).collect(),
    })
}

/// A path of the repository as the Compose file sees it, which lies in `deploy/` where it is not the developer's.
pub fn path(path: &str, environment: &Environment) -> Text<'static> {
    match (environment.local, path.trim_end_matches('/')) {
        (true, ".") => Text::literal("."),
        (false, ".") => Text::literal(".."),
        (true, path) => Text::literal(format!("./{path}")),
        (false, path) => Text::literal(format!("../{path}")),
    }
}

/// `file` as it is found from `folder`, both seen from the root of the repository: Compose looks for a Dockerfile from
/// its context.
fn from_folder(folder: &str, file: &str) -> String {
    fn parts(path: &str) -> impl Iterator<Item = &str> + Clone {
        path.split('/').filter(|p| !p.is_empty() && *p != ".")
    }
    let shared = parts(folder).zip(parts(file)).take_while(|(a, b)| a == b).count();
    let up = parts(folder).skip(shared).map(|_| "..");
    up.chain(parts(file).skip(shared)).collect::<Vec<_>>().join("/")
}

fn mounts<'a>(service: &'a Service, environment: &Environment) -> Vec<Mount<'a>> {
    let binds = service
        .set
        .mounts
        .iter()
        .map(|mount| Mount::Bind(path(&mount.source.value.0, environment), Text::literal(&mount.at.value)));
    let volumes = service.set.volumes.iter();
    binds.chain(volumes.map(|v| Mount::Volume(v.name.value.0.as_str().into(), Text::literal(&v.at.value)))).collect()
}

/// A folder in memory that anybody in the container may write to. Docker gives it the rights of the folder below it,
/// which are wide enough for `/tmp` alone.
fn tmpfs(folder: &str) -> String {
    match folder {
        "/tmp" => folder.to_owned(),
        folder => format!("{}:mode=1777", folder.replace('$', "$$")),
    }
}

fn watch<'a>(service: &'a Service, environment: &Environment, out: &mut Emission) -> Vec<Watch<'a>> {
    let watches = service.set.watch.iter().filter(|_| environment.local);
    if let (None, Some(first)) = (&service.build, watches.clone().next()) {
        let message = format!("`{}` is watched but is not built here", service.name);
        out.diagnostics.push(
            Diagnostic::error(codes::CONFLICT, first.span, message)
                .here("its image is somebody else's")
                .help("take the line away, or give the service a `build`"),
        );
    }
    let watches = watches.map(|watch| {
        let folder = watch.path.value.0.trim_end_matches('/');
        let action = watch.action.as_ref().map_or(plan::WatchAction::Sync, |a| a.value);
        let target = watch.to.as_ref().map_or_else(|| format!("/app/{folder}"), |to| to.value.clone());
        Watch {
            action: action.as_str(),
            path: path(folder, environment),
            target: (action != plan::WatchAction::Rebuild).then(|| Text::literal(target)),
            ignore: watch.ignore.iter().map(|i| Text::literal(&i.value)).collect(),
        }
    });
    watches.collect()
}

fn comment(service: &Service, environment: &Environment) -> String {
    match &service.set.schedule {
        // Compose has no scheduler: the job is there to be run.
        Some(schedule) => {
            let zone = schedule.zone.as_ref().map_or("UTC", |z| z.value.as_str());
            let file = if environment.local { String::new() } else { format!(" -f {}", file::path(environment)) };
            let (cron, name) = (&schedule.cron.value.0, &service.name);
            format!("Meant for `{cron}` ({zone}). By hand: docker compose{file} run --rm {name}")
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dockerfile_is_found_from_its_context() {
        assert_eq!(from_folder(".", "infra/api/Dockerfile"), "infra/api/Dockerfile");
        assert_eq!(from_folder("apps/web", "apps/web/Dockerfile"), "Dockerfile");
        assert_eq!(from_folder("apps/web", "infra/Dockerfile"), "../../infra/Dockerfile");
    }
}
