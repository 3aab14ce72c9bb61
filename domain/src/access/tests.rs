use uuid::Uuid;

use super::*;
use crate::{
    ids::{HubVisitId, OrganisationId},
    role::Role,
};

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

const CASE: CaseId = CaseId(id(1));
const PRACTICE: PracticeId = PracticeId(id(2));
const SERVICE: ServiceId = ServiceId(id(3));
const LINK: PhotoRequestId = PhotoRequestId(id(4));
const ME: AccountId = AccountId(id(5));
const SOMEBODY: AccountId = AccountId(id(6));

const fn member(organisation: Uuid, role: Role) -> Actor {
    Actor::Member { account: ME, organisation: OrganisationId(organisation), role, opened: None }
}

const PATIENT: Actor = Actor::Patient { photo_request: LINK, case: CASE };
const PHONE: Actor = Actor::Phone { photo_request: LINK, case: CASE, account: ME };
/// Each who works with the case, at home in it: the columns of the matrix.
const OURS: [Actor; 6] = [
    member(PRACTICE.0, Role::Referrer),
    member(PRACTICE.0, Role::Nurse),
    member(SERVICE.0, Role::Specialist),
    member(SERVICE.0, Role::Trainee),
    PATIENT,
    PHONE,
];
const MANAGERS: [Actor; 2] = [member(PRACTICE.0, Role::PracticeManager), member(SERVICE.0, Role::ServiceManager)];
const ADMINISTRATOR: Actor = Actor::Administrator { account: ME };

/// Every role elsewhere, at the other side's organisation, and those that no case is yet.
fn strangers() -> Vec<Actor> {
    let elsewhere = Role::ALL.iter().map(|role| member(id(92), *role));
    let at_practice = [Role::Specialist, Role::Trainee, Role::ServiceManager, Role::Photographer, Role::BookingClerk];
    let at_service = [Role::Referrer, Role::Nurse, Role::PracticeManager, Role::Commissioner];
    let crossed = at_practice.iter().map(|role| member(PRACTICE.0, *role));
    let crossed = crossed.chain(at_service.iter().map(|role| member(SERVICE.0, *role)));
    let links = [
        ADMINISTRATOR,
        Actor::Patient { photo_request: LINK, case: CaseId(id(91)) },
        Actor::Phone { photo_request: LINK, case: CaseId(id(91)), account: ME },
    ];
    elsewhere.chain(crossed).chain(links).collect()
}

const MINE: ImageFacts = ImageFacts { photo_request: Some(LINK), sent: false, visit: None, by_patient: false };
const MINE_SENT: ImageFacts = ImageFacts { sent: true, ..MINE };
const OTHERS: ImageFacts = ImageFacts { photo_request: None, sent: false, visit: None, by_patient: false };
const OTHERS_SENT: ImageFacts = ImageFacts { sent: true, ..OTHERS };

fn facts(state: StateKind) -> CaseFacts {
    let service = (state != StateKind::Draft).then_some(SERVICE);
    CaseFacts {
        case: CASE,
        practice: PRACTICE,
        service,
        state,
        answered_by: Some(ME),
        asked_later: None,
        desk: None,
        hub: None,
        round: None,
    }
}

