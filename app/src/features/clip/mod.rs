//! Clips: recording or choosing one beside the pictures, and playing it beside the one that is its poster.

mod add;
mod play;

#[cfg(feature = "hydrate")]
mod record;
#[cfg(feature = "hydrate")]
mod recorder_state;

pub use add::AddClip;
pub use play::{ClipBadge, ClipMark, PlayClip};
