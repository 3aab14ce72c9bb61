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

/// Without words for when to seek help sooner: those are the service's policy's.
fn built_in(outcome: Outcome, id: TemplateId) -> TemplateView {
    let advice = match outcome {
        Outcome::Reassure => "Benign appearance. No treatment or follow-up is needed.",
        Outcome::TreatInPrimaryCare => {
            "This can be treated in primary care. Please start: \n\nReview after 6 weeks; if there is no improvement, send \
             a new request with new pictures."
        }
        Outcome::InvestigateThenReview => {
            "Please arrange: \n\nSend us the results in a new request so that we can decide what comes next."
        }
        Outcome::MoreInformation => "To answer this safely we need: ",
        Outcome::UpgradeToCancer => {
            "The pictures raise a suspicion of skin cancer. We are treating this as an urgent suspected cancer referral. \
             Please tell the patient why they will be seen quickly."
        }
        Outcome::Downgrade => {
            "This need not stay on the urgent suspected cancer pathway. It still needs to be seen in person: a routine \
             appointment is appropriate."
        }
        Outcome::UrgentClinic => "This needs to be seen in person soon, in an urgent clinic.",
        Outcome::RoutineClinic => "This needs to be seen in person. A routine appointment is appropriate.",
        Outcome::SurgeryUrgent => "Direct to an urgent biopsy or excision list.",
        Outcome::SurgeryRoutine => "Direct to a routine biopsy or excision list.",
        Outcome::CommunityDermatology => "Suitable for the community dermatology service.",
        Outcome::PlasticSurgery => "Best dealt with by plastic surgery because of its site or size.",
        Outcome::EarNoseThroat => {
            "Best dealt with by ear, nose and throat or maxillofacial surgery because of its site."
        }
        Outcome::OtherSpecialty => "Best dealt with by: ",
        Outcome::PhotoHub => {
            "The pictures do not allow an answer. Medical photography is needed: overview, close-up with a scale, and \
             dermoscopy."
        }
        Outcome::VideoConsultation => "We would like to speak with the patient by video or telephone.",
        Outcome::Monitor => {
            "Low suspicion. Please repeat the pictures, with a scale and from the same distance, and send them for \
             comparison."
        }
        Outcome::NotAppropriate => "This request does not meet the criteria of the service. Instead, please: ",
        Outcome::Redirect => "Another service answers this kind of request. Please send it to: ",
        Outcome::UnableToAssess => {
            "We cannot give safe advice from these pictures. Please refer the patient to be seen in person, or send \
             better pictures in a new request."
        }
    };
    TemplateView {
        id,
        outcome,
        title: outcome.label().to_owned(),
        advice: advice.to_owned(),
        safety_net: String::new(),
    }
}
