//! What a new service starts with: one ready-made plan per outcome, to be edited. None names a diagnosis, and none says
//! who arranges what comes next: that depends on the case (`domain::case::Meaning`). Texts of our own, after the outcome
//! list of domain.md 3.7 and the safety-netting of 3.11.

use domain::{
    case::Outcome,
    ids::{ServiceId, TemplateId},
    view::TemplateView,
};
use jiff::Timestamp;

use crate::{
    Error, Ids,
    db::{self, Tx},
};

/// Gives a new service its first templates.
pub(crate) async fn give_to(tx: &mut Tx, service: ServiceId, ids: &Ids, now: Timestamp) -> Result<(), Error> {
    for &outcome in Outcome::ALL {
        let template = built_in(outcome, TemplateId(ids.new_id(now)));
        db::templates::save(tx, service, template.id, &template, now).await?;
    }
    Ok(())
}

/// What to look for after being told that no appointment is needed (domain.md 3.11).
const COME_BACK: &str = "Please see the patient again and send a new request if it grows, changes shape or colour, \
     bleeds, or has not healed after 4 weeks.";
const WHILE_WAITING: &str = "Please contact us again if it grows quickly, bleeds or ulcerates while the patient waits, or \
     if the patient has not heard within 4 weeks.";

fn built_in(outcome: Outcome, id: TemplateId) -> TemplateView {
    let (advice, safety_net) = match outcome {
        Outcome::Reassure => ("Benign appearance. No treatment or follow-up is needed.", COME_BACK),
        Outcome::TreatInPrimaryCare => (
            "This can be treated in primary care. Please start: \n\nReview after 6 weeks; if there is no improvement, send \
             a new request with new pictures.",
            COME_BACK,
        ),
        Outcome::InvestigateThenReview => (
            "Please arrange: \n\nSend us the results in a new request so that we can decide what comes next.",
            COME_BACK,
        ),
        Outcome::MoreInformation => ("To answer this safely we need: ", ""),
        Outcome::UpgradeToCancer => (
            "The pictures raise a suspicion of skin cancer. We are treating this as an urgent suspected cancer referral. \
             Please tell the patient why they will be seen quickly.",
            WHILE_WAITING,
        ),
        Outcome::Downgrade => (
            "This need not stay on the urgent suspected cancer pathway. It still needs to be seen in person: a routine \
             appointment is appropriate.",
            WHILE_WAITING,
        ),
        Outcome::UrgentClinic => ("This needs to be seen in person soon, in an urgent clinic.", WHILE_WAITING),
        Outcome::RoutineClinic => {
            ("This needs to be seen in person. A routine appointment is appropriate.", WHILE_WAITING)
        }
        Outcome::SurgeryUrgent => ("Direct to an urgent biopsy or excision list.", WHILE_WAITING),
        Outcome::SurgeryRoutine => ("Direct to a routine biopsy or excision list.", WHILE_WAITING),
        Outcome::CommunityDermatology => ("Suitable for the community dermatology service.", COME_BACK),
        Outcome::PlasticSurgery => ("Best dealt with by plastic surgery because of its site or size.", WHILE_WAITING),
        Outcome::EarNoseThroat => {
            ("Best dealt with by ear, nose and throat or maxillofacial surgery because of its site.", WHILE_WAITING)
        }
        Outcome::OtherSpecialty => ("Best dealt with by: ", WHILE_WAITING),
        Outcome::PhotoHub => (
            "The pictures do not allow an answer. Medical photography is needed: overview, close-up with a scale, and \
             dermoscopy.",
            WHILE_WAITING,
        ),
        Outcome::VideoConsultation => ("We would like to speak with the patient by video or telephone.", WHILE_WAITING),
        Outcome::Monitor => (
            "Low suspicion. Please repeat the pictures, with a scale and from the same distance, and send them for \
             comparison.",
            "Do not wait for the repeat pictures if it changes in size, shape or colour, itches or bleeds: send a new \
             request at once.",
        ),
        Outcome::NotAppropriate => (
            "This request does not meet the criteria of the service. Instead, please: ",
            "Send a new request if the picture changes or you become concerned.",
        ),
        Outcome::Redirect => ("Another service answers this kind of request. Please send it to: ", COME_BACK),
        Outcome::UnableToAssess => (
            "We cannot give safe advice from these pictures. Please refer the patient to be seen in person, or send \
             better pictures in a new request.",
            "Do not wait for new pictures if you are concerned: refer by the usual way.",
        ),
    };
    TemplateView {
        id,
        outcome,
        title: outcome.label().to_owned(),
        advice: advice.to_owned(),
        safety_net: safety_net.to_owned(),
    }
}
