//! `service`: a process that dbgen deploys. The same node stands in an environment, where it overrides.

use crate::node;
use crate::schema::kinds::{Duration, Glob, Host, Image, Name, OrNull, Path, Port, choices};
use crate::source::S;
use crate::spec::{Build, EnvBlock, Health, Migrate, Mount, PortNode, Raw, Resources, Scale, Schedule, Volume, Watch};

node! {
    /// A process: a web service where it has a port, a scheduled job where it has a schedule, a worker otherwise.
    /// Inside an environment the same node says only what differs there.
    ///
    /// ```kdl
    /// service "api" runtime="python" {
    ///     build dockerfile="api/Dockerfile" target="production"
    ///     command "shop-api"
    ///     port 8000 public=#true
    ///     health "/health"
    ///     migrate "alembic upgrade head" back="alembic downgrade -1"
    ///     drain "45s"
    ///     env {
    ///         DATABASE_URL from="db.url"
    ///         SECRET_KEY secret="SECRET_KEY"
    ///     }
    /// }
    /// service "worker" like="api" {
    ///     command "celery" "-A" "shop.worker" "worker"
    ///     port #null
    /// }
    /// ```
    pub struct Service("service") {
        /// The name, which `from=` and the platforms' objects use.
        arg name: S<Name> => declares Service,
        /// The service whose settings it starts from.
        prop like "like": Option<S<Name>> => refers Service,
        /// The language inside the image, which decides by what a health check can be asked there.
        prop runtime "runtime": Option<S<Runtime>>,
        /// How its image is built.
        child build "build": Option<Build>,
        /// An image that somebody else has built, in place of `build`.
        value image "image": Option<S<Image>>,
        /// The command with its arguments, in place of the image's.
        value command "command": Vec<S<String>> => fills environment | service | region,
        /// The port that it listens on.
        child port "port": Option<PortNode>,
        /// The question that tells whether it is well.
        child health "health": Option<Health>,
        /// What brings the database to the schema that this version needs.
        child migrate "migrate": Option<Migrate>,
        /// When it runs, for a scheduled job.
        child schedule "schedule": Option<Schedule>,
        /// How long it may take to finish what it is at when it is asked to stop; 30 seconds where nothing is said.
        value drain "drain": Option<S<Duration>>,
        /// Its variables.
        child env "env": Option<EnvBlock>,
        /// How many of it run.
        child scale "scale": Option<Scale>,
        /// What each of it may use.
        child resources "resources": Option<Resources>,
        /// Whether there must never be two of it, such as a scheduler.
        value singleton "singleton": Option<S<bool>>,
        /// The numeric user that it runs as, where the image does not say.
        value user "user": Option<S<crate::schema::kinds::Whole<1, 65_534>>>,
        /// Folders that it writes to; everything else is read-only.
        value writable "writable": Vec<S<String>>,
        /// A folder that is kept.
        child volumes "volume": Vec<Volume>,
        /// A file or folder of the repository that it reads.
        child mounts "mount": Vec<Mount>,
        /// Services that must be well before it starts, beside those that its variables refer to.
        value after "after": Vec<S<Name>> => refers Service | Datastore,
        /// The host name that the world reaches it under. `{environment}` is filled in; `#null` takes it away.
        value domain "domain": Option<S<OrNull<Host>>> => fills environment | service | region,
        /// The paths of the host name that are its own; all where nothing is said.
        value routes "routes": Vec<S<crate::schema::kinds::UrlPath>>,
        /// The port on the developer's machine.
        value publish "publish": Option<S<Port>>,
        /// A folder whose changes reach the running container at once, on the developer's machine.
        child watch "watch": Vec<Watch>,
        /// The platform's name for how large a machine it gets.
        value plan "plan": Option<S<String>> => lists ServicePlans,
        /// The files whose changes concern it, where the platform builds it.
        value paths "paths": Vec<S<Glob>>,
        /// The folder that the platform builds in, where it builds it.
        value directory "directory": Option<S<Path>> => lists Folders,
        /// The environments that have it; all where nothing is said.
        value only "only": Vec<S<Name>> => refers Environment,
        /// The group of services that starts only when it is asked for, on the developer's machine.
        value profile "profile": Option<S<Name>> => shares Profile,
        /// Fields of a platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

choices! {
    /// The language inside an image.
    pub enum Runtime {
        /// Python: health checks are asked by `python`.
        Python = "python",
        /// Node.js: health checks are asked by `node`.
        Node = "node",
        /// Alpine or another image with BusyBox: health checks are asked by `wget`.
        Busybox = "busybox",
        /// An image with `curl`.
        Curl = "curl",
    }
}
