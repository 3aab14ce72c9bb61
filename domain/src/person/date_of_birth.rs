use std::fmt;

use jiff::{Unit, civil::Date};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::command::DateFields;

/// Older than anybody has become (122 years, and some room).
const OLDEST_YEARS: i16 = 130;

/// A date of birth that somebody alive can have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateOfBirth(pub Date);

/// Why three fields are not a date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateOfBirthError {
    #[error("Enter the date of birth")]
    Empty,
    #[error("Date of birth must include a day")]
    NoDay,
    #[error("Date of birth must include a month")]
    NoMonth,
    #[error("Date of birth must include a year")]
    NoYear,
    #[error("Year of birth must have 4 digits, for example 1948")]
    ShortYear,
    #[error("Date of birth must be a real date, for example 27 3 1948")]
    NotADate,
    #[error("Date of birth must be in the past")]
    Future,
    #[error("Date of birth must be less than 130 years ago")]
    TooLongAgo,
}

impl DateOfBirth {
    /// Judges what was typed; a month may be a number or its English name.
    ///
    /// # Errors
    /// `DateOfBirthError` with the one sentence that helps most.
    pub fn parse(typed: &DateFields, today: Date) -> Result<Self, DateOfBirthError> {
        let [day, month, year] = [typed.day.trim(), typed.month.trim(), typed.year.trim()];
        match (day.is_empty(), month.is_empty(), year.is_empty()) {
            (true, true, true) => return Err(DateOfBirthError::Empty),
            (true, _, _) => return Err(DateOfBirthError::NoDay),
            (_, true, _) => return Err(DateOfBirthError::NoMonth),
            (_, _, true) => return Err(DateOfBirthError::NoYear),
            (false, false, false) => {}
        }
        if year.chars().count() < 4 && year.parse::<u16>().is_ok() {
            return Err(DateOfBirthError::ShortYear);
        }
        let (Ok(day), Some(month), Ok(year)) = (day.parse(), month_number(month), year.parse()) else {
            return Err(DateOfBirthError::NotADate);
        };
        let date = Date::new(year, month, day).map_err(|_| DateOfBirthError::NotADate)?;
        if date > today {
            return Err(DateOfBirthError::Future);
        }
        if today.year() - date.year() > OLDEST_YEARS {
            return Err(DateOfBirthError::TooLongAgo);
        }
        Ok(Self(date))
    }

    /// "78 years"; "18 months" below two years, "12 days" below one month: what matters of a small child.
    pub fn age(self, today: Date) -> String {
        let span = |unit| self.0.until((unit, today)).expect("two civil dates are always some days apart");
        let years = span(Unit::Year).get_years();
        let months = span(Unit::Month).get_months();
        match (years, months) {
            (2.., _) => plural(years.into(), "year"),
            (_, 1..) => plural(months, "month"),
            _ => plural(span(Unit::Day).get_days().max(0), "day"),
        }
    }

    /// Whole years, for rules.
    pub fn years(self, today: Date) -> i16 {
        self.0.until((Unit::Year, today)).expect("two civil dates are always some years apart").get_years()
    }

    /// "12 Mar 1948 (78 years)".
    pub fn words(self, today: Date) -> String {
        format!("{} ({})", self.0.strftime("%-d %b %Y"), self.age(today))
    }
}

fn plural(n: i32, unit: &str) -> String {
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

/// 1 to 12, from "3", "03", "mar" or "March".
fn month_number(typed: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    let typed = typed.to_lowercase();
    let index = MONTHS.iter().position(|month| typed.chars().count() >= 3 && month.starts_with(&typed))?;
    i8::try_from(index + 1).ok()
}

/// Never the date: it would reach a log.
impl fmt::Debug for DateOfBirth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DateOfBirth(…)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn born(day: &str, month: &str, year: &str) -> Result<DateOfBirth, DateOfBirthError> {
        DateOfBirth::parse(&DateFields { day: day.into(), month: month.into(), year: year.into() }, TODAY)
    }

    #[test]
    fn dates_of_birth_and_their_sentences() {
        assert_eq!(born(" 12", "3", "1948").unwrap().words(TODAY), "12 Mar 1948 (78 years)");
        assert_eq!(born("12", "March", "1948"), born("12", "03", "1948"));
        assert_eq!(born("", "", ""), Err(DateOfBirthError::Empty));
        assert_eq!(born("", "3", "1948"), Err(DateOfBirthError::NoDay));
        assert_eq!(born("12", "", "1948"), Err(DateOfBirthError::NoMonth));
        assert_eq!(born("12", "3", ""), Err(DateOfBirthError::NoYear));
        assert_eq!(born("12", "3", "48"), Err(DateOfBirthError::ShortYear));
        assert_eq!(born("29", "2", "2025"), Err(DateOfBirthError::NotADate));
        assert_eq!(born("12", "13", "1948"), Err(DateOfBirthError::NotADate));
        assert_eq!(born("23", "11", "2026"), Err(DateOfBirthError::Future));
        assert!(born("22", "11", "2026").is_ok());
        assert_eq!(born("1", "1", "1895"), Err(DateOfBirthError::TooLongAgo));
    }

    #[test]
    fn small_children_count_in_months_and_days() {
        assert_eq!(born("10", "11", "2026").unwrap().age(TODAY), "12 days");
        assert_eq!(born("22", "10", "2026").unwrap().age(TODAY), "1 month");
        assert_eq!(born("23", "11", "2024").unwrap().age(TODAY), "23 months");
        assert_eq!(born("22", "11", "2024").unwrap().age(TODAY), "2 years");
    }

    #[test]
    fn never_in_a_log() {
        assert_eq!(format!("{:?}", born("12", "3", "1948")), "Ok(DateOfBirth(…))");
    }

    proptest! {
        #[test]
        fn every_real_day_is_read_back(days in 0i32..45_000) {
            let day = TODAY.checked_sub(jiff::Span::new().days(days)).unwrap();
            let typed = DateFields {
                day: day.day().to_string(),
                month: day.month().to_string(),
                year: day.year().to_string(),
            };
            prop_assert_eq!(DateOfBirth::parse(&typed, TODAY), Ok(DateOfBirth(day)));
        }

        #[test]
        fn any_text_is_judged_without_a_panic(day in ".{0,6}", month in ".{0,9}", year in "[0-9-]{0,6}|.{0,6}") {
            if let Ok(born) = DateOfBirth::parse(&DateFields { day, month, year }, TODAY) {
                prop_assert!(born.years(TODAY) <= OLDEST_YEARS && !born.age(TODAY).is_empty());
            }
        }
    }
}
