//! Two records of one person become one, and can become two again.
//!
//! Nothing of either is copied into the other: the one that stays leads, the other one leads to it, and each case goes on
//! being of the record that it came to. So taking them apart again gives each back what is its own.

use std::{cmp::Reverse, collections::BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Demographics;
use crate::{
    case::Problem,
    ids::{PatientId, PracticeId},
    typed,
};

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 300;

/// What decides about one of two records.
#[derive(Debug, Clone)]
pub struct MergeFacts<'a> {
    pub id: PatientId,
    pub practice: PracticeId,
    pub merged_into: Option<PatientId>,
    pub created: Timestamp,
    pub known: &'a Demographics,
    pub deceased: Option<Date>,
}

/// Why two are not merged, or one not taken apart again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CannotMerge {
    #[error("This is one and the same record")]
    Same,
    /// Of another practice, whose record it is.
    #[error("This record is another practice’s")]
    Elsewhere,
    #[error("One of these records has become part of another meanwhile. Open the patient’s page again")]
    Merged,
    #[error("This record is one of its own already")]
    NotMerged,
    /// A number belongs to one person: two of them are two people, until one is found to be mistyped.
    #[error(
        "Each of these records has an NHS number, and the numbers differ, so they are two people’s. If one number was mistyped, correct it in the request that it came from first"
    )]
    Numbers,
    /// Whichever is right, it must not be lost in a record that says something else.
    #[error(
        "One of these records says that the patient has died, and the other says something else. Find out what is right and put it into both first"
    )]
    Died,
}

/// Which record becomes part of which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merging {
    pub goes: PatientId,
    pub stays: PatientId,
}

/// Whether two records may become one, and which of them stays: the one with the NHS number, else the one with the date of
/// birth, else the older one. Whichever of the two somebody began from, it is the same.
///
/// # Errors
/// `CannotMerge` says why not.
pub fn may_merge(one: &MergeFacts<'_>, other: &MergeFacts<'_>) -> Result<Merging, CannotMerge> {
    if one.id == other.id {
        return Err(CannotMerge::Same);
    }
    if one.practice != other.practice {
        return Err(CannotMerge::Elsewhere);
    }
    if one.merged_into.is_some() || other.merged_into.is_some() {
        return Err(CannotMerge::Merged);
    }
    let numbers = one.known.nhs_number.as_ref().zip(other.known.nhs_number.as_ref());
    if numbers.is_some_and(|(one, other)| one != other) {
        return Err(CannotMerge::Numbers);
    }
    if one.deceased != other.deceased {
        return Err(CannotMerge::Died);
    }
    Ok(if weight(one) > weight(other) {
        Merging { goes: other.id, stays: one.id }
    } else {
        Merging { goes: one.id, stays: other.id }
    })
}

/// What a record has to say for itself.
fn weight(facts: &MergeFacts<'_>) -> (bool, bool, Reverse<(Timestamp, PatientId)>) {
    let Demographics { nhs_number, born, .. } = facts.known;
    (nhs_number.is_some(), born.is_some(), Reverse((facts.created, facts.id)))
}

/// A record of a group, and which one it became part of.
pub type Member = (PatientId, Option<PatientId>);

/// What becomes a record of its own again together with `of`: itself, and whatever had become part of it before.
pub fn goes_along(group: &[Member], of: PatientId) -> BTreeSet<PatientId> {
    let mut found = BTreeSet::from([of]);
    // Each round finds at least one more, or it is the last.
    loop {
        let before = found.len();
        found.extend(
            group
                .iter()
                .filter(|(_, into)| into.is_some_and(|into| found.contains(&into)))
                .map(|(id, _)| *id)
                .collect::<Vec<_>>(),
        );
        if found.len() == before {
            return found;
        }
    }
}

/// How one fact of two records stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    Same,
    Differs,
    /// Only one of them says it, or none.
    Unknown,
}

impl Compared {
    pub fn of<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> Self {
        match (one, other) {
            (Some(one), Some(other)) if one == other => Self::Same,
            (Some(_), Some(_)) => Self::Differs,
            (None, _) | (_, None) => Self::Unknown,
        }
    }
}

