//! A reader of hand-written Compose files: what a spec can use of them, and nothing of the rest.

use super::interpolation::{self, Text};
use super::sight::{Sight, file_name, folder, join};
use serde_yaml::{Mapping, Value};

/// What `docker compose` itself looks for, in its order, and the names that teams use beside them.
const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// Larger files are not written by people.
const MOST_SERVICES: usize = 200;

/// A Compose file.
#[derive(Debug, Default)]
pub struct File {
    /// Its path.
    pub path: String,
    /// Its services, in their order.
    pub services: Vec<Service>,
    /// Files of Compose beside it that were not read.
    pub others: Vec<String>,
}

/// One service of it.
#[derive(Debug, Default)]
pub struct Service {
    /// Its key.
    pub name: String,
    /// Its image.
    pub image: Option<Text>,
    /// How it is built.
    pub build: Option<Build>,
    /// Its command; a line of shell stands behind `sh -c`.
    pub command: Vec<Text>,
    /// Its ports: on the machine, where it is published, and inside.
    pub ports: Vec<(Option<u16>, u16)>,
    /// Its variables; without a value where that comes from the shell.
    pub environment: Vec<(String, Option<Text>)>,
    /// The files that it has further variables from.
    pub env_files: Vec<String>,
    /// The services that it waits for.
    pub depends: Vec<String>,
    /// What asks whether it is well.
    pub health: Vec<Text>,
    /// Its mounts: source and place.
    pub mounts: Vec<(Source, String)>,
    /// Its profiles.
    pub profiles: Vec<String>,
}

/// What is mounted.
#[derive(Debug, PartialEq)]
pub enum Source {
    /// A volume.
    Volume(String),
    /// A path from the root; `None` where it leads out of the repository.
    Path(Option<String>),
}

/// How a service is built.
#[derive(Debug, Default, PartialEq)]
pub struct Build {
    /// The folder, from the root.
    pub context: String,
    /// The Dockerfile, from the root.
    pub dockerfile: String,
    /// The stage.
    pub target: Option<String>,
    /// The arguments.
    pub arguments: Vec<(String, Option<Text>)>,
}

/// The Compose file of the developer, where there is one; or why it cannot be read.
pub fn find(sight: &Sight<'_>) -> Option<Result<File, (String, String)>> {
    let all: Vec<&str> = sight.files().filter(|path| is_compose(file_name(path))).collect();
    let rank = |path: &str| NAMES.iter().position(|name| file_name(path) == *name).unwrap_or(NAMES.len());
    let own =
        |path: &&&str| rank(path) < NAMES.len() || file_name(path).contains("dev") || file_name(path).contains("local");
    let path = *all.iter().filter(own).min_by_key(|path| (path.matches('/').count(), rank(path), **path))?;
    let wrong = |why: &str| Some(Err((path.to_owned(), why.to_owned())));
    let Some(text) = sight.text(path) else { return wrong("it is no text, or larger than a megabyte") };
    let Some(mut root) = parse(&text) else { return wrong("it is no YAML that can be read") };
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let mut read = vec![path.to_owned()];
    for extra in ["yaml", "yml"].map(|end| format!("{stem}.override.{end}")) {
        if let Some(Value::Mapping(over)) = sight.text(&extra).and_then(|text| parse(&text)) {
            read.push(extra);
            if let Value::Mapping(root) = &mut root {
                lay_over(root, over);
            }
        }
    }
    let at = folder(path);
    let services = get(&root, "services").and_then(Value::as_mapping).cloned().unwrap_or_default();
    let named = services.iter().filter_map(|(name, body)| Some((name.as_str()?.to_owned(), bare(body).as_mapping()?)));
    Some(Ok(File {
        services: named.take(MOST_SERVICES).map(|(name, body)| service(name, &extended(body, &services), at)).collect(),
        others: all.into_iter().filter(|p| !read.iter().any(|r| r == p)).map(str::to_owned).collect(),
        path: path.to_owned(),
    }))
}

fn is_compose(name: &str) -> bool {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    matches!(end, "yaml" | "yml")
        && ["compose", "docker-compose"]
            .iter()
            .any(|s| stem == *s || stem.starts_with(&format!("{s}.")) || stem.starts_with(&format!("{s}-")))
}

fn parse(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok().map(merged)
}

/// What `<<` brings stands before a map's own keys. The crate's own merge would mix up their order, and refuses the
/// whole file for one that makes no sense.
fn merged(value: Value) -> Value {
    match value {
        Value::Sequence(all) => Value::Sequence(all.into_iter().map(merged).collect()),
        Value::Mapping(mut map) => {
            let mut whole = Mapping::new();
            if let Some(below) = map.shift_remove("<<") {
                for below in items(&below).into_iter().map(merged).rev() {
                    let Value::Mapping(below) = below else { continue };
                    whole.extend(below);
                }
            }
            whole.extend(map.into_iter().map(|(key, value)| (key, merged(value))));
            Value::Mapping(whole)
        }
        other => other,
    }
}

