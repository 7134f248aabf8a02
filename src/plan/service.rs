//! One service in one environment: defaults filled in, references checked.

use super::names::{Names, Thing};
use super::placeholder::Placeholders;
use super::vars::{self, Block, Scope};
use super::{
    Build, Check, Health, ImageUse, Migrate, Platform, Scale, Service, ServiceKind, Value, images, split_words,
};
use crate::diag::{Diagnostic, codes};
use crate::schema::kinds::Duration;
use crate::source::S;
use crate::spec;
use std::sync::Arc;

/// How long a process may take to stop where nothing is said: what Kubernetes gives it.
const DRAIN: Duration = Duration::seconds(30);
const HEALTH_INTERVAL: Duration = Duration::seconds(10);
const HEALTH_TIMEOUT: Duration = Duration::seconds(3);
const HEALTH_START: Duration = Duration::seconds(60);
const MIGRATE_TIMEOUT: Duration = Duration::seconds(600);

/// Where a service is resolved.
pub struct Place<'a> {
    /// Its names.
    pub names: &'a Names,
    /// Its secrets.
    pub secrets: &'a [spec::Secret],
    /// The environment.
    pub environment: &'a spec::Environment,
}

/// What of a service is the same wherever it runs: made once, and shared by all environments that say no more of it.
pub struct Everywhere<'a> {
    /// Its own variables.
    pub variables: Option<Block<'a>>,
    /// Its command, where no placeholder in it waits for an environment.
    command: Option<Arc<[String]>>,
    /// Where nothing is wrong with it.
    settled: Option<Settled>,
}

/// What of a service hangs on nothing but what is said of it.
#[derive(Clone)]
struct Settled {
    routes: Arc<[String]>,
    build: Option<Arc<Build>>,
    health: Option<Arc<Health>>,
    migrate: Option<Arc<Migrate>>,
}

impl<'a> Everywhere<'a> {
    /// What is known of `set`, with `scope` of no environment.
    pub fn of(set: &'a spec::Service, scope: &Scope<'_>) -> Self {
        let mut wrong = Vec::new();
        let settled = Settled::of(set, images::fixed_arguments(set), &mut wrong);
        Self {
            variables: set.env.as_ref().map(|env| Block::of(env, scope)),
            command: set.command.iter().map(|word| scope.filled(&word.value, word.span)).collect(),
            settled: wrong.is_empty().then_some(settled),
        }
    }
}

impl Settled {
    fn of(set: &spec::Service, args: Vec<(String, String)>, say: &mut Vec<Diagnostic>) -> Self {
        Self {
            routes: match set.routes.is_empty() {
                true => Arc::new(["/".to_owned()]),
                false => set.routes.iter().map(|r| r.value.0.clone()).collect(),
            },
            build: build(set, args).map(Arc::new),
            health: health(set, port(set), say).map(Arc::new),
            migrate: migrate(set, say).map(Arc::new),
        }
    }
}

