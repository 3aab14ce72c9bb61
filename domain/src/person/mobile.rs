use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed;

/// A number that texts can be sent to, in E.164: "+447700900123", or one of another country, "+33612345678".
///
/// Of the UK's numbers this knows which are mobiles. Of other countries' it knows how long one may be; which of them take
/// texts is in a table that is too large for a browser (`backend::phones`), and is looked at before one is sent.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

/// Why a text is not a mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MobileError {
    #[error("Enter the patient's mobile number")]
    Empty,
    #[error("Mobile number must be made of digits, for example 07700 900 123")]
    NotDigits,
    #[error("This is a landline, which takes no texts: enter a mobile number, for example 07700 900 123")]
    Landline,
    #[error(
        "Mobile number must be a UK one that starts with 07, for example 07700 900 123, or start with + and the country, for example +33 6 12 34 56 78"
    )]
    NotUkMobile,
    #[error("Mobile number must have 11 digits, for example 07700 900 123")]
    WrongLength,
    #[error("Mobile number with a country must have 8 to 15 digits, for example +33 6 12 34 56 78")]
    WrongLengthAbroad,
}

/// The UK's own, with the Channel Islands and the Isle of Man.
const UK: &str = "44";

impl FromStr for Mobile {
    type Err = MobileError;

    /// Accepts 07…, 7…, 447…, +44 7…, 0044 7… and each with (0), however spaced; of other countries + or 00 and the
    /// country's digits.
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let kept = typed::ungrouped(typed);
        if kept.is_empty() {
            return Err(MobileError::Empty);
        }
        let (digits, abroad) = match (kept.strip_prefix('+'), kept.strip_prefix("00")) {
            (Some(digits), _) | (None, Some(digits)) => (digits, true),
            (None, None) => (kept.as_str(), false),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MobileError::NotDigits);
        }
        if abroad && !digits.starts_with(UK) && !digits.starts_with('0') {
            // No country's code begins with 0, and ITU-T E.164 has 15 digits at most; no country has shorter ones in use.
            let fits = (8..=15).contains(&digits.len());
            return if fits { Ok(Self(format!("+{digits}"))) } else { Err(MobileError::WrongLengthAbroad) };
        }
        let national = digits.strip_prefix(UK).unwrap_or(digits);
        let national = national.strip_prefix('0').unwrap_or(national);
        if national.len() >= 9 && national.starts_with(['1', '2', '3']) {
            return Err(MobileError::Landline);
        }
        if !national.starts_with('7') {
            return Err(MobileError::NotUkMobile);
        }
        if national.len() != 10 {
            return Err(MobileError::WrongLength);
        }
        // Ofcom's numbering plan: 070 are personal numbers, 076 pagers (but 07624 Isle of Man mobiles).
        let pager = national.starts_with("76") && !national.starts_with("7624");
        if national.starts_with("70") || pager {
            return Err(MobileError::NotUkMobile);
        }
        Ok(Self(format!("+{UK}{national}")))
    }
}

impl Mobile {
    /// "+447700900123", as providers of texts want it.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// Whether it is of the UK.
    pub fn is_uk(&self) -> bool {
        self.0[1..].starts_with(UK)
    }

    /// "a number ending 123": enough to recognise, too little to use.
    pub fn masked(&self) -> String {
        format!("a number ending {}", &self.0[self.0.len() - 3..])
    }
}

/// "07700 900 123", "+33612345678".
impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_uk() {
            write!(f, "0{} {} {}", &self.0[3..7], &self.0[7..10], &self.0[10..])
        } else {
            f.write_str(&self.0)
        }
    }
}

/// Never the number: it would reach a log.
impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile(…)")
    }
}

impl TryFrom<String> for Mobile {
    type Error = MobileError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mobiles_however_written() {
        for typed in [
            "07700900123",
            "07700 900 123",
            "7700900123",
            "447700900123",
            "+44 7700 900123",
            "+44 07700 900123",
            "0044 7700-900123",
            "0044 (0) 7700 900123",
            "+44 (0)7700 900123",
            // Copied from a phone's contacts, and from a letter.
            "\u{202D}07700 900123\u{202C}",
            "07700\u{2013}900\u{A0}123\u{200B}",
            "٠٧٧٠٠٩٠٠١٢٣",
        ] {
            let mobile: Mobile = typed.parse().unwrap();
            assert_eq!(mobile.e164(), "+447700900123", "{typed}");
            assert_eq!(mobile.to_string(), "07700 900 123");
            assert_eq!(mobile.masked(), "a number ending 123");
        }
        assert_eq!("".parse::<Mobile>(), Err(MobileError::Empty));
        assert_eq!("0113 496 0000".parse::<Mobile>(), Err(MobileError::Landline));
        assert_eq!("+44 20 7946 0000".parse::<Mobile>(), Err(MobileError::Landline));
        assert_eq!("07000 900 123".parse::<Mobile>(), Err(MobileError::NotUkMobile));
        assert_eq!("07600 900 123".parse::<Mobile>(), Err(MobileError::NotUkMobile));
        assert!("07624 900 123".parse::<Mobile>().is_ok());
        assert_eq!("07700 900 12".parse::<Mobile>(), Err(MobileError::WrongLength));
        assert_eq!("07700 90O 123".parse::<Mobile>(), Err(MobileError::NotDigits));
    }

    #[test]
    fn mobiles_of_other_countries() {
        for typed in ["+33 6 12 34 56 78", "0033 6 12 34 56 78", "+33 612-345-678", "＋３３612345678"] {
            let mobile: Mobile = typed.parse().unwrap();
            assert_eq!((mobile.e164(), mobile.is_uk()), ("+33612345678", false), "{typed}");
            assert_eq!(
                (mobile.to_string().as_str(), mobile.masked().as_str()),
                ("+33612345678", "a number ending 678")
            );
        }
        assert!("+353 85 012 3456".parse::<Mobile>().is_ok() && "+1 202 555 0123".parse::<Mobile>().is_ok());
        for wrong in ["+33 612", "+33 612 345 678 901 234", "0033 612"] {
            assert_eq!(wrong.parse::<Mobile>(), Err(MobileError::WrongLengthAbroad), "{wrong}");
        }
        // Without its country it is nobody's, and no country's code begins with 0.
        assert_eq!("06 12 34 56 78".parse::<Mobile>(), Err(MobileError::NotUkMobile));
        assert_eq!("+0 612345678".parse::<Mobile>(), Err(MobileError::NotUkMobile));
    }

    #[test]
    fn never_in_a_log() {
        assert_eq!(format!("{:?}", "07700900123".parse::<Mobile>()), "Ok(Mobile(…))");
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(typed in "[+0-9 ()7-]{0,16}|\\PC{0,16}") {
            if let Ok(mobile) = typed.parse::<Mobile>() {
                prop_assert_eq!(mobile.to_string().parse::<Mobile>(), Ok(mobile));
            }
        }
    }
}
