//! What the pages, the viewer and the camera all stand on: how a page speaks to the server, the smallest components, where
//! the focus is, and the browser interfaces that more than one of them needs.
//!
//! To add something here: only what two of `app`, `viewer` and `capture` use; what one of them uses belongs to that one.

pub mod able;
#[cfg(feature = "hydrate")]
pub mod browser;
pub mod client;
pub mod components;
pub mod focus;
