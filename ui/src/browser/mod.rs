//! Browser interfaces that more than one room needs. How to add one: `app/src/browser/mod.rs`.

pub mod files;
pub mod focus;
pub mod leaving;
pub mod page;
pub mod pointer;
