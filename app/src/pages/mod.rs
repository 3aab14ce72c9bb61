//! One folder per role. What a patient's phone downloads is apart from what clinicians download.

pub mod patient;
pub mod public;
mod referrer;
mod specialist;
pub mod staff;
