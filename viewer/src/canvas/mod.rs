//! What the viewer and the annotator share: where a picture stands on its stage and how fingers move it there
//! ([`viewport::Viewport`], [`gesture::Gesture`]), the marks over it, and the tools that make them.
//!
//! To add a tool: a variant of [`Tool`] with its key, and what it draws in [`begin`] and [`trace`]; how its mark is
//! stored in `domain::annotation` and painted in `marks.rs` and `imaging::draw`; its name under `mark.` in the locales,
//! and its icon and hint for clinicians in `palette.rs` and `draw_panel.rs` of this crate. The compiler and the locales'
//! tests name each place.

pub mod gesture;
mod marks;
mod paths;
pub mod showing;
mod tool;
pub mod viewport;
pub mod window;

pub use marks::{Cross, Marks};
pub use tool::{Given, STEP, Tool, begin, is_visible, moved, trace};
