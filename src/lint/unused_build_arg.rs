//! A value that is baked into nothing.

use super::{Needs, Rule, Scene, builds};
use crate::diag::{Change, Diagnostic, codes, did_you_mean};

/// Finds build arguments that the Dockerfile never asks for.
pub const RULE: Rule = Rule { code: codes::UNUSED_BUILD_ARG, needs: Needs::Text, check };

/// Docker docs, "Dockerfile reference": predefined arguments, which need no `ARG`; those of the builder beside them.
fn predefined(name: &str) -> bool {
    let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];
    proxies.iter().any(|proxy| proxy.eq_ignore_ascii_case(name))
        || name.starts_with("BUILDKIT_")
        || name == "SOURCE_DATE_EPOCH"
}

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for built in builds::all(scene) {
        let declared = &built.dockerfile.arguments;
        for arg in built.service.set.build.iter().flat_map(|b| &b.args) {
            let name = &arg.name.value.0;
            if declared.contains(name) || predefined(name) {
                continue;
            }
            let file = &built.build.dockerfile;
            let report = Diagnostic::found(
                codes::UNUSED_BUILD_ARG,
                arg.name.span,
                format!("`{file}` never asks for `{name}`: the value goes nowhere"),
            )
            .here("baked into nothing")
            .about(built.service.set.name.span);
            let drop = vec![Change::DropNode(arg.name.span)];
            found.push(match did_you_mean(name, declared.iter().map(String::as_str)) {
                Some(better) => report.help(format!("did you mean `{better}`?")).fix(
                    format!("write {better}"),
                    better.to_owned(),
                    false,
                ),
                None => report
                    .help(format!("write `ARG {name}` into the stage that uses it, or take the line away"))
                    .mend("take the line away", false, drop),
            });
        }
    }
}
