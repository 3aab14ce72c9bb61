//! The invented cases, told in `stories.json`. Their people, questions and pictures belong to nobody.

use domain::{
    case::{Answer, Draft},
    ids::ServiceId,
    nhs_number::NhsNumber,
};
use imaging::specimen::{Flaw, Lesion, SkinType};
use serde::Deserialize;

use crate::{Error, db::from_json};

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Draft,
    /// The patient has the text.
    Asked,
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

/// One invented case.
#[derive(Debug, Deserialize)]
pub(super) struct Story {
    /// Who asks: its place in `people::PEOPLE`.
    pub(super) referrer: usize,
    /// When it was started, before now.
    pub(super) hours_ago: i64,
    pub(super) end: End,
    lesion: String,
    #[serde(default)]
    flaw: String,
    /// The form, without what [`Story::draft`] adds.
    draft: Draft,
    #[serde(default)]
    pub(super) answer: Answer,
}

/// Every state a case can be in, at two practices, on skin of all six types.
pub(super) fn all() -> Result<Vec<Story>, Error> {
    from_json(include_str!("stories.json"), "story")
}

impl Story {
    /// The request's form, filled in. `number` tells the invented patients apart.
    pub(super) fn draft(&self, service: ServiceId, number: usize) -> Draft {
        Draft {
            nhs_number: nhs_number(number),
            mobile: mobile(number),
            service: service.to_string(),
            ..self.draft.clone()
        }
    }

    pub(super) fn lesion(&self) -> Lesion {
        match self.lesion.as_str() {
            "pigmented" => Lesion::Pigmented,
            "keratotic" => Lesion::Keratotic,
            _ => Lesion::Rash,
        }
    }

    /// What is wrong with the close-up.
    pub(super) fn flaw(&self) -> Option<Flaw> {
        match self.flaw.as_str() {
            "blurred" => Some(Flaw::Blurred),
            "too_dark" => Some(Flaw::TooDark),
            _ => None,
        }
    }

    pub(super) fn skin(&self) -> SkinType {
        match self.draft.skin_type.as_str() {
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

    use domain::{case::Answerable, image::View};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn invented_numbers_are_valid_and_differ() {
        let numbers: HashSet<String> = (0..1_000).map(nhs_number).collect();
        assert_eq!(numbers.len(), 1_000);
        assert!(numbers.iter().all(|number| number.starts_with("999") && number.parse::<NhsNumber>().is_ok()));
        assert_eq!(mobile(7), "07700 900007");
    }

    #[test]
    fn every_story_can_be_sent_and_answered() {
        for (number, story) in all().unwrap().iter().enumerate() {
            let draft = story.draft(ServiceId(uuid::Uuid::nil()), number);
            let views = [View::Overview, View::CloseUp];
            assert_eq!(draft.check(date(2026, 11, 22), &views).problems, [], "{}", draft.name);
            if matches!(story.end, End::More | End::Answered | End::Read) {
                assert_eq!(story.answer.check(&Answerable::of(&draft)), [], "{}", draft.name);
            }
        }
    }
}
