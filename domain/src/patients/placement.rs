//! Whose case it is that a form has just been written for.

use super::{Demographics, Likeness};
use crate::ids::PatientId;

/// What has to be known to say so.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// The patient whose case it is now.
    pub now: PatientId,
    pub known: &'a Demographics,
    /// What is known of the record that it came to: the same, or one that has become part of it.
    pub own: &'a Demographics,
    /// No other case is of this patient, and nobody was merged into them.
    pub alone: bool,
    /// Who has the form's number with the form's date of birth, in this practice, or whose record that has become part of.
    pub holder: Option<PatientId>,
}

/// Whose it is from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// The same patient's; they are told what the form says.
    Stay,
    /// Somebody's who is there already.
    Join(PatientId),
    /// Somebody's who is not there yet.
    Own,
}

/// Joined is only who has the same number and the same date of birth. Whoever is the only one that a patient's record was
/// made for takes it along when they mend what they typed; nobody takes a record along that another case speaks of, too.
pub fn place(typed: &Demographics, at: &Placed<'_>) -> Placement {
    match at.holder {
        Some(holder) if holder != at.now => Placement::Join(holder),
        Some(_) => Placement::Stay,
        None if at.alone => Placement::Stay,
        // The two records were merged although they differ: that was looked at.
        None if (&typed.nhs_number, typed.born) == (&at.own.nhs_number, at.own.born) => Placement::Stay,
        None => match at.known.likeness(typed) {
            Likeness::Same | Likeness::Unknown => Placement::Stay,
            Likeness::Conflict | Likeness::Other => Placement::Own,
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::person::DateOfBirth;

    const ANN: PatientId = PatientId(Uuid::from_u128(1));
    const BOB: PatientId = PatientId(Uuid::from_u128(2));

    fn somebody(number: Option<&str>, day: i8) -> Demographics {
        Demographics {
            nhs_number: number.map(|number| number.parse().unwrap()),
            born: Some(DateOfBirth(date(1948, 3, day))),
            ..Demographics::default()
        }
    }

    #[test]
    fn only_number_and_date_join() {
        let (ann, bob) = (somebody(Some("9434765919"), 12), somebody(Some("9990000018"), 12));
        let at = |known, alone, holder| Placed { now: ANN, known, own: known, alone, holder };
        assert_eq!(place(&ann, &at(&ann, false, Some(ANN))), Placement::Stay);
        for alone in [true, false] {
            assert_eq!(place(&bob, &at(&ann, alone, Some(BOB))), Placement::Join(BOB), "{alone}");
        }
        // A digit is mended: the record goes along, unless it is another case's as well.
        assert_eq!(place(&bob, &at(&ann, true, None)), Placement::Stay);
        assert_eq!(place(&bob, &at(&ann, false, None)), Placement::Own);
        // The same number with another date: two patients, until somebody says otherwise.
        assert_eq!(place(&somebody(Some("9434765919"), 13), &at(&ann, false, None)), Placement::Own);
        // What came with a record that was merged stays with it, and goes where a form says otherwise.
        let merged = Placed { own: &bob, ..at(&ann, false, None) };
        assert_eq!(place(&bob, &merged), Placement::Stay);
        assert_eq!(place(&somebody(Some("9990000018"), 13), &merged), Placement::Own);
        // Half a form says nothing against whose it is.
        assert_eq!(place(&somebody(None, 12), &at(&ann, false, None)), Placement::Stay);
        assert_eq!(place(&Demographics::default(), &at(&ann, false, None)), Placement::Stay);
    }
}
