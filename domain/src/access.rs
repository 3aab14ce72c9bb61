//! Who may do what. Pure: `backend` gathers the facts, these functions decide, and nothing is allowed by default.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    case::StateKind,
    ids::{AccountId, CaseId, PhotoRequestId, PracticeId, ServiceId},
};

/// Whoever is asking. Kept as JSON beside each event of a case's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "actor", rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in clinician of a practice.
    Referrer { account: AccountId, practice: PracticeId },
    /// A signed-in clinician of a service.
    Specialist { account: AccountId, service: ServiceId },
    /// Whoever looks after accounts and organisations: sees no case.
    Administrator { account: AccountId },
    /// A patient who opened their link and gave the right date of birth.
    Patient { photo_request: PhotoRequestId, case: CaseId },
    /// A referrer's own phone, by the link their desktop showed; `account` is theirs.
    Phone { photo_request: PhotoRequestId, case: CaseId, account: AccountId },
}

impl Actor {
    /// The practice this person asks for: may start cases and read the practice's lists.
    ///
    /// # Errors
    /// `Denied` for everyone but a referrer.
    pub const fn practice(&self) -> Result<PracticeId, Denied> {
        match *self {
            Self::Referrer { practice, .. } => Ok(practice),
            Self::Specialist { .. } | Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => {
                Err(Denied)
            }
        }
    }

    /// The service this person answers for: may read its worklist and keep its templates.
    ///
    /// # Errors
    /// `Denied` for everyone but a specialist.
    pub const fn service(&self) -> Result<ServiceId, Denied> {
        match *self {
            Self::Specialist { service, .. } => Ok(service),
            Self::Referrer { .. } | Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => {
                Err(Denied)
            }
        }
    }

    /// The account of whoever may manage accounts and organisations.
    ///
    /// # Errors
    /// `Denied` for everyone but an administrator.
    pub const fn administrator(&self) -> Result<AccountId, Denied> {
        match *self {
            Self::Administrator { account } => Ok(account),
            Self::Referrer { .. } | Self::Specialist { .. } | Self::Patient { .. } | Self::Phone { .. } => Err(Denied),
        }
    }

    /// The account behind this person; a patient has none.
    pub const fn account(&self) -> Option<AccountId> {
        match *self {
            Self::Referrer { account, .. }
            | Self::Specialist { account, .. }
            | Self::Administrator { account }
            | Self::Phone { account, .. } => Some(account),
            Self::Patient { .. } => None,
        }
    }

    /// The link this person came by.
    pub const fn photo_request(&self) -> Option<PhotoRequestId> {
        match *self {
            Self::Patient { photo_request, .. } | Self::Phone { photo_request, .. } => Some(photo_request),
            Self::Referrer { .. } | Self::Specialist { .. } | Self::Administrator { .. } => None,
        }
    }
}

/// What can be done with one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the case as a clinician does.
    See,
    SeeHistory,
    /// Be told that the case changed (server-sent events).
    Follow,
    EditRequest,
    /// Send the request (`Change::Submit`), or send what the specialist asked for (`Change::Resume`).
    Submit,
    /// Text the patient, or show a link for one's own phone.
    RequestPhotos,
    WithdrawPhotoRequest,
    Withdraw,
    /// Change who it is about after something was collected, before it is answered.
    CorrectIdentity,
    /// Not agree to an answer that wants it.
    Disagree,
    /// Say that it has changed: the patient's.
    ReportChange,
    /// Say that this is dealt with: the practice's.
    DealWithChange,
    /// Say that the case is not of the patient that it names, once it was sent.
    WrongPatient,
    /// Say for one's own side that this is dealt with.
    SettleWrongPatient,
    /// What was still to be done after the answer is done.
    Close,
    /// Text a new link to the news, or note that the patient was told: as long as there may be something to read.
    TellPatient,
    /// Keep an unsent answer: also after somebody else was first, so that no text is lost.
    KeepAnswer,
    /// Send it.
    Answer,
    TakeBackAnswer,
    /// Add to an answer that stands, correct or retract it: its author, or a colleague who noticed.
    AmendAnswer,
    Acknowledge,
    /// Say that the patient was referred, as the answer asked.
    Refer,
    AddImage,
    ReadImage(ImageFacts),
    /// Take it away as a file, perhaps with what was drawn on it. A link's own pictures are on that phone already.
    CopyImage(ImageFacts),
    RemoveImage(ImageFacts),
    AnnotateImage(ImageFacts),
    /// Put a clip beside a picture; whoever may look at the picture may play it.
    AddClip(ImageFacts),
    /// The patient's own steps: consents, questions, sending, news. Whether the link still takes them is
    /// `photo_request`'s decision.
    UsePatientPages,
}

