use serde::{Deserialize, Serialize};

use super::{AwayLine, ChangeView, Due, OpenedCase, When, WrongPatientLine};
use crate::{
    case::{Kind, Outcome},
    ids::{AccountId, CaseId, MembershipId, ServiceId},
    organisation::OrganisationKind,
    policy::Exclusion,
    role::Role,
    tasks::TaskKind,
};

/// Who is signed in, for the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub account: AccountId,
    pub name: String,
    /// The one that this session works in.
    pub membership: MembershipId,
    pub role: Role,
    /// Practice or service; an administrator's is "Administration".
    pub organisation: String,
    /// What kind of one; None of an administrator.
    #[serde(default)]
    pub kind: Option<OrganisationKind>,
    /// Where this role starts: "/home", "/worklist".
    pub home: String,
    /// Where else they work, and can switch to.
    pub others: Vec<Workplace>,
    /// A case that they read from outside for now.
    #[serde(default)]
    pub opened: Option<OpenedCase>,
    /// They are invited to work somewhere else, and have not answered.
    #[serde(default)]
    pub invited: bool,
}

/// A role at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workplace {
    pub membership: MembershipId,
    pub organisation: String,
    pub role: Role,
}

/// The lists a practice works from; each is a count on the home page and a page of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseList {
    /// Cases of the wrong patient, until somebody of the practice has dealt with them.
    WrongPatient,
    /// Patients who say that it has changed, until somebody of the practice has dealt with it.
    Changed,
    /// Pictures that nobody has sent on yet: in drafts, and in what waits for more.
    PhotosArrived,
    /// Drafts whose patient was asked for photos and has not sent any by the end of the link, or said no.
    NotSent,
    /// Answers nobody has acknowledged: the inbox.
    #[default]
    ToRead,
    /// What a service has written that nobody has read.
    Messages,
    /// Answers that ask the practice to refer, until it says that it has: read or not.
    ToRefer,
    /// Answers that were read and ask for something else, until it is done and the case closed.
    ToFinish,
    Drafts,
    /// Patients whose link locked, or whose text could not be sent, and whom nobody has spoken to since.
    NotReached,
    /// Whoever books an appointment reaches nobody.
    HelpReach,
    /// Patients who did not come to one, until somebody of the practice knows.
    Missed,
    /// What services say came of patients, until somebody of the practice has read it.
    Concluded,
    /// Visits to a photography hub that brought no pictures, until somebody of the practice knows.
    NoHubPictures,
    /// Follow-up photos that a plan asked for and that did not come.
    RoundMissed,
    /// Answered, and nobody has told the patient by the time that somebody should have.
    ToTell,
    /// Answered and told by a text, and the patient has not opened the answer for days.
    Unread,
    /// Drafts whose patient has an open link.
    WithPatient,
    WithSpecialist,
    /// The specialist asked for more.
    AskedForMore,
    DoneThisWeek,
    /// Whatever has been late for so long that it is the manager's, too.
    HandedOn,
    /// Everything of the practice, newest change first.
    All,
}

impl CaseList {
    /// What there is to do about each of its cases; None of what waits for others, is done, or is of any kind.
    pub const fn task(self) -> Option<TaskKind> {
        match self {
            Self::WrongPatient => Some(TaskKind::SettleAtPractice),
            Self::Changed => Some(TaskKind::DealWithChange),
            Self::PhotosArrived => Some(TaskKind::LookAtPhotos),
            Self::NotSent => Some(TaskKind::GoOnWithout),
            Self::ToRead => Some(TaskKind::ReadAnswer),
            Self::Messages => Some(TaskKind::ReadMessage),
            Self::ToRefer => Some(TaskKind::Refer),
            Self::ToFinish => Some(TaskKind::FinishCase),
            Self::Drafts => Some(TaskKind::FinishDraft),
            Self::NotReached => Some(TaskKind::ReachPatient),
            Self::HelpReach => Some(TaskKind::HelpReach),
            Self::Missed => Some(TaskKind::NoteMissed),
            Self::Concluded => Some(TaskKind::ReadConclusion),
            Self::NoHubPictures => Some(TaskKind::NoteHub),
            Self::RoundMissed => Some(TaskKind::ChaseRound),
            Self::ToTell => Some(TaskKind::TellPatient),
            Self::Unread => Some(TaskKind::ReachUnread),
            Self::WithPatient => Some(TaskKind::SendPhotos),
            Self::AskedForMore => Some(TaskKind::SendMore),
            Self::WithSpecialist | Self::DoneThisWeek | Self::HandedOn | Self::All => None,
        }
    }
}

