//! Photo requests: a link texted to a patient, or shown to the referrer's own phone, and what comes back by it.
//!
//! The link's token is 128 random bits. Only its SHA-256 is stored; the token itself stands in the text message, and
//! until that has been sent in the outbox's row for it, which is emptied then. Whoever reads the database cannot open
//! a link with what stands there. A reminder carries it sealed with the installation's key, until it has been sent or
//! is no longer wanted.

mod answer_questions;
mod appointment;
mod carried;
mod check_identity;
mod consent;
mod issue;
mod link;
mod link_actor;
mod news;
mod news_link;
mod note_opened;
mod page;
mod phone_link;
mod reminders;
mod report_change;
mod round;
mod send;
mod text_patient;
mod views;
mod withdraw;

pub use answer_questions::answer_questions;
pub use appointment::appointment_file;
pub use carried::{Carried, carried, carry};
pub use check_identity::{IdentityCheck, check_identity};
pub use consent::{change_consent, consent, decline};
pub(crate) use link::{asks_before_booking, asks_by_links, is_open, rules, takes_pictures};
pub use link_actor::{confirmed_actor, link_actor};
pub(crate) use news_link::issue_news_link;
pub use note_opened::note_opened;
pub use page::page;
pub use phone_link::phone_link;
pub use report_change::report_change;
pub(crate) use round::{ask_for_round, close_round};
pub use send::send;
pub use text_patient::text_patient;
pub(crate) use text_patient::{delivery_key, no_channel, within_limits};
pub(crate) use views::views;
pub use withdraw::withdraw;
pub(crate) use withdraw::{alive, close_all, tell_withdrawn};
