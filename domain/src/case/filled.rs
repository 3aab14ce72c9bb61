use std::{ops::Deref, sync::Arc};

use super::Draft;
use crate::{
    forms::{Checked, Findings, Response, of_a_request},
    guide::Subject,
};

/// A request together with the form that its clinical part is filled in by. Whatever is said of that part is said of the
/// two: what is asked, what is wrong with it, what rules find in it, how it is read.
#[derive(Debug, Clone)]
pub struct Filled {
    draft: Draft,
    form: Arc<Checked>,
}

impl Deref for Filled {
    type Target = Draft;
    fn deref(&self) -> &Draft {
        &self.draft
    }
}

impl Filled {
    /// A request with the version that it was asked by.
    pub const fn new(draft: Draft, form: Arc<Checked>) -> Self {
        Self { draft, form }
    }

    /// A request by a form that came with the program: that of a rash, or of a lesion until somebody says otherwise; the
    /// version that it names, if there was one, else today's.
    pub fn of(draft: Draft) -> Self {
        let form = of_a_request(draft.subject() == Some(Subject::Rash), &draft.response.questionnaire);
        Self { draft, form }
    }

    /// The form.
    pub const fn form(&self) -> &Arc<Checked> {
        &self.form
    }

    /// The version that the request names is another than this form: a service's own, which has to be fetched, or which is
    /// no longer read.
    pub fn names_another(&self) -> bool {
        let named = &self.draft.response.questionnaire;
        !named.is_empty() && *named != self.form.canonical()
    }

    /// Whether the form that it was asked by is read by this release: where it is not, the program's own stands in its place
    /// here, and no answer may be shown or judged by that. Of a request with the version that it names.
    pub fn is_readable(&self) -> bool {
        !self.names_another()
    }

    /// The request by itself.
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// The same with another request, by the same form.
    #[must_use]
    pub fn map(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        Self { draft: change(self.draft), ..self }
    }

    /// What rules read of it: of one whose form is no longer read, nothing that was answered to it.
    pub fn findings(&self) -> Findings {
        if !self.is_readable() {
            let response = Response::to(self.form.canonical());
            return Findings::of(&Draft { response, ..self.draft.clone() }, &self.form);
        }
        Findings::of(&self.draft, &self.form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesion() -> Filled {
        let draft = Draft { problem: "lesion".into(), ..Draft::default() };
        let draft = draft.with("pigment", "yes").with("site", "nose").tick("bleeding").with("size_mm", "8");
        Filled::of(draft)
    }

    /// Called a rash by mistake, and a lesion again: nothing was lost on the way, and each says what it leaves out.
    #[test]
    fn answers_that_the_other_form_does_not_ask_wait_for_whoever_goes_back() {
        let (lesion, rash) = (lesion(), of_a_request(true, ""));
        let called_rash = Draft { problem: "rash".into(), ..lesion.clone().into_draft() };
        let as_rash = lesion.typed(lesion.form(), called_rash, Arc::clone(&rash), &[]);
        assert_eq!(as_rash.response.questionnaire, rash.canonical());
        assert_eq!(as_rash.response.given("site"), ["nose"]);
        assert!(as_rash.findings().bleeding && as_rash.findings().largest_mm.is_none());
        assert_eq!(as_rash.asked_before, [lesion.form().canonical()]);
        let left: Vec<_> =
            as_rash.left_out(&[Arc::clone(lesion.form())]).into_iter().map(|it| (it.label, it.value)).collect();
        let said = [("Is the lesion pigmented?", "Pigmented"), ("Largest diameter, mm", "8 mm")];
        assert_eq!(left, said.map(|(label, value)| (label.to_owned(), value.to_owned())));
        // The page of the rash's form has no field for them.
        let page =
            Draft { problem: "lesion".into(), response: Response::default().with("site", "ear"), ..Draft::default() };
        let back = as_rash.typed(&rash, page, Arc::clone(lesion.form()), &[]);
        assert_eq!((back.response.given("size_mm"), back.response.given("site")), (vec!["8"], vec!["ear"]));
        assert!(!back.response.is_ticked("bleeding"), "emptied on the page");
        assert_eq!(back.left_out(&[rash]), []);
    }

    #[test]
    fn what_is_typed_stays_as_it_is() {
        let lesion = lesion();
        let long = "x".repeat(5_000);
        let typed =
            Draft { response: Response::default().with("tried", &long).with("duration", " "), ..Draft::default() };
        let kept = lesion.typed(lesion.form(), typed, Arc::clone(lesion.form()), &[]);
        assert_eq!(kept.response.typed("tried"), long);
        assert_eq!(kept.response.answers.len(), 1, "what the page showed empty is empty");
        let again = kept.typed(kept.form(), kept.draft.clone(), Arc::clone(kept.form()), &[]);
        assert_eq!(again.draft, kept.draft);
    }
}
