//! When a patient is told what was answered, by whom, and by when they should hear from somebody.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, time},
};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Kind, Outcome},
    clock::Calendar,
    code::coded,
    time::{london, london_day},
};

/// When the patient may read an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// As soon as it is in effect.
    AtOnce,
    /// Once somebody at the practice has read it: nobody learns of a cancer pathway from a text that no clinician of
    /// theirs knows of.
    AfterRead,
    /// When the practice says so: it calls the patient itself.
    ByPractice,
}

coded! { Telling, "telling",
    AtOnce => "at_once", "At once";
    AfterRead => "after_read", "Once the practice has read the answer";
    ByPractice => "by_practice", "By the practice itself";
}

/// How a service's patients are told. Every setting is the service's own; these are the defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewsRules {
    /// "No appointment needed": at once, there is nothing to break gently.
    pub reassurance: Telling,
    /// The surgery can treat it: at once.
    pub self_care: Telling,
    /// Other answers without an appointment: after reading.
    pub other: Telling,
    /// Anything that the patient has to be seen for: after reading.
    pub appointment: Telling,
    /// Urgent suspected cancer: after reading.
    pub suspected_cancer: Telling,
    /// Working days after which a patient who was not told stands on the practice's list, and is late. 1.
    pub tell_days: u32,
    /// Working days in which the practice makes an urgent referral that an answer asks it for; then it is late. 1.
    pub refer_urgent_days: u32,
    /// The same for any other referral. 3.
    pub refer_days: u32,
    /// Working days after which a patient whom nobody reaches (a locked link, a text that could not be sent) is late. 1.
    pub reach_days: u32,
    /// Working days after which "it has changed" that nobody dealt with is late. 1.
    pub changed_days: u32,
    /// Working days in which a surgery or a hospital in a hurry makes contact. 5 (domain.md 3.10).
    pub contact_days: u32,
    /// Weeks in which a hospital not in a hurry does. 4 (Mid and South Essex).
    pub routine_weeks: u32,
    /// Working days in which a surgery looks at the photos it asked for. 2.
    pub look_days: u32,
    /// Working days after which an answer that its patient was texted about, and did not open, is the practice's to tell.
    /// 5: after so many a patient should have heard (domain.md 3.10, 3.11).
    pub unread_days: u32,
    /// Days after its text at which a patient who has sent no photos is reminded of the link; 0: not. 3 (Accurx;
    /// domain.md 5.3).
    pub remind_days: u32,
    /// The same of the second reminder. 6: the link's last day (Accurx).
    pub remind_again_days: u32,
}

impl Default for NewsRules {
    fn default() -> Self {
        Self {
            reassurance: Telling::AtOnce,
            self_care: Telling::AtOnce,
            other: Telling::AfterRead,
            appointment: Telling::AfterRead,
            suspected_cancer: Telling::AfterRead,
            tell_days: 1,
            refer_urgent_days: 1,
            refer_days: 3,
            reach_days: 1,
            changed_days: 1,
            contact_days: 5,
            routine_weeks: 4,
            look_days: 2,
            unread_days: 5,
            remind_days: 3,
            remind_again_days: 6,
        }
    }
}

impl NewsRules {
    /// When the patient may read this outcome.
    pub const fn telling(&self, outcome: Outcome) -> Telling {
        match outcome {
            Outcome::Reassure => self.reassurance,
            Outcome::TreatInPrimaryCare => self.self_care,
            Outcome::UpgradeToCancer => self.suspected_cancer,
            // A question, not an answer: who can help with it should know.
            Outcome::MoreInformation => Telling::AtOnce,
            Outcome::UrgentClinic
            | Outcome::RoutineClinic
            | Outcome::SurgeryUrgent
            | Outcome::SurgeryRoutine
            | Outcome::CommunityDermatology
            | Outcome::PlasticSurgery
            | Outcome::EarNoseThroat
            | Outcome::OtherSpecialty
            | Outcome::PhotoHub
            | Outcome::VideoConsultation
            | Outcome::Downgrade => self.appointment,
            Outcome::InvestigateThenReview
            | Outcome::Monitor
            | Outcome::NotAppropriate
            | Outcome::Redirect
            | Outcome::UnableToAssess => self.other,
        }
    }

