//! The small nodes of a service.

use crate::node;
use crate::schema::kinds::{
    Count, Cpu, Cron, Duration, OrNull, Path, Percentage, Port, Scalar, Size, Target, VariableName, choices,
};
use crate::source::S;

node! {
    /// How the image is built.
    ///
    /// ```kdl
    /// build dockerfile="web/Dockerfile" target="runtime" {
    ///     arg NEXT_PUBLIC_API_URL from="api.public-url"
    /// }
    /// ```
    pub struct Build("build") {
        /// The Dockerfile; `Dockerfile` in the context where nothing is said.
        prop dockerfile "dockerfile": Option<S<Path>> => lists Files,
        /// The folder that the build sees; the root where nothing is said.
        prop context "context": Option<S<Path>> => lists Folders,
        /// The stage of the Dockerfile.
        prop target "target": Option<S<String>>,
        /// A value that is baked into the image. One that differs between environments makes one image for each.
        child args "arg": Vec<BuildArg>,
    }
}

node! {
    /// A value that is baked into the image.
    ///
    /// ```kdl
    /// arg NEXT_PUBLIC_API_URL from="api.public-url"
    /// arg PYTHON_VERSION "3.12"
    /// ```
    pub struct BuildArg("arg") {
        /// The name in the Dockerfile.
        arg name: S<VariableName>,
        /// The plain value.
        arg value: Option<S<Scalar>>,
        /// What it is filled with: `"api.public-url"`.
        prop from "from": Option<S<Target>>,
    }
}

node! {
    /// The port that the process listens on; `#null` for none, where `like=` brought one.
    ///
    /// ```kdl
    /// port 8000 public=#true
    /// ```
    pub struct PortNode("port") {
        /// The number.
        arg number: S<OrNull<Port>>,
        /// Whether the world may reach it.
        prop public "public": Option<S<bool>>,
    }
}

node! {
    /// What brings the database to the schema that this version needs. It runs once for each deploy, before any
    /// process of the new version; a failure ends the deploy and leaves the old version running.
    ///
    /// ```kdl
    /// migrate "alembic upgrade head" back="alembic downgrade -1" timeout="10m" compatible=#true
    /// ```
    pub struct Migrate("migrate") {
        /// The command.
        arg command: S<String>,
        /// The command that takes the last step back, for a rollback that asks for it.
        prop back "back": Option<S<String>>,
        /// How long it may take; 10 minutes where nothing is said.
        prop timeout "timeout": Option<S<Duration>>,
        /// Whether the old version runs well on the new schema, as a canary or a rolling change needs.
        prop compatible "compatible": Option<S<bool>>,
    }
}

node! {
    /// When a scheduled job runs.
    ///
    /// ```kdl
    /// schedule "0 3 * * *" zone="Europe/Berlin" timeout="1h"
    /// ```
    pub struct Schedule("schedule") {
        /// The five fields, such as `"0 3 * * *"`.
        arg cron: S<Cron>,
        /// The time zone, such as `"Europe/Berlin"`; UTC where nothing is said.
        prop zone "zone": Option<S<String>>,
        /// How long a run may take.
        prop timeout "timeout": Option<S<Duration>>,
    }
}

node! {
    /// How many of the process run: a number, or from `min` to `max` by load.
    ///
    /// ```kdl
    /// scale min=2 max=10 cpu="70%"
    /// ```
    pub struct Scale("scale") {
        /// A fixed number.
        arg count: Option<S<Count>>,
        /// The least.
        prop min "min": Option<S<Count>>,
        /// The most.
        prop max "max": Option<S<Count>>,
        /// The use of processor that one more is started at.
        prop cpu "cpu": Option<S<Percentage>>,
        /// The use of memory that one more is started at.
        prop memory "memory": Option<S<Percentage>>,
    }
}

node! {
    /// What each of the processes may use.
    ///
    /// ```kdl
    /// resources cpu="250m" memory="512Mi"
    /// ```
    pub struct Resources("resources") {
        /// The processor that it is given for certain.
        prop cpu "cpu": Option<S<Cpu>>,
        /// The memory that it gets, and no more.
        prop memory "memory": Option<S<Size>>,
        /// The processor that it may use at most; as much as is free where nothing is said.
        prop cpu_limit "cpu-limit": Option<S<Cpu>>,
    }
}

node! {
    /// A folder that is kept when the process is replaced.
    ///
    /// ```kdl
    /// volume "uploads" at="/var/lib/shop/uploads" size="10Gi"
    /// ```
    pub struct Volume("volume") {
        /// The name.
        arg name: S<crate::schema::kinds::Name>,
        /// Where it stands in the container.
        prop at "at": S<String>,
        /// How large it is.
        prop size "size": Option<S<Size>>,
    }
}

node! {
    /// A file or folder of the repository that the process reads.
    ///
    /// ```kdl
    /// mount "infra/otel/collector.yaml" at="/etc/otelcol/config.yaml"
    /// ```
    pub struct Mount("mount") {
        /// The file or folder.
        arg source: S<Path>,
        /// Where it stands in the container.
        prop at "at": S<String>,
    }
}

node! {
    /// A folder whose changes reach the running container at once, on the developer's machine.
    ///
    /// ```kdl
    /// watch "apps/api" to="/app/apps/api" action="sync+restart" {
    ///     ignore "__pycache__/"
    /// }
    /// ```
    pub struct Watch("watch") {
        /// The folder.
        arg path: S<Path>,
        /// Where it stands in the container; `/app/` and the folder where nothing is said.
        prop to "to": Option<S<String>>,
        /// What happens; files are copied where nothing is said.
        prop action "action": Option<S<WatchAction>>,
        /// What is left alone, such as `"node_modules/"`.
        value ignore "ignore": Vec<S<String>>,
    }
}

choices! {
    /// What a change of a watched file does.
    pub enum WatchAction {
        /// Copies the file into the container, where the process reloads itself.
        Sync = "sync",
        /// Copies the file and starts the process anew.
        SyncRestart = "sync+restart",
        /// Builds the image anew.
        Rebuild = "rebuild",
    }
}
