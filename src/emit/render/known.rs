//! Render's closed lists: regions, plans, versions (Render docs: "Regions", "Pricing"; the blueprint's JSON Schema).

use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::emit::Emission;
use crate::source::{S, Span};

/// Every region.
pub const REGIONS: [&str; 5] = ["oregon", "ohio", "frankfurt", "singapore", "virginia"];

/// The plans of services and key-value stores.
pub const SERVICE_PLANS: &[&str] = &["free", "starter", "standard", "pro", "pro plus", "pro max", "pro ultra"];

/// The plans of databases.
pub const DATABASE_PLANS: &[&str] = &[
    "free",
    "basic-256mb",
    "basic-1gb",
    "basic-4gb",
    "pro-4gb",
    "pro-8gb",
    "pro-16gb",
    "pro-32gb",
    "pro-64gb",
    "pro-128gb",
    "pro-192gb",
    "pro-256gb",
    "pro-384gb",
    "pro-512gb",
    "accelerated-16gb",
    "accelerated-32gb",
    "accelerated-64gb",
    "accelerated-128gb",
    "accelerated-256gb",
    "accelerated-384gb",
    "accelerated-512gb",
    "accelerated-768gb",
    "accelerated-1024gb",
];

/// A region that Render has; an error otherwise, since the list is closed and a service can never move.
pub fn region(written: &S<String>, out: &mut Emission) {
    if REGIONS.contains(&written.value.as_str()) {
        return;
    }
    let report = Diagnostic::error(codes::WRONG_VALUE, written.span, format!("Render has no region `{written}`"));
    out.diagnostics.push(match did_you_mean(&written.value, REGIONS) {
        Some(better) => report.help(format!("did you mean `{better}`?")).fix(
            format!("write {better}"),
            format!("\"{better}\""),
            false,
        ),
        None => report.help(format!("there are: {}", REGIONS.join(", "))),
    });
}

/// A plan that is known; a warning otherwise, since Render adds new ones.
pub fn plan(written: &str, known: &[&str], what: &str, span: Span, out: &mut Emission) {
    if known.contains(&written) {
        return;
    }
    // Render's API writes underscores where its blueprints want spaces.
    let spaced = written.replace('_', " ");
    let better = known.iter().copied().find(|k| *k == spaced).or_else(|| did_you_mean(written, known.iter().copied()));
    let message = format!("dbgen knows no plan `{written}` of a {what} on Render");
    let report = Diagnostic::warning(codes::WRONG_VALUE, span, message);
    out.diagnostics.push(match better {
        Some(better) => report.help(format!("did you mean `{better}`? A new plan of Render's may stay as it is")),
        None => report.help(format!("known: {}; a new plan of Render's may stay as it is", known.join(", "))),
    });
}
