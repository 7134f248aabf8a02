//! One environment's facts in an image that others run, too.

use super::{Needs, Rule, Scene, address};
use crate::diag::{Diagnostic, codes};
use crate::plan::{Environment, Image};

/// Finds build arguments that name an environment, or its address, in an image that is promoted through several.
pub const RULE: Rule = Rule { code: codes::BAKED_ENVIRONMENT, needs: Needs::Plan, check };

/// Arguments whose `production` is a kind of build, not a place.
const MODES: [&str; 6] = ["NODE_ENV", "RAILS_ENV", "RACK_ENV", "MIX_ENV", "BUILD_TYPE", "BUILD_MODE"];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for image in scene.plan.images.iter().filter(|image| image.environments.len() > 1) {
        for (name, value) in &image.build.args {
            let Some(tied) = tied(scene, image, name, value) else { continue };
            let services = scene.plan.environments.iter().flat_map(|e| &e.services);
            let builds = services.filter(|s| image.services.contains(&s.name)).filter_map(|s| s.set.build.as_ref());
            let Some(arg) = builds.flat_map(|b| &b.args).find(|arg| arg.name.value.0 == *name) else { continue };
            let others: Vec<&str> = image.environments.iter().map(String::as_str).filter(|e| *e != tied).collect();
            let environment = scene.plan.environment(tied).map_or(arg.name.span, |e| e.set.name.span);
            found.push(
                Diagnostic::found(
                    codes::BAKED_ENVIRONMENT,
                    arg.name.span,
                    format!("the image of `{}` is built for `{tied}` and runs in {} as well", image.services[0], super::walk::list(others)),
                )
                .here("the same in every environment")
                .also(environment, "that is this one").about(environment)
                .help(format!(
                    "give it at run time, by `env`; where it must be baked in, `arg {name} from=\"NAME.public-url\"` makes one \
                     image for each environment"
                )),
            );
        }
    }
}

/// The environment that a value belongs to, where it belongs to one.
fn tied<'a>(scene: &Scene<'a>, image: &Image, name: &str, value: &str) -> Option<&'a str> {
    let all = scene.plan.environments.iter().filter(|e| image.environments.contains(&e.name));
    let mode = MODES.iter().any(|mode| mode.eq_ignore_ascii_case(name));
    let leads_to = |e: &Environment| value.contains('.') && address::names(value, &address::of(e));
    let mut of = all.filter(|e| (e.name == value && !mode) || leads_to(e));
    // An address that several of them share is nobody's own.
    let first = of.next()?;
    of.next().is_none().then_some(first.name.as_str())
}
