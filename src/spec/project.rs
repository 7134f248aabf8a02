//! `project`: what holds for everything.

use crate::node;
use crate::schema::kinds::{Name, Path, SecretName, Semver, choices};
use crate::source::S;
use crate::spec::EnvBlock;

node! {
    /// The project: its name stands in every platform's objects, its settings hold everywhere.
    ///
    /// ```kdl
    /// project "shop" {
    ///     repository "acme/shop"
    ///     images "ghcr.io/acme/shop-{service}"
    ///     toolchain { python "3.12" manager="poetry" manager-version="2.1.4"; }
    ///     env ENVIRONMENT="{environment}" LOG_LEVEL="INFO"
    /// }
    /// ```
    pub struct Project("project") {
        /// The name, such as `"deal-brain"`.
        arg name: S<Name>,
        /// The repository on GitHub, as `"owner/name"`.
        value repository "repository": Option<S<String>>,
        /// The branch that is deployed from; `main` where nothing is said.
        value branch "branch": Option<S<String>>,
        /// Where images are kept.
        child images "images": Option<Images>,
        /// The languages and package managers that jobs set up.
        child toolchain "toolchain": Option<Toolchain>,
        /// Variables of every service that is built here, in every environment.
        child env "env": Option<EnvBlock>,
        /// What a rule weighs here.
        any levels: Vec<crate::spec::LevelNode>,
    }
}

node! {
    /// The registry that images are pushed to, with `{service}` in it. GitHub's registry needs no secret; Docker Hub
    /// a user and a token; Amazon's a role that the workflow may take.
    ///
    /// ```kdl
    /// images "docker.io/acme/shop-{service}" username="DOCKERHUB_USER" password="DOCKERHUB_TOKEN" {
    ///     tags "semver" "sha" "latest"
    ///     platforms "linux/amd64" "linux/arm64"
    /// }
    /// ```
    pub struct Images("images") {
        /// The repository of one service's image, such as `"ghcr.io/acme/deal-brain-{service}"`.
        arg repository: S<String> => fills service,
        /// The secret that holds the registry's user name.
        prop username "username": Option<S<SecretName>>,
        /// The secret that holds the registry's password or token.
        prop password "password": Option<S<SecretName>>,
        /// The role that the workflow takes at Amazon, as `"arn:aws:iam::123456789012:role/push"`.
        prop role "role": Option<S<String>>,
        /// Which tags an image is given beside its digest; all of them where nothing is said.
        value tags "tags": Vec<S<ImageTag>>,
        /// The processors that images are built for, such as `"linux/amd64"`; amd64 where nothing is said.
        value architectures "platforms": Vec<S<String>> => lists Architectures,
    }
}

choices! {
    /// A tag that an image is given.
    pub enum ImageTag {
        /// The version of a pushed tag `v1.2.3`: `1.2.3`.
        Semver = "semver",
        /// The version with the commit behind it: `1.2.3-abc1234`; on a branch the commit alone.
        Sha = "sha",
        /// The name of the branch.
        Branch = "branch",
        /// `latest`, on the default branch.
        Latest = "latest",
    }
}

node! {
    /// The languages that jobs set up by `use`, each with its version.
    ///
    /// ```kdl
    /// toolchain {
    ///     python "3.12" manager="uv" manager-version="0.9.7"
    ///     node "22" manager="pnpm" manager-version="10.20.0" directory="apps/web"
    /// }
    /// ```
    pub struct Toolchain("toolchain") {
        /// One language.
        rest tools: Vec<Tool>,
    }
}

node! {
    /// A language, its version and its package manager.
    pub struct Tool("") {
        /// The language.
        named name: S<ToolName> => declares Tool,
        /// Its version.
        arg version: S<Semver> => lists Versions,
        /// The package manager, which decides what is cached and how packages are installed.
        prop manager "manager": Option<S<Manager>>,
        /// The package manager's version.
        prop manager_version "manager-version": Option<S<Semver>>,
        /// How packages are installed, in place of the package manager's usual way.
        prop install "install": Option<S<String>>,
        /// The folder of the lock file; the root where nothing is said.
        prop directory "directory": Option<S<Path>> => lists Folders,
    }
}

choices! {
    /// A language that jobs can set up.
    pub enum ToolName {
        /// Python, with pip, Poetry or uv.
        Python = "python",
        /// Node.js, with npm, pnpm or Yarn.
        Node = "node",
        /// Go.
        Go = "go",
        /// Rust, with Cargo.
        Rust = "rust",
    }
}

choices! {
    /// A package manager.
    pub enum Manager {
        /// Python's own.
        Pip = "pip",
        /// Poetry: `poetry.lock`.
        Poetry = "poetry",
        /// uv: `uv.lock`.
        Uv = "uv",
        /// Node's own: `package-lock.json`.
        Npm = "npm",
        /// pnpm: `pnpm-lock.yaml`.
        Pnpm = "pnpm",
        /// Yarn: `yarn.lock`.
        Yarn = "yarn",
    }
}
