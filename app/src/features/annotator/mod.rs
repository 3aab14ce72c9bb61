//! Drawing on a picture: pen, arrow, circle, area, words, numbers and size, at any zoom, by touch, mouse, pen and
//! keyboard. The marks are a layer beside the picture, which stays as it is.

mod drawing;
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
mod toolbar;

#[cfg(feature = "hydrate")]
pub use area::{Annotator, Marking, drawn};
pub use drawing::{Given, STEP, Tool, begin, is_visible, moved, trace};
pub use history::History;
