//! Drawing diagnostics for people: the only user of miette.
