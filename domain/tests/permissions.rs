//! `docs/permissions.md` says what the tables in `domain::role` and `domain::access` say. Written anew by
//! `UPDATE_PERMISSIONS=1 cargo test -p domain --test permissions`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{fmt::Write as _, fs};

use domain::{
    access::{Action, Actor, AtHub, CaseFacts, ImageFacts, PatientAction, PatientFacts, may, may_find, may_with},
    case::StateKind,
    ids::{AccountId, CaseId, HubVisitId, OrganisationId, PhotoRequestId, PracticeId, ServiceId},
    role::{Capability, Role, capabilities},
};
use uuid::Uuid;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/permissions.md");

#[test]
fn the_document_says_what_the_code_does() {
    let written = permissions();
    if std::env::var_os("UPDATE_PERMISSIONS").is_some() {
        fs::write(FILE, &written).unwrap();
    }
    let is = fs::read_to_string(FILE).unwrap_or_default();
    let differs = is.lines().zip(written.lines()).find(|(is, should)| is != should);
    assert!(
        is == written,
        "docs/permissions.md is not what the code does{}. If the code is right, write it anew:\n\
         UPDATE_PERMISSIONS=1 cargo test -p domain --test permissions",
        differs.map(|(is, should)| format!(":\n  it says   {is}\n  should be {should}\n")).unwrap_or_default()
    );
}

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

const CASE: CaseId = CaseId(id(1));
const PRACTICE: Uuid = id(2);
const SERVICE: Uuid = id(3);
const LATER: Uuid = id(7);
const DESK: Uuid = id(8);
const HUB: Uuid = id(9);
const VISIT: HubVisitId = HubVisitId(id(10));
const LINK: PhotoRequestId = PhotoRequestId(id(4));
const ACCOUNT: AccountId = AccountId(id(5));

const OWN: ImageFacts = ImageFacts { photo_request: Some(LINK), sent: false, visit: Some(VISIT), by_patient: true };
const OWN_SENT: ImageFacts = ImageFacts { sent: true, ..OWN };

/// Every action; those with a picture once before and once after a service was sent it.
const ACTIONS: [Action; 51] = [
    Action::See,
    Action::SeeHistory,
    Action::Follow,
    Action::EditRequest,
    Action::Submit,
    Action::SubmitFor,
    Action::RequestPhotos,
    Action::WithdrawPhotoRequest,
    Action::Withdraw,
    Action::AskAgain,
    Action::CorrectIdentity,
    Action::AddImage,
    Action::ReadImage(OWN),
    Action::ReadImage(OWN_SENT),
    Action::CopyImage(OWN),
    Action::CopyImage(OWN_SENT),
    Action::RemoveImage(OWN),
    Action::RemoveImage(OWN_SENT),
    Action::AnnotateImage(OWN),
    Action::AnnotateImage(OWN_SENT),
    Action::AddClip(OWN),
    Action::AddClip(OWN_SENT),
    Action::KeepAnswer,
    Action::Answer,
    Action::TakeBackAnswer,
    Action::AskReview,
    Action::GiveReview,
    Action::SendOn,
    Action::AmendAnswer,
    Action::Acknowledge,
    Action::Message,
    Action::Disagree,
    Action::Refer,
    Action::TellPatient,
    Action::Close,
    Action::Book,
    Action::HelpBook,
    Action::AskHub,
    Action::FollowHub,
    Action::Photograph,
    Action::Conclude,
    Action::ReadConclusion,
    Action::PlanMonitoring,
    Action::ChaseMonitoring,
    Action::ReviewMonitoring,
    Action::ReportChange,
    Action::DealWithChange,
    Action::LookAtChange,
    Action::WrongPatient,
    Action::SettleWrongPatient,
    Action::UsePatientPages,
];

