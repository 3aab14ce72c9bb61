//! What to make of a connection that others stand in: pure rules, for `browser` to act on.

pub mod silence;
pub mod verdict;
