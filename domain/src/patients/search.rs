use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::name_key;
use crate::{case::Problem, command::DateFields, nhs_number::NhsNumber, person::DateOfBirth, typed};

/// What somebody types to find a patient. Flat, because it is an HTML form.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientSearch {
    #[serde(deserialize_with = "typed::deserialize")]
    pub nhs_number: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub name: String,
    pub dob: DateFields,
    /// A case's number: "1F3A 27C1".
    #[serde(deserialize_with = "typed::deserialize")]
    pub case: String,
}

/// Never whom: it would reach a log.
impl fmt::Debug for PatientSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatientSearch(…)")
    }
}

/// The same, read. One of the three: what tells people apart best decides.
#[derive(Clone, PartialEq, Eq)]
pub enum PatientWanted {
    Number(NhsNumber),
    /// Eight hexadecimal digits.
    Case(String),
    /// By the beginning of any of their names, by their date of birth, or both.
    Person {
        key: String,
        born: Option<DateOfBirth>,
    },
}

impl PatientSearch {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        let dob = &self.dob;
        [&self.nhs_number, &self.name, &self.case, &dob.day, &dob.month, &dob.year].iter().all(|it| typed::is_blank(it))
    }

    /// # Errors
    /// The one sentence that helps most.
    pub fn check(&self, today: Date) -> Result<PatientWanted, Problem> {
        if !typed::is_blank(&self.nhs_number) {
            let number = self.nhs_number.parse::<NhsNumber>();
            return number.map(PatientWanted::Number).map_err(|error| Problem::new("nhs_number", error.to_string()));
        }
        if !typed::is_blank(&self.case) {
            let wrong = || Problem::new("case", "Case number must be like 1F3A 27C1: eight of 0 to 9 and A to F");
            return case_digits(&self.case).map(PatientWanted::Case).ok_or_else(wrong);
        }
        let dob = [&self.dob.day, &self.dob.month, &self.dob.year];
        let born = if dob.iter().all(|part| typed::is_blank(part)) {
            None
        } else {
            let born = DateOfBirth::parse(&self.dob, today);
            Some(born.map_err(|error| Problem::new(error.field(), error.to_string()))?)
        };
        let key = name_key(&self.name);
        if key.is_empty() && born.is_none() {
            let message = if typed::is_blank(&self.name) {
                "Enter an NHS number, a name, a date of birth or a case number"
            } else {
                "Name must have at least one letter"
            };
            return Err(Problem::new(if typed::is_blank(&self.name) { "nhs_number" } else { "name" }, message));
        }
        Ok(PatientWanted::Person { key, born })
    }
}

/// The eight digits of a case's number as it is said: "1F3A 27C1".
pub fn case_digits(number: &str) -> Option<String> {
    let digits: String = typed::plain(number).chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| digits.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 24);

    fn search(nhs_number: &str, name: &str, dob: (&str, &str, &str), case: &str) -> Result<PatientWanted, String> {
        let dob = DateFields { day: dob.0.into(), month: dob.1.into(), year: dob.2.into() };
        let search = PatientSearch { nhs_number: nhs_number.into(), name: name.into(), dob, case: case.into() };
        search.check(TODAY).map_err(|problem| problem.field)
    }

    const NONE: (&str, &str, &str) = ("", "", "");

    #[test]
    fn what_is_looked_for() {
        let person = |key: &str, born| Ok(PatientWanted::Person { key: key.into(), born });
        let born = Some(DateOfBirth(Date::constant(1948, 3, 12)));
        let number = || Ok(PatientWanted::Number("9434765919".parse().unwrap()));
        for (found, wanted) in [
            (search("943 476 5919", "Ann", NONE, ""), number()),
            (search("943-476-5919", "", NONE, "1F3A 27C1"), number()),
            (search("", "", NONE, " 1f3a27C1"), Ok(PatientWanted::Case("1f3a27c1".into()))),
            (search("", "O’Brien", ("12", "3", "1948"), ""), person("obrien", born)),
            (search("", "", ("12/3/1948", "", ""), ""), person("", born)),
            (search("", "O", NONE, ""), person("o", None)),
            (search("", "محمد", NONE, ""), person("محمد", None)),
        ] {
            assert!(found == wanted);
        }
    }

    #[test]
    fn a_number_is_read_as_it_is_said() {
        assert_eq!(case_digits(" 1F3A 27c1"), Some("1f3a27c1".to_owned()));
        for wrong in ["", "1F3A 27C", "1F3A 27C11", "1G3A 27C1", "%%%%%%%%"] {
            assert_eq!(case_digits(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (found, field) in [
            (search("", "", NONE, ""), "nhs_number"),
            (search("943 476 5918", "Ann", NONE, ""), "nhs_number"),
            (search("", "", NONE, "1F3A 27"), "case"),
            (search("", "", NONE, "ZF3A 27C1"), "case"),
            (search("", "’", NONE, ""), "name"),
            (search("", "Ann", ("25", "11", "2026"), ""), "dob-year"),
            (search("", "Ann", ("12", "", "1948"), ""), "dob-month"),
        ] {
            assert!(found == Err(field.to_owned()), "{field}");
        }
        assert_eq!(format!("{:?}", PatientSearch::default()), "PatientSearch(…)");
    }
}
