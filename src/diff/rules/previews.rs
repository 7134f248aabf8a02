//! The rule `previews`.

use super::Scene;
use super::read::{after, before, gone, longer, new};
use crate::diff::Change;

super::rule!(PREVIEWS, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    match change.at()[..] {
        ["previews"] if new(change) && !after(change).contains("off") => {
            Some("each copy runs, and costs, like the original".to_owned())
        }
        ["previews", "generation"] if after(change) == "automatic" => Some("every pull request gets a copy".to_owned()),
        ["previews", "expire"] if gone(change) => Some("copies stay as long as their pull request is open".to_owned()),
        ["previews", "expire"] if longer(before(change), after(change))? => {
            Some(format!("copies stay for {}", after(change)))
        }
        _ => None,
    }
}
