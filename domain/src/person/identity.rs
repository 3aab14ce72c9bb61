use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DateOfBirth, Mobile, PersonName};
use crate::{code::coded, command::DateFields, nhs_number::NhsNumber, typed};

/// Who a request is about, as typed: what pictures, consents and links are bound to.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    #[serde(deserialize_with = "typed::deserialize")]
    pub nhs_number: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub name: String,
    pub dob: DateFields,
    #[serde(deserialize_with = "typed::deserialize")]
    pub mobile: String,
}

/// One part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityField {
    NhsNumber,
    Name,
    Dob,
    Mobile,
}

coded! { IdentityField, "identity field",
    NhsNumber => "nhs_number", "NHS number";
    Name => "name", "name";
    Dob => "dob", "date of birth";
    Mobile => "mobile", "mobile number";
}

impl IdentityField {
    /// Why it stays as it was when a form brings another.
    pub fn refusal(self) -> String {
        format!(
            "The {} was not changed: photos, consents or a sent request belong to this patient. To change it, use “Correct the patient’s details”",
            self.label()
        )
    }
}

impl Identity {
    /// What differs in meaning: spaces, capitals and the ways to write a number or a month do not count.
    pub fn differs(&self, other: &Self, today: Date) -> Vec<IdentityField> {
        let differs = |field: &IdentityField| self.read(*field, today) != other.read(*field, today);
        IdentityField::ALL.iter().copied().filter(differs).collect()
    }

    /// What `new` would take away from this identity. To fill in what was empty or could not be right takes nothing away,
    /// and neither does typing on at the end of a name.
    pub fn taken_by(&self, new: &Self, today: Date) -> Vec<IdentityField> {
        let mut fields = self.differs(new, today);
        fields.retain(|&field| match (self.read(field, today), new.read(field, today)) {
            (Err(_), _) => false,
            (Ok(old), Ok(new)) if field == IdentityField::Name => !new.starts_with(&old),
            (Ok(_), _) => true,
        });
        fields
    }

    /// This identity with these parts of `other`.
    pub fn with(mut self, fields: &[IdentityField], other: Self) -> Self {
        for field in fields {
            match field {
                IdentityField::NhsNumber => self.nhs_number.clone_from(&other.nhs_number),
                IdentityField::Name => self.name.clone_from(&other.name),
                IdentityField::Dob => self.dob.clone_from(&other.dob),
                IdentityField::Mobile => self.mobile.clone_from(&other.mobile),
            }
        }
        self
    }

    /// A part as it is compared: what it means, or as typed where it cannot be right.
    fn read(&self, field: IdentityField, today: Date) -> Result<String, String> {
        let typed = |text: &str| text.trim().to_owned();
        match field {
            IdentityField::NhsNumber => {
                self.nhs_number.parse().map(|it: NhsNumber| it.to_string()).map_err(|_| typed(&self.nhs_number))
            }
            IdentityField::Name => {
                self.name.parse().map(|it: PersonName| it.to_string().to_lowercase()).map_err(|_| typed(&self.name))
            }
            IdentityField::Dob => DateOfBirth::parse(&self.dob, today)
                .map(|born| born.0.to_string())
                .map_err(|_| [&self.dob.day, &self.dob.month, &self.dob.year].map(|part| typed(part)).join(" ")),
            IdentityField::Mobile => {
                self.mobile.parse().map(|it: Mobile| it.e164().to_owned()).map_err(|_| typed(&self.mobile))
            }
        }
    }

    /// "P.Q. 1948": enough to see on a shared screen or a phone that it is the right patient, too little to tell others
    /// who it is.
    pub fn initials_and_year(&self, today: Date) -> String {
        let initials: String = self
            .name
            .split_whitespace()
            .filter_map(|part| part.chars().find(|c| c.is_alphabetic()))
            .flat_map(|first| first.to_uppercase().chain(['.']))
            .collect();
        let year = DateOfBirth::parse(&self.dob, today).map(|born| born.0.year().to_string()).unwrap_or_default();
        format!("{} {year}", typed::isolated(&initials)).trim().to_owned()
    }
}

/// Never who it is: it would reach a log.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 24);

    fn ann() -> Identity {
        Identity {
            nhs_number: "943 476 5919".into(),
            name: "Ann Smith".into(),
            dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
            mobile: "07700 900123".into(),
        }
    }

    #[test]
    fn the_same_person_written_otherwise_is_the_same_person() {
        let same = Identity {
            nhs_number: "9434765919".into(),
            name: " ann  SMITH ".into(),
            dob: DateFields { day: "12".into(), month: "March".into(), year: "1948".into() },
            mobile: "+44 7700 900 123".into(),
        };
        assert_eq!(ann().differs(&same, TODAY), []);
    }

    #[test]
    fn what_was_empty_or_wrong_may_be_filled_and_a_name_typed_on() {
        let young = Identity { name: "Ann S".into(), nhs_number: "94".into(), mobile: String::new(), ..ann() };
        assert_eq!(young.taken_by(&ann(), TODAY), []);
        assert_eq!(Identity::default().taken_by(&ann(), TODAY), []);
    }

    #[test]
    fn each_part_that_was_right_is_taken_by_another_and_by_nothing() {
        use IdentityField::{Dob, Mobile, Name, NhsNumber};
        let bernard = Identity {
            nhs_number: "999 000 0018".into(),
            name: "Bernard Ash".into(),
            dob: DateFields { day: "1".into(), month: "1".into(), year: "1984".into() },
            mobile: "07700 900456".into(),
        };
        assert_eq!(ann().taken_by(&bernard, TODAY), [NhsNumber, Name, Dob, Mobile]);
        assert_eq!(ann().taken_by(&Identity::default(), TODAY), [NhsNumber, Name, Dob, Mobile]);
        let twelve = Identity { nhs_number: "12".into(), ..ann() };
        assert_eq!(ann().taken_by(&twelve, TODAY), [NhsNumber]);
        assert_eq!(bernard.clone().with(&[Name, Dob], ann()).taken_by(&bernard, TODAY), [Name, Dob]);
    }

    #[test]
    fn initials_and_the_year_tell_patients_apart_and_name_nobody() {
        assert_eq!(ann().initials_and_year(TODAY), "A.S. 1948");
        assert_eq!(Identity::default().initials_and_year(TODAY), "");
        assert_eq!(format!("{:?}", ann()), "Identity(…)");
    }
}
