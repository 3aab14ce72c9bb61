use serde::{Deserialize, Serialize};

use super::{Due, SecondReadings, WrongPatientLine};
use crate::{
    case::{Kind, Site},
    ids::CaseId,
    tasks::TaskKind,
};

/// Which part of a service's cases a specialist wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorklistShow {
    /// Waiting for an answer, the one due first on top.
    #[default]
    Waiting,
    /// Waiting and past its due time.
    Overdue,
    /// Asked for more: the practice's or the patient's turn.
    Paused,
    /// Answered, the newest on top.
    Answered,
    /// The practice has written, and nobody has read it.
    Messages,
    /// Taken over, and what comes next is still to be arranged.
    TakenOver,
    /// Patients say that it has changed; until somebody of the service has looked.
    Changed,
    /// The patient was seen; until somebody says that everything is done.
    Seen,
    /// Prepared answers that wait for whoever sends them.
    ToRelease,
    /// A colleague is asked what they think.
    Opinions,
    /// For a meeting to discuss, the next one on top.
    Meeting,
    /// Answers that were drawn to be read a second time.
    SecondReading,
    /// What colleagues have said, until whoever asked has read it.
    Replies,
    /// Follow-up photos to look at.
    Monitoring,
    /// Patients whose follow-up photos did not come twice.
    RoundsMissed,
    /// Of the wrong patient: for the record.
    WrongPatient,
}

impl WorklistShow {
    /// What there is to do about each of its cases, where it is a list of that.
    pub const fn task(self) -> Option<TaskKind> {
        match self {
            Self::Messages => Some(TaskKind::ReadMessageAtService),
            Self::Changed => Some(TaskKind::LookAtChange),
            Self::TakenOver => Some(TaskKind::Arrange),
            Self::Seen => Some(TaskKind::Conclude),
            Self::ToRelease => Some(TaskKind::ReleaseAnswer),
            Self::Opinions => Some(TaskKind::GiveOpinion),
            Self::Meeting => Some(TaskKind::DiscussCase),
            Self::SecondReading => Some(TaskKind::ReadAgain),
            Self::Replies => Some(TaskKind::ReadReview),
            Self::Monitoring => Some(TaskKind::ReviewRound),
            Self::RoundsMissed => Some(TaskKind::NoteMissedRounds),
            Self::Waiting | Self::Overdue | Self::Paused | Self::Answered | Self::WrongPatient => None,
        }
    }

    /// Those that are lists of something to do.
    pub const OF_TASKS: [Self; 11] = [
        Self::Changed,
        Self::Messages,
        Self::TakenOver,
        Self::Seen,
        Self::ToRelease,
        Self::Opinions,
        Self::Meeting,
        Self::SecondReading,
        Self::Replies,
        Self::Monitoring,
        Self::RoundsMissed,
    ];

    /// What many services rarely have, and see no empty list of: what clinicians ask of each other, and follow-up photos.
    pub const fn is_rare(self) -> bool {
        let is_followed = matches!(self, Self::Monitoring | Self::RoundsMissed);
        is_followed
            || matches!(self, Self::ToRelease | Self::Opinions | Self::Meeting | Self::SecondReading | Self::Replies)
    }
}

/// Filters and place of a worklist page. All optional: an empty query is the worklist itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorklistQuery {
    #[serde(default)]
    pub show: WorklistShow,
    #[serde(default)]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub site: Option<Site>,
    /// Where the page starts: `WorklistPage::next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// One line of the worklist. Only what is shown: a name that nobody reads here need not travel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorklistRow {
    pub case: CaseId,
    /// Address of a small picture, where there is one.
    pub thumbnail: Option<String>,
    pub due: Option<Due>,
    pub kind: Kind,
    /// "54 years", "8 months".
    pub age: String,
    pub sex: String,
    /// "Left forearm".
    pub site: String,
    pub question: String,
    pub practice: String,
    /// `Draft::flags`: "USC", "Score 5", "Immunosuppressed", "No pictures".
    pub flags: Vec<String>,
    /// Stands above what is merely due sooner.
    pub first: bool,
    /// Of a list of answers to read a second time: it is the looker's own.
    #[serde(default)]
    pub own: bool,
}

/// One page of a worklist, keyset-paged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorklistPage {
    pub rows: Vec<WorklistRow>,
    /// Those of the wrong patient that nobody of the service has dealt with: above everything else.
    #[serde(default)]
    pub wrong_patient: Vec<WrongPatientLine>,
    pub next: Option<String>,
    /// Waiting cases of the service, counted up to 1,000.
    pub waiting: u32,
    /// Overdue cases of the service, counted up to 1,000.
    pub overdue: u32,
    /// Of the lists of things to do: how many are open, and how many of those are late, counted up to 1,000.
    #[serde(default)]
    pub to_do: Vec<(WorklistShow, u32, u32)>,
    /// Of second readings: how the service's agreed.
    #[serde(default)]
    pub second_readings: Option<SecondReadings>,
}
