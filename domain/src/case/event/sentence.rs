//! What a case's history says of each event.

use jiff::Timestamp;

use super::{super::TextFailure, EventKind};
use crate::{
    case::{AmendmentKind, Party},
    consent::Level,
    policy::ExclusionKind,
    review::{ReviewEnd, ReviewKind},
    time::When,
};

impl EventKind {
    /// What the history page says; who did it stands before it.
    pub fn sentence(&self) -> String {
        match self {
            Self::CaseStarted => "Started the request.".into(),
            Self::StartedAgain { after } => format!("It goes on from {}, about the same problem.", after.short()),
            Self::SentOn { to } => format!("Sent the request on to another service, where it goes on as {}.", to.short()),
            Self::CameFrom { after, due, first, .. } => format!(
                "Sent on from {}. It keeps its first date: {}. An answer is due by {}.",
                after.short(),
                When::at(*first).full,
                When::at(*due).short
            ),
            Self::AskedAgain { by } => format!("Sent another request about the same problem: {}.", by.short()),
            Self::PhotosRequested { .. } => "Asked the patient for photos.".into(),
            Self::PhoneLinkMade { .. } => "Made a link for their own phone.".into(),
            Self::NewsLinkSent { .. } => "Sent the patient a new link to the news.".into(),
            Self::IdentityConfirmed { .. } => "Gave the right date of birth.".into(),
            Self::IdentityFailed { tries_left: 1, .. } => "Gave a wrong date of birth. 1 try left.".into(),
            Self::IdentityFailed { tries_left, .. } => {
                format!("Gave a wrong date of birth. {tries_left} tries left.")
            }
            Self::LinkLocked { .. } => "The link locked after too many wrong dates of birth.".into(),
            Self::LinkWithdrawn { .. } => "Withdrew the link.".into(),
            Self::ConsentGiven { given, wording, how, .. } => {
                let how = how.label().to_lowercase();
                if given.is_empty() {
                    return format!("Said no to sending photos ({how}, wording {wording}).");
                }
                let given: Vec<&str> = given.iter().map(|level| level.label()).collect();
                format!("Consented to: {} ({how}, wording {wording}).", given.join("; "))
            }
            Self::ConsentChanged { given, no_longer, wording, how, .. } => {
                let all = |levels: &[Level]| levels.iter().map(|level| level.label()).collect::<Vec<_>>().join("; ");
                let no_longer = if no_longer.is_empty() { String::new() } else { format!(" No longer: {}.", all(no_longer)) };
                format!("Agrees now to: {} ({}, wording {wording}).{no_longer}", all(given), how.label().to_lowercase())
            }
            Self::ConsentSaid { how } => format!(
                "The patient agreed to the practice’s pictures being shared for their care ({}).",
                how.label().to_lowercase()
            ),
            Self::QuestionsAnswered { .. } => "Answered the questions.".into(),
            Self::ImageReceived { view, .. } => format!("Added a picture: {}.", view.label().to_lowercase()),
            Self::ClipReceived { view, .. } => format!("Added a clip: {}.", view.label().to_lowercase()),
            Self::ImageRemoved { .. } => "Removed a picture.".into(),
            Self::Annotated { .. } => "Marked a picture.".into(),
            Self::Copied { purpose, .. } => format!("Saved a copy of a picture: {}.", purpose.label()),
            Self::PhotosSent { images: 1, .. } => "Sent 1 photo.".into(),
            Self::PhotosSent { images, .. } => format!("Sent {images} photos."),
            Self::Submitted { due, excluded, first, .. } => {
                let due = When::at(*due).short;
                format!("Sent the request. An answer is due by {due}.{}{}", despite(excluded), against(*first))
            }
            Self::Resumed { due, kind, excluded, .. } => {
                let kind = kind.map(|kind| format!(" as {}", kind.label().to_lowercase())).unwrap_or_default();
                let due = When::at(*due).short;
                format!("Sent what was asked for{kind}. An answer is now due by {due}.{}", despite(excluded))
            }
            Self::IdentityCorrected { fields, because } => {
                let fields: Vec<&str> = fields.iter().map(|field| field.label()).collect();
                format!("Corrected the patient’s {}. {}.", fields.join(", "), because.label())
            }
            Self::CaseOpened => "Opened the case.".into(),
            Self::AnswerSent { outcome, converted, despite } => {
                let taken_over = match (*converted, outcome.needs_agreement()) {
                    (true, true) => " The service takes the case over; the practice has to agree.",
                    (true, false) => " The service takes the case over.",
                    (false, _) => "",
                };
                let despite = match despite.as_slice() {
                    [] => String::new(),
                    codes => format!(" Confirmed after being asked about: {}.", codes.join(", ")),
                };
                match outcome.refer() {
                    Some(refer) if !converted => format!("Answered: please refer {refer}.{despite}"),
                    _ => format!("Answered: {}.{taken_over}{despite}", outcome.label()),
                }
            }
            Self::MoreAsked { outcome, waiting_for } => {
                format!("{}. {}; the clock is paused.", outcome.label(), waiting_for.label())
            }
            Self::AnswerTakenBack => "Took the answer back.".into(),
            Self::AnswerAmended { amendment } => match amendment {
                AmendmentKind::Addition => "Added to the answer.".into(),
                AmendmentKind::Correction => "Corrected the answer.".into(),
                AmendmentKind::Retraction => "Retracted the answer. The case waits for another one.".into(),
                AmendmentKind::Refusal => "Did not agree to the answer. The case waits for another one.".into(),
            },
            Self::Acknowledged => "Read and acknowledged the answer.".into(),
            Self::AnswerOpened { .. } => "Opened the page with the answer.".into(),
            Self::PatientTold => "Told the patient.".into(),
            Self::Closed => "Closed the case: everything is done.".into(),
            Self::Referred { outcome } => {
                format!("Referred the patient {}.", outcome.refer().unwrap_or("as asked"))
            }
            Self::Withdrawn => "Withdrew the request.".into(),
            Self::DowngradeAgreed => {
                "Read the answer and agreed to the downgrade from suspected cancer to a routine clinic.".into()
            }
            Self::DowngradeRefused => {
                "Did not agree to the downgrade: the patient stays on the suspected cancer pathway, and the case waits for \
                 another answer."
                    .into()
            }
            Self::ChangeReported { .. } => "Said that it has changed.".into(),
            Self::ChangeDealtWith { .. } => "Noted that what has changed is dealt with.".into(),
            Self::ChangeSeen { .. } => "Noted for the service that what has changed was looked at.".into(),
            Self::OpenedFromOutside { until, .. } => format!(
                "Opened the case from outside of its practice and service, to read until {}. The managers have the reason.",
                When::at(*until).short
            ),
            Self::MessageSent { pictures: 0, .. } => "Wrote a message.".into(),
            Self::MessageSent { pictures: 1, .. } => "Wrote a message and sent 1 picture with it.".into(),
            Self::MessageSent { pictures, .. } => format!("Wrote a message and sent {pictures} pictures with it."),
            Self::MessagesRead { party: Party::Practice } => "Read the service’s messages.".into(),
            Self::MessagesRead { party: Party::Service } => "Read the practice’s messages.".into(),
            Self::WrongPatientFound { because } => {
                format!("Wrong patient. {}. Nothing in this case is valid for anybody any more.", because.label())
            }
            Self::WrongPatientSettled { party: Party::Practice } => {
                "Noted for the practice that the wrong patient is dealt with.".into()
            }
            Self::WrongPatientSettled { party: Party::Service } => {
                "Noted for the service that it knows of the wrong patient.".into()
            }
            Self::ContactTried { contacted, .. } => format!("Tried to reach the patient about an appointment: {}.", contacted.label().to_lowercase()),
            Self::AppointmentBooked { at, .. } => format!("Booked an appointment for {}.", When::at(*at).short),
            Self::AppointmentEnded { state, .. } => format!("{}.", state.label()),
            Self::MissedNoted { .. } => "Noted for the practice that the patient did not come.".into(),
            Self::HubAsked { .. } => "Asked a photography hub for pictures.".into(),
            Self::HubArrived { .. } => "Noted at the photography hub that the patient came.".into(),
            Self::HubIdentity { agrees: true, .. } => "Checked who it is: name, date of birth and NHS number agree.".into(),
            Self::HubIdentity { agrees: false, .. } => {
                "Checked who it is: they are not the patient of this request. Nothing was photographed.".into()
            }
            Self::HubAskedAgain { .. } => {
                "The photography hub has to ask once more who the patient is: their details were corrected.".into()
            }
            Self::HubConsent { given, questions, wording, how, .. } => {
                let how = how.label().to_lowercase();
                let mut given: Vec<&str> = given.iter().map(|level| level.label()).collect();
                given.extend(questions.then_some("Questions about their history"));
                let given = if given.is_empty() { "nothing".to_owned() } else { given.join("; ") };
                format!("The patient agreed at the photography hub to: {given} ({how}, wording {wording}).")
            }
            Self::HubChaperone { .. } => "Offered a chaperone.".into(),
            Self::HubHistory { .. } => "Asked the patient about their history.".into(),
            Self::HubEnded { end, .. } => format!("Visit to the photography hub: {}.", end.label().to_lowercase()),
            Self::HubNoted { .. } => "Noted for the practice that the photography hub took no pictures.".into(),
            Self::Concluded { treatment, .. } => format!("Noted what came of it: {}.", treatment.label().to_lowercase()),
            Self::Reopened => "Opened the case again: something is to be done after all.".into(),
            Self::ConclusionRead => "Read for the practice what came of it.".into(),
            Self::ReviewAsked { kind, .. } => asked(*kind).into(),
            Self::ReviewEnded { ended, .. } => ended_so(*ended).into(),
            Self::Monitoring { what } => what.sentence(),
            Self::ReviewRead => "Read what colleagues said.".into(),
            Self::TextSent { .. } => "The text was sent.".into(),
            Self::TextFailed { why: TextFailure::Unknown, .. } => "The text could not be sent.".into(),
            Self::TextFailed { why, .. } if why.is_of_sent() => format!("The text did not arrive: {}.", why.label()),
            Self::TextFailed { why, .. } => format!("The text could not be sent: {}.", why.label()),
        }
    }
}

