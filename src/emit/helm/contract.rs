//! What the keys of the environment's Secret have to hold, in words: the comment over `secretName`.

use crate::plan::{Environment, Plan, SecretKeys, Value, kubernetes_namespace, kubernetes_secret, stored_part};

/// The keys and what each holds, and how the Secret is made. Values are never known here.
pub fn words(plan: &Plan, environment: &Environment, keys: &SecretKeys) -> String {
    let width = keys.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    let mut lines =
        vec!["Name of the Secret that holds the services' secrets. It has to exist, with these keys:".to_owned()];
    for (key, held) in keys.iter() {
        let about = match held {
            Some(from) => environment.datastore(&from.name).map(|store| stored_part(store, from)).unwrap_or_default(),
            None => declared(plan, environment, key),
        };
        lines.push(format!("  {key:width$}  {about}").trim_end().to_owned());
    }
    let (name, namespace) = (kubernetes_secret(plan, environment), kubernetes_namespace(plan, environment));
    lines.push(format!("For example: kubectl -n {namespace} create secret generic {name} --from-env-file=FILE"));
    lines.join("\n")
}

fn declared(plan: &Plan, environment: &Environment, key: &str) -> String {
    let about = plan.secret(key).and_then(|secret| secret.about.as_ref()).map(|about| about.value.clone());
    let mut uses = environment.services.iter().flat_map(|service| &service.variables).filter_map(|v| match &v.value {
        Value::Secret { name, optional } if name == key => Some(*optional),
        _ => None,
    });
    let optional = uses.all(|optional| optional).then(|| "may be missing".to_owned());
    about.into_iter().chain(optional).collect::<Vec<_>>().join("; ")
}
