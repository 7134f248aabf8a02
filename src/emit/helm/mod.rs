//! The Helm target: one chart for every environment on Kubernetes, and the values of each.
//!
//! The chart's templates never vary, so that a change of the spec is a change of values. What all environments share
//! stands in the chart's `values.yaml`; a file for each holds what the environment sets.

mod files;
mod health;
pub mod layers;
pub mod model;
pub mod names;
pub mod schema;
mod service;
pub mod templates;
#[cfg(test)]
mod tests;
mod values;
pub mod variables;

use serde_json::{Value, json};

use super::{Emission, Target};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Plan, Platform, Scale};
use crate::source::Span;

/// The target.
pub struct Helm;

impl Target for Helm {
    fn name(&self) -> &'static str {
        "helm"
    }

    fn emit(&self, plan: &Plan, out: &mut Emission) {
        let environments: Vec<&Environment> = plan.on(Platform::Kubernetes).collect();
        if environments.is_empty() {
            return;
        }
        for environment in &environments {
            limits(environment, out);
        }
        let all: Vec<Value> = environments
            .iter()
            .map(|environment| serde_json::to_value(values::values(plan, environment, out)).unwrap_or_default())
            .collect();
        let mut base = layers::shared(&all, &|path| belongs_to_environment(path, &environments));
        // `helm lint` of the chart alone has to find every key that the schema asks for.
        base["environment"] = json!("");
        for key in ["ingress", "services"] {
            if base.get(key).is_none() {
                base[key] = json!({});
            }
        }
        let Ok(templates) = templates::render(&plan.project.name) else {
            // Their text is fixed, and a test renders it.
            return;
        };
        for (path, text) in templates {
            out.file(self, format!("{}/{path}", names::CHART), text);
        }
        let schema = schema::schema();
        out.file(self, format!("{}/Chart.yaml", names::CHART), files::chart(plan));
        out.file(self, format!("{}/values.schema.json", names::CHART), files::schema());
        out.file(self, format!("{}/values.yaml", names::CHART), files::values(&base, &schema, &base_header()));
        for (environment, full) in environments.iter().zip(&all) {
            let own = layers::rest(&base, full).unwrap_or_else(|| json!({}));
            let header = header(plan, environment);
            out.file(self, names::values_file(environment), files::values(&own, &schema, &header));
        }
    }
}

fn base_header() -> Vec<String> {
    [
        "",
        "What every environment shares. What one sets stands in deploy/values-<environment>.yaml, the digest of each",
        "image is given at the deploy, and values.schema.json describes every key.",
    ]
    .map(str::to_owned)
    .into()
}

fn header(plan: &Plan, environment: &Environment) -> Vec<String> {
    vec![
        String::new(),
        format!("What `{}` sets over {}/values.yaml. By hand:", environment.name, names::CHART),
        format!("  helm upgrade --install {} {} \\", names::release(plan), names::CHART),
        format!(
            "    --namespace {} --values {} \\",
            names::namespace(plan, environment),
            names::values_file(environment)
        ),
        "    --set services.NAME.image.digest=sha256:...".to_owned(),
    ]
}

/// What an environment's file says even where all environments agree, so that it tells what the environment is.
fn belongs_to_environment(path: &[&str], environments: &[&Environment]) -> bool {
    match path {
        ["secretName" | "ingress" | "env"] => true,
        ["services", _, "replicas" | "autoscaling" | "ingress" | "canary"] => true,
        ["services", service, "env", variable] => {
            environments.iter().any(|environment| sets(environment, service, variable))
        }
        _ => false,
    }
}

/// Whether a variable is set by the environment, or has its name in its value.
fn sets(environment: &Environment, service: &str, variable: &str) -> bool {
    let own = environment.set.services.iter().filter(|own| own.name.value.0 == service);
    let blocks = environment.set.env.iter().chain(own.filter_map(|own| own.env.as_ref()));
    let named = blocks.flat_map(|block| {
        let long = block.variables.iter().map(|v| v.name.value.0.as_str());
        block.plain.iter().map(|(name, _)| name.value.0.as_str()).chain(long)
    });
    let value = environment.service(service).and_then(|s| s.variables.iter().find(|v| v.name == variable));
    let tells = matches!(value, Some(v) if matches!(&v.value, crate::plan::Value::Plain(text) if text.contains(&environment.name)));
    tells || named.into_iter().any(|name| name == variable)
}

/// What the chart cannot do.
fn limits(environment: &Environment, out: &mut Emission) {
    for service in &environment.services {
        if let Some(mount) = service.set.mounts.first() {
            let message = format!("`{}` reads `{}` from the repository", service.name, mount.source.value);
            out.loss(environment, "mount", mount.source.span, message, "copy the file into the image");
        }
        if let (Some(volume), true) = (service.set.volumes.first(), service.scale.min() > 1) {
            let message = format!("several processes of `{}` would share the disk `{}`", service.name, volume.name);
            out.loss(environment, "volume", volume.name.span, message, "let one process run, or keep data elsewhere");
        }
        if service.public && service::host(service).is_none() {
            let span = service.set.port.as_ref().map_or(service.set.name.span, |port| port.number.span);
            let message = format!("`{}` is public in `{}` and has no host name", service.name, environment.name);
            out.loss(environment, "public", span, message, "give it a `domain`, or the environment a `url`");
        }
        if let Some((span, what)) = unmeasured(service) {
            out.diagnostics.push(
                Diagnostic::error(
                    codes::MISSING,
                    span,
                    format!("`{}` scales by a share of unknown {what}", service.name),
                )
                .here("a share of what?")
                .also(environment.set.platform.span, "Kubernetes counts the share of what is requested")
                .help("say how much one process is given, for example `resources cpu=\"250m\" memory=\"512Mi\"`"),
            );
        }
    }
}

/// A measure that the autoscaler is to watch without knowing what it is a share of.
fn unmeasured(service: &crate::plan::Service) -> Option<(Span, &'static str)> {
    let Scale::Auto { cpu, memory, .. } = service.scale else { return None };
    let span = service.set.scale.as_ref()?.name_span;
    let given = service.set.resources.as_ref();
    if cpu.is_some() && given.is_none_or(|given| given.cpu.is_none()) {
        return Some((span, "processor"));
    }
    (memory.is_some() && given.is_none_or(|given| given.memory.is_none())).then_some((span, "memory"))
}
