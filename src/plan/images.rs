//! Images: which a pipeline builds, and for whom. One image serves every environment unless a baked-in value differs.

use super::placeholder::{self, Placeholders};
use super::questions::variable_name;
use super::{Build, Environment, Image, ImageUse, Service};
use crate::diag::{Diagnostic, codes};
use crate::hash::HashMap;
use crate::schema::kinds::{Part, Scalar};
use crate::source::S;
use crate::spec;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The baked-in values of a service, where none of them waits for an environment and nothing is wrong with them.
pub fn fixed_arguments(set: &spec::Service) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut fixed = |arg: &spec::BuildArg| {
        let value = arg.value.as_ref().filter(|_| arg.from.is_none())?;
        Some((arg.name.value.0.clone(), plain(value, &mut wrong)))
    };
    let args: Option<_> = set.build.iter().flat_map(|build| &build.args).map(&mut fixed).collect();
    args.filter(|_| wrong.is_empty()).unwrap_or_default()
}

/// Fills in the baked-in values of every service of an environment, as far as they are not there.
pub fn fill_arguments(environment: &mut Environment, say: &mut Vec<Diagnostic>) {
    for index in 0..environment.services.len() {
        let service = &environment.services[index];
        let filled = service.build.as_ref().map_or(0, |build| build.args.len());
        if service.set.build.as_ref().is_none_or(|build| build.args.len() == filled) {
            continue;
        }
        let set = Arc::clone(&service.set);
        let Some(build) = &set.build else { continue };
        let args =
            build.args.iter().filter_map(|arg| Some((arg.name.value.0.clone(), argument(arg, environment, say)?)));
        let args: Vec<_> = args.collect();
        if let Some(build) = &mut environment.services[index].build {
            Arc::make_mut(build).args = args;
        }
    }
}

fn argument(arg: &spec::BuildArg, environment: &Environment, say: &mut Vec<Diagnostic>) -> Option<String> {
    let name = &arg.name.value.0;
    match (&arg.value, &arg.from) {
        (Some(value), None) => Some(plain(value, say)),
        (None, Some(from)) => baked(name, from, environment, say),
        (value, from) => {
            let (code, words) = match (value, from) {
                (Some(_), Some(_)) => (codes::CONFLICT, "has two values"),
                _ => (codes::MISSING, "has no value"),
            };
            say.push(
                Diagnostic::error(code, arg.name.span, format!("`{name}` {words}"))
                    .help(format!("write `arg {name} \"value\"` or `arg {name} from=\"api.public-url\"`")),
            );
            None
        }
    }
}

fn plain(value: &S<Scalar>, say: &mut Vec<Diagnostic>) -> String {
    // What GitHub fills in has braces of its own.
    if value.value.0.contains('$') && value.value.0.contains("${{") {
        return value.value.0.clone();
    }
    // An image is built once for all environments: nothing of one of them is known then.
    let known = placeholder::ALL.map(|name| (name, None));
    Placeholders { known: &known }.fill(&value.value.0, value.span, say)
}

/// A value that is baked in must be known when the image is built: only a public address is.
fn baked(
    name: &str,
    from: &S<crate::schema::kinds::Target>,
    environment: &Environment,
    say: &mut Vec<Diagnostic>,
) -> Option<String> {
    let target = &from.value;
    if target.part != Part::PublicUrl {
        say.push(
            Diagnostic::error(
                codes::WRONG_VALUE,
                from.span,
                format!("`{}.{}` is not known when an image is built", target.name, target.part),
            )
            .here("only `public-url` is")
            .help(format!("give it at run time instead: `env {{ {name} from=\"{}.{}\" }}`", target.name, target.part)),
        );
        return None;
    }
    let Some(service) = environment.service(&target.name) else {
        let names: Vec<_> = environment.services.iter().map(|s| s.name.as_str()).collect();
        let message = format!("there is no service `{}` in the environment `{}`", target.name, environment.name);
        let help = match crate::diag::did_you_mean(&target.name, names.iter().copied()) {
            Some(better) => format!("did you mean `{better}.{}`?", target.part),
            None => format!("there are: {}", crate::diag::list(&names)),
        };
        say.push(
            Diagnostic::error(codes::NOT_IN_ENVIRONMENT, from.span, message)
                .also(environment.set.name.span, "this environment")
                .help(help),
        );
        return None;
    };
    if service.public_url.is_none() {
        let message = format!("`{}` has no public address in the environment `{}`", service.name, environment.name);
        say.push(
            Diagnostic::error(codes::NO_ADDRESS, from.span, message)
                .also(environment.set.name.span, "in this environment")
                .help(format!("give it a `domain`, or the environment a `url`, and make its port public: `port ... public=#true` in `{}`", service.name)),
        );
    }
    service.public_url.clone()
}

