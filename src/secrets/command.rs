//! Lines of shell that set a secret. The value is typed where nobody sees it, or made up; it never stands in a line
//! that a shell remembers or `ps` shows, so every program is given it by a pipe.

use crate::plan::{Environment, Plan, kubernetes_namespace, kubernetes_secret};

/// 256 bits that are safe in an address, a header and a file.
const RANDOM: &str = "openssl rand -hex 32";

/// `gh secret set` asks for the value where it is given none by a pipe (`gh help secret set`).
pub fn github(plan: &Plan, name: &str, environment: Option<&str>, generate: bool) -> String {
    let mut line = format!("gh secret set {name}");
    if let Some(environment) = environment {
        line += &format!(" --env {environment}");
    }
    if let Some(repository) = &plan.project.repository {
        line += &format!(" --repo {repository}");
    }
    match generate {
        true => format!("{RANDOM} | {line}"),
        // It asks for one line, and a kubeconfig has many.
        false if is_kubeconfig(plan, name) => format!("{line} <FILE"),
        false => line,
    }
}

fn is_kubeconfig(plan: &Plan, name: &str) -> bool {
    let clusters = plan.environments.iter().filter_map(|environment| environment.set.cluster.as_ref());
    clusters.filter_map(|cluster| cluster.kubeconfig.as_ref()).any(|secret| secret.value.0 == name)
}

/// Adds a line to a file of variables. Single quotes keep Compose from looking for `$` and `#` in the value.
pub fn env_file(file: &str, name: &str, generate: bool) -> String {
    let print = |value: &str| format!("printf \"{name}='%s'\\n\" \"{value}\" >>{file}");
    if generate { print(&format!("$({RANDOM})")) } else { format!("read -rs v && {}; unset v", print("$v")) }
}

/// Sets a variable of the shell at hand.
pub fn shell(name: &str) -> String {
    format!("read -rs {name} && export {name}")
}

/// Sets one key and leaves the others alone, whether the Secret is there or not: a field manager of its own owns that
/// key only (Kubernetes docs, "Server-Side Apply"). `--from-file` keeps a line's end, so none may reach it.
pub fn cluster_key(plan: &Plan, environment: &Environment, key: &str, generate: bool) -> String {
    let value = match generate {
        true => format!("{RANDOM} | tr -d '\\n'"),
        false => "read -rs v && printf %s \"$v\"".to_owned(),
    };
    let (namespace, secret) = (kubernetes_namespace(plan, environment), kubernetes_secret(plan, environment));
    let end = if generate { "" } else { "; unset v" };
    format!(
        "{value} | kubectl -n {namespace} create secret generic {secret} --from-file={key}=/dev/stdin \
         --dry-run=client -o yaml | kubectl apply --server-side --force-conflicts --field-manager=secret-{key} \
         -f -{end}"
    )
}

/// Makes a Secret with all of its keys.
pub fn cluster_secret(namespace: &str, secret: &str) -> String {
    format!("kubectl -n {namespace} create secret generic {secret} --from-env-file=FILE")
}