/// A value without the tags that Compose has for overrides.
fn bare(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => &tagged.value,
        value => value,
    }
}

fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_mapping()?.get(key).map(bare).filter(|v| !v.is_null())
}

/// As Compose merges files: maps by key, lists one behind the other, everything else replaced.
fn lay_over(below: &mut Mapping, above: Mapping) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Mapping(below)), Value::Mapping(above)) => lay_over(below, above),
            (Some(Value::Sequence(below)), Value::Sequence(above)) => below.extend(above),
            (_, value) => _ = below.insert(key, value),
        }
    }
}

/// A service with what it `extends` in the same file beneath it.
fn extended(body: &Mapping, services: &Mapping) -> Value {
    let name = match body.get("extends").map(bare) {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(map) if get(map, "file").is_none() => get(map, "service").and_then(Value::as_str),
        _ => None,
    };
    let Some(Value::Mapping(base)) = name.and_then(|n| services.get(n)) else { return Value::Mapping(body.clone()) };
    let mut whole = base.clone();
    lay_over(&mut whole, body.clone());
    Value::Mapping(whole)
}

fn service(name: String, body: &Value, at: &str) -> Service {
    let list = |key: &str| get(body, key).map(items).unwrap_or_default();
    let ports = list("ports");
    let exposed = list("expose").iter().filter_map(|v| Some((None, text(v)?.text.parse().ok()?))).collect::<Vec<_>>();
    Service {
        image: get(body, "image").and_then(text),
        build: get(body, "build").and_then(|value| build(value, at)),
        command: get(body, "command").map(words).unwrap_or_default(),
        ports: ports.iter().filter_map(published).chain(exposed).collect(),
        environment: get(body, "environment").map(variables).unwrap_or_default(),
        env_files: list("env_file")
            .iter()
            .filter_map(|v| text(get(v, "path").unwrap_or(v)))
            .filter_map(|t| join(at, t.whole()?))
            .collect(),
        depends: names(get(body, "depends_on")),
        health: get(body, "healthcheck").and_then(|h| get(h, "test")).map(test).unwrap_or_default(),
        mounts: list("volumes").iter().filter_map(|v| mount(v, at)).collect(),
        profiles: list("profiles").iter().filter_map(|v| Some(text(v)?.text)).collect(),
        name,
    }
}

fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Sequence(items) => items.iter().map(|item| bare(item).clone()).collect(),
        other => vec![other.clone()],
    }
}

fn text(value: &Value) -> Option<Text> {
    Some(match bare(value) {
        Value::String(text) => interpolation::read(text),
        Value::Bool(b) => Text { text: b.to_string(), ..Text::default() },
        Value::Number(n) => Text { text: n.to_string(), ..Text::default() },
        _ => return None,
    })
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Mapping(map)) => map.keys().filter_map(|k| k.as_str().map(str::to_owned)).collect(),
        Some(value) => items(value).iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        None => Vec::new(),
    }
}

fn variables(value: &Value) -> Vec<(String, Option<Text>)> {
    let mut all: Vec<(String, Option<Text>)> = Vec::new();
    let mut put = |name: &str, value| match all.iter_mut().find(|(own, _)| own == name) {
        Some(own) => own.1 = value,
        None => all.push((name.to_owned(), value)),
    };
    match value {
        Value::Mapping(map) => {
            map.iter().filter_map(|(k, v)| Some((k.as_str()?, v))).for_each(|(k, v)| put(k, text(v)));
        }
        value => {
            for item in items(value) {
                let Some(line) = item.as_str() else { continue };
                match line.split_once('=') {
                    Some((name, value)) => put(name, Some(interpolation::read(value))),
                    None => put(line, None),
                }
            }
        }
    }
    all
}

fn build(value: &Value, at: &str) -> Option<Build> {
    let own = |key: &str| get(value, key).and_then(text);
    if own("dockerfile_inline").is_some() {
        return None;
    }
    let context = match value {
        Value::Mapping(_) => own("context").map_or_else(|| ".".to_owned(), |t| t.text),
        value => text(value)?.text,
    };
    let context = join(at, &context)?;
    let dockerfile = own("dockerfile").map_or_else(|| "Dockerfile".to_owned(), |t| t.text);
    Some(Build {
        dockerfile: join(&context, &dockerfile)?,
        context,
        target: own("target").and_then(|t| t.whole().map(str::to_owned)),
        arguments: get(value, "args").map(variables).unwrap_or_default(),
    })
}

