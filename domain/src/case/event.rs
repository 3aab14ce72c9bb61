//! What happened to a case, as its log keeps it: ids, enums and times, never free text.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AmendmentKind, Kind, Outcome, Party, TextFailure, WaitingFor, WrongPatientReason};
use crate::{
    command::CorrectionReason,
    consent::{How, Level},
    ids::{AccountId, CaseId, ChangeReportId, DeliveryId, ImageId, MessageId, OpeningId, PhotoRequestId, ServiceId},
    image::{CopyFor, View},
    person::IdentityField,
    policy::ExclusionKind,
    time::When,
};

/// One thing that happened. Who and when stand beside it in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    CaseStarted,
    /// It goes on from this one, about the same problem.
    StartedAgain {
        after: CaseId,
    },
    /// This other request about the same problem was sent.
    AskedAgain {
        by: CaseId,
    },
    PhotosRequested {
        photo_request: PhotoRequestId,
    },
    PhoneLinkMade {
        photo_request: PhotoRequestId,
    },
    NewsLinkSent {
        photo_request: PhotoRequestId,
    },
    IdentityConfirmed {
        photo_request: PhotoRequestId,
    },
    IdentityFailed {
        photo_request: PhotoRequestId,
        tries_left: u32,
    },
    LinkLocked {
        photo_request: PhotoRequestId,
    },
    LinkWithdrawn {
        photo_request: PhotoRequestId,
    },
    /// Everything asked is either in `given` or was left unticked.
    ConsentGiven {
        photo_request: PhotoRequestId,
        given: Vec<Level>,
        wording: String,
        how: How,
    },
    /// For pictures that clinicians took: said to the person who sends them.
    ConsentSaid {
        how: How,
    },
    QuestionsAnswered {
        photo_request: PhotoRequestId,
    },
    ImageReceived {
        image: ImageId,
        view: View,
    },
    ClipReceived {
        image: ImageId,
        view: View,
    },
    ImageRemoved {
        image: ImageId,
    },
    Annotated {
        image: ImageId,
    },
    /// As a file, out of our hands from then on.
    Copied {
        image: ImageId,
        purpose: CopyFor,
    },
    PhotosSent {
        photo_request: PhotoRequestId,
        images: u32,
    },
    Submitted {
        service: ServiceId,
        due: Timestamp,
        /// In whose name, where that is somebody else's than who pressed the button.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_clinician: Option<AccountId>,
        /// What the service's policy excludes it by: sent all the same, with a reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        excluded: Vec<ExclusionKind>,
    },
    /// What the specialist asked for has come; the clock runs again.
    Resumed {
        due: Timestamp,
        /// To whom and as what, since both may have been chosen anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<ServiceId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
        /// As of [`EventKind::Submitted`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_clinician: Option<AccountId>,
        /// The same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        excluded: Vec<ExclusionKind>,
    },
    /// Who it is about, told without saying who: the details stand apart.
    IdentityCorrected {
        fields: Vec<IdentityField>,
        because: CorrectionReason,
    },
    CaseOpened,
    AnswerSent {
        outcome: Outcome,
        converted: bool,
        /// What spoke against it and was confirmed: codes of cautions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        despite: Vec<String>,
    },
    MoreAsked {
        outcome: Outcome,
        waiting_for: WaitingFor,
    },
    AnswerTakenBack,
    AnswerAmended {
        amendment: AmendmentKind,
    },
    Acknowledged,
    Closed,
    /// By the practice itself, not by a text.
    PatientTold,
    /// The practice says that it has referred the patient, as the answer asked.
    Referred {
        outcome: Outcome,
    },
    Withdrawn,
    /// The practice agreed to a downgrade by reading it, or did not; its words stand with the amendments.
    DowngradeAgreed,
    DowngradeRefused,
    /// The patient says on their page that it has changed; their words stand apart.
    ChangeReported {
        report: ChangeReportId,
    },
    /// Somebody of the practice has dealt with it.
    ChangeDealtWith {
        report: ChangeReportId,
    },
    /// By somebody outside of its practice and service, for reading; their reason stands apart.
    OpenedFromOutside {
        opening: OpeningId,
        until: Timestamp,
    },
    /// One side wrote to the other; the words stand apart.
    MessageSent {
        message: MessageId,
        /// That went with it.
        #[serde(default, skip_serializing_if = "is_zero")]
        pictures: u32,
    },
    /// One side has read what the other wrote.
    MessagesRead {
        party: Party,
    },
    /// Nothing in the case is valid for anybody from here on.
    WrongPatientFound {
        because: WrongPatientReason,
    },
    /// One side has dealt with it.
    WrongPatientSettled {
        party: Party,
    },
    TextSent {
        delivery: DeliveryId,
    },
    TextFailed {
        delivery: DeliveryId,
        #[serde(default)]
        why: TextFailure,
    },
}

