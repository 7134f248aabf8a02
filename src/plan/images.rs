//! Images: which a pipeline builds, and for whom. One image serves every environment unless a baked-in value differs.

use super::{Environment, Image, ImageUse};
use crate::diag::{Diagnostic, codes};
use crate::schema::kinds::Part;
use crate::source::S;
use crate::spec;

/// Fills in the baked-in values of every service of an environment.
pub fn fill_arguments(environment: &mut Environment, say: &mut Vec<Diagnostic>) {
    for index in 0..environment.services.len() {
        let Some(build) = environment.services[index].set.build.clone() else { continue };
        let args =
            build.args.iter().filter_map(|arg| Some((arg.name.value.0.clone(), argument(arg, environment, say)?)));
        let args: Vec<_> = args.collect();
        if let Some(build) = &mut environment.services[index].build {
            build.args = args;
        }
    }
}

fn argument(arg: &spec::BuildArg, environment: &Environment, say: &mut Vec<Diagnostic>) -> Option<String> {
    let name = &arg.name.value.0;
    match (&arg.value, &arg.from) {
        (Some(value), None) => Some(value.value.0.clone()),
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
            None => format!("there are: {}", names.join(", ")),
        };
        say.push(Diagnostic::error(codes::UNKNOWN_REFERENCE, from.span, message).help(help));
        return None;
    };
    if service.public_url.is_none() {
        let message = format!("`{}` has no public address in the environment `{}`", service.name, environment.name);
        say.push(
            Diagnostic::error(codes::UNKNOWN_REFERENCE, from.span, message)
                .also(environment.set.name.span, "in this environment")
                .help(format!("give it a `domain`, or the environment a `url`, and make its port public: `port ... public=#true` in `{}`", service.name)),
        );
    }
    service.public_url.clone()
}

/// The images of all environments that a pipeline builds for, and the index of each service's.
pub fn collect(project: &spec::Project, environments: &mut [Environment], say: &mut Vec<Diagnostic>) -> Vec<Image> {
    let pattern = project.images.as_ref().map(|i| i.repository.as_ref().map(|r| r.as_str()));
    let mut images: Vec<Image> = Vec::new();
    for environment in environments.iter() {
        for service in environment.services.iter().filter(|s| matches!(s.image, ImageUse::Built(_))) {
            let Some(build) = &service.build else { continue };
            let used = match images.iter_mut().find(|i| i.build == *build) {
                Some(image) => image,
                None => {
                    images.push(Image {
                        id: String::new(),
                        services: Vec::new(),
                        environments: Vec::new(),
                        per_environment: false,
                        repository: String::new(),
                        build: build.clone(),
                    });
                    let last = images.len() - 1;
                    &mut images[last]
                }
            };
            for (list, name) in [(&mut used.services, &service.name), (&mut used.environments, &environment.name)] {
                if !list.contains(name) {
                    list.push(name.clone());
                }
            }
        }
    }
    for index in 0..images.len() {
        let service = images[index].services[0].clone();
        let alone = images.iter().filter(|i| i.services[0] == service).count() == 1;
        let image = &mut images[index];
        image.per_environment = !alone;
        image.id = if alone { service } else { format!("{service}-{}", image.environments.join("-")) };
        image.repository = pattern.map(|p| p.value.replace("{service}", &image.id)).unwrap_or_default();
    }
    check_pattern(project, &images, say);
    for environment in environments {
        for service in environment.services.iter_mut().filter(|s| matches!(s.image, ImageUse::Built(_))) {
            // By what is built, not by names: a service may share one image here and have one of its own there.
            let own = images.iter().position(|image| Some(&image.build) == service.build.as_ref());
            service.image = own.map_or(ImageUse::Local, ImageUse::Built);
        }
    }
    images
}

fn check_pattern(project: &spec::Project, images: &[Image], say: &mut Vec<Diagnostic>) {
    let Some(declared) = &project.images else {
        if let Some(image) = images.first() {
            say.push(
                Diagnostic::error(codes::MISSING, project.name.span, "the project does not say where images are kept")
                    .here(format!("`{}` is built for {}", image.services[0], image.environments.join(", ")))
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
