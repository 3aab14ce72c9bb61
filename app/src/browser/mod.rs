//! Wrappers of browser interfaces: the only users of `web-sys`.
//!
//! To add one: a file by what it is for, its interfaces among the features of `web-sys` in `app/Cargo.toml`. What holds
//! a listener or a stream ends it when it is dropped.

pub mod camera;
pub mod clip;
pub mod display;
pub mod files;
pub mod focus;
pub mod form;
pub mod leaving;
pub mod live;
pub mod page;
pub mod pointer;
pub mod recorder;
pub mod registration;
pub mod tabs;
pub mod upload;
pub mod worker;
