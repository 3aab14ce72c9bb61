//! Server functions: who is it, one call of `backend`, the error mapped. Each is a public endpoint; `backend` decides
//! access again. Forms that work without JavaScript end in a redirect, so that nothing typed rides on an error.

#[cfg(feature = "ssr")]
pub mod context;

pub mod admin;
pub mod answers;
pub mod cases;
pub mod client;
pub mod demo;
mod error;
pub mod patient;
pub mod photo_requests;
pub mod session;
pub mod templates;

pub use error::{AppError, UNCONFIRMED};
