//! The specialist's answer: choosing an outcome, writing it, sending it, taking it back.

mod faults;
mod fields;
mod form;
mod outcomes;
mod state;
mod text;
mod undo;

pub use form::AnswerForm;
pub use outcomes::OneKey;
pub use text::AnswerText;
pub use undo::{JustSent, UndoBar};
