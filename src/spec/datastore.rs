//! `database` and `cache`: what keeps data.

use crate::node;
use crate::schema::kinds::{Name, Semver, Size, choices};
use crate::source::S;
use crate::spec::Raw;
use crate::union;

node! {
    /// A relational database. Compose runs it as a container, Render as its own database; on Kubernetes it stands
    /// outside the cluster and its address is a secret.
    ///
    /// ```kdl
    /// database "db" engine="postgres" version="16" {
    ///     disk "15Gi"
    /// }
    /// ```
    pub struct Database("database") {
        /// The name, which `from=` refers to.
        arg name: S<Name> => declares Datastore,
        /// The engine; PostgreSQL where nothing is said.
        prop engine "engine": Option<S<DatabaseEngine>>,
        /// The engine's version, such as `"16"`.
        prop version "version": Option<S<Semver>> => lists Versions,
        /// The name of the database on its server; the project's where nothing is said.
        value database "database": Option<S<String>>,
        /// The user that owns it; the project's where nothing is said.
        value user "user": Option<S<String>>,
        /// How large its disk is.
        value disk "disk": Option<S<Size>>,
        /// The platform's name for how large a machine it gets.
        value plan "plan": Option<S<String>> => lists DatabasePlans,
        /// Whether a second machine stands by.
        value high_availability "high-availability": Option<S<bool>>,
        /// The port on the developer's machine.
        value publish "publish": Option<S<crate::schema::kinds::Port>>,
        /// Fields of a platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

node! {
    /// A key-value store, as a cache or as a queue.
    ///
    /// ```kdl
    /// cache "redis" engine="redis" version="7.4" {
    ///     eviction "allkeys-lru"
    /// }
    /// ```
    pub struct Cache("cache") {
        /// The name, which `from=` refers to.
        arg name: S<Name> => declares Datastore,
        /// The engine; Redis where nothing is said.
        prop engine "engine": Option<S<CacheEngine>>,
        /// The engine's version, such as `"7"`.
        prop version "version": Option<S<Semver>> => lists Versions,
        /// What happens when it is full: a queue must keep everything (the default), a cache may forget.
        value eviction "eviction": Option<S<Eviction>>,
        /// The platform's name for how large a machine it gets.
        value plan "plan": Option<S<String>> => lists ServicePlans,
        /// The port on the developer's machine.
        value publish "publish": Option<S<crate::schema::kinds::Port>>,
        /// Fields of a platform that dbgen has no words for.
        child raw "raw": Vec<Raw>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

union! {
    /// What keeps data: either of the two.
    pub enum Store { Database, Cache }
}

choices! {
    /// The engine of a database.
    pub enum DatabaseEngine {
        /// PostgreSQL.
        Postgres = "postgres",
        /// MySQL.
        Mysql = "mysql",
    }
}

choices! {
    /// The engine of a key-value store.
    pub enum CacheEngine {
        /// Redis.
        Redis = "redis",
        /// Valkey, which speaks Redis' protocol.
        Valkey = "valkey",
    }
}

choices! {
    /// What a full key-value store does.
    pub enum Eviction {
        /// Refuse to write: nothing is ever lost in silence. What a queue needs.
        NoEviction = "noeviction",
        /// Forget the key that was used longest ago. What a cache needs.
        AllkeysLru = "allkeys-lru",
        /// Forget the key that is used least.
        AllkeysLfu = "allkeys-lfu",
        /// Forget, of the keys that expire, the one that was used longest ago.
        VolatileLru = "volatile-lru",
    }
}
