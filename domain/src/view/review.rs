use serde::{Deserialize, Serialize};

use super::{CaseView, PatientView, When};
use crate::{
    case::{Answer, Outcome},
    ids::{AccountId, CaseId, FormKey, ReviewId},
    review::{ReviewEnd, ReviewKind},
};

/// What clinicians of the service ask of each other about a case, as one of them may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewsView {
    /// The newest last.
    pub rows: Vec<ReviewView>,
    /// Ask a colleague or a meeting.
    pub may_ask: bool,
    /// Give one's answer to somebody who sends it in their own name: who cannot do so themselves.
    pub may_prepare: bool,
    /// To whom, where one may.
    pub supervisors: Vec<(AccountId, String)>,
    /// Something was said that is to be read; what is said after `seen`, in milliseconds, was not shown.
    pub may_read: bool,
    pub seen: i64,
}

impl ReviewsView {
    /// Whether something is open, or has a reply that nobody has read.
    pub fn waits(&self) -> bool {
        self.rows.iter().any(ReviewView::waits)
    }

    /// Who prepared the answer that the form of the one who looks begins with.
    pub fn prepared_by(&self) -> Option<&str> {
        self.rows.iter().find(|row| row.in_form).map(|row| row.by.as_str())
    }
}

/// Whom a clinician can ask about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskReviewView {
    pub case: CaseId,
    pub patient: PatientView,
    pub site: String,
    /// Who answers at the service, other than oneself.
    pub colleagues: Vec<(AccountId, String)>,
    pub key: FormKey,
}

/// One thing that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    pub id: ReviewId,
    pub kind: ReviewKind,
    pub by: String,
    /// Whom, where somebody is named.
    pub of: Option<String>,
    pub at: When,
    /// The day of the meeting, as people write it.
    pub meeting: Option<String>,
    pub words: String,
    /// The answer as it was prepared.
    pub prepared: Option<Answer>,
    /// The form of the one who looks begins with it: nothing of their own was kept before.
    pub in_form: bool,
    /// None while it is open.
    pub ended: Option<ReviewEnded>,
    /// The one who looks can do it.
    pub may_give: bool,
    /// Whoever asked has not read what was said.
    pub is_to_read: bool,
    /// Somebody else asked it: the one who looks can read it for them.
    pub read_for: Option<AccountId>,
    pub may_call_off: bool,
}

impl ReviewView {
    /// Whether it is open, or has a reply that nobody has read.
    pub fn waits(&self) -> bool {
        self.ended.is_none() || self.is_to_read
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewEnded {
    pub how: ReviewEnd,
    pub by: String,
    pub at: When,
    pub reply: String,
    /// Of a second reading: what the second reader would have answered.
    pub second: Option<Outcome>,
    /// Who has read it, and when.
    pub read: Option<(String, When)>,
}

/// A case for somebody who reads it a second time: without the answer, and whatever tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondReadingView {
    pub case: CaseView,
    pub review: ReviewId,
    /// What an answer to it could have been.
    pub outcomes: Vec<Outcome>,
}

/// How second readings agreed with the answers that they read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondReadings {
    pub same: u32,
    /// Another outcome, and as urgent.
    pub close: u32,
    pub differs: u32,
}

impl SecondReadings {
    pub const fn of(self) -> u32 {
        self.same.saturating_add(self.close).saturating_add(self.differs)
    }
}
