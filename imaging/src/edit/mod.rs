//! What a person does to a picture before it is sent: a short list of steps, kept beside the original and replayed from
//! it, so that any step can be taken back and nothing is lost twice.

mod crop_frame;
mod hide;
mod level;
mod quad;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::CropShare;
pub use crop_frame::CropFrame;
pub(crate) use hide::{COVER, clear_around, cover};
pub(crate) use level::level;

/// The one version there is.
pub const VERSION: u32 = 1;

/// What a list may hold. A person makes a handful of steps; the rest is room for somebody who covers many names.
pub const MAX_STEPS: usize = 64;
/// Degrees either way: beyond that a picture is not crooked but turned, and little of it would be left.
pub const MAX_DEGREES: f32 = 15.0;

/// One step. Boxes are shares of what was seen when the step was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Step {
    /// A quarter, clockwise.
    Turn,
    /// Clockwise, about the middle; then the largest box of the same shape that has no empty corner.
    Straighten { degrees: f32 },
    /// Only this is kept.
    Crop(CropShare),
    /// This is painted over: faces, tattoos, names.
    Hide(CropShare),
}

/// Steps in the order they were made; always within the limits above.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct EditList {
    steps: Vec<Step>,
}

/// As it is written down.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    steps: Vec<Step>,
}

/// Why a list is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EditError {
    #[error("this is not a list of steps")]
    Unreadable,
    #[error("a list of version {0}, which is not known here")]
    UnknownVersion(u32),
    #[error("more than {MAX_STEPS} steps")]
    TooManySteps,
    #[error("a number that is not finite")]
    NotFinite,
    #[error("straightened by more than {MAX_DEGREES} degrees")]
    TooFar,
}

impl EditList {
    /// # Errors
    /// [`EditError`] for the first step beyond the limits.
    pub fn new(steps: Vec<Step>) -> Result<Self, EditError> {
        if steps.len() > MAX_STEPS {
            return Err(EditError::TooManySteps);
        }
        steps.iter().try_for_each(Step::check)?;
        Ok(EditList { steps })
    }

    /// From JSON, wherever it comes from.
    ///
    /// # Errors
    /// [`EditError`] for anything but a list that can be followed.
    pub fn parse(json: &str) -> Result<Self, EditError> {
        serde_json::from_str::<Written>(json).map_err(|_| EditError::Unreadable)?.try_into()
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// What is left of an upright picture of this size.
    pub fn frame(&self, width: u32, height: u32) -> CropFrame {
        self.steps.iter().fold(CropFrame::whole(width, height), CropFrame::after)
    }

    /// What is painted over, each part as it stood when it was hidden.
    pub(crate) fn hidden(&self, width: u32, height: u32) -> Vec<CropFrame> {
        let mut seen = CropFrame::whole(width, height);
        let mut hidden = Vec::new();
        for step in &self.steps {
            if let Step::Hide(part) = step {
                hidden.push(seen.after(&Step::Crop(*part)));
            }
            seen = seen.after(step);
        }
        hidden
    }
}

impl Step {
    fn check(&self) -> Result<(), EditError> {
        match self {
            Step::Turn => Ok(()),
            Step::Straighten { degrees } if !degrees.is_finite() => Err(EditError::NotFinite),
            Step::Straighten { degrees } if degrees.abs() > MAX_DEGREES => Err(EditError::TooFar),
            Step::Straighten { .. } => Ok(()),
            Step::Crop(part) | Step::Hide(part) => {
                let finite = [part.left, part.top, part.width, part.height].iter().all(|number| number.is_finite());
                if finite { Ok(()) } else { Err(EditError::NotFinite) }
            }
        }
    }
}

impl TryFrom<Written> for EditList {
    type Error = EditError;

    fn try_from(Written { version, steps }: Written) -> Result<Self, EditError> {
        if version == VERSION { EditList::new(steps) } else { Err(EditError::UnknownVersion(version)) }
    }
}

impl From<EditList> for Written {
    fn from(EditList { steps }: EditList) -> Self {
        Written { version: VERSION, steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_that_can_be_followed_is_read() {
        let all = r#"{"version":1,"steps":[{"kind":"turn"},{"kind":"straighten","degrees":-2.5},{"kind":"hide","left":0.5,"top":0.25,"width":0.25,"height":0.5}]}"#;
        let list = EditList::parse(all).unwrap();
        assert_eq!(serde_json::to_string(&list).unwrap(), all, "what is written today is read for ever");
        let step = |step: &str| EditList::parse(&format!(r#"{{"version":1,"steps":[{step}]}}"#));
        assert_eq!(step(r#"{"kind":"straighten","degrees":15.5}"#), Err(EditError::TooFar));
        assert_eq!(step(r#"{"kind":"straighten","degrees":1e300}"#), Err(EditError::NotFinite));
        let far = r#"{"kind":"crop","left":1e300,"top":0,"width":1,"height":1}"#;
        assert_eq!(step(far), Err(EditError::NotFinite));
        assert_eq!(step(r#"{"kind":"paint"}"#), Err(EditError::Unreadable));
        assert_eq!(EditList::parse(r#"{"version":2,"steps":[]}"#), Err(EditError::UnknownVersion(2)));
        assert_eq!(EditList::parse("[]"), Err(EditError::Unreadable));
        assert_eq!(EditList::new(vec![Step::Turn; MAX_STEPS + 1]), Err(EditError::TooManySteps));
    }
}
