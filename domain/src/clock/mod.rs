//! By when a case must be answered: working days, counted the same for everyone who looks.

mod badge;
mod calendar;
mod forecast;
mod working;

pub use badge::{Due, Tone, badge};
pub use calendar::{Calendar, Division, MOST_CLOSED, holidays_known_until, holidays_run_out};
pub use forecast::{DayAhead, PACE_DAYS, forecast};
pub use working::{Elapsed, due, due_after_pause, elapsed};
