//! The scripts that workflows call.

use crate::emit::HEADER;
use memchr::memmem::Finder;

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
    /// What is written: its one place is in the second line.
    pub fn text(&self) -> String {
        self.text.replacen("@{ header }", HEADER, 1)
    }
}

/// The scripts that any of `files` calls, and those that they call themselves.
pub fn used<'a>(files: impl IntoIterator<Item = &'a str>) -> Vec<&'static Script> {
    let folder = format!("{}/", super::context::SCRIPTS);
    let folder = Finder::new(&folder);
    let mut names: Vec<&str> = Vec::new();
    for file in files {
        // One look at a file, which may be long, whatever the number of scripts.
        for at in folder.find_iter(file.as_bytes()) {
            let path = &file[at + folder.needle().len()..];
            if let Some(script) = ALL.iter().find(|script| path.starts_with(script.name))
                && !names.contains(&script.name)
            {
                names.push(script.name);
                names.extend(script.calls);
            }
        }
    }
    ALL.iter().filter(|script| names.contains(&script.name)).collect()
}
