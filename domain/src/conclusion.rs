//! What came of a patient whom a service has taken over: the final diagnosis, when they were told it, and what was decided
//! and done (FHIR Condition and Procedure). Waiting times end by it (`appointments::waits`), the practice reads it, and a
//! case is closed by its service once it says all there is to say.
//!
//! To add a way in which treatment goes on or ends: a line in [`Treatment`], and what the compiler then names.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    case::{Nature, Problem},
    code::coded,
    typed,
};

/// The longest diagnosis, in characters.
pub const LONGEST_DIAGNOSIS: usize = 300;

/// By what a diagnosis is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Histology,
    Clinical,
}

coded! { Basis, "basis",
    Histology => "histology", "Histology";
    Clinical => "clinical", "By looking, without histology";
}

/// What is done about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    #[default]
    Undecided,
    Planned,
    Begun,
    NotNeeded,
    Declined,
    Elsewhere,
}

coded! { Treatment, "treatment",
    Undecided => "undecided", "Not decided yet";
    Planned => "planned", "To be treated";
    Begun => "begun", "Treated, or treatment has begun";
    NotNeeded => "not_needed", "No treatment needed";
    Declined => "declined", "The patient does not want it, or did not come";
    Elsewhere => "elsewhere", "Handed over to another hospital or service";
}

impl Treatment {
    /// Nothing is waited for any longer.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Undecided | Self::Planned => false,
            Self::Begun | Self::NotNeeded | Self::Declined | Self::Elsewhere => true,
        }
    }

    /// It says what the patient has, and that they know.
    const fn needs_diagnosis(self) -> bool {
        matches!(self, Self::Planned | Self::Begun | Self::NotNeeded)
    }
}

/// See the module. Days are London's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Empty while it is not known.
    pub diagnosis: String,
    pub nature: Option<Nature>,
    pub basis: Option<Basis>,
    /// When the patient was told.
    pub told: Option<Date>,
    pub treatment: Treatment,
    /// When treatment was decided on with the patient.
    pub decided: Option<Date>,
    /// When it began, or when it was clear that there would be none here.
    pub ended: Option<Date>,
}

impl Conclusion {
    /// Everything is said: the case can be closed.
    pub const fn is_final(&self) -> bool {
        self.treatment.is_over()
    }

    /// Cancer was found.
    pub fn is_cancer(&self) -> bool {
        self.nature == Some(Nature::Malignant)
    }

    /// When cancer was found or ruled out, and the patient told.
    pub fn diagnosed(&self) -> Option<Date> {
        self.told.filter(|_| matches!(self.nature, Some(Nature::Benign | Nature::Premalignant | Nature::Malignant)))
    }

    /// "Malignant, histology; told on 2 Dec 2026".
    pub fn diagnosis_words(&self) -> String {
        let of = [self.nature.map(Nature::label), self.basis.map(Basis::label)].into_iter().flatten();
        let of = of.collect::<Vec<_>>().join(", ").to_lowercase();
        match self.told {
            Some(day) => format!("{of}; the patient was told on {}", in_full(day)),
            None if self.diagnosis.is_empty() => String::new(),
            None => format!("{of}; the patient has not been told"),
        }
    }

    /// "To be treated, decided on 2 Dec 2026".
    pub fn treatment_words(&self) -> String {
        let decided = self.decided.map(|day| format!("decided on {}", in_full(day)));
        let ended = self.ended.map(in_full);
        let days = [decided, ended].into_iter().flatten();
        [self.treatment.label().to_owned()].into_iter().chain(days).collect::<Vec<_>>().join(", ")
    }
}

fn in_full(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// A conclusion as it is typed: days as a date's field has them, "2026-12-01".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConclusionForm {
    #[serde(deserialize_with = "typed::deserialize")]
    pub diagnosis: String,
    pub nature: String,
    pub basis: String,
    pub told: String,
    pub treatment: String,
    pub decided: String,
    pub ended: String,
}

