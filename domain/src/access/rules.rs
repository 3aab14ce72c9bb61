//! What each action takes, of whom, and when.

use super::{Action, Actor, CaseFacts, ImageFacts, Relation};
use crate::{
    case::StateKind::{
        self, Acknowledged, Answered, Closed, Converted, Draft, InQueue, Paused, Withdrawn, WrongPatient,
    },
    role::Capability::{
        self, Answer, Assess, BePatient, Book, BreakGlass, Collect, List, Photograph, Read, Refer, SendPictures,
    },
};

/// What an action takes of whoever stands in a relation to the case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) capability: Capability,
    /// The states in which it is allowed.
    pub(super) phases: &'static [StateKind],
}

const fn takes(capability: Capability, phases: &'static [StateKind]) -> Option<Rule> {
    Some(Rule { capability, phases })
}

const ALL: &[StateKind] = StateKind::ALL;
/// A draft is the practice's alone.
const SENT: &[StateKind] = &[InQueue, Paused, Answered, Acknowledged, Closed, Withdrawn, Converted, WrongPatient];
/// Sent, and nobody has found yet that it is of another patient.
const VALID_SENT: &[StateKind] = &[InQueue, Paused, Answered, Acknowledged, Closed, Withdrawn, Converted];
const VALID: &[StateKind] = &[Draft, InQueue, Paused, Answered, Acknowledged, Closed, Withdrawn, Converted];
/// The request is still, or again, in the practice's hands.
const PRACTICES_TURN: &[StateKind] = &[Draft, Paused];
/// It was answered, and there may be something to watch.
const ANSWERED: &[StateKind] = &[Answered, Acknowledged];
/// Somebody may have been asked for pictures by a link; which link still takes them is `photo_request`'s decision.
const BY_LINK: &[StateKind] = &[Draft, Paused, Answered, Acknowledged];
/// The practice may still have something to show: in its own turn with the request, at any other with a message.
const UNENDED: &[StateKind] = &[Draft, InQueue, Paused, Answered, Acknowledged, Converted];
const UNANSWERED: &[StateKind] = &[Draft, InQueue, Paused];
/// With a service, and of its patient.
const SHARED: &[StateKind] = &[InQueue, Paused, Answered, Acknowledged, Closed, Withdrawn, Converted];
const WRONG: &[StateKind] = &[WrongPatient];
/// There may be an appointment.
const BOOKED: &[StateKind] = &[InQueue, Paused, Answered, Acknowledged, Closed, Withdrawn, Converted];

