//! What a variable of a container becomes: a plain value, one for development alone, a secret's name, or a reference.

use super::interpolation::Text;
use super::model::{Service, Store};
use super::secrecy;
use super::words::is;
use crate::schema::kinds::SecretName;

/// What becomes of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A plain value.
    Plain(String),
    /// A plain value that can only be right on the developer's machine.
    Local(String),
    /// The name of the secret that holds it.
    Secret(String),
    /// A reference.
    From(Reference),
}

/// `from="db.url" scheme="..." suffix="..."`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// The thing.
    pub name: String,
    /// What of it.
    pub part: &'static str,
    /// Another scheme than its usual one.
    pub scheme: Option<String>,
    /// What stands behind it.
    pub suffix: Option<String>,
}

/// What a value may refer to.
pub struct Neighbours<'a> {
    /// The datastores.
    pub stores: &'a [Store],
    /// The services.
    pub services: &'a [Service],
}

/// Variables that say in which environment something runs.
const MODES: &[&str] = &[
    "NODE_ENV",
    "ENV",
    "ENVIRONMENT",
    "APP_ENV",
    "FLASK_ENV",
    "RAILS_ENV",
    "RACK_ENV",
    "GO_ENV",
    "DEBUG",
    "FLASK_DEBUG",
    "DJANGO_DEBUG",
];

impl Neighbours<'_> {
    /// Judges one variable of a service.
    pub fn judge(&self, name: &str, value: Option<&Text>) -> Given {
        let Some(value) = value else { return Given::Secret(secret(name, &[])) };
        if let Some(reference) = self.reference(name, value) {
            return Given::From(reference);
        }
        let text = &value.text;
        let harmless = text.is_empty()
            || matches!(text.as_str(), "true" | "false")
            || (text.len() < 8 && text.bytes().all(|b| b.is_ascii_digit()));
        let named = secrecy::in_name(name) && !(harmless && value.outside.is_empty() && !ends_as_secret(name));
        if !value.outside.is_empty() || named || secrecy::in_value(text) {
            return Given::Secret(secret(name, &value.outside));
        }
        let developing = MODES.contains(&name)
            && ["dev", "local", "debug", "test", "true", "1"].iter().any(|w| text.to_ascii_lowercase().starts_with(w));
        let here = ["localhost", "127.0.0.1", "host.docker.internal"].iter().any(|host| text.contains(host));
        let bought = || self.services.iter().any(|s| s.folder.is_none() && mentions(text, &s.key));
        match developing || here || bought() {
            true => Given::Local(text.clone()),
            false => Given::Plain(text.clone()),
        }
    }

    fn reference(&self, name: &str, value: &Text) -> Option<Reference> {
        match Address::read(&value.text) {
            Some(address) => self.of_store(&address).or_else(|| self.of_service(&address)),
            None => self.part(name, value),
        }
    }

    fn of_store(&self, address: &Address<'_>) -> Option<Reference> {
        let store = self.stores.iter().find(|s| s.key == address.host)?;
        let usual: &[&str] = match store.engine {
            "postgres" => &["postgresql", "postgres"],
            "mysql" => &["mysql"],
            _ => &["redis"],
        };
        let database = address.path.trim_start_matches('/');
        if store.is_database() && !database.is_empty() && store.database.as_deref().is_some_and(|own| own != database) {
            return None;
        }
        let path = if store.is_database() { "" } else { address.path };
        let suffix = format!("{path}{}", address.query);
        if secrecy::in_value(&suffix) {
            return None;
        }
        Some(Reference {
            name: store.name.clone(),
            part: "url",
            scheme: (!usual.contains(&address.scheme)).then(|| address.scheme.to_owned()),
            suffix: Some(suffix).filter(|s| !s.is_empty() && s != "/"),
        })
    }

    fn of_service(&self, address: &Address<'_>) -> Option<Reference> {
        if !matches!(address.scheme, "http" | "https") || address.account {
            return None;
        }
        let here = matches!(address.host, "localhost" | "127.0.0.1");
        let bare = matches!(address.path, "" | "/") && address.query.is_empty();
        let built = || self.services.iter().filter(|s| s.folder.is_some());
        if here {
            let service = built().find(|s| s.public && s.publish == Some(address.port.unwrap_or(80)))?;
            return bare.then(|| Reference { name: service.name.clone(), part: "public-url", ..Reference::default() });
        }
        let service = built().find(|s| s.key == address.host && s.port == Some(address.port.unwrap_or(80)))?;
        let suffix = format!("{}{}", address.path, address.query);
        (!secrecy::in_value(&suffix)).then(|| Reference {
            name: service.name.clone(),
            part: "url",
            scheme: None,
            suffix: Some(suffix).filter(|s| !s.is_empty() && s != "/"),
        })
    }

    /// Host, port, user, password or database apart.
    fn part(&self, name: &str, value: &Text) -> Option<Reference> {
        let upper = name.to_ascii_uppercase();
        let text = value.text.as_str();
        let reference =
            |store: &Store, part| Some(Reference { name: store.name.clone(), part, ..Reference::default() });
        if let Some(store) = self.stores.iter().find(|s| s.key == text) {
            let host = ["HOST", "SERVER", "ADDR", "ADDRESS", "ENDPOINT"].iter().any(|end| upper.ends_with(end));
            return if host { reference(store, "host") } else { None };
        }
        if let Some(store) = self.stores.iter().find(|s| text == format!("{}:{}", s.key, s.port())) {
            return reference(store, "hostport");
        }
        let store = self.stores.iter().find(|store| meant(&upper, store))?;
        let ends = |ends: &[&str]| ends.iter().any(|end| upper.ends_with(end));
        let same = |own: &Option<String>| own.as_deref() == Some(text) && !text.is_empty();
        if ends(&["PORT"]) && text == store.port().to_string() {
            return reference(store, "port");
        }
        if !store.is_database() {
            return None;
        }
        if ends(&["PASSWORD", "PASS", "PASSWD"]) && !upper.contains("ROOT") {
            return reference(store, "password");
        }
        if ends(&["USER", "USERNAME"]) && same(&store.user) {
            return reference(store, "user");
        }
        let named = ends(&["_DB", "DATABASE", "NAME"]) && same(&store.database);
        if named { reference(store, "database") } else { None }
    }
}

