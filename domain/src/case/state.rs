//! How a case stands. Overdue is computed (`clock`), never a state of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Names, Outcome, WrongPatientFound};
use crate::{
    code::coded,
    ids::{AccountId, CaseId, ServiceId},
};

/// A state without its data, for a column and for a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    Draft,
    InQueue,
    Paused,
    Answered,
    Acknowledged,
    Closed,
    Withdrawn,
    Converted,
    WrongPatient,
}

coded! { StateKind, "state",
    Draft => "draft", "Draft";
    InQueue => "in_queue", "Waiting for an answer";
    Paused => "paused", "Asked for more";
    Answered => "answered", "Answered";
    Acknowledged => "acknowledged", "Answer read";
    Closed => "closed", "Closed";
    Withdrawn => "withdrawn", "Withdrawn";
    Converted => "converted", "Taken over by the service";
    WrongPatient => "wrong_patient", "Wrong patient";
}

/// Whose turn it is while the clock is paused; a hub's where the patient is to come to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    Referrer,
    Patient,
    Hub,
}

coded! { WaitingFor, "waiting_for",
    Referrer => "referrer", "Waiting for the practice";
    Patient => "patient", "Waiting for the patient";
    Hub => "hub", "Waiting for the photography hub";
}

/// A time during which the answer waited for somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Since when a patient has waited, where that is longer than since their request was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// The practice refers against an answer: when it first asked about the problem (`pathway::first_sent`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// Another service sent it on: when that one was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred: Option<Timestamp>,
}

impl Since {
    const fn is_this(&self) -> bool {
        self.first.is_none() && self.referred.is_none()
    }
}

/// What was asked, of whom, by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub service: ServiceId,
    pub submitted: Timestamp,
    /// Moves when a pause ends (`clock::due_after_pause`).
    pub due: Timestamp,
    #[serde(default, skip_serializing_if = "Since::is_this")]
    pub since: Since,
    /// Ended pauses, oldest first; kept so that gross time stands next to net time.
    #[serde(default)]
    pub pauses: Vec<Pause>,
}

impl Asked {
    /// When the patient was referred with it.
    pub fn referred(&self) -> Timestamp {
        self.since.referred.unwrap_or(self.submitted)
    }

    /// Since when they have waited to be seen.
    pub fn waited_since(&self) -> Timestamp {
        self.since.first.unwrap_or_else(|| self.referred())
    }
}

/// Who answered what, and until when they may take it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub by: AccountId,
    pub at: Timestamp,
    pub outcome: Outcome,
    pub undo_until: Timestamp,
    /// What was asked and not waited for: taken back, this answer leaves the case waiting for it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Question>,
    /// The request that goes on at another service, to which this one was sent on: nobody has to refer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<CaseId>,
}

/// A question for more, in force, that was answered over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub by: AccountId,
    pub at: Timestamp,
    pub outcome: Outcome,
    pub undo_until: Timestamp,
    pub waiting_for: WaitingFor,
}

impl Answered {
    /// How the case stands without this answer.
    pub(super) fn before(&self, mut asked: Asked) -> State {
        let Some(Question { by, at, outcome, undo_until, waiting_for }) = self.over else {
            return State::InQueue { asked };
        };
        // The pause that the answer ended goes on.
        asked.pauses.pop_if(|pause| pause.from == at);
        State::Paused { asked, answered: Self { by, at, outcome, undo_until, over: None, sent_on: None }, waiting_for }
    }

    /// What the practice is asked to do where the patient has to be seen and nobody else sees to it; as of
    /// [`Outcome::refer`].
    pub const fn refer(&self) -> Option<&'static str> {
        if self.sent_on.is_some() { None } else { self.outcome.refer() }
    }

    /// Whether the answer is given: until this moment its author can take it back and nobody else knows of it, from
    /// this moment on it is everybody's and nobody can. Rules, lists (`takes_effect_at <= now`) and screens all ask this.
    pub fn in_effect(&self, now: Timestamp) -> bool {
        now >= self.undo_until
    }
}

/// Who read the answer for the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub by: AccountId,
    pub at: Timestamp,
}

/// Who says that the patient was referred, where an answer asked the practice for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub by: AccountId,
    pub at: Timestamp,
}

