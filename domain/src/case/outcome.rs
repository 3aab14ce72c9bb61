use serde::{Deserialize, Serialize};

use super::Kind;
use crate::code::coded;

/// The structured outcome, one of domain.md 3.7 and mandatory in every answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Reassure,
    TreatInPrimaryCare,
    InvestigateThenReview,
    MoreInformation,
    UpgradeToCancer,
    UrgentClinic,
    RoutineClinic,
    SurgeryUrgent,
    SurgeryRoutine,
    CommunityDermatology,
    PlasticSurgery,
    EarNoseThroat,
    OtherSpecialty,
    PhotoHub,
    VideoConsultation,
    Monitor,
    NotAppropriate,
    Redirect,
    UnableToAssess,
    Downgrade,
}

// In the order most used first: about seven in ten cases need no appointment, and a fast clinic comes before the rest
// (shares of domain.md 4).
coded! { Outcome, "outcome",
    TreatInPrimaryCare => "treat_in_primary_care", "Treat in primary care";
    Reassure => "reassure", "Reassure and discharge";
    RoutineClinic => "routine_clinic", "Routine clinic";
    UpgradeToCancer => "upgrade_to_cancer", "Upgrade to urgent suspected cancer";
    MoreInformation => "more_information", "Ask for more";
    SurgeryRoutine => "surgery_routine", "Biopsy or surgery, routine";
    SurgeryUrgent => "surgery_urgent", "Biopsy or surgery, urgent";
    UrgentClinic => "urgent_clinic", "Urgent clinic";
    Monitor => "monitor", "Monitor with repeat pictures";
    InvestigateThenReview => "investigate_then_review", "Investigate, then review";
    CommunityDermatology => "community_dermatology", "Community dermatology";
    PlasticSurgery => "plastic_surgery", "Plastic surgery";
    EarNoseThroat => "ear_nose_throat", "Ear, nose and throat or maxillofacial";
    OtherSpecialty => "other_specialty", "Another specialty";
    PhotoHub => "photo_hub", "Medical photography";
    VideoConsultation => "video_consultation", "Video or telephone consultation";
    NotAppropriate => "not_appropriate", "Return: criteria not met";
    Redirect => "redirect", "Redirect to another service";
    UnableToAssess => "unable_to_assess", "Unable to assess from pictures";
    Downgrade => "downgrade", "Downgrade to routine clinic";
}

impl Outcome {
    /// The patient has to be seen somewhere; the others count as "no appointment" or as not answered yet.
    pub const fn needs_appointment(self) -> bool {
        match self {
            Self::UpgradeToCancer
            | Self::UrgentClinic
            | Self::RoutineClinic
            | Self::SurgeryUrgent
            | Self::SurgeryRoutine
            | Self::CommunityDermatology
            | Self::PlasticSurgery
            | Self::EarNoseThroat
            | Self::OtherSpecialty
            | Self::PhotoHub
            | Self::VideoConsultation
            | Self::Downgrade => true,
            Self::Reassure
            | Self::TreatInPrimaryCare
            | Self::InvestigateThenReview
            | Self::MoreInformation
            | Self::Monitor
            | Self::NotAppropriate
            | Self::Redirect
            | Self::UnableToAssess => false,
        }
    }

    /// Whether it can be the answer to a request of this kind. Only what is on the urgent suspected cancer pathway is taken
    /// off it, and what is on it is never reviewed in community dermatology.
    pub const fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Downgrade => matches!(kind, Kind::Cancer),
            Self::CommunityDermatology => !matches!(kind, Kind::Cancer),
            Self::Reassure
            | Self::TreatInPrimaryCare
            | Self::InvestigateThenReview
            | Self::MoreInformation
            | Self::UpgradeToCancer
            | Self::UrgentClinic
            | Self::RoutineClinic
            | Self::SurgeryUrgent
            | Self::SurgeryRoutine
            | Self::PlasticSurgery
            | Self::EarNoseThroat
            | Self::OtherSpecialty
            | Self::PhotoHub
            | Self::VideoConsultation
            | Self::Monitor
            | Self::NotAppropriate
            | Self::Redirect
            | Self::UnableToAssess => true,
        }
    }

    /// Nothing comes of it until the practice has agreed: whoever referred a patient as suspected cancer is the one to say
    /// that they need not stay on that pathway.
    pub const fn needs_agreement(self) -> bool {
        matches!(self, Self::Downgrade)
    }

    /// A question rather than an answer: the clock stands still until somebody else has done their part.
    pub const fn pauses_clock(self) -> bool {
        matches!(self, Self::MoreInformation)
    }

    /// Once the practice has read it, nothing is left to be done in this case.
    pub const fn closes(self) -> bool {
        match self {
            Self::Reassure | Self::TreatInPrimaryCare | Self::NotAppropriate | Self::UnableToAssess => true,
            Self::InvestigateThenReview
            | Self::MoreInformation
            | Self::Redirect
            | Self::UpgradeToCancer
            | Self::UrgentClinic
            | Self::RoutineClinic
            | Self::SurgeryUrgent
            | Self::SurgeryRoutine
            | Self::CommunityDermatology
            | Self::PlasticSurgery
            | Self::EarNoseThroat
            | Self::OtherSpecialty
            | Self::PhotoHub
            | Self::VideoConsultation
            | Self::Monitor
            | Self::Downgrade => false,
        }
    }

    /// Whether the service takes the case over with this outcome, and with it clinical responsibility. An advice case
    /// only where the referrer authorised it beforehand; a referral is one already.
    pub const fn converts(self, kind: Kind, authorised: bool) -> bool {
        (kind.is_referral() || authorised) && self.needs_appointment()
    }

    /// Ends with no appointment: the answer then has to say when to come back (domain.md 3.11).
    pub const fn needs_safety_net(self) -> bool {
        !self.needs_appointment() && !self.pauses_clock()
    }
}

