//! A first spec from what is in a repository: look, make a model of it, write it, and leave out what does not compile.
//!
//! Every file that is read here was written by people who never thought of dbgen, or by somebody who means harm: what
//! comes out of them goes through [`words`] on its way into the spec or to a terminal, and what looks like a credential
//! stays where it was ([`secrecy`]).

use crate::world::World;

mod commands;
mod compose;
mod containers;
mod git;
mod interpolation;
mod losses;
mod model;
mod neighbours;
mod packages;
mod secrecy;
mod services;
mod settings;
mod settle;
mod sight;
mod stores;
mod variables;
mod words;
mod write;

pub use model::{Note, Topic};

use containers::Containers;
use model::{Model, Notes, Platform};
use sight::Sight;

/// A spec, and what it was made from.
#[derive(Debug)]
pub struct Draft {
    /// The text of `deploy.kdl`, in its one layout.
    pub text: String,
    /// What was read, guessed, left to people and left alone.
    pub notes: Vec<Note>,
}

/// Drafts the spec of a repository. `files` are the paths that a walk has found, `folder` is the folder's name.
pub fn draft(world: &dyn World, files: &[String], folder: &str) -> Draft {
    let mut files = files.to_vec();
    files.sort();
    let sight = Sight::new(world, &files);
    let mut notes = Notes::default();
    let model = look(&sight, folder, &mut notes);
    let empty = model.tools.is_empty() && model.services.is_empty() && model.stores.is_empty();
    let text = if empty { write::hello(&model) } else { write::spec(&model) };
    let text = settle::settle(text, world, &mut notes);
    let mut notes = notes.0;
    notes.sort_by_key(|note| note.topic);
    Draft { text, notes }
}

fn look(sight: &Sight<'_>, folder: &str, notes: &mut Notes) -> Model {
    let remote = git::remote(sight);
    let mut model = Model {
        name: remote
            .as_ref()
            .and_then(|r| words::name(&r.name))
            .or_else(|| words::name(folder))
            .unwrap_or_else(|| "app".to_owned()),
        branch: git::branch(sight).unwrap_or_else(|| "main".to_owned()),
        ..Model::default()
    };
    match remote {
        Some(remote) if remote.host == "github.com" => {
            model.repository = Some(format!("{}/{}", remote.owner, remote.name))
        }
        Some(_) => notes.add(Topic::Decide, "repository", "it is not kept at GitHub, where the workflows would run"),
        None => notes.add(Topic::Decide, "repository", "git knows no remote: its owner, and where images are kept"),
    }
    let containers = match compose::find(sight) {
        Some(Ok(file)) => {
            notes.add(Topic::Read, &file.path, format!("{} containers", file.services.len()));
            for other in &file.others {
                notes.add(Topic::Left, other, "another Compose file: it was not read");
            }
            containers::sort(&file, sight, notes)
        }
        Some(Err((path, why))) => {
            notes.add(Topic::Left, &path, why);
            Containers::default()
        }
        None => Containers::default(),
    };
    let further = services::alone(sight, &containers, &model.name, notes);
    let images = services::bases(sight);
    model.tools = packages::tools(sight, &images, notes);
    for tool in &model.tools {
        notes.add(Topic::Read, tool.name, &tool.settings);
    }
    model.secrets = containers.secrets;
    model.stores = containers.stores;
    model.services = containers.services.into_iter().chain(further).collect();
    let workflows = neighbours::workflows(sight, notes);
    model.tests = !workflows.checks;
    if workflows.checks && !model.tools.is_empty() {
        notes.add(
            Topic::Decide,
            "tests",
            "they stay in the workflow that is there; production does not wait for it until you move them here",
        );
    }
    place(sight, &mut model, notes);
    let deploys = model.built().next().is_some();
    let wanted: &[&str] = match (model.tests, deploys) {
        (true, true) => &["ci-cd", "delivery", "pipeline"],
        (_, true) => &["deploy", "delivery", "release-images"],
        _ => &["ci", "checks", "tests"],
    };
    model.workflow = neighbours::free_name(wanted, &workflows);
    model
}

/// Where production runs, and what is lost there.
fn place(sight: &Sight<'_>, model: &mut Model, notes: &mut Notes) {
    if model.built().next().is_none() {
        notes.add(Topic::Decide, "services", "no Dockerfile was found: nothing of yours is built or deployed yet");
        return;
    }
    for service in model.built().filter(|s| s.public && s.health.is_none()) {
        notes.add(Topic::Decide, &service.name, "no file says which path tells whether it is well");
    }
    let mysql = model.stores.iter().any(|s| s.engine == "mysql");
    let (platform, why) = match neighbours::platform(sight) {
        _ if mysql => (Platform::Kubernetes, "Render keeps no MySQL"),
        Some(found) => found,
        None => (Platform::Render, "nothing says where it runs, and this asks for least"),
    };
    model.platform = Some(platform);
    let name = if platform == Platform::Render { "Render" } else { "Kubernetes" };
    notes.add(Topic::Decide, "production", format!("on {name}: {why}"));
    notes.add(Topic::Decide, "url", "the address of production");
    if platform == Platform::Render {
        losses::on_render(model);
    }
    for (feature, why) in &model.losses {
        notes.add(Topic::Decide, &format!("accept-loss {feature}"), why);
    }
}
