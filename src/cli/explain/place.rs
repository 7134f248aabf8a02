//! What a line of a file means: of a spec, or of what it compiles to.

use super::super::Streams;
use super::super::outcome::Outcome;
use super::super::world::{self, DiskWorld};
use super::show::{lines, plain, shown};
use crate::diag::{did_you_mean, words};
use crate::ide::{self, Analysis};
use crate::source::FileId;
use std::fmt::Write as _;
use std::io;
use std::path::{Component, Path, PathBuf};

/// So many files are named, and so many parts of a spec.
const FILES: usize = 10;
const PARTS: usize = 10;

/// A place in a file, as people write it.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    path: PathBuf,
    /// From 1.
    line: u32,
    column: Option<u32>,
}

/// The spec of a place.
struct Scene {
    world: DiskWorld,
    analysis: Analysis,
    /// The place's file, from the folder of the spec.
    path: String,
    /// What stands before paths that people read.
    before: String,
}

impl Place {
    /// `FILE:LINE` or `FILE:LINE:COLUMN`.
    pub fn read(text: &str) -> Option<Self> {
        let (rest, last) = text.rsplit_once(':')?;
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
        let last = number(last)?;
        match rest.rsplit_once(':').and_then(|(path, line)| Some((path, number(line)?))) {
            Some((path, line)) if !path.is_empty() => Some(Self { path: path.into(), line, column: Some(last) }),
            _ if rest.is_empty() => None,
            _ => Some(Self { path: rest.into(), line: last, column: None }),
        }
    }

    /// Says what is known of it.
    pub fn explain(&self, spec: Option<&Path>, streams: &mut Streams<'_>) -> io::Result<Outcome> {
        let Some(place) = self.spec(spec) else {
            writeln!(streams.err, "dbgen: there is no deploy.kdl at or above {}", self.path.display())?;
            writeln!(streams.err, "  help: name it: `--spec PATH`")?;
            return Ok(Outcome::Failed);
        };
        let Some(path) = inside(&self.path, &place.root) else {
            writeln!(streams.err, "dbgen: {} lies outside of the folder of {}", self.path.display(), place.shown())?;
            return Ok(Outcome::Failed);
        };
        let world = DiskWorld::new(place.root.clone());
        let analysis = Analysis::compile(&world, &place.spec);
        let scene = Scene { world, analysis, path, before: place.before() };
        let text = match scene.analysis.file(&scene.path) {
            Some(file) => self.of_spec(&scene, file),
            None => self.of_artifact(&scene),
        };
        match text {
            Ok(text) => {
                streams.out.write_all(text.as_bytes())?;
                Ok(Outcome::Good)
            }
            Err(why) => {
                writeln!(streams.err, "dbgen: {}", words(&why))?;
                Ok(Outcome::Failed)
            }
        }
    }

    /// The spec that was named, or the nearest one.
    fn spec(&self, named: Option<&Path>) -> Option<world::Place> {
        if let Some(path) = named {
            return Some(world::Place::find(path));
        }
        let full = full(&self.path)?;
        // A spec under another name is one all the same, unless a deploy.kdl includes it.
        let folder = full.ancestors().skip(1).find(|folder| folder.join("deploy.kdl").is_file());
        match folder {
            Some(folder) => {
                let here = std::env::current_dir().ok()?;
                let short = if folder == here { Path::new(".") } else { folder.strip_prefix(&here).unwrap_or(folder) };
                Some(world::Place::find(short))
            }
            None => self.path.extension().is_some_and(|end| end == "kdl").then(|| world::Place::find(&self.path)),
        }
    }

    /// What a line of the spec means, and what it comes to.
    fn of_spec(&self, scene: &Scene, file: FileId) -> Result<String, String> {
        let Scene { world, analysis, before, .. } = scene;
        let source = analysis.sources().file(file);
        let line = self.line - 1;
        if line >= source.lines() {
            return Err(format!("{}{} has {} lines", before, source.path, source.lines()));
        }
        let exact = self.column.map(|column| {
            let range = source.line(line);
            let text = &source.text[range.start as usize..range.end as usize];
            let letters = text.char_indices().nth(column as usize - 1);
            range.start + letters.map_or(text.len(), |(at, _)| at) as u32
        });
        // Beside a value, the line is what is asked about.
        let places = [exact, ide::origin::on_line(analysis, file, line)].into_iter().flatten();
        let mut known = places.filter_map(|offset| Some((offset, ide::hover(analysis, file, offset)?)));
        let (offset, hover) = known.next().ok_or("nothing of the language stands on this line")?;
        let mut out = format!("{before}{}: {}\n\n", analysis.sources().locate(hover.span), shown(analysis, hover.span));
        out += &plain(&hover.text);
        match ide::reach(analysis, world, file, offset) {
            Some(reached) if reached.is_empty() => out += "\nNo generated file depends on it.\n",
            Some(reached) => {
                out += "\nIn the generated files, this comes from it:\n\n";
                reached.iter().take(FILES).for_each(|own| lines(analysis, own, before, &mut out));
                if reached.len() > FILES {
                    let _ = writeln!(out, "  and {} more files", reached.len() - FILES);
                }
            }
            None if analysis.compilation().failed() => {
                out += "\nWhat it comes to is known once the spec is right: `dbgen check`.\n";
            }
            None => out += "\nWhat it comes to alone cannot be told: the spec does not compile without it.\n",
        }
        Ok(out)
    }