/// The service `set`, all layers merged, in `place`; `own` where no environment's layer is among them. Its build arguments
/// are filled in later where they wait for every service's public address.
pub fn resolve(
    set: Arc<spec::Service>,
    own: Option<&Everywhere<'_>>,
    env_layers: [Option<&Block<'_>>; 4],
    place: &Place<'_>,
    say: &mut Vec<Diagnostic>,
) -> Service {
    let environment = place.environment;
    let name = set.name.value.0.clone();
    let known = [
        ("environment", Some(environment.name.value.0.as_str())),
        ("service", Some(name.as_str())),
        ("region", environment.region.as_ref().map(|r| r.value.as_str())),
        ("version", None),
    ];
    let placeholders = || Placeholders { known: &known };
    let scope = Scope {
        names: place.names,
        secrets: place.secrets,
        environment: Some(&environment.name.value.0),
        placeholders: placeholders(),
    };
    let variables = vars::merge(env_layers.into_iter().flatten(), &scope, say);
    let port = port(&set);
    let kind = kind(&set, port, say);
    let public = port.is_some() && set.port.as_ref().and_then(|p| p.public.as_ref()).is_some_and(|p| p.value);
    let domain =
        set.domain.as_ref().and_then(|d| d.value.0.as_ref().map(|host| placeholders().fill(&host.0, d.span, say)));
    let local = environment.local.as_ref().is_some_and(|l| l.value);
    let builds_itself = environment.builder.as_ref().is_some_and(|b| b.value == spec::Builder::Platform);
    let public_url = match (&domain, &set.publish, local) {
        (_, Some(publish), true) => Some(format!("http://localhost:{}", publish.value.0)),
        (Some(domain), _, _) => Some(format!("https://{domain}")),
        (None, Some(publish), false)
            if environment.platform.value == Platform::Compose && environment.url.is_none() =>
        {
            Some(format!("http://localhost:{}", publish.value.0))
        }
        _ if public => environment.url.as_ref().map(|u| u.value.0.trim_end_matches('/').to_owned()),
        _ => None,
    };
    let command = match own.and_then(|own| own.command.clone()) {
        Some(command) => command,
        None => set.command.iter().map(|w| placeholders().fill(&w.value, w.span, say)).collect(),
    };
    let depends = depends(&set, &variables, place, say);
    let settled = own.and_then(|own| own.settled.clone());
    let Settled { routes, build, health, migrate } = settled.unwrap_or_else(|| Settled::of(&set, Vec::new(), say));
    Service {
        kind,
        image: image(&set, local || builds_itself, say),
        build,
        command,
        port,
        public,
        domain,
        routes,
        public_url,
        health,
        migrate,
        drain: set.drain.as_ref().map_or(DRAIN, |d| d.value),
        scale: scale(&set, say),
        singleton: set.singleton.as_ref().is_some_and(|s| s.value),
        variables,
        depends,
        name,
        set,
    }
}

fn kind(set: &spec::Service, port: Option<u16>, say: &mut Vec<Diagnostic>) -> ServiceKind {
    if let (Some(schedule), Some(_), Some(node)) = (&set.schedule, port, &set.port) {
        say.push(
            Diagnostic::error(
                codes::CONFLICT,
                schedule.span,
                format!("`{}` cannot both run at times and listen on a port", set.name),
            )
            .here("runs at times")
            .also(node.span, "listens on a port")
            .help("make two services of it, or take the port away with `port #null`"),
        );
    }
    match (&set.schedule, port) {
        (Some(_), _) => ServiceKind::Cron,
        (None, Some(_)) => ServiceKind::Web,
        (None, None) => ServiceKind::Worker,
    }
}

/// `there`: it is built where it runs, not by a pipeline.
fn image(set: &spec::Service, there: bool, say: &mut Vec<Diagnostic>) -> ImageUse {
    match (&set.build, &set.image) {
        (Some(build), Some(image)) => {
            say.push(
                Diagnostic::error(codes::CONFLICT, image.span, format!("`{}` has both an image and a build", set.name))
                    .here("somebody else's image")
                    .also(build.name_span, "its own build")
                    .help("keep one of them"),
            );
            ImageUse::Local
        }
        (None, Some(image)) => ImageUse::External(image.value.0.clone()),
        (Some(_), None) if there => ImageUse::Local,
        // The index follows when the images of all environments are known.
        (Some(_), None) => ImageUse::Built(usize::MAX),
        (None, None) if set.like.is_some() => ImageUse::Local,
        (None, None) => {
            say.push(
                Diagnostic::error(codes::MISSING, set.name.span, format!("`{}` has no image", set.name))
                    .because(format!("image of {}", set.name))
                    .here("expected a node `build` or `image`")
                    .help("for example `build dockerfile=\"Dockerfile\"` or `image \"redis:7.4\"`"),
            );
            ImageUse::Local
        }
    }
}

fn port(set: &spec::Service) -> Option<u16> {
    Some(set.port.as_ref()?.number.value.0.as_ref()?.0)
}

fn build(set: &spec::Service, args: Vec<(String, String)>) -> Option<Build> {
    let build = set.build.as_ref()?;
    let context = build.context.as_ref().map_or(".", |c| c.value.0.trim_end_matches('/')).to_owned();
    let dockerfile = match (&build.dockerfile, context.as_str()) {
        (Some(file), _) => file.value.0.clone(),
        (None, ".") => "Dockerfile".to_owned(),
        (None, context) => format!("{context}/Dockerfile"),
    };
    Some(Build { dockerfile, context, target: build.target.as_ref().map(|t| t.value.clone()), args })
}

fn health(set: &spec::Service, port: Option<u16>, say: &mut Vec<Diagnostic>) -> Option<Health> {
    let health = set.health.as_ref()?;
    let check = match (&health.path, health.command.first()) {
        // A worker that is `like` a web service has no port to ask on; its command, if any, is what counts.
        (_, Some(_)) => Check::Command(health.command.iter().map(|w| w.value.clone()).collect()),
        (Some(path), None) if port.is_some() => Check::Http(path.value.0.clone()),
        (Some(_), None) => return None,
        (None, None) => {
            say.push(
                Diagnostic::error(codes::MISSING, health.name_span, "`health` asks nothing")
                    .here("expected a path, or a node `command`")
                    .help("for example `health \"/health\"` or `health { command \"app\" \"ping\" }`"),
            );
            return None;
        }
    };
    Some(Health {
        check,
        interval: health.interval.as_ref().map_or(HEALTH_INTERVAL, |d| d.value),
        timeout: health.timeout.as_ref().map_or(HEALTH_TIMEOUT, |d| d.value),
        start: health.start.as_ref().map_or(HEALTH_START, |d| d.value),
    })
}

fn migrate(set: &spec::Service, say: &mut Vec<Diagnostic>) -> Option<Migrate> {
    let migrate = set.migrate.as_ref()?;
    let mut words = |line: &S<String>| {
        split_words(&line.value).map_err(|problem| {
            say.push(
                Diagnostic::error(codes::WRONG_VALUE, line.span, format!("this is no command: {problem}"))
                    .help("for example `migrate \"alembic upgrade head\"`"),
            );
        })
    };
    let command = words(&migrate.command).ok()?;
    let back = match &migrate.back {
        Some(line) => Some((line.value.clone(), words(line).ok()?)),
        None => None,
    };
    Some(Migrate {
        line: migrate.command.value.clone(),
        command,
        back,
        timeout: migrate.timeout.as_ref().map_or(MIGRATE_TIMEOUT, |d| d.value),
        compatible: migrate.compatible.as_ref().map(|c| c.value),
    })
}

fn scale(set: &spec::Service, say: &mut Vec<Diagnostic>) -> Scale {
    let Some(scale) = &set.scale else { return Scale::Fixed(1) };
    let range = scale.min.is_some() || scale.max.is_some();
    // An environment that says `min`/`max` over a service's number means the range, and the other way round: the
    // later one in the file of layers wins only where both stand in one node.
    if let (Some(count), true) = (&scale.count, range) {
        say.push(
            Diagnostic::error(codes::CONFLICT, count.span, "a number and a range of processes at once")
                .help("write `scale 3`, or `scale min=3 max=10 cpu=\"70%\"`"),
        );
    }
    let number = |n: &S<crate::schema::kinds::Count>| n.value.0 as u32;
    match (&scale.count, &scale.min, &scale.max) {
        (Some(count), _, _) => Scale::Fixed(number(count)),
        (None, Some(min), Some(max)) => {
            if min.value > max.value {
                say.push(
                    Diagnostic::error(codes::CONFLICT, max.span, format!("`max={}` is less than `min={}`", max, min))
                        .also(min.span, "the least"),
                );
            }
            if scale.cpu.is_none() && scale.memory.is_none() {
                say.push(
                    Diagnostic::error(codes::MISSING, scale.name_span, "`scale` from `min` to `max` by what?")
                        .here("expected `cpu=` or `memory=`")
                        .help("for example `scale min=2 max=10 cpu=\"70%\"`"),
                );
            }
            Scale::Auto {
                min: number(min),
                max: number(max),
                cpu: scale.cpu.as_ref().map(|p| p.value.as_percent()),
                memory: scale.memory.as_ref().map(|p| p.value.as_percent()),
            }
        }
        _ => {
            say.push(
                Diagnostic::error(codes::MISSING, scale.name_span, "`scale` needs a number, or `min=` and `max=`")
                    .help("for example `scale 2` or `scale min=2 max=10 cpu=\"70%\"`"),
            );
            Scale::Fixed(1)
        }
    }
}

fn depends(
    set: &spec::Service,
    variables: &[Arc<super::Variable>],
    place: &Place<'_>,
    say: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let own = &set.name.value.0;
    let mut depends: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if name != own && !depends.iter().any(|d| d == name) {
            depends.push(name.to_owned());
        }
    };
    for variable in variables {
        // A public address is needed by those who use it, not to start.
        if let Value::From(from) = &variable.value
            && from.part != crate::schema::kinds::Part::PublicUrl
        {
            add(&from.name);
        }
    }
    for after in &set.after {
        let name = after.as_ref().map(|n| n.0.as_str());
        let known = [Thing::Service, Thing::Datastore];
        match known.iter().any(|t| place.names.find(*t, name.value).is_some()) {
            true => add(name.value),
            false => say.extend(place.names.unknown(&known, name)),
        }
    }
    depends
}