impl EventKind {
    /// The event's name in the log's own column and in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CaseStarted => "case_started",
            Self::StartedAgain { .. } => "started_again",
            Self::AskedAgain { .. } => "asked_again",
            Self::PhotosRequested { .. } => "photos_requested",
            Self::PhoneLinkMade { .. } => "phone_link_made",
            Self::NewsLinkSent { .. } => "news_link_sent",
            Self::IdentityConfirmed { .. } => "identity_confirmed",
            Self::IdentityFailed { .. } => "identity_failed",
            Self::LinkLocked { .. } => "link_locked",
            Self::LinkWithdrawn { .. } => "link_withdrawn",
            Self::ConsentGiven { .. } => "consent_given",
            Self::ConsentSaid { .. } => "consent_said",
            Self::QuestionsAnswered { .. } => "questions_answered",
            Self::ImageReceived { .. } => "image_received",
            Self::ClipReceived { .. } => "clip_received",
            Self::ImageRemoved { .. } => "image_removed",
            Self::Annotated { .. } => "annotated",
            Self::Copied { .. } => "copied",
            Self::PhotosSent { .. } => "photos_sent",
            Self::Submitted { .. } => "submitted",
            Self::Resumed { .. } => "resumed",
            Self::IdentityCorrected { .. } => "identity_corrected",
            Self::CaseOpened => "case_opened",
            Self::AnswerSent { .. } => "answer_sent",
            Self::MoreAsked { .. } => "more_asked",
            Self::AnswerTakenBack => "answer_taken_back",
            Self::AnswerAmended { .. } => "answer_amended",
            Self::Acknowledged => "acknowledged",
            Self::Closed => "closed",
            Self::PatientTold => "patient_told",
            Self::Referred { .. } => "referred",
            Self::Withdrawn => "withdrawn",
            Self::DowngradeAgreed => "downgrade_agreed",
            Self::DowngradeRefused => "downgrade_refused",
            Self::ChangeReported { .. } => "change_reported",
            Self::ChangeDealtWith { .. } => "change_dealt_with",
            Self::OpenedFromOutside { .. } => "opened_from_outside",
            Self::MessageSent { .. } => "message_sent",
            Self::MessagesRead { .. } => "messages_read",
            Self::WrongPatientFound { .. } => "wrong_patient_found",
            Self::WrongPatientSettled { .. } => "wrong_patient_settled",
            Self::TextSent { .. } => "text_sent",
            Self::TextFailed { .. } => "text_failed",
        }
    }

    /// The clinician in whose name somebody else did it.
    pub const fn for_clinician(&self) -> Option<AccountId> {
        if let Self::Submitted { for_clinician, .. } | Self::Resumed { for_clinician, .. } = self {
            *for_clinician
        } else {
            None
        }
    }

    /// What the history page says; who did it stands before it.
    pub fn sentence(&self) -> String {
        match self {
            Self::CaseStarted => "Started the request.".into(),
            Self::StartedAgain { after } => format!("It goes on from {}, about the same problem.", after.short()),
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
            Self::Submitted { due, excluded, .. } => {
                format!("Sent the request. An answer is due by {}.{}", When::at(*due).short, despite(excluded))
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

/// What an older version wrote has no such number, and keeps its digest.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests;
