//! What a screen shows. Made in `backend`, rendered in `app`: dates are already words here, because a browser's
//! clock, zone and locale must not change what a page says.

mod admin;
mod case;
mod home;
mod openings;
mod patient;
mod time;
mod worklist;

pub use admin::*;
pub use case::*;
pub use home::*;
pub use openings::*;
pub use patient::*;
pub use time::*;
pub use worklist::*;
