//! Which days count.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::code::coded;

/// Whose bank holidays: the divisions of the GOV.UK feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Division {
    #[default]
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

coded! { Division, "division",
    EnglandAndWales => "england_and_wales", "England and Wales";
    Scotland => "scotland", "Scotland";
    NorthernIreland => "northern_ireland", "Northern Ireland";
}

/// Which days a service does not count. Published targets differ on bank holidays, so each service chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
    pub division: Division,
    /// Saturdays and Sundays do not count.
    pub weekends: bool,
    /// The division's bank holidays, substitute days among them, do not count.
    pub bank_holidays: bool,
    /// Days on which the service is closed besides, in order. A day that is added later moves nothing that was promised
    /// before: whoever was told a day goes by it.
    pub closed: Vec<Date>,
}

/// As many days as a service may be closed besides: two months of them, so that no due time is put off without end.
pub const MOST_CLOSED: usize = 60;

impl Default for Calendar {
    fn default() -> Self {
        Self { division: Division::default(), weekends: true, bank_holidays: true, closed: Vec::new() }
    }
}

/// The dated copy of the feed. Days after its last are taken for ordinary ones until a newer copy is put in its place.
#[derive(Deserialize)]
struct Feed {
    until: Date,
    divisions: Divisions,
}

#[derive(Deserialize)]
struct Divisions {
    england_and_wales: Vec<Holiday>,
    scotland: Vec<Holiday>,
    northern_ireland: Vec<Holiday>,
}

#[derive(Deserialize)]
struct Holiday {
    date: Date,
}

static FEED: LazyLock<Feed> = LazyLock::new(|| {
    serde_json::from_str(include_str!("bank-holidays.json")).expect("the built-in bank holidays are well formed")
});

/// The last day whose bank holidays are known. Answers due after it may be due on one.
pub fn holidays_known_until() -> Date {
    FEED.until
}

/// Whether the list of bank holidays ends within a year: somebody has to put a newer one in its place.
pub fn holidays_run_out(today: Date) -> bool {
    today.saturating_add(jiff::Span::new().years(1)) > holidays_known_until()
}

impl Calendar {
    /// Whether this day counts.
    pub fn is_working(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !(self.weekends && weekend || self.bank_holidays && self.is_bank_holiday(day) || self.closed.contains(&day))
    }

    fn is_bank_holiday(&self, day: Date) -> bool {
        let holidays = match self.division {
            Division::EnglandAndWales => &FEED.divisions.england_and_wales,
            Division::Scotland => &FEED.divisions.scotland,
            Division::NorthernIreland => &FEED.divisions.northern_ireland,
        };
        holidays.binary_search_by_key(&day, |holiday| holiday.date).is_ok()
    }

    /// The first working day after `day`.
    pub fn next_working(&self, day: Date) -> Date {
        // Never long: holidays, weekends and `MOST_CLOSED` days, and the calendar ends in the year 9999.
        day.series(jiff::Span::new().days(1)).skip(1).find(|&day| self.is_working(day)).unwrap_or(Date::MAX)
    }

    /// The `days`-th working day after `day`; `day` itself for 0.
    pub fn plus_working_days(&self, day: Date, days: u32) -> Date {
        (0..days).fold(day, |day, _| self.next_working(day))
    }

    /// How many working days come after `from`, up to and including `to`.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let days = from.series(jiff::Span::new().days(1)).skip(1).take_while(|&day| day <= to);
        u32::try_from(days.filter(|&day| self.is_working(day)).count()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn of(division: Division) -> Calendar {
        Calendar { division, ..Calendar::default() }
    }

    #[test]
    fn the_feed_is_sorted_for_searching() {
        for list in [&FEED.divisions.england_and_wales, &FEED.divisions.scotland, &FEED.divisions.northern_ireland] {
            assert!(list.is_sorted_by_key(|holiday| holiday.date) && list.len() > 30);
        }
    }

    #[test]
    fn substitute_days_count_and_the_day_they_stand_for_is_a_weekend() {
        // Boxing Day 2026 is a Saturday; Monday 28 December stands for it.
        let calendar = of(Division::EnglandAndWales);
        assert!(!calendar.is_working(date(2026, 12, 25)));
        assert!(!calendar.is_working(date(2026, 12, 28)));
        assert_eq!(calendar.next_working(date(2026, 12, 24)), date(2026, 12, 29));
    }

    #[test]
    fn divisions_differ() {
        let saint_patrick = date(2026, 3, 17);
        assert!(of(Division::EnglandAndWales).is_working(saint_patrick));
        assert!(!of(Division::NorthernIreland).is_working(saint_patrick));
        let easter_monday = date(2025, 4, 21);
        assert!(of(Division::Scotland).is_working(easter_monday));
        assert!(!of(Division::EnglandAndWales).is_working(easter_monday));
    }

    #[test]
    fn what_was_proclaimed_after_the_feed_was_copied_is_in_it() {
        let after_the_match = date(2026, 6, 15);
        assert!(!of(Division::Scotland).is_working(after_the_match));
        assert!(of(Division::EnglandAndWales).is_working(after_the_match));
        assert_eq!(of(Division::Scotland).next_working(date(2026, 6, 12)), date(2026, 6, 16));
    }

    #[test]
    fn the_end_of_the_list_is_told_a_year_before() {
        let last = holidays_known_until();
        assert!(!holidays_run_out(last.saturating_sub(jiff::Span::new().years(1).days(1))));
        assert!(holidays_run_out(last.saturating_sub(jiff::Span::new().months(11))) && holidays_run_out(Date::MAX));
    }

    #[test]
    fn every_list_reaches_the_year_it_says() {
        for list in [&FEED.divisions.england_and_wales, &FEED.divisions.scotland, &FEED.divisions.northern_ireland] {
            assert_eq!(list.last().map(|holiday| holiday.date.year()), Some(holidays_known_until().year()));
        }
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(offset in 0i32..1_700, days in 0u32..30, division in 0usize..3) {
            let calendar = of(Division::ALL[division]);
            let from = date(2024, 1, 1) + jiff::Span::new().days(offset);
            let to = calendar.plus_working_days(from, days);
            prop_assert_eq!(calendar.working_days_between(from, to), days);
            prop_assert!(days == 0 || calendar.is_working(to));
        }
    }
}
