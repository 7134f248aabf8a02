//! A Compose file as types, in the order in which its keys are read (compose-spec, "05-services").

use super::text::{Text, command, words};
use crate::schema::kinds::Duration;
use crate::yaml::{Map, Yaml, map};
use std::borrow::Cow;

/// A service: a container, or several of the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Service<'a> {
    /// What a reader must know of it.
    pub comment: String,
    /// It starts with these profiles only; always where there are none.
    pub profiles: Vec<&'a str>,
    /// The image that it runs.
    pub image: Option<Text<'a>>,
    /// How its image is built.
    pub build: Option<Build<'a>>,
    /// The command, in place of the image's.
    pub command: Vec<Text<'a>>,
    /// The user that it runs as.
    pub user: Option<String>,
    /// Its variables.
    pub environment: Vec<(&'a str, Text<'a>)>,
    /// What must be there before it starts.
    pub depends_on: Vec<(Cow<'a, str>, Condition)>,
    /// The ports that it is reached under from outside.
    pub ports: Vec<Port>,
    /// The port that it is reached under from its neighbours only.
    pub expose: Option<u16>,
    /// What is mounted.
    pub volumes: Vec<Mount<'a>>,
    /// Folders in memory.
    pub tmpfs: Vec<String>,
    /// How one knows that it is well.
    pub healthcheck: Option<Healthcheck<'a>>,
    /// Files whose changes reach it.
    pub watch: Vec<Watch<'a>>,
    /// Whether it is started anew when it ends.
    pub restart: Option<&'static str>,
    /// Whether a small init process passes signals on and clears away dead children.
    pub init: bool,
    /// How long it may take to stop.
    pub stop_grace_period: Option<Duration>,
    /// Whether it may write nowhere but to its mounts.
    pub read_only: bool,
    /// Whether it gets none of the rights that root has.
    pub cap_drop_all: bool,
    /// Whether no process of it can gain rights.
    pub no_new_privileges: bool,
    /// The thousandths of a processor that it gets when processors are short.
    pub cpu_millis: Option<u32>,
    /// How many run, where it is not one.
    pub replicas: Option<u32>,
    /// The thousandths of a processor that it may use at most.
    pub cpu_limit: Option<u32>,
    /// The most memory that it may use, in MiB.
    pub memory_limit: Option<u64>,
    /// Whether its log is kept in the driver that rotates by itself.
    pub rotated_log: bool,
}

/// How an image is built.
#[derive(Debug, Clone, PartialEq)]
pub struct Build<'a> {
    /// The folder that the build sees.
    pub context: Text<'a>,
    /// The Dockerfile, from there.
    pub dockerfile: Text<'a>,
    /// The stage.
    pub target: Option<Text<'a>>,
    /// The baked-in values.
    pub args: Vec<(&'a str, Text<'a>)>,
}

/// What a dependency must have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It runs.
    Started,
    /// Its health check has passed.
    Healthy,
    /// It has run and exited with 0.
    Completed,
}

/// A published port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port {
    /// Whether other machines reach it.
    pub world: bool,
    /// The port of the machine.
    pub published: u16,
    /// The port of the container.
    pub target: u16,
}

/// Something mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount<'a> {
    /// A volume of the file.
    Volume(Cow<'a, str>, Text<'a>),
    /// A file or folder of the machine, for reading.
    Bind(Text<'a>, Text<'a>),
}

/// How one knows that a service is well.
#[derive(Debug, Clone, PartialEq)]
pub struct Healthcheck<'a> {
    /// The question.
    pub test: Test<'a>,
    /// How often it is asked.
    pub interval: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long failures do not count.
    pub start_period: Duration,
}

/// A command that exits with 0 where all is well.
#[derive(Debug, Clone, PartialEq)]
pub enum Test<'a> {
    /// Words, which no shell sees: an image need not have one.
    Words(Vec<Text<'a>>),
    /// A line for the image's shell.
    Shell(Text<'a>),
}

/// Files whose changes reach a container.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch<'a> {
    /// What a change does.
    pub action: &'static str,
    /// The folder or file.
    pub path: Text<'a>,
    /// Where it stands in the container, unless the image is built anew.
    pub target: Option<Text<'a>>,
    /// What is left alone.
    pub ignore: Vec<Text<'a>>,
}

impl From<Service<'_>> for Map {
    fn from(service: Service<'_>) -> Self {
        let deploy = deploy(&service);
        let mut out = Map::with_room(16);
        out.filled("profiles", Yaml::flow(service.profiles));
        out.opt("image", service.image);
        out.opt("build", service.build);
        if !service.command.is_empty() {
            out.set("command", command(service.command));
        }
        out.opt("user", service.user.map(Yaml::quoted));
        out.filled("environment", variables(service.environment));
        let condition = |condition| map! { "condition" => condition };
        let needs = service.depends_on.into_iter().map(|(name, when)| (name.into_owned(), condition(when)));
        out.filled("depends_on", needs.collect::<Map>());
        out.filled("ports", service.ports.iter().map(Yaml::from).collect::<Yaml>());
        out.opt("expose", service.expose.map(|port| Yaml::flow([Yaml::quoted(port.to_string())])));
        out.filled("volumes", service.volumes.into_iter().map(Yaml::from).collect::<Yaml>());
        out.filled("tmpfs", service.tmpfs.into_iter().collect::<Yaml>());
        out.opt("healthcheck", service.healthcheck);
        if !service.watch.is_empty() {
            out.set("develop", map! { "watch" => service.watch.into_iter().map(Yaml::from).collect::<Yaml>() });
        }
        out.opt("restart", service.restart);
        out.opt("init", service.init.then_some(true));
        out.opt("stop_grace_period", service.stop_grace_period.map(time));
        out.opt("read_only", service.read_only.then_some(true));
        out.opt("cap_drop", service.cap_drop_all.then(|| Yaml::flow(["ALL"])));
        out.opt(
            "security_opt",
            service.no_new_privileges.then(|| Yaml::flow([Yaml::quoted("no-new-privileges:true")])),
        );
        // The weight that Kubernetes gives the same request: Compose reserves no processors. Docker's least is 2.
        out.opt("cpu_shares", service.cpu_millis.map(|millis| (u64::from(millis) * 1024 / 1000).max(2)));
        if let Some(millis) = service.cpu_millis {
            out.eol("cpu_shares", format!("{}, when they are short", processors(millis)));
        }
        out.filled("deploy", deploy);
        out.opt("logging", service.rotated_log.then(|| map! { "driver" => "local" }));
        out
    }
}

