//! Pixels: bytes in, bytes out. The browser's worker and the server run this same code.
//!
//! [`prepare`] is the whole way from a picked file to a picture ready to send (browser);
//! [`receive`] the whole way from a received file to what is stored (server). Neither trusts a file's name, its
//! declared size or its metadata, and neither ever looks at the lesion: [`quality`] judges photographs only.

pub mod clip;
pub mod edit;
pub mod error;
pub mod job;
pub mod limits;
pub mod quality;
#[cfg(feature = "synthetic")]
pub mod synthetic;

mod colour;
#[cfg(feature = "draw")]
mod copy;
mod crop;
mod decode;
#[cfg(feature = "draw")]
pub mod draw;
mod encode;
mod orient;
mod picture;
mod prepare;
mod receive;
mod register;
mod resize;
mod segments;
mod sniff;
mod strip;

#[cfg(feature = "draw")]
pub use copy::{CopySize, copy};
pub use crop::CropShare;
pub use decode::{Decoded, decode};
pub use edit::EditList;
pub use encode::encode;
pub use error::{Error, Format};
pub use limits::Limits;
pub use orient::Orientation;
pub use picture::Picture;
pub use prepare::{Plan, Prepared, Stage, prepare, prepare_pixels, prepare_with};
pub use quality::{Distance, Fault, Finding, Note, Report};
pub use receive::{Received, SCREEN_SIDE, THUMB_SIDE, receive};
pub use register::{Similarity, register};
pub use sniff::{FileKind, sniff};
