//! The specialist's pages: a tablet, sixty cases before lunch.

mod case;
mod templates;
mod worklist;

pub use case::SpecialistCase;
pub use templates::Templates;
pub use worklist::Worklist;