fn words(action: Action) -> String {
    let (words, image) = match action {
        Action::See => ("See the case: request, answer, whose turn it is", None),
        Action::SeeHistory => ("See its history: who did what, when", None),
        Action::Follow => ("Be told at once when it changes", None),
        Action::EditRequest => ("Write the request", None),
        Action::Submit => ("Send the request, in one’s own name", None),
        Action::SubmitFor => ("Send the request, in the name of a referrer of the practice", None),
        Action::RequestPhotos => ("Ask the patient for photos, or make a link for one’s own phone", None),
        Action::WithdrawPhotoRequest => ("Withdraw such a link", None),
        Action::Withdraw => ("Withdraw the request", None),
        Action::AskAgain => ("Begin another request about the same problem", None),
        Action::CorrectIdentity => ("Correct who it is about", None),
        Action::AddImage => ("Add a picture", None),
        Action::ReadImage(image) => ("Look at a picture, play its clip", Some(image)),
        Action::CopyImage(image) => ("Take a picture away as a file", Some(image)),
        Action::RemoveImage(image) => ("Remove a picture", Some(image)),
        Action::AnnotateImage(image) => ("Draw on a picture", Some(image)),
        Action::AddClip(image) => ("Put a clip beside a picture", Some(image)),
        Action::KeepAnswer => ("Write an answer and keep it, for oneself", None),
        Action::Answer => ("Send an answer", None),
        Action::TakeBackAnswer => ("Take one’s own answer back, within seconds", None),
        Action::PlanMonitoring => ("Plan follow-up photos, or call a plan off", None),
        Action::ChaseMonitoring => ("See to it that follow-up photos come", None),
        Action::ReviewMonitoring => ("Look at follow-up photos and say what they show", None),
        Action::AskReview => {
            ("Ask a colleague or a meeting, give a prepared answer to whoever sends it, read what they say", None)
        }
        Action::GiveReview => ("Say what one thinks, return a prepared answer, read an answer a second time", None),
        Action::SendOn => ("Send it on to another service", None),
        Action::AmendAnswer => ("Add to an answer, correct or retract it", None),
        Action::Acknowledge => ("Say that the answer was read, or agree to it", None),
        Action::Message => ("Write to the other side, and say that its messages are read", None),
        Action::Disagree => ("Not agree to the answer", None),
        Action::Refer => ("Say that the patient was referred", None),
        Action::TellPatient => ("Text the news to the patient, or note that they were told", None),
        Action::Close => ("Close the case", None),
        Action::Book => ("Try to reach the patient about an appointment, book it, say what came of it", None),
        Action::AskHub => ("Send the patient to a photography hub", None),
        Action::FollowHub => ("Call such a visit off, or say that one knows what came of it", None),
        Action::Photograph => ("Book such a visit, receive the patient, end it", None),
        Action::HelpBook => ("Help with that, and say that a missed one is known", None),
        Action::Conclude => ("Say for the service what was found and done", None),
        Action::ReadConclusion => ("Say for the practice that this was read", None),
        Action::ReportChange => ("Say that it has changed", None),
        Action::DealWithChange => ("Say that what the patient noticed is dealt with", None),
        Action::LookAtChange => ("Say for the service that it was looked at", None),
        Action::WrongPatient => ("Say that the case is of another patient", None),
        Action::SettleWrongPatient => ("Say for one’s side that this is dealt with", None),
        Action::UsePatientPages => ("Give consent, answer questions, send photos, read the news", None),
    };
    match image {
        Some(ImageFacts { sent: true, .. }) => format!("{words}: sent to the service"),
        Some(ImageFacts { sent: false, .. }) => format!("{words}: not sent yet"),
        None => words.to_owned(),
    }
}

