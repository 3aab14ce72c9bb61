use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::record::{Record, StoredPicture};
use crate::{
    case::State,
    code::coded,
    time::{london, london_day},
};

/// The periods that an installation may choose. Those of records can only be longer than the Code's, never shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionRules {
    /// Days that what never became part of a record is kept. 90.
    pub unused_days: u32,
    /// Years that an adult's record is kept after the last thing that happened to it. 8.
    pub record_years: u32,
    /// The same where cancer was suspected or found. 30.
    pub cancer_years: u32,
    /// Years that the log of accesses is kept. 30: who looked can be asked for as long as the longest record.
    pub access_years: u32,
}

impl Default for RetentionRules {
    fn default() -> Self {
        Self { unused_days: 90, record_years: 8, cancer_years: 30, access_years: 30 }
    }
}

/// Days that a demonstration's phone shows a text.
pub(super) const TEXT_DAYS: u32 = 28;

/// Why something is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    NeverSent,
    UnsentPictures,
    WithdrawnPictures,
    UnsentAnswers,
    ReceivedTexts,
    AdultRecord,
    ChildRecord,
    CancerRecord,
    Accesses,
    /// Before its time, by an administrator.
    Asked,
}

coded! { Rule, "retention",
    NeverSent => "never_sent", "A request that was never sent";
    UnsentPictures => "unsent_pictures", "Pictures that no specialist was sent, of a request that was";
    WithdrawnPictures => "withdrawn_pictures", "Pictures of a request that was withdrawn before anybody answered it";
    UnsentAnswers => "unsent_answers", "A specialist’s unsent text for a request that no longer waits";
    ReceivedTexts => "received_texts", "Texts on the demonstration’s phone";
    AdultRecord => "adult_record", "An adult’s record";
    ChildRecord => "child_record", "A child’s record";
    CancerRecord => "cancer_record", "A record of suspected or found cancer";
    Accesses => "accesses", "The log of accesses";
    Asked => "asked", "A record that an administrator erases early";
}

/// Why an administrator erases a case before its time: a code, because words could name the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    PatientAsked,
    WrongPatient,
    Duplicate,
    Court,
}

coded! { Because, "erased_because",
    PatientAsked => "patient_asked", "the patient asked for it, and it was granted";
    WrongPatient => "wrong_patient", "it was about somebody else";
    Duplicate => "duplicate", "it was there twice";
    Court => "court", "a court or the Information Commissioner ordered it";
}

/// One erasure, as its log keeps it: nothing of what was erased but how much it was. When, and the case, stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    pub rule: Rule,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
    /// Cases, pictures, texts or entries.
    pub count: i64,
    /// Where a log went too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogEnd>,
}

/// The last entry of a log, or of a log's beginning, that was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    pub seq: i64,
    pub hash: String,
    /// Whether it was all there, and as it was written.
    pub whole: bool,
}

impl RetentionRules {
    /// The last day that a case is kept, and by which rule; None while somebody still has to do something in it.
    pub fn of_case(&self, case: &Record<'_>) -> Option<(Rule, Date)> {
        if case.waits.any() {
            return None;
        }
        let last = london_day(case.changed);
        match case.state {
            State::Draft | State::Withdrawn { asked: None, .. } => {
                Some((Rule::NeverSent, days_after(case.changed, self.unused_days)))
            }
            State::InQueue { .. } | State::Paused { .. } | State::Answered { .. } => None,
            State::Acknowledged { .. } if case.state.is_to_refer() => None,
            // Nobody has read it, or agreed to it.
            State::Converted { acknowledged: None, .. } => None,
            State::WrongPatient { practice_done: None, .. } | State::WrongPatient { service_done: None, .. } => None,
            State::Acknowledged { .. }
            | State::Closed { .. }
            | State::Withdrawn { asked: Some(_), .. }
            | State::WrongPatient { .. }
            | State::Converted { .. } => {
                let adult = Some((Rule::AdultRecord, years_after(last, self.record_years)));
                let child = case.childs_birthday(last).map(|day| (Rule::ChildRecord, day));
                let cancer = case.is_cancer().then(|| (Rule::CancerRecord, years_after(last, self.cancer_years)));
                [adult, child, cancer].into_iter().flatten().max_by_key(|(_, day)| *day)
            }
        }
    }