/// A service whose image a pipeline builds, and how.
fn built(service: &Service) -> Option<(&Service, &Arc<Build>)> {
    let own = matches!(service.image, ImageUse::Built(_)).then_some(service)?;
    Some((own, own.build.as_ref()?))
}

/// The images of all environments that a pipeline builds for; each service gets the index of its own.
pub fn collect(project: &spec::Project, environments: &mut [Environment], say: &mut Vec<Diagnostic>) -> Vec<Image> {
    let pattern = project.images.as_ref().map(|i| i.repository.as_ref().map(|r| r.as_str()));
    let mut images: Vec<Image> = Vec::new();
    let most = environments.first().map_or(0, |environment| environment.services.len());
    let mut known: HashMap<&Build, usize> = HashMap::with_capacity_and_hasher(most, Default::default());
    let mut indices = Vec::new();
    for environment in environments.iter() {
        for (service, build) in environment.services.iter().filter_map(built) {
            // Every environment has its services in one order: the image behind the last one is nearly always the one.
            let next = indices.last().map_or(0, |last| last + 1) % images.len().max(1);
            let index = match images.get(next).is_some_and(|image: &Image| image.build == *build) {
                true => next,
                false => *known.entry(build).or_insert(images.len()),
            };
            indices.push(index);
            if index == images.len() {
                images.push(Image {
                    id: String::new(),
                    services: Vec::new(),
                    environments: Vec::new(),
                    per_environment: false,
                    repository: String::new(),
                    variable: String::new(),
                    build: Arc::clone(build),
                });
            }
            let used = &mut images[index];
            // Most are the one service's, seen from each environment.
            if used.services.last() != Some(&service.name) {
                used.services.push(service.name.clone());
            }
            if used.environments.last() != Some(&environment.name) {
                used.environments.push(environment.name.clone());
            }
        }
    }
    let mut indices = indices.into_iter();
    for service in environments.iter_mut().flat_map(|environment| &mut environment.services) {
        if let ImageUse::Built(_) = service.image {
            let own = service.build.as_ref().and_then(|_| indices.next());
            service.image = own.map_or(ImageUse::Local, ImageUse::Built);
        }
    }
    for image in images.iter_mut().filter(|image| image.services.len() > 1) {
        let mut seen = BTreeSet::new();
        image.services.retain(|name| seen.insert(name.clone()));
    }
    let mut firsts: HashMap<&str, usize> = HashMap::with_capacity_and_hasher(images.len(), Default::default());
    images.iter().for_each(|image| *firsts.entry(&image.services[0]).or_default() += 1);
    let several: Vec<bool> = images.iter().map(|image| firsts.get(image.services[0].as_str()) > Some(&1)).collect();
    let parts: Option<Vec<&str>> = pattern.map(|pattern| pattern.value.split("{service}").collect());
    for (image, several) in images.iter_mut().zip(several) {
        let service = &image.services[0];
        image.per_environment = several;
        image.id =
            if image.per_environment { format!("{service}-{}", image.environments.join("-")) } else { service.clone() };
        image.variable = variable_name(&image.id, "_IMAGE");
        image.repository = parts.as_ref().map(|parts| parts.join(&image.id)).unwrap_or_default();
    }
    check_pattern(project, &images, say);
    images
}

fn check_pattern(project: &spec::Project, images: &[Image], say: &mut Vec<Diagnostic>) {
    let Some(declared) = &project.images else {
        if let Some(image) = images.first() {
            let environments: Vec<&str> = image.environments.iter().map(String::as_str).collect();
            say.push(
                Diagnostic::error(codes::MISSING, project.name.span, "the project does not say where images are kept")
                    .here(format!("`{}` is built for {}", image.services[0], crate::diag::list(&environments)))
                    .help(format!("add to the project: `images \"ghcr.io/OWNER/{}-{{service}}\"`", project.name)),
            );
        }
        return;
    };
    let pattern = &declared.repository;
    let host = pattern.value.split('/').next().unwrap_or("");
    let lower = pattern.value.replace("{service}", "x");
    let good = pattern.value.matches("{service}").count() == 1
        && host.contains('.')
        && lower.split('/').count() >= 2
        && lower.split('/').all(|p| !p.is_empty())
        && lower.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-/".contains(&b));
    if !good {
        say.push(
            Diagnostic::error(codes::WRONG_VALUE, pattern.span, "this is no pattern for the repositories of images")
                .here("expected a registry's host, a path in lower case, and `{service}` once")
                .help(format!("for example \"ghcr.io/acme/{}-{{service}}\"", project.name)),
        );
    }
}
