//! Env files: what must be set on a machine, and what each environment's variables are. Secrets by name only.

use crate::emit::{Emission, Target};
use crate::plan::Plan;

mod example;
mod page;
mod quote;
mod settings;

/// The target `env`.
pub struct EnvFiles;

impl Target for EnvFiles {
    fn name(&self) -> &'static str {
        "env"
    }

    fn emit(&self, plan: &Plan, out: &mut Emission) {
        if let Some(text) = example::text(plan) {
            out.file(self, ".env.example", text);
        }
        for environment in &plan.environments {
            let path = format!("deploy/env/{}.env", environment.name);
            if let Some(text) = settings::text(plan, environment, &path) {
                out.file(self, path, text);
            }
        }
    }
}
