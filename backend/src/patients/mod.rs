//! Patients of a practice: found or made with each form that is saved (`placing`), looked for, asked about, made
//! one (`merge`).

mod carry_over;
mod compare;
mod details;
mod died;
mod find;
mod for_booking;
mod merge;
mod placing;
mod show;
mod start;

pub(crate) use carry_over::{carry_over, carry_over_lesions};
pub use compare::{apart, choices, compare, open_typed, seal_typed};
pub use details::{change, details, refused};
pub(crate) use died::{died, has_died, may_be_texted};
pub use find::{find, seal_search};
pub(crate) use for_booking::{ForBooking, for_booking};
pub use merge::{Seen, merge, unmerge};
pub(crate) use placing::{Placing, begin, forget_case, place_case, place_lesion};
pub use show::{show, site};
pub use start::start;
