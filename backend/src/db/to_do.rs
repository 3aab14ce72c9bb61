//! Which lists of a practice hold things to do that can be late, by what they are ordered, and from when on they are late.
//!
//! To add a list of things to do: a variant of [`CaseList`] with its words (and its place on the home page), its condition
//! in `lists/practice.rs`, and, where it can be late, a variant of [`ToDo`] here and its name for Prometheus in
//! `measure.rs`. The compiler names every match but that last one.

use domain::{
    clock::ServiceRules,
    view::{CaseList, When},
};
use jiff::Timestamp;

/// A link that wrong dates locked, and that no newer one replaced (a newer one withdraws it), nor did somebody speak to
/// the patient since. Of a request that was taken back no link is wanted.
pub(super) const LOCKED: &str = "r.state = 'locked' AND c.state NOT IN ('withdrawn', 'wrong_patient')
    AND COALESCE(r.locked_at, r.created_at) > CASE WHEN c.told_by IS NULL THEN 0 ELSE COALESCE(c.told_at, c.news_at, 0) END";
/// A text that could not be sent or did not arrive, after which none did, nor did somebody speak to the patient; not that of a link that
/// was taken back. Of a request that was taken back it is the text that says so.
pub(super) const DEAD: &str = "d.state = 'dead' AND c.state <> 'wrong_patient'
    AND (c.state <> 'withdrawn' OR d.idempotency_key LIKE 'withdrawn/%')
    AND COALESCE(d.done_at, d.created_at) > CASE WHEN c.told_by IS NULL THEN 0 ELSE COALESCE(c.told_at, c.news_at, 0) END
    AND NOT EXISTS (SELECT l.id FROM deliveries l WHERE l.case_id = d.case_id
    AND l.state IN ('done', 'waiting') AND l.idempotency_key NOT LIKE 'answer-stands/%' AND l.created_at > d.created_at)
    AND NOT EXISTS (SELECT w.id FROM photo_requests w WHERE w.case_id = d.case_id AND w.withdrawn_at IS NOT NULL
    AND d.idempotency_key = 'photo-request/' || w.id)";
/// A patient's link by which photos came that nobody has sent on yet.
const UNLOOKED: &str = "r.kind = 'patient' AND r.sent_at IS NOT NULL AND EXISTS (SELECT i.id FROM images i
    WHERE i.case_id = c.id AND i.photo_request_id = r.id AND i.removed_at IS NULL AND i.sent_at IS NULL)";
/// After what can be late: some centuries.
const LAST: &str = "c.changed_at + 10000000000000";

/// A list of things to do that can be late, each with what it is ordered and judged by: from when on, or since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToDo {
    Tell,
    Refer,
    Reach,
    Changed,
    /// Look at the photos that a patient has sent.
    Look,
    /// Go on without the photos that a patient has not sent.
    GoOn,
}

impl ToDo {
    pub(super) const fn of(list: CaseList) -> Option<Self> {
        match list {
            CaseList::ToTell => Some(Self::Tell),
            CaseList::ToRefer => Some(Self::Refer),
            CaseList::NotReached => Some(Self::Reach),
            CaseList::Changed => Some(Self::Changed),
            CaseList::PhotosArrived => Some(Self::Look),
            CaseList::NotSent => Some(Self::GoOn),
            CaseList::WrongPatient
            | CaseList::ToRead
            | CaseList::Drafts
            | CaseList::WithPatient
            | CaseList::WithSpecialist
            | CaseList::AskedForMore
            | CaseList::DoneThisWeek
            | CaseList::All => None,
        }
    }

    /// A time by which it is done, or since which it waits. Answers from before `refer_by` was kept are to be referred
    /// within a day.
    pub(super) fn place(self) -> String {
        match self {
            Self::Tell => "COALESCE(c.tell_by, c.retell_at)".to_owned(),
            Self::Refer => "COALESCE(c.refer_by, c.takes_effect_at + 86400000)".to_owned(),
            Self::Reach => format!(
                "COALESCE((SELECT MIN(COALESCE(r.locked_at, r.created_at)) FROM photo_requests r
                           WHERE r.case_id = c.id AND {LOCKED}),
                          (SELECT MIN(d.done_at) FROM deliveries d WHERE d.case_id = c.id AND {DEAD}), 0)"
            ),
            Self::Changed => {
                "COALESCE((SELECT MIN(g.late_at) FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL), 0)"
                    .to_owned()
            }
            // Whoever has not pressed Send yet waits for nobody.
            Self::Look => format!(
                "COALESCE((SELECT MIN(r.sent_at) FROM photo_requests r WHERE r.case_id = c.id AND {UNLOOKED}), {LAST})"
            ),
            Self::GoOn => format!(
                "COALESCE((SELECT MAX(COALESCE(r.declined_at, r.expires_at)) FROM photo_requests r
                           WHERE r.case_id = c.id AND r.kind = 'patient' AND r.withdrawn_at IS NULL), {LAST})"
            ),
        }
    }

    /// What is late has its place up to here.
    pub(super) fn late_up_to(self, now: Timestamp) -> Timestamp {
        // Links lock, texts fail and photos come before there is a service, too: by the rules that every service starts
        // with.
        let rules = ServiceRules::default();
        match self {
            Self::Tell | Self::Refer | Self::Changed => now,
            Self::Reach | Self::GoOn => rules.late_before(now, rules.news.reach_days),
            Self::Look => rules.late_before(now, rules.news.look_days),
        }
    }

    /// "Late: should have been done by Wed 25 Nov, 17:00".
    pub(super) fn words(self, place: Timestamp, now: Timestamp) -> Option<String> {
        (place <= self.late_up_to(now)).then(|| match self {
            Self::Tell | Self::Refer | Self::Changed => {
                format!("Late: should have been done by {}", When::at(place).short)
            }
            Self::Reach => format!("Late: nobody reached since {}", When::at(place).short),
            Self::Look => format!("Late: photos here since {}", When::at(place).short),
            Self::GoOn => format!("Late: without photos since {}", When::at(place).short),
        })
    }
}