impl ConclusionForm {
    /// As it stands, to be changed.
    pub fn of(it: &Conclusion) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            diagnosis: it.diagnosis.clone(),
            nature: it.nature.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            basis: it.basis.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            told: day(it.told),
            treatment: it.treatment.as_str().to_owned(),
            decided: day(it.decided),
            ended: day(it.ended),
        }
    }

    /// What it says. No day lies before `since`, when the patient was first asked about, or after `today`.
    ///
    /// # Errors
    /// What is wrong, each at its field.
    pub fn read(&self, since: Date, today: Date) -> Result<Conclusion, Vec<Problem>> {
        let mut sheet = Sheet { problems: Vec::new(), since, today };
        let diagnosis = typed::line(&self.diagnosis);
        if diagnosis.chars().count() > LONGEST_DIAGNOSIS {
            sheet.wrong("diagnosis", "Shorten the diagnosis: it must be 300 characters or fewer");
        }
        let treatment: Option<Treatment> = self.treatment.parse().ok();
        if treatment.is_none() {
            sheet.wrong("treatment", "Choose what is done about it");
        }
        let treatment = treatment.unwrap_or_default();
        let nature: Option<Nature> = self.nature.parse().ok();
        let basis: Option<Basis> = self.basis.parse().ok();
        let told = sheet.day("told", &self.told);
        let decided = sheet.day("decided", &self.decided);
        let ended = sheet.day("ended", &self.ended);
        if diagnosis.is_empty() && (treatment.needs_diagnosis() || told.is_some()) {
            sheet.wrong("diagnosis", "Enter the diagnosis");
        }
        let is_known = !diagnosis.is_empty();
        if is_known && nature.is_none() {
            sheet.wrong("nature", "Choose what kind of thing it is");
        }
        if is_known && basis.is_none() {
            sheet.wrong("basis", "Choose how it is known");
        }
        if self.told.trim().is_empty() && treatment.needs_diagnosis() {
            sheet.wrong("told", "Enter the day on which the patient was told the diagnosis");
        }
        // The 31 days to the first treatment of a cancer count from it.
        let counts = nature == Some(Nature::Malignant) && treatment == Treatment::Begun;
        if self.decided.trim().is_empty() && (treatment == Treatment::Planned || counts) {
            sheet.wrong("decided", "Enter the day on which treatment was decided on");
        }
        if self.ended.trim().is_empty() && treatment.is_over() {
            sheet.wrong("ended", "Enter the day");
        }
        // A day that is not asked of it says nothing.
        let decided = decided.filter(|_| matches!(treatment, Treatment::Planned | Treatment::Begun));
        let ended = ended.filter(|_| treatment.is_over());
        if decided.zip(ended).is_some_and(|(decided, ended)| ended < decided) {
            sheet.wrong("ended", "This day must not be before the decision");
        }
        if !sheet.problems.is_empty() {
            return Err(sheet.problems);
        }
        let (nature, basis) = (nature.filter(|_| is_known), basis.filter(|_| is_known));
        Ok(Conclusion { diagnosis, nature, basis, told, treatment, decided, ended })
    }
}

/// Collects what is wrong, in the form's order but for what depends on another field.
struct Sheet {
    problems: Vec<Problem>,
    since: Date,
    today: Date,
}

impl Sheet {
    fn wrong(&mut self, field: &str, sentence: &str) {
        if self.problems.iter().all(|problem| problem.field != field) {
            self.problems.push(Problem::new(field, sentence));
        }
    }

