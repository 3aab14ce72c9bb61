//! What can happen to a case; [`State::transition`](super::State::transition) says what it then is.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::{Outcome, Party, Since, StateKind, WaitingFor, WrongPatientReason};
use crate::ids::{AccountId, CaseId, ServiceId};

/// How long an answer can be taken back: long enough to notice a slip, too short for the practice to have acted on it
/// (domain.md 2.2 item 11). The only place that says so.
pub const UNDO: SignedDuration = SignedDuration::from_secs(10);

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The practice sends its request, or another service sends it on.
    Submit { service: ServiceId, due: Timestamp, since: Since },
    /// A specialist answers, or asks for more where the outcome says so.
    Answer {
        by: AccountId,
        outcome: Outcome,
        /// Whose turn it is; used only where `Outcome::pauses_clock`.
        waiting_for: WaitingFor,
        /// `Outcome::converts` for this case.
        converts: bool,
        undo_until: Timestamp,
    },
    /// The service sends a referral on to another one, where it goes on as the request `to`.
    SendOn { by: AccountId, to: CaseId },
    /// The author takes the answer back in time.
    TakeBack { by: AccountId },
    /// The service takes an answer out of force that stands already: the case waits for another one. Not by which it was
    /// sent on: it would wait twice.
    Retract,
    /// Pictures that were repeated show a change: the case waits for another answer.
    Reconsider { due: Timestamp },
    /// The practice does not agree to an answer that it has to agree to: the case waits for another one.
    Disagree,
    /// What was asked for has come, perhaps for another service.
    Resume { service: ServiceId, due: Timestamp },
    /// The practice has read the answer.
    Acknowledge { by: AccountId },
    /// The practice has referred the patient, which an answer asked it to do: it has read the answer, too.
    Refer { by: AccountId },
    /// What was still to be done is done.
    Close,
    /// Something is to be done after all for a patient whom the service had taken over: histology came later.
    Reopen,
    /// The practice takes its request back.
    Withdraw { by: AccountId },
    /// Either side found that the case is not of the patient that it names. There is no way back: whoever was wrong about
    /// it asks anew.
    WrongPatient { by: AccountId, because: WrongPatientReason },
    /// One side has dealt with that.
    SettleWrongPatient { by: AccountId, party: Party },
}

impl Change {
    /// "answered": completes "This case cannot be …".
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Submit { .. } => "sent",
            Self::Answer { .. } => "answered",
            Self::SendOn { .. } => "sent on",
            Self::TakeBack { .. } => "taken back",
            Self::Retract => "retracted",
            Self::Reconsider { .. } => "answered anew",
            Self::Disagree => "disagreed with",
            Self::Resume { .. } => "put back in the queue",
            Self::Acknowledge { .. } => "marked as read",
            Self::Refer { .. } => "referred",
            Self::Close => "closed",
            Self::Reopen => "opened again",
            Self::Withdraw { .. } => "withdrawn",
            Self::WrongPatient { .. } => "marked as of the wrong patient",
            Self::SettleWrongPatient { .. } => "marked as dealt with",
        }
    }
}

/// A change that the case's state does not allow. The case is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a case that is {} cannot be {change}", from.as_str())]
pub struct InvalidTransition {
    pub from: StateKind,
    /// `Change::word`.
    pub change: &'static str,
}
