use serde::{Deserialize, Serialize};

use super::{PatientView, When};
use crate::{
    appointments::{AppointmentState, Contacted, NextAct},
    ids::{AppointmentId, CaseId, FormKey},
};

/// Which cases of those to book for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingShow {
    /// An appointment is to be booked.
    #[default]
    ToBook,
    /// One is booked, or was and nobody has said how it went.
    Booked,
}

/// One line of whoever books: no picture, and nothing of what was written about the skin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRow {
    pub case: CaseId,
    pub number: String,
    pub patient: PatientView,
    /// "Urgent clinic".
    pub outcome: String,
    pub urgent: bool,
    pub practice: String,
    /// The waiting time that ends first, in words.
    pub wait: String,
    /// It has ended, or what is to be done is late.
    pub late: bool,
    pub next: NextAct,
    /// Calls that reached nobody.
    pub tries: u32,
    /// Appointments that the patient did not come to.
    pub missed: u32,
    pub appointment: Option<When>,
}

/// A page of them, what is due first on top.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingPage {
    pub rows: Vec<BookingRow>,
    pub next: Option<String>,
    /// How many are to be booked, and how many of those are late; counted up to 1,000.
    pub to_book: u32,
    pub late: u32,
}

/// One try to reach the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    pub by: String,
    pub at: When,
    pub contacted: Contacted,
    pub note: String,
}

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub id: AppointmentId,
    pub at: When,
    pub place: String,
    pub state: AppointmentState,
    pub booked_by: String,
    pub booked: When,
    /// Who said how it ended, and when.
    pub ended: Option<(String, When)>,
    /// The patient did not come, and nobody of the practice has said that they know.
    pub to_note: bool,
    pub texted: Texted,
}

/// How a text about an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Texted {
    /// There is none: no mobile is known, nothing carries texts, or it was called off.
    Not,
    Waiting,
    Sent,
    Lost,
}

/// How far a case has come on the way to its appointment: on the case's own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingProgress {
    /// The newest last.
    pub appointments: Vec<AppointmentView>,
    pub contacts: Vec<ContactView>,
    /// The waiting times, in words: those that run, and those that came to their end.
    pub waits: Vec<String>,
    /// An appointment is to be booked.
    pub to_book: bool,
    /// The patient was seen, and the case is not finished.
    pub is_seen: bool,
    /// Nobody reaches the patient: the practice is asked to help.
    pub asks_practice: bool,
    /// The looker may write into the log of contacts for the practice.
    pub may_help: bool,
    /// The looker may book, or say what came of what is booked.
    pub may_book: bool,
    /// The key of the form that notes a try, made with this view.
    pub key: FormKey,
}

impl BookingProgress {
    /// Somebody is expected.
    pub fn is_booked(&self) -> bool {
        self.appointments.iter().any(|it| it.state == AppointmentState::Booked)
    }
}

/// A case as whoever books for it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingView {
    pub case: CaseId,
    pub number: String,
    pub patient: PatientView,
    /// What they want to be called; empty where that is not known.
    pub preferred: String,
    /// Any other number, e-mail and address, as far as they are known.
    pub contacts: Vec<String>,
    /// "Interpreter: Polish", "A longer appointment".
    pub needs: Vec<String>,
    /// The day they died: nobody calls.
    pub died: Option<String>,
    /// They have not agreed that an appointment is booked: somebody speaks with them first.
    #[serde(default)]
    pub asks_first: bool,
    /// None where the answer was retracted since: what is booked is to be called off.
    pub outcome: Option<String>,
    pub urgent: bool,
    /// Who decided it, and when.
    pub decided: Option<(String, When)>,
    /// "Riverside Surgery, 01632 960100".
    pub practice: String,
    pub service: String,
    pub progress: BookingProgress,
    pub next: NextAct,
    /// The appointment that stands can be said to have been kept or missed: its time has come.
    pub is_over: bool,
    /// The key of the form that books, made with this view.
    pub key: FormKey,
    /// Proposed for the next one: where the last one of this case was.
    pub place: String,
}

/// The newest appointment, as the patient's own page tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentTold {
    pub id: AppointmentId,
    pub at: When,
    pub place: String,
    pub state: AppointmentState,
    pub service: String,
    pub phone: String,
    /// Its time has come.
    pub is_over: bool,
}