/// The table: for each action what it takes of the referring side, of the answering side, of a link, and of whoever opened
/// the case from outside, who reads what was sent and does nothing.
const fn row(action: Action) -> [Option<Rule>; 4] {
    match action {
        Action::See => [takes(Read, ALL), takes(Read, SENT), None, takes(BreakGlass, VALID_SENT)],
        Action::Follow => [takes(Read, ALL), takes(Read, SENT), None, None],
        Action::SeeHistory => [takes(List, ALL), takes(List, SENT), None, takes(BreakGlass, VALID_SENT)],
        Action::EditRequest | Action::RequestPhotos | Action::SubmitFor => {
            [takes(Collect, PRACTICES_TURN), None, None, None]
        }
        Action::Submit => [takes(Refer, PRACTICES_TURN), None, None, None],
        Action::WithdrawPhotoRequest => [takes(Collect, ALL), None, None, None],
        Action::Withdraw => [takes(Refer, UNANSWERED), None, None, None],
        Action::CorrectIdentity => [takes(Collect, UNANSWERED), None, None, None],
        // What is still to be answered is added to by a message.
        Action::AskAgain => [takes(Collect, &[Answered, Acknowledged, Closed, Withdrawn, Converted]), None, None, None],
        // What a specialist writes is relied on as an answer would be: a trainee prepares it. A case that is closed, or was
        // taken back, can still be asked about; one of another patient is nobody's to discuss here.
        Action::Message => [takes(Collect, SHARED), takes(Answer, SHARED), None, None],
        Action::Disagree => [takes(Refer, &[Converted]), None, None, None],
        Action::ReportChange => {
            [None, None, takes(BePatient, &[Draft, InQueue, Paused, Answered, Acknowledged, Closed, Converted]), None]
        }
        // Whether what a patient noticed can wait is a clinical question.
        Action::DealWithChange => [takes(Refer, ALL), None, None, None],
        Action::LookAtChange => [None, takes(Answer, VALID_SENT), None, None],
        // Whoever notices it says so: it must not wait for somebody senior.
        Action::WrongPatient => [takes(Collect, VALID_SENT), takes(Assess, VALID_SENT), None, None],
        Action::SettleWrongPatient => [takes(Refer, WRONG), takes(Answer, WRONG), None, None],
        // Who has taken a case over says when everything is done: closed by the practice, nobody would book what is to come.
        Action::Close => [takes(Refer, &[Acknowledged]), takes(Answer, &[Converted]), None, None],
        Action::TellPatient => [takes(Collect, VALID_SENT), None, None, None],
        Action::KeepAnswer => [None, takes(Assess, SENT), None, None],
        // Paused too: what was asked for may never come.
        Action::Answer => [None, takes(Answer, &[InQueue, Paused]), None, None],
        Action::SendOn => [None, takes(Answer, &[InQueue]), None, None],
        Action::TakeBackAnswer => [None, takes(Answer, &[Paused, Answered, Converted]), None, None],
        Action::AmendAnswer => [None, takes(Answer, &[Answered, Acknowledged, Closed, Converted]), None, None],
        Action::Acknowledge => [takes(Refer, &[Answered, Converted]), None, None, None],
        Action::Refer => [takes(Refer, &[Answered, Acknowledged]), None, None, None],
        // An appointment that stands is somebody's to keep or to call off whatever becomes of the answer.
        Action::Book => [None, takes(Book, BOOKED), None, None],
        Action::HelpBook => [takes(Collect, BOOKED), None, None, None],
        // While it is with the service, the practice's pictures go with a message; and what is answered needs none.
        Action::AskHub => [takes(Collect, PRACTICES_TURN), takes(Answer, &[InQueue]), None, None],
        Action::FollowHub => [takes(Collect, VALID), takes(Answer, VALID_SENT), None, None],
        Action::Photograph => [None; 4],
        // Histology may come after a case was closed.
        Action::Conclude => [None, takes(Answer, &[Converted, Closed]), None, None],
        Action::ReadConclusion => [takes(Refer, VALID_SENT), None, None, None],
        Action::AskReview => [None, takes(Assess, SHARED), None, None],
        // What a colleague says is relied on.
        Action::GiveReview => [None, takes(Answer, SHARED), None, None],
        Action::PlanMonitoring => [takes(Refer, ANSWERED), takes(Answer, ANSWERED), None, None],
        Action::ChaseMonitoring => [takes(Collect, ANSWERED), None, None, None],
        Action::ReviewMonitoring => [None, takes(Answer, ANSWERED), None, None],
        Action::AddImage => [takes(Collect, UNENDED), None, takes(SendPictures, BY_LINK), None],
        Action::ReadImage(_) => {
            [takes(Read, ALL), takes(Read, SENT), takes(SendPictures, VALID), takes(BreakGlass, VALID_SENT)]
        }
        // A file is taken for a patient, and of a wrong patient there is none whose these are. It leaves our hands, which
        // is for whoever answers for it.
        Action::CopyImage(_) => [takes(Collect, VALID), takes(Answer, VALID_SENT), None, None],
        Action::RemoveImage(_) | Action::AddClip(_) => {
            [takes(Collect, UNENDED), None, takes(SendPictures, BY_LINK), None]
        }
        Action::AnnotateImage(_) => {
            [takes(Collect, UNENDED), takes(Assess, &[InQueue]), takes(SendPictures, BY_LINK), None]
        }
        Action::UsePatientPages => [None, None, takes(BePatient, VALID), None],
    }
}

/// The same of a service that was asked later: it reads what was asked and answered before, with the pictures, and changes
/// nothing of it.
const fn of_asked_later(action: Action) -> Option<Rule> {
    if matches!(action, Action::See | Action::Follow | Action::ReadImage(_)) {
        takes(Read, VALID_SENT)
    } else if matches!(action, Action::CopyImage(_)) {
        takes(Answer, VALID_SENT)
    } else {
        None
    }
}

