//! Settings of containers that speak of other containers: variables, build arguments, mounts, and what waits for what.

use super::compose::{self, File, Source};
use super::containers::Containers;
use super::interpolation::{self, Text};
use super::model::{Notes, Service, Topic};
use super::sight::Sight;
use super::variables::{Given, Neighbours, Reference};
use super::words::{is, name, plain, quote};
use crate::schema::kinds::{Path, VariableName};

/// Fills in the settings of every service: all containers are known now.
pub fn fill(all: &mut Containers, file: &File, sight: &Sight<'_>, notes: &mut Notes) {
    let known = all.services.clone();
    let near = Neighbours { stores: &all.stores, services: &known };
    let mut secrets = std::mem::take(&mut all.secrets);
    let mut waits: Vec<(String, String)> = Vec::new();
    for service in &mut all.services {
        let Some(container) = file.services.iter().find(|c| c.name == service.key) else { continue };
        variables(service, container, sight, &near, &mut secrets, notes);
        arguments(service, container, &near, notes);
        mounts(service, container, sight, notes);
        // Two that refer to each other would wait for each other.
        let circular: Vec<String> =
            service.uses.iter().filter(|u| reaches(u, &service.name, &waits)).cloned().collect();
        for name in circular {
            let starts = format!("from=\"{name}.url\"");
            service.env.retain(|(_, value)| !value.starts_with(&starts));
            service.uses.retain(|own| *own != name);
            notes.add(
                Topic::Decide,
                &service.name,
                format!("its address of {name} was left out: what waits for itself never starts"),
            );
        }
        waits.extend(service.uses.iter().map(|u| (service.name.clone(), u.clone())));
        for key in &container.depends {
            let Some((_, name)) = all.names.iter().find(|(own, _)| own == key) else { continue };
            let other = known.iter().find(|s| s.name == *name);
            let starts = other.is_none_or(|o| o.profile.is_none() || o.profile == service.profile);
            if starts && !service.uses.contains(name) && !reaches(name, &service.name, &waits) {
                let lines = if service.folder.is_some() { &mut service.development } else { &mut service.lines };
                lines.push(format!("after {}", quote(name)));
                waits.push((service.name.clone(), name.clone()));
            }
        }
    }
    all.secrets = secrets;
}

fn reaches(from: &str, to: &str, waits: &[(String, String)]) -> bool {
    let (mut queue, mut seen) = (vec![from], Vec::new());
    while let Some(at) = queue.pop() {
        if at == to {
            return true;
        }
        if !seen.contains(&at) {
            seen.push(at);
            queue.extend(waits.iter().filter(|(own, _)| own == at).map(|(_, next)| next.as_str()));
        }
    }
    false
}

fn variables(
    service: &mut Service,
    container: &compose::Service,
    sight: &Sight<'_>,
    near: &Neighbours<'_>,
    secrets: &mut Vec<String>,
    notes: &mut Notes,
) {
    let mut given: Vec<(String, Option<Text>)> = Vec::new();
    for path in &container.env_files {
        // Of somebody's own settings the names alone are taken; an example is written for everybody.
        let example = [".example", ".sample", ".template"].iter().find_map(|end| sight.text(&format!("{path}{end}")));
        let own = || sight.text(path);
        match (&example, own()) {
            (Some(text), _) => given.extend(text.lines().filter_map(pair)),
            (None, Some(text)) => given.extend(text.lines().filter_map(pair).map(|(name, _)| (name, None))),
            (None, None) => notes.add(
                Topic::Decide,
                &service.name,
                format!("its variables in {path} are not known here: that file is not in the repository"),
            ),
        }
    }
    for (name, value) in &container.environment {
        given.retain(|(own, _)| own != name);
        given.push((name.clone(), value.clone()));
    }
    for (variable, value) in given {
        if !is::<VariableName>(&variable) || value.as_ref().is_some_and(|v| v.text.chars().any(char::is_control)) {
            notes.add(Topic::Left, &service.name, "a variable whose name or value dbgen does not take");
            continue;
        }
        match near.judge(&variable, value.as_ref()) {
            Given::Plain(text) => service.env.push((variable, plain(&text))),
            Given::Local(text) => {
                if service.folder.is_some() {
                    notes.add(
                        Topic::Guessed,
                        &service.name,
                        format!("{variable} as it stands in the Compose file is for development alone"),
                    );
                    service.development_env.push((variable, plain(&text)));
                } else {
                    service.env.push((variable, plain(&text)));
                }
            }
            Given::Secret(secret) => {
                let why = match value {
                    Some(_) => "by its name or value",
                    None => "since no file for everybody has its value",
                };
                notes.add(Topic::Guessed, &secret, format!("a secret, {why}; {} gets it as {variable}", service.name));
                service.env.push((variable, format!("secret={}", quote(&secret))));
                if !secrets.contains(&secret) {
                    secrets.push(secret);
                }
            }
            Given::From(reference) => {
                if reference.part != "public-url" && !service.uses.contains(&reference.name) {
                    service.uses.push(reference.name.clone());
                }
                service.env.push((variable, from(&reference)));
            }
        }
    }
}

