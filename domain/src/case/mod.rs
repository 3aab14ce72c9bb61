//! A case: one question about one skin problem of one patient, from one practice to one service.

mod answer;
mod answer_draft;
mod answerable;
mod carried;
mod change;
mod draft;
mod event;
mod facts;
mod filled;
mod meaning;
mod older;
mod outcome;
mod request;
mod state;
mod text_failure;
mod transition;
mod words;
mod wrong_patient;

pub use answer::*;
pub use answer_draft::*;
pub use answerable::*;
pub use change::*;
pub use draft::*;
pub use event::*;
pub use facts::*;
pub use filled::*;
pub use meaning::*;
pub use outcome::*;
pub use request::*;
pub use state::*;
pub use text_failure::*;
pub use words::*;
pub use wrong_patient::*;
