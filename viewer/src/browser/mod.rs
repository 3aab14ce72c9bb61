//! Browser interfaces that only the viewer needs. How to add one: `app/src/browser/mod.rs`.

pub mod display;
pub mod registration;