/// One letter per state in the order of `StateKind::ALL`: D draft, Q in queue, P paused, A answered, R read
/// (acknowledged), C closed, W withdrawn, V converted, X wrong patient; a dot where denied. Columns: referrer, nurse,
/// specialist, trainee, patient, phone.
const ALL: &str = "DQPARCWVX";
/// All but the wrong patient.
const VALID: &str = "DQPARCWV.";
const SENT: &str = ".QPARCWVX";
const RIGHT: &str = ".QPARCWV.";
const TURN: &str = "D.P......";
/// There may be an appointment.
const BOOKED: [StateKind; 7] = [
    StateKind::InQueue,
    StateKind::Paused,
    StateKind::Answered,
    StateKind::Acknowledged,
    StateKind::Closed,
    StateKind::Withdrawn,
    StateKind::Converted,
];
/// Not ended.
const OPEN: &str = "DQPAR..V.";
const ANSWERED: &str = "...AR....";
/// A link may take pictures.
const LINK_TURN: &str = "D.PAR....";
const NONE: &str = ".........";
const MATRIX: [(Action, [&str; 6]); 61] = [
    (Action::See, [ALL, ALL, SENT, SENT, NONE, NONE]),
    (Action::SeeHistory, [ALL, ALL, SENT, SENT, NONE, NONE]),
    (Action::Follow, [ALL, ALL, SENT, SENT, NONE, NONE]),
    (Action::EditRequest, [TURN, TURN, NONE, NONE, NONE, NONE]),
    (Action::Submit, [TURN, NONE, NONE, NONE, NONE, NONE]),
    (Action::RequestPhotos, [TURN, TURN, NONE, NONE, NONE, NONE]),
    (Action::WithdrawPhotoRequest, [ALL, ALL, NONE, NONE, NONE, NONE]),
    (Action::Withdraw, ["DQP......", NONE, NONE, NONE, NONE, NONE]),
    (Action::KeepAnswer, [NONE, NONE, SENT, SENT, NONE, NONE]),
    (Action::Answer, [NONE, NONE, ".QP......", NONE, NONE, NONE]),
    (Action::TakeBackAnswer, [NONE, NONE, "..PA...V.", NONE, NONE, NONE]),
    (Action::AmendAnswer, [NONE, NONE, "...ARC.V.", NONE, NONE, NONE]),
    (Action::Acknowledge, ["...A...V.", NONE, NONE, NONE, NONE, NONE]),
    (Action::Refer, ["...AR....", NONE, NONE, NONE, NONE, NONE]),
    (Action::AddImage, [OPEN, OPEN, NONE, NONE, LINK_TURN, LINK_TURN]),
    (Action::ReadImage(MINE), [ALL, ALL, NONE, NONE, VALID, VALID]),
    (Action::ReadImage(MINE_SENT), [ALL, ALL, SENT, SENT, VALID, VALID]),
    (Action::ReadImage(OTHERS), [ALL, ALL, NONE, NONE, NONE, NONE]),
    (Action::ReadImage(OTHERS_SENT), [ALL, ALL, SENT, SENT, NONE, NONE]),
    (Action::RemoveImage(MINE), [OPEN, OPEN, NONE, NONE, LINK_TURN, LINK_TURN]),
    (Action::RemoveImage(MINE_SENT), [NONE, NONE, NONE, NONE, NONE, NONE]),
    (Action::RemoveImage(OTHERS), [OPEN, OPEN, NONE, NONE, NONE, NONE]),
    (Action::RemoveImage(OTHERS_SENT), [NONE, NONE, NONE, NONE, NONE, NONE]),
    (Action::AnnotateImage(MINE), [OPEN, OPEN, NONE, NONE, LINK_TURN, LINK_TURN]),
    (Action::AnnotateImage(MINE_SENT), [NONE, NONE, ".Q.......", ".Q.......", NONE, NONE]),
    (Action::AnnotateImage(OTHERS), [OPEN, OPEN, NONE, NONE, NONE, NONE]),
    (Action::AnnotateImage(OTHERS_SENT), [NONE, NONE, ".Q.......", ".Q.......", NONE, NONE]),
    (Action::UsePatientPages, [NONE, NONE, NONE, NONE, VALID, NONE]),
    (Action::AddClip(MINE), [OPEN, OPEN, NONE, NONE, LINK_TURN, LINK_TURN]),
    (Action::AddClip(MINE_SENT), [NONE, NONE, NONE, NONE, NONE, NONE]),
    (Action::AddClip(OTHERS), [OPEN, OPEN, NONE, NONE, NONE, NONE]),
    (Action::AddClip(OTHERS_SENT), [NONE, NONE, NONE, NONE, NONE, NONE]),
    (Action::CopyImage(MINE), [VALID, VALID, NONE, NONE, NONE, NONE]),
    (Action::CopyImage(MINE_SENT), [VALID, VALID, RIGHT, NONE, NONE, NONE]),
    (Action::CopyImage(OTHERS), [VALID, VALID, NONE, NONE, NONE, NONE]),
    (Action::CopyImage(OTHERS_SENT), [VALID, VALID, RIGHT, NONE, NONE, NONE]),
    (Action::CorrectIdentity, ["DQP......", "DQP......", NONE, NONE, NONE, NONE]),
    (Action::Close, ["....R....", NONE, ".......V.", NONE, NONE, NONE]),
    (Action::TellPatient, [".QPARCWV.", ".QPARCWV.", NONE, NONE, NONE, NONE]),
    (Action::WrongPatient, [RIGHT, RIGHT, RIGHT, RIGHT, NONE, NONE]),
    (Action::SettleWrongPatient, ["........X", NONE, "........X", NONE, NONE, NONE]),
    (Action::ReportChange, [NONE, NONE, NONE, NONE, "DQPARC.V.", NONE]),
    (Action::DealWithChange, [ALL, NONE, NONE, NONE, NONE, NONE]),
    (Action::Message, [RIGHT, RIGHT, RIGHT, NONE, NONE, NONE]),
    (Action::Disagree, [".......V.", NONE, NONE, NONE, NONE, NONE]),
    (Action::SubmitFor, [TURN, TURN, NONE, NONE, NONE, NONE]),
    (Action::AskAgain, ["...ARCWV.", "...ARCWV.", NONE, NONE, NONE, NONE]),
    (Action::Book, [NONE, NONE, RIGHT, NONE, NONE, NONE]),
    (Action::HelpBook, [RIGHT, RIGHT, NONE, NONE, NONE, NONE]),
    (Action::LookAtChange, [NONE, NONE, RIGHT, NONE, NONE, NONE]),
    (Action::Conclude, [NONE, NONE, ".....C.V.", NONE, NONE, NONE]),
    (Action::ReadConclusion, [RIGHT, NONE, NONE, NONE, NONE, NONE]),
    (Action::SendOn, [NONE, NONE, ".Q.......", NONE, NONE, NONE]),
    (Action::AskReview, [NONE, NONE, RIGHT, RIGHT, NONE, NONE]),
    (Action::GiveReview, [NONE, NONE, RIGHT, NONE, NONE, NONE]),
    (Action::AskHub, [TURN, TURN, ".Q.......", NONE, NONE, NONE]),
    (Action::FollowHub, [VALID, VALID, RIGHT, NONE, NONE, NONE]),
    (Action::Photograph, [NONE, NONE, NONE, NONE, NONE, NONE]),
    (Action::PlanMonitoring, [ANSWERED, NONE, ANSWERED, NONE, NONE, NONE]),
    (Action::ChaseMonitoring, [ANSWERED, ANSWERED, NONE, NONE, NONE, NONE]),
    (Action::ReviewMonitoring, [NONE, NONE, ANSWERED, NONE, NONE, NONE]),
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
        for actor in &strangers() {
            for &state in StateKind::ALL {
                assert_eq!(may(actor, action, &facts(state)), Err(Denied), "{actor:?} {action:?} {state:?}");
            }
        }
    }
}

