use serde::{Deserialize, Serialize};

use crate::{
    annotation::Layer,
    ids::ImageId,
    image::{KeptBecause, View},
};

/// What comes with a picture: sent as `Upload-Metadata` (tus 1.0) or as form fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureDetails {
    pub view: View,
    #[serde(default = "first")]
    pub lesion: u32,
    /// Drawn before sending; coordinates are shares of the picture's width and height.
    #[serde(default)]
    pub annotations: Layer,
    /// The person was told of a fault and chose to send the picture all the same.
    #[serde(default)]
    pub kept_despite: Vec<String>,
    /// Why, if they said so.
    #[serde(default)]
    pub kept_because: Option<KeptBecause>,
    /// SHA-256 of the bytes as sent, hexadecimal, or empty: after a reload it finds the upload that was under way, since
    /// nothing about a picture may stay in the browser.
    #[serde(default)]
    pub fingerprint: String,
    /// What is sent is no picture but the clip that this picture, the clip's poster, begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip_of: Option<ImageId>,
}

fn first() -> u32 {
    1
}
