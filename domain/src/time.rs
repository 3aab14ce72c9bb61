//! Clinics keep London time, whatever zone a machine is in.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

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

/// A moment as a person reads it, Europe/London whatever the machine's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// UTC milliseconds, for `<time datetime>` and for sorting.
    pub ms: i64,
    /// ISO 8601 with offset, for `<time datetime>`.
    pub iso: String,
    /// "Tue 24 Nov, 10:42".
    pub short: String,
    /// "Tuesday 24 November 2026 at 10:42": for the hover text and screen readers.
    pub full: String,
}

impl When {
    /// The moment in London's words.
    pub fn at(moment: Timestamp) -> Self {
        let there = moment.to_zoned(london());
        Self {
            ms: moment.as_millisecond(),
            iso: there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            short: there.strftime("%a %-d %b, %H:%M").to_string(),
            full: there.strftime("%A %-d %B %Y at %H:%M").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn london_in_winter_and_in_summer() {
        let winter = When::at("2026-11-24T10:42:00Z".parse().unwrap());
        assert_eq!(winter.short, "Tue 24 Nov, 10:42");
        assert_eq!(winter.full, "Tuesday 24 November 2026 at 10:42");
        assert_eq!(winter.iso, "2026-11-24T10:42:00+00:00");
        let summer = When::at("2026-07-01T23:30:00Z".parse().unwrap());
        assert_eq!(summer.short, "Thu 2 Jul, 00:30");
        assert_eq!(summer.iso, "2026-07-02T00:30:00+01:00");
    }
}
