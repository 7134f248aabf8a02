//! What is open, and which spec each file belongs to.

use super::{Host, uri};
use crate::ide::{Analysis, Overlay};
use crate::source::{FileId, SourceFile};
use crate::world::{MemoryWorld, World};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The name that a spec has where nobody says otherwise.
const MAIN: &str = "deploy.kdl";

/// A text that an editor has open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// As the editor shows it.
    pub text: String,
    /// The editor's number for it.
    pub version: i32,
}

/// A spec that an open file belongs to.
pub struct Spec {
    /// Its folder; none where it exists in the editor only.
    pub folder: Option<PathBuf>,
    /// The name of its main file in the folder.
    pub main: String,
    /// Which state of its files this is. No number comes twice, also not for a spec that was closed and opened again: an
    /// answer of the compiler that comes late belongs to nobody then.
    pub generation: u64,
    /// The syntax of this generation.
    pub syntax: Analysis,
    /// All that could be found out, of the generation that is said.
    pub full: Option<(u64, Analysis)>,
    /// The files that diagnostics were last shown of.
    pub shown: BTreeSet<String>,
    /// The syntax errors that were last shown.
    pub shown_syntax: Vec<(FileId, String)>,
}

/// All that is open.
#[derive(Default)]
pub struct Workspace {
    /// The open texts by their addresses.
    pub open: BTreeMap<String, Open>,
    /// The specs by the address of their main file.
    pub specs: BTreeMap<String, Spec>,
    generations: u64,
}

/// A file of a spec, for a question about it.
pub struct Asked<'a> {
    /// The spec.
    pub spec: &'a Spec,
    /// The address of its main file.
    pub main: &'a str,
    /// What is known of it.
    pub analysis: &'a Analysis,
    /// The file.
    pub file: FileId,
    /// Its text.
    pub source: &'a SourceFile,
}

/// What is known of a file as it stands.
pub enum Whole<'a> {
    /// All that can be.
    Known(Asked<'a>),
    /// The compiler has not got there yet.
    Later,
    /// It is part of no spec.
    Nothing,
}

impl Workspace {
    /// Takes a text in, and the spec that it belongs to.
    pub fn open(&mut self, address: &str, open: Open, host: &dyn Host) {
        self.open.insert(address.to_owned(), open);
        if self.main_of(address).is_none()
            && let Some(main) = self.find_main(address, host)
        {
            self.specs.entry(main.clone()).or_insert_with(|| Spec::new(&main));
        }
        self.touch(address, host);
    }

    /// Forgets a text; a spec of which nothing is open any more is forgotten with it. Gives back the files that
    /// diagnostics were shown of.
    pub fn close(&mut self, address: &str, host: &dyn Host) -> BTreeSet<String> {
        self.open.remove(address);
        let gone: Vec<String> = self
            .specs
            .iter()
            .filter(|(main, spec)| !self.open.keys().any(|open| open == *main || spec.holds(main, open)))
            .map(|(main, _)| main.clone())
            .collect();
        let specs = gone.iter().filter_map(|main| self.specs.remove(main));
        let shown = specs.flat_map(|spec| spec.shown).collect();
        self.touch(address, host);
        shown
    }

    /// A file has changed: the specs that hold it, or could do so, are read anew.
    pub fn touch(&mut self, address: &str, host: &dyn Host) {
        let mains: Vec<String> = self.specs.keys().filter(|main| near(main, address)).cloned().collect();
        for main in mains {
            self.refresh(&main, host);
        }
    }

    /// Everything may have changed.
    pub fn touch_all(&mut self, host: &dyn Host) {
        let mains: Vec<String> = self.specs.keys().cloned().collect();
        for main in mains {
            self.refresh(&main, host);
        }
    }

    fn refresh(&mut self, main: &str, host: &dyn Host) {
        let texts = self.texts(main);
        self.generations += 1;
        if let Some(spec) = self.specs.get_mut(main) {
            spec.generation = self.generations;
            let world = spec.world(host);
            spec.syntax = Analysis::syntax(&Overlay::new(&*world, &texts), &spec.main);
        }
    }

    /// The open texts below the folder of a spec, by their paths from there.
    pub fn texts(&self, main: &str) -> BTreeMap<String, String> {
        let Some(spec) = self.specs.get(main) else { return BTreeMap::new() };
        let texts = self.open.iter();
        texts.filter_map(|(address, open)| Some((spec.path_of(main, address)?, open.text.clone()))).collect()
    }

