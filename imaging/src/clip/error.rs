use thiserror::Error;

/// What is wrong with a clip. Carries numbers only, never anything read from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ClipError {
    #[error("the file is empty")]
    Empty,
    /// Something else, whatever its name says; or sound alone.
    #[error("the file is not a video")]
    NotAVideo,
    /// A clip, but of a kind that cannot be cleaned here.
    #[error("the video's format is not supported")]
    Unsupported,
    /// Cut short or broken.
    #[error("the video is damaged or incomplete")]
    Damaged,
    #[error("the video lasts {milliseconds} ms, more than {limit}")]
    TooLong { milliseconds: u64, limit: u64 },
    #[error("the video has {bytes} bytes, more than {limit}")]
    TooLarge { bytes: usize, limit: usize },
}

impl ClipError {
    /// The name that travels to the screen and picks its sentence in the locale files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAVideo | Self::Unsupported => "not_a_video",
            Self::Damaged => "video_damaged",
            Self::TooLong { .. } => "video_too_long",
            Self::TooLarge { .. } => "video_too_large",
        }
    }
}
