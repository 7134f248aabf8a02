//! What holds of every workflow that is emitted.
