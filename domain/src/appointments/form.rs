use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use crate::{case::Problem, time::london, typed};

/// The longest place and the longest note, in characters: a place stands in a text.
const LONGEST_PLACE: usize = 100;
pub const LONGEST_NOTE: usize = 300;

/// Furthest ahead that something is booked: beyond the longest of the waiting times it is a slip of the pen.
const FURTHEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 366);

/// An appointment as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookingForm {
    /// "2026-12-01", as a date's field has it.
    #[serde(deserialize_with = "typed::deserialize")]
    pub day: String,
    /// "10:40", London time.
    #[serde(deserialize_with = "typed::deserialize")]
    pub time: String,
    /// "Skin clinic, level 2, Northshire Hospital": where the patient goes, or "by telephone".
    #[serde(deserialize_with = "typed::deserialize")]
    pub place: String,
}

impl BookingForm {
    /// When and where it is.
    ///
    /// # Errors
    /// What is wrong, each at its field: an hour that the clocks skip is none.
    pub fn read(&self, now: Timestamp) -> Result<(Timestamp, String), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, sentence: &str| problems.push(Problem::new(field, sentence.to_owned()));
        let day = self.day.trim().parse::<Date>().ok();
        if day.is_none() {
            wrong("day", "Enter the day of the appointment");
        }
        let time = self.time.trim().parse::<Time>().ok();
        if time.is_none() {
            wrong("time", "Enter the time of the appointment, such as 10:40");
        }
        let at = match day.zip(time) {
            Some((day, time)) => {
                let there = day.to_datetime(time);
                let at = there.to_zoned(london()).map(|zoned| (zoned.datetime() == there, zoned.timestamp()));
                match at {
                    Ok((true, at)) if at <= now => {
                        wrong("day", "The appointment must be in the future");
                        None
                    }
                    Ok((true, at)) if at > now.saturating_add(FURTHEST).unwrap_or(Timestamp::MAX) => {
                        wrong("day", "The appointment is more than a year ahead: check the year");
                        None
                    }
                    Ok((true, at)) => Some(at),
                    Ok((false, _)) | Err(_) => {
                        wrong("time", "There is no such time on that day: the clocks go forward");
                        None
                    }
                }
            }
            None => None,
        };
        let place = typed::line(&self.place);
        if place.is_empty() {
            wrong("place", "Enter where the patient goes, or “by telephone”");
        } else if place.chars().count() > LONGEST_PLACE {
            wrong("place", "Shorten the place: it must be 100 characters or fewer");
        }
        match at {
            Some(at) if problems.is_empty() => Ok((at, place)),
            Some(_) | None => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(day: &str, time: &str, place: &str) -> Result<(Timestamp, String), Vec<String>> {
        let form = BookingForm { day: day.to_owned(), time: time.to_owned(), place: place.to_owned() };
        let now = "2026-11-30T10:00:00Z".parse().unwrap();
        form.read(now).map_err(|problems| problems.into_iter().map(|it| it.field).collect())
    }

    #[test]
    fn what_is_typed_is_a_time_in_london() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let clinic = || "Skin clinic".to_owned();
        assert_eq!(read("2026-12-01", "10:40", " Skin clinic "), Ok((at("2026-12-01T10:40:00Z"), clinic())));
        assert_eq!(read("2027-07-01", "10:40", "Skin clinic"), Ok((at("2027-07-01T09:40:00Z"), clinic())));
        // The hour that comes twice is the first of the two; the one that does not come is none.
        assert_eq!(read("2027-10-31", "01:30", "Skin clinic"), Ok((at("2027-10-31T00:30:00Z"), clinic())));
        assert_eq!(read("2027-03-28", "01:30", "Skin clinic"), Err(vec!["time".to_owned()]));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let wrong = |day: &str, time: &str, place: &str| read(day, time, place).unwrap_err();
        assert_eq!(wrong("", "", ""), ["day", "time", "place"]);
        assert_eq!(wrong("2026-11-30", "10:00", "x"), ["day"]);
        assert_eq!(wrong("2062-12-01", "10:00", "x"), ["day"]);
        assert_eq!(wrong("2026-02-30", "25:00", &"x".repeat(101)), ["day", "time", "place"]);
    }
}
