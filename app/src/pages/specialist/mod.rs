//! The specialist's pages: a tablet, sixty cases before lunch.

mod ask_review;
mod case;
mod second_reading;
mod send_on;
mod templates;
mod worklist;

pub use ask_review::AskReviewPage;
pub use case::SpecialistCase;
pub use second_reading::SecondReadingPage;
pub use send_on::SendOnPage;
pub use templates::Templates;
pub use worklist::Worklist;
