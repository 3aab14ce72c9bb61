//! Browser interfaces that only taking and sending pictures needs. How to add one: `app/src/browser/mod.rs`.

pub mod camera;
pub mod clip;
pub mod recorder;
pub mod upload;
pub mod worker;
