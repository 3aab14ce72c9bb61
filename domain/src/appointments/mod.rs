//! From a case that its service has taken over to a patient who was seen (FHIR Appointment): who tried to reach them, what
//! was booked, and what came of it (domain.md 5.7). Whose turn it is then is said by `tasks`.
//!
//! To add a way in which an appointment ends: a line in [`AppointmentState`], and what follows of it in
//! `tasks/appointments.rs`.

mod form;
mod waits;

pub use form::{BookingForm, LONGEST_NOTE};
pub use waits::{Wait, WaitFor, waits};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::code::coded;

/// How an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentState {
    Booked,
    Attended,
    DidNotAttend,
    CancelledByPatient,
    CancelledByHospital,
}

coded! { AppointmentState, "appointment",
    Booked => "booked", "Booked";
    Attended => "attended", "The patient came";
    DidNotAttend => "did_not_attend", "The patient did not come";
    CancelledByPatient => "cancelled_by_patient", "Cancelled by the patient";
    CancelledByHospital => "cancelled_by_hospital", "Cancelled by the hospital";
}

impl AppointmentState {
    /// Whether a booked appointment at `at` can end so at `now`: nobody came, or failed to come, to what is still ahead.
    pub fn may_end(self, at: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Booked => false,
            Self::Attended | Self::DidNotAttend => at <= now,
            Self::CancelledByPatient | Self::CancelledByHospital => true,
        }
    }
}

/// What came of one try to reach a patient about an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contacted {
    NoAnswer,
    LeftMessage,
    Spoke,
    WrongNumber,
    Letter,
}

coded! { Contacted, "contact",
    NoAnswer => "no_answer", "No answer";
    LeftMessage => "left_message", "Left a message";
    Spoke => "spoke", "Spoke to them";
    WrongNumber => "wrong_number", "Wrong number";
    Letter => "letter", "Sent a letter";
}

impl Contacted {
    /// A call that reached nobody.
    pub const fn is_in_vain(self) -> bool {
        matches!(self, Self::NoAnswer | Self::LeftMessage | Self::WrongNumber)
    }
}

/// How far a case has come on the way to its appointment. What was tried counts since somebody last spoke to the patient, or
/// an appointment was booked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The appointment that stands: when it is.
    pub booked: Option<Timestamp>,
    /// Calls that reached nobody.
    pub tries: u32,
    pub letters: u32,
    /// Appointments that the patient did not come to, ever.
    pub missed: u32,
}

/// What whoever books does next about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextAct {
    Call,
    Letter,
    /// They were written to, and the practice was asked to help.
    CallAgain,
    /// The appointment is still ahead.
    Wait,
    /// It is over, and nobody has said what came of it.
    Note,
    /// The patient was seen: the rest is the service's.
    Seen,
    /// Nothing is to be booked.
    Nothing,
}

coded! { NextAct, "next act",
    Call => "call", "Call and book";
    Letter => "letter", "Send a letter";
    CallAgain => "call_again", "Call again";
    Wait => "wait", "Booked";
    Note => "note", "Say how it went";
    Seen => "seen", "The patient was seen";
    Nothing => "nothing", "Nothing to book";
}

impl Progress {
    /// What is done next while something is to be booked, or is: `calls` tries by telephone, then a letter (domain.md 5.7: two, then a letter and the practice).
    pub fn next(&self, calls: u32, now: Timestamp) -> NextAct {
        match self.booked {
            Some(at) if at <= now => NextAct::Note,
            Some(_) => NextAct::Wait,
            None if self.tries < calls => NextAct::Call,
            None if self.letters == 0 => NextAct::Letter,
            None => NextAct::CallAgain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_next() {
        let now = Timestamp::UNIX_EPOCH;
        let hour = jiff::SignedDuration::from_hours(1);
        let next = |booked, tries, letters| Progress { booked, tries, letters, missed: 0 }.next(2, now);
        assert_eq!(next(None, 0, 0), NextAct::Call);
        assert_eq!(next(None, 1, 0), NextAct::Call);
        assert_eq!(next(None, 2, 0), NextAct::Letter);
        assert_eq!(next(None, 2, 1), NextAct::CallAgain);
        assert_eq!(next(Some(now + hour), 2, 0), NextAct::Wait);
        assert_eq!(next(Some(now), 0, 0), NextAct::Note);
    }

    #[test]
    fn what_is_ahead_can_only_be_cancelled() {
        let (now, later) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1));
        let ends = |at| -> Vec<&str> {
            AppointmentState::ALL.iter().filter(|it| it.may_end(at, now)).map(|it| it.as_str()).collect()
        };
        assert_eq!(ends(later), ["cancelled_by_patient", "cancelled_by_hospital"]);
        assert_eq!(ends(now), ["attended", "did_not_attend", "cancelled_by_patient", "cancelled_by_hospital"]);
    }
}
