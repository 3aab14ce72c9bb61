//! Short clips of the skin: what they are, how long they last, and everything taken out of them but the pictures.
//!
//! A clip is never decoded here. Its container is walked with hard limits, and cleaned where it stands: every byte
//! keeps its place, so no offset in the file has to be rewritten. What is not needed to show the frames is turned into
//! the container's own kind of empty space and filled with zeros: places, times, makers, names, thumbnails and sound.
//! What an encoder writes inside the frames themselves stays.
//!
//! To add a container: a variant of [`ClipKind`] with its first bytes, and a module that walks it as [`mp4`] and
//! [`webm`] do; a clip of it among those of `tests/it/clips` and of `fuzz`.

mod error;
mod mp4;
mod webm;

pub use error::ClipError;

/// The containers that browsers record and phones keep clips in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClipKind {
    /// ISO base media file (ISO/IEC 14496-12) with an MP4 brand.
    Mp4,
    /// Apple's, from which the MP4 container was made.
    QuickTime,
    /// The Matroska subset (RFC 9559) that browsers play.
    WebM,
}

impl ClipKind {
    /// The name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::QuickTime => "quicktime",
            Self::WebM => "webm",
        }
    }

    /// Back from [`Self::as_str`].
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Mp4, Self::QuickTime, Self::WebM].into_iter().find(|kind| kind.as_str() == name)
    }

    /// The `Content-Type` it is played as.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::QuickTime => "video/quicktime",
            Self::WebM => "video/webm",
        }
    }
}

/// What was found out about a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clip {
    pub kind: ClipKind,
    /// How long it plays.
    pub milliseconds: u64,
}

/// What is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClipLimits {
    pub max_bytes: usize,
    pub max_milliseconds: u64,
}

impl Default for ClipLimits {
    /// 100 MB and 60 s, the longest clip a patient is asked for. A recorder that is stopped at 60 s writes a few frames
    /// more: two seconds are let pass.
    fn default() -> Self {
        Self { max_bytes: 100_000_000, max_milliseconds: 62_000 }
    }
}

/// Parts of one file that are read. A minute at 240 pictures a second has about 30,000 in the worst layout (a
/// fragment for every frame); a hostile file of 100 MB could have 12 million.
const MOST_PARTS: u32 = 200_000;

/// What the first bytes say; a name or a declared type is never trusted.
pub fn sniff(bytes: &[u8]) -> Option<ClipKind> {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => mp4::kind(brand),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some(ClipKind::WebM),
        _ => None,
    }
}

/// Takes everything but the pictures out of a clip, in place.
///
/// # Errors
/// A [`ClipError`] where it is not a clip that can be taken; `bytes` may then be half cleaned and must not be kept.
pub fn clean(bytes: &mut [u8], limits: &ClipLimits) -> Result<Clip, ClipError> {
    if bytes.is_empty() {
        return Err(ClipError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(ClipError::TooLarge { bytes: bytes.len(), limit: limits.max_bytes });
    }
    let kind = sniff(bytes).ok_or(ClipError::NotAVideo)?;
    let milliseconds = match kind {
        ClipKind::Mp4 | ClipKind::QuickTime => mp4::clean(bytes)?,
        ClipKind::WebM => webm::clean(bytes)?,
    };
    if milliseconds > limits.max_milliseconds {
        return Err(ClipError::TooLong { milliseconds, limit: limits.max_milliseconds });
    }
    Ok(Clip { kind, milliseconds })
}

/// How many more parts may be read.
struct Budget(u32);

impl Budget {
    fn spend(&mut self) -> Result<(), ClipError> {
        self.0 = self.0.checked_sub(1).ok_or(ClipError::Damaged)?;
        Ok(())
    }
}
