//! What decides how long a case and its pictures are kept.

use jiff::{Timestamp, ToSpan, Unit, civil::Date};

use crate::{
    case::{Answer, Draft, Kind, Nature, Outcome, State},
    person::DateOfBirth,
    time::london_day,
};

/// The birthday until which a child's record is kept, and somebody's who was 17.
const CHILDS_BIRTHDAY: i16 = 25;
const YOUNG_PERSONS_BIRTHDAY: i16 = 26;

/// What decides how long a case is kept.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    pub state: &'a State,
    /// As it was last sent.
    pub draft: &'a Draft,
    pub created: Timestamp,
    /// When something last happened to it: the form, a picture, an answer, that it was read, told or closed.
    pub changed: Timestamp,
    /// Every answer that was not taken back, also one that was retracted later.
    pub answers: &'a [Answer],
    /// A service said at any time that cancer was found.
    pub found_cancer: bool,
    pub waits: Waits,
}

/// What somebody still has to do in a case, beside what its state says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// Photos that their patient sent are here, and nobody has sent them on or taken the request back.
    pub photos: bool,
    /// What the patient says has changed is not dealt with.
    pub change: bool,
    /// A text is on its way to the patient.
    pub text: bool,
    /// What became of an answer is not read.
    pub correction: bool,
    /// A message of the other side is not read.
    pub message: bool,
    /// The patient is not told what was answered.
    pub telling: bool,
    /// The practice has not read what came of its patient.
    pub conclusion: bool,
    /// Something that clinicians asked of each other, or a reply to it.
    pub review: bool,
}

impl Waits {
    /// Whether there is anything.
    pub const fn any(self) -> bool {
        let Self { photos, change, text, correction, message, telling, conclusion, review } = self;
        photos || change || text || correction || message || telling || conclusion || review
    }
}

/// What decides how long a picture is kept, beside its case.
#[derive(Debug, Clone, Copy)]
pub struct StoredPicture<'a> {
    pub state: &'a State,
    pub received: Timestamp,
    /// A specialist was sent it.
    pub sent: bool,
    /// Somebody answered its case, or asked for more; also where that was retracted later.
    pub answered: bool,
}

impl Record<'_> {
    /// Cancer was suspected, or a specialist said so in what can be chosen: words alone are not read.
    pub(super) fn is_cancer(&self) -> bool {
        self.found_cancer
            || self.draft.kind.parse::<Kind>() == Ok(Kind::Cancer)
            || self.answers.iter().any(|answer| {
                answer.chosen() == Some(Outcome::UpgradeToCancer)
                    || answer.nature.parse::<Nature>() == Ok(Nature::Malignant)
            })
    }

    /// The birthday until which a child's record is kept; None for an adult's. Somebody whose date of birth cannot be
    /// read, or is another patient's, was born, at the latest, when the request was begun.
    pub(super) fn childs_birthday(&self, ended: Date) -> Option<Date> {
        let named = !matches!(self.state, State::WrongPatient { .. });
        let born = DateOfBirth::parse(&self.draft.dob, ended)
            .ok()
            .filter(|_| named)
            .map_or(london_day(self.created), |born| born.0);
        let age = born.until((Unit::Year, ended)).map_or(0, |age| age.get_years());
        let birthday = match age {
            ..17 => CHILDS_BIRTHDAY,
            17 => YOUNG_PERSONS_BIRTHDAY,
            _ => return None,
        };
        Some(born.saturating_add(birthday.years()))
    }
}
