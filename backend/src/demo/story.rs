//! The invented cases, told in `stories.json`. Their people, questions and pictures belong to nobody.

use domain::{
    appointments::Contacted,
    case::{Answer, Draft, Party, Side, Site},
    command::ConsentChoices,
    conclusion::ConclusionForm,
    forms::{Response, millimetres},
    ids::ServiceId,
    image::KeptBecause,
    nhs_number::NhsNumber,
};
use imaging::synthetic::{BodyPart, Change, Flaw, Half, SkinType};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{Error, db::from_json};

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Draft,
    /// The patient has the text.
    Asked,
    /// The link is locked by wrong dates of birth.
    Locked,
    /// The patient does not want to send photos.
    Declined,
    /// The patient has sent pictures.
    Arrived,
    Waiting,
    /// The specialist asked for other pictures.
    More,
    Answered,
    /// Answered and acknowledged.
    Read,
    Withdrawn,
}

/// How far a visit to the photography hub has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AtHub {
    Asked,
    /// For today.
    Booked,
}

/// One invented case.
#[derive(Debug, Deserialize)]
pub(super) struct Story {
    /// Who asks: its place in `people::PEOPLE`.
    pub(super) referrer: usize,
    /// When it was started, before now.
    pub(super) hours_ago: i64,
    pub(super) end: End,
    /// What the pictures show.
    pub(super) picture: Change,
    #[serde(default)]
    flaw: String,
    /// Why the patient sent a picture that they were told is poor.
    #[serde(default)]
    pub(super) kept_because: Option<KeptBecause>,
    /// The referrer adds a picture through a dermatoscope.
    #[serde(default)]
    pub(super) dermoscopic: bool,
    #[serde(default)]
    no_referral: bool,
    #[serde(default)]
    teaching: bool,
    /// The name of another story's patient whose NHS number was typed here by mistake.
    #[serde(default)]
    same_number_as: String,
    /// What the two sides wrote to each other while it waited.
    #[serde(default)]
    pub(super) messages: Vec<(Party, String)>,
    /// What the patient says.
    #[serde(default)]
    pub(super) patient: Response,
    /// The form, without what [`Story::draft`] adds.
    draft: Draft,
    #[serde(default)]
    pub(super) answer: Answer,
    /// What came of calling the patient about an appointment.
    #[serde(default)]
    pub(super) calls: Vec<Contacted>,
    /// One is booked, so many working days ahead of then.
    #[serde(default)]
    pub(super) appointment_in: Option<u32>,
    /// The answer that somebody in training has prepared.
    #[serde(default)]
    pub(super) prepared: Option<Answer>,
    /// What one specialist asks the other.
    #[serde(default)]
    pub(super) opinion: String,
    /// What a meeting is asked, in so many working days from then.
    #[serde(default)]
    pub(super) meeting: Option<(u32, String)>,
    /// What was found and done, on that day; the case is closed with it.
    #[serde(default)]
    pub(super) found: Option<ConclusionForm>,
    /// The patient was asked for follow-up photos by a plan, and has sent them.
    #[serde(default)]
    pub(super) followed_up: bool,
    /// The practice has asked the hub for pictures before it sent the request.
    #[serde(default)]
    pub(super) hub: Option<AtHub>,
}

/// Every state a case can be in, at two practices, on skin of all six types.
pub(super) fn all() -> Result<Vec<Story>, Error> {
    from_json(include_str!("stories.json"), "story")
}

impl Story {
    /// The request's form, filled in. `number` tells the invented patients apart.
    pub(super) fn draft(&self, service: ServiceId, number: usize, all: &[Story]) -> Draft {
        let owner = all.iter().position(|other| other.draft.name == self.same_number_as).unwrap_or(number);
        Draft {
            nhs_number: nhs_number(owner),
            mobile: mobile(number),
            service: service.to_string(),
            ..self.draft.clone()
        }
    }

    /// Whether pictures come.
    pub(super) fn has_pictures(&self) -> bool {
        !matches!(self.end, End::Draft | End::Asked | End::Locked | End::Declined)
    }

    /// What the patient allows.
    pub(super) fn consents(&self) -> ConsentChoices {
        ConsentChoices { care: true, referral: !self.no_referral, teaching: self.teaching }
    }

    /// What is wrong with the close-up.
    pub(super) fn flaw(&self) -> Option<Flaw> {
        match self.flaw.as_str() {
            "blurred" => Some(Flaw::Blurred),
            "too_dark" => Some(Flaw::TooDark),
            _ => None,
        }
    }

