//! A demonstration is filled at any hour; what happened in it happened by day.

use std::time::Duration;

use domain::{
    clock::Calendar,
    time::{london, london_day},
};
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::Backend;

const HOUR: i64 = 60 * 60;
/// People work from 8 until 18 o'clock.
const OPENS: i8 = 8;
/// What would fall between this hour and the next morning falls into the day's last hour instead, in the same order.
const EVENING: i8 = 17;

/// The hours of a story as they pass: never later than they would by a clock.
pub(super) struct Hours<'a> {
    b: &'a Backend,
    by_clock: Timestamp,
}

impl<'a> Hours<'a> {
    /// From the time of `b`, whose clock is a stopped one made by [`by_day`] of `by_clock`.
    pub(super) fn new(b: &'a Backend, by_clock: Timestamp) -> Self {
        Self { b, by_clock }
    }

    /// Minutes pass as they are: what takes seconds, such as taking an answer back, is over after one.
    pub(super) fn minutes(&mut self, minutes: u64) {
        let passed = Duration::from_secs(60 * minutes);
        self.b.clock().advance(passed);
        self.by_clock = later(self.by_clock, i64::try_from(60 * minutes).unwrap_or(i64::MAX));
    }

    /// Hours pass by day.
    pub(super) fn hours(&mut self, hours: i64) {
        self.by_clock = later(self.by_clock, hours * HOUR);
        let then = by_day(self.by_clock);
        if let Ok(passed) = Duration::try_from(then.duration_since(self.b.clock().now())) {
            self.b.clock().advance(passed);
        }
    }
}

/// A moment of a working day for every moment, in the same order and never later.
pub(super) fn by_day(at: Timestamp) -> Timestamp {
    let mut day = london_day(at);
    while !Calendar::default().is_working(day) || hour(day, OPENS) > at {
        let Ok(before) = day.yesterday() else { return at };
        day = before;
    }
    let evening = hour(day, EVENING);
    if at <= evening {
        return at;
    }
    let night = hour(Calendar::default().next_working(day), OPENS).duration_since(evening).as_secs().max(1);
    later(evening, at.duration_since(evening).as_secs() * HOUR / night)
}

fn hour(day: Date, hour: i8) -> Timestamp {
    let zoned = day.at(hour, 0, 0, 0).to_zoned(london());
    zoned.map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_happened_by_day_in_its_order_and_not_later() {
        let mut at: Timestamp = "2026-12-22T00:00:00Z".parse().unwrap();
        let mut before = by_day(at);
        for _ in 0..2_000 {
            let then = by_day(at);
            assert!(then <= at && then >= before, "{at} became {then} after {before}");
            let zoned = then.to_zoned(london());
            assert!(Calendar::default().is_working(zoned.date()) && (8..18).contains(&zoned.hour()), "{zoned}");
            (before, at) = (then, later(at, 11 * 60));
        }
    }
}
