//! Telephone numbers of any country, by Google's tables of them (libphonenumber): what is a number, how people of its country
//! read it, and whether it takes texts. On the server alone: the tables are larger than a page.

use domain::{
    patients::{Phone, PhoneKind},
    person::{Mobile, MobileError},
    typed,
};
use phonenumber::{Mode, PhoneNumber, Type, country, metadata::DATABASE};

/// In characters: a number has 15 digits at most, and people space them.
const LONGEST: usize = 40;

/// What somebody typed as a telephone number; None where they typed nothing. Without a country it is a UK one.
///
/// # Errors
/// A sentence that says what to type.
pub(crate) fn read(text: &str) -> Result<Option<Phone>, String> {
    if typed::is_blank(text) {
        return Ok(None);
    }
    // The UK's mobiles by the rule that requests are judged by, which also knows those that are kept for films and tests.
    if let Ok(mobile) = text.parse::<Mobile>()
        && mobile.is_uk()
    {
        return Ok(Some(Phone { e164: mobile.e164().to_owned(), shown: mobile.to_string(), kind: PhoneKind::Mobile }));
    }
    let wrong =
        || "This is no telephone number. Type a UK one, or + and the country, for example +33 6 12 34 56 78".to_owned();
    let digits = typed::ungrouped(text);
    let is_number = digits.strip_prefix('+').unwrap_or(&digits).bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || digits.len() > LONGEST {
        return Err(wrong());
    }
    // "+44 (0)113 …", as it stands on letterheads.
    let digits = digits.strip_prefix("+440").map(|national| format!("+44{national}")).unwrap_or(digits);
    let number = found(&digits).ok_or_else(wrong)?;
    let kind = match number.number_type(&DATABASE) {
        Type::Mobile => PhoneKind::Mobile,
        Type::FixedLine => PhoneKind::Landline,
        // Kinds that are neither, or that their country does not tell apart.
        _ => PhoneKind::Other,
    };
    let is_uk = number.country().code() == 44;
    let mode = if is_uk { Mode::National } else { Mode::International };
    Ok(Some(Phone {
        e164: number.format().mode(Mode::E164).to_string(),
        shown: number.format().mode(mode).to_string(),
        kind,
    }))
}

/// Whether a text may be sent there.
///
/// # Errors
/// A sentence that says why not.
pub(crate) fn takes_texts(mobile: &Mobile) -> Result<(), String> {
    // Of the UK's numbers the type itself knows.
    if mobile.is_uk() {
        return Ok(());
    }
    let Some(number) = found(mobile.e164()) else {
        return Err(format!(
            "{mobile} is no telephone number of its country: check it, or use your own phone or a file"
        ));
    };
    match number.number_type(&DATABASE) {
        // North America's numbers do not say which they are.
        Type::Mobile | Type::FixedLineOrMobile => Ok(()),
        Type::FixedLine => Err(MobileError::Landline.to_string()),
        _ => Err(format!("{mobile} takes no texts: enter a mobile number, or use your own phone or a file")),
    }
}

fn found(digits: &str) -> Option<PhoneNumber> {
    let number = phonenumber::parse(Some(country::Id::GB), digits).ok()?;
    number.is_valid().then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_any_country_are_told_apart() {
        use PhoneKind::{Landline, Mobile, Other};
        for (typed, e164, shown, kind) in [
            ("07700 900123", "+447700900123", "07700 900 123", Mobile),
            ("+44 7911 123456", "+447911123456", "07911 123 456", Mobile),
            ("0113 496 0000", "+441134960000", "0113 496 0000", Landline),
            ("+44 (0)20 7946 0000", "+442079460000", "020 7946 0000", Landline),
            ("+33 6 12 34 56 78", "+33612345678", "+33 6 12 34 56 78", Mobile),
            ("0033 1 23 45 67 89", "+33123456789", "+33 1 23 45 67 89", Landline),
            ("+353 85 012 3456", "+353850123456", "+353 85 012 3456", Mobile),
            ("+1 (202) 555-0123", "+12025550123", "+1 202-555-0123", Other),
            ("0800 1111", "+448001111", "0800 1111", Other),
        ] {
            let phone = read(typed).unwrap().unwrap();
            assert_eq!((phone.e164.as_str(), phone.shown.as_str(), phone.kind), (e164, shown, kind), "{typed}");
            // What is shown is read as the same again.
            assert_eq!(read(&phone.shown).unwrap(), Some(phone), "{typed}");
        }
        assert_eq!(read(" ").unwrap(), None);
        for wrong in ["12", "+99 1234567", "07700 90O 123", "0113 496", "1-800-FLOWERS", "tel:+33612345678", "+"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_landline_takes_no_texts() {
        let takes = |typed: &str| takes_texts(&typed.parse().unwrap()).is_ok();
        assert!(takes("07700 900123") && takes("+33 6 12 34 56 78") && takes("+1 202 555 0123"));
        assert!(!takes("+33 1 23 45 67 89") && !takes("+353 1 234 5678") && !takes("+33 9 99 99 99 99 99"));
        assert!(takes_texts(&"+33 1 23 45 67 89".parse().unwrap()).unwrap_err().contains("landline"));
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(typed in "[+0-9 ()-]{0,20}|\\PC{0,20}") {
            if let Ok(Some(phone)) = read(&typed) {
                prop_assert!(phone.e164.starts_with('+') && phone.e164.len() <= 16);
            }
        }
    }
}
