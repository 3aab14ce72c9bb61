//! Everything that is kept, in words.

use super::rules::{RetentionRules, Rule, TEXT_DAYS};
use crate::session::SessionRules;

const MINIMAL: &str = "UK GDPR 5(1)(e): no longer than needed";
const CASE: &str = "the request with everything in it, its pictures and its log";
const PICTURES: &str = "the pictures, clips and what was drawn on them";
const LAST: &str = "something last happened in the request, once nobody has to do anything in it";

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// None for what goes by itself within hours: nobody needs to know of each.
    pub rule: Option<Rule>,
    pub what: &'static str,
    /// How long.
    pub kept: String,
    /// From when on; empty where that is said already.
    pub since: &'static str,
    pub goes: &'static str,
    /// Why.
    pub source: &'static str,
}

impl RetentionRules {
    /// Everything that is kept, in words.
    pub fn table(&self, sessions: &SessionRules) -> Vec<Row> {
        let Self { unused_days, record_years, cancer_years, access_years } = self;
        let unused = || format!("{unused_days} days");
        let years = |years: &u32| format!("{years} years");
        let by = |rule: Rule, kept, since, goes, source| Row {
            rule: Some(rule),
            what: rule.label(),
            kept,
            since,
            goes,
            source,
        };
        let passing = |what, kept: String, since, goes, source| Row { rule: None, what, kept, since, goes, source };
        vec![
            by(Rule::NeverSent, unused(), "it was last changed or withdrawn", CASE, MINIMAL),
            by(Rule::UnsentPictures, unused(), "they came", PICTURES, MINIMAL),
            by(
                Rule::WithdrawnPictures,
                unused(),
                "it was withdrawn",
                PICTURES,
                "UK GDPR 5(1)(c); pictures that a decision was made on stay (record photography policies)",
            ),
            passing(
                "Pictures of a patient who says no",
                "not at all".to_owned(),
                "they say so",
                PICTURES,
                "UK GDPR 7(3): consent withdrawn",
            ),
            by(Rule::UnsentAnswers, unused(), "it was last changed", "the text", MINIMAL),
            by(Rule::AdultRecord, years(record_years), LAST, CASE, "the Code: adult health records"),
            by(
                Rule::ChildRecord,
                "until the 25th birthday, the 26th of who was 17, and never shorter than an adult’s".to_owned(),
                LAST,
                CASE,
                "the Code: children’s records",
            ),
            by(Rule::CancerRecord, years(cancer_years), LAST, CASE, "the Code: cancer and oncology records"),
            by(
                Rule::Accesses,
                years(access_years),
                "the access",
                "entries, from the beginning on",
                "as long as the longest record: who saw it may be asked",
            ),
            passing(
                "Links",
                "with their request".to_owned(),
                "",
                "number, consent and answers; a link past its end opens nothing, and its token was never stored",
                "part of the record",
            ),
            passing(
                "Words of a text to a patient",
                "not at all".to_owned(),
                "it was sent, called off or given up",
                "the words; that there was a text stays with the request",
                MINIMAL,
            ),
            by(Rule::ReceivedTexts, format!("{TEXT_DAYS} days"), "they came", "the texts", MINIMAL),
            passing("Unfinished uploads", "24 hours".to_owned(), "they began", "what arrived of them", MINIMAL),
            passing("Removed pictures", "up to 2 hours".to_owned(), "they were removed", "the stored files", MINIMAL),
            passing(
                "Sessions",
                format!("{} minutes, at most {} hours", sessions.idle_minutes, sessions.longest_hours),
                "somebody last did something",
                "the session, and forms that came too late for it a while later",
                MINIMAL,
            ),
            passing(
                "Invitations",
                "33 days".to_owned(),
                "they were made",
                "name and address of who was invited",
                MINIMAL,
            ),
            passing("Wrong passwords", "1 hour".to_owned(), "the last one", "the count, which names nobody", MINIMAL),
            passing(
                "That something was erased",
                "for good".to_owned(),
                "",
                "nothing: it holds no patient’s data",
                "the Code: evidence of destruction",
            ),
        ]
    }
}
