//! Routes that are not pages.
//!
//! To add a route: a file by what it serves, and its line in `router.rs` beside its like: what is small and quick, or what
//! takes as long as it takes. Who asks is an `Extension<Who>` that the layers have found; what is sent is admitted before
//! it is read (`middleware::admission`).

mod acting;
pub(crate) mod admin;
pub(crate) mod calendar;
pub(crate) mod clips;
pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod images;
pub(crate) mod join;
pub(crate) mod passkeys;
pub(crate) mod plain_form;
pub(crate) mod receipts;
pub(crate) mod recovery_codes;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
pub(crate) mod site;
mod step_up;
pub(crate) mod uploads;
