use super::{Part, Policy};
use crate::{case::Kind, news::Telling};

/// A number of a policy: how it is called in a form, what it says, and what it may be.
pub struct Number {
    pub name: &'static str,
    pub part: Part,
    /// Completes "… : 2".
    pub label: &'static str,
    /// Bounds, both allowed. Where a promise ends at no working days it is "the same day", and a reminder after no days is
    /// none, as is a share of no percent; nothing else may be 0, because what is due at once is late at once.
    pub min: u32,
    pub max: u32,
    pub get: fn(&Policy) -> u32,
    pub set: fn(&mut Policy, u32),
}

macro_rules! number {
    ($name:literal, $part:expr, $label:literal, $min:literal..=$max:literal, $($field:ident).+) => {
        Number {
            name: $name,
            part: $part,
            label: $label,
            min: $min,
            max: $max,
            get: |policy| policy.$($field).+,
            set: |policy, to| policy.$($field).+ = to,
        }
    };
}

/// Every number of a policy, in the screen's order. Each field's default and its source stand at the field.
pub const NUMBERS: &[Number] = &[
    number!(
        "advice_days",
        Part::Pathway(Kind::Advice),
        "Working days to answer advice requests",
        0..=20,
        working_days.advice
    ),
    number!(
        "assessment_days",
        Part::Pathway(Kind::Assessment),
        "Working days to answer referrals for assessment",
        0..=20,
        working_days.assessment
    ),
    // Diagnosis or exclusion is told within 28 days (domain.md 3.6): more than a week for the pictures leaves no time to see anybody.
    number!(
        "cancer_days",
        Part::Pathway(Kind::Cancer),
        "Working days to answer urgent suspected cancer referrals",
        0..=5,
        working_days.cancer
    ),
    number!(
        "pause_days",
        Part::Service,
        "Working days that a request may wait for what was asked for",
        1..=30,
        pause_days
    ),
    number!("tell_days", Part::Service, "Working days in which a practice tells the patient", 1..=10, news.tell_days),
    number!(
        "refer_urgent_days",
        Part::Service,
        "Working days in which a practice makes an urgent referral",
        1..=5,
        news.refer_urgent_days
    ),
    number!(
        "refer_days",
        Part::Service,
        "Working days in which a practice makes any other referral",
        1..=20,
        news.refer_days
    ),
    number!(
        "reach_days",
        Part::Service,
        "Working days in which a practice reaches a patient whom a text did not",
        1..=5,
        news.reach_days
    ),
    number!(
        "changed_days",
        Part::Service,
        "Working days in which a practice deals with “it has changed”",
        1..=5,
        news.changed_days
    ),
    number!(
        "contact_days",
        Part::Service,
        "Working days in which a patient hears from who acts next",
        1..=20,
        news.contact_days
    ),
    // Out-of-hospital follow-on: up to four months (domain.md 3.6).
    number!(
        "routine_weeks",
        Part::Service,
        "Weeks in which a patient hears of a routine appointment",
        1..=18,
        news.routine_weeks
    ),
    number!(
        "look_days",
        Part::Service,
        "Working days in which a practice looks at photos that have come",
        1..=10,
        news.look_days
    ),
    number!(
        "unread_days",
        Part::Service,
        "Working days after which an answer that a patient has not opened is the practice’s to tell",
        1..=20,
        news.unread_days
    ),
    number!(
        "remind_days",
        Part::Service,
        "Days after which a patient who has sent no photos is reminded of the link (0: not)",
        0..=27,
        news.remind_days
    ),
    number!(
        "remind_again_days",
        Part::Service,
        "Days after which they are reminded a second time (0: not)",
        0..=27,
        news.remind_again_days
    ),
    number!(
        "read_days",
        Part::Service,
        "Working days in which an answer or a message is read",
        1..=10,
        tasks.read_days
    ),
    number!(
        "finish_days",
        Part::Service,
        "Working days in which a case whose answer was read is finished",
        1..=60,
        tasks.finish_days
    ),
    number!(
        "settle_days",
        Part::Service,
        "Working days in which a wrong patient is put right",
        1..=5,
        tasks.settle_days
    ),
    number!(
        "note_days",
        Part::Service,
        "Working days in which somebody says how an appointment went",
        1..=10,
        tasks.note_days
    ),
    number!(
        "hub_days",
        Part::Service,
        "Days in which a photography hub takes the pictures that it is asked for",
        1..=28,
        tasks.hub_days
    ),
    number!(
        "calls",
        Part::Service,
        "Calls that reach nobody before a letter is sent and the practice is asked to help",
        1..=5,
        tasks.calls
    ),
    number!(
        "opinion_days",
        Part::Service,
        "Working days in which a colleague gives the opinion that was asked for",
        1..=10,
        tasks.opinion_days
    ),
    number!(
        "second_reading_percent",
        Part::Service,
        "Of a hundred answers, how many a second specialist reads without knowing them (0: none)",
        0..=100,
        tasks.second_reading_percent
    ),
    number!(
        "second_reading_days",
        Part::Service,
        "Working days in which such an answer is read",
        1..=20,
        tasks.second_reading_days
    ),
    number!(
        "monitor_weeks",
        Part::Service,
        "Weeks between two rounds of follow-up photos",
        1..=52,
        tasks.monitor_weeks
    ),
    number!(
        "monitor_rounds",
        Part::Service,
        "Rounds of follow-up photos without a change, after which no more are asked for",
        1..=12,
        tasks.monitor_rounds
    ),
    number!(
        "monitor_days",
        Part::Service,
        "Working days in which follow-up photos are looked at",
        1..=20,
        tasks.monitor_days
    ),
    number!(
        "hand_on_days",
        Part::Service,
        "Working days after which what is late is the manager’s, too",
        1..=20,
        tasks.hand_on_days
    ),
];

/// When patients may read some of the outcomes.
pub struct TellingField {
    pub name: &'static str,
    pub label: &'static str,
    /// Nobody learns of a cancer pathway from a text that no clinician of theirs knows of.
    pub may_be_at_once: bool,
    pub get: fn(&Policy) -> Telling,
    pub set: fn(&mut Policy, Telling),
}

macro_rules! telling {
    ($name:literal, $label:literal, $at_once:literal, $field:ident) => {
        TellingField {
            name: $name,
            label: $label,
            may_be_at_once: $at_once,
            get: |policy| policy.news.$field,
            set: |policy, to| policy.news.$field = to,
        }
    };
}

/// Every group of outcomes with its own time to be told.
pub const TELLINGS: &[TellingField] = &[
    telling!("telling_reassurance", "“No appointment needed” is told to the patient", true, reassurance),
    telling!("telling_self_care", "“The surgery can treat it” is told to the patient", true, self_care),
    telling!("telling_other", "Other answers without an appointment are told to the patient", true, other),
    telling!("telling_appointment", "That an appointment is needed is told to the patient", true, appointment),
    telling!("telling_suspected_cancer", "Suspected cancer is told to the patient", false, suspected_cancer),
];
