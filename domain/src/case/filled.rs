use std::{ops::Deref, sync::Arc};

use super::Draft;
use crate::{
    forms::{Checked, Findings, of_a_request},
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

    /// The version that the request names is another than this form: a service's own, which has to be fetched.
    pub fn names_another(&self) -> bool {
        let named = &self.draft.response.questionnaire;
        !named.is_empty() && *named != self.form.canonical()
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

    /// What somebody typed into a page of `page`'s version, who was asked this before; from now on by `form`. Answers that
    /// it does not ask stay with the request, and so do those that the page did not.
    #[must_use]
    pub fn typed(&self, page: &Checked, mut typed: Draft, form: Arc<Checked>) -> Self {
        let mut response = page.typed_over(&typed.response, &self.draft.response);
        // No form asks it any longer: the diameter is.
        response.answers.remove("seven_large");
        response.questionnaire = form.canonical();
        typed.asked_before.clone_from(&self.draft.asked_before);
        let others = response.answers.keys().filter(|link_id| form.item(link_id).is_none());
        let is_left = |version: &Checked| others.clone().any(|link_id| version.item(link_id).is_some());
        for version in [page, &*self.form] {
            let name = version.canonical();
            if name != form.canonical() && !typed.asked_before.contains(&name) && is_left(version) {
                typed.asked_before.push(name);
            }
        }
        Self { draft: Draft { response, ..typed }, form }
    }

    /// Answers that its form does not ask, each as whichever of `others` asked it reads it.
    pub fn left_out(&self, others: &[Arc<Checked>]) -> Vec<super::Fact> {
        let left = self.draft.response.answers.keys().filter(|link_id| self.form.item(link_id).is_none());
        let facts = left.filter_map(|link_id| {
            let asked = others.iter().find_map(|form| form.item(link_id))?;
            let value = asked.words(&self.draft.response.given(link_id));
            Some(super::Fact { label: asked.question().to_owned(), value, key: false })
        });
        facts.filter(|fact| !fact.value.is_empty()).collect()
    }

    /// What rules read of it.
    pub fn findings(&self) -> Findings {
        Findings::of(&self.draft, &self.form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Response;

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
        let as_rash = lesion.typed(lesion.form(), called_rash, Arc::clone(&rash));
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
        let back = as_rash.typed(&rash, page, Arc::clone(lesion.form()));
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
        let kept = lesion.typed(lesion.form(), typed, Arc::clone(lesion.form()));
        assert_eq!(kept.response.typed("tried"), long);
        assert_eq!(kept.response.answers.len(), 1, "what the page showed empty is empty");
        let again = kept.typed(kept.form(), kept.draft.clone(), Arc::clone(kept.form()));
        assert_eq!(again.draft, kept.draft);
    }
}
