//! The forms that come with the program, one file for each form and language.
//!
//! To add a language: `domain/forms/<form>.<code>.json` for each form that a patient reads, and its line here; the words
//! beside a form stand in `locales`.

use super::{check::Checked, needs::FormKind, questionnaire::Questionnaire, read::Fault};

/// The only language of forms yet.
pub const LANGUAGE: &str = "en";

impl FormKind {
    /// The file that comes with the program.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Lesion => include_str!("../../forms/lesion.en.json"),
            Self::Rash => include_str!("../../forms/rash.en.json"),
            Self::PhotographyHistory => include_str!("../../forms/photography_history.en.json"),
            Self::PatientQuestions => include_str!("../../forms/patient_questions.en.json"),
            Self::HasChanged => include_str!("../../forms/has_changed.en.json"),
        }
    }

    /// The form that comes with the program, for whoever publishes none of their own.
    ///
    /// # Errors
    /// None for the files that a test has read; what is wrong with one otherwise.
    pub fn shipped(self) -> Result<Checked, Vec<Fault>> {
        Questionnaire::parse(self.file().as_bytes())
    }
}