/// How a case stands, with what is known because of it. Kept as JSON beside `StateKind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Being written by the practice; nobody else sees it.
    Draft,
    /// Waiting for a specialist; the clock runs.
    InQueue { asked: Asked },
    /// The specialist asked for more; the clock stands still since `answered.at`.
    Paused { asked: Asked, answered: Answered, waiting_for: WaitingFor },
    /// Answered, not yet read by the practice.
    Answered { asked: Asked, answered: Answered },
    /// Read, and something is still to be done: tests, a referral, pictures in some weeks.
    Acknowledged { asked: Asked, answered: Answered, acknowledged: Acknowledgement },
    /// Read, and nothing more to be done here.
    Closed {
        asked: Asked,
        answered: Answered,
        acknowledged: Acknowledgement,
        at: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        referred: Option<Referral>,
        /// The service had taken the case over: its ending gives nothing back.
        #[serde(default)]
        converted: bool,
    },
    /// Taken back by the practice before an answer.
    Withdrawn { asked: Option<Asked>, by: AccountId, at: Timestamp },
    /// Answered, and the service arranges what comes next: responsibility has moved.
    Converted { asked: Asked, answered: Answered, acknowledged: Option<Acknowledgement> },
    /// Not of the patient that it names: valid for nobody, for good. What it was before is kept for the record, and
    /// nothing asks it: there is no answer, nobody is told anything, no link opens.
    WrongPatient {
        before: Box<State>,
        found: WrongPatientFound,
        /// Who says, for each side, that it has dealt with it; the case stands on top of that side's lists until then.
        practice_done: Option<Acknowledgement>,
        service_done: Option<Acknowledgement>,
    },
}