    /// The same of an answer to a request of this kind: on the pathway of a suspected cancer nobody learns by a text that
    /// something is to be done, before a clinician whom they can ask knows it.
    pub fn telling_for(&self, kind: Kind, outcome: Outcome) -> Telling {
        let told = self.telling(outcome);
        let is_harmless = matches!(outcome, Outcome::Reassure | Outcome::TreatInPrimaryCare | Outcome::MoreInformation);
        if kind == Kind::Cancer && told == Telling::AtOnce && !is_harmless { Telling::AfterRead } else { told }
    }

    /// When a patient who was texted a link at `sent` is reminded of it, by day, and until when each reminder is worth
    /// sending: until the next one, or the link's end. None at or after `ends`.
    pub fn reminders(&self, sent: Timestamp, ends: Timestamp, hours: TextHours) -> Vec<(Timestamp, Timestamp)> {
        let days = [self.remind_days, self.remind_again_days].into_iter().filter(|days| *days > 0);
        let at = |days: u32| sent.saturating_add((24 * i64::from(days)).hours()).unwrap_or(Timestamp::MAX);
        let mut all: Vec<Timestamp> = days.map(|days| hours.next(at(days))).filter(|at| *at < ends).collect();
        all.sort_unstable();
        all.dedup();
        let until = all.iter().skip(1).copied().chain([ends]);
        all.iter().copied().zip(until).collect()
    }

    /// Working days in which the practice makes the referral that this outcome asks it for.
    pub const fn refer_within(&self, outcome: Outcome) -> u32 {
        if outcome.is_urgent() { self.refer_urgent_days } else { self.refer_days }
    }

    /// By when a patient who was told then should have heard from whoever acts; None where nobody contacts them. One
    /// date for each outcome, so that no two of a page disagree.
    pub fn hear_by(&self, outcome: Outcome, told: Timestamp, weeks: Option<i64>, calendar: &Calendar) -> Option<Date> {
        let day = london_day(told);
        let working = |days| Some(calendar.plus_working_days(day, days));
        match outcome {
            Outcome::Reassure => None,
            Outcome::Monitor => Some(day.saturating_add(weeks.unwrap_or(12).clamp(1, 520).weeks())),
            Outcome::PhotoHub => Some(day.saturating_add(1.week())),
            Outcome::TreatInPrimaryCare
            | Outcome::InvestigateThenReview
            | Outcome::MoreInformation
            | Outcome::UpgradeToCancer
            | Outcome::UrgentClinic
            | Outcome::SurgeryUrgent
            | Outcome::NotAppropriate
            | Outcome::UnableToAssess => working(self.contact_days),
            Outcome::RoutineClinic
            | Outcome::SurgeryRoutine
            | Outcome::CommunityDermatology
            | Outcome::PlasticSurgery
            | Outcome::EarNoseThroat
            | Outcome::OtherSpecialty
            | Outcome::VideoConsultation
            | Outcome::Downgrade
            | Outcome::Redirect => Some(day.saturating_add(i64::from(self.routine_weeks).weeks())),
        }
    }
}

/// The hours in which texts that nobody is waiting for are sent: London's clock, the practices' own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextHours {
    /// The first hour. 8.
    pub from: i8,
    /// The hour from which on they wait until the next morning. 20.
    pub until: i8,
}

impl Default for TextHours {
    fn default() -> Self {
        Self { from: 8, until: 20 }
    }
}

impl TextHours {
    /// `at`, or the next morning for what would come at night.
    pub fn next(self, at: Timestamp) -> Timestamp {
        let there = at.to_zoned(london());
        if (self.from..self.until).contains(&there.hour()) {
            return at;
        }
        let day = if there.hour() < self.from { there.date() } else { there.date().saturating_add(1.day()) };
        let morning = day.to_datetime(time(self.from.clamp(0, 23), 0, 0, 0));
        // Only the last days of the year 9999 have no such moment.
        morning.to_zoned(london()).map_or(at, |morning| morning.timestamp())
    }
}

