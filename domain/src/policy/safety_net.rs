use serde::{Deserialize, Serialize};

use crate::case::{Kind, Outcome};

/// The longest of these words, in characters: a third of what an answer's field takes, because a person adds to them.
pub const LONGEST_NET: usize = 1_200;

/// The words proposed with one outcome for when to seek help sooner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyNet {
    pub outcome: Outcome,
    pub text: String,
}

/// What to watch for after being told that no appointment is needed (domain.md 3.11).
const COME_BACK: &str = "Please see the patient again and send a new request if it grows, changes shape or colour, \
     bleeds, or has not healed after 4 weeks.";
const WHILE_WAITING: &str = "Please contact us again if it grows quickly, bleeds or ulcerates while the patient waits, or \
     if the patient has not heard within 4 weeks.";

/// The words that come with the program: what a new service starts with.
pub const fn usual_safety_net(outcome: Outcome) -> &'static str {
    match outcome {
        // A question: the answer comes later, and its safety net with it.
        Outcome::MoreInformation => "",
        Outcome::Reassure
        | Outcome::TreatInPrimaryCare
        | Outcome::InvestigateThenReview
        | Outcome::CommunityDermatology
        | Outcome::Redirect => COME_BACK,
        Outcome::UpgradeToCancer
        | Outcome::Downgrade
        | Outcome::UrgentClinic
        | Outcome::RoutineClinic
        | Outcome::SurgeryUrgent
        | Outcome::SurgeryRoutine
        | Outcome::PlasticSurgery
        | Outcome::EarNoseThroat
        | Outcome::OtherSpecialty
        | Outcome::PhotoHub
        | Outcome::VideoConsultation => WHILE_WAITING,
        Outcome::Monitor => {
            "Do not wait for the repeat pictures if it changes in size, shape or colour, itches or bleeds: send a new \
             request at once."
        }
        Outcome::NotAppropriate => "Send a new request if the picture changes or you become concerned.",
        Outcome::UnableToAssess => "Do not wait for new pictures if you are concerned: refer by the usual way.",
    }
}

/// All that a request of this kind can be answered with.
pub(super) fn usual(kind: Kind) -> Vec<SafetyNet> {
    let asked = Outcome::ALL.iter().filter(|outcome| outcome.fits(kind) && !outcome.pauses_clock());
    asked.map(|&outcome| SafetyNet { outcome, text: usual_safety_net(outcome).to_owned() }).collect()
}
