//! A thing gets another name, in every file and at every place, or a reason why it cannot.

use super::Analysis;
use super::names::{Key, Mention};
use super::navigate::named;
use super::text::{Form, Written, bare, escape, quote};
use crate::schema::kinds::{Name, SecretName};
use crate::schema::{Leaf, Thing};
use crate::source::{FileId, Span};
use crate::syntax::{Edit, Value};

/// A name that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// The letters of the name.
    pub span: Span,
    /// The name.
    pub name: String,
}

/// The name at a place, if it can be changed; in words, why not.
pub fn prepare(analysis: &Analysis, file: FileId, offset: u32) -> Result<Renaming, String> {
    let (mention, key) = found(analysis, file, offset)?;
    Ok(Renaming { span: mention.span, name: key.2 })
}

/// What changes the name at a place everywhere; in words, why it cannot be.
pub fn rename(analysis: &Analysis, file: FileId, offset: u32, name: &str) -> Result<Vec<Edit>, String> {
    let (_, key) = found(analysis, file, offset)?;
    if name == key.2 {
        return Ok(Vec::new());
    }
    check(analysis, &key, name)?;
    Ok(analysis.names.mentions(&key).map(|mention| edit(analysis, mention, name)).collect())
}

fn found(analysis: &Analysis, file: FileId, offset: u32) -> Result<(&Mention, Key), String> {
    let (mention, key) = named(analysis, file, offset).ok_or("nothing that has a name stands here")?;
    let (thing, _, name) = &key;
    match thing {
        Thing::Tool => return Err(format!("`{name}` is a word of the language")),
        Thing::Variable => return Err(format!("`{name}` is a name that the programs read: change it there, too")),
        _ => {}
    }
    if analysis.names.declarations(&key).next().is_none() {
        return Err(format!("there is no {} `{name}`", thing.word()));
    }
    Ok((mention, key))
}

/// Whether the thing may be called so.
fn check(analysis: &Analysis, (thing, scope, _): &Key, name: &str) -> Result<(), String> {
    let value = Value::String(name);
    let (wrong, kind) = match thing {
        Thing::Secret => (SecretName::read(value).err(), SecretName::KIND),
        _ => (Name::read(value).err(), Name::KIND),
    };
    if let Some(wrong) = wrong {
        let hint = wrong.suggestion.map(|better| format!("; for example `{better}`")).unwrap_or_default();
        return Err(format!("`{name}` is not {}{hint}", kind.describe()));
    }
    // Services and datastores become hosts of one network: they share one room of names.
    let room: &[Thing] = match thing {
        Thing::Service | Thing::Datastore => &[Thing::Service, Thing::Datastore],
        Thing::Profile => &[],
        other => std::slice::from_ref(other),
    };
    for other in room {
        if analysis.names.of(*other, scope.as_deref()).any(|(own, _)| own == name) {
            return Err(format!("there is a {} `{name}` already", other.word()));
        }
    }
    Ok(())
}

/// The name in its place, written so that it is read as that name.
fn edit(analysis: &Analysis, mention: &Mention, name: &str) -> Edit {
    let text = analysis.source(mention.value.file).map_or("", |file| file.text.as_str());
    let written = Written::at(text, mention.value);
    if mention.verbatim {
        let replacement = match written.form {
            Form::Bare if !bare(name) => quote(name),
            Form::Quoted(_) => {
                let mut inner = String::new();
                escape(name, &mut inner);
                inner
            }
            _ => name.to_owned(),
        };
        return Edit { span: mention.span, replacement };
    }
    // Escapes hide the letters: the value is written anew, with what stands behind the name.
    Edit { span: mention.value, replacement: quote(&format!("{name}{}", mention.rest)) }
}
