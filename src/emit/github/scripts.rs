//! The scripts that workflows call.

use crate::emit::HEADER;

/// A script: its name, its text, and the scripts that it calls itself.
pub struct Script {
    /// The file's name.
    pub name: &'static str,
    text: &'static str,
    calls: &'static [&'static str],
}

macro_rules! scripts {
    ($($name:literal calls $calls:expr),+ $(,)?) => {
        &[$(Script { name: $name, text: include_str!(concat!("../../../templates/scripts/", $name)), calls: $calls }),+]
    };
}

static ALL: &[Script] = scripts! {
    "image.sh" calls &[],
    "kube-deploy.sh" calls &["watch-metrics.sh"],
    "render.sh" calls &[],
    "smoke.sh" calls &[],
    "watch-metrics.sh" calls &[],
};

impl Script {
    /// What is written.
    pub fn text(&self) -> String {
        self.text.replace("@{ header }", HEADER)
    }
}

/// The scripts that any of `files` calls.
pub fn used<'a>(files: impl IntoIterator<Item = &'a str>) -> Vec<&'static Script> {
    let mut names: Vec<&str> = Vec::new();
    for file in files {
        for script in ALL {
            // A file may be long: what is known to be called is not looked for again.
            if !names.contains(&script.name) && file.contains(&format!("{}/{}", super::context::SCRIPTS, script.name)) {
                names.push(script.name);
                names.extend(script.calls);
            }
        }
    }
    ALL.iter().filter(|script| names.contains(&script.name)).collect()
}
