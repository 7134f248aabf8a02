//! Arguments and properties.

use super::parser::{Open, Parser};
use super::tree::{Bytes, EntryData, NONE, Name, Stored};
use super::value::{Atom, range};

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
        let ty = self.optional_type();
        let typed_until = self.at;
        if ty.is_some() {
            self.node_space();
        }
        let Some(atom) = self.atom() else {
            match ty {
                Some(ty) => {
                    if self.errors == errors {
                        self.type_without_value(start.at, typed_until);
                    }
                    if ty != NONE {
                        self.add_entry(open, start, NONE, ty, (Stored::Error, range(typed_until, typed_until)));
                    }
                }
                None => self.junk(open),
            }
            return;
        };
        self.node_space();
        if self.peek() == Some(b'=') {
            return self.property(open, start, ty.is_some(), &atom);
        }
        self.add_entry(open, start, NONE, ty.unwrap_or(NONE), (atom.value(), range(atom.start, atom.end)));
    }

    /// Reads the `=` and the value of a property.
    fn property(&mut self, open: &mut Open, start: Start, typed: bool, key: &Atom) {
        if typed {
            self.typed_key(start.at, key);
        } else if key.text().is_none() && !key.broken {
            self.not_a_name(key, "a key");
        }
        let equals = self.at;
        let key = key.name();
        self.at += 1;
        let mut end = self.at;
        self.node_space();
        let ty = self.optional_type();
        if ty.is_some() {
            end = self.at;
            self.node_space();
        }
        let value = match self.atom() {
            Some(atom) => (atom.value(), range(atom.start, atom.end)),
            None => {
                self.missing_value(key, equals);
                (Stored::Error, range(end, end))
            }
        };
        let key = self.keep_name(key);
        self.add_entry(open, start, key, ty.unwrap_or(NONE), value);
    }

    /// Reads a type annotation, where one starts: its index, and no index of a broken one.
    #[inline]
    pub(super) fn optional_type(&mut self) -> Option<u32> {
        if self.peek() == Some(b'(') { Some(self.type_annotation()) } else { None }
    }

    /// The index of a key or a type annotation.
    pub(super) fn keep_name(&mut self, name: Name) -> u32 {
        self.tree.names.push(name);
        self.tree.names.len() as u32 - 1
    }

    #[inline]
    fn add_entry(
        &mut self,
        open: &mut Open,
        Start { at, slashdash }: Start,
        key: u32,
        ty: u32,
        (value, value_at): (Stored, Bytes),
    ) {
        let id = self.tree.entries.len() as u32;
        self.tree.entries.push(EntryData { ty, key, value, value_at, slashdash, start: at as u32, next: NONE });
        match open.last_entry {
            NONE => self.tree.nodes[open.node as usize].first_entry = id,
            last => self.tree.entries[last as usize].next = id,
        }
        open.last_entry = id;
        self.extend(open, value_at.1 as usize);
    }
}