/// A line of a file of variables; without a value where it leaves that to the reader.
fn pair(line: &str) -> Option<(String, Option<Text>)> {
    let line = line.trim().trim_start_matches("export ");
    let (name, value) = line.split_once('=')?;
    let value = value.trim().trim_matches(['"', '\'']);
    let text = (!value.is_empty()).then(|| interpolation::read(value));
    is::<VariableName>(name.trim()).then(|| (name.trim().to_owned(), text))
}

fn from(reference: &Reference) -> String {
    let extra = |name: &str, value: &Option<String>| {
        value.as_ref().map(|v| format!(" {name}={}", quote(v))).unwrap_or_default()
    };
    format!(
        "from={}{}{}",
        quote(&format!("{}.{}", reference.name, reference.part)),
        extra("scheme", &reference.scheme),
        extra("suffix", &reference.suffix)
    )
}

/// What is baked into an image: plain values and public addresses, never a credential.
fn arguments(service: &mut Service, container: &compose::Service, near: &Neighbours<'_>, notes: &mut Notes) {
    let all = container.build.iter().flat_map(|b| &b.arguments);
    let mut lines = Vec::new();
    for (argument, value) in all.filter(|(n, v)| is::<VariableName>(n) && v.is_some()) {
        match near.judge(argument, value.as_ref()) {
            Given::Plain(text) => lines.push(format!("    arg {argument} {}", plain(&text))),
            Given::From(reference) if reference.part == "public-url" => {
                lines.push(format!("    arg {argument} {}", from(&reference)))
            }
            _ => notes.add(
                Topic::Decide,
                &service.name,
                format!("the build argument {argument} was left out: what is baked in is neither secret nor local"),
            ),
        }
    }
    if let (Some(build), false) = (service.lines.first_mut(), lines.is_empty()) {
        *build = format!("{build} {{\n{}\n}}", lines.join("\n"));
    }
}

fn mounts(service: &mut Service, container: &compose::Service, sight: &Sight<'_>, notes: &mut Notes) {
    let built = service.folder.is_some();
    let Service { lines, development, name: own, .. } = service;
    for (source, at) in &container.mounts {
        // Folders of installed packages are masked so that those of the image stay: an image has them anyway.
        if ["node_modules", ".venv", "venv", "target", ".next"].iter().any(|end| at.ends_with(end)) {
            continue;
        }
        match source {
            Source::Path(Some(path)) if is::<Path>(path) && sight.exists(path) => match (built, sight.has(path)) {
                (true, false) => development.push(format!("watch {} to={}", quote(path), quote(at))),
                (true, true) => development.push(format!("mount {} at={}", quote(path), quote(at))),
                (false, _) => lines.push(format!("mount {} at={}", quote(path), quote(at))),
            },
            Source::Path(_) => notes.add(Topic::Left, own, format!("what it mounts at {at} is not in the repository")),
            Source::Volume(volume) => {
                let Some(volume) = name(volume) else { continue };
                let line = format!("volume {} at={}", quote(&volume), quote(at));
                // Render has one disk for a service.
                let more = built && lines.iter().any(|l| l.starts_with("volume "));
                if more { development.push(line) } else { lines.push(line) }
            }
        }
    }
}
