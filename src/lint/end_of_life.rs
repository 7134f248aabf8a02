//! Versions that nobody mends any more.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes};
use crate::plan::{DatabaseEngine, Engine, ToolName};

/// Finds languages and databases past the end of their support.
pub const RULE: Rule = Rule { code: codes::END_OF_LIFE, needs: Needs::Text, check };

/// A line of versions and when its last fixes came, in the order of the versions.
type Line = (&'static [u32], &'static str);

/// Python Developer's Guide, "Status of Python versions".
const PYTHON: &[Line] = &[
    (&[2], "January 2020"),
    (&[3, 5], "September 2020"),
    (&[3, 6], "December 2021"),
    (&[3, 7], "June 2023"),
    (&[3, 8], "October 2024"),
    (&[3, 9], "October 2025"),
];
/// nodejs/Release, "Release schedule". Odd lines end with the next even one.
const NODE: &[Line] = &[
    (&[12], "April 2022"),
    (&[14], "April 2023"),
    (&[16], "September 2023"),
    (&[18], "April 2025"),
    (&[19], "June 2023"),
    (&[20], "April 2026"),
    (&[21], "June 2024"),
    (&[23], "June 2025"),
];
/// PostgreSQL, "Versioning Policy".
const POSTGRES: &[Line] =
    &[(&[10], "November 2022"), (&[11], "November 2023"), (&[12], "November 2024"), (&[13], "November 2025")];
/// MySQL, "Supported Platforms and Lifecycles": the lines with long support.
const MYSQL: &[Line] = &[(&[5], "October 2023"), (&[8, 0], "April 2026")];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for tool in scene.plan.project.set.toolchain.iter().flat_map(|t| &t.tools) {
        let table = match tool.name.value {
            ToolName::Python => PYTHON,
            ToolName::Node => NODE,
            ToolName::Go | ToolName::Rust => continue,
        };
        let name = if tool.name.value == ToolName::Python { "Python" } else { "Node.js" };
        report(name, &tool.version.value.0, tool.version.span, table, found);
    }
    for store in scene.plan.environments.iter().flat_map(|e| &e.datastores) {
        let Engine::Database { kind, .. } = &store.engine else { continue };
        let (name, table) = match kind {
            DatabaseEngine::Postgres => ("PostgreSQL", POSTGRES),
            DatabaseEngine::Mysql => ("MySQL", MYSQL),
        };
        report(name, &store.version, store.span, table, found);
    }
}

fn report(name: &str, version: &str, span: crate::source::Span, table: &[Line], found: &mut Vec<Diagnostic>) {
    let Some(when) = ended(version, table) else { return };
    found.push(
        Diagnostic::found(codes::END_OF_LIFE, span, format!("{name} {version} gets no security fixes any more"))
            .here(format!("its last ones came by {when}"))
            .help("plan the way to a version that is supported"),
    );
}

/// When the fixes of a version ended: those of its own line, or of the first one for what is older than all.
fn ended(version: &str, table: &[Line]) -> Option<&'static str> {
    let numbers: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    let own = |line: &&Line| numbers.starts_with(line.0);
    let first = table.first().filter(|line| numbers.first() < line.0.first());
    table.iter().find(own).or(first.filter(|_| !numbers.is_empty())).map(|line| line.1)
}

#[cfg(test)]
mod tests {
    use super::{MYSQL, NODE, POSTGRES, PYTHON, ended};

    #[test]
    fn lines_that_have_ended() {
        assert_eq!(ended("3.9.18", PYTHON), Some("October 2025"));
        assert_eq!(ended("9.6", POSTGRES), Some("November 2022"));
        assert_eq!(ended("8.0.36", MYSQL), Some("April 2026"));
        for supported in ["3.12", "3.13.1", "3", "4"] {
            assert_eq!(ended(supported, PYTHON), None, "{supported}");
        }
        assert_eq!((ended("22", NODE), ended("16", POSTGRES), ended("8.4", MYSQL)), (None, None, None));
    }
}