    /// Where on the body the pictures are taken; a forearm where the form does not say.
    pub(super) fn place(&self) -> BodyPart {
        match self.draft.response.typed("site").parse() {
            Ok(Site::Scalp) => BodyPart::Scalp,
            Ok(Site::Face) => BodyPart::Face,
            Ok(Site::Ear) => BodyPart::Ear,
            Ok(Site::Eyelid) => BodyPart::Eyelid,
            Ok(Site::Nose) => BodyPart::Nose,
            Ok(Site::Lip) => BodyPart::Lip,
            Ok(Site::Neck) => BodyPart::Neck,
            Ok(Site::Chest) => BodyPart::Chest,
            Ok(Site::Abdomen) => BodyPart::Abdomen,
            Ok(Site::UpperBack | Site::LowerBack | Site::Widespread) => BodyPart::Back,
            Ok(Site::Shoulder | Site::UpperArm) => BodyPart::Shoulder,
            Ok(Site::Forearm) | Err(_) => BodyPart::Forearm,
            Ok(Site::Hand) => BodyPart::Hand,
            Ok(Site::Nail) => BodyPart::Nail,
            Ok(Site::Thigh) => BodyPart::Thigh,
            Ok(Site::LowerLeg) => BodyPart::LowerLeg,
            Ok(Site::Foot) => BodyPart::Foot,
            Ok(Site::Sole) => BodyPart::Sole,
        }
    }

    /// Of both sides, one is photographed.
    pub(super) fn half(&self) -> Half {
        match self.draft.response.typed("side").parse() {
            Ok(Side::Right) => Half::Right,
            Ok(Side::Middle) => Half::Middle,
            Ok(Side::Left | Side::Both) | Err(_) => Half::Left,
        }
    }

    /// The lesion's diameter, or that of the largest patch.
    pub(super) fn size_mm(&self) -> f32 {
        millimetres(self.draft.response.typed("size_mm")).unwrap_or(match self.picture {
            Change::Psoriasis => 36.0,
            Change::DiscoidEczema => 28.0,
            _ => 12.0,
        })
    }

    pub(super) fn age(&self, today: Date) -> u32 {
        let born: i16 = self.draft.dob.year.parse().unwrap_or(today.year());
        u32::try_from(today.year() - born).unwrap_or_default()
    }

    pub(super) fn skin(&self) -> SkinType {
        match self.draft.response.typed("skin_type") {
            "I" => SkinType::I,
            "II" => SkinType::II,
            "IV" => SkinType::IV,
            "V" => SkinType::V,
            "VI" => SkinType::VI,
            _ => SkinType::III,
        }
    }
}

/// A number of the range that is never issued to anybody (999 …), with its check digit.
pub(super) fn nhs_number(number: usize) -> String {
    // One in eleven has no check digit: of ten neighbours at least one has.
    (number * 10..)
        .flat_map(|nine| (0..10).map(move |check| format!("999{nine:06}{check}")))
        .find(|candidate| candidate.parse::<NhsNumber>().is_ok())
        .unwrap_or_default()
}

