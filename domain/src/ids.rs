//! Identifiers: UUIDv7, so that they sort by when they were made. Made in `backend`; here they are only arguments.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

impl CaseId {
    /// "1F3A 27C1": short enough to say on the telephone and to stand in a file's name, the same on every page.
    pub fn short(self) -> String {
        let hex = self.0.simple().to_string().to_uppercase();
        format!("{} {}", &hex[24..28], &hex[28..])
    }
}

impl From<PracticeId> for OrganisationId {
    fn from(practice: PracticeId) -> Self {
        Self(practice.0)
    }
}

impl From<ServiceId> for OrganisationId {
    fn from(service: ServiceId) -> Self {
        Self(service.0)
    }
}

id! {
    /// A person who signs in.
    AccountId,
    /// Their role at one organisation.
    MembershipId,
    /// A link by which somebody chooses a password.
    InvitationId,
    /// Any organisation; a practice's and a service's is the same id as below.
    OrganisationId,
    /// The GP organisation that asks.
    PracticeId,
    /// The dermatology department or network member that answers.
    ServiceId,
    /// One question about one skin problem of one patient.
    CaseId,
    /// A person looked after by a practice.
    PatientId,
    /// One spot or area of a patient.
    LesionId,
    /// That two records of patients became one.
    PatientMergeId,
    /// A link sent to a patient, or to the referrer's own phone.
    PhotoRequestId,
    /// One picture.
    ImageId,
    /// One picture on its way in.
    UploadId,
    /// One time that a patient says that it has changed.
    ChangeReportId,
    /// One appointment of a case.
    AppointmentId,
    /// One visit of a patient to a photography hub, from asking for it to its end.
    HubVisitId,
    /// One time that somebody tried to reach a patient about one.
    ContactId,
    /// What was said once about what came of a case.
    ConclusionId,
    /// One thing that clinicians of a service ask of each other about a case.
    ReviewId,
    /// The time that somebody is away.
    AbsenceId,
    /// A plan by which pictures of a case are repeated.
    PlanId,
    /// One time that such a plan asks for them.
    RoundId,
    /// One time that a case was opened from outside.
    OpeningId,
    /// One turn of a case's thread.
    MessageId,
    /// One outgoing message.
    DeliveryId,
    /// A specialist's ready-made answer.
    TemplateId,
    /// One form as it was shown: sent twice with the same content, it is one act.
    FormKey,
}
