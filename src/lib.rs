//! dbgen compiles one `deploy.kdl` to the platforms' own delivery files.

pub mod diag;
pub mod source;
