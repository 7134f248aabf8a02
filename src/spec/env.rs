//! `env`: variables of a process.

use crate::node;
use crate::schema::kinds::{OrNull, Scalar, SecretName, Target, VariableName};
use crate::source::S;

node! {
    /// Variables: plain ones as `env LOG_LEVEL="DEBUG"` or inside the braces, where a variable may also name a secret
    /// or take its value from a datastore or service.
    ///
    /// ```kdl
    /// env LOG_LEVEL="INFO" {
    ///     DATABASE_URL from="db.url" scheme="postgresql+asyncpg"
    ///     REDIS_URL from="redis.url" suffix="/0"
    ///     SECRET_KEY secret="SECRET_KEY"
    ///     SENTRY_DSN #null
    /// }
    /// ```
    pub struct EnvBlock("env") {
        /// A plain variable, in short.
        props plain: Vec<(S<VariableName>, S<Scalar>)> => shares Variable,
        /// A variable.
        rest variables: Vec<Variable>,
    }
}

node! {
    /// A variable: a plain value, or `secret=`, or `from=`. `#null` takes away one that a lower layer has set.
    pub struct Variable("") {
        /// The name.
        named name: S<VariableName> => shares Variable,
        /// The plain value. `{environment}`, `{service}`, `{region}` and `{version}` are filled in.
        arg value: Option<S<OrNull<Scalar>>> => fills environment | service | region,
        /// The secret that holds the value.
        prop secret "secret": Option<S<SecretName>>,
        /// What it is filled with: `"db.url"`, `"api.public-url"`.
        prop from "from": Option<S<Target>>,
        /// The scheme of a `from=` address, such as `"postgresql+asyncpg"`.
        prop scheme "scheme": Option<S<String>>,
        /// What stands behind a `from=` address, such as `"/0"`.
        prop suffix "suffix": Option<S<String>>,
    }
}