    /// The same of a picture that goes before its case.
    pub fn of_picture(&self, picture: &StoredPicture<'_>) -> Option<(Rule, Date)> {
        match picture.state {
            // It goes with the request, or may still be sent.
            State::Draft | State::Withdrawn { asked: None, .. } | State::Paused { .. } => None,
            // Whose it is may still have to be found out.
            State::WrongPatient { .. } => None,
            State::Withdrawn { at, .. } if !picture.answered => {
                Some((Rule::WithdrawnPictures, days_after(*at, self.unused_days)))
            }
            State::InQueue { .. }
            | State::Answered { .. }
            | State::Acknowledged { .. }
            | State::Closed { .. }
            | State::Withdrawn { .. }
            | State::Converted { .. } => {
                (!picture.sent).then(|| (Rule::UnsentPictures, days_after(picture.received, self.unused_days)))
            }
        }
    }

    /// What last changed before this moment and was never part of a record has had its time on this day.
    pub fn unused_before(&self, today: Date) -> Timestamp {
        begin_of(today.saturating_sub(i64::from(self.unused_days).days()))
    }

    /// The same of the texts on a demonstration's phone.
    pub fn texts_before(&self, today: Date) -> Timestamp {
        begin_of(today.saturating_sub(i64::from(TEXT_DAYS).days()))
    }

    /// The same of records, at the earliest.
    pub fn records_before(&self, today: Date) -> Timestamp {
        begin_of(today.saturating_sub(i64::from(self.record_years).years()))
    }

    /// The same of accesses.
    pub fn accesses_before(&self, today: Date) -> Timestamp {
        begin_of(today.saturating_sub(i64::from(self.access_years).years()))
    }
}

fn days_after(at: Timestamp, days: u32) -> Date {
    london_day(at).saturating_add(i64::from(days).days())
}

fn years_after(day: Date, years: u32) -> Date {
    day.saturating_add(i64::from(years).years())
}

