//! `dbgen check --fix`: writes what the safe fixes make of a spec, and lists the others.

use super::Streams;
use super::terminal::plural;
use super::world::{DiskWorld, Place};
use crate::compile::Compilation;
use crate::diag::report::MOST_DRAWN;
use crate::diag::words;
use crate::fix::fix;
use crate::write::{Rewrite, rewrite};
use std::io;

/// How many fixes are named.
const MOST_NAMED: usize = 100;

/// Applies the safe fixes, names them, and gives what there is to say of the spec as it is then. Every file is staged
/// before the first one changes; each takes its place at once. Safe fixes lie in one file each, so that a run that is
/// cut off between two files leaves a spec that the next run goes on with.
pub fn run(world: &DiskWorld, place: &Place, quiet: bool, streams: &mut Streams<'_>) -> io::Result<Compilation> {
    let fixed = fix(world, &place.spec);
    let rewrites: Vec<Rewrite<'_>> = fixed.files.iter().map(|(path, (old, new))| Rewrite { path, old, new }).collect();
    rewrite(&place.root, &rewrites)?;
    let out = if quiet { &mut streams.err } else { &mut streams.out };
    for done in fixed.done.iter().take(MOST_NAMED) {
        writeln!(out, "  ~ {}{}: {} ({})", place.before(), done.place, words(&done.title), done.code)?;
    }
    if fixed.done.len() > MOST_NAMED {
        writeln!(out, "  ... and {} more", fixed.done.len() - MOST_NAMED)?;
    }
    match fixed.done.len() {
        0 => writeln!(out, "nothing could be mended unasked")?,
        count => writeln!(out, "{} mended in {}", plural(count, "problem"), plural(fixed.files.len(), "file"))?,
    }
    Ok(fixed.compilation)
}

/// Lists the fixes that somebody has to decide about.
pub fn offer(compilation: &Compilation, place: &Place, streams: &mut Streams<'_>) -> io::Result<()> {
    let all = compilation.diagnostics.iter().flat_map(|d| d.fixes.iter().map(move |fix| (d, fix)));
    let offered: Vec<_> = all.filter(|(_, fix)| !fix.safe).collect();
    if offered.is_empty() {
        return Ok(());
    }
    writeln!(streams.err, "not done unasked:")?;
    for (diagnostic, fix) in offered.iter().take(MOST_DRAWN) {
        let at = compilation.sources.locate(diagnostic.span());
        writeln!(streams.err, "  {}{at}: {} ({})", place.before(), words(&fix.title), diagnostic.code)?;
    }
    match offered.len().saturating_sub(MOST_DRAWN) {
        0 => Ok(()),
        more => writeln!(streams.err, "  ... and {more} more"),
    }
}