fn deploy(service: &Service<'_>) -> Map {
    let mut limits = Map::new();
    limits.opt("cpus", service.cpu_limit.map(|millis| Yaml::quoted(decimal(millis))));
    limits.opt(
        "memory",
        service.memory_limit.map(|mib| match mib % 1024 {
            0 => format!("{}G", mib / 1024),
            _ => format!("{mib}M"),
        }),
    );
    let mut out = Map::new();
    out.opt("replicas", service.replicas);
    if !limits.is_empty() {
        out.set("resources", map! { "limits" => limits });
    }
    out
}

/// Variables, each name of which is there once.
fn variables(pairs: Vec<(&str, Text<'_>)>) -> Map {
    let mut out = Map::with_room(pairs.len());
    pairs.into_iter().for_each(|(name, text)| out.append(name.to_owned(), text));
    out
}

impl From<Build<'_>> for Yaml {
    fn from(build: Build<'_>) -> Self {
        let mut out = map! { "context" => build.context };
        if build.dockerfile.as_str() != "Dockerfile" {
            out.set("dockerfile", build.dockerfile);
        }
        out.opt("target", build.target);
        out.filled("args", build.args.into_iter().map(|(name, text)| (name.to_owned(), text)).collect::<Map>());
        out.into()
    }
}

impl From<Condition> for Yaml {
    fn from(condition: Condition) -> Self {
        Yaml::from(match condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        })
    }
}

impl From<&Port> for Yaml {
    /// In quotes: a YAML 1.1 reader takes `22:22` for a number of base 60.
    fn from(port: &Port) -> Self {
        let host = if port.world { "" } else { "127.0.0.1:" };
        Yaml::quoted(format!("{host}{}:{}", port.published, port.target))
    }
}

impl From<Mount<'_>> for Yaml {
    fn from(mount: Mount<'_>) -> Self {
        match mount {
            Mount::Volume(name, at) => format!("{name}:{}", at.as_str()).into(),
            Mount::Bind(source, at) => {
                map! { "type" => "bind", "source" => source, "target" => at, "read_only" => true }.into()
            }
        }
    }
}

impl From<Test<'_>> for Yaml {
    fn from(test: Test<'_>) -> Self {
        match test {
            Test::Shell(line) => line.into(),
            Test::Words(own) => words(std::iter::once(Text::literal("CMD")).chain(own).collect()),
        }
    }
}

/// While a service starts it is asked often, so that what waits for it does not wait for the next turn.
const START_INTERVAL: Duration = Duration::seconds(2);

impl From<Healthcheck<'_>> for Yaml {
    fn from(check: Healthcheck<'_>) -> Self {
        let mut out = map! {
            "test" => check.test,
            "interval" => time(check.interval),
            "timeout" => time(check.timeout),
            "start_period" => time(check.start_period),
        };
        if check.interval > START_INTERVAL {
            out.set("start_interval", time(START_INTERVAL));
        }
        out.into()
    }
}

impl From<Watch<'_>> for Yaml {
    fn from(watch: Watch<'_>) -> Self {
        let mut out = map! { "action" => watch.action, "path" => watch.path };
        out.opt("target", watch.target);
        out.filled("ignore", watch.ignore.into_iter().map(Yaml::from).collect::<Yaml>());
        out.into()
    }
}

/// A duration as Go reads it, in one unit.
fn time(duration: Duration) -> String {
    let (count, unit) = match duration.millis {
        ms if ms % 1000 != 0 => (ms, "ms"),
        ms if ms > 60_000 && ms % 60_000 == 0 => (ms / 60_000, "m"),
        ms => (ms / 1000, "s"),
    };
    count.to_string() + unit
}

/// Thousandths of a processor as people count them.
fn processors(millis: u32) -> String {
    match millis {
        1000 => "1 processor".to_owned(),
        _ => format!("{} processors", decimal(millis)),
    }
}

/// Thousandths as a decimal number.
fn decimal(millis: u32) -> String {
    let text = format!("{}.{:03}", millis / 1000, millis % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_compose_reads_them() {
        assert_eq!([decimal(1000), decimal(250), decimal(1500)], ["1", "0.25", "1.5"]);
        assert_eq!([90, 120, 60].map(|s| time(Duration::seconds(s))), ["90s", "2m", "60s"]);
        assert_eq!(time(Duration { millis: 1500 }), "1500ms");
    }
}
