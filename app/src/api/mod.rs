//! Server functions: who is it, one call of `backend`, the error mapped. Each is a public endpoint; `backend` decides
//! access again. Forms that work without JavaScript end in a redirect, so that nothing typed rides on an error.
//!
//! To add a server function: in the file of its noun, with an `endpoint` of its own and `client =
//! super::client::Marked` (but for a link's pages and visitors); inside, `context::asker` or `context::link_asker`, one
//! call of `backend`, and for a plain form a redirect.

#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod kept_edit;
#[cfg(feature = "ssr")]
pub mod kept_words;

pub mod admin;
pub mod answers;
pub mod bookings;
pub mod cases;
pub mod conclusions;
pub mod demo;
mod error;
pub mod forms;
pub mod hub;
pub mod invitations;
pub mod messages;
pub mod monitoring;
pub mod openings;
pub mod operations;
pub mod patient;
pub mod patients;
pub mod photo_requests;
pub mod policy;
pub mod reviews;
pub mod session;
pub mod team;
pub mod templates;

pub use error::AppError;
pub use ui::client;
