//! Forms, and what rules read of them.

mod findings;
mod named;

pub use findings::Findings;
