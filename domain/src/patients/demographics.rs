use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    case::Draft,
    code::coded,
    nhs_number::NhsNumber,
    person::{DateOfBirth, Mobile, PersonName, Sex},
    typed,
};

/// How far an NHS number was followed up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trace {
    /// It was typed and passes its check; nobody has asked PDS whose it is.
    NotTraced,
    /// PDS says that it is this patient's.
    Traced,
    /// There is none, or none was given yet.
    #[default]
    NoNumber,
}

coded! { Trace, "trace",
    NotTraced => "not_traced", "Not traced";
    Traced => "traced", "Traced";
    NoNumber => "no_number", "No NHS number";
}

/// What is known of somebody of what tells people apart. What was typed and cannot be right is not known.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Demographics {
    pub nhs_number: Option<NhsNumber>,
    pub name: Option<PersonName>,
    pub born: Option<DateOfBirth>,
    pub sex: Option<Sex>,
    pub mobile: Option<Mobile>,
}

/// What two sets of demographics say of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same number and the same date of birth.
    Same,
    /// The same number, and another date of birth: one of the two is wrong, and a person has to say which.
    Conflict,
    /// Something that is known of both differs.
    Other,
    /// Too little is known of one of them. Never a reason to join.
    Unknown,
}

impl Demographics {
    /// What a form says.
    pub fn of(draft: &Draft, today: Date) -> Self {
        Self {
            nhs_number: draft.nhs_number.parse().ok(),
            name: draft.name.parse().ok(),
            born: DateOfBirth::parse(&draft.dob, today).ok(),
            sex: draft.sex.parse().ok(),
            mobile: draft.mobile.parse().ok(),
        }
    }

    /// What there can be one of: a number with a date of birth, as a unique column keeps it. None while either is missing.
    pub fn key(&self) -> Option<String> {
        Some(format!("{}/{}", self.nhs_number.as_ref()?.digits(), self.born?.0))
    }

    /// Who is the same. A name decides nothing: people marry, and twins are called alike.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (numbers, dates) = (self.nhs_number.as_ref().zip(other.nhs_number.as_ref()), self.born.zip(other.born));
        match (numbers.map(|(own, other)| own == other), dates.map(|(own, other)| own == other)) {
            (Some(true), Some(true)) => Likeness::Same,
            (Some(true), Some(false)) => Likeness::Conflict,
            (Some(false), _) | (None, Some(false)) => Likeness::Other,
            (Some(true) | None, None) | (None, Some(true)) => Likeness::Unknown,
        }
    }

    /// What is known once a form has said `typed`. What was not known is filled in; what was, changes only where `vouched`:
    /// by whoever sends or corrects a request, or while no other case speaks of the same patient.
    #[must_use]
    pub fn told(self, typed: Self, vouched: bool) -> Self {
        fn one<T>(known: Option<T>, typed: Option<T>, vouched: bool) -> Option<T> {
            if vouched { typed.or(known) } else { known.or(typed) }
        }
        Self {
            nhs_number: one(self.nhs_number, typed.nhs_number, vouched),
            name: one(self.name, typed.name, vouched),
            born: one(self.born, typed.born, vouched),
            sex: one(self.sex, typed.sex, vouched),
            mobile: one(self.mobile, typed.mobile, vouched),
        }
    }

    /// A form about this patient, as it begins.
    pub fn form(&self) -> Draft {
        let date = self.born.map(|born| born.0);
        let text = |part: Option<String>| part.unwrap_or_default();
        Draft {
            nhs_number: text(self.nhs_number.as_ref().map(ToString::to_string)),
            name: text(self.name.as_ref().map(ToString::to_string)),
            dob: crate::command::DateFields {
                day: text(date.map(|date| date.day().to_string())),
                month: text(date.map(|date| date.month().to_string())),
                year: text(date.map(|date| format!("{:04}", date.year()))),
            },
            sex: self.sex.map(|sex| sex.as_str().to_owned()).unwrap_or_default(),
            mobile: text(self.mobile.as_ref().map(ToString::to_string)),
            ..Draft::default()
        }
    }

    /// "Nia Roberts", set apart where it runs from right to left; "No name yet" before there is one.
    pub fn called(&self) -> String {
        self.name.as_ref().map_or_else(|| "No name yet".to_owned(), |name| typed::line(&name.to_string()))
    }
}

/// Never who it is: it would reach a log.
impl fmt::Debug for Demographics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Demographics(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::DateFields;

    const TODAY: Date = Date::constant(2026, 11, 24);

    fn typed(number: &str, name: &str, dob: (&str, &str, &str)) -> Demographics {
        let dob = DateFields { day: dob.0.into(), month: dob.1.into(), year: dob.2.into() };
        Demographics::of(&Draft { nhs_number: number.into(), name: name.into(), dob, ..Draft::default() }, TODAY)
    }

    const BORN: (&str, &str, &str) = ("12", "3", "1948");
    const LATER: (&str, &str, &str) = ("13", "3", "1948");
    const NONE: (&str, &str, &str) = ("", "", "");

    #[test]
    fn who_is_the_same() {
        let ann = typed("943 476 5919", "Ann Smith", BORN);
        for (other, is) in [
            (typed("943-476-5919", "Ann Smith", BORN), Likeness::Same),
            // She has married.
            (typed("9434765919", "Ann Jones", BORN), Likeness::Same),
            (typed("9434765919", "Ann Smith", LATER), Likeness::Conflict),
            (typed("999 000 0018", "Ann Smith", BORN), Likeness::Other),
            // Namesakes born on one day are not joined, and neither is anybody without a number.
            (typed("", "Ann Smith", BORN), Likeness::Unknown),
            (typed("", "Ann Smith", LATER), Likeness::Other),
            (typed("9434765919", "Ann Smith", NONE), Likeness::Unknown),
            (typed("", "", NONE), Likeness::Unknown),
            // Nobody was born tomorrow.
            (typed("9434765919", "Ann Smith", ("25", "11", "2026")), Likeness::Unknown),
        ] {
            assert_eq!((ann.likeness(&other), other.likeness(&ann)), (is, is), "{}", other.called());
        }
        assert_eq!(ann.key().unwrap(), "9434765919/1948-03-12");
        assert_eq!(typed("9434765919", "Ann", NONE).key().or(typed("", "Ann", BORN).key()), None);
    }

    #[test]
    fn what_is_known_changes_only_by_who_vouches_for_it() {
        let ann = typed("943 476 5919", "Ann Smith", BORN);
        let jones = typed("", "Ann Jones", BORN);
        assert_eq!(ann.clone().told(jones.clone(), false).called(), "Ann Smith");
        let told = ann.clone().told(jones, true);
        assert_eq!((told.called().as_str(), told.nhs_number), ("Ann Jones", ann.nhs_number.clone()));
        assert_eq!(Demographics::default().told(ann.clone(), false), ann);
    }

    #[test]
    fn a_form_about_somebody_says_what_is_known_of_them() {
        let ann = typed("943 476 5919", "Ann Smith", BORN);
        assert_eq!(Demographics::of(&ann.form(), TODAY), ann);
        assert_eq!(Demographics::default().form(), Draft::default());
        assert_eq!(format!("{ann:?}"), "Demographics(…)");
    }
}
