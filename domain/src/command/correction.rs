use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::DateFields;
use crate::{
    case::Problem,
    code::coded,
    nhs_number::NhsNumber,
    person::{DateOfBirth, Identity, Mobile, PersonName},
    typed,
};

/// Why a patient's details are corrected. That the pictures show somebody else is none of these: such a case is of
/// the wrong patient (`State::WrongPatient`), and a draft is withdrawn and begun anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionReason {
    Mistyped,
    Changed,
}

coded! { CorrectionReason, "reason for a correction",
    Mistyped => "mistyped", "They were typed wrong; it is the same person";
    Changed => "changed", "They have changed: a new name or number of the same person";
}

/// The patient's details corrected after something was collected under the old ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Correction {
    #[serde(deserialize_with = "typed::deserialize")]
    pub nhs_number: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub name: String,
    pub dob: DateFields,
    #[serde(deserialize_with = "typed::deserialize")]
    pub mobile: String,
    /// `CorrectionReason` in snake case.
    pub reason: String,
    /// Somebody looked at the pictures: they are of this person.
    pub pictures_checked: bool,
    /// The number belongs to this person, though another request has it for somebody else.
    pub number_checked: bool,
}

impl Correction {
    /// The details with the reason, where nothing is wrong; `pictures` is whether the case has any.
    ///
    /// # Errors
    /// What is wrong, in the form's order.
    pub fn check(&self, today: Date, pictures: bool) -> Result<(Identity, CorrectionReason), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, message: String| problems.push(Problem::new(field, message));
        if let Err(error) = self.nhs_number.parse::<NhsNumber>() {
            wrong("nhs_number", error.to_string());
        }
        if let Err(error) = self.name.parse::<PersonName>() {
            wrong("name", error.to_string());
        }
        if let Err(error) = DateOfBirth::parse(&self.dob, today) {
            wrong(error.field(), error.to_string());
        }
        if !typed::is_blank(&self.mobile)
            && let Err(error) = self.mobile.parse::<Mobile>()
        {
            wrong("mobile", error.to_string());
        }
        let reason = self.reason.parse().map_err(|_| wrong("reason", "Choose why the details are corrected".into()));
        if pictures && !self.pictures_checked {
            wrong("pictures_checked", "Look at the pictures, and tick that they are of this patient".into());
        }
        match reason {
            Ok(reason) if problems.is_empty() => Ok((self.identity(), reason)),
            Ok(_) | Err(()) => Err(problems),
        }
    }

    fn identity(&self) -> Identity {
        Identity {
            nhs_number: self.nhs_number.clone(),
            name: self.name.clone(),
            dob: self.dob.clone(),
            mobile: self.mobile.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_whole_has_a_reason_and_the_pictures_were_looked_at() {
        let today = Date::constant(2026, 11, 24);
        let fields = |problems: Vec<Problem>| problems.into_iter().map(|it| it.field).collect::<Vec<_>>();
        let empty = Correction::default().check(today, true).unwrap_err();
        assert_eq!(fields(empty), ["nhs_number", "name", "dob", "reason", "pictures_checked"]);
        let whole = Correction {
            nhs_number: "943 476 5919".into(),
            name: "Ann Smith".into(),
            dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
            reason: "mistyped".into(),
            ..Correction::default()
        };
        assert_eq!(fields(whole.check(today, true).unwrap_err()), ["pictures_checked"]);
        assert_eq!(whole.check(today, false).unwrap().1, CorrectionReason::Mistyped);
    }
}
