//! A demonstration: invented practices, people and patients, made by the same use cases that real ones go through, and
//! a phone on a page that receives the texts.

mod decide;
mod fill;
mod fresh_link;
mod hours;
pub(crate) mod people;
mod phone_texts;
mod pictures;
mod story;

pub(crate) use decide::decide;
pub use fill::fill;
pub use fresh_link::{FreshLink, fresh_link};
pub use phone_texts::phone_texts;
