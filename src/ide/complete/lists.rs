//! Lists that the language does not hold: the platforms', the marketplace's.

use super::values::listed;
use super::{Asked, ItemKind};
use crate::emit::FEATURES;
use crate::emit::github::{actions, engine_versions, tool_versions};
use crate::emit::render::{DATABASE_PLANS, REGIONS, SERVICE_PLANS};
use crate::ide::cursor::Spot;
use crate::ide::shape::{Shape, entries as slots};
use crate::schema::{Content, Kind, Leaf, List};
use crate::spec::{CacheEngine, DatabaseEngine, Platform, ToolName};
use crate::syntax::Value;

/// One value of a list.
pub struct Listed {
    /// As it is written.
    pub value: String,
    /// What it is.
    pub kind: ItemKind,
    /// A few words.
    pub detail: String,
    /// More of them.
    pub documentation: String,
}

/// Machines of GitHub's that run Linux, as the scripts need it (GitHub docs, "GitHub-hosted runners").
const RUNNERS: [&str; 4] = ["ubuntu-24.04", "ubuntu-22.04", "ubuntu-24.04-arm", "ubuntu-22.04-arm"];

/// What BuildKit builds for on these machines, as `docker buildx` names it (Docker docs, "Multi-platform builds").
const ARCHITECTURES: [&str; 3] = ["linux/amd64", "linux/arm64", "linux/arm/v7"];

/// Whether a list is of files.
pub fn is_path(list: List) -> bool {
    matches!(list, List::Specs | List::Files | List::Folders | List::Paths)
}

/// The values of a list at a place.
pub fn entries(place: &Asked<'_>, list: List) -> Vec<Listed> {
    match list {
        List::Regions => of_render(place, &REGIONS, "region of Render"),
        List::ServicePlans => of_render(place, SERVICE_PLANS, "plan of Render"),
        List::DatabasePlans => of_render(place, DATABASE_PLANS, "plan of Render"),
        List::Actions => actions::all().iter().map(action).collect(),
        List::ActionInputs => inputs(place),
        List::Losses => FEATURES.iter().map(|(name, text)| loss(name, text)).collect(),
        List::Runners => RUNNERS.iter().map(|name| value(name, "runner of GitHub")).collect(),
        List::Versions => versions(place),
        List::Architectures => ARCHITECTURES.iter().map(|name| value(name, "")).collect(),
        List::Specs | List::Files | List::Folders | List::Paths => Vec::new(),
    }
}

fn value(value: &str, detail: &str) -> Listed {
    Listed { value: value.to_owned(), kind: ItemKind::Value, detail: detail.to_owned(), documentation: String::new() }
}

fn loss(name: &str, text: &str) -> Listed {
    Listed { value: name.to_owned(), kind: ItemKind::Choice, detail: String::new(), documentation: text.to_owned() }
}

/// Render is the one platform whose lists are closed; elsewhere in a spec the platform is not known.
fn of_render(place: &Asked<'_>, all: &[&str], detail: &str) -> Vec<Listed> {
    match platform(place) {
        None | Some(Platform::Render) => all.iter().map(|name| value(name, detail)).collect(),
        Some(Platform::Compose | Platform::Kubernetes) => Vec::new(),
    }
}

/// The platform of the environment around.
fn platform(place: &Asked<'_>) -> Option<Platform> {
    let steps = place.cursor.path.iter().rev();
    let mut values = steps.flat_map(|step| slots(step.node, step.shape));
    values.find_map(|(entry, slot)| match slot?.kind() {
        Some(kind) if kind == Platform::KIND => Platform::read(entry.value()).ok(),
        _ => None,
    })
}

/// The versions of the language or the engine that the node at the place is about. Of an engine those whose images are
/// known, so that its container is pinned.
fn versions(place: &Asked<'_>) -> Vec<Listed> {
    let (Spot::Blank(node, _) | Spot::Arg(node, ..) | Spot::Key(node, _) | Spot::Value(node, _)) = place.cursor.spot
    else {
        return Vec::new();
    };
    let shape = place.shape_of(node);
    if let (Some(_), Ok(tool)) = (shape.name_slot(), ToolName::read(Value::String(node.name()))) {
        return tool_versions(tool).iter().map(|version| value(version, tool.as_str())).collect();
    }
    let Shape::Node(schema, _) = shape else { return Vec::new() };
    let engines = schema.fields.iter().find_map(|field| match field.content {
        Content::Leaf(kind @ Kind::Choice(all)) if [DatabaseEngine::KIND, CacheEngine::KIND].contains(&kind) => {
            Some((field.key, all))
        }
        _ => None,
    });
    let Some((key, all)) = engines else { return Vec::new() };
    let said = node.entries().find(|entry| entry.key().is_some_and(|(own, _)| own == key));
    let engine = match said.map(|entry| entry.value()) {
        Some(Value::String(engine)) => engine,
        // The first one is meant where nothing is said.
        _ => all.first().map_or("", |(name, _)| name),
    };
    engine_versions(engine).into_iter().map(|version| value(version, engine)).collect()
}

/// What is known of an action, Markdown.
pub fn action_text(action: &actions::Action) -> String {
    let names: Vec<String> = action.inputs().filter(|i| !i.deprecated).map(|i| format!("`{}`", i.name)).collect();
    let inputs =
        if names.is_empty() { "It has no inputs.".to_owned() } else { format!("Inputs: {}.", names.join(", ")) };
    format!("Pinned to `{}`, {}.\n\n{inputs}", action.commit, action.version)
}

fn action(action: &actions::Action) -> Listed {
    Listed {
        value: action.name.to_owned(),
        kind: ItemKind::Action,
        detail: action.version.to_owned(),
        documentation: action_text(action),
    }
}

/// The inputs of the action whose step is around.
fn inputs(place: &Asked<'_>) -> Vec<Listed> {
    let steps = place.cursor.path.iter().rev();
    let mut names = steps.filter_map(|step| listed(step.node, step.shape, List::Actions));
    let Some(action) = names.next().and_then(|name| actions::find(&name)) else { return Vec::new() };
    let input = |input: actions::Input| Listed {
        value: input.name.to_owned(),
        kind: ItemKind::Property,
        detail: if input.required { "required".to_owned() } else { String::new() },
        documentation: format!("An input of `{}`.", action.name),
    };
    let (must, may): (Vec<_>, Vec<_>) = action.inputs().filter(|i| !i.deprecated).partition(|i| i.required);
    must.into_iter().chain(may).map(input).collect()
}
