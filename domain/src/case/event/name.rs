//! What the log calls each event.

use super::EventKind;
use crate::ids::AccountId;

impl EventKind {
    /// The event's name in the log's own column and in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CaseStarted => "case_started",
            Self::StartedAgain { .. } => "started_again",
            Self::SentOn { .. } => "sent_on",
            Self::CameFrom { .. } => "came_from",
            Self::AskedAgain { .. } => "asked_again",
            Self::PhotosRequested { .. } => "photos_requested",
            Self::PhoneLinkMade { .. } => "phone_link_made",
            Self::NewsLinkSent { .. } => "news_link_sent",
            Self::IdentityConfirmed { .. } => "identity_confirmed",
            Self::IdentityFailed { .. } => "identity_failed",
            Self::LinkLocked { .. } => "link_locked",
            Self::LinkWithdrawn { .. } => "link_withdrawn",
            Self::ConsentGiven { .. } => "consent_given",
            Self::ConsentChanged { .. } => "consent_changed",
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
            Self::AnswerOpened { .. } => "answer_opened",
            Self::PatientTold => "patient_told",
            Self::Referred { .. } => "referred",
            Self::Withdrawn => "withdrawn",
            Self::DowngradeAgreed => "downgrade_agreed",
            Self::DowngradeRefused => "downgrade_refused",
            Self::ChangeReported { .. } => "change_reported",
            Self::ChangeDealtWith { .. } => "change_dealt_with",
            Self::ChangeSeen { .. } => "change_seen",
            Self::OpenedFromOutside { .. } => "opened_from_outside",
            Self::MessageSent { .. } => "message_sent",
            Self::MessagesRead { .. } => "messages_read",
            Self::WrongPatientFound { .. } => "wrong_patient_found",
            Self::WrongPatientSettled { .. } => "wrong_patient_settled",
            Self::ContactTried { .. } => "contact_tried",
            Self::AppointmentBooked { .. } => "appointment_booked",
            Self::AppointmentEnded { .. } => "appointment_ended",
            Self::MissedNoted { .. } => "missed_noted",
            Self::HubAsked { .. } => "hub_asked",
            Self::HubArrived { .. } => "hub_arrived",
            Self::HubIdentity { .. } => "hub_identity",
            Self::HubAskedAgain { .. } => "hub_asked_again",
            Self::HubConsent { .. } => "hub_consent",
            Self::HubChaperone { .. } => "hub_chaperone",
            Self::HubHistory { .. } => "hub_history",
            Self::HubEnded { .. } => "hub_ended",
            Self::HubNoted { .. } => "hub_noted",
            Self::Concluded { .. } => "concluded",
            Self::Reopened => "reopened",
            Self::ConclusionRead => "conclusion_read",
            Self::ReviewAsked { .. } => "review_asked",
            Self::ReviewEnded { .. } => "review_ended",
            Self::ReviewRead => "review_read",
            Self::Monitoring { .. } => "monitoring",
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
}
