//! Clinics keep London time, whatever zone a machine is in.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Europe/London, from the zone data that is built in.
///
/// # Panics
/// Never: the zone data is part of the program.
pub fn london() -> TimeZone {
    TimeZone::get("Europe/London").expect("the bundled zone data holds Europe/London")
}

/// The first moment of a day in London.
pub fn first_moment(day: Date) -> Timestamp {
    day.to_zoned(london()).map_or(Timestamp::MAX, |it| it.timestamp())
}

/// The day it is in London at this moment.
pub fn london_day(at: Timestamp) -> Date {
    at.to_zoned(london()).date()
}
