//! Names on the platforms that more than one target must agree on: what one file declares, another one calls.

use super::{Environment, Plan, Platform};

/// The secret of the pipeline that opens Render's API.
pub const RENDER_KEY: &str = "RENDER_API_KEY";
/// The secret of the pipeline that holds a cluster's kubeconfig where the cluster names none.
pub const KUBERNETES_KEY: &str = "KUBE_CONFIG";

/// A DNS label: Render makes `<name>.onrender.com` of a web service's name.
const LONGEST: usize = 63;

/// The name on Render of a service, a datastore or a group of variables (`thing`) of an environment.
///
/// Names are unique within a blueprint, and one blueprint holds every environment on Render: where there are several,
/// the environment's name stands behind.
pub fn render_name(plan: &Plan, environment: &Environment, thing: &str) -> String {
    let mut name = [&plan.project.name, "-", thing].concat();
    if plan.on(Platform::Render).nth(1).is_some() {
        name = name + "-" + &environment.name;
    }
    shorten(name)
}

/// The namespace of an environment.
pub fn kubernetes_namespace(plan: &Plan, environment: &Environment) -> String {
    let said = environment.set.cluster.as_ref().and_then(|cluster| cluster.namespace.as_ref());
    said.map_or_else(|| format!("{}-{}", plan.project.name, environment.name), |name| name.value.0.clone())
}

/// The Secret that holds the services' secrets; the chart refers to it and never makes it.
pub fn kubernetes_secret(plan: &Plan, environment: &Environment) -> String {
    let said = environment.set.cluster.as_ref().and_then(|cluster| cluster.secret.as_ref());
    said.map_or_else(|| format!("{}-{}", plan.project.name, environment.name), |name| name.value.0.clone())
}

/// Cuts a name that is too long and keeps it unique by a sum over all of it.
fn shorten(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    // FNV-1a: the sum must stay the same on every machine and in every version, and nobody attacks it.
    let sum = name.bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // Names are made of ASCII alone, so that every byte is a character.
    let kept = name.get(..LONGEST - 9).unwrap_or(&name).trim_end_matches('-');
    format!("{kept}-{sum:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        assert_eq!(shorten("shop-api".into()), "shop-api");
        let long = |end: char| shorten(format!("{}-{end}", "x".repeat(70)));
        assert_ne!(long('a'), long('b'));
        assert_eq!(long('a').len(), LONGEST);
    }
}
