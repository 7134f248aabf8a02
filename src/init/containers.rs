//! The containers of a Compose file, sorted into datastores, services of one's own, and services of others.

use super::commands::{self, Command};
use super::compose::{self, File};
use super::interpolation::Text;
use super::model::{Notes, Service, Store, Topic};
use super::sight::Sight;
use super::words::{is, name, quote};
use super::{services, settings, stores};
use crate::schema::kinds::{Image, Name};

/// What a Compose file was sorted into.
#[derive(Default)]
pub struct Containers {
    /// Databases and key-value stores.
    pub stores: Vec<Store>,
    /// Everything else that runs.
    pub services: Vec<Service>,
    /// Each container's key and the name that it was given.
    pub names: Vec<(String, String)>,
    /// The Dockerfiles that it builds.
    pub dockerfiles: Vec<String>,
    /// The names of the secrets, in the order of their first use.
    pub secrets: Vec<String>,
    /// The service that migrates has been found.
    migrated: bool,
}

/// Sorts the containers of a file.
pub fn sort(file: &File, sight: &Sight<'_>, notes: &mut Notes) -> Containers {
    let mut all = Containers::default();
    for container in &file.services {
        let Some(own) = unused(&container.name, &all.names) else {
            notes.add(Topic::Left, &container.name, "no name can be made of its key");
            continue;
        };
        if own != container.name {
            notes.add(Topic::Guessed, &own, format!("is what the Compose file calls {}", container.name));
        }
        if let Some(store) = stores::store(container, &own, notes) {
            all.stores.push(store);
            all.names.push((container.name.clone(), own));
            continue;
        }
        if let Some(service) = all.service(container, own.clone(), sight, notes) {
            all.services.push(service);
            all.names.push((container.name.clone(), own));
        }
    }
    all.migrations(file, sight, notes);
    settings::fill(&mut all, file, sight, notes);
    all
}

fn unused(key: &str, names: &[(String, String)]) -> Option<String> {
    let wanted = name(key)?;
    (1..100)
        .filter_map(|n| if n == 1 { Some(wanted.clone()) } else { name(&format!("{wanted}-{n}")) })
        .find(|n| !names.iter().any(|(_, own)| own == n))
}

fn command(container: &compose::Service) -> Command {
    let words: Option<Vec<String>> = container.command.iter().map(|w| w.whole().map(str::to_owned)).collect();
    match words {
        Some(words) => commands::read(&words),
        None => Command { secret: true, ..Command::default() },
    }
}

impl Containers {
    fn service(
        &mut self,
        container: &compose::Service,
        own: String,
        sight: &Sight<'_>,
        notes: &mut Notes,
    ) -> Option<Service> {
        let mut service = Service { key: container.name.clone(), name: own, ..Service::default() };
        service.profile = container.profiles.first().and_then(|p| name(p)).filter(|p| is::<Name>(p));
        let published = container.ports.iter().find(|(publish, _)| publish.is_some());
        let port = published.or(container.ports.first());
        service.port = port.map(|(_, port)| *port);
        service.publish = port.and_then(|(publish, _)| *publish);
        if container.ports.len() > 1 {
            notes.add(Topic::Decide, &service.name, "only its first port was taken: a service has one");
        }
        let run = command(container);
        if run.secret {
            notes.add(
                Topic::Decide,
                &service.name,
                "its command holds a credential or comes from the shell: it was left out",
            );
        }
        match &container.build {
            Some(build) => {
                self.dockerfiles.push(build.dockerfile.clone());
                // A container that only migrates becomes a setting of the service that it migrates for.
                if run.migrate.is_some() && run.words.is_empty() {
                    return None;
                }
                let image =
                    services::image(build, sight).map_err(|why| notes.add(Topic::Left, &service.name, why)).ok()?;
                service.folder = Some(build.context.clone());
                service.runtime = services::runtime(&image.stage);
                if service.port.is_none() && container.command.is_empty() {
                    service.port = services::port(&image.stage);
                }
                service.public = service.publish.is_some();
                image.put(&mut service);
                match &run.words {
                    words if words.is_empty() => {}
                    words if run.developing => {
                        service.development.push(commands::line(words));
                        notes.add(
                            Topic::Guessed,
                            &service.name,
                            "its command in the Compose file is for development; elsewhere the image's own runs",
                        );
                    }
                    words => service.lines.push(commands::line(words)),
                }
                let asked: Vec<String> = container.health.iter().filter_map(|w| w.whole().map(str::to_owned)).collect();
                let asked = if asked.len() == container.health.len() { asked } else { Vec::new() };
                let asked = if asked.is_empty() { image.stage.health.clone().unwrap_or_default() } else { asked };
                commands::health(&mut service, &asked);
                if let Some(port) = service.port.filter(|_| service.public) {
                    notes.add(
                        Topic::Guessed,
                        &service.name,
                        format!("port {port}, reached by the world: the Compose file publishes it"),
                    );
                }
            }
            None => {
                let image = container.image.as_ref().and_then(Text::whole).unwrap_or_default();
                let tagged = if image.rsplit('/').next().is_some_and(|l| l.contains([':', '@'])) {
                    image.to_owned()
                } else {
                    format!("{image}:latest")
                };
                if image.is_empty() || !is::<Image>(&tagged) {
                    notes.add(Topic::Left, &service.name, "its image cannot be made out");
                    return None;
                }
                if tagged != image {
                    notes.add(Topic::Decide, &service.name, "its image names no version: `latest` changes under you");
                }
                service.lines.push("only \"development\"".to_owned());
                service.lines.push(format!("image {}", quote(&tagged)));
                notes.add(Topic::Guessed, &service.name, "somebody else's image: it runs in development alone");
                if !run.words.is_empty() {
                    service.lines.push(commands::line(&run.words));
                }
                let asked: Option<Vec<String>> =
                    container.health.iter().map(|w| w.whole().map(str::to_owned)).collect();
                commands::health(&mut service, &asked.unwrap_or_default());
            }
        }
        Some(service)
    }

    /// `migrate` for the one service that brings the database to its schema.
    fn migrations(&mut self, file: &File, sight: &Sight<'_>, notes: &mut Notes) {
        for container in &file.services {
            let Some(migrate) = command(container).migrate.filter(|_| !self.migrated) else { continue };
            let Some(build) = &container.build else { continue };
            let same = |service: &&mut Service| {
                let other = file.services.iter().find(|c| c.name == service.key);
                other.is_some_and(|c| {
                    c.name == container.name || c.build.as_ref().is_some_and(|b| b.dockerfile == build.dockerfile)
                })
            };
            let mut there = self.services.iter_mut().filter(|s| s.folder.is_some()).filter(same).collect::<Vec<_>>();
            there.sort_by_key(|s| s.key != container.name && s.port.is_none());
            if let Some(service) = there.into_iter().next() {
                service.lines.push(commands::migrate(&migrate));
                notes.add(
                    Topic::Guessed,
                    &service.name,
                    format!("migrates before each deploy, as {} does in the Compose file", container.name),
                );
                self.migrated = true;
            } else if sight.has(&build.dockerfile) {
                notes.add(Topic::Left, &container.name, "it migrates, and no service is built like it");
            }
        }
    }
}
