//! Arguments and properties.

use super::parser::{Open, Parser};
use super::tree::{Bytes, EntryData, NONE, Name, Value};
use super::value::{Atom, Content};

/// What is known of an entry before its value is read.
struct Start {
    at: usize,
    slashdash: u32,
}

impl Parser<'_> {
    /// Reads one argument or property.
    pub(super) fn entry(&mut self, open: &mut Open, slashdash: u32) {
        if !self.spaced && self.missing_space(open) {
            return;
        }
        let start = Start { at: self.at, slashdash };
        let errors = self.errors;
        let (ty, typed) = self.optional_type();
        let typed_until = self.at;
        if typed {
            self.node_space();
        }
        let Some(atom) = self.atom() else {
            match typed {
                true => {
                    if self.errors == errors {
                        self.type_without_value(start.at, typed_until);
                    }
                    if ty.is_some() {
                        self.add_entry(open, start, None, ty, (Value::Error, at(typed_until, typed_until)));
                    }
                }
                false => self.junk(open),
            }
            return;
        };
        self.node_space();
        if self.peek() == Some(b'=') {
            return self.property(open, start, typed, &atom);
        }
        let value = (self.value(&atom), at(atom.start, atom.end));
        self.add_entry(open, start, None, ty, value);
    }

    /// Reads the `=` and the value of a property.
    fn property(&mut self, open: &mut Open, start: Start, typed: bool, key: &Atom) {
        if typed {
            self.typed_key(start.at, key);
        } else if matches!(key.content, Content::Other(_)) && !key.broken {
            self.not_a_name(key, "a key");
        }
        let equals = self.at;
        let key = self.name(key);
        self.at += 1;
        let mut end = self.at;
        self.node_space();
        let (ty, typed) = self.optional_type();
        if typed {
            end = self.at;
            self.node_space();
        }
        let value = match self.atom() {
            Some(atom) => (self.value(&atom), at(atom.start, atom.end)),
            None => {
                self.missing_value(key, equals);
                (Value::Error, at(end, end))
            }
        };
        self.add_entry(open, start, Some(key), ty, value);
    }

    /// Reads a type annotation, where one starts; the second value says whether one did, broken or not.
    #[inline]
    pub(super) fn optional_type(&mut self) -> (Option<Name>, bool) {
        match self.peek() {
            Some(b'(') => (self.type_annotation(), true),
            _ => (None, false),
        }
    }

    /// The index of a type annotation, where there is one.
    pub(super) fn keep_type(&mut self, ty: Option<Name>) -> u32 {
        let Some(ty) = ty else { return NONE };
        self.tree.types.push(ty);
        self.tree.types.len() as u32 - 1
    }

    fn add_entry(
        &mut self,
        open: &mut Open,
        start: Start,
        key: Option<Name>,
        ty: Option<Name>,
        (value, value_at): (Value<Bytes>, Bytes),
    ) {
        let id = self.tree.entries.len() as u32;
        let (at, ty) = ((start.at as u32, value_at.1), self.keep_type(ty));
        self.tree.entries.push(EntryData { ty, key, value, value_at, slashdash: start.slashdash, at, next: NONE });
        match open.last_entry {
            NONE => self.tree.nodes[open.node as usize].first_entry = id,
            last => self.tree.entries[last as usize].next = id,
        }
        open.last_entry = id;
        self.extend(open, value_at.1 as usize);
    }
}

fn at(start: usize, end: usize) -> Bytes {
    (start as u32, end as u32)
}
