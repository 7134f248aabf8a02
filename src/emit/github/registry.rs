//! The registry that images are kept in: who may push and pull, and how a job shows who it is.

use super::context::Context;
use super::expr::{Expr, Value};
use super::model::Step;
use super::permissions::Scope;
use crate::diag::Diagnostic;
use crate::plan::Plan;

/// A registry, told by its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry<'a> {
    /// GitHub's: the job's own token opens it.
    GitHub,
    /// Amazon's, in a region: a role opens it.
    Amazon(&'a str),
    /// Any other: user and password.
    Other(&'a str),
}

/// The registry of a project.
pub fn of(plan: &Plan) -> Option<Registry<'_>> {
    let pattern = plan.project.set.images.as_ref()?.repository.value.as_str();
    let host = pattern.split('/').next()?;
    Some(match host {
        "ghcr.io" => Registry::GitHub,
        _ => match host.split('.').collect::<Vec<_>>()[..] {
            [_, "dkr", "ecr", region, "amazonaws", "com"] => Registry::Amazon(region),
            _ => Registry::Other(host),
        },
    })
}

/// The steps that log a job in, to push or to pull only; none where a project has no registry.
pub fn login(plan: &Plan, push: bool, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Option<Vec<Step>> {
    let images = plan.project.set.images.as_ref()?;
    let secret = |secret: &Option<crate::source::S<crate::schema::kinds::SecretName>>, say: &mut Vec<Diagnostic>| {
        let name = secret.as_ref()?;
        Some(context.secret(&name.value.0, name.span, "to log in to the registry", say))
    };
    let user = secret(&images.username, say);
    let password = secret(&images.password, say);
    let region_role = images.role.as_ref().map(|role| role.value.as_str());
    Some(steps(of(plan)?, push, user, password, region_role))
}

/// The login within the workflow that builds an image: user and password come from its caller.
pub fn login_of_builder(plan: &Plan) -> Vec<Step> {
    let images = plan.project.set.images.as_ref();
    let named = |there: bool, name: &str| there.then(|| Expr::secret(name).into());
    let user = named(images.is_some_and(|i| i.username.is_some()), USERNAME);
    let password = named(images.is_some_and(|i| i.password.is_some()), PASSWORD);
    let role = images.and_then(|i| i.role.as_ref()).map(|role| role.value.as_str());
    of(plan).map(|registry| steps(registry, true, user, password, role)).unwrap_or_default()
}

/// What the workflow that builds an image calls the registry's user name.
pub const USERNAME: &str = "REGISTRY_USERNAME";
/// And the registry's password.
pub const PASSWORD: &str = "REGISTRY_PASSWORD";

fn steps(
    registry: Registry<'_>,
    push: bool,
    user: Option<Value>,
    password: Option<Value>,
    role: Option<&str>,
) -> Vec<Step> {
    let login = |host: &str, user: Value, password: Value| {
        let mut step = Step::uses("docker/login-action").named("Log in to the registry");
        // Docker Hub is what is meant where no registry is named.
        if host != "docker.io" {
            step = step.with("registry", host);
        }
        step.with("username", user).with("password", password)
    };
    match registry {
        Registry::GitHub => {
            let scope = match push {
                true => Scope::write("packages", "to push the image"),
                false => Scope::read("packages", "to pull the images"),
            };
            let (user, password) = match (user, password) {
                (Some(user), Some(password)) => (user, password),
                (user, _) => {
                    (user.unwrap_or_else(|| Expr::new("github.actor").into()), Expr::new("github.token").into())
                }
            };
            vec![login("ghcr.io", user, password).may(scope)]
        }
        Registry::Amazon(region) => vec![
            Step::uses("aws-actions/configure-aws-credentials")
                .named("Take the role at AWS")
                .with("aws-region", region)
                .with("role-to-assume", role.unwrap_or_default()),
            Step::uses("aws-actions/amazon-ecr-login").named("Log in to the registry"),
        ],
        Registry::Other(host) => match (user, password) {
            (Some(user), Some(password)) => vec![login(host, user, password)],
            // A registry inside a network may ask nobody who he is.
            _ => Vec::new(),
        },
    }
}
