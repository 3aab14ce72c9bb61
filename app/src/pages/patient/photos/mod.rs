//! The photos page: a card for each view, the pictures that have come, and those on their way.

#[cfg(feature = "ssr")]
mod again;
mod card;
mod desk;
mod drawing;
mod meter;
#[cfg(feature = "ssr")]
mod page;
mod received;

#[cfg(feature = "ssr")]
pub use card::unfinished_words;
#[cfg(feature = "hydrate")]
pub use desk::hydrate_desk;
#[cfg(feature = "ssr")]
pub use page::Photos;
