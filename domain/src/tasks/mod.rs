//! What somebody must do next about a case, whose it is and by when (FHIR Task): the only place that says so. Lists,
//! counts and lateness are read from what [`tasks_after`] gives, so that nothing waits in silence.
//!
//! To add a kind of task: a variant of [`TaskKind`] with its code, its words and its owner here, what opens it in
//! `after.rs`, and, where a practice has a list of it, its place in `CaseList`. The compiler names every match. Raise
//! [`EDITION`], so that the tasks of every case are worked out anew at the next start.

mod after;
mod appointments;
mod hub;
mod monitoring;
mod reviews;
mod rules;
#[cfg(test)]
mod tests;

pub use after::{TaskFacts, tasks_after, unread_from};
pub use appointments::AppointmentFacts;
pub use hub::HubFacts;
pub use monitoring::MonitoringFacts;
pub use reviews::ReviewFacts;
pub use rules::TaskRules;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::code::coded;

/// Which edition of these rules worked out the tasks that are stored.
pub const EDITION: i64 = 7;

/// What is to be done. A case has at most one open task of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A request that was begun, and neither sent nor withdrawn.
    FinishDraft,
    /// Pictures that nobody has sent on, of the patient or of the practice.
    LookAtPhotos,
    /// The patient was asked for photos and sent none.
    GoOnWithout,
    /// The specialist asked for more.
    SendMore,
    /// An answer, or what became of one.
    ReadAnswer,
    /// The answer asks the practice to refer.
    Refer,
    /// Do what an answer that was read asks for, and close the case.
    FinishCase,
    TellPatient,
    /// The patient was told by a text that there is an answer, and has not opened it.
    ReachUnread,
    /// A link locked, or a text did not arrive.
    ReachPatient,
    /// The other side has written.
    ReadMessage,
    /// The same at a service.
    ReadMessageAtService,
    /// The patient says that it has changed.
    DealWithChange,
    /// The same, of the service: it has taken the case over, or it may not wait.
    LookAtChange,
    /// Nothing in the case is valid; the practice has to put right what was done.
    SettleAtPractice,
    /// The same of the service.
    SettleAtService,
    Answer,
    /// Somebody has prepared an answer that waits for whoever sends it in their own name.
    ReleaseAnswer,
    /// A colleague is asked what they think.
    GiveOpinion,
    /// A meeting is to discuss it.
    DiscussCase,
    /// The answer was drawn to be read a second time.
    ReadAgain,
    /// Whoever asked one of these has a reply.
    ReadReview,
    /// Something was asked for, and the case waits for it.
    AwaitMore,
    /// The service has taken the case over.
    Arrange,
    /// An appointment is booked, or was: what came of it is to be said.
    NoteVisit,
    /// The patient was seen: what is left to do, and the end.
    Conclude,
    /// Whoever books reaches nobody by the numbers they have.
    HelpReach,
    /// The patient did not come to their appointment.
    NoteMissed,
    /// The service has said what came of a patient.
    ReadConclusion,
    /// A slot at a photography hub is to be booked.
    BookHub,
    /// One is booked there, or the patient is there.
    Photograph,
    /// A visit to a hub brought no pictures.
    NoteHub,
    /// The photos that a plan asked for did not come, or nobody could be asked.
    ChaseRound,
    /// Those of a round are there.
    ReviewRound,
    /// Twice in a row none came.
    NoteMissedRounds,
    /// A plan asks its patient at its time, or has.
    AwaitRound,
    /// The patient has a link for photos.
    SendPhotos,
}