/// "Friday 4 December": a day that a patient is told.
pub fn day_in_words(day: Date) -> String {
    day.strftime("%A %-d %B").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_is_texted_at_night() {
        let next = |now: &str| TextHours::default().next(at(now)).to_string();
        assert_eq!(next("2026-11-29T02:05:00Z"), "2026-11-29T08:00:00Z");
        assert_eq!(next("2026-11-29T07:59:59Z"), "2026-11-29T08:00:00Z");
        assert_eq!(next("2026-11-29T08:00:00Z"), "2026-11-29T08:00:00Z");
        assert_eq!(next("2026-11-29T19:59:59Z"), "2026-11-29T19:59:59Z");
        assert_eq!(next("2026-11-29T20:00:00Z"), "2026-11-30T08:00:00Z");
        // London's morning, not Greenwich's.
        assert_eq!(next("2026-07-01T02:00:00Z"), "2026-07-01T07:00:00Z");
        let always = TextHours { from: 0, until: 24 };
        assert_eq!(always.next(at("2026-11-29T02:05:00Z")), at("2026-11-29T02:05:00Z"));
    }

    #[test]
    fn only_good_news_and_questions_are_told_before_the_practice_has_read_them() {
        let rules = NewsRules::default();
        let at_once: Vec<&str> = Outcome::ALL
            .iter()
            .filter(|outcome| rules.telling(**outcome) == Telling::AtOnce)
            .map(|outcome| outcome.as_str())
            .collect();
        assert_eq!(at_once, ["treat_in_primary_care", "reassure", "more_information"]);
        // Whatever a service sets, nobody on the pathway of a suspected cancer learns of an operation by a text first.
        let rules = NewsRules { appointment: Telling::AtOnce, ..rules };
        let told = |kind| rules.telling_for(kind, Outcome::SurgeryUrgent);
        assert_eq!([Kind::Advice, Kind::Cancer].map(told), [Telling::AtOnce, Telling::AfterRead]);
        assert_eq!(rules.telling_for(Kind::Cancer, Outcome::Reassure), Telling::AtOnce);
    }

    #[test]
    fn who_sent_no_photos_is_reminded_twice_by_day_while_the_link_works() {
        let rules = NewsRules::default();
        let reminded = |rules: &NewsRules, sent: &str, ends: &str| {
            let all = rules.reminders(at(sent), at(ends), TextHours::default());
            all.into_iter().map(|(at, until)| format!("{at} {until}")).collect::<Vec<_>>()
        };
        let week = |sent: &str, ends: &str| reminded(&rules, sent, ends);
        assert_eq!(
            week("2026-11-24T10:00:00Z", "2026-12-01T10:00:00Z"),
            ["2026-11-27T10:00:00Z 2026-11-30T10:00:00Z", "2026-11-30T10:00:00Z 2026-12-01T10:00:00Z"]
        );
        // Asked for at night, and reminded in the morning.
        assert_eq!(
            week("2026-11-24T22:00:00Z", "2026-12-01T22:00:00Z"),
            ["2026-11-28T08:00:00Z 2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z 2026-12-01T22:00:00Z"]
        );
        // A link that ends sooner: nobody is sent to one that is over.
        assert_eq!(week("2026-11-24T10:00:00Z", "2026-11-30T10:00:00Z"), ["2026-11-27T10:00:00Z 2026-11-30T10:00:00Z"]);
        let of = |remind_days, remind_again_days| {
            let rules = NewsRules { remind_days, remind_again_days, ..rules };
            reminded(&rules, "2026-11-24T10:00:00Z", "2026-12-01T10:00:00Z").len()
        };
        assert_eq!([of(0, 0), of(3, 0), of(0, 6), of(3, 3), of(6, 3)], [0, 1, 1, 1, 2]);
    }

    #[test]
    fn dates_come_from_the_services_calendar() {
        let by = |outcome, weeks| {
            let told = at("2026-12-22T10:00:00Z");
            NewsRules::default().hear_by(outcome, told, weeks, &Calendar::default()).map(day_in_words)
        };
        // Christmas and Boxing Day (kept on the 28th) do not count.
        assert_eq!(by(Outcome::UpgradeToCancer, None).unwrap(), "Thursday 31 December");
        assert_eq!(by(Outcome::RoutineClinic, None).unwrap(), "Tuesday 19 January");
        assert_eq!(by(Outcome::Monitor, Some(2)).unwrap(), "Tuesday 5 January");
        assert_eq!(by(Outcome::Reassure, None), None);
    }
}