fn able(capability: Capability) -> &'static str {
    match capability {
        Capability::List => "lists and histories of its cases",
        Capability::Read => "its cases whole, with pictures",
        Capability::Collect => "writes requests, gets pictures, speaks with patients",
        Capability::Refer => "asks in their own name, decides what is done with an answer",
        Capability::KeepRecords => "says which records are one person’s",
        Capability::Assess => "marks pictures, keeps answers unsent",
        Capability::Answer => "answers in their own name",
        Capability::Book => "makes appointments, without seeing pictures or what was written of the skin",
        Capability::Photograph => {
            "takes the pictures of patients who are sent to the hub, without seeing what was written of the skin"
        }
        Capability::BreakGlass => "reads another case for a written reason",
        Capability::ManagePeople => "looks after people",
        Capability::ManageForms => "publishes and withdraws its service’s forms",
        Capability::ManagePolicy => "publishes its service’s policy: what is promised and offered",
        Capability::SendPictures => "sends pictures",
        Capability::BePatient => "uses the patient’s pages",
    }
}

/// Who may do something with a case, and by which letter a table names them.
type Columns = Vec<(char, String, Actor)>;

fn members(organisation: Uuid, roles: &[(char, Role)]) -> Columns {
    let actor =
        |role| Actor::Member { account: ACCOUNT, organisation: OrganisationId(organisation), role, opened: None };
    roles.iter().map(|&(letter, role)| (letter, role.label().to_lowercase(), actor(role))).collect()
}

fn permissions() -> String {
    let mut text = String::from(
        "# Who may do what\n\n\
         Printed from the tables that the program itself decides by (`domain/src/role.rs`, `domain/src/access/rules.rs`); a \
         test fails while they differ, and another (`server/tests/it/permissions`) asks a running server for every cell \
         but those of links, of services that were asked later and of photography hubs. Whatever is not named here is refused, and a refusal says \
         no more than that there is nothing.\n\n\
         What somebody may do follows from three things: what their organisation is to the case, what their role is able to \
         do, and how the case stands.\n\n\
         ## Roles\n\n\
         | role | works at | is able to |\n| --- | --- | --- |\n",
    );
    for &role in Role::ALL {
        let kinds: Vec<String> = role.works_at().iter().map(|kind| kind.label().to_lowercase()).collect();
        let kinds = if kinds.is_empty() { "the whole installation".to_owned() } else { kinds.join(", ") };
        let able: Vec<&str> = capabilities(role).iter().map(|each| able(*each)).collect();
        let able = if able.is_empty() { "sign in; no case is theirs yet".to_owned() } else { able.join("; ") };
        writeln!(text, "| {} | {kinds} | {able} |", role.label()).unwrap();
    }
    text.push_str(
        "\nA manager looks after the people of their own organisation, and one of a trust after those of its services as \
         well. An administrator looks after all people and organisations, and no case is shown to them.\n\nNobody works \
         anywhere before they have said yes to it themselves. A manager ends roles at their own organisation, which \
         signs that person out there; whoever works elsewhere, too, is locked, reset or let go by an administrator \
         alone. A manager resets a password only where the link is mailed to its owner, and unlocks nothing that an \
         administrator locked.\n",
    );
    let practice = [('R', Role::Referrer), ('N', Role::Nurse), ('M', Role::PracticeManager)];
    let service = [('S', Role::Specialist), ('T', Role::Trainee), ('M', Role::ServiceManager)];
    table(&mut text, "The practice that asks", &members(PRACTICE, &practice));
    table(&mut text, "The service that is asked", &members(SERVICE, &service));
    let mut later = members(LATER, &service);
    later.retain(|(letter, ..)| *letter != 'M');
    table(&mut text, "A service that was asked later about the same problem", &later);
    table(&mut text, "The booking desk of its service or trust", &members(DESK, &[('B', Role::BookingClerk)]));
    table(
        &mut text,
        "The photography hub, while a visit there is open: its pictures alone",
        &members(HUB, &[('P', Role::Photographer)]),
    );
    patients(&mut text, &members(PRACTICE, &practice), &members(SERVICE, &service));
    let links = vec![
        (
            'P',
            "patient, by a link and their date of birth".to_owned(),
            Actor::Patient { photo_request: LINK, case: CASE },
        ),
        (
            'H',
            "phone of a clinician, by a link that their screen showed".to_owned(),
            Actor::Phone { photo_request: LINK, case: CASE, account: ACCOUNT },
        ),
    ];
    table(&mut text, "Links: their own pictures alone", &links);
    let clinicians = [('R', Role::Referrer), ('N', Role::Nurse), ('S', Role::Specialist)];
    let mut opened = members(id(6), &clinicians);
    for (_, _, actor) in &mut opened {
        *actor = actor.with_opened(Some(CASE));
    }
    table(&mut text, "Somebody outside, by the case’s number and for a written reason, for a while", &opened);
    text.push_str(
        "\n## Everybody else\n\n\
         Commissioners work with no case yet, nor does anybody at a trust or a network. A photography hub has no case but \
         those whose patients are sent to it. \
         Everybody of another practice or service is a stranger to the case. None of them may do any of this.\n",
    );
    text
}

