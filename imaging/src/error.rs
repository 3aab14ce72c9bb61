//! Why a file could not become a picture, split by whose fault it is.

use thiserror::Error;

/// What is wrong with a file. Carries numbers only, never anything read from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// Nothing arrived.
    #[error("the file is empty")]
    Empty,
    /// A document, a film, text: whatever its name says.
    #[error("the file is not a picture")]
    NotAPicture,
    /// A picture in a format that is not read here (TIFF, AVIF, BMP, JPEG XL, arithmetic-coded JPEG).
    #[error("the picture's format is not supported")]
    Unsupported,
    /// An iPhone's own format, which only some browsers can read.
    #[error("the picture is in HEIC format")]
    Heic,
    /// More than one frame. Keeping only the first could drop the one that matters without anyone knowing.
    #[error("the picture is animated")]
    Animated,
    /// Cut short or broken.
    #[error("the picture is damaged or incomplete")]
    Damaged,
    /// More pixels than [`crate::Limits`] allows.
    #[error("the picture has {width} × {height} pixels, more than {limit} in all")]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    /// More bytes than [`crate::Limits`] allows, or than any quality could be squeezed into.
    #[error("the file has {bytes} bytes, more than {limit}")]
    TooLarge { bytes: usize, limit: usize },
    /// Our own failure while writing the result, not the sender's.
    #[error("the picture could not be written")]
    Failed,
}

impl Error {
    /// The name that travels to the screen and picks its sentence in the locale files.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty => "empty",
            Error::NotAPicture | Error::Unsupported => "not_a_picture",
            Error::Heic => "heic",
            Error::Animated => "animated",
            Error::Damaged => "damaged",
            Error::TooManyPixels { .. } => "too_many_pixels",
            Error::TooLarge { .. } => "too_large",
            Error::Failed => "failed",
        }
    }
}
