//! What a Makefile, a justfile or a package.json has to run, where that can be known by reading it.

use serde_json::Value;
use std::collections::BTreeSet;

/// Everything that can be run by name. A reader gives none where a file may have more than it shows: it includes
/// others, or makes up names as it is run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// The names.
    pub names: BTreeSet<String>,
    /// What stands before and behind the `%` of a Makefile's patterns.
    patterns: Vec<(String, String)>,
    /// The packages that a package.json asks for: Yarn runs their programs by name, too.
    pub packages: BTreeSet<String>,
}

impl Tasks {
    /// Whether there is such a task.
    pub fn has(&self, name: &str) -> bool {
        let fits = |(before, behind): &(String, String)| {
            name.len() > before.len() + behind.len() && name.starts_with(before) && name.ends_with(behind)
        };
        self.names.contains(name) || self.patterns.iter().any(fits)
    }
}

/// The targets of a Makefile (GNU make manual, "Writing Rules").
pub fn make(text: &str) -> Option<Tasks> {
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let mut tasks = Tasks::default();
    for line in text.lines().filter(|line| !line.starts_with(['\t', '#'])) {
        let line = line.split('#').next().unwrap_or_default().trim();
        let first = line.split_whitespace().next().unwrap_or_default();
        let elsewhere = ["include", "-include", "sinclude", "load", "-load", "define"].contains(&first);
        // A call at the start of a line can become rules, and with another prefix recipes look like them.
        if elsewhere || line.starts_with('$') || line.starts_with(".RECIPEPREFIX") || line.starts_with(".DEFAULT:") {
            return None;
        }
        let Some((targets, behind)) = line.split_once(':') else { continue };
        let behind = behind.trim_start_matches(':');
        if targets.contains('=') || behind.starts_with('=') {
            continue;
        }
        if targets.contains('$') {
            return None;
        }
        // A name that is only declared is no mistake: make has nothing to do for it.
        let declared = if targets.trim() == ".PHONY" { behind } else { "" };
        if declared.contains('$') {
            return None;
        }
        for name in targets.split_whitespace().chain(declared.split_whitespace()).map(|name| name.trim_end_matches('&'))
        {
            match name.split_once('%') {
                Some((before, behind)) => tasks.patterns.push((before.to_owned(), behind.to_owned())),
                None if name.starts_with('.') || name.is_empty() => {}
                None => _ = tasks.names.insert(name.to_owned()),
            }
        }
    }
    Some(tasks)
}

/// The recipes of a justfile, and their other names (just manual, "Recipes", "Aliases").
pub fn just(text: &str) -> Option<Tasks> {
    let mut tasks = Tasks::default();
    for line in text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '['])) {
        let mut words = line.split([' ', '\t', '(']);
        let first = words.next().unwrap_or_default();
        let setting = words.next().unwrap_or_default();
        // Others can hold recipes, too; with `fallback` those of the folders above count.
        if matches!(first, "import" | "import?" | "mod" | "mod?") || (first == "set" && setting == "fallback") {
            return None;
        }
        let assigns = line.find(":=").is_some_and(|at| line.find(':') == Some(at));
        match (first, assigns) {
            ("alias", true) => _ = tasks.names.insert(setting.to_owned()),
            (_, false) if line.contains(':') => {
                let name = first.split(':').next().unwrap_or_default().trim_start_matches('@');
                tasks.names.insert(name.to_owned());
            }
            _ => {}
        }
    }
    Some(tasks)
}

/// The scripts of a package.json.
pub fn package(text: &str) -> Option<Tasks> {
    let json: Value = serde_json::from_str(text).ok()?;
    let keys = |field: &str| -> BTreeSet<String> {
        json.get(field).and_then(Value::as_object).into_iter().flat_map(|map| map.keys().cloned()).collect()
    };
    let own = |package: &String| package.rsplit('/').next().unwrap_or_default().to_owned();
    let packages = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    let packages = packages.into_iter().flat_map(keys).flat_map(|package| [own(&package), package]).collect();
    json.is_object().then(|| Tasks { names: keys("scripts"), packages, ..Tasks::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(tasks: Option<Tasks>) -> Vec<String> {
        tasks.into_iter().flat_map(|tasks| tasks.names).collect()
    }

    #[test]
    fn a_makefile_has_targets_and_patterns() {
        let text = "X := a:b\nY ?= c\nexport Z = d:e\n.PHONY: lint \\\n  test\n.SUFFIXES:\nlint test: deps # why: so\n\techo a: b\n\
                    deps other:: ; true\nx y &: z\nbuild-%.tar: %\n\ttar\nprod: ENV = x\n";
        let tasks = make(text);
        assert!(tasks.as_ref().is_some_and(|tasks| tasks.has("build-web.tar") && !tasks.has("build-.tar")));
        assert_eq!(names(tasks), ["deps", "lint", "other", "prod", "test", "x", "y"]);
        for more in ["include a.mk", "-include *.mk", "$(eval $(call x))", "$(NAMES): x", ".PHONY: $(ALL)", "define X"]
        {
            assert_eq!(make(&format!("lint:\n\ttrue\n{more}\n")), None, "{more}");
        }
    }

    #[test]
    fn a_justfile_has_recipes_and_aliases() {
        let text = "set shell := ['bash', '-c']\nx := 'a: b'\n\n# Tests: all\n@test *args: build\n    true: 1\n[private]\nbuild:\n\
                    lint mode='a:b':\nalias t := test\n";
        assert_eq!(names(just(text)), ["build", "lint", "t", "test"]);
        for more in ["import 'a.just'", "import? 'b'", "mod web", "set fallback", "set fallback := true"] {
            assert_eq!(just(&format!("{text}{more}\n")), None, "{more}");
        }
    }

    #[test]
    fn a_package_has_scripts() {
        let text = r#"{ "scripts": { "build": "x", "test:e2e": "y" }, "devDependencies": { "@scope/tool": "1" } }"#;
        let tasks = package(text);
        assert!(tasks.as_ref().is_some_and(|tasks| tasks.packages.contains("tool")));
        assert_eq!(names(tasks), ["build", "test:e2e"]);
        assert_eq!((names(package("{}")), package("[]"), package("{")), (vec![], None, None));
    }
}
