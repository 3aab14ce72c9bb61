//! The specialist's pages: a tablet, sixty cases before lunch.

mod case;
mod templates;
mod worklist;

pub(super) use case::SpecialistCase;
pub(super) use templates::Templates;
pub(super) use worklist::Worklist;
