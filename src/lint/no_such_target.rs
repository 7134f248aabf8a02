//! A stage that the Dockerfile does not have.

use super::{Needs, Rule, Scene, builds};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::dockerfile;

/// Finds targets of builds that lead nowhere.
pub const RULE: Rule = Rule { code: codes::NO_SUCH_TARGET, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for built in builds::all(scene) {
        let Some(target) = built.service.set.build.as_ref().and_then(|b| b.target.as_ref()) else { continue };
        // Docker takes the number of a stage as well.
        let number = target.value.parse::<usize>().is_ok_and(|number| number < built.dockerfile.stages.len());
        if number || dockerfile::stage(&built.dockerfile.stages, Some(&target.value)).is_some() {
            continue;
        }
        let names: Vec<&str> = built.dockerfile.stages.iter().filter_map(|stage| stage.name.as_deref()).collect();
        let file = &built.build.dockerfile;
        let message = format!("`{file}` has no stage `{target}`");
        let report = Diagnostic::found(codes::NO_SUCH_TARGET, target.span, message)
            .here("leads nowhere")
            .about(built.service.set.name.span);
        found.push(match did_you_mean(&target.value, names.iter().copied()) {
            Some(better) => report.help(format!("did you mean `{better}`?")).fix(
                format!("write {better}"),
                format!("\"{better}\""),
                false,
            ),
            None if names.is_empty() => {
                report.help(format!("its stages have no names: write `FROM ... AS {target}`, or take `target=` away"))
            }
            None => report.help(format!("it has: {}", names.join(", "))),
        });
    }
}
