//! The model as a spec.

use super::model::{Model, Platform, Service, Store, Tool};
use super::words::{identifier, quote};

/// Lines in braces behind a head; nothing where there are none.
fn block(head: &str, lines: &[String]) -> String {
    match lines {
        [] => String::new(),
        lines => format!("{head} {{\n{}\n}}", lines.join("\n")),
    }
}

/// The same, on one line where there is one short setting.
fn short(head: &str, lines: &[String]) -> String {
    match lines {
        [one] if !one.contains(['{', '\n']) && !one.contains("//") => format!("{head} {{ {one}; }}"),
        lines => block(head, lines),
    }
}

/// The order of settings in a service.
const ORDER: &[&str] = &[
    "only", "profile", "image", "build", "command", "port", "health", "migrate", "volume", "mount", "after", "publish",
    "watch",
];

fn in_order(lines: &mut [String]) {
    lines.sort_by_key(|line| {
        let line = line.trim_start_matches("// decide: ");
        ORDER.iter().position(|word| line.split(' ').next() == Some(word)).unwrap_or(ORDER.len())
    });
}

/// The whole spec. What only people know says `decide` beside it.
pub fn spec(model: &Model) -> String {
    let mut parts = vec![
        "// Written by `dbgen init` from the files of this repository. Where it says \"decide\", it has guessed what only you know.\n".to_owned()
            + &project(model, model.built().next().is_some()),
    ];
    parts.push(secrets(model));
    parts.extend(model.stores.iter().map(store));
    parts.extend(model.services.iter().map(|s| service(model, s)));
    if model.built().next().is_none() {
        parts.push(
            "// decide: with a Dockerfile, service \"web\" { build; port 8000 public=#true; health \"/health\"; }"
                .to_owned(),
        );
    }
    parts.push(development(model));
    parts.push(production(model));
    parts.push(workflow(model));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn project(model: &Model, images: bool) -> String {
    let mut lines = Vec::new();
    let account = match &model.repository {
        Some(repository) => {
            lines.push(format!("repository {}", quote(repository)));
            repository.split('/').next().unwrap_or_default().to_ascii_lowercase()
        }
        None => {
            lines.push("// decide: repository \"your-account/its-name\"".to_owned());
            "your-account".to_owned()
        }
    };
    if model.branch != "main" {
        lines.push(format!("branch {}", quote(&model.branch)));
    }
    if images {
        let decide = if model.repository.is_some() { "" } else { " // decide: your account" };
        lines.push(format!("images {}{decide}", quote(&format!("ghcr.io/{account}/{}-{{service}}", model.name))));
    }
    let tools: Vec<String> = model.tools.iter().map(|t| format!("{} {}", t.name, t.settings)).collect();
    lines.push(block("toolchain", &tools));
    lines.retain(|l| !l.is_empty());
    block(&format!("project {}", quote(&model.name)), &lines)
}

fn secrets(model: &Model) -> String {
    let mut lines: Vec<String> = model.secrets.iter().map(|s| identifier(s)).collect();
    lines.extend(deployed(model).map(|platform| match platform {
        Platform::Render => {
            "RENDER_API_KEY for=\"pipeline\" about=\"Deploys to Render\" { only \"production\"; }".to_owned()
        }
        Platform::Kubernetes => {
            "KUBE_CONFIG for=\"pipeline\" about=\"The deployer's kubeconfig\" { only \"production\"; }".to_owned()
        }
    }));
    block("secrets", &lines).replacen('{', "{ // names only, never values", 1)
}

/// The platform of production, where there is something to deploy.
fn deployed(model: &Model) -> Option<Platform> {
    model.platform.filter(|_| model.built().next().is_some())
}

fn store(store: &Store) -> String {
    let kind = if store.is_database() { "database" } else { "cache" };
    let head =
        format!("{kind} {} engine={} version={}", quote(&store.name), quote(store.engine), quote(&store.version));
    // The usual administrator is no user of an application's.
    let user = store.user.as_ref().filter(|u| !matches!(u.as_str(), "postgres" | "root"));
    let database = store.database.as_ref().filter(|d| d.as_str() != "postgres");
    let mut lines = Vec::new();
    lines.extend(database.map(|d| format!("database {}", quote(d))));
    lines.extend(user.map(|u| format!("user {}", quote(u))));
    lines.extend(store.eviction.map(|e| format!("eviction {}", quote(e))));
    lines.extend(store.image.as_ref().map(|i| format!("raw \"compose\" {{ image {}; }}", quote(i))));
    if lines.is_empty() { head } else { block(&head, &lines) }
}

/// Where the question whether a service is well can be asked: everywhere, in development, in production.
fn asked(model: &Model, service: &Service) -> (bool, bool, bool) {
    let (tool, render) = (service.runtime.is_some(), model.platform != Some(Platform::Kubernetes));
    match (service.health.is_some(), service.folder.is_some()) {
        (false, _) => (false, false, false),
        (_, false) => (tool, false, false),
        // Render asks public services only; Compose asks inside the container, by a tool of the image.
        _ if render && !service.public => (false, tool, false),
        _ => (tool, false, !tool),
    }
}

fn health(service: &Service) -> Option<String> {
    service.health.as_ref().map(|path| format!("health {}", quote(path)))
}

fn service(model: &Model, service: &Service) -> String {
    let mut lines = service.lines.clone();
    if let Some(port) = service.port {
        lines.push(format!("port {port}{}", if service.public { " public=#true" } else { "" }));
    }
    let (everywhere, ..) = asked(model, service);
    lines.extend(health(service).filter(|_| everywhere));
    if service.public && service.health.is_none() {
        lines.push("// decide: health \"/a/path/that/answers/200\"".to_owned());
    }
    if service.folder.is_none() {
        lines.extend(service.development.iter().cloned());
        lines.extend(service.publish.map(|p| format!("publish {p}")));
        lines.extend(service.profile.as_ref().map(|p| format!("profile {}", quote(p))));
    }
    in_order(&mut lines);
    lines.push(env(&service.env));
    lines.retain(|l| !l.is_empty());
    let runtime = service.runtime.map(|r| format!(" runtime={}", quote(r))).unwrap_or_default();
    block(&format!("service {}{runtime}", quote(&service.name)), &lines)
}

fn env(variables: &[(String, String)]) -> String {
    block("env", &variables.iter().map(|(n, v)| format!("{} {v}", identifier(n))).collect::<Vec<_>>())
}

fn development(model: &Model) -> String {
    let mut lines: Vec<String> = Vec::new();
    for store in &model.stores {
        let kind = if store.is_database() { "database" } else { "cache" };
        lines.extend(store.publish.map(|p| format!("{kind} {} {{ publish {p}; }}", quote(&store.name))));
    }
    for service in model.built() {
        let mut own = service.development.clone();
        let (_, here, _) = asked(model, service);
        own.extend(health(service).filter(|_| here));
        own.extend(service.publish.map(|p| format!("publish {p}")));
        own.extend(service.profile.as_ref().map(|p| format!("profile {}", quote(p))));
        in_order(&mut own);
        own.push(env(&service.development_env));
        own.retain(|l| !l.is_empty());
        lines.push(short(&format!("service {}", quote(&service.name)), &own));
    }
    lines.retain(|l| !l.is_empty());
    if model.services.is_empty() && model.stores.is_empty() {
        return String::new();
    }
    let head = "environment \"development\" on=\"compose\" local=#true";
    if lines.is_empty() { head.to_owned() } else { block(head, &lines) }
}

fn production(model: &Model) -> String {
    let Some(platform) = deployed(model) else { return String::new() };
    let host = format!("{}.example.com", model.name);
    let mut lines = vec![format!("url {} // decide: its address", quote(&format!("https://{host}")))];
    if platform == Platform::Kubernetes {
        let name = quote(&model.name);
        lines.push(format!(
            "cluster kubeconfig=\"KUBE_CONFIG\" namespace={name} ingress=\"nginx\" // decide: as your cluster has them"
        ));
    }
    lines.extend(
        model.losses.iter().map(|(what, why)| format!("accept-loss {} reason={} // decide", quote(what), quote(why))),
    );
    lines.push("allow \"no-approval\" reason=\"not decided yet: who agrees before a deploy?\" // decide".to_owned());
    let public: Vec<&Service> = model.built().filter(|s| s.public).collect();
    let front = public.iter().find(|s| is_front(&s.name)).or(public.first()).map(|s| s.name.clone());
    for service in model.built() {
        let mut own = service.production.clone();
        if public.len() > 1 && service.public && Some(&service.name) != front.as_ref() {
            own.push(format!("domain {}", quote(&format!("{}.{host}", service.name))));
        } else if public.len() > 1 && service.public {
            own.push(format!("domain {}", quote(&host)));
        }
        let (.., here) = asked(model, service);
        own.extend(health(service).filter(|_| here));
        lines.push(short(&format!("service {}", quote(&service.name)), &own));
    }
    let several = public.len() > 1;
    let asks = public.iter().filter_map(|s| {
        let of = if several { format!(" service={}", quote(&s.name)) } else { String::new() };
        Some(format!("get {}{of}", quote(s.health.as_ref()?)))
    });
    lines.push(short("smoke", &asks.collect::<Vec<_>>()));
    lines.retain(|l| !l.is_empty());
    let on = match platform {
        Platform::Render => "render",
        Platform::Kubernetes => "kubernetes",
    };
    format!(
        "// decide: where it runs - \"render\", \"kubernetes\", or \"compose\" on a machine of yours\n{}",
        block(&format!("environment \"production\" on=\"{on}\""), &lines)
    )
}

fn is_front(name: &str) -> bool {
    ["web", "frontend", "front", "app", "site", "ui", "client", "www"]
        .iter()
        .any(|front| name.split('-').any(|word| word == *front))
}

fn workflow(model: &Model) -> String {
    let branch = quote(&model.branch);
    let mut lines = vec![format!("on push={branch}")];
    let jobs: Vec<String> =
        model.tools.iter().filter(|t| model.tests && !t.runs.is_empty()).map(|t| job(model, t)).collect();
    if !jobs.is_empty() {
        lines.push(format!("on pull-request={branch}"));
        lines.push(block("stage \"test\"", &jobs));
    }
    if deployed(model).is_some() {
        let only = if jobs.is_empty() { "" } else { "only \"push\"; " };
        lines.push(format!("stage \"images\" {{ {only}images; }}"));
        lines.push("stage \"production\" { deploy \"production\"; }".to_owned());
    } else if jobs.is_empty() {
        return String::new();
    }
    block(&format!("workflow {}", quote(&model.workflow)), &lines)
}

/// A job with the datastores of the services that are written in its language.
fn job(model: &Model, tool: &Tool) -> String {
    let mut lines = vec![format!("use {}", quote(tool.name))];
    let own = model
        .built()
        .filter(|s| s.runtime == Some(tool.name) || s.runtime.is_none() || tool.name == "go" || tool.name == "rust");
    let uses = |s: &&Service| {
        model.stores.iter().filter(|store| s.uses.contains(&store.name)).map(|s| s.name.clone()).collect::<Vec<_>>()
    };
    if let Some(service) = own.max_by_key(|s| (uses(s).len(), s.port.is_some())).filter(|s| !uses(s).is_empty()) {
        lines.push(format!(
            "with {} for={}",
            super::words::quoted(uses(&service).iter().map(String::as_str)),
            quote(&service.name)
        ));
    }
    lines.push(format!("run {}", super::words::quoted(tool.runs.iter().map(String::as_str))));
    block(&format!("job {}", quote(tool.name)), &lines)
}

/// The spec where there is nothing to start from.
pub fn hello(model: &Model) -> String {
    let name = &model.name;
    format!(
        r#"// Written by `dbgen init`. There was nothing here to start from, so this runs somebody else's web server:
// `dbgen build`, then `docker compose up`, then http://localhost:8080.
{project}

service "web" runtime="busybox" {{
    image "nginxinc/nginx-unprivileged:1.29-alpine" // with a Dockerfile of your own: `build` in its place
    port 8080 public=#true
    health "/"
}}

environment "development" on="compose" local=#true {{
    service "web" {{ publish 8080; }}
}}

// What comes next: with a Dockerfile, take the three `/-` away.
/-secrets {{ RENDER_API_KEY for="pipeline"; }}
/-environment "production" on="render" {{
    url "https://{name}.example.com"
    smoke {{ get "/"; }}
}}
/-workflow "deploy" {{
    on push={branch}
    stage "images" {{ images; }}
    stage "production" {{ deploy "production"; }}
}}
"#,
        project = project(model, true),
        branch = quote(&model.branch),
    )
}
