//! The names of what there is to worry about in a change. Each is declared once, with its page and what it weighs.

use super::Code;

/// How much a change weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing to worry about.
    Routine,
    /// It may cost more.
    Costs,
    /// Something that protected is gone or protects less.
    Weakens,
    /// Something that works now stops, is lost, or has to be made anew by hand.
    Breaks,
}

impl Weight {
    /// What it is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Weight::Routine => "routine",
            Weight::Costs => "costs",
            Weight::Weakens => "weakens",
            Weight::Breaks => "breaks",
        }
    }
}

/// A spec of `tests/diff`, which holds that the change from `before.kdl` to `after.kdl` is what the code names.
macro_rules! fixture {
    ($slug:literal, $name:literal) => {
        include_str!(concat!("../../tests/diff/", $slug, "/", $name, ".kdl"))
    };
}

macro_rules! changes {
    ($($(#[doc = $doc:literal])+ $name:ident = $slug:literal => $weight:ident;)*) => {
        $($(#[doc = $doc])+ pub const $name: Code = Code($slug);)*
        /// Every code with what it weighs and its page, in the order of declaration.
        pub const ALL: &[(Code, Weight, &str)] = &[$(($name, Weight::$weight, concat!($($doc, "\n"),+))),*];
        /// For every code, in the same order, a spec and what becomes of it: its fixtures.
        pub(super) const EXAMPLES: &[(&str, &str)] = &[$((fixture!($slug, "before"), fixture!($slug, "after"))),*];
    };
}

/// What a change with a code weighs; none where it is the code of a diagnostic.
pub fn weight(code: Code) -> Option<Weight> {
    ALL.iter().find(|(own, _, _)| *own == code).map(|(_, weight, _)| *weight)
}

changes! {
    /// The public address of a service or environment is taken away or replaced. Links, certificates, callbacks and DNS
    /// hang on it.
    ADDRESS_CHANGED = "address-changed" => Breaks;
    /// The namespace of an environment, or the Secret that its pods read, gets another name. Nothing is moved: a
    /// namespace is filled anew, and a Secret has to be there before the next deploy.
    CLUSTER_NAMES = "cluster-names" => Breaks;
    /// A database or cache gets another engine. Nothing of what it holds is taken along.
    DATASTORE_ENGINE = "datastore-engine" => Breaks;
    /// The name of the database on its server, or of the user that owns it, changes. Render fixes both when a database
    /// is made, and a container makes them at its first start alone.
    DATASTORE_IDENTITY = "datastore-identity" => Breaks;
    /// A database or cache is gone from an environment. Its data is deleted, or kept by a platform and looked after by
    /// nobody.
    DATASTORE_REMOVED = "datastore-removed" => Breaks;
    /// A database or cache has another name. Platforms make a new, empty one under it.
    DATASTORE_RENAMED = "datastore-renamed" => Breaks;
    /// A database gets another major version, or a cache an earlier one. Render cannot change the version of a database
    /// that is there, and a database's container does not start on the files of another major version: data has to be
    /// dumped and read back.
    DATASTORE_VERSION = "datastore-version" => Breaks;
    /// An environment is gone from the spec. Its files are removed and nothing deploys there any more; what runs there
    /// stays until somebody takes it down.
    ENVIRONMENT_REMOVED = "environment-removed" => Breaks;
    /// An environment has another name. GitHub keeps its secrets, who has to agree, and which branches may deploy, under
    /// its name: the new one has none of it until somebody sets it up.
    ENVIRONMENT_RENAMED = "environment-renamed" => Breaks;
    /// An environment moves to another platform. Everything is made anew there; data, addresses and secrets do not move
    /// by themselves.
    PLATFORM_CHANGED = "platform-changed" => Breaks;
    /// What an environment's things are called on its platform changes: by the project's name, or because a second
    /// environment on Render comes or goes. Platforms know things by their names, so new ones are made beside the old
    /// ones.
    PLATFORM_NAMES = "platform-names" => Breaks;
    /// A service listens on another port, or is published under another one. A process that still listens on the old
    /// one is taken for dead, and who calls the old one finds nothing.
    PORT_CHANGED = "port-changed" => Breaks;
    /// The region of an environment on Render changes. Render cannot move what runs (Render Docs, Blueprint reference:
    /// a region cannot be changed after creation): services and databases are made anew in the other region, empty.
    RENDER_REGION = "render-region" => Breaks;
    /// A service on Render is built by Render from now on, or no longer. Render cannot change the runtime of a service
    /// (Render Docs, Blueprint reference: `runtime`): it is made anew.
    RENDER_RUNTIME = "render-runtime" => Breaks;
    /// A secret that Render makes up is kept by another service than before, so that it gets another value: the first
    /// service of the spec that has it keeps it, and the others refer to that one.
    SECRET_MADE_ANEW = "secret-made-anew" => Breaks;
    /// A service no longer runs in an environment.
    SERVICE_REMOVED = "service-removed" => Breaks;
    /// A service has another name. Its name is the host that others find it under and a part of the labels that select
    /// its pods, so that platforms make a new service beside the old one.
    SERVICE_RENAMED = "service-renamed" => Breaks;
    /// A service on Render becomes another type: web service, worker or scheduled job. Render cannot change the type of
    /// a service (Render Docs, Blueprint reference): it is made anew.
    SERVICE_TYPE = "service-type" => Breaks;
    /// A disk is to become smaller. Render and Kubernetes can only make disks larger: the change is refused until the
    /// disk is made anew.
    SMALLER_DISK = "smaller-disk" => Breaks;
    /// A kept folder stands in another place of the container. The process finds its files only if it looks there.
    VOLUME_MOVED = "volume-moved" => Breaks;
    /// A folder that was kept is kept no longer: what is in it is gone for the service.
    VOLUME_REMOVED = "volume-removed" => Breaks;
    /// A container may do more: it can write where it could only read, or the user that it runs as is no longer fixed.
    CONTAINER_BOUNDARY = "container-boundary" => Weakens;
    /// Nobody, or fewer people, hear of deploys and failures.
    FEWER_NOTICES = "fewer-notices" => Weakens;
    /// A stage no longer waits for a stage that is still there.
    GATE_REMOVED = "gate-removed" => Weakens;
    /// A service is no longer asked whether it is well. A version that does not work is then rolled out like one that
    /// does.
    HEALTH_REMOVED = "health-removed" => Weakens;
    /// A job of the pipeline is gone, and with it whatever it has checked before a deploy.
    JOB_REMOVED = "job-removed" => Weakens;
    /// A key-value store may forget when it is full. A queue must not.
    MAY_FORGET = "may-forget" => Weakens;
    /// A service of which there must never be two may run twice.
    MAY_RUN_TWICE = "may-run-twice" => Weakens;
    /// An ingress loses the issuer of its certificates.
    NO_CERTIFICATE = "no-certificate" => Weakens;
    /// No second machine stands by for a database any more.
    NO_STANDBY = "no-standby" => Weakens;
    /// A step may fail from now on without its job failing.
    OPTIONAL_STEP = "optional-step" => Weakens;
    /// A service that only its neighbours could reach can be reached by the world.
    PUBLIC_SERVICE = "public-service" => Weakens;
    /// A workflow runs for pull requests, so that code that nobody has reviewed runs in it, or for those against more
    /// branches.
    PULL_REQUEST_TRIGGER = "pull-request-trigger" => Weakens;
    /// A variable that named a secret has its value in the spec, where everybody who reads the repository has it.
    SECRET_IN_CLEAR = "secret-in-clear" => Weakens;
    /// A secret that was there before reaches one more environment or one more job.
    SECRET_REACH = "secret-reach" => Weakens;
    /// A process gets less time to finish what it is at when it is asked to stop.
    SHORTER_DRAIN = "shorter-drain" => Weakens;
    /// Only one of a service is left: while it starts anew, there is none.
    SINGLE_REPLICA = "single-replica" => Weakens;
    /// A secret may become older than before.
    SLOWER_ROTATION = "slower-rotation" => Weakens;
    /// A step of a job is gone: a command, an action, or the report of findings.
    STEP_REMOVED = "step-removed" => Weakens;
    /// Images are no longer built by the pipeline, which attests and signs them.
    UNSIGNED_IMAGES = "unsigned-images" => Weakens;
    /// A loss or a warning is accepted from now on.
    WAIVER_ADDED = "waiver-added" => Weakens;
    /// A condition that takes a bad version back is gone, or is met later.
    WEAKER_ABORT = "weaker-abort" => Weakens;
    /// An approval before a deploy is gone, more people may give it, or the wait before a deploy is shorter.
    WEAKER_APPROVAL = "weaker-approval" => Weakens;
    /// The database is no longer migrated, the way back is gone, or the old version is no longer said to run on the new
    /// schema.
    WEAKER_MIGRATION = "weaker-migration" => Weakens;
    /// Something that is fetched is pinned to an earlier version, or less firmly than before.
    WEAKER_PIN = "weaker-pin" => Weakens;
    /// A new version takes over faster, or all at once: the strategy watches less, a step is gone, larger or shorter.
    WEAKER_ROLLOUT = "weaker-rollout" => Weakens;
    /// Images are no longer scanned for known holes, or fewer holes stop a deploy.
    WEAKER_SCAN = "weaker-scan" => Weakens;
    /// A question that a fresh deploy had to answer is gone, or asks for less.
    WEAKER_SMOKE = "weaker-smoke" => Weakens;
    /// The token of a job may do more than before.
    WIDER_PERMISSION = "wider-permission" => Weakens;
    /// More paths of a public host name lead to a service.
    WIDER_ROUTES = "wider-routes" => Weakens;
    /// Something runs for more events or branches than before.
    WIDER_TRIGGER = "wider-trigger" => Weakens;
    /// A disk or kept folder becomes larger. It cannot be made smaller again.
    LARGER_DISK = "larger-disk" => Costs;
    /// A machine of another size. Where dbgen knows the sizes it says so for larger ones alone, elsewhere for every
    /// change.
    LARGER_PLAN = "larger-plan" => Costs;
    /// More of a service run, at least or at most.
    MORE_REPLICAS = "more-replicas" => Costs;
    /// Each process of a service is given more processor or memory.
    MORE_RESOURCES = "more-resources" => Costs;
    /// A service or datastore runs in an environment that did not have it.
    MORE_TO_RUN = "more-to-run" => Costs;
    /// A job runs on another machine, whose minutes may have another price.
    OTHER_RUNNER = "other-runner" => Costs;
    /// Pull requests get copies of an environment, each with its own services and databases.
    PREVIEWS = "previews" => Costs;
    /// A second machine stands by for a database.
    STANDBY = "standby" => Costs;
}
