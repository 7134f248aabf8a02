//! How the tree differs from what the spec compiles to: `build --check` and `diff` without a base.

use super::Streams;
use super::outcome::Outcome;
use super::terminal::plural;
use super::world::Place;
use crate::emit::HEADER;
use crate::patch::{self, Viewer};
use crate::write::{Fate, LEDGER, Order, Step, Work};
use std::collections::BTreeMap;
use std::io;

/// How many files are named.
const MOST_NAMED: usize = 100;

const EDITED: &str = "somebody has edited it since dbgen wrote it";
const UNOWNED: &str = "it is there already, and dbgen did not write it";

/// Why a file is in the way, with what its text gives away.
pub fn why(step: &Step) -> String {
    match &step.fate {
        Fate::Edited(text) if has_conflict(text) => "it holds the conflict of a merge".into(),
        Fate::Edited(_) => EDITED.into(),
        Fate::Unowned(text) if text.lines().take(3).any(|line| line.contains(HEADER)) => {
            format!("dbgen made it, but {LEDGER} does not list it")
        }
        Fate::Unowned(_) => UNOWNED.into(),
        Fate::Blocked(why) => why.clone(),
        _ => String::new(),
    }
}

fn has_conflict(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<< ")) && text.lines().any(|line| line.starts_with(">>>>>>> "))
}

/// Lists what differs, with as much of the texts as `viewer` has room for, and counts.
pub fn show(
    work: &Work,
    order: Order<'_>,
    place: &Place,
    mut viewer: Option<Viewer>,
    streams: &mut Streams<'_>,
) -> io::Result<Outcome> {
    let texts: BTreeMap<&str, &str> = order.artifacts.iter().map(|a| (a.path.as_str(), a.text.as_str())).collect();
    let differing: Vec<_> = differing(work).collect();
    for step in differing.iter().take(MOST_NAMED) {
        let path = &step.path;
        match &step.fate {
            Fate::New => writeln!(streams.out, "  + {path}: is missing")?,
            Fate::Orphan => writeln!(streams.out, "  - {path}: the spec does not make it any more")?,
            Fate::Left => {
                writeln!(streams.out, "  ! {path}: the spec does not make it any more; somebody has edited it")?
            }
            Fate::NotExecutable => writeln!(streams.out, "  ~ {path}: cannot be run any more")?,
            Fate::Blocked(why) => writeln!(streams.out, "  ! {path}: {why}")?,
            Fate::Same | Fate::Ejected(_) => {}
            Fate::Changed(old) | Fate::Edited(old) | Fate::Unowned(old) => {
                let new = texts.get(path.as_str()).copied().unwrap_or_default();
                let shown = patch::show(viewer.as_mut(), old.as_bytes(), new.as_bytes());
                let why = if step.refuses() { format!("{}; ", why(step)) } else { String::new() };
                let (sign, added) = (if step.refuses() { '!' } else { '~' }, plural(shown.added, "line"));
                writeln!(streams.out, "  {sign} {path}: {why}{added} added, {} removed", shown.removed)?;
                streams.out.write_all(shown.text.as_bytes())?;
            }
        }
    }
    if differing.len() > MOST_NAMED {
        writeln!(streams.out, "  ... and {} more", differing.len() - MOST_NAMED)?;
    }
    let spec = place.shown();
    if !work.is_nothing() {
        let what = match differing.len() {
            0 => format!("{LEDGER} differs"),
            1 => "1 file differs".to_owned(),
            count => format!("{count} files differ"),
        };
        writeln!(streams.out, "{spec}: {what}; run `dbgen build`")?;
        return Ok(Outcome::Different);
    }
    let ejected = work.steps.iter().filter(|s| matches!(s.fate, Fate::Ejected(_))).count();
    let but = if ejected > 0 { format!(", {ejected} ejected") } else { String::new() };
    let good = plural(work.steps.len() - ejected, "file");
    writeln!(streams.out, "{spec}: {good} as they should be{but}")?;
    Ok(Outcome::Good)
}

fn differing(work: &Work) -> impl Iterator<Item = &Step> {
    work.steps.iter().filter(|s| s.changes() || s.refuses() || s.fate == Fate::Left)
}
