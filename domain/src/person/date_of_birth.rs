use std::{fmt, str::FromStr};

use jiff::{Unit, civil::Date};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{command::DateFields, typed};

/// Older than anybody has become (122 years, and some room).
const OLDEST_YEARS: i16 = 130;

/// A date of birth that somebody alive can have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateOfBirth(pub Date);

/// Why three boxes are not a date of birth. Each sentence names the box.
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
    #[error("Day of birth must be a number from 1 to 31, for example 27")]
    Day,
    #[error("Month of birth must be a number from 1 to 12 or a name, for example 3 or March")]
    Month,
    #[error("Year of birth must have 4 numbers, for example 1948")]
    Year,
    #[error("Date of birth must be a real date: that month does not have this day")]
    NoSuchDay,
    #[error("Date of birth must be in the past: check the year")]
    Future,
    #[error("Date of birth must be less than 130 years ago: check the year")]
    TooLongAgo,
}

/// A box of a date, as its name in a form ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    Day,
    Month,
    Year,
}

impl DateOfBirthError {
    /// Its short name: in an address, and of the patient's sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoDay => "no_day",
            Self::NoMonth => "no_month",
            Self::NoYear => "no_year",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::NoSuchDay => "no_such_day",
            Self::Future => "future",
            Self::TooLongAgo => "too_long_ago",
        }
    }

    /// Every error, for those who say each in words.
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::NoDay,
        Self::NoMonth,
        Self::NoYear,
        Self::Day,
        Self::Month,
        Self::Year,
        Self::NoSuchDay,
        Self::Future,
        Self::TooLongAgo,
    ];

    /// The box to look at first.
    pub const fn part(self) -> DatePart {
        match self {
            Self::Empty | Self::NoDay | Self::Day | Self::NoSuchDay => DatePart::Day,
            Self::NoMonth | Self::Month => DatePart::Month,
            Self::NoYear | Self::Year | Self::Future | Self::TooLongAgo => DatePart::Year,
        }
    }

    /// The field of `Problem`.
    pub const fn field(self) -> &'static str {
        match self.part() {
            DatePart::Day => "dob",
            DatePart::Month => "dob-month",
            DatePart::Year => "dob-year",
        }
    }
}

impl DateOfBirth {
    /// Judges what was typed. What has one meaning is understood: "12th", "Mar.", "march", a whole "12/03/1948" in
    /// one box. A year of two digits has two, and is asked about.
    ///
    /// # Errors
    /// `DateOfBirthError` with the one sentence that helps most.
    pub fn parse(typed: &DateFields, today: Date) -> Result<Self, DateOfBirthError> {
        let [day, month, year] = boxes(typed);
        match (day.is_empty(), month.is_empty(), year.is_empty()) {
            (true, true, true) => return Err(DateOfBirthError::Empty),
            (true, _, _) => return Err(DateOfBirthError::NoDay),
            (_, true, _) => return Err(DateOfBirthError::NoMonth),
            (_, _, true) => return Err(DateOfBirthError::NoYear),
            (false, false, false) => {}
        }
        let day = day_number(&day).ok_or(DateOfBirthError::Day)?;
        let month = month_number(&month).ok_or(DateOfBirthError::Month)?;
        let year = year_number(&year).ok_or(DateOfBirthError::Year)?;
        let date = Date::new(year, month, day).map_err(|_| DateOfBirthError::NoSuchDay)?;
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

/// Day, month and year as typed; a whole date in one box is taken apart. Day first, as in the UK, unless the year or
/// the month's name stands first.
fn boxes(typed: &DateFields) -> [String; 3] {
    let boxes = [&typed.day, &typed.month, &typed.year].map(|part| typed::plain(part));
    let mut filled = boxes.iter().filter(|part| !part.is_empty());
    let (Some(whole), None) = (filled.next(), filled.next()) else { return boxes };
    let parts = whole.split(['/', '-', '.', ',', ' ']).filter(|part| !part.is_empty() && *part != "of");
    let [first, second, third] = match parts.collect::<Vec<_>>().as_slice() {
        [first, second, third] => [first, second, third].map(|part| (*part).to_owned()),
        [first, second] => [(*first).to_owned(), (*second).to_owned(), String::new()],
        _ => return boxes,
    };
    if year_number(&first).is_some() {
        [third, second, first]
    } else if first.starts_with(char::is_alphabetic) {
        [second, first, third]
    } else {
        [first, second, third]
    }
}

fn digits<T: FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// 1 to 31, from "3", "03" or "3rd".
fn day_number(typed: &str) -> Option<i8> {
    let typed = typed.trim_end_matches('.').to_lowercase();
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| typed.strip_suffix(ending)).unwrap_or(&typed);
    digits(number.trim_end()).filter(|day| (1..=31).contains(day))
}

/// 1 to 12, from "3", "03", "mar", "Mar." or "March".
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
    let typed = typed.trim_end_matches('.').to_lowercase();
    if let Some(number) = digits(&typed) {
        return Some(number).filter(|month| (1..=12).contains(month));
    }
    let index = MONTHS.iter().position(|month| typed.chars().count() >= 3 && month.starts_with(&typed))?;
    i8::try_from(index + 1).ok()
}

/// Four digits: of "48", nobody can tell the century.
fn year_number(typed: &str) -> Option<i16> {
    digits(typed).filter(|_| typed.len() == 4)
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
        for year in ["48", "'48", "948", "19480", "194B"] {
            assert_eq!(born("12", "3", year), Err(DateOfBirthError::Year), "{year}");
        }
        assert_eq!(born("29", "2", "2025"), Err(DateOfBirthError::NoSuchDay));
        assert_eq!(born("32", "2", "2025"), Err(DateOfBirthError::Day));
        for month in ["13", "0", "ma", "marz", "-3"] {
            assert_eq!(born("12", month, "1948"), Err(DateOfBirthError::Month), "{month}");
        }
        assert_eq!(born("23", "11", "2026"), Err(DateOfBirthError::Future));
        assert!(born("22", "11", "2026").is_ok());
        assert_eq!(born("1", "1", "1895"), Err(DateOfBirthError::TooLongAgo));
    }

    #[test]
    fn what_has_one_meaning_is_understood() {
        for (day, month, year) in [
            ("12th", "Mar.", "1948"),
            (" 12. ", "MARCH", "1948"),
            ("12\u{200B}", "\u{202D}03\u{202C}", "１９４８"),
            ("١٢", "٣", "١٩٤٨"),
            ("12/03/1948", "", ""),
            ("12-3-1948", "", ""),
            ("12\u{2013}03\u{2013}1948", "", ""),
            ("", "", "12.3.1948"),
            ("", "12 March 1948", ""),
            ("12th of March, 1948", "", ""),
            ("March 12, 1948", "", ""),
            ("1948-03-12", "", ""),
        ] {
            assert_eq!(born(day, month, year), born("12", "3", "1948"), "{day}|{month}|{year}");
        }
    }

    #[test]
    fn the_box_that_is_wrong_is_named() {
        for (day, month, year, error, field) in [
            ("12-3-48", "", "", DateOfBirthError::Year, "dob-year"),
            ("12/03", "", "", DateOfBirthError::NoYear, "dob-year"),
            ("12/03/1948", "3", "1948", DateOfBirthError::Day, "dob"),
            ("12", "first", "1948", DateOfBirthError::Month, "dob-month"),
        ] {
            let found = born(day, month, year).unwrap_err();
            assert_eq!((found, found.field()), (error, field), "{day}|{month}|{year}");
        }
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