#[test]
fn managers_read_what_happened_and_a_services_book() {
    for (action, _) in MATRIX {
        for (manager, states) in MANAGERS.iter().zip([ALL, SENT]) {
            for (&state, letter) in StateKind::ALL.iter().zip(states.chars()) {
                let allowed = may(manager, action, &facts(state)).is_ok();
                let books = action == Action::Book && *manager == MANAGERS[1] && BOOKED.contains(&state);
                let reads = action == Action::SeeHistory && letter != '.';
                assert_eq!(allowed, reads || books, "{manager:?} {action:?} {state:?}");
            }
        }
    }
}

#[test]
fn who_opens_a_case_from_outside_reads_what_was_sent_and_nothing_else() {
    for (action, _) in MATRIX {
        for role in Role::ALL {
            let opened = member(id(92), *role).with_opened(Some(CASE));
            let is_clinician = matches!(role, Role::Referrer | Role::Nurse | Role::Specialist);
            let reads = match action {
                Action::See | Action::SeeHistory => true,
                Action::ReadImage(image) => image.sent,
                _ => false,
            };
            for (&state, letter) in StateKind::ALL.iter().zip(RIGHT.chars()) {
                let allowed = may(&opened, action, &facts(state)).is_ok();
                assert_eq!(allowed, is_clinician && reads && letter != '.', "{role:?} {action:?} {state:?}");
                let other = CaseFacts { case: CaseId(id(91)), ..facts(state) };
                assert_eq!(may(&opened, action, &other), Err(Denied), "another case: {role:?} {action:?}");
            }
        }
    }
}

