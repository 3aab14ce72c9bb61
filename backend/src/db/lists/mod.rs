//! Pages of cases. Every one is keyset-paged over an index, so the millionth case costs what the first one did.

mod page;
mod practice;
mod worklist;

pub(crate) use page::{ListedCase, cursor};
pub(crate) use practice::{
    count_ended, count_late, count_late_anywhere, count_practice, is_not_reached, late, practice,
};
pub(crate) use worklist::{WorklistFilter, count_overdue, count_waiting, next_waiting, worklist, wrong_for_service};