/// What decides about one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageFacts {
    /// The link it came by; None from a signed-in clinician.
    pub photo_request: Option<PhotoRequestId>,
    /// A specialist has been sent it: from then on it is part of the record.
    pub sent: bool,
}

/// What decides about one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    pub case: CaseId,
    pub practice: PracticeId,
    /// The service it was submitted to; None before.
    pub service: Option<ServiceId>,
    pub state: StateKind,
    /// Who wrote the answer that stands.
    pub answered_by: Option<AccountId>,
}

/// Not allowed. Says nothing about why, or whether there is such a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not allowed")]
pub struct Denied;

/// Whether `actor` may do `action` with the case that `facts` describe.
///
/// # Errors
/// `Denied` whenever no rule allows it.
pub fn may(actor: &Actor, action: Action, facts: &CaseFacts) -> Result<(), Denied> {
    let allowed = match *actor {
        Actor::Referrer { practice, .. } => practice == facts.practice && referrer_may(action, facts.state),
        Actor::Specialist { account, service } => {
            facts.service == Some(service) && specialist_may(account, action, facts)
        }
        Actor::Administrator { .. } => false,
        Actor::Patient { photo_request, case } => {
            case == facts.case && link_may(photo_request, action, facts.state, true)
        }
        Actor::Phone { photo_request, case, .. } => {
            case == facts.case && link_may(photo_request, action, facts.state, false)
        }
    };
    if allowed { Ok(()) } else { Err(Denied) }
}

fn referrer_may(action: Action, state: StateKind) -> bool {
    match action {
        Action::See
        | Action::SeeHistory
        | Action::Follow
        | Action::WithdrawPhotoRequest
        | Action::DealWithChange
        | Action::ReadImage(_) => true,
        // A file is taken for a patient: there is none whose these are.
        Action::CopyImage(_) => state != StateKind::WrongPatient,
        Action::EditRequest | Action::Submit | Action::RequestPhotos | Action::AddImage => is_the_practices_turn(state),
        Action::RemoveImage(image) | Action::AnnotateImage(image) | Action::AddClip(image) => {
            is_the_practices_turn(state) && !image.sent
        }
        Action::Withdraw | Action::CorrectIdentity => match state {
            StateKind::Draft | StateKind::InQueue | StateKind::Paused => true,
            StateKind::Answered
            | StateKind::Acknowledged
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::Converted
            | StateKind::WrongPatient => false,
        },
        Action::Disagree => state == StateKind::Converted,
        Action::Acknowledge => match state {
            StateKind::Answered | StateKind::Converted => true,
            StateKind::Draft
            | StateKind::InQueue
            | StateKind::Paused
            | StateKind::Acknowledged
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::WrongPatient => false,
        },
        Action::WrongPatient => may_be_wrong_patient(state),
        Action::SettleWrongPatient => state == StateKind::WrongPatient,
        Action::TellPatient => match state {
            StateKind::InQueue
            | StateKind::Paused
            | StateKind::Answered
            | StateKind::Acknowledged
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::Converted => true,
            StateKind::Draft | StateKind::WrongPatient => false,
        },
        // A case that was taken over and not read yet is in the same state; the transition tells them apart.
        Action::Close => match state {
            StateKind::Acknowledged | StateKind::Converted => true,
            StateKind::Draft
            | StateKind::InQueue
            | StateKind::Paused
            | StateKind::Answered
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::WrongPatient => false,
        },
        Action::Refer => match state {
            StateKind::Answered | StateKind::Acknowledged => true,
            StateKind::Draft
            | StateKind::InQueue
            | StateKind::Paused
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::Converted
            | StateKind::WrongPatient => false,
        },
        Action::KeepAnswer
        | Action::Answer
        | Action::TakeBackAnswer
        | Action::AmendAnswer
        | Action::ReportChange
        | Action::UsePatientPages => false,
    }
}

