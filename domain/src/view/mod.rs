//! What a screen shows. Made in `backend`, rendered in `app`: dates are already words here, because a browser's
//! clock, zone and locale must not change what a page says.

mod admin;
mod booking;
mod case;
mod conclusion;
mod forms;
mod home;
mod hub;
mod monitoring;
mod openings;
mod operations;
mod other_request;
mod patient;
mod patients;
mod policy;
mod request;
mod review;
mod send_on;
mod team;
mod told;
mod worklist;
mod wrong_patient;

pub use admin::*;
pub use booking::*;
pub use case::*;
pub use conclusion::*;
pub use forms::*;
pub use home::*;
pub use hub::*;
pub use monitoring::*;
pub use openings::*;
pub use operations::*;
pub use other_request::*;
pub use patient::*;
pub use patients::*;
pub use policy::*;
pub use request::*;
pub use review::*;
pub use send_on::*;
pub use team::*;
pub use told::*;
pub use worklist::*;
pub use wrong_patient::*;

// What the rules say in words is shown as it is.
pub use crate::{
    case::Fact,
    clock::{Due, Tone},
    time::When,
};
