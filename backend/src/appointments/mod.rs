//! Appointments for cases that their service has taken over, made by the service itself or by its booking desk.

mod book;
mod contact;
mod end;
mod list;
mod show;
mod text;

pub use book::book;
pub(crate) use book::{keep, read};
pub use contact::{Tried, contact, help};
pub(crate) use end::{call_off, settle};
pub use end::{end, note_missed};
pub use list::list;
pub use show::show;
pub(crate) use show::{appointment, progress, told};
pub(crate) use text::{About, text_from};
