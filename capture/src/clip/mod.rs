//! Clips: recording or choosing one beside the pictures. Playing one is the viewer's.

mod add;

#[cfg(feature = "hydrate")]
mod record;
#[cfg(feature = "hydrate")]
mod recorder_state;

pub use add::AddClip;
