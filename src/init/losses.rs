//! What Render cannot do of what was found. The spec has to say that this is accepted: without, it would not compile.

use super::model::Model;

/// Notes every loss, with a reason that asks for a better one.
pub fn on_render(model: &mut Model) {
    let is_other =
        |engine: &str, version: &str| matches!(engine, "redis" | "valkey") && (engine, version) != ("valkey", "8");
    if model.stores.iter().any(|s| is_other(s.engine, &s.version)) {
        model.lose("datastore-version", "Render runs Valkey 8, which speaks Redis' protocol");
    }
    let references: Vec<String> =
        model.built().flat_map(|s| s.env.iter().map(|(_, v)| v.clone())).filter(|v| v.starts_with("from=")).collect();
    for value in &references {
        let store = model.stores.iter().find(|s| value.starts_with(&format!("from=\"{}.", s.name))).cloned();
        if value.contains(" scheme=") || (store.is_none() && value.contains(".url\"")) {
            model.lose(
                "url-scheme",
                "not decided yet: does the code take an address with Render's own scheme, or none?",
            );
        }
        let first = store.as_ref().is_some_and(|s| !s.is_database()) && value.ends_with(" suffix=\"/0\"");
        if value.contains(" suffix=") && !first {
            model.lose("url-suffix", "not decided yet: does the code do without what stands behind the address?");
        }
        if store.is_some_and(|s| s.is_database()) && value.contains(".hostport\"") {
            model.lose("reference", "not decided yet: Render gives host and port of a database apart");
        }
    }
}
