//! How a command ends.

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: all is well.
    Good,
    /// 1: something is wrong.
    Failed,
    /// 2: there are differences.
    Different,
}