/// One line of a practice's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    pub case: CaseId,
    pub is_draft: bool,
    pub kind: Kind,
    /// "No name yet" in a young draft.
    pub patient_name: String,
    /// 3-3-4, empty where not given.
    pub nhs_number: String,
    pub site: String,
    pub state: String,
    /// What was answered, or asked back; None until then.
    pub outcome: Option<Outcome>,
    /// The outcome as the practice reads it: `Meaning::label`. Empty while there is none.
    pub outcome_words: String,
    /// "Link locked", "Text did not arrive": nobody reaches the patient until somebody does something.
    #[serde(default)]
    pub trouble: Option<String>,
    /// "Late: should have been done by Wed 25 Nov, 17:00", on a list of things to do.
    #[serde(default)]
    pub late: Option<String>,
    /// "Read the answer", where a list holds things to do of any kind.
    #[serde(default)]
    pub task: Option<String>,
    /// For whom it is done, where that is somebody who is away.
    #[serde(default)]
    pub stands_in_for: Option<String>,
    pub due: Option<Due>,
    pub images: u32,
    pub referrer: String,
    pub changed: When,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRows {
    pub rows: Vec<CaseRow>,
    pub next: Option<String>,
}

/// A patient who says that it has changed, on top of the practice's home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLine {
    pub case: CaseId,
    /// "1F3A 27C1".
    pub number: String,
    pub name: String,
    pub change: ChangeView,
}

/// The referrer's home: counts that are links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    pub counts: Vec<(CaseList, u32)>,
    /// Of those lists of things to do, how many are late.
    pub late: Vec<(CaseList, u32)>,
    /// Above everything else.
    pub wrong_patient: Vec<WrongPatientLine>,
    /// What patients say has changed and nobody has dealt with, the longest wait first, at most 20.
    pub changes: Vec<ChangeLine>,
    /// Who is away now, where that is whoever asks, or they stand in.
    #[serde(default)]
    pub away: Vec<AwayLine>,
    /// What to do next: what is late, then what is this person's own, or of whom they stand in for, by when it is due.
    #[serde(default)]
    pub next: Vec<CaseRow>,
    /// Newest changes, at most ten.
    pub recent: Vec<CaseRow>,
}

/// A service a case can be sent to, with what the referrer may expect of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceView {
    pub service: ServiceId,
    pub name: String,
    /// For each kind of request, "Answers advice requests within 2 working days": a form changes its kind, and with it
    /// what may be expected.
    pub promises: Vec<(Kind, String)>,
    /// Whom it excludes, for each kind of request that it has not taken in already.
    pub exclusions: Vec<(Kind, Vec<Exclusion>)>,
}

impl ServiceView {
    /// What may be expected of a request of this kind.
    pub fn promise(&self, kind: Kind) -> Option<&str> {
        self.promises.iter().find(|(each, _)| *each == kind).map(|(_, promise)| promise.as_str())
    }

    /// Whom it excludes from requests of this kind.
    pub fn excludes(&self, kind: Kind) -> &[Exclusion] {
        self.exclusions.iter().find(|(each, _)| *each == kind).map_or(&[], |(_, exclusions)| exclusions)
    }
}

/// One text the demonstration phone received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneText {
    pub to: String,
    pub body: String,
    pub at: When,
    /// Links in the body, to be made live.
    pub links: Vec<String>,
}

/// A demonstration account as the sign-in page offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub role: Role,
    pub name: String,
    pub email: String,
    pub password: String,
    pub organisation: String,
    pub home: String,
    /// One sentence: what this person can try.
    pub can_try: String,
}

/// One place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    pub id: String,
    /// "Firefox on Windows".
    pub device: String,
    pub since: When,
    /// When they last did something there, to some minutes.
    pub seen: When,
    /// The one that asks.
    pub is_this: bool,
    /// Somebody gave the right password there, and no second step yet.
    pub waits: bool,
}

/// One of somebody's own passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyLine {
    pub id: String,
    /// As its owner calls it.
    pub name: String,
    pub added: When,
    /// When it last let them in.
    pub used: Option<When>,
}
