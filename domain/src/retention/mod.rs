//! What is kept how long, from when on, and why; the rest of the program only carries it out.
//!
//! Periods are whole days in London, and something is kept through its last day. "The Code" is the NHS Records Management
//! Code of Practice (2021, as updated in 2023), appendix II.

mod record;
mod rules;
mod table;

pub use record::{Record, StoredPicture, Waits};
pub use rules::{Because, Erased, LogEnd, RetentionRules, Rule};
pub use table::Row;