    /// The spec that a file is part of.
    pub fn main_of(&self, address: &str) -> Option<&str> {
        if let Some((main, _)) = self.specs.get_key_value(address) {
            return Some(main);
        }
        self.specs.iter().find(|(main, spec)| spec.holds(main, address)).map(|(main, _)| main.as_str())
    }

    /// A question about a file: by its syntax.
    pub fn ask(&self, address: &str) -> Option<Asked<'_>> {
        let main = self.main_of(address)?;
        let spec = self.specs.get(main)?;
        Asked::of(main, spec, &spec.syntax, address)
    }

    /// A question about a file: by all that is known of it.
    pub fn ask_all(&self, address: &str) -> Whole<'_> {
        let Some(main) = self.main_of(address) else { return Whole::Nothing };
        let Some(spec) = self.specs.get(main) else { return Whole::Nothing };
        match &spec.full {
            Some((of, analysis)) if *of == spec.generation => {
                Asked::of(main, spec, analysis, address).map_or(Whole::Nothing, Whole::Known)
            }
            _ => Whole::Later,
        }
    }

    /// The main file of the spec that a file belongs to: itself by its name, else that of the nearest folder above whose
    /// spec includes it. A file of no spec is somebody else's: KDL has other users.
    fn find_main(&self, address: &str, host: &dyn Host) -> Option<String> {
        let Some(path) = uri::path(address) else {
            return address.starts_with("untitled:").then(|| address.to_owned());
        };
        if path.file_name().is_some_and(|name| name == MAIN) {
            return Some(address.to_owned());
        }
        for folder in path.ancestors().skip(1) {
            let main = folder.join(MAIN);
            let main_address = uri::of(&main);
            if !self.open.contains_key(&main_address) && !host.is_file(&main) {
                continue;
            }
            let spec = Spec::new(&main_address);
            let texts: BTreeMap<String, String> = self
                .open
                .iter()
                .filter_map(|(own, open)| Some((spec.path_of(&main_address, own)?, open.text.clone())))
                .collect();
            let world = spec.world(host);
            let analysis = Analysis::syntax(&Overlay::new(&*world, &texts), &spec.main);
            if spec.path_of(&main_address, address).is_some_and(|own| analysis.file(&own).is_some()) {
                return Some(main_address);
            }
        }
        None
    }
}

impl Spec {
    fn new(main: &str) -> Self {
        let path = uri::path(main);
        let name = path.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        Self {
            folder: path.as_deref().and_then(Path::parent).map(Path::to_owned),
            main: name.unwrap_or_else(|| MAIN.to_owned()),
            generation: 0,
            syntax: Analysis::default(),
            full: None,
            shown: BTreeSet::new(),
            shown_syntax: Vec::new(),
        }
    }

    /// The files around it. Around one that exists in the editor only there are none.
    pub fn world(&self, host: &dyn Host) -> Box<dyn World> {
        match &self.folder {
            Some(folder) => host.world(folder),
            None => Box::new(MemoryWorld::default()),
        }
    }

    /// The path of a file from the folder of the spec.
    fn path_of(&self, main: &str, address: &str) -> Option<String> {
        if main == address {
            return Some(self.main.clone());
        }
        let path = uri::path(address)?;
        let inside = path.strip_prefix(self.folder.as_ref()?).ok()?;
        let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    fn holds(&self, main: &str, address: &str) -> bool {
        self.path_of(main, address).is_some_and(|path| self.syntax.file(&path).is_some())
    }

    /// The address of one of its files.
    pub fn address(&self, main: &str, path: &str) -> String {
        match &self.folder {
            Some(_) if path == self.main => main.to_owned(),
            Some(folder) => uri::of(&folder.join(path)),
            None => main.to_owned(),
        }
    }
}

impl<'a> Asked<'a> {
    fn of(main: &'a str, spec: &'a Spec, analysis: &'a Analysis, address: &str) -> Option<Self> {
        let file = analysis.file(&spec.path_of(main, address)?)?;
        Some(Self { spec, main, analysis, file, source: analysis.sources().file(file) })
    }

    /// The address of a file of the spec.
    pub fn address(&self, file: FileId) -> String {
        self.spec.address(self.main, &self.analysis.sources().file(file).path)
    }
}

/// Whether a file may be part of a spec: it lies in its folder, or below.
fn near(main: &str, address: &str) -> bool {
    let folder = main.rsplit_once('/').map_or(main, |(folder, _)| folder);
    main == address || address.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