coded! { TaskKind, "task",
    SettleAtPractice => "settle_at_practice", "Put right: wrong patient";
    DealWithChange => "deal_with_change", "Look at what has changed";
    ReadAnswer => "read_answer", "Read the answer";
    ReadMessage => "read_message", "Read the message";
    Refer => "refer", "Refer the patient";
    TellPatient => "tell_patient", "Tell the patient";
    ReachUnread => "reach_unread", "Tell the patient: answer not opened";
    ReachPatient => "reach_patient", "Reach the patient";
    HelpReach => "help_reach", "Help the hospital reach the patient";
    NoteMissed => "note_missed", "Read: missed an appointment";
    ReadConclusion => "read_conclusion", "Read what was found and done";
    ChaseRound => "chase_round", "Get the follow-up photos";
    NoteHub => "note_hub", "Read: no pictures from the hub";
    LookAtPhotos => "look_at_photos", "Look at the photos";
    GoOnWithout => "go_on_without", "Go on without photos";
    SendMore => "send_more", "Send what was asked for";
    FinishCase => "finish_case", "Finish and close";
    FinishDraft => "finish_draft", "Finish the request";
    SettleAtService => "settle_at_service", "Note: wrong patient";
    LookAtChange => "look_at_change", "Look at what has changed";
    Answer => "answer", "Answer";
    ReviewRound => "review_round", "Look at follow-up photos";
    NoteMissedRounds => "note_missed_rounds", "Read: follow-up photos missed twice";
    ReleaseAnswer => "release_answer", "Release a prepared answer";
    GiveOpinion => "give_opinion", "Give an opinion";
    DiscussCase => "discuss_case", "Discuss at the meeting";
    ReadAgain => "read_again", "Read a second time";
    ReadReview => "read_review", "Read what colleagues say";
    AwaitMore => "await_more", "Wait for what was asked for";
    ReadMessageAtService => "read_message_at_service", "Read the message";
    Arrange => "arrange", "Arrange what comes next";
    NoteVisit => "note_visit", "Say how the appointment went";
    Conclude => "conclude", "Finish: the patient was seen";
    BookHub => "book_hub", "Book a slot";
    Photograph => "photograph", "Take the pictures";
    AwaitRound => "await_round", "Wait for follow-up photos";
    SendPhotos => "send_photos", "Send photos";
}

/// Whose queue a task stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    Practice,
    Service,
    /// The photography hub's that its patient is sent to.
    Hub,
    /// Nobody's queue: it becomes the practice's when its time is over.
    Patient,
}

impl TaskKind {
    /// Who has to do it.
    pub const fn owner(self) -> Owner {
        match self {
            Self::FinishDraft
            | Self::LookAtPhotos
            | Self::GoOnWithout
            | Self::SendMore
            | Self::ReadAnswer
            | Self::Refer
            | Self::FinishCase
            | Self::TellPatient
            | Self::ReachUnread
            | Self::ReachPatient
            | Self::ReadMessage
            | Self::DealWithChange
            | Self::HelpReach
            | Self::NoteMissed
            | Self::ReadConclusion
            | Self::NoteHub
            | Self::ChaseRound
            | Self::SettleAtPractice => Owner::Practice,
            Self::SettleAtService
            | Self::LookAtChange
            | Self::Answer
            | Self::ReleaseAnswer
            | Self::GiveOpinion
            | Self::DiscussCase
            | Self::ReadAgain
            | Self::ReadReview
            | Self::AwaitMore
            | Self::Arrange
            | Self::NoteVisit
            | Self::Conclude
            | Self::ReviewRound
            | Self::NoteMissedRounds
            | Self::ReadMessageAtService => Owner::Service,
            Self::BookHub | Self::Photograph => Owner::Hub,
            Self::AwaitRound | Self::SendPhotos => Owner::Patient,
        }
    }
}

/// One thing that somebody has to do about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    pub kind: TaskKind,
    /// Within a queue the lower band comes first.
    pub band: i64,
    /// Not before: an answer that can still be taken back is nobody's to read, a link that is open nobody's to give up.
    pub from: Timestamp,
    /// Nor from then on; None where it waits until somebody does it.
    pub until: Option<Timestamp>,
    /// Since when it waits, as its words say; never before what it waits for.
    pub since: Timestamp,
    /// From then on it is late. None where nobody waits for it.
    pub due: Option<Timestamp>,
    /// From then on it is the manager's, too. None where it is never late.
    pub hands_on: Option<Timestamp>,
}

impl Task {
    /// Whether it is somebody's to do now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}
