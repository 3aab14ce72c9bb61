//! Forms as data: an exact subset of FHIR R4's Questionnaire, what is answered in one, and what rules read of it.
//!
//! To add a type of item: a variant of [`ItemKind`], how its answers are read (`answer`) and what can be wrong with them
//! (`validate`), and its field in `app::features::forms`. How to add a form stands in `needs`.

mod answer;
mod check;
pub mod edit;
mod fhir_response;
mod findings;
mod known;
pub mod limits;
mod named;
mod needs;
mod questionnaire;
mod read;
mod regex;
mod response;
mod same;
mod shipped;
mod summary;
#[cfg(test)]
mod tests;
mod validate;
mod write;

pub use answer::{NotAnAnswer, millimetres};
pub use check::{Checked, is_sctid};
pub use findings::Findings;
pub use known::Known;
pub use needs::{FormKind, Need};
pub use questionnaire::{
    Behaviour, Coding, Condition, InitialFrom, Item, ItemKind, Operator, Questionnaire, SNOMED_CT, Value,
};
pub use read::Fault;
pub use response::{Given, Response};
pub(crate) use same::is_shipped;
pub use shipped::LANGUAGE;
pub(crate) use shipped::of_a_request;
pub use validate::{Wrong, bound};
