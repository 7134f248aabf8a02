//! The language's schema, as documents.
