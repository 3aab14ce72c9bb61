//! One folder per role. What a patient's phone downloads is apart from what clinicians download.

pub mod admin;
pub mod patient;
pub mod public;
pub mod referrer;
pub mod sessions;
pub mod specialist;
pub mod staff;
pub mod unsent;
