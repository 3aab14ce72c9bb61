use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed;

/// A person's name as the record has it: one line, at most 120 characters, at least one letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// In characters: the longest names of people have more than a hundred.
const LONGEST: usize = 120;

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    #[error("Enter the patient's name")]
    Empty,
    #[error("Name must have at least one letter")]
    NoLetter,
    #[error("Name must be 120 characters or fewer")]
    TooLong,
}

impl FromStr for PersonName {
    type Err = NameError;
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let name = typed::line(typed);
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if name.chars().count() > LONGEST {
            return Err(NameError::TooLong);
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(NameError::NoLetter);
        }
        Ok(Self(name))
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PersonName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

/// Never the name: it would reach a log.
impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names() {
        assert_eq!("  Nia   Roberts ".parse::<PersonName>().unwrap().to_string(), "Nia Roberts");
        // Shown backwards, it would take the date of birth behind it along.
        assert_eq!("Ann\u{202E}ee Test".parse::<PersonName>().unwrap().to_string(), "Annee Test");
        assert_eq!("Jose\u{301}".parse::<PersonName>(), "José".parse());
        assert_eq!(" \u{200B}".parse::<PersonName>(), Err(NameError::Empty));
        assert_eq!("42".parse::<PersonName>(), Err(NameError::NoLetter));
        assert!("x".repeat(120).parse::<PersonName>().is_ok());
        assert_eq!("x".repeat(121).parse::<PersonName>(), Err(NameError::TooLong));
        for mononym in ["O", "Sukarno", "陈", "محمد علي", "O’Brien"] {
            assert_eq!(mononym.parse::<PersonName>().unwrap().to_string(), mononym);
        }
    }

    #[test]
    fn never_in_a_log() {
        assert_eq!(format!("{:?}", "Nia Roberts".parse::<PersonName>()), "Ok(PersonName(…))");
    }

    proptest! {
        #[test]
        fn a_tidied_name_stays_as_it_is(typed in any::<String>()) {
            if let Ok(name) = typed.parse::<PersonName>() {
                prop_assert_eq!(name.to_string().parse::<PersonName>(), Ok(name));
            }
        }
    }
}