/// What is done with a patient: by the practice whose record it is, and by a service that it has asked about them.
fn patients(text: &mut String, practice: &Columns, service: &Columns) {
    text.push_str(
        "\n## Patients\n\n\
         A patient is a practice’s record of somebody: another practice has its own, finds none of this one’s, and is never \
         told that there is one. A service sees those whom it was asked about, and of their cases its own.\n\n\
         | | their practice | a service that was asked about them |\n| --- | --- | --- |\n",
    );
    let letters = |columns: &Columns, may: &dyn Fn(&Actor) -> bool| -> String {
        columns.iter().filter(|(_, _, actor)| may(actor)).map(|(letter, ..)| *letter).collect()
    };
    let facts = PatientFacts { practice: PracticeId(PRACTICE), asked: Some(ServiceId(SERVICE)) };
    let found = |actor: &Actor| may_find(actor).is_ok();
    writeln!(
        text,
        "| Find a patient of one’s practice | {} | {} |",
        letters(practice, &found),
        letters(service, &found)
    )
    .unwrap();
    for &action in PatientAction::ALL {
        let with = |actor: &Actor| may_with(actor, action, &facts).is_ok();
        writeln!(text, "| {} | {} | {} |", action.label(), letters(practice, &with), letters(service, &with)).unwrap();
    }
    text.push_str(
        "\nThe letters are those of the two tables above. Nobody else may do any of this: no link, nobody outside.\n",
    );
}

fn table(text: &mut String, title: &str, columns: &Columns) {
    let legend: Vec<String> = columns.iter().map(|(letter, who, _)| format!("{letter} {who}")).collect();
    writeln!(text, "\n## {title}\n\n{}.\n", legend.join(", ")).unwrap();
    let states: Vec<&str> = StateKind::ALL.iter().map(|state| state.label()).collect();
    writeln!(text, "| | {} |\n|{} --- |", states.join(" | "), " --- |".repeat(states.len())).unwrap();
    for action in ACTIONS {
        let cells: Vec<String> = StateKind::ALL.iter().map(|state| cell(action, *state, columns)).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            writeln!(text, "| {} | {} |", words(action), cells.join(" | ")).unwrap();
        }
    }
}

fn cell(action: Action, state: StateKind, columns: &Columns) -> String {
    let service = (state != StateKind::Draft).then_some(ServiceId(SERVICE));
    let asked_later = Some(ServiceId(LATER));
    let facts = CaseFacts {
        case: CASE,
        practice: PracticeId(PRACTICE),
        service,
        state,
        answered_by: Some(ACCOUNT),
        asked_later,
        desk: Some(OrganisationId(DESK)),
        hub: Some(AtHub { hub: OrganisationId(HUB), visit: VISIT }),
        round: None,
    };
    columns.iter().filter(|(_, _, actor)| may(actor, action, &facts).is_ok()).map(|(letter, ..)| *letter).collect()
}