fn specialist_may(account: AccountId, action: Action, facts: &CaseFacts) -> bool {
    // The service is named in the facts only once the case was submitted to it; a draft is the practice's alone.
    if facts.state == StateKind::Draft {
        return false;
    }
    match action {
        Action::See | Action::SeeHistory | Action::Follow | Action::KeepAnswer => true,
        // What the practice collects after being asked for more is its own until it is sent.
        Action::ReadImage(image) => image.sent,
        Action::CopyImage(image) => image.sent && facts.state != StateKind::WrongPatient,
        Action::WrongPatient => may_be_wrong_patient(facts.state),
        Action::SettleWrongPatient => facts.state == StateKind::WrongPatient,
        Action::AnnotateImage(image) => image.sent && facts.state == StateKind::InQueue,
        // Paused too: what was asked for may never come.
        Action::Answer => matches!(facts.state, StateKind::InQueue | StateKind::Paused),
        Action::AmendAnswer => match facts.state {
            StateKind::Answered | StateKind::Acknowledged | StateKind::Closed | StateKind::Converted => true,
            StateKind::Draft
            | StateKind::InQueue
            | StateKind::Paused
            | StateKind::Withdrawn
            | StateKind::WrongPatient => false,
        },
        Action::TakeBackAnswer => match facts.state {
            StateKind::Answered | StateKind::Paused | StateKind::Converted => facts.answered_by == Some(account),
            StateKind::Draft
            | StateKind::InQueue
            | StateKind::Acknowledged
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::WrongPatient => false,
        },
        Action::EditRequest
        | Action::Submit
        | Action::RequestPhotos
        | Action::WithdrawPhotoRequest
        | Action::Withdraw
        | Action::CorrectIdentity
        | Action::Close
        | Action::TellPatient
        | Action::Acknowledge
        | Action::Refer
        | Action::AddImage
        | Action::RemoveImage(_)
        | Action::AddClip(_)
        | Action::Disagree
        | Action::ReportChange
        | Action::DealWithChange
        | Action::UsePatientPages => false,
    }
}

/// A link reaches its own pictures and nothing else of the case.
fn link_may(own: PhotoRequestId, action: Action, state: StateKind, patient_pages: bool) -> bool {
    // Whoever holds it may be anybody.
    if state == StateKind::WrongPatient {
        return false;
    }
    match action {
        Action::AddImage => is_the_practices_turn(state),
        Action::ReadImage(image) => image.photo_request == Some(own),
        Action::RemoveImage(image) | Action::AnnotateImage(image) | Action::AddClip(image) => {
            image.photo_request == Some(own) && !image.sent && is_the_practices_turn(state)
        }
        Action::UsePatientPages => patient_pages,
        Action::ReportChange => patient_pages && state != StateKind::Withdrawn,
        Action::See
        | Action::SeeHistory
        | Action::Follow
        | Action::EditRequest
        | Action::Submit
        | Action::RequestPhotos
        | Action::WithdrawPhotoRequest
        | Action::Withdraw
        | Action::CorrectIdentity
        | Action::Disagree
        | Action::DealWithChange
        | Action::WrongPatient
        | Action::SettleWrongPatient
        | Action::Close
        | Action::TellPatient
        | Action::CopyImage(_)
        | Action::KeepAnswer
        | Action::Answer
        | Action::TakeBackAnswer
        | Action::AmendAnswer
        | Action::Acknowledge
        | Action::Refer => false,
    }
}

/// Sent, whatever has become of it since: only then do others than the practice know of it.
fn may_be_wrong_patient(state: StateKind) -> bool {
    match state {
        StateKind::InQueue
        | StateKind::Paused
        | StateKind::Answered
        | StateKind::Acknowledged
        | StateKind::Closed
        | StateKind::Withdrawn
        | StateKind::Converted => true,
        StateKind::Draft | StateKind::WrongPatient => false,
    }
}

