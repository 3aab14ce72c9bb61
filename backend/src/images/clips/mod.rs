//! Clips: short videos, each beside the picture that is its poster. A clip comes by the same uploads as a picture; it is
//! cleaned and never decoded, sealed, and read again in pieces. Who may look at the picture may play it, and with the
//! picture it is removed.

mod ingest;
mod play;
mod to_add;

use domain::view::ClipView;

pub(super) use ingest::ingest;
pub use play::{Clip, find, read};
pub(super) use to_add::{to_add, too_large};

use crate::db;

/// What a screen shows of a clip.
pub(super) fn view(clip: &db::clips::Clip) -> ClipView {
    // Rounded up: a clip of half a second is not one of none.
    let seconds = clip.milliseconds.div_ceil(1_000);
    ClipView {
        address: format!("/images/{}/clip", clip.image),
        media_type: clip.kind.media_type().to_owned(),
        length: format!("{}:{:02}", seconds / 60, seconds % 60),
    }
}
