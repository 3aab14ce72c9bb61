//! Pictures: how they come in, who may look at them, and what may be done with them.
//!
//! A picture may be the poster of a clip ([`clips`]), which comes by an upload of its own.
//!
//! Two ways in: [`receive`] takes a whole file, and the uploads take it in parts ([`create_upload`], [`append`]). An
//! acknowledged part is durable. Both ways end in one place, which decodes the file again whatever the browser did,
//! and keeps the picture, its row and its event in one transaction.

mod annotate;
mod append;
mod checksum;
pub mod clips;
mod close_upload;
mod copy;
mod create_upload;
mod decode;
mod error;
mod ingest;
mod own_upload;
mod permission;
mod read;
mod receive;
mod remove;
mod slots;
mod terminate;
mod views;

pub use annotate::annotate;
pub use append::{Progress, append, upload_progress};
pub use checksum::Checksum;
pub use copy::{Copied, copy};
pub use create_upload::create_upload;
pub use error::PictureError;
pub use own_upload::is_uploader;
pub use read::{Size, read};
pub use receive::receive;
pub use remove::remove;
pub(crate) use remove::{take_out, take_out_all};
pub(crate) use slots::decoding;
pub use terminate::{expire_uploads, terminate};
pub(crate) use views::{views, views_of};