#[test]
fn a_service_that_was_asked_later_reads_what_was_sent_before_and_changes_nothing() {
    const LATER: Uuid = id(93);
    for (action, _) in MATRIX {
        for role in Role::ALL {
            let reads = match action {
                Action::See | Action::Follow => matches!(role, Role::Specialist | Role::Trainee),
                Action::ReadImage(image) => image.sent && matches!(role, Role::Specialist | Role::Trainee),
                Action::CopyImage(image) => image.sent && *role == Role::Specialist,
                _ => false,
            };
            for (&state, letter) in StateKind::ALL.iter().zip(RIGHT.chars()) {
                let later = CaseFacts { asked_later: Some(ServiceId(LATER)), ..facts(state) };
                let allowed = may(&member(LATER, *role), action, &later).is_ok();
                assert_eq!(allowed, reads && letter != '.', "{role:?} {action:?} {state:?}");
                assert_eq!(may(&member(id(92), *role), action, &later), Err(Denied), "{role:?} {action:?}");
            }
        }
    }
}

#[test]
fn a_desk_makes_appointments_and_does_nothing_else() {
    const DESK: Uuid = id(94);
    for (action, _) in MATRIX {
        for role in Role::ALL {
            for &state in StateKind::ALL {
                let facts = CaseFacts { desk: Some(OrganisationId(DESK)), ..facts(state) };
                let books = action == Action::Book && *role == Role::BookingClerk && BOOKED.contains(&state);
                let allowed = may(&member(DESK, *role), action, &facts).is_ok();
                assert_eq!(allowed, books, "{role:?} {action:?} {state:?}");
                assert_eq!(may(&member(id(92), *role), action, &facts), Err(Denied), "{role:?} {action:?}");
            }
        }
    }
}

