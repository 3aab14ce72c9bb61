//! Two records of one person become one, and can become two again.

use thiserror::Error;

use super::{Demographics, Likeness};
use crate::ids::{PatientId, PracticeId};

/// What decides about one of them.
#[derive(Debug, Clone)]
pub struct MergeFacts<'a> {
    pub id: PatientId,
    pub practice: PracticeId,
    pub merged_into: Option<PatientId>,
    pub known: &'a Demographics,
}

/// Why two are not merged, or one not taken apart again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CannotMerge {
    #[error("This is the same record")]
    Same,
    /// Of another practice, whose record it is.
    #[error("This record is another practice’s")]
    Elsewhere,
    #[error("One of these records is merged already")]
    Merged,
    #[error("This record is not merged")]
    NotMerged,
    /// Two numbers, or two dates of birth: somebody has to say that they have looked.
    #[error(
        "These records differ in NHS number or date of birth: compare both with the patient’s record, and tick that they are one person"
    )]
    Differs,
}

/// Whether `away` may become part of `into`. `checked`: whoever asks has said that the difference is a mistake.
///
/// # Errors
/// `CannotMerge` says why not.
pub fn may_merge(away: &MergeFacts<'_>, into: &MergeFacts<'_>, checked: bool) -> Result<(), CannotMerge> {
    if away.id == into.id {
        return Err(CannotMerge::Same);
    }
    if away.practice != into.practice {
        return Err(CannotMerge::Elsewhere);
    }
    if away.merged_into.is_some() || into.merged_into.is_some() {
        return Err(CannotMerge::Merged);
    }
    match away.known.likeness(into.known) {
        Likeness::Conflict | Likeness::Other if !checked => Err(CannotMerge::Differs),
        Likeness::Same | Likeness::Conflict | Likeness::Other | Likeness::Unknown => Ok(()),
    }
}

/// Into whom `away` was merged and is no longer.
///
/// # Errors
/// `NotMerged`.
pub fn may_unmerge(away: &MergeFacts<'_>) -> Result<PatientId, CannotMerge> {
    away.merged_into.ok_or(CannotMerge::NotMerged)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::person::DateOfBirth;

    const fn id(n: u128) -> PatientId {
        PatientId(Uuid::from_u128(n))
    }

    #[test]
    fn what_can_become_one() {
        let practice = PracticeId(Uuid::from_u128(9));
        let known = Demographics { born: Some(DateOfBirth(date(1948, 3, 12))), ..Demographics::default() };
        let other = Demographics { born: Some(DateOfBirth(date(1948, 3, 13))), ..Demographics::default() };
        let one = MergeFacts { id: id(1), practice, merged_into: None, known: &known };
        let two = MergeFacts { id: id(2), ..one.clone() };
        let elsewhere = MergeFacts { practice: PracticeId(Uuid::from_u128(8)), ..two.clone() };
        let merged = MergeFacts { merged_into: Some(id(3)), ..two.clone() };
        let differs = MergeFacts { known: &other, ..two.clone() };
        assert_eq!(may_merge(&two, &one, false), Ok(()));
        assert_eq!(may_merge(&one, &one, true), Err(CannotMerge::Same));
        assert_eq!(may_merge(&elsewhere, &one, true), Err(CannotMerge::Elsewhere));
        assert_eq!(may_merge(&merged, &one, true), Err(CannotMerge::Merged));
        assert_eq!(may_merge(&one, &merged, true), Err(CannotMerge::Merged));
        assert_eq!(may_merge(&differs, &one, false), Err(CannotMerge::Differs));
        assert_eq!(may_merge(&differs, &one, true), Ok(()));
        assert_eq!((may_unmerge(&merged), may_unmerge(&one)), (Ok(id(3)), Err(CannotMerge::NotMerged)));
    }
}
