//! Drawing on a picture: pen, arrow, circle, area, words, numbers and size, at any zoom, by touch, mouse, pen and
//! keyboard. The marks are a layer beside the picture, which stays as it is. Its tools are those of the
//! [canvas](crate::canvas), which says how to add one.

mod history;

#[cfg(feature = "hydrate")]
mod area;
#[cfg(feature = "hydrate")]
mod measuring;
#[cfg(feature = "hydrate")]
mod pointing;
#[cfg(feature = "hydrate")]
mod sketch;
#[cfg(feature = "hydrate")]
mod state;
#[cfg(feature = "hydrate")]
mod toolbar;

#[cfg(feature = "hydrate")]
pub use area::{Annotator, drawn};
pub use history::History;
#[cfg(feature = "hydrate")]
pub use state::AnnotatorState;