/// Its own visit, the pictures of that, and of no other; nothing that was written.
#[test]
fn a_hub_takes_pictures_at_its_visit_and_does_nothing_else() {
    const HUB: Uuid = id(95);
    let visit = HubVisitId(id(96));
    let here = |image: ImageFacts| ImageFacts { visit: Some(visit), ..image };
    let at = |hub, state| CaseFacts { hub: Some(AtHub { hub: OrganisationId(hub), visit }), ..facts(state) };
    let own =
        [Action::ReadImage(here(OTHERS)), Action::RemoveImage(here(OTHERS)), Action::RemoveImage(here(OTHERS_SENT))];
    for action in MATRIX.map(|(action, _)| action).into_iter().chain(own) {
        let letters = match action {
            Action::Photograph => VALID,
            Action::AddImage => OPEN,
            Action::ReadImage(image) if image.visit.is_some() => VALID,
            Action::RemoveImage(image) if image.visit.is_some() && !image.sent => OPEN,
            _ => NONE,
        };
        for role in Role::ALL {
            let may_here =
                |organisation, hub, state| may(&member(organisation, *role), action, &at(hub, state)).is_ok();
            for (&state, letter) in StateKind::ALL.iter().zip(letters.chars()) {
                let allowed = *role == Role::Photographer && letter != '.';
                assert_eq!(may_here(HUB, HUB, state), allowed, "{role:?} {action:?} {state:?}");
                assert!(!may_here(HUB, id(97), state), "at another hub: {role:?} {action:?}");
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
        Action::Message => 43,
        Action::Disagree => 44,
        Action::SubmitFor => 45,
        Action::AskAgain => 46,
        Action::Book => 47,
        Action::HelpBook => 48,
        Action::LookAtChange => 49,
        Action::Conclude => 50,
        Action::ReadConclusion => 51,
        Action::SendOn => 52,
        Action::AskReview => 53,
        Action::GiveReview => 54,
        Action::AskHub => 55,
        Action::FollowHub => 56,
        Action::Photograph => 57,
        Action::PlanMonitoring => 58,
        Action::ChaseMonitoring => 59,
        Action::ReviewMonitoring => 60,
    };
    for (index, (action, _)) in MATRIX.iter().enumerate() {
        assert!((row(*action)..=row(*action) + 3).contains(&index), "{action:?}");
    }
}

#[test]
fn only_the_author_takes_an_answer_back() {
    let theirs = CaseFacts { answered_by: Some(SOMEBODY), ..facts(StateKind::Answered) };
    assert_eq!(may(&member(SERVICE.0, Role::Specialist), Action::TakeBackAnswer, &theirs), Err(Denied));
}

#[test]
fn lists_belong_to_their_organisation() {
    let (practice, service) = (Ok(PRACTICE), Ok(SERVICE));
    let none = (Err(Denied), Err(Denied));
    assert_eq!(OURS.map(|it| it.practice().ok()), [Some(PRACTICE), Some(PRACTICE), None, None, None, None]);
    assert_eq!(OURS.map(|it| it.service().ok()), [None, None, Some(SERVICE), Some(SERVICE), None, None]);
    assert_eq!(MANAGERS.map(|it| it.practice()), [practice, Err(Denied)]);
    assert_eq!(MANAGERS.map(|it| it.service()), [Err(Denied), service]);
    for role in [Role::Photographer, Role::BookingClerk, Role::Commissioner] {
        let it = member(id(92), role);
        assert_eq!((it.practice().map(|_| ()), it.service().map(|_| ())), none, "{role:?}");
    }
    assert_eq!(OURS.map(|it| it.administrator()), [Err(Denied); 6]);
    assert_eq!((ADMINISTRATOR.administrator(), ADMINISTRATOR.practice()), (Ok(ME), Err(Denied)));
    assert_eq!(ADMINISTRATOR.service(), Err(Denied));
}

/// Who is asked for follow-up photos sees what they sent before, and only while they are asked: to take it again in the same
/// way. Nothing that somebody else took, nothing that was not sent, and nothing by another link.
#[test]
fn a_round_shows_its_patient_what_they_sent_before() {
    let before = ImageFacts { photo_request: Some(PhotoRequestId(id(93))), sent: true, visit: None, by_patient: true };
    let at = |round| CaseFacts { round, ..facts(StateKind::Acknowledged) };
    let sees = |image, round| may(&PATIENT, Action::ReadImage(image), &at(round)).is_ok();
    assert!(sees(before, Some(LINK)));
    assert!(!sees(before, None) && !sees(before, Some(PhotoRequestId(id(94)))));
    assert!(!sees(ImageFacts { sent: false, ..before }, Some(LINK)));
    assert!(!sees(ImageFacts { by_patient: false, ..before }, Some(LINK)));
    for action in [Action::CopyImage(before), Action::RemoveImage(before), Action::AnnotateImage(before)] {
        assert!(may(&PATIENT, action, &at(Some(LINK))).is_err(), "{action:?}");
    }
}
