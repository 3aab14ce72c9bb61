//! Clinics keep London time, whatever zone a machine is in.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Europe/London, from the zone data that is built in.
///
/// # Panics
/// Never: the zone data is part of the program.
pub fn london() -> TimeZone {
    TimeZone::get("Europe/London").expect("the bundled zone data holds Europe/London")
}

/// The day it is in London at this moment.
pub fn london_day(at: Timestamp) -> Date {
    at.to_zoned(london()).date()
}
