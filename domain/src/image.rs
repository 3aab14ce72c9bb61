//! What a picture shows, and what a set of pictures must hold.

use serde::{Deserialize, Serialize};

use crate::code::coded;

/// The view protocol of domain.md 3.2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Where on the body it is.
    #[default]
    Overview,
    /// About 20 cm away, square to the skin.
    CloseUp,
    /// Through a dermatoscope, in contact.
    Dermoscopic,
    /// From the side, if raised.
    Lateral,
    Other,
}

coded! { View, "view",
    Overview => "overview", "Overview";
    CloseUp => "close_up", "Close-up";
    Dermoscopic => "dermoscopic", "Dermoscopic";
    Lateral => "lateral", "From the side";
    Other => "other", "Other";
}

impl View {
    /// What a patient with a phone is coached through, in this order; the first two are needed, the third helps.
    pub const FOR_PATIENTS: &[Self] = &[Self::Overview, Self::CloseUp, Self::Lateral];

    /// Without this view an answer often has to be "send more pictures".
    pub const fn needed(self) -> bool {
        match self {
            Self::Overview | Self::CloseUp => true,
            Self::Dermoscopic | Self::Lateral | Self::Other => false,
        }
    }
}

/// What the set still lacks and what that costs, one sentence per view. Advice: it never stops a request.
///
/// A dermoscopic view is asked for only of a pigmented lesion: that is where it changes the answer, and many practices
/// have no dermatoscope.
pub fn missing(views: &[View], pigmented: bool) -> Vec<String> {
    let lacks = |view| !views.contains(&view);
    let mut sentences = Vec::new();
    if views.is_empty() {
        sentences.push("No pictures yet: most requests without pictures end in an appointment.".to_owned());
        return sentences;
    }
    if lacks(View::Overview) {
        sentences.push("No overview: the specialist cannot see where it is, or whether there are others.".to_owned());
    }
    if lacks(View::CloseUp) {
        sentences.push("No close-up: the specialist cannot see its surface, border and colours.".to_owned());
    }
    if pigmented && lacks(View::Dermoscopic) {
        sentences.push(
            "No dermoscopic picture: the specialist may be unable to tell a harmless mole from a doubtful one."
                .to_owned(),
        );
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_each_missing_view_costs() {
        assert_eq!(missing(&[View::Overview, View::CloseUp], false), [] as [String; 0]);
        assert_eq!(missing(&[], true).len(), 1);
        assert!(missing(&[View::CloseUp], false)[0].starts_with("No overview"));
        assert!(missing(&[View::Overview], false)[0].starts_with("No close-up"));
        assert!(missing(&[View::Overview, View::CloseUp], true)[0].starts_with("No dermoscopic"));
    }
}
