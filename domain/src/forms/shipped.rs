//! The forms that come with the program, one file for each form and language.
//!
//! To change one: a file of another name with another `version`, and the old one stays here beside it, because requests
//! were made with it. To add a language: `domain/forms/<form>.<code>.json` for each form that a patient reads, and its line here; the words
//! beside a form stand in `locales`.

use std::sync::{Arc, LazyLock};

use super::{check::Checked, needs::FormKind, questionnaire::Questionnaire, read::Fault};

/// The only language of forms yet.
pub const LANGUAGE: &str = "en";

static LESION: LazyLock<Vec<Arc<Checked>>> = LazyLock::new(|| read(FormKind::Lesion));
static RASH: LazyLock<Vec<Arc<Checked>>> = LazyLock::new(|| read(FormKind::Rash));

/// Every version of one, the newest last. Tests have read the files.
fn read(kind: FormKind) -> Vec<Arc<Checked>> {
    let all = kind.files().iter().map(|file| Questionnaire::parse(file.as_bytes()));
    all.map(|form| Arc::new(form.unwrap_or_else(|_| Checked::empty(kind)))).collect()
}

/// What a referrer is asked of a lesion, or of a rash, where no service says otherwise: the version of this name ("url|version"),
/// else today's. Read once.
pub(crate) fn of_a_request(is_rash: bool, canonical: &str) -> Arc<Checked> {
    let all = if is_rash { &RASH } else { &LESION };
    let found = all.iter().find(|form| form.canonical() == canonical).or_else(|| all.last());
    found.map_or_else(|| Arc::new(Checked::empty(if is_rash { FormKind::Rash } else { FormKind::Lesion })), Arc::clone)
}

impl FormKind {
    /// The files that came with the program, today's last.
    const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Lesion => &[include_str!("../../forms/lesion.en.json")],
            Self::Rash => &[include_str!("../../forms/rash.en.json")],
            // The second asks nothing that a hub notes by itself: the chaperone, the day, the pictures.
            Self::PhotographyHistory => &[
                include_str!("../../forms/photography_history.en.json"),
                include_str!("../../forms/photography_history_2.en.json"),
            ],
            Self::PatientQuestions => &[include_str!("../../forms/patient_questions.en.json")],
            Self::HasChanged => {
                &[include_str!("../../forms/has_changed.en.json"), include_str!("../../forms/has_changed_2.en.json")]
            }
        }
    }

    /// The file that comes with the program.
    pub fn file(self) -> &'static str {
        self.files().last().copied().unwrap_or_default()
    }

    /// The version of this name that comes, or came, with the program, and its file; None where none did.
    pub fn shipped_as(self, version: &str) -> Option<(Checked, &'static str)> {
        let read = |file: &&'static str| Some((Questionnaire::parse(file.as_bytes()).ok()?, *file));
        self.files().iter().filter_map(read).find(|(form, _)| form.version == version)
    }

    /// The form that comes with the program, for whoever publishes none of their own.
    ///
    /// # Errors
    /// None for the files that a test has read; what is wrong with one otherwise.
    pub fn shipped(self) -> Result<Checked, Vec<Fault>> {
        Questionnaire::parse(self.file().as_bytes())
    }
}
