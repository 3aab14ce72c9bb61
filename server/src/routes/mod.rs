//! Routes that are not pages.

mod acting;
pub(crate) mod admin;
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
