//! Why a file could not become a picture, split by whose fault it is.

use thiserror::Error;

/// What is wrong with a file. Carries numbers only, never anything read from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// Nothing arrived.
    #[error("the file is empty")]
    Empty,
    /// A document, a clip, text: whatever its name says.
    #[error("the file is not a picture")]
    NotAPicture,
    /// A picture, clip or document in a format that is not read here. Some browsers can read some of them.
    #[error("the file's format is not read here: {}", .0.code())]
    Foreign(Format),
    /// A picture that uses what its decoder does not know.
    #[error("the picture uses a rare feature of its format")]
    Unsupported,
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

/// A format that is told apart, to name it and the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// HEIF with HEVC inside: what phones of several makers write by default.
    Heic,
    Avif,
    JpegXl,
    Tiff,
    Bmp,
    /// A camera's raw data.
    Raw,
    /// A JPEG that is lossless, arithmetic-coded or of 12 bits.
    RareJpeg,
    /// DICOM with anything but one JPEG inside.
    Dicom,
    Pdf,
    Video,
}

impl Format {
    /// The name that travels to the screen.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::JpegXl => "jpeg_xl",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
            Self::Raw => "raw",
            Self::RareJpeg => "rare_jpeg",
            Self::Dicom => "dicom",
            Self::Pdf => "pdf",
            Self::Video => "video",
        }
    }
}

impl Error {
    /// The name that travels to the screen and picks its sentence in the locale files.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty => "empty",
            Error::NotAPicture => "not_a_picture",
            Error::Foreign(format) => format.code(),
            Error::Unsupported => "unsupported",
            Error::Animated => "animated",
            Error::Damaged => "damaged",
            Error::TooManyPixels { .. } => "too_many_pixels",
            Error::TooLarge { .. } => "too_large",
            Error::Failed => "failed",
        }
    }
}
