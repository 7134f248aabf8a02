//! Docker Compose: `compose.yaml` for the developer's machine, `deploy/compose.<environment>.yaml` for the others.
//!
//! Every service is written out whole, also where two share their variables: a reader of one service sees all of it,
//! and the copies cannot drift, because they come from one spec.

use super::{Emission, Target};
use crate::plan::{Environment, Plan, Platform};

mod datastores;
mod depends;
mod file;
mod health;
mod losses;
mod model;
mod ports;
mod services;
mod text;
mod variables;

/// The target `compose`.
#[derive(Debug)]
pub struct Compose;

impl Target for Compose {
    fn name(&self) -> &'static str {
        "compose"
    }

    fn emit(&self, plan: &Plan, out: &mut Emission) {
        // Compose refuses a file without services.
        let empty = |e: &&Environment| e.services.is_empty() && e.datastores.is_empty();
        for environment in plan.on(Platform::Compose).filter(|e| !empty(e)) {
            losses::check(plan, environment, out);
            ports::check(environment, out);
            let document = file::document(plan, environment, out);
            out.file(self, file::path(environment), document.print());
        }
    }
}