/// Whether the name of a variable speaks of this store.
fn meant(upper: &str, store: &Store) -> bool {
    let starts = |starts: &[&str]| starts.iter().any(|start| upper.starts_with(start));
    let own = starts(&[&format!("{}_", store.key.to_ascii_uppercase().replace('-', "_"))]);
    own || match store.engine {
        "postgres" => starts(&["POSTGRES", "PG", "DB_", "DATABASE_"]),
        "mysql" => starts(&["MYSQL", "DB_", "DATABASE_"]),
        _ => starts(&["REDIS", "VALKEY", "CACHE_"]),
    }
}

/// Names whose value is a credential even where it is short or a number.
fn ends_as_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    ["PASSWORD", "PASS", "PASSWD", "PWD", "SECRET", "SECRET_KEY", "API_KEY", "TOKEN", "PIN"]
        .iter()
        .any(|end| upper.ends_with(end))
}

/// The name of the secret of a variable: the one that the Compose file already takes it from, or its own.
pub fn secret(variable: &str, outside: &[String]) -> String {
    let own = match outside {
        [one] if is::<SecretName>(one) => one.clone(),
        _ => variable.to_ascii_uppercase(),
    };
    if is::<SecretName>(&own) { own } else { format!("APP_{}", own.replace(|c: char| !c.is_ascii_alphanumeric(), "_")) }
}

fn mentions(text: &str, host: &str) -> bool {
    text.match_indices(host).any(|(at, _)| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        edge(text[..at].chars().next_back()) && edge(text[at + host.len()..].chars().next())
    }) && !host.is_empty()
}

/// The parts of an address.
struct Address<'a> {
    scheme: &'a str,
    account: bool,
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
    query: &'a str,
}

