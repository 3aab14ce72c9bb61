//! The specialist's answer: choosing an outcome, writing it, sending it, taking it back.

mod amendments;
mod faults;
mod fields;
mod form;
mod means;
mod outcomes;
mod overtaken;
mod state;
mod text;
mod undo;
mod words;

pub use amendments::{Amend, Amendments};
pub use form::AnswerForm;
pub use outcomes::OneKey;
pub use text::AnswerText;
pub use undo::{JustSent, UndoBar};