impl State {
    /// The state's name.
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::Draft => StateKind::Draft,
            Self::InQueue { .. } => StateKind::InQueue,
            Self::Paused { .. } => StateKind::Paused,
            Self::Answered { .. } => StateKind::Answered,
            Self::Acknowledged { .. } => StateKind::Acknowledged,
            Self::Closed { .. } => StateKind::Closed,
            Self::Withdrawn { .. } => StateKind::Withdrawn,
            Self::Converted { .. } => StateKind::Converted,
            Self::WrongPatient { .. } => StateKind::WrongPatient,
        }
    }

    /// The state in words; a paused case says whose turn it is.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Paused { waiting_for, .. } => waiting_for.label(),
            Self::Draft
            | Self::InQueue { .. }
            | Self::Answered { .. }
            | Self::Acknowledged { .. }
            | Self::Closed { .. }
            | Self::Withdrawn { .. }
            | Self::Converted { .. }
            | Self::WrongPatient { .. } => self.kind().label(),
        }
    }

    /// What was asked; None in a draft.
    pub fn asked(&self) -> Option<&Asked> {
        match self {
            Self::Draft => None,
            Self::InQueue { asked }
            | Self::Paused { asked, .. }
            | Self::Answered { asked, .. }
            | Self::Acknowledged { asked, .. }
            | Self::Closed { asked, .. }
            | Self::Converted { asked, .. } => Some(asked),
            Self::Withdrawn { asked, .. } => asked.as_ref(),
            Self::WrongPatient { before, .. } => before.asked(),
        }
    }

    /// The answer that stands; in `Paused` it is the question for more.
    pub const fn answered(&self) -> Option<&Answered> {
        match self {
            Self::Draft | Self::InQueue { .. } | Self::Withdrawn { .. } | Self::WrongPatient { .. } => None,
            Self::Paused { answered, .. }
            | Self::Answered { answered, .. }
            | Self::Acknowledged { answered, .. }
            | Self::Closed { answered, .. }
            | Self::Converted { answered, .. } => Some(answered),
        }
    }

    /// Who read the answer and when.
    pub const fn acknowledged(&self) -> Option<&Acknowledgement> {
        match self {
            Self::Draft
            | Self::InQueue { .. }
            | Self::Paused { .. }
            | Self::Answered { .. }
            | Self::Withdrawn { .. }
            | Self::WrongPatient { .. } => None,
            Self::Acknowledged { acknowledged, .. } | Self::Closed { acknowledged, .. } => Some(acknowledged),
            Self::Converted { acknowledged, .. } => acknowledged.as_ref(),
        }
    }

    /// That the practice referred, where the answer asked for it.
    pub const fn referred(&self) -> Option<&Referral> {
        match self {
            Self::Closed { referred, .. } => referred.as_ref(),
            Self::Draft
            | Self::InQueue { .. }
            | Self::Paused { .. }
            | Self::Answered { .. }
            | Self::Acknowledged { .. }
            | Self::Withdrawn { .. }
            | Self::Converted { .. }
            | Self::WrongPatient { .. } => None,
        }
    }

    /// The practice was asked to refer and has not said that it did. Stays so after it read the answer.
    pub const fn is_to_refer(&self) -> bool {
        match self {
            Self::Answered { answered, .. } | Self::Acknowledged { answered, .. } => answered.refer().is_some(),
            Self::Draft
            | Self::InQueue { .. }
            | Self::Paused { .. }
            | Self::Closed { .. }
            | Self::Withdrawn { .. }
            | Self::Converted { .. }
            | Self::WrongPatient { .. } => false,
        }
    }

    /// The practice has to agree to the answer and has not: until then the patient stays on the pathway that they are on.
    pub const fn is_to_agree(&self) -> bool {
        match self {
            Self::Converted { answered, acknowledged: None, .. } => answered.outcome.needs_agreement(),
            Self::Draft
            | Self::InQueue { .. }
            | Self::Paused { .. }
            | Self::Answered { .. }
            | Self::Acknowledged { .. }
            | Self::Closed { .. }
            | Self::Withdrawn { .. }
            | Self::Converted { .. }
            | Self::WrongPatient { .. } => false,
        }
    }

    /// How the case stands for everyone but its service: an answer that can still be taken back is not given yet, so a
    /// referrer or a patient never reads one that disappears.
    pub fn visible(&self, now: Timestamp) -> Self {
        match (self.answered(), self.asked()) {
            (Some(answered), Some(asked)) if !answered.in_effect(now) => answered.before(asked.clone()),
            _ => self.clone(),
        }
    }

    /// When the case came to its end here; links show news for some days longer.
    pub const fn ended(&self) -> Option<Timestamp> {
        match self {
            Self::Draft
            | Self::InQueue { .. }
            | Self::Paused { .. }
            | Self::Answered { .. }
            | Self::Acknowledged { .. }
            | Self::Converted { .. } => None,
            Self::Closed { at, .. } | Self::Withdrawn { at, .. } => Some(*at),
            Self::WrongPatient { found, .. } => Some(found.at),
        }
    }

    /// Who carries clinical responsibility, in one sentence: with the referrer until a service has taken the case over
    /// (domain.md 3.7). None while that is still to be decided: `stays` says of a request that waits that no answer can
    /// move it.
    pub fn responsibility(&self, stays: bool, names: Names<'_>) -> Option<String> {
        let Names { referrer, practice, service } = names;
        match self {
            Self::Converted { .. } | Self::Closed { converted: true, .. } => {
                Some(format!("Clinical responsibility for this problem has moved to {service}."))
            }
            Self::Draft | Self::InQueue { .. } | Self::Paused { .. } if !stays => None,
            Self::Draft
            | Self::InQueue { .. }
            | Self::Paused { .. }
            | Self::Answered { .. }
            | Self::Acknowledged { .. }
            | Self::Closed { .. }
            | Self::Withdrawn { .. } => Some(format!("Clinical responsibility stays with {referrer} at {practice}.")),
            Self::WrongPatient { .. } => Some(format!(
                "Nothing in this case is valid for anybody. Clinical responsibility for the patient’s problem is with \
                 {referrer} at {practice} until a new request is taken over."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use uuid::Uuid;

    use super::*;
    use crate::case::Change;

    #[test]
    fn an_answer_is_seen_by_others_exactly_when_it_can_no_longer_be_taken_back() {
        let (start, by) = (Timestamp::UNIX_EPOCH, AccountId(Uuid::nil()));
        let answer = Change::Answer {
            by,
            outcome: Outcome::Reassure,
            waiting_for: WaitingFor::Referrer,
            converts: false,
            undo_until: start + 10.seconds(),
        };
        let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: start, since: Since::default() };
        let state = State::Draft.transition(submit, start).and_then(|it| it.transition(answer, start)).unwrap();
        for ms in [0, 9_999, 10_000, 10_001] {
            let now = start + ms.milliseconds();
            let hidden = state.visible(now).kind() == StateKind::InQueue;
            let can_undo = state.clone().transition(Change::TakeBack { by }, now).is_ok();
            assert_eq!((hidden, can_undo), (ms < 10_000, ms < 10_000), "{ms} ms");
        }
    }
}
