//! Pages of tasks and of cases. Every one is keyset-paged over an index, so the millionth case costs what the first one did.

mod booking;
mod page;
mod practice;
mod worklist;

pub(crate) use booking::{ListedBooking, booking_cursor, bookings};
pub(crate) use page::{ListedCase, ListedTask, cursor};
pub(super) use practice::not_reached;
pub(crate) use practice::{
    count, count_cases, count_ended, count_late_anywhere, count_own, is_not_reached, newest, next, practice,
};
pub(crate) use worklist::{
    WorklistFilter, count_answered, count_open, count_waiting, dues, next_waiting, worklist, wrong_for_service,
};
