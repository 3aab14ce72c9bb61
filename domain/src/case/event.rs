//! What happened to a case, as its log keeps it: ids, enums and times, never free text.

mod monitoring;
mod name;
mod sentence;

use jiff::Timestamp;
pub use monitoring::MonitoringEvent;
use serde::{Deserialize, Serialize};

use super::{AmendmentKind, Kind, Outcome, Party, TextFailure, WaitingFor, WrongPatientReason};
use crate::{
    appointments::{AppointmentState, Contacted},
    command::CorrectionReason,
    conclusion::Treatment,
    consent::{How, Level},
    hub::HubEnd,
    ids::{
        AccountId, AppointmentId, CaseId, ChangeReportId, ConclusionId, ContactId, DeliveryId, HubVisitId, ImageId,
        MessageId, OpeningId, PhotoRequestId, ReviewId, ServiceId,
    },
    image::{CopyFor, View},
    person::IdentityField,
    policy::ExclusionKind,
    review::{ReviewEnd, ReviewKind},
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
    /// The service sent it on to another one, where it goes on as this request; why stands with the answers.
    SentOn {
        to: CaseId,
    },
    /// It came from this one, which another service sent on.
    CameFrom {
        after: CaseId,
        service: ServiceId,
        due: Timestamp,
        /// Since when the patient counts as waiting.
        first: Timestamp,
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
    /// The patient has changed what they allow.
    ConsentChanged {
        photo_request: PhotoRequestId,
        given: Vec<Level>,
        no_longer: Vec<Level>,
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
        /// Since when the patient counts as waiting, where it is a referral against an answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first: Option<Timestamp>,
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
    /// By their patient: the page that shows it was sent to their browser.
    AnswerOpened {
        photo_request: PhotoRequestId,
    },
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
    /// Somebody of the service has looked at it.
    ChangeSeen {
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
    /// Somebody tried to reach the patient about an appointment; what they noted stands apart.
    ContactTried {
        contact: ContactId,
        contacted: Contacted,
    },
    AppointmentBooked {
        appointment: AppointmentId,
        at: Timestamp,
    },
    /// What came of it.
    AppointmentEnded {
        appointment: AppointmentId,
        state: AppointmentState,
    },
    /// The practice knows that its patient did not come.
    MissedNoted {
        appointment: AppointmentId,
    },
    /// The patient is to come to a photography hub; what for stands apart.
    HubAsked {
        visit: HubVisitId,
    },
    /// They came.
    HubArrived {
        visit: HubVisitId,
    },
    /// Who they say they are is whom the request names, or is not.
    HubIdentity {
        visit: HubVisitId,
        agrees: bool,
    },
    /// Who the request is about was corrected: they are asked once more.
    HubAskedAgain {
        visit: HubVisitId,
    },
    /// Everything asked there is either in `given` or was answered with no.
    HubConsent {
        visit: HubVisitId,
        given: Vec<Level>,
        /// To questions about their history.
        questions: bool,
        wording: String,
        how: How,
    },
    /// A chaperone was offered; who was there stands apart.
    HubChaperone {
        visit: HubVisitId,
    },
    /// What they say of it was asked; it stands apart.
    HubHistory {
        visit: HubVisitId,
    },
    HubEnded {
        visit: HubVisitId,
        end: HubEnd,
    },
    /// The practice knows that it brought no pictures.
    HubNoted {
        visit: HubVisitId,
    },
    /// The service said what came of the patient; the diagnosis stands apart.
    Concluded {
        conclusion: ConclusionId,
        treatment: Treatment,
    },
    /// The case was closed, and something is to be done after all.
    Reopened,
    /// The practice has read that.
    ConclusionRead,
    /// Clinicians of the service ask this of each other; what was asked stands apart.
    ReviewAsked {
        review: ReviewId,
        kind: ReviewKind,
    },
    ReviewEnded {
        review: ReviewId,
        kind: ReviewKind,
        ended: ReviewEnd,
    },
    /// Whoever asked has read what was said.
    ReviewRead,
    /// Pictures that are repeated by a plan.
    Monitoring {
        what: MonitoringEvent,
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

/// What an older version wrote has no such number, and keeps its digest.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests;