impl<'a> Address<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let good = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
        if scheme.is_empty() || !scheme.chars().all(good) || rest.contains([',', ' ']) || rest.contains("://") {
            return None;
        }
        let (rest, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (account, place) = authority.rsplit_once('@').map_or(("", authority), |(a, p)| (a, p));
        let (host, port) = place.rsplit_once(':').unwrap_or((place, ""));
        Some(Self { scheme, account: !account.is_empty(), host, port: port.parse().ok(), path, query })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::interpolation;

    fn judge(name: &str, value: &str) -> Given {
        let db = Store {
            key: "db".into(),
            name: "db".into(),
            engine: "postgres",
            version: "16".into(),
            database: Some("shop".into()),
            user: Some("shop".into()),
            publish: None,
            eviction: None,
            image: None,
        };
        let cache = Store {
            key: "redis".into(),
            name: "cache".into(),
            engine: "redis",
            database: None,
            user: None,
            ..db.clone()
        };
        let api = Service {
            key: "api".into(),
            name: "api".into(),
            folder: Some(".".into()),
            port: Some(8000),
            publish: Some(8020),
            public: true,
            ..Service::default()
        };
        let rabbit = Service { key: "rabbit".into(), name: "rabbit".into(), port: Some(5672), ..Service::default() };
        Neighbours { stores: &[db, cache], services: &[api, rabbit] }.judge(name, Some(&interpolation::read(value)))
    }

    fn from(name: &str, part: &'static str) -> Reference {
        Reference { name: name.into(), part, ..Reference::default() }
    }

    #[test]
    fn addresses_become_references() {
        assert_eq!(
            judge("DATABASE_URL", "postgres://shop:${DB_PASSWORD}@db:5432/shop"),
            Given::From(from("db", "url"))
        );
        let driver = Reference { scheme: Some("postgresql+asyncpg".into()), ..from("db", "url") };
        assert_eq!(judge("DATABASE_URL", "postgresql+asyncpg://shop:x@db/shop"), Given::From(driver));
        let second = Reference { suffix: Some("/1".into()), ..from("cache", "url") };
        assert_eq!(judge("CELERY_URL", "redis://redis:6379/1"), Given::From(second));
        assert_eq!(judge("API", "http://api:8000"), Given::From(from("api", "url")));
        assert_eq!(judge("NEXT_PUBLIC_API", "http://localhost:8020/"), Given::From(from("api", "public-url")));
    }

    #[test]
    fn parts_become_references() {
        for (name, value, part) in [
            ("DB_HOST", "db", "host"),
            ("DB_PORT", "5432", "port"),
            ("POSTGRES_USER", "shop", "user"),
            ("DB_NAME", "shop", "database"),
            ("PGPASSWORD", "hunter2", "password"),
        ] {
            assert_eq!(judge(name, value), Given::From(from("db", part)), "{name}");
        }
        assert_eq!(judge("REDIS_HOST", "redis"), Given::From(from("cache", "host")));
    }

    #[test]
    fn credentials_lose_their_values() {
        for (name, value, secret) in [
            ("SECRET_KEY", "change-me", "SECRET_KEY"),
            ("stripe_api_key", "x1", "STRIPE_API_KEY"),
            ("BROKER_URL", "amqp://guest:guest@rabbit:5672", "BROKER_URL"),
            ("APP_KEY", "${LARAVEL_KEY}", "LARAVEL_KEY"),
            ("OTHER_DB", "postgres://a:b@elsewhere.example.com/x", "OTHER_DB"),
            ("GITHUB_TOKEN", "x", "APP_GITHUB_TOKEN"),
            ("ADMIN_PASSWORD", "123456", "ADMIN_PASSWORD"),
        ] {
            assert_eq!(judge(name, value), Given::Secret(secret.into()), "{name}");
        }
    }

    #[test]
    fn the_rest_is_plain() {
        assert_eq!(judge("LOG_LEVEL", "${LOG_LEVEL:-INFO}"), Given::Plain("INFO".into()));
        assert_eq!(judge("ACCESS_TOKEN_MINUTES", "30"), Given::Plain("30".into()));
        assert_eq!(judge("NODE_ENV", "development"), Given::Local("development".into()));
        assert_eq!(judge("ORIGIN", "http://localhost:9999"), Given::Local("http://localhost:9999".into()));
        assert_eq!(judge("SMTP_HOST", "rabbit"), Given::Local("rabbit".into()));
    }
}
