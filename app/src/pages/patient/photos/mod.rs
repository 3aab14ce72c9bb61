//! The photos page: a card for each view, the pictures that have come, and those on their way.

#[cfg(feature = "ssr")]
mod again;
mod card;
mod checklist;
mod meter;
#[cfg(feature = "ssr")]
mod page;
mod pictogram;
mod received;

#[cfg(feature = "ssr")]
pub use card::unfinished_words;
#[cfg(feature = "hydrate")]
pub use checklist::hydrate_checklist;
#[cfg(feature = "ssr")]
pub use page::Photos;
