//! `dbgen fmt`: the one layout of a spec.

use super::Streams;
use super::outcome::Outcome;
use super::terminal::{self, plural};
use super::world::{DiskWorld, Place};
use crate::compile;
use crate::diag::{Diagnostic, Level, codes, report};
use crate::source::{SourceFile, Sources};
use crate::syntax;
use crate::world::MemoryWorld;
use crate::write::{Rewrite, rewrite};
use clap::Args;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Format deploy.kdl and the files it includes; comments stay, and what it means
#[derive(Debug, Args)]
pub struct Fmt {
    /// Folders of a deploy.kdl (with every file it includes), single files, or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write nothing; show what would change, and exit with 2 if anything would
    #[arg(long)]
    check: bool,
}

/// How many files are named.
const MOST_NAMED: usize = 100;

/// What has been seen so far.
#[derive(Default)]
struct Tally {
    files: usize,
    changed: usize,
    errors: usize,
}

impl Fmt {
    /// Formats every path. A file that cannot be read does not keep the others from being formatted.
    pub fn run(self, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let mut tally = Tally::default();
        for path in &self.paths {
            match path.as_os_str() == "-" {
                true => self.standard_input(&mut tally, streams)?,
                false => self.path(path, &mut tally, streams)?,
            }
        }
        // After `-`, standard output is the text and nothing else.
        if tally.files > 0 {
            let word = if self.check { "would change" } else { "formatted" };
            let same = tally.files - tally.changed;
            writeln!(streams.out, "{} {word}, {same} as they should be", plural(tally.changed, "file"))?;
        }
        Ok(match tally {
            Tally { errors: 1.., .. } => Outcome::Failed,
            Tally { changed: 1.., .. } if self.check => Outcome::Different,
            _ => Outcome::Good,
        })
    }

    fn path(&self, path: &Path, tally: &mut Tally, streams: &mut Streams<'_>) -> io::Result<()> {
        let place = Place::find(path);
        let world = DiskWorld::new(place.root.clone());
        let read = match path.is_dir() {
            true => compile::read(&world, &place.spec),
            false => compile::read_alone(&world, &place.spec),
        };
        let stops = |d: &Diagnostic| d.level == Level::Error || d.code == codes::SYNTAX;
        let errors: Vec<Diagnostic> = read.diagnostics.into_iter().filter(stops).collect();
        let mut changed = Vec::new();
        for file in read.documents.iter().map(|document| read.sources.file(document.file())) {
            // What is wrong with one that cannot be read is among the errors.
            let Ok(formatted) = syntax::format(&file.text) else { continue };
            tally.files += 1;
            if file.text != formatted {
                changed.push((file, formatted));
            }
        }
        for (index, (file, formatted)) in changed.iter().enumerate().take(MOST_NAMED + 1) {
            let shown = Place { root: place.root.clone(), spec: file.path.clone() }.shown();
            match index {
                MOST_NAMED => writeln!(streams.out, "  ... and {} more", changed.len() - MOST_NAMED)?,
                _ if self.check => show_changes(&shown, &file.text, formatted, streams)?,
                _ => writeln!(streams.out, "  ~ {shown}")?,
            }
        }
        if !self.check {
            let rewrites: Vec<Rewrite<'_>> =
                changed.iter().map(|(file, new)| Rewrite { path: &file.path, old: &file.text, new }).collect();
            rewrite(&place.root, &rewrites)?;
        }
        tally.changed += changed.len();
        tally.report(&errors, &read.sources, &place.before(), streams)
    }

    fn standard_input(&self, tally: &mut Tally, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut text = String::new();
        io::stdin().take(syntax::MAX_BYTES as u64 + 1).read_to_string(&mut text)?;
        match syntax::format(&text) {
            Err(errors) => {
                let mut sources = Sources::default();
                sources.add(SourceFile::new("standard input", text));
                tally.report(&errors, &sources, "", streams)
            }
            Ok(formatted) if !self.check => streams.out.write_all(formatted.as_bytes()),
            Ok(formatted) if formatted == text => Ok(()),
            Ok(formatted) => {
                tally.changed += 1;
                show_changes("standard input", &text, &formatted, streams)
            }
        }
    }
}

impl Tally {
    fn report(
        &mut self,
        errors: &[Diagnostic],
        sources: &Sources,
        folder: &str,
        streams: &mut Streams<'_>,
    ) -> io::Result<()> {
        if errors.is_empty() {
            return Ok(());
        }
        self.errors += errors.len();
        terminal::draw(errors, sources, folder, None, streams)?;
        writeln!(streams.err, "dbgen: {}; what cannot be read is left as it is", report::count(errors))
    }
}

/// A text as it may be shown, its lines kept.
fn without_credentials(text: &str) -> String {
    let name = "deploy.kdl";
    let read = compile::read_alone(&MemoryWorld::default().with(name, text), name);
    let mut shown = text.to_owned();
    for range in read.sources.iter().flat_map(|(_, file)| file.hidden_in(0..text.len() as u32)) {
        let range = range.start as usize..range.end as usize;
        let lines = text[range.clone()].split('\n').count();
        shown.replace_range(range, &vec!["[hidden]"; lines].join("\n"));
    }
    shown
}

fn show_changes(path: &str, old: &str, new: &str, streams: &mut Streams<'_>) -> io::Result<()> {
    let (old, new) = (without_credentials(old), without_credentials(new));
    let changes = terminal::viewer().show(old.as_bytes(), new.as_bytes());
    writeln!(streams.out, "  ~ {path}: {} added, {} removed", plural(changes.added, "line"), changes.removed)?;
    streams.out.write_all(changes.text.as_bytes())
}
