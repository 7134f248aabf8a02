//! The second thread, which compiles, and the diagnostics that come of it.

use super::Host;
use super::convert::{self, Text};
use super::server::Server;
use super::workspace::{Asked, Spec};
use crate::diag;
use crate::ide::{Analysis, Overlay};
use crate::source::FileId;
use crate::world::{MemoryWorld, World};
use crossbeam_channel::{Receiver, Sender};
use lsp_server::Notification;
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    PublishDiagnosticsParams, Uri,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A spec to compile.
pub struct Job {
    /// The address of its main file.
    pub main: String,
    /// Which of its states this is.
    pub generation: u64,
    /// Its folder, where it has one.
    pub folder: Option<PathBuf>,
    /// The name of its main file.
    pub name: String,
    /// The texts that are open.
    pub texts: BTreeMap<String, String>,
    /// What was found in the state before. To take a large spec apart takes a moment that the thread which answers does
    /// not have.
    pub old: Option<Analysis>,
}

/// A spec that was compiled.
pub struct Checked {
    /// The address of its main file.
    pub main: String,
    /// Which of its states it was.
    pub generation: u64,
    /// What was found.
    pub analysis: Box<Analysis>,
}

/// Compiles what it is given until nobody gives it anything any more. Of several states of a spec that wait, the last
/// one counts.
pub fn run(work: &Receiver<Job>, done: &Sender<Checked>, host: &dyn Host) {
    for mut job in work {
        drop(job.old.take());
        let world: Box<dyn World> = match &job.folder {
            Some(folder) => host.world(folder),
            None => Box::new(MemoryWorld::default()),
        };
        let analysis = Box::new(Analysis::compile(&Overlay::new(&*world, &job.texts), &job.name));
        if done.send(Checked { main: job.main, generation: job.generation, analysis }).is_err() {
            return;
        }
    }
}

impl Server<'_> {
    /// Shows the errors of the syntax where they are others than before: everything else takes a moment longer.
    pub fn show_syntax(&mut self) {
        let changed: Vec<String> = self
            .workspace
            .specs
            .iter()
            .filter(|(_, spec)| spec.full.as_ref().is_none_or(|(of, _)| *of != spec.generation))
            .filter(|(_, spec)| spec.shown_syntax != syntax(spec))
            .map(|(main, _)| main.clone())
            .collect();
        for main in changed {
            self.show_analysis(&main, false);
        }
    }

    /// Shows everything that the compiler has to say of a spec.
    pub fn show(&mut self, main: &str) {
        self.show_analysis(main, true);
    }

    fn show_analysis(&mut self, main: &str, whole: bool) {
        let (Some(client), Some(spec)) = (self.client, self.workspace.specs.get(main)) else { return };
        let analysis = match &spec.full {
            Some((_, full)) if whole => full,
            _ => &spec.syntax,
        };
        let mut by_file: BTreeMap<FileId, Vec<Diagnostic>> = BTreeMap::new();
        for (file, source) in analysis.sources().iter() {
            let asked = Asked { spec, main, analysis, file, source };
            let text = Text::of(&asked, client.unit);
            let own = analysis.compilation().diagnostics.iter().filter(|found| found.span().file == file);
            by_file.insert(
                file,
                own.map(|found| diagnostic(found, &asked, &text, client.unit, self.pages.as_deref())).collect(),
            );
        }
        let now: BTreeMap<String, Vec<Diagnostic>> = by_file
            .into_iter()
            .map(|(file, all)| (spec.address(main, &analysis.sources().file(file).path), all))
            .collect();
        let mut shown: BTreeSet<String> =
            now.iter().filter(|(_, all)| !all.is_empty()).map(|(at, _)| at.clone()).collect();
        let syntax = syntax(spec);
        let gone: Vec<String> = spec.shown.difference(&shown).cloned().collect();
        for address in &gone {
            self.publish(address, &[]);
        }
        for (address, all) in &now {
            if !all.is_empty() {
                self.publish(address, all);
            }
        }
        shown.retain(|address| self.is_known(address));
        if let Some(spec) = self.workspace.specs.get_mut(main) {
            spec.shown = shown;
            spec.shown_syntax = syntax;
        }
    }

    /// Tells the editor all diagnostics of a file.
    pub fn publish(&self, address: &str, diagnostics: &[Diagnostic]) {
        let params = PublishDiagnosticsParams {
            uri: Uri(address.to_owned()),
            version: self.version(address),
            diagnostics: diagnostics.to_vec(),
        };
        self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
    }
}

/// The errors of the syntax. Where they stand is no part of it: what is typed before them moves them, which editors do
/// by themselves until the compiler is done.
fn syntax(spec: &Spec) -> Vec<(FileId, String)> {
    let found = spec.syntax.compilation().diagnostics.iter().filter(|found| found.code == diag::codes::SYNTAX);
    found.map(|found| (found.span().file, found.message.clone())).collect()
}

/// A diagnostic in the protocol's words.
pub fn diagnostic(
    found: &diag::Diagnostic,
    asked: &Asked<'_>,
    text: &Text<'_>,
    unit: crate::source::Unit,
    pages: Option<&str>,
) -> Diagnostic {
    let severity = match found.level {
        diag::Level::Error => DiagnosticSeverity::Error,
        diag::Level::Warning => DiagnosticSeverity::Warning,
        diag::Level::Advice => DiagnosticSeverity::Information,
    };
    let tag = match found.code.0 {
        code if code.starts_with("unused-") => Some(DiagnosticTag::Unnecessary),
        code if code.starts_with("deprecated-") => Some(DiagnosticTag::Deprecated),
        _ => None,
    };
    let related = found.labels.iter().skip(1).map(|label| DiagnosticRelatedInformation {
        location: convert::location(asked, label.span, unit),
        message: label.text.clone(),
    });
    let mut message = found.message.clone();
    let here = found.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    for more in here.into_iter().chain(found.help.as_deref()) {
        message.push('\n');
        message += more;
    }
    Diagnostic {
        range: text.range(found.span()),
        severity: Some(severity),
        code: Some(found.code.0.to_owned().into()),
        code_description: pages.map(|pages| CodeDescription { href: Uri(format!("{pages}{}.md", found.code)) }),
        source: Some("dbgen".to_owned()),
        message: message.into(),
        tags: tag.map(|tag| vec![tag]),
        related_information: Some(related.collect::<Vec<_>>()).filter(|all| !all.is_empty()),
        data: None,
    }
}
