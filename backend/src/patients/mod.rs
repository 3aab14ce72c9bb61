//! Patients of a practice: found or made with each form that is saved (`placing`), looked for, asked about.

mod carry_over;
mod find;
mod placing;
mod show;
mod start;

pub(crate) use carry_over::carry_over;
pub use find::{find, seal_search};
pub(crate) use placing::{Placing, begin, forget_case, place_case};
pub use show::{show, site};
pub use start::start;
