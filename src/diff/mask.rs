//! No credential is shown, of neither side: what was hidden when a spec was read, and whatever looks like one.

use super::{Change, Value};
use crate::credentials;
use crate::diag::Cover;
use crate::source::Sources;

/// Covers credentials in everything that a comparison shows. Renderers use it on the texts of files, too.
#[derive(Debug, Default)]
pub struct Mask {
    cover: Cover,
}

const COVERED: &str = "***";

impl Mask {
    /// What must not be shown of several specs: what stands in one is not shown of the other either.
    pub fn of<'a>(sources: impl IntoIterator<Item = &'a Sources>) -> Self {
        Self { cover: Cover::of(sources.into_iter().flat_map(Sources::hidden)) }
    }

    /// A text without any credential.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.cover.cover(&mut text);
        for found in credentials::find(&text).into_iter().rev() {
            text.replace_range(found.start..found.end, COVERED);
        }
        text
    }

    /// A value under a name: what is called like a secret is shown as one.
    fn named(&self, name: &str, text: &str) -> String {
        let start = name.len() + 1;
        let whole = self.text(&format!("{name}={text}"));
        match whole.get(start..) {
            Some(value) if whole.as_bytes().get(start - 1) == Some(&b'=') => value.to_owned(),
            _ => COVERED.to_owned(),
        }
    }

    /// A change without any credential.
    pub fn change(&self, change: &mut Change) {
        // A variable's value in clear, under a name that speaks of a secret, is nobody's business even where it is short.
        let variable = matches!(change.at()[..], ["env", _] | [.., "env", _]);
        let name = change.path.last().cloned().unwrap_or_default();
        let secret = variable && credentials::is_secret_name(&name);
        let show = |value: &mut Value| {
            let refers = value.text.starts_with("secret ") || value.text.starts_with("from ");
            value.text = match secret && !refers && !value.text.is_empty() {
                true => COVERED.to_owned(),
                false => self.named(&name, &value.text),
            };
        };
        change.before.iter_mut().chain(&mut change.after).for_each(show);
        change.path.iter_mut().for_each(|element| *element = self.text(element));
        change.subject.name = self.text(&change.subject.name);
        change.subject.was = change.subject.was.as_ref().map(|was| self.text(was));
    }
}
