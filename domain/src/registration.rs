//! A clinician's entry in a register, which stands beside what they answer. Its shape is checked and nothing more: whether
//! somebody is on the register is for who employs them, and for whoever looks there.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{code::coded, typed};

/// Who keeps the register. To add one: a line here, and the shape of its numbers in [`Registration::new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regulator {
    /// General Medical Council: doctors.
    Gmc,
    /// Nursing and Midwifery Council.
    Nmc,
    /// Health and Care Professions Council: podiatrists, physiotherapists, paramedics and others.
    Hcpc,
}

coded! { Regulator, "regulator",
    Gmc => "gmc", "GMC";
    Nmc => "nmc", "NMC";
    Hcpc => "hcpc", "HCPC";
}

/// "GMC 1234567".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Registration {
    pub regulator: Regulator,
    /// As the register writes it, in upper case.
    pub number: String,
}

/// Why a text is no entry in a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RegistrationError {
    #[error("Choose the register: GMC, NMC or HCPC")]
    NoRegulator,
    #[error("A GMC reference number has 7 digits, such as 1234567")]
    Gmc,
    #[error("An NMC Pin has 2 digits, a letter, 4 digits and a letter, such as 21A1234E")]
    Nmc,
    #[error("An HCPC registration number has 2 or 3 letters and up to 6 digits, such as PH123456")]
    Hcpc,
}

impl Registration {
    /// From what was typed.
    pub fn new(regulator: Regulator, number: &str) -> Result<Self, RegistrationError> {
        let number: String = typed::plain(number).to_uppercase().chars().filter(|c| !c.is_whitespace()).collect();
        let is_right = match regulator {
            Regulator::Gmc => has_shape(&number, "0000000"),
            Regulator::Nmc => has_shape(&number, "00A0000A"),
            Regulator::Hcpc => {
                let letters = number.bytes().take_while(u8::is_ascii_uppercase).count();
                let digits = number.bytes().skip(letters).filter(u8::is_ascii_digit).count();
                (2..=3).contains(&letters) && (1..=6).contains(&digits) && letters + digits == number.len()
            }
        };
        match (is_right, regulator) {
            (true, _) => Ok(Self { regulator, number }),
            (false, Regulator::Gmc) => Err(RegistrationError::Gmc),
            (false, Regulator::Nmc) => Err(RegistrationError::Nmc),
            (false, Regulator::Hcpc) => Err(RegistrationError::Hcpc),
        }
    }

    /// From a form's two fields; None where neither holds anything.
    pub fn typed(regulator: &str, number: &str) -> Result<Option<Self>, RegistrationError> {
        match (regulator.trim(), number.trim()) {
            ("", "") => Ok(None),
            (regulator, number) => {
                let regulator = regulator.parse().map_err(|_| RegistrationError::NoRegulator)?;
                Self::new(regulator, number).map(Some)
            }
        }
    }
}

/// Whether a text has a digit for each `0` and a capital for each `A`.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(c, of): (u8, u8)| if of == b'0' { c.is_ascii_digit() } else { c.is_ascii_uppercase() };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

impl fmt::Display for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.regulator.label(), self.number)
    }
}

impl FromStr for Registration {
    type Err = RegistrationError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (regulator, number) = text.trim().split_once(' ').ok_or(RegistrationError::NoRegulator)?;
        let regulator = regulator.to_lowercase().parse().map_err(|_| RegistrationError::NoRegulator)?;
        Self::new(regulator, number)
    }
}

impl TryFrom<String> for Registration {
    type Error = RegistrationError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Registration> for String {
    fn from(registration: Registration) -> Self {
        registration.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_number_as_they_do() {
        for right in ["GMC 1234567", "NMC 21A1234E", "HCPC PH123456", "HCPC ODP1234"] {
            assert_eq!(right.parse::<Registration>().unwrap().to_string(), right);
        }
        let read = |text: &str| text.parse::<Registration>();
        assert_eq!(read("gmc 123 4567").unwrap().to_string(), "GMC 1234567");
        assert_eq!(read("nmc 21a 1234e").unwrap().to_string(), "NMC 21A1234E");
        for (wrong, error) in [
            ("1234567", RegistrationError::NoRegulator),
            ("GDC 123456", RegistrationError::NoRegulator),
            ("GMC 123456", RegistrationError::Gmc),
            ("GMC 12345678", RegistrationError::Gmc),
            ("GMC 123456A", RegistrationError::Gmc),
            ("NMC 1234567", RegistrationError::Nmc),
            ("NMC 21A12345", RegistrationError::Nmc),
            ("HCPC 123456", RegistrationError::Hcpc),
            ("HCPC PHYS12", RegistrationError::Hcpc),
            ("HCPC PH12345X", RegistrationError::Hcpc),
            ("HCPC PH1234567", RegistrationError::Hcpc),
        ] {
            assert_eq!(read(wrong), Err(error), "{wrong}");
        }
        assert_eq!(Registration::typed("", " "), Ok(None));
        assert_eq!(Registration::typed("", "1234567"), Err(RegistrationError::NoRegulator));
        assert_eq!(Registration::typed("gmc", ""), Err(RegistrationError::Gmc));
    }
}
