//! A Compose file as types, in the order in which its keys are read (compose-spec, "05-services").

use super::text::{Text, command, words};
use crate::schema::kinds::Duration;
use crate::yaml::{Map, Yaml, map};

/// A service: a container, or several of the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Service {
    /// What a reader must know of it.
    pub comment: String,
    /// It starts with these profiles only; always where there are none.
    pub profiles: Vec<String>,
    /// The image that it runs.
    pub image: Option<Text>,
    /// How its image is built.
    pub build: Option<Build>,
    /// The command, in place of the image's.
    pub command: Vec<Text>,
    /// The user that it runs as.
    pub user: Option<String>,
    /// Its variables.
    pub environment: Vec<(String, Text)>,
    /// What must be there before it starts.
    pub depends_on: Vec<(String, Condition)>,
    /// The ports that it is reached under from outside.
    pub ports: Vec<Port>,
    /// The port that it is reached under from its neighbours only.
    pub expose: Option<u16>,
    /// What is mounted.
    pub volumes: Vec<Mount>,
    /// Folders in memory.
    pub tmpfs: Vec<String>,
    /// How one knows that it is well.
    pub healthcheck: Option<Healthcheck>,
    /// Files whose changes reach it.
    pub watch: Vec<Watch>,
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
pub struct Build {
    /// The folder that the build sees.
    pub context: Text,
    /// The Dockerfile, from there.
    pub dockerfile: Text,
    /// The stage.
    pub target: Option<Text>,
    /// The baked-in values.
    pub args: Vec<(String, Text)>,
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
pub enum Mount {
    /// A volume of the file.
    Volume(String, Text),
    /// A file or folder of the machine, for reading.
    Bind(Text, Text),
}

/// How one knows that a service is well.
#[derive(Debug, Clone, PartialEq)]
pub struct Healthcheck {
    /// The question.
    pub test: Test,
    /// How often it is asked.
    pub interval: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long failures do not count.
    pub start_period: Duration,
}

/// A command that exits with 0 where all is well.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Words, which no shell sees: an image need not have one.
    Words(Vec<Text>),
    /// A line for the image's shell.
    Shell(Text),
}

/// Files whose changes reach a container.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// What a change does.
    pub action: &'static str,
    /// The folder or file.
    pub path: Text,
    /// Where it stands in the container, unless the image is built anew.
    pub target: Option<Text>,
    /// What is left alone.
    pub ignore: Vec<Text>,
}

impl From<&Service> for Map {
    fn from(service: &Service) -> Self {
        let mut out = Map::new();
        out.filled("profiles", Yaml::flow(service.profiles.iter()));
        out.opt("image", service.image.as_ref());
        out.opt("build", service.build.as_ref());
        if !service.command.is_empty() {
            out.set("command", command(&service.command));
        }
        out.opt("user", service.user.as_ref().map(Yaml::quoted));
        out.filled("environment", pairs(&service.environment));
        let conditions =
            service.depends_on.iter().map(|(name, condition)| (name.clone(), map! { "condition" => *condition }));
        out.filled("depends_on", conditions.collect::<Map>());
        out.filled("ports", service.ports.iter().map(Yaml::from).collect::<Yaml>());
        out.opt("expose", service.expose.map(|port| Yaml::flow([Yaml::quoted(port.to_string())])));
        out.filled("volumes", service.volumes.iter().map(Yaml::from).collect::<Yaml>());
        out.filled("tmpfs", service.tmpfs.iter().collect::<Yaml>());
        out.opt("healthcheck", service.healthcheck.as_ref());
        if !service.watch.is_empty() {
            out.set("develop", map! { "watch" => service.watch.iter().map(Yaml::from).collect::<Yaml>() });
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
        out.filled("deploy", deploy(service));
        out.opt("logging", service.rotated_log.then(|| map! { "driver" => "local" }));
        out
    }
}

fn deploy(service: &Service) -> Map {
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

fn pairs(pairs: &[(String, Text)]) -> Map {
    pairs.iter().map(|(name, text)| (name.clone(), text)).collect()
}

impl From<&Build> for Yaml {
    fn from(build: &Build) -> Self {
        let mut out = map! { "context" => &build.context };
        if build.dockerfile.as_str() != "Dockerfile" {
            out.set("dockerfile", &build.dockerfile);
        }
        out.opt("target", build.target.as_ref());
        out.filled("args", pairs(&build.args));
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

impl From<&Mount> for Yaml {
    fn from(mount: &Mount) -> Self {
        match mount {
            Mount::Volume(name, at) => format!("{name}:{}", at.as_str()).into(),
            Mount::Bind(source, at) => {
                map! { "type" => "bind", "source" => source, "target" => at, "read_only" => true }.into()
            }
        }
    }
}

impl From<&Test> for Yaml {
    fn from(test: &Test) -> Self {
        match test {
            Test::Shell(line) => line.into(),
            Test::Words(own) => {
                words(&std::iter::once(Text::literal("CMD")).chain(own.iter().cloned()).collect::<Vec<_>>())
            }
        }
    }
}

/// While a service starts it is asked often, so that what waits for it does not wait for the next turn.
const START_INTERVAL: Duration = Duration::seconds(2);

impl From<&Healthcheck> for Yaml {
    fn from(check: &Healthcheck) -> Self {
        let mut out = map! {
            "test" => &check.test,
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

impl From<&Watch> for Yaml {
    fn from(watch: &Watch) -> Self {
        let mut out = map! { "action" => watch.action, "path" => &watch.path };
        out.opt("target", watch.target.as_ref());
        out.filled("ignore", watch.ignore.iter().map(Yaml::from).collect::<Yaml>());
        out.into()
    }
}

/// A duration as Go reads it, in one unit.
fn time(duration: Duration) -> String {
    match duration.millis {
        ms if ms % 1000 != 0 => format!("{ms}ms"),
        ms if ms > 60_000 && ms % 60_000 == 0 => format!("{}m", ms / 60_000),
        ms => format!("{}s", ms / 1000),
    }
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