/// The same of the desk: appointments, and nothing else of the case.
const fn of_booking(action: Action) -> Option<Rule> {
    if matches!(action, Action::Book) { takes(Book, BOOKED) } else { None }
}

/// The same of the hub: its visit, and the pictures that are taken at it. What has ended takes none any more, and somebody
/// is still expected until they are told.
const fn of_photographing(action: Action) -> Option<Rule> {
    if matches!(action, Action::Photograph) {
        takes(Photograph, VALID)
    } else if matches!(action, Action::AddImage | Action::RemoveImage(_)) {
        takes(Photograph, UNENDED)
    } else if matches!(action, Action::ReadImage(_)) {
        takes(Photograph, VALID)
    } else {
        None
    }
}

/// What `action` takes of whoever is this to the case; None where nobody of them may.
pub(super) const fn rule(relation: Relation, action: Action) -> Option<Rule> {
    let [referring, answering, link, opened] = row(action);
    match relation {
        Relation::Referring => referring,
        Relation::Answering => answering,
        Relation::Link(_) => link,
        Relation::AskedLater => of_asked_later(action),
        Relation::Opened => opened,
        Relation::Booking => of_booking(action),
        Relation::Photographing => of_photographing(action),
        Relation::Observing => None,
    }
}

/// What a rule asks beside: whose picture it is and whether it was sent, and who wrote the answer.
pub(super) fn fits(actor: &Actor, relation: Relation, action: Action, facts: &CaseFacts) -> bool {
    let is_answering = relation == Relation::Answering;
    let is_elsewhere = is_answering || matches!(relation, Relation::Opened | Relation::AskedLater);
    let is_in_reach = |image: ImageFacts| match relation {
        // And what they took before, to take it again in the same way.
        Relation::Link(own) => {
            let is_again = matches!(action, Action::ReadImage(_)) && facts.round == Some(own);
            image.photo_request == Some(own) || (is_again && image.by_patient && image.sent)
        }
        // Those of this visit, and of none before.
        Relation::Photographing => facts.hub.is_some_and(|at| image.visit == Some(at.visit)),
        Relation::Referring
        | Relation::Answering
        | Relation::Booking
        | Relation::Observing
        | Relation::AskedLater
        | Relation::Opened => true,
    };
    match action {
        // What the practice collects after being asked for more is its own until it is sent.
        Action::ReadImage(image) | Action::CopyImage(image) => is_in_reach(image) && (image.sent || !is_elsewhere),
        // A picture is the practice's to mark until it is sent, and the service's afterwards.
        Action::AnnotateImage(image) => is_in_reach(image) && image.sent == is_answering,
        Action::RemoveImage(image) | Action::AddClip(image) => is_in_reach(image) && !image.sent,
        Action::TakeBackAnswer => facts.answered_by.is_some() && facts.answered_by == actor.account(),
        Action::See
        | Action::SeeHistory
        | Action::Follow
        | Action::EditRequest
        | Action::Submit
        | Action::SubmitFor
        | Action::RequestPhotos
        | Action::WithdrawPhotoRequest
        | Action::Withdraw
        | Action::AskAgain
        | Action::CorrectIdentity
        | Action::Message
        | Action::Disagree
        | Action::ReportChange
        | Action::DealWithChange
        | Action::LookAtChange
        | Action::WrongPatient
        | Action::SettleWrongPatient
        | Action::Close
        | Action::TellPatient
        | Action::KeepAnswer
        | Action::Answer
        | Action::AmendAnswer
        | Action::Acknowledge
        | Action::Refer
        | Action::Book
        | Action::HelpBook
        | Action::SendOn
        | Action::AskHub
        | Action::FollowHub
        | Action::Photograph
        | Action::Conclude
        | Action::ReadConclusion
        | Action::AskReview
        | Action::GiveReview
        | Action::PlanMonitoring
        | Action::ChaseMonitoring
        | Action::ReviewMonitoring
        | Action::AddImage
        | Action::UsePatientPages => true,
    }
}
