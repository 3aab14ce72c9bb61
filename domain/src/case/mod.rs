//! A case: one question about one skin problem of one patient, from one practice to one service.

mod answer;
mod draft;
mod event;
mod facts;
mod request;
mod state;
mod transition;
mod words;

pub use answer::*;
pub use draft::*;
pub use event::*;
pub use request::*;
pub use state::*;
pub use transition::*;
pub use words::*;
