//! Commands of containers: which of them migrate, which are for development, and what asks whether a service is well.

use super::model::Service;
use super::secrecy;
use super::words::{is, quote, quoted};
use crate::plan::split_words;
use crate::schema::kinds::UrlPath;

/// How the commands start that bring a database to a schema.
const MIGRATIONS: &[&str] = &[
    "alembic upgrade",
    "python -m alembic upgrade",
    "poetry run alembic upgrade",
    "uv run alembic upgrade",
    "python manage.py migrate",
    "flask db upgrade",
    "npx prisma migrate deploy",
    "prisma migrate deploy",
    "pnpm prisma migrate deploy",
    "pnpm exec prisma migrate deploy",
    "yarn prisma migrate deploy",
    "npx knex migrate:latest",
    "npx typeorm migration:run",
    "npx sequelize db:migrate",
    "npx drizzle-kit migrate",
    "npm run migrate",
    "npm run db:migrate",
    "pnpm migrate",
    "pnpm run migrate",
    "pnpm db:migrate",
    "yarn migrate",
    "bundle exec rails db:migrate",
    "rails db:migrate",
    "bin/rails db:migrate",
    "sqlx migrate run",
    "diesel migration run",
    "goose ",
    "dbmate up",
    "migrate -path",
    "php artisan migrate",
];

/// What only a developer's command says.
const DEVELOPING: &[&str] = &[
    "--reload",
    "runserver",
    "run dev",
    "pnpm dev",
    "yarn dev",
    "bun dev",
    "nodemon",
    "--watch",
    "next dev",
    "vite",
    "flask run",
    "cargo watch",
    "ts-node-dev",
    "watchfiles",
    "watchmedo",
    "debugpy",
    "--inspect",
    "start:dev",
    ":dev",
];

/// What a container runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// What brings the database to the schema, where it does that first or nothing else.
    pub migrate: Option<String>,
    /// The words of what runs then; none for the image's own.
    pub words: Vec<String>,
    /// Whether it is meant for development.
    pub developing: bool,
    /// Whether it names a credential, and was dropped.
    pub secret: bool,
}

/// Reads the words of a command.
pub fn read(words: &[String]) -> Command {
    if secrecy::in_words(words) {
        return Command { secret: true, ..Command::default() };
    }
    let line = match words {
        [shell, flag, line]
            if matches!(shell.as_str(), "sh" | "bash" | "/bin/sh" | "/bin/bash") && flag.ends_with('c') =>
        {
            line.clone()
        }
        words => words.join(" "),
    };
    let developing = DEVELOPING.iter().any(|word| line.contains(word));
    let parts: Vec<&str> = line.split("&&").map(str::trim).collect();
    let migrates = |part: &str| MIGRATIONS.iter().any(|start| part.starts_with(start)) && split_words(part).is_ok();
    match parts.as_slice() {
        [only] if migrates(only) => Command { migrate: Some((*only).to_owned()), ..Command::default() },
        [first, rest @ ..] if !rest.is_empty() && migrates(first) => {
            let rest = rest.join(" && ");
            let simple = split_words(rest.strip_prefix("exec ").unwrap_or(&rest));
            let words = simple.unwrap_or_else(|_| vec!["sh".into(), "-c".into(), rest]);
            Command { migrate: Some((*first).to_owned()), words, developing, secret: false }
        }
        _ => Command { words: words.to_vec(), developing, ..Command::default() },
    }
}

/// `command` as a line of a spec. A brace would be a placeholder.
pub fn line(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|w| w.replace('{', "{{").replace('}', "}}")).collect();
    format!("command {}", quoted(words.iter().map(String::as_str)))
}

/// What asks a service whether it is well: a path where it asks the service itself by HTTP, its words otherwise.
/// `true` where it says that the image has curl or BusyBox.
pub fn health(service: &mut Service, words: &[String]) {
    if words.is_empty() || secrecy::in_words(words) || matches!(words.first().map(String::as_str), Some("NONE")) {
        return;
    }
    let line = words.join(" ");
    match (path(&line), service.port) {
        (Some(path), Some(_)) => {
            service.health = Some(path);
            if service.runtime.is_none() {
                service.runtime = [("curl", "curl"), ("wget", "busybox")]
                    .into_iter()
                    .find(|(tool, _)| line.contains(tool))
                    .map(|(_, r)| r);
            }
        }
        // What it says of a port that is not the service's own is not for us to know.
        _ => {
            service.development.push(format!("health {{\n    command {}\n}}", quoted(words.iter().map(String::as_str))))
        }
    }
}

/// The path of an address on the container itself.
fn path(line: &str) -> Option<String> {
    let at = ["http://localhost", "http://127.0.0.1", "http://0.0.0.0", "http://[::1]"]
        .iter()
        .find_map(|start| Some(line.find(start)? + start.len()))?;
    let rest = &line[at..];
    let end = rest.find(|c: char| c.is_whitespace() || "\"'`)|;,".contains(c)).unwrap_or(rest.len());
    let address = &rest[..end];
    let path = address.find('/').map_or("/", |slash| &address[slash..]);
    is::<UrlPath>(path).then(|| path.to_owned())
}

/// `migrate` as a line of a spec.
pub fn migrate(command: &str) -> String {
    format!("migrate {}", quote(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn migrations_are_found_before_and_alone() {
        let both = read(&words(&["sh", "-c", "alembic upgrade head && exec uvicorn app:app --host 0.0.0.0"]));
        assert_eq!(both.migrate.as_deref(), Some("alembic upgrade head"));
        assert_eq!(both.words, words(&["uvicorn", "app:app", "--host", "0.0.0.0"]));
        let alone = read(&words(&["npx", "prisma", "migrate", "deploy"]));
        assert_eq!((alone.migrate.as_deref(), alone.words.len()), (Some("npx prisma migrate deploy"), 0));
        assert!(read(&words(&["uvicorn", "app:app", "--reload"])).developing);
        assert!(read(&words(&["redis-server", "--requirepass", "hunter2"])).secret);
    }

    #[test]
    fn health_is_a_path_where_it_asks_by_http() {
        let mut service = Service { port: Some(8000), ..Service::default() };
        health(&mut service, &words(&["sh", "-c", "curl -f http://localhost:8000/health || exit 1"]));
        assert_eq!((service.health.as_deref(), service.runtime), (Some("/health"), Some("curl")));
        let mut worker = Service::default();
        health(&mut worker, &words(&["celery", "inspect", "ping"]));
        assert!(worker.health.is_none() && worker.development[0].contains("\"celery\" \"inspect\""));
        assert_eq!(path("fetch('http://127.0.0.1:3000').then(x)").as_deref(), Some("/"));
    }
}
