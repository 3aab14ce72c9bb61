//! The specialist's pages: a tablet, sixty cases before lunch.

mod case;
mod send_on;
mod templates;
mod worklist;

pub use case::SpecialistCase;
pub use send_on::SendOnPage;
pub use templates::Templates;
pub use worklist::Worklist;
