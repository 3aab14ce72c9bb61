//! Drawing on a picture: pen, arrow, circle, area, words, numbers and size, at any zoom, by touch, mouse, pen and
//! keyboard. The marks are a layer beside the picture, which stays as it is.
//!
//! To add a tool: a variant of [`Tool`] with its key, and what it draws in [`begin`] and [`trace`]; how its mark is
//! stored in `domain::annotation` and painted in `viewer/marks.rs` and `imaging::draw`; its name under `mark.` in the
//! locales, and its icon and hint for clinicians in `viewer/palette.rs` and `viewer/draw_panel.rs`. The compiler and
//! the locales' tests name each place.

mod history;
mod tool;

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
pub use tool::{Given, STEP, Tool, begin, is_visible, moved, trace};