/// The request is still, or again, in the practice's hands.
fn is_the_practices_turn(state: StateKind) -> bool {
    match state {
        StateKind::Draft | StateKind::Paused => true,
        StateKind::InQueue
        | StateKind::Answered
        | StateKind::Acknowledged
        | StateKind::Closed
        | StateKind::Withdrawn
        | StateKind::Converted
        | StateKind::WrongPatient => false,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    const CASE: CaseId = CaseId(id(1));
    const PRACTICE: PracticeId = PracticeId(id(2));
    const SERVICE: ServiceId = ServiceId(id(3));
    const LINK: PhotoRequestId = PhotoRequestId(id(4));
    const ME: AccountId = AccountId(id(5));
    const SOMEBODY: AccountId = AccountId(id(6));

    const REFERRER: Actor = Actor::Referrer { account: ME, practice: PRACTICE };
    const SPECIALIST: Actor = Actor::Specialist { account: ME, service: SERVICE };
    const PATIENT: Actor = Actor::Patient { photo_request: LINK, case: CASE };
    const PHONE: Actor = Actor::Phone { photo_request: LINK, case: CASE, account: ME };
    const ADMINISTRATOR: Actor = Actor::Administrator { account: ME };
    /// Each role, at home in the case and then a stranger to it.
    const OURS: [Actor; 4] = [REFERRER, SPECIALIST, PATIENT, PHONE];
    const STRANGERS: [Actor; 5] = [
        ADMINISTRATOR,
        Actor::Referrer { account: ME, practice: PracticeId(id(92)) },
        Actor::Specialist { account: ME, service: ServiceId(id(93)) },
        Actor::Patient { photo_request: LINK, case: CaseId(id(91)) },
        Actor::Phone { photo_request: LINK, case: CaseId(id(91)), account: ME },
    ];

    const MINE: ImageFacts = ImageFacts { photo_request: Some(LINK), sent: false };
    const MINE_SENT: ImageFacts = ImageFacts { photo_request: Some(LINK), sent: true };
    const OTHERS: ImageFacts = ImageFacts { photo_request: None, sent: false };
    const OTHERS_SENT: ImageFacts = ImageFacts { photo_request: None, sent: true };

    fn facts(state: StateKind) -> CaseFacts {
        let service = (state != StateKind::Draft).then_some(SERVICE);
        CaseFacts { case: CASE, practice: PRACTICE, service, state, answered_by: Some(ME) }
    }

    /// One letter per state in the order of `StateKind::ALL`: D draft, Q in queue, P paused, A answered, R read
    /// (acknowledged), C closed, W withdrawn, V converted, X wrong patient; a dot where denied. Columns: referrer,
    /// specialist, patient, phone.
    const ALL: &str = "DQPARCWVX";
    /// All but the wrong patient.
    const VALID: &str = "DQPARCWV.";
    const SENT: &str = ".QPARCWVX";
    const RIGHT: &str = ".QPARCWV.";
    const TURN: &str = "D.P......";
    const NONE: &str = ".........";
    const MATRIX: [(Action, [&str; 4]); 44] = [
        (Action::See, [ALL, SENT, NONE, NONE]),
        (Action::SeeHistory, [ALL, SENT, NONE, NONE]),
        (Action::Follow, [ALL, SENT, NONE, NONE]),
        (Action::EditRequest, [TURN, NONE, NONE, NONE]),
        (Action::Submit, [TURN, NONE, NONE, NONE]),
        (Action::RequestPhotos, [TURN, NONE, NONE, NONE]),
        (Action::WithdrawPhotoRequest, [ALL, NONE, NONE, NONE]),
        (Action::Withdraw, ["DQP......", NONE, NONE, NONE]),
        (Action::KeepAnswer, [NONE, SENT, NONE, NONE]),
        (Action::Answer, [NONE, ".QP......", NONE, NONE]),
        (Action::TakeBackAnswer, [NONE, "..PA...V.", NONE, NONE]),
        (Action::AmendAnswer, [NONE, "...ARC.V.", NONE, NONE]),
        (Action::Acknowledge, ["...A...V.", NONE, NONE, NONE]),
        (Action::Refer, ["...AR....", NONE, NONE, NONE]),
        (Action::AddImage, [TURN, NONE, TURN, TURN]),
        (Action::ReadImage(MINE), [ALL, NONE, VALID, VALID]),
        (Action::ReadImage(MINE_SENT), [ALL, SENT, VALID, VALID]),
        (Action::ReadImage(OTHERS), [ALL, NONE, NONE, NONE]),
        (Action::ReadImage(OTHERS_SENT), [ALL, SENT, NONE, NONE]),
        (Action::RemoveImage(MINE), [TURN, NONE, TURN, TURN]),
        (Action::RemoveImage(MINE_SENT), [NONE, NONE, NONE, NONE]),
        (Action::RemoveImage(OTHERS), [TURN, NONE, NONE, NONE]),
        (Action::RemoveImage(OTHERS_SENT), [NONE, NONE, NONE, NONE]),
        (Action::AnnotateImage(MINE), [TURN, NONE, TURN, TURN]),
        (Action::AnnotateImage(MINE_SENT), [NONE, ".Q.......", NONE, NONE]),
        (Action::AnnotateImage(OTHERS), [TURN, NONE, NONE, NONE]),
        (Action::AnnotateImage(OTHERS_SENT), [NONE, ".Q.......", NONE, NONE]),
        (Action::UsePatientPages, [NONE, NONE, VALID, NONE]),
        (Action::AddClip(MINE), [TURN, NONE, TURN, TURN]),
        (Action::AddClip(MINE_SENT), [NONE, NONE, NONE, NONE]),
        (Action::AddClip(OTHERS), [TURN, NONE, NONE, NONE]),
        (Action::AddClip(OTHERS_SENT), [NONE, NONE, NONE, NONE]),
        (Action::CopyImage(MINE), [VALID, NONE, NONE, NONE]),
        (Action::CopyImage(MINE_SENT), [VALID, RIGHT, NONE, NONE]),
        (Action::CopyImage(OTHERS), [VALID, NONE, NONE, NONE]),
        (Action::CopyImage(OTHERS_SENT), [VALID, RIGHT, NONE, NONE]),
        (Action::CorrectIdentity, ["DQP......", NONE, NONE, NONE]),
        (Action::Close, ["....R..V.", NONE, NONE, NONE]),
        (Action::TellPatient, [".QPARCWV.", NONE, NONE, NONE]),
        (Action::WrongPatient, [RIGHT, RIGHT, NONE, NONE]),
        (Action::SettleWrongPatient, ["........X", "........X", NONE, NONE]),
        (Action::ReportChange, [NONE, NONE, "DQPARC.V.", NONE]),
        (Action::DealWithChange, [ALL, NONE, NONE, NONE]),
        (Action::Disagree, [".......V.", NONE, NONE, NONE]),
    ];

    #[test]
    fn every_role_against_every_action_in_every_state() {
        for (action, row) in MATRIX {
            for (actor, states) in OURS.iter().zip(row) {
                for (&state, letter) in StateKind::ALL.iter().zip(states.chars()) {
                    let allowed = may(actor, action, &facts(state)).is_ok();
                    assert_eq!(allowed, letter != '.', "{actor:?} {action:?} {state:?}");
                }
            }
        }
    }

    #[test]
    fn a_stranger_may_nothing() {
        for (action, _) in MATRIX {
            for actor in &STRANGERS {
                for &state in StateKind::ALL {
                    assert_eq!(may(actor, action, &facts(state)), Err(Denied), "{actor:?} {action:?} {state:?}");
                }
            }
        }
    }

    /// Compiles only while every action has a row above.
    #[test]
    fn the_matrix_is_whole() {
        let row = |action: Action| match action {
            Action::See => 0,
            Action::SeeHistory => 1,
            Action::Follow => 2,
            Action::EditRequest => 3,
            Action::Submit => 4,
            Action::RequestPhotos => 5,
            Action::WithdrawPhotoRequest => 6,
            Action::Withdraw => 7,
            Action::KeepAnswer => 8,
            Action::Answer => 9,
            Action::TakeBackAnswer => 10,
            Action::AmendAnswer => 11,
            Action::Acknowledge => 12,
            Action::Refer => 13,
            Action::AddImage => 14,
            Action::ReadImage(_) => 15,
            Action::RemoveImage(_) => 19,
            Action::AnnotateImage(_) => 23,
            Action::UsePatientPages => 27,
            Action::AddClip(_) => 28,
            Action::CopyImage(_) => 32,
            Action::CorrectIdentity => 36,
            Action::Close => 37,
            Action::TellPatient => 38,
            Action::WrongPatient => 39,
            Action::SettleWrongPatient => 40,
            Action::ReportChange => 41,
            Action::DealWithChange => 42,
            Action::Disagree => 43,
        };
        for (index, (action, _)) in MATRIX.iter().enumerate() {
            assert!((row(*action)..=row(*action) + 3).contains(&index), "{action:?}");
        }
    }

    #[test]
    fn only_the_author_takes_an_answer_back() {
        let theirs = CaseFacts { answered_by: Some(SOMEBODY), ..facts(StateKind::Answered) };
        assert_eq!(may(&SPECIALIST, Action::TakeBackAnswer, &theirs), Err(Denied));
    }

    #[test]
    fn lists_belong_to_their_organisation() {
        assert_eq!(OURS.map(|a| a.practice()), [Ok(PRACTICE), Err(Denied), Err(Denied), Err(Denied)]);
        assert_eq!(OURS.map(|a| a.service()), [Err(Denied), Ok(SERVICE), Err(Denied), Err(Denied)]);
        assert_eq!(OURS.map(|a| a.administrator()), [Err(Denied); 4]);
        assert_eq!((ADMINISTRATOR.administrator(), ADMINISTRATOR.practice()), (Ok(ME), Err(Denied)));
        assert_eq!(ADMINISTRATOR.service(), Err(Denied));
    }
}