/// Why somebody says that two records are one person’s, or that they are not.
///
/// # Errors
/// A sentence beside the field.
pub fn reason(text: &str) -> Result<String, Problem> {
    let reason = typed::line(text);
    if !reason.chars().any(char::is_alphabetic) {
        return Err(Problem::new("reason", "Write in a few words how you know"));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(Problem::new("reason", format!("Write it in {LONGEST_REASON} characters or fewer")));
    }
    Ok(reason)
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

    fn somebody(number: Option<&str>, day: Option<i8>) -> Demographics {
        Demographics {
            nhs_number: number.map(|number| number.parse().unwrap()),
            born: day.map(|day| DateOfBirth(date(1948, 3, day))),
            ..Demographics::default()
        }
    }

    const NUMBER: Option<&str> = Some("9434765919");

    #[test]
    fn what_can_become_one_and_which_of_them_stays() {
        let practice = PracticeId(Uuid::from_u128(9));
        let facts = |n: u128, known| MergeFacts {
            id: id(n),
            practice,
            merged_into: None,
            created: Timestamp::from_second(n as i64).unwrap(),
            known,
            deceased: None,
        };
        let (numbered, other) = (somebody(NUMBER, Some(12)), somebody(Some("9990000018"), Some(12)));
        let (mistyped, dated, nobody) = (somebody(NUMBER, Some(13)), somebody(None, Some(12)), somebody(None, None));
        // A number, then a date, then age.
        for (stays, goes) in [
            (facts(2, &numbered), facts(1, &dated)),
            (facts(2, &dated), facts(1, &nobody)),
            (facts(1, &numbered), facts(2, &mistyped)),
            (facts(1, &nobody), facts(2, &nobody)),
        ] {
            let found = Ok(Merging { goes: goes.id, stays: stays.id });
            assert_eq!((may_merge(&stays, &goes), may_merge(&goes, &stays)), (found, found));
        }
        let one = facts(1, &numbered);
        let elsewhere = MergeFacts { practice: PracticeId(Uuid::from_u128(8)), ..facts(2, &numbered) };
        let merged = MergeFacts { merged_into: Some(id(3)), ..facts(2, &numbered) };
        let died = MergeFacts { deceased: Some(date(2026, 1, 3)), ..facts(2, &numbered) };
        for (two, why) in [
            (one.clone(), CannotMerge::Same),
            (elsewhere, CannotMerge::Elsewhere),
            (merged, CannotMerge::Merged),
            (facts(2, &other), CannotMerge::Numbers),
            (died.clone(), CannotMerge::Died),
        ] {
            assert_eq!((may_merge(&one, &two), may_merge(&two, &one)), (Err(why), Err(why)));
        }
        assert!(may_merge(&died, &MergeFacts { id: id(1), ..died.clone() }).is_ok());
    }

    #[test]
    fn what_goes_along() {
        // 1 and 2 became part of 3, 3 of 4, and 5 of 4.
        let group =
            [(id(1), Some(id(3))), (id(2), Some(id(3))), (id(3), Some(id(4))), (id(4), None), (id(5), Some(id(4)))];
        let of = |n| goes_along(&group, id(n)).into_iter().collect::<Vec<_>>();
        assert_eq!(of(3), [id(1), id(2), id(3)]);
        assert_eq!(of(1), [id(1)]);
        assert_eq!(of(4).len(), 5);
    }

    #[test]
    fn a_reason_is_said_in_words() {
        assert_eq!(reason(" Same address,\n rang her ").unwrap(), "Same address, rang her");
        for wrong in ["", " ", "…", &"x".repeat(LONGEST_REASON + 1)] {
            assert_eq!(reason(wrong).unwrap_err().field, "reason");
        }
        let (one, other) = (Some(1), Some(2));
        let compared = [
            Compared::of(one.as_ref(), one.as_ref()),
            Compared::of(one.as_ref(), other.as_ref()),
            Compared::of(None, other.as_ref()),
        ];
        assert_eq!(compared, [Compared::Same, Compared::Differs, Compared::Unknown]);
    }
}