impl Outcome {
    /// What the practice is asked to do where the patient has to be seen and no service has taken the case over;
    /// completes "Please refer …". None where nobody has to refer.
    pub const fn refer(self) -> Option<&'static str> {
        match self {
            Self::UpgradeToCancer => Some("as urgent suspected cancer"),
            Self::UrgentClinic => Some("to an urgent clinic"),
            Self::RoutineClinic => Some("to a routine clinic"),
            Self::SurgeryUrgent => Some("for urgent biopsy or surgery"),
            Self::SurgeryRoutine => Some("for routine biopsy or surgery"),
            Self::CommunityDermatology => Some("to community dermatology"),
            Self::PlasticSurgery => Some("to plastic surgery"),
            Self::EarNoseThroat => Some("to ear, nose and throat or maxillofacial surgery"),
            Self::OtherSpecialty => Some("to another specialty"),
            Self::PhotoHub => Some("for medical photography"),
            Self::VideoConsultation => Some("for a video or telephone consultation"),
            Self::Redirect => Some("to another service"),
            Self::Reassure
            | Self::TreatInPrimaryCare
            | Self::InvestigateThenReview
            | Self::MoreInformation
            | Self::Monitor
            | Self::NotAppropriate
            | Self::UnableToAssess
            | Self::Downgrade => None,
        }
    }

    /// Its answer names the diagnosis, or the likely ones.
    pub const fn says_what_it_is(self) -> bool {
        !matches!(self, Self::MoreInformation | Self::NotAppropriate | Self::Redirect | Self::UnableToAssess)
    }

    /// Must not wait in somebody's tray.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::UpgradeToCancer | Self::UrgentClinic | Self::SurgeryUrgent)
    }

    /// Who can be the one to act. Where the service takes the case over (`converts`) it is the hospital and nobody
    /// else; where the patient has to be seen and nobody took the case over, it is the practice, which has to refer.
    pub const fn may_act(self, converts: bool) -> &'static [WhoActs] {
        if converts {
            return &[WhoActs::Hospital];
        }
        match self {
            Self::Reassure | Self::MoreInformation | Self::Monitor => &[WhoActs::Practice, WhoActs::Patient],
            Self::TreatInPrimaryCare
            | Self::InvestigateThenReview
            | Self::UpgradeToCancer
            | Self::UrgentClinic
            | Self::RoutineClinic
            | Self::SurgeryUrgent
            | Self::SurgeryRoutine
            | Self::CommunityDermatology
            | Self::PlasticSurgery
            | Self::EarNoseThroat
            | Self::OtherSpecialty
            | Self::PhotoHub
            | Self::VideoConsultation
            | Self::NotAppropriate
            | Self::Redirect
            | Self::UnableToAssess
            | Self::Downgrade => &[WhoActs::Practice],
        }
    }
}

/// Who does the next thing after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoActs {
    Practice,
    Hospital,
    Patient,
}

coded! { WhoActs, "who_acts",
    Practice => "practice", "The practice";
    Hospital => "hospital", "The hospital";
    Patient => "patient", "The patient";
}

/// How sure a specialist is of the diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Certain,
    Probable,
    Possible,
}

coded! { Confidence, "confidence",
    Certain => "certain", "Certain";
    Probable => "probable", "Probable";
    Possible => "possible", "Possible";
}

/// What kind of thing the diagnosis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    Benign,
    Premalignant,
    Malignant,
    Uncertain,
}

coded! { Nature, "nature",
    Benign => "benign", "Benign";
    Premalignant => "premalignant", "Premalignant";
    Malignant => "malignant", "Malignant";
    Uncertain => "uncertain", "Uncertain";
}

/// What can become of an answer that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentKind {
    Addition,
    Correction,
    /// It is in force no longer, and the case waits for an answer again.
    Retraction,
    /// By the practice, of what it has to agree to: as after a retraction.
    Refusal,
}

coded! { AmendmentKind, "amendment",
    Addition => "addition", "Added";
    Correction => "correction", "Corrected";
    Retraction => "retraction", "Retracted";
    Refusal => "refusal", "Downgrade not agreed to";
}
