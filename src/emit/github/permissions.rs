//! What a job's token may do: the least that its steps need, each with the reason beside it.

use super::expr::Value;
use super::model::{Does, Step};
use crate::yaml::Map;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// What, such as `packages`.
    pub name: Cow<'static, str>,
    /// Whether it may be changed, not only read.
    pub write: bool,
    /// Why.
    pub reason: Cow<'static, str>,
}

impl Scope {
    /// Reading.
    pub fn read(name: &'static str, reason: &'static str) -> Self {
        Self { name: name.into(), write: false, reason: reason.into() }
    }

    /// Writing, which includes reading.
    pub fn write(name: &'static str, reason: &'static str) -> Self {
        Self { name: name.into(), write: true, reason: reason.into() }
    }
}

/// Every permission that a token can have (GitHub Docs, "Workflow syntax": `permissions`).
pub const NAMES: [&str; 17] = [
    "actions",
    "artifact-metadata",
    "attestations",
    "checks",
    "code-quality",
    "contents",
    "deployments",
    "discussions",
    "id-token",
    "issues",
    "models",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "security-events",
    "statuses",
];

/// The permissions of `steps` together, by name.
pub fn least(steps: &[Step]) -> Vec<Scope> {
    let mut all: BTreeMap<Cow<'static, str>, Scope> = BTreeMap::new();
    for scope in steps.iter().flat_map(of) {
        match all.get_mut(&scope.name) {
            Some(own) if own.write || !scope.write => {}
            Some(own) => *own = scope,
            None => _ = all.insert(scope.name.clone(), scope),
        }
    }
    all.into_values().collect()
}

/// The permissions as they stand in a file, each with its reason.
pub fn to_yaml(scopes: &[Scope]) -> Map {
    let mut map = Map::with_room(scopes.len());
    for scope in scopes {
        map.append(scope.name.clone(), if scope.write { "write" } else { "read" });
    }
    for (trivia, scope) in map.trivia_mut().zip(scopes) {
        trivia.set_eol(&*scope.reason);
    }
    map
}

/// What one step needs, as each action's README tells it.
fn of(step: &Step) -> Vec<Scope> {
    let mut scopes = step.scopes.clone();
    let Does::Uses { action, .. } = &step.action else { return scopes };
    let given = |name: &str| step.with.iter().find(|(own, _)| own == name).map(|(_, value)| value);
    let on = |name: &str| given(name).is_some_and(|value| *value != Value::Bool(false) && *value != "false".into());
    let mut add = |scope: Scope| scopes.push(scope);
    match action.to_ascii_lowercase().as_str() {
        "actions/checkout" => add(Scope::read("contents", "to check out the repository")),
        "actions/attest" | "actions/attest-build-provenance" | "actions/attest-sbom" => {
            add(Scope::write("id-token", "to sign with the identity of this workflow"));
            add(Scope::write("attestations", "to keep the attestations"));
            if on("push-to-registry") && given("create-storage-record") != Some(&Value::Bool(false)) {
                add(Scope::write("artifact-metadata", "to link the attestations to the image"));
            }
        }
        "actions/dependency-review-action" => {
            add(Scope::read("contents", "to read the dependency graph"));
            if on("comment-summary-in-pr") {
                add(Scope::write("pull-requests", "to comment on the pull request"));
            }
        }
        "codecov/codecov-action" if on("use_oidc") => {
            add(Scope::write("id-token", "to show Codecov who uploads"));
        }
        "aws-actions/configure-aws-credentials" if given("role-to-assume").is_some() => {
            add(Scope::write("id-token", "to take the role at AWS"));
        }
        "google-github-actions/auth" if given("workload_identity_provider").is_some() => {
            add(Scope::write("id-token", "to take the role at Google Cloud"));
        }
        "github/codeql-action/upload-sarif" | "github/codeql-action/analyze" | "github/codeql-action/init" => {
            add(Scope::write("security-events", "to file findings under Security"));
            add(Scope::read("actions", "to tell, in a private repository, which run the findings are of"));
            add(Scope::read("contents", "to check out the repository"));
        }
        "gitleaks/gitleaks-action" => {
            add(Scope::read("contents", "to read the history"));
            add(Scope::write("pull-requests", "to comment on the pull request"));
        }
        "dorny/paths-filter" => add(Scope::read("pull-requests", "to list the files of a pull request")),
        "peter-evans/create-pull-request" if given("token").is_none() => {
            add(Scope::write("contents", "to push the branch"));
            add(Scope::write("pull-requests", "to open the pull request"));
        }
        "docker/scout-action" => add(Scope::write("pull-requests", "to comment on the pull request")),
        "grafana/run-k6-action" if on("cloud-comment-on-pr") => {
            add(Scope::write("pull-requests", "to comment on the pull request"));
        }
        "amondnet/vercel-action" if on("github-deployment") => {
            add(Scope::write("deployments", "to record the deployment"));
        }
        "anchore/sbom-action/publish-sbom" => {
            add(Scope::write("contents", "to attach the SBOM to the release"));
            add(Scope::read("actions", "to find the SBOM of the run"));
        }
        "gradle/actions/dependency-submission" => add(Scope::write("contents", "to submit the dependency graph")),
        "actions/download-artifact" if given("run-id").is_some() => {
            add(Scope::read("actions", "to read the artifacts of another run"));
        }
        _ => {}
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greater_permission_wins_and_keeps_its_reason() {
        let steps = [
            Step::uses("actions/checkout"),
            Step::lines(["true"]).may(Scope::read("packages", "to pull")),
            Step::lines(["true"]).may(Scope::write("packages", "to tag")),
            Step::lines(["true"]).may(Scope::read("packages", "to pull again")),
        ];
        let scopes = least(&steps);
        let words: Vec<_> = scopes.iter().map(|s| (&*s.name, s.write, &*s.reason)).collect();
        assert_eq!(words, [("contents", false, "to check out the repository"), ("packages", true, "to tag")]);
    }
}