/// What else is said of a request that a service's policy excludes.
fn despite(excluded: &[ExclusionKind]) -> String {
    if excluded.is_empty() {
        return String::new();
    }
    let by: Vec<&str> = excluded.iter().map(|of| of.label()).collect();
    format!(" The service does not usually take it ({}): sent with a reason.", by.join("; ").to_lowercase())
}

/// What else is said of a referral against an answer.
fn against(first: Option<Timestamp>) -> String {
    let kept = |first| {
        format!(" It refers although the answer was otherwise, and keeps the first date: {}.", When::at(first).full)
    };
    first.map(kept).unwrap_or_default()
}

const fn asked(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::Release => "Prepared an answer for somebody else to send.",
        ReviewKind::Opinion => "Asked a colleague what they think.",
        ReviewKind::Meeting => "Put it on the list of a meeting.",
        ReviewKind::SecondReading => "The answer was drawn at random to be read a second time.",
    }
}

/// How a second reading compares is its service's to think about, and then to correct: what it means for the patient is
/// never read out of a history.
const fn ended_so(ended: ReviewEnd) -> &'static str {
    match ended {
        ReviewEnd::Released => "Sent the prepared answer as it was.",
        ReviewEnd::Changed => "Sent another answer than the one that was prepared.",
        ReviewEnd::Returned => "Returned the prepared answer.",
        ReviewEnd::Replied => "Said what they think.",
        ReviewEnd::Discussed => "Noted what the meeting said.",
        ReviewEnd::Same | ReviewEnd::Close | ReviewEnd::Differs => "Read the answer a second time.",
        ReviewEnd::CalledOff => "Called off what was asked of colleagues.",
    }
}