    fn day(&mut self, field: &str, typed: &str) -> Option<Date> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        match typed.parse::<Date>() {
            Ok(day) if day > self.today => self.wrong(field, "This day must not be in the future"),
            Ok(day) if day < self.since => self.wrong(field, "This day must not be before the request"),
            Ok(day) => return Some(day),
            Err(_) => self.wrong(field, "Enter a day"),
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const SINCE: Date = date(2026, 11, 2);
    const TODAY: Date = date(2026, 12, 10);

    fn treated() -> ConclusionForm {
        ConclusionForm {
            diagnosis: " Melanoma in situ ".into(),
            nature: "malignant".into(),
            basis: "histology".into(),
            told: "2026-11-20".into(),
            treatment: "begun".into(),
            decided: "2026-11-20".into(),
            ended: "2026-12-01".into(),
        }
    }

    fn wrong(form: &ConclusionForm) -> Vec<String> {
        form.read(SINCE, TODAY).unwrap_err().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn what_is_typed_is_read_and_typed_again() {
        let read = treated().read(SINCE, TODAY).unwrap();
        assert_eq!((read.diagnosis.as_str(), read.diagnosed()), ("Melanoma in situ", Some(date(2026, 11, 20))));
        assert!(read.is_final() && read.is_cancer());
        assert_eq!(ConclusionForm::of(&read).read(SINCE, TODAY).unwrap(), read);
        assert_eq!(read.diagnosis_words(), "malignant, histology; the patient was told on 20 Nov 2026");
        assert_eq!(read.treatment_words(), "Treated, or treatment has begun, decided on 20 Nov 2026, 1 Dec 2026");
    }

    #[test]
    fn each_ending_asks_for_what_it_says() {
        let empty = ConclusionForm::default();
        assert_eq!(wrong(&empty), ["treatment"]);
        let of = |treatment: &str| ConclusionForm { treatment: treatment.into(), ..empty.clone() };
        assert!(of("undecided").read(SINCE, TODAY).is_ok());
        assert_eq!(wrong(&of("planned")), ["diagnosis", "told", "decided"]);
        assert_eq!(wrong(&of("begun")), ["diagnosis", "told", "ended"]);
        assert_eq!(wrong(&of("not_needed")), ["diagnosis", "told", "ended"]);
        assert_eq!(wrong(&of("declined")), ["ended"]);
        assert_eq!(wrong(&of("elsewhere")), ["ended"]);
        assert_eq!(wrong(&ConclusionForm { decided: String::new(), ..treated() }), ["decided"]);
        let benign = ConclusionForm { nature: "benign".into(), decided: String::new(), ..treated() };
        assert!(benign.read(SINCE, TODAY).is_ok());
        assert_eq!(
            wrong(&ConclusionForm { nature: String::new(), basis: String::new(), ..treated() }),
            ["nature", "basis"]
        );
    }

    #[test]
    fn a_day_is_one_that_can_have_been() {
        let told = |day: &str| ConclusionForm { told: day.into(), ..treated() };
        for day in ["2026-12-11", "2026-11-01", "2026-02-30", "soon"] {
            assert_eq!(wrong(&told(day)), ["told"], "{day}");
        }
        assert_eq!(wrong(&ConclusionForm { ended: "2026-11-19".into(), ..treated() }), ["ended"]);
        assert_eq!(wrong(&ConclusionForm { diagnosis: "x".repeat(301), ..treated() }), ["diagnosis"]);
    }

    #[test]
    fn uncertain_is_neither_found_nor_ruled_out() {
        let diagnosed = |nature: &str| {
            let form = ConclusionForm { nature: nature.into(), treatment: "undecided".into(), ..treated() };
            form.read(SINCE, TODAY).unwrap().diagnosed().is_some()
        };
        let known = ["benign", "premalignant", "malignant", "uncertain"].map(diagnosed);
        assert_eq!(known, [true, true, true, false]);
    }

    proptest! {
        /// Whatever is typed: what is read is read again from its own form, and is whole where it is final.
        #[test]
        fn what_is_read_is_whole(
            diagnosis in "[a-z ]{0,5}", nature in 0_usize..5, basis in 0_usize..3, treatment in 0_usize..7,
            days in prop::array::uniform3(prop::option::of(0_i32..45)),
        ) {
            let day = |at: Option<i32>| at.map_or_else(String::new, |at| {
                SINCE.saturating_add(jiff::ToSpan::days(at - 2)).to_string()
            });
            let code = |codes: Vec<&str>, at: usize| codes.get(at).map(|it| (*it).to_owned()).unwrap_or_default();
            let form = ConclusionForm {
                diagnosis,
                nature: code(Nature::ALL.iter().map(|it| it.as_str()).collect(), nature),
                basis: code(Basis::ALL.iter().map(|it| it.as_str()).collect(), basis),
                treatment: code(Treatment::ALL.iter().map(|it| it.as_str()).collect(), treatment),
                told: day(days[0]),
                decided: day(days[1]),
                ended: day(days[2]),
            };
            if let Ok(read) = form.read(SINCE, TODAY) {
                prop_assert_eq!(&ConclusionForm::of(&read).read(SINCE, TODAY).unwrap(), &read);
                prop_assert!(!read.is_final() || read.ended.is_some());
                prop_assert_eq!(read.nature.is_some(), !read.diagnosis.is_empty());
            }
        }
    }
}
