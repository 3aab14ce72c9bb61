use imaging::clip::ClipError;

use crate::{Error, objects::ObjectError};

/// Why a picture, or a part of one, was not taken. Carries numbers only, nothing read from the file.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The upload has expired, or its link takes no more pictures.
    #[error("takes no more")]
    Gone,
    /// The part does not begin where the last one ended.
    #[error("the next part begins at {expected}")]
    Offset { expected: u64 },
    /// The part's checksum is another one: it was thrown away.
    #[error("the checksum does not fit")]
    Checksum,
    /// The case has as many pictures as it may have.
    #[error("no more than {limit} pictures")]
    TooMany { limit: u32 },
    /// The file is not a picture that can be taken; [`imaging::Error::code`] picks the sentence.
    #[error("refused: {}", .0.code())]
    Refused(imaging::Error),
    /// The case has as many clips as it may have, or this picture has its one.
    #[error("no more than {limit} clips")]
    TooManyClips { limit: u32 },
    /// The file is not a clip that can be taken.
    #[error("refused: {}", .0.code())]
    RefusedClip(ClipError),
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<domain::access::Denied> for PictureError {
    fn from(denied: domain::access::Denied) -> Self {
        Self::Other(denied.into())
    }
}

impl From<ObjectError> for PictureError {
    fn from(error: ObjectError) -> Self {
        Self::Other(error.into())
    }
}
