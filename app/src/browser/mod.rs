//! Wrappers of browser interfaces: the only users of `web-sys`.
//!
//! To add a browser interface: a file by what it is for, in the `browser` folder of the crate that needs it (`app`,
//! `viewer`, `capture`; `ui`, if several do), its interfaces among the features of `web-sys` in that crate's Cargo.toml.
//! What holds a listener or a stream ends it when it is dropped.

pub mod form;
pub mod kept;
pub mod live;
pub mod tabs;
