//! The NHS number: ten digits, the last a modulus 11 check digit (NHS Data Dictionary, NHS NUMBER).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed;

/// A number that passes its check. Whose it is, only a trace against PDS can say.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NhsNumber(String);

/// Why a text is not an NHS number, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NhsNumberError {
    #[error("Enter the NHS number")]
    Empty,
    #[error("NHS number must be made of digits only, for example 943 476 5919")]
    NotDigits,
    #[error("NHS number must have 10 digits, and this has {0}")]
    WrongLength(usize),
    #[error("This is not a real NHS number: compare each digit with the record, one may be wrong or swapped")]
    WrongCheckDigit,
}

impl NhsNumber {
    /// The ten digits without spaces, as stored and sent.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl FromStr for NhsNumber {
    type Err = NhsNumberError;

    /// Accepts spaces and dashes anywhere, and its own name before it, as they come from letters and record systems.
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let kept = typed::ungrouped(typed).to_ascii_lowercase();
        let kept = kept.strip_prefix("nhs").unwrap_or(&kept);
        let kept = ["number", "no", "#"].iter().find_map(|name| kept.strip_prefix(name)).unwrap_or(kept);
        let kept = kept.strip_prefix(':').unwrap_or(kept).to_owned();
        if kept.is_empty() {
            return Err(NhsNumberError::Empty);
        }
        let Some(digits) = kept.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>() else {
            return Err(NhsNumberError::NotDigits);
        };
        let [first @ .., check] = digits.as_slice() else { return Err(NhsNumberError::Empty) };
        if digits.len() != 10 {
            return Err(NhsNumberError::WrongLength(digits.len()));
        }
        // Ten equal digits can pass the arithmetic (1111111111) but are what people type to get past a form.
        if check_digit(first) != Some(*check) || first.iter().all(|d| d == check) {
            return Err(NhsNumberError::WrongCheckDigit);
        }
        Ok(Self(kept))
    }
}

/// Weights 10 to 2, remainder from 11; 11 becomes 0, and for 10 no number is issued.
fn check_digit(first_nine: &[u32]) -> Option<u32> {
    let sum: u32 = first_nine.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

/// "943 476 5919", as the NHS service manual shows it.
impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

/// Never the number: it would reach a log.
impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

impl TryFrom<String> for NhsNumber {
    type Error = NhsNumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<NhsNumber> for String {
    fn from(number: NhsNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_examples() {
        assert_eq!("9434765919".parse::<NhsNumber>().unwrap().to_string(), "943 476 5919");
        assert_eq!(" 943-476 5919 ".parse::<NhsNumber>().unwrap().digits(), "9434765919");
        for typed in [
            "NHS No: 943 476 5919",
            "nhs number 9434765919",
            "NHS No. 943\u{2013}476\u{2013}5919",
            "943 476 5919\u{200B}",
        ] {
            assert_eq!(typed.parse::<NhsNumber>().unwrap().digits(), "9434765919", "{typed}");
        }
        // In the GP Connect examples, deliberately unissuable.
        assert_eq!("4857773456".parse::<NhsNumber>(), Err(NhsNumberError::WrongCheckDigit));
        assert_eq!("1111111111".parse::<NhsNumber>(), Err(NhsNumberError::WrongCheckDigit));
        assert_eq!("  ".parse::<NhsNumber>(), Err(NhsNumberError::Empty));
        assert_eq!("943476591".parse::<NhsNumber>(), Err(NhsNumberError::WrongLength(9)));
        assert_eq!("943 476 591O".parse::<NhsNumber>(), Err(NhsNumberError::NotDigits));
    }

    #[test]
    fn never_in_a_log() {
        assert_eq!(format!("{:?}", "9434765919".parse::<NhsNumber>()), "Ok(NhsNumber(…))");
    }

    /// Nine digits that are not all the same, and their check digit.
    fn issued() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(0u32..10, 9).prop_filter_map("no check digit", |mut digits| {
            let check = check_digit(&digits)?;
            digits.push(check);
            digits.iter().any(|d| *d != digits[0]).then_some(digits)
        })
    }

    fn text(digits: &[u32]) -> String {
        digits.iter().map(u32::to_string).collect()
    }

    proptest! {
        #[test]
        fn round_trips_however_it_is_spaced(digits in issued()) {
            let number: NhsNumber = text(&digits).parse().unwrap();
            prop_assert_eq!(number.to_string().parse::<NhsNumber>(), Ok(number.clone()));
            prop_assert_eq!(number.to_string().replace(' ', "-").parse::<NhsNumber>(), Ok(number));
        }

        /// Why the check digit exists: every single wrong digit is found.
        #[test]
        fn one_wrong_digit_is_found(digits in issued(), at in 0usize..10, by in 1u32..10) {
            let mut wrong = digits;
            wrong[at] = (wrong[at] + by) % 10;
            prop_assert_eq!(text(&wrong).parse::<NhsNumber>(), Err(NhsNumberError::WrongCheckDigit));
        }

        /// And so is every swap of two different neighbours.
        #[test]
        fn swapped_neighbours_are_found(digits in issued(), at in 0usize..9) {
            prop_assume!(digits[at] != digits[at + 1]);
            let mut wrong = digits;
            wrong.swap(at, at + 1);
            prop_assert_eq!(text(&wrong).parse::<NhsNumber>(), Err(NhsNumberError::WrongCheckDigit));
        }

        #[test]
        fn any_text_is_judged_without_a_panic(typed in ".{0,40}") {
            let _ = typed.parse::<NhsNumber>();
        }
    }
}
