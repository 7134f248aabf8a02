//! The same shop in three languages, each of as many lines and with what it needs to know about them.

use serde_json::{Value, json};
use std::fmt::Write;

/// What is edited: the same lines mean the same in each language.
pub struct Text {
    /// The name of the file.
    pub name: &'static str,
    /// The editor's name for the language.
    pub language: &'static str,
    /// The text.
    pub text: String,
    /// The start of a line that ends in a text in quotes.
    pub quoted: &'static str,
    /// A word to be typed on a line of its own, with the space before it.
    pub word: (&'static str, &'static str),
}

/// A spec of `lines` lines and a few more: services, and what differs for them in three environments.
pub fn spec(lines: usize) -> Text {
    let services = (lines - 20) / 20;
    let mut text = String::from(
        "project \"shop\" {\n    repository \"acme/shop\"\n    images \"ghcr.io/acme/shop-{service}\"\n}\n\
         secrets { SECRET_KEY rotate=\"90d\"; }\ndatabase \"db\" version=\"16\"\n",
    );
    for n in 0..services {
        writeln!(
            text,
            "service \"api-{n}\" runtime=\"python\" {{\n    build dockerfile=\"api/Dockerfile\"\n    command \"serve\"\n    \
             port 8000 public=#true\n    health \"/health\"\n    env {{\n        DATABASE_URL from=\"db.url\"\n        \
             SECRET_KEY secret=\"SECRET_KEY\"\n        ENVIRONMENT \"{{environment}}\"\n    }}\n}}"
        )
        .unwrap();
    }
    for environment in ["development", "test", "demo"] {
        writeln!(text, "environment \"{environment}\" on=\"compose\" {{").unwrap();
        for n in 0..services {
            writeln!(text, "    service \"api-{n}\" {{\n        publish {}\n    }}", 10_000 + n).unwrap();
        }
        text.push_str("}\n");
    }
    Text { name: "deploy.kdl", language: "kdl", text, quoted: "    health \"", word: ("    ", "resources") }
}

/// The name of the schema of the other two.
pub const SCHEMA: &str = "shop.schema.json";

/// The same services as tables.
pub fn toml(lines: usize) -> Text {
    let mut text = format!("#:schema ./{SCHEMA}\n\n");
    for n in 0..lines / 11 {
        writeln!(
            text,
            "[service.api-{n}]\nruntime = \"python\"\ndockerfile = \"api/Dockerfile\"\ncommand = \"serve\"\nport = 8000\n\
             public = true\nhealth = \"/health\"\ndatabase = \"db.url\"\nsecret = \"SECRET_KEY\"\n\
             environment = \"{{environment}}\"\n"
        )
        .unwrap();
    }
    Text { name: "shop.toml", language: "toml", text, quoted: "health = \"", word: ("", "resources") }
}

/// The same services as mappings.
pub fn yaml(lines: usize) -> Text {
    let mut text = format!("# yaml-language-server: $schema=./{SCHEMA}\nservice:\n");
    for n in 0..lines / 10 {
        writeln!(
            text,
            "  api-{n}:\n    runtime: \"python\"\n    dockerfile: \"api/Dockerfile\"\n    command: \"serve\"\n    \
             port: 8000\n    public: true\n    health: \"/health\"\n    database: \"db.url\"\n    \
             secret: \"SECRET_KEY\"\n    environment: \"{{environment}}\""
        )
        .unwrap();
    }
    Text { name: "shop.yaml", language: "yaml", text, quoted: "    health: \"", word: ("    ", "resources") }
}

/// What both know of a service.
pub fn schema() -> Value {
    let text = |what: &str| json!({ "type": "string", "description": what });
    let service = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "runtime": { "enum": ["python", "node", "go", "rust"], "description": "What it is written in." },
            "dockerfile": text("The recipe of its image."),
            "command": text("What is run."),
            "port": { "type": "integer", "minimum": 1, "maximum": 65535, "description": "Where it listens." },
            "public": { "type": "boolean", "description": "Whether the world reaches it." },
            "health": text("Where one asks whether it is well."),
            "database": text("Where its data is."),
            "secret": text("The secret that it reads."),
            "environment": text("The name of the environment."),
            "resources": text("What it may use."),
        },
    });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": { "service": { "type": "object", "additionalProperties": service } },
    })
}