/// A number of Ofcom's range for drama: 07700 900000 to 900999.
pub(super) fn mobile(number: usize) -> String {
    format!("07700 900{:03}", number % 1_000)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::{
        case::{Answerable, Filled, Meaning, Outcome},
        forms::{Findings, FormKind},
        image::View,
        pathway::{ng12_conflict, ng12_prompts},
    };
    use jiff::civil::date;

    use super::*;

    fn findings(draft: &Draft) -> Findings {
        Filled::of(draft.clone()).findings()
    }

    fn pigmented_at(story: &Story, site: Site) -> bool {
        let findings = findings(&story.draft);
        findings.is_pigmented_lesion() && findings.site == Some(site)
    }

    #[test]
    fn invented_numbers_are_valid_and_differ() {
        let numbers: HashSet<String> = (0..1_000).map(nhs_number).collect();
        assert_eq!(numbers.len(), 1_000);
        assert!(numbers.iter().all(|number| number.starts_with("999") && number.parse::<NhsNumber>().is_ok()));
        assert_eq!(mobile(7), "07700 900007");
    }

    #[test]
    fn every_story_can_be_sent_and_answered() {
        let stories = all().unwrap();
        for (number, story) in stories.iter().enumerate() {
            let draft = Filled::of(story.draft(ServiceId(uuid::Uuid::nil()), number, &stories));
            let views = [View::Overview, View::CloseUp];
            assert_eq!(draft.check(date(2026, 11, 22), &views).problems, [], "{}", draft.name);
            if matches!(story.end, End::More | End::Answered | End::Read) {
                assert_eq!(story.answer.check(&Answerable::of(&draft)), [], "{}", draft.name);
            }
            if let Some(prepared) = &story.prepared {
                assert_eq!(prepared.check(&Answerable::of(&draft)), [], "{}", draft.name);
            }
        }
    }

    /// What is seen, what the GP writes and what the patient says is one story.
    #[test]
    fn pictures_and_answers_fit_their_case() {
        for Story { draft, patient, picture, end, .. } in &all().unwrap() {
            let name = &draft.name;
            assert_eq!(picture.is_rash(), draft.problem == "rash", "{name}");
            assert_eq!(picture.is_pigmented(), findings(draft).is_pigmented_lesion(), "{name}");
            assert_eq!(*picture == Change::NailStreak, draft.response.typed("site") == "nail", "{name}");
            assert_eq!(*picture == Change::AcralNaevus, draft.response.typed("site") == "sole", "{name}");
            assert!(*picture != Change::Melasma || draft.response.typed("site") == "face", "{name}");
            if matches!(end, End::Draft | End::Asked | End::Locked | End::Declined) {
                assert_eq!(*patient, Response::default(), "{name} has not answered");
                continue;
            }
            let said = ["itch", "bleed", "pain"].map(|symptom| patient.is_ticked(symptom));
            assert_eq!(said, ["itch", "bleeding", "pain"].map(|tick| draft.response.is_ticked(tick)), "{name}");
            let changes = ["change_size", "change_shape", "change_colour", "change_raised"];
            let changed = changes.iter().any(|change| draft.response.is_ticked(change));
            assert_eq!(patient.typed("changed") == "yes", changed, "{name}");
            let problems = FormKind::PatientQuestions.shipped().unwrap().validate(patient, date(2026, 11, 29));
            assert_eq!(problems, [], "{name}");
        }
    }

    /// Whatever the product warns of can be seen.
    #[test]
    fn there_is_a_case_for_every_warning() {
        let stories = all().unwrap();
        let has = |what: &str, holds: &dyn Fn(&Story) -> bool| {
            assert!(stories.iter().any(holds), "no case: {what}");
        };
        let waits = |story: &Story| story.end == End::Waiting;
        has("suspected cancer waits", &|it| waits(it) && it.draft.kind == "cancer");
        has("score against advice", &|it| waits(it) && ng12_conflict(&findings(&it.draft)).is_some());
        has("pigment of a sole", &|it| waits(it) && pigmented_at(it, Site::Sole));
        has("pigment of a nail", &|it| waits(it) && pigmented_at(it, Site::Nail));
        has("a growing lump", &|it| waits(it) && findings(&it.draft).raised && findings(&it.draft).change_size);
        has("immunosuppressed", &|it| waits(it) && findings(&it.draft).immunosuppressed);
        has("NG12 considers", &|it| waits(it) && !ng12_prompts(&findings(&it.draft)).is_empty());
        has("a poor picture kept", &|it| waits(it) && it.flaw().is_some() && it.kept_because.is_some());
        has("no consent to a referral", &|it| waits(it) && it.no_referral);
        has("no consent at all", &|it| it.end == End::Declined);
        has("a pause that is late", &|it| it.end == End::More && it.hours_ago > 9 * 24);
        has("a number with two names", &|it| !it.same_number_as.is_empty());
        has("not reached", &|it| it.end == End::Locked);
        has("to be booked at a hub", &|it| it.hub == Some(AtHub::Asked));
        has("follow-up photos", &|it| it.followed_up && it.answer.rounds_to_ask().is_some());
        has("at a hub today", &|it| it.hub == Some(AtHub::Booked));
        let urgent = |it: &Story| it.answer.chosen().is_some_and(Outcome::is_urgent);
        has("an urgent answer that nobody read", &|it| it.end == End::Answered && urgent(it));
        has("to refer", &|it| {
            let (kind, who) = (it.draft.kind.parse().unwrap_or_default(), it.answer.who_acts.parse().ok());
            let meaning = it.answer.chosen().map(|outcome| Meaning::of(outcome, kind, false, who));
            it.end == End::Answered && meaning.is_some_and(|meaning| meaning.is_to_refer())
        });
    }
}