fn begin_of(day: Date) -> Timestamp {
    day.to_zoned(london()).map_or(Timestamp::MIN, |begin| begin.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::{super::record::Waits, *};
    use crate::{
        case::{Answer, Change, Draft, Outcome, Party, Since, WaitingFor, WrongPatientReason},
        command::DateFields,
        ids::{AccountId, ServiceId},
        session::SessionRules,
    };

    const BY: AccountId = AccountId(Uuid::nil());

    fn noon(day: Date) -> Timestamp {
        day.at(12, 0, 0, 0).to_zoned(london()).unwrap().timestamp()
    }

    fn after(changes: &[Change], day: Date) -> State {
        changes.iter().fold(State::Draft, |state, &change| state.transition(change, noon(day)).unwrap())
    }

    fn answer(outcome: Outcome, converts: bool, day: Date) -> Change {
        Change::Answer { by: BY, outcome, waiting_for: WaitingFor::Patient, converts, undo_until: noon(day) }
    }

    fn submit(day: Date) -> Change {
        Change::Submit { service: ServiceId(Uuid::nil()), due: noon(day), since: Since::default() }
    }

    fn born(day: Date) -> Draft {
        let dob =
            DateFields { day: day.day().to_string(), month: day.month().to_string(), year: day.year().to_string() };
        Draft { dob, kind: "advice".into(), ..Draft::default() }
    }

    const ENDED: Date = date(2026, 11, 24);

    fn kept(state: &State, draft: &Draft, answers: &[Answer]) -> Option<(Rule, Date)> {
        let waits = Waits::default();
        let case =
            Record { state, draft, created: noon(ENDED), changed: noon(ENDED), answers, found_cancer: false, waits };
        RetentionRules::default().of_case(&case)
    }

    #[test]
    fn nothing_is_erased_in_which_somebody_has_to_do_something() {
        let read = Change::Acknowledge { by: BY };
        let withdraw = Change::Withdraw { by: BY };
        let (submit, of) = (submit(ENDED), |outcome, converts| answer(outcome, converts, ENDED));
        let wrong = Change::WrongPatient { by: BY, because: WrongPatientReason::Details };
        let settled = |party| Change::SettleWrongPatient { by: BY, party };
        let not_known = Some((Rule::ChildRecord, date(2051, 11, 24)));
        let unused = Some((Rule::NeverSent, date(2027, 2, 22)));
        let record = Some((Rule::AdultRecord, date(2034, 11, 24)));
        let monitor = of(Outcome::Monitor, false);
        let advise = of(Outcome::UrgentClinic, false);
        let states = [
            (vec![], unused),
            (vec![withdraw], unused),
            (vec![submit], None),
            (vec![submit, of(Outcome::MoreInformation, false)], None),
            (vec![submit, monitor], None),
            (vec![submit, advise, read], None),
            (vec![submit, advise, Change::Refer { by: BY }], record),
            (vec![submit, monitor, read], record),
            (vec![submit, of(Outcome::Reassure, false), read], record),
            (vec![submit, of(Outcome::UrgentClinic, true)], None),
            (vec![submit, of(Outcome::UrgentClinic, true), read], record),
            (vec![submit, withdraw], record),
            (vec![submit, of(Outcome::Downgrade, true)], None),
            (vec![submit, of(Outcome::Downgrade, true), read], record),
            (vec![submit, wrong], None),
            (vec![submit, wrong, settled(Party::Practice)], None),
            (vec![submit, wrong, settled(Party::Practice), settled(Party::Service)], not_known),
        ];
        for (changes, expected) in states {
            let state = after(&changes, ENDED);
            assert_eq!(kept(&state, &born(date(1948, 3, 12)), &[]), expected, "{state:?}");
        }
        let nothing = Waits::default();
        for waits in [
            Waits { photos: true, ..nothing },
            Waits { change: true, ..nothing },
            Waits { text: true, ..nothing },
            Waits { correction: true, ..nothing },
            Waits { message: true, ..nothing },
            Waits { telling: true, ..nothing },
            Waits { conclusion: true, ..nothing },
            Waits { review: true, ..nothing },
        ] {
            for state in [State::Draft, after(&[submit, monitor, read], ENDED)] {
                let (draft, at) = (born(date(1948, 3, 12)), noon(ENDED));
                let case = Record {
                    state: &state,
                    draft: &draft,
                    created: at,
                    changed: at,
                    answers: &[],
                    found_cancer: false,
                    waits,
                };
                assert_eq!(RetentionRules::default().of_case(&case), None, "{waits:?} {state:?}");
            }
        }
    }

    #[test]
    fn a_childs_record_is_kept_until_a_birthday_and_never_shorter_than_an_adults() {
        let state = after(&[submit(ENDED), Change::Withdraw { by: BY }], ENDED);
        let ages = [
            (date(2020, 5, 1), Rule::ChildRecord, date(2045, 5, 1)),
            (date(2024, 2, 29), Rule::ChildRecord, date(2049, 2, 28)),
            (date(2009, 11, 25), Rule::ChildRecord, date(2034, 11, 25)),
            (date(2009, 11, 24), Rule::ChildRecord, date(2035, 11, 24)),
            (date(2008, 11, 25), Rule::ChildRecord, date(2034, 11, 25)),
            (date(2008, 11, 24), Rule::AdultRecord, date(2034, 11, 24)),
        ];
        for (birth, rule, last) in ages {
            assert_eq!(kept(&state, &born(birth), &[]), Some((rule, last)), "born {birth}");
        }
        assert_eq!(kept(&state, &Draft::default(), &[]), Some((Rule::ChildRecord, date(2051, 11, 24))), "not known");
        let longer = RetentionRules { record_years: 40, ..RetentionRules::default() };
        let draft = born(date(2020, 5, 1));
        let (created, changed, waits) = (noon(ENDED), noon(ENDED), Waits::default());
        let case = Record { state: &state, draft: &draft, created, changed, answers: &[], found_cancer: false, waits };
        assert_eq!(longer.of_case(&case), Some((Rule::AdultRecord, date(2066, 11, 24))));
    }

    #[test]
    fn cancer_is_kept_thirty_years_however_it_was_said() {
        let state = after(&[submit(ENDED), Change::Withdraw { by: BY }], ENDED);
        let expected = Some((Rule::CancerRecord, date(2056, 11, 24)));
        let adult = born(date(1948, 3, 12));
        assert_eq!(kept(&state, &Draft { kind: "cancer".into(), ..adult.clone() }, &[]), expected);
        assert_eq!(
            kept(&state, &adult, &[Answer { outcome: "upgrade_to_cancer".into(), ..Answer::default() }]),
            expected
        );
        let malignant = Answer { outcome: "surgery_urgent".into(), nature: "malignant".into(), ..Answer::default() };
        assert_eq!(kept(&state, &adult, &[Answer::default(), malignant]), expected);
        let baby = Draft { kind: "cancer".into(), ..born(date(2026, 1, 1)) };
        assert_eq!(kept(&state, &baby, &[]), expected, "later than the 25th birthday");
    }

    #[test]
    fn pictures_that_a_decision_was_made_on_stay_with_their_case() {
        let read = Change::Acknowledge { by: BY };
        let (submit, of) = (submit(ENDED), |outcome| answer(outcome, false, ENDED));
        let (withdrawn, unsent) = (Rule::WithdrawnPictures, Rule::UnsentPictures);
        let day = date(2027, 2, 22);
        // Sent or not, answered or not.
        let states = [
            (vec![], [None; 4]),
            (vec![Change::Withdraw { by: BY }], [None; 4]),
            (vec![submit, of(Outcome::MoreInformation)], [None; 4]),
            (vec![submit], [None, None, Some(unsent), Some(unsent)]),
            (vec![submit, of(Outcome::Reassure), read], [None, None, Some(unsent), Some(unsent)]),
            (vec![submit, Change::Withdraw { by: BY }], [None, Some(withdrawn), Some(unsent), Some(withdrawn)]),
        ];
        for (changes, expected) in states {
            let state = &after(&changes, ENDED);
            let found = [(true, true), (true, false), (false, true), (false, false)].map(|(sent, answered)| {
                RetentionRules::default().of_picture(&StoredPicture { state, received: noon(ENDED), sent, answered })
            });
            assert_eq!(found, expected.map(|rule| rule.map(|rule| (rule, day))), "{state:?}");
        }
    }

    #[test]
    fn a_day_is_londons() {
        let rules = RetentionRules::default();
        // In summer its day begins at 23:00 of the day before.
        assert_eq!(rules.unused_before(date(2026, 9, 1)).to_string(), "2026-06-02T23:00:00Z");
        assert_eq!(rules.records_before(date(2034, 11, 25)).to_string(), "2026-11-25T00:00:00Z");
    }

    #[test]
    fn the_table_has_every_rule_but_the_early_one() {
        let table = RetentionRules::default().table(&SessionRules::default());
        let rules: Vec<Rule> = table.iter().filter_map(|row| row.rule).collect();
        for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::Asked) {
            assert_eq!(rules.iter().filter(|it| *it == rule).count(), 1, "{rule:?}");
        }
        assert!(table.iter().all(|row| !row.kept.is_empty() && !row.source.is_empty()));
    }
}
