//! The crate from outside: files in, files out.
#![expect(clippy::unwrap_used, reason = "what makes the tests' own files may stop a test")]

mod bad_input;
mod clips;
mod colour;
mod evidence;
mod formats;
mod live;
mod made;
mod metadata;
mod odd;
mod orientation;
mod plate;
mod properties;
mod quality;
mod register;
mod replay;
mod size;