    /// What a line of a generated file comes from.
    fn of_artifact(&self, scene: &Scene) -> Result<String, String> {
        let Scene { world, analysis, path, before } = scene;
        let artifacts = &analysis.compilation().artifacts;
        if artifacts.is_empty() {
            return Err("where its lines come from is known once the spec is right: `dbgen check`".to_owned());
        }
        let Some(artifact) = artifacts.iter().find(|artifact| artifact.path == *path) else {
            let near = did_you_mean(path, artifacts.iter().map(|artifact| artifact.path.as_str()));
            let near = near.map(|near| format!("; did you mean `{before}{near}`?")).unwrap_or_default();
            return Err(format!("`{path}` is no file that the spec compiles to{near}"));
        };
        let line = self.line as usize - 1;
        let Some(text) = artifact.text.lines().nth(line) else {
            return Err(format!("{before}{path} has {} lines", artifact.text.lines().count()));
        };
        let mut text = text.trim().to_owned();
        analysis.compilation().cover().cover(&mut text);
        let mut out = format!("{before}{path}:{}: {}\n", self.line, words(&text));
        if std::fs::read_to_string(&self.path).is_ok_and(|there| there.replace("\r\n", "\n") != artifact.text) {
            out += "(the file is not what the spec compiles to now; this is the line as it would be)\n";
        }
        let Some(ide::origin::Origins { parts: mut origins, all }) = ide::origins(analysis, world, path, line) else {
            return Err(format!("{before}{path} has no line {}", self.line));
        };
        // Of several values of a node the first one stands for it.
        origins.dedup_by(|again, first| again.path == first.path);
        let all = if all { "" } else { "(The spec is large: not every part of it was tried.)\n" };
        if origins.is_empty() {
            let _ = writeln!(out, "\nIt is there whatever any single part of the spec says.\n{all}");
            return Ok(format!("{}\n", out.trim_end()));
        }
        out += "\nIt comes from:\n\n";
        for origin in origins.iter().take(PARTS) {
            let _ = writeln!(out, "  {before}{}", analysis.sources().locate(origin.span));
            for (depth, node) in origin.path.iter().enumerate() {
                let _ = writeln!(out, "  {}{}", "  ".repeat(depth + 1), shown(analysis, *node));
            }
        }
        if origins.len() > PARTS {
            let _ = writeln!(out, "  and {} more places", origins.len() - PARTS);
        }
        out += all;
        let first = analysis.sources().locate(origins[0].span);
        let _ = writeln!(out, "\n`dbgen explain {before}{first}` says more.");
        Ok(out)
    }
}

/// A path from the folder `root`, where it lies in there.
fn inside(path: &Path, root: &Path) -> Option<String> {
    let parts = full(path)?.strip_prefix(full(root)?).ok()?.to_owned();
    let parts: Option<Vec<&str>> = parts.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// A path from the root of the disk, without `.` and `..`.
fn full(path: &Path) -> Option<PathBuf> {
    let mut full = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = full.pop(),
            other => full.push(other),
        }
    }
    Some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_codes() {
        let read = |text| Place::read(text).map(|place| (place.path.display().to_string(), place.line, place.column));
        assert_eq!(read("a/b.yml:12"), Some(("a/b.yml".to_owned(), 12, None)));
        assert_eq!(read("deploy.kdl:3:7"), Some(("deploy.kdl".to_owned(), 3, Some(7))));
        assert_eq!(read("C:\\x.kdl:3"), Some(("C:\\x.kdl".to_owned(), 3, None)));
        for none in ["unknown-node", "deploy.kdl", "deploy.kdl:", ":3", "a:0", "[missing]"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_path_is_seen_from_the_folder_of_the_spec() {
        assert_eq!(inside(Path::new("x/../a/b.yml"), Path::new("./a")).as_deref(), Some("b.yml"));
        assert_eq!(inside(Path::new("a/b.yml"), Path::new("c")), None);
    }
}