/// `"127.0.0.1:8020:8000/tcp"`, `8000`, `"3000-3005:3000-3005"`, or the long form.
fn published(value: &Value) -> Option<(Option<u16>, u16)> {
    let number = |text: &str| text.split(['-', '/']).next().and_then(|n| n.parse::<u16>().ok()).filter(|n| *n > 0);
    if value.is_mapping() {
        let own = |key: &str| get(value, key).and_then(text).and_then(|t| number(&t.text));
        return Some((own("published"), own("target")?));
    }
    let text = text(value)?.text;
    let mut parts = text.rsplit(':');
    let inside = number(parts.next()?)?;
    Some((parts.next().and_then(number), inside))
}

fn words(value: &Value) -> Vec<Text> {
    match value {
        Value::Sequence(_) => items(value).iter().filter_map(text).collect(),
        value => {
            let Some(line) = text(value) else { return Vec::new() };
            match crate::plan::split_words(&line.text) {
                Ok(words) if line.outside.is_empty() => {
                    words.into_iter().map(|text| Text { text, ..Text::default() }).collect()
                }
                _ => shell(line),
            }
        }
    }
}

fn shell(line: Text) -> Vec<Text> {
    vec![interpolation::read("sh"), interpolation::read("-c"), line]
}

fn test(value: &Value) -> Vec<Text> {
    if let Some(line) = value.as_str() {
        return shell(interpolation::read(line));
    }
    let mut words: Vec<Text> = items(value).iter().filter_map(text).collect();
    match words.first().map(|w| w.text.clone()).as_deref() {
        Some("CMD") => words.split_off(1),
        Some("CMD-SHELL") if words.len() > 1 => shell(words.swap_remove(1)),
        _ => Vec::new(),
    }
}

fn mount(value: &Value, at: &str) -> Option<(Source, String)> {
    let (source, to) = if value.is_mapping() {
        let own = |key: &str| get(value, key).and_then(text).map(|t| t.text);
        (own("source")?, own("target")?)
    } else {
        let text = text(value)?.text;
        let mut parts = text.split(':');
        (parts.next()?.to_owned(), parts.next().filter(|to| to.starts_with('/'))?.to_owned())
    };
    let source = match source.starts_with(['.', '/', '~']) {
        true => Source::Path(join(at, &source)),
        false => Source::Volume(source),
    };
    Some((source, to))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::world::MemoryWorld;

    fn read(text: &str) -> File {
        let world = MemoryWorld::default().with("infra/docker-compose.yml", text);
        let files = ["infra/docker-compose.yml".to_owned()];
        find(&Sight::new(&world, &files)).unwrap().unwrap()
    }

    #[test]
    fn short_and_long_forms_say_the_same() {
        let file = read(
            "x-common: &common\n  environment: &env {LOG: info, N: 1}\nservices:\n  a:\n    <<: *common\n    build: ../api\n    ports: ['127.0.0.1:${PORT:-8020}:8000/tcp', 9000]\n    \
             depends_on: [b]\n    command: python -m 'the app'\n    healthcheck: {test: curl -f http://localhost:8000/h}\n  \
             b:\n    extends: a\n    build: {context: .., dockerfile: api/Dockerfile, args: [X=1]}\n    ports:\n      - {target: 80, published: '81'}\n    \
             depends_on: {c: {condition: service_healthy}}\n    environment: [A=b=c, D]\n    volumes: ['./src:/app/src:ro', 'data:/data', '/just']\n",
        );
        let (a, b) = (&file.services[0], &file.services[1]);
        assert_eq!(a.build.as_ref().unwrap().dockerfile, "api/Dockerfile");
        assert_eq!(a.ports, [(Some(8020), 8000), (None, 9000)]);
        assert_eq!(a.command.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["python", "-m", "the app"]);
        assert_eq!(a.environment.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["LOG", "N"]);
        assert_eq!(a.health[2].text, "curl -f http://localhost:8000/h");
        assert_eq!((b.build.as_ref().unwrap().context.as_str(), b.depends.as_slice()), (".", &["c".to_owned()][..]));
        assert!(b.ports.contains(&(Some(81), 80)) && b.environment.contains(&("D".into(), None)));
        let source = Source::Path(Some("infra/src".into()));
        assert_eq!(b.mounts, [(source, "/app/src".into()), (Source::Volume("data".into()), "/data".into())]);
    }

    #[test]
    fn nonsense_is_no_reason_to_stop() {
        for text in
            ["", "[]", "services: 1", "services: {a: 1, b: [], 3: {}, c: {ports: [x, {}], build: {}, volumes: {}}}"]
        {
            let _ = read(text);
        }
        let world = MemoryWorld::default().with("compose.yaml", "a: [");
        let files = ["compose.yaml".to_owned()];
        assert!(find(&Sight::new(&world, &files)).unwrap().is_err());
    }
}
