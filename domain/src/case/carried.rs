//! What becomes of the answers to a request when it is asked by another form: those to the same question go on, the others are
//! kept and count for nothing.

use std::{collections::BTreeMap, sync::Arc};

use super::{Draft, Fact, Filled};
use crate::forms::{Checked, Given, Response, is_shipped};

/// An answer, and the version that asked it, if that can still be read.
struct Answer<'a> {
    /// "url|version".
    asked_by: String,
    form: Option<&'a Checked>,
    link_id: String,
    given: Given,
}

impl Filled {
    /// What somebody typed into a page of `page`'s version, who was asked this before; from now on by `form`. What it does
    /// not ask stays with the request, and so do the answers that the page did not ask. `others` are the versions that it
    /// was asked by before.
    #[must_use]
    pub fn typed(&self, page: &Checked, mut typed: Draft, form: Arc<Checked>, others: &[Arc<Checked>]) -> Self {
        let mut response = Response::to(form.canonical());
        let mut aside = BTreeMap::<String, Response>::new();
        for answer in self.answers(page, &typed, &form, others) {
            let Answer { asked_by, form: asked, link_id, given } = answer;
            let goes_on = match asked {
                Some(asked) if form.asks(&link_id) => form.asks_as(asked, &link_id, &given),
                Some(_) | None => is_shipped(&link_id),
            };
            if goes_on && !response.answers.contains_key(&link_id) {
                response.answers.insert(link_id, given);
            } else if !goes_on {
                let of_version = aside.entry(asked_by.clone()).or_insert_with(|| Response::to(asked_by));
                of_version.answers.entry(link_id).or_insert(given);
            }
        }
        typed.asked_before.clone_from(&self.asked_before);
        let left = response.answers.keys().filter(|link_id| form.item(link_id).is_none());
        let is_left = |version: &Checked| left.clone().any(|link_id| version.item(link_id).is_some());
        for version in [page, &**self.form()] {
            let name = version.canonical();
            if name != form.canonical() && !typed.asked_before.contains(&name) && is_left(version) {
                typed.asked_before.push(name);
            }
        }
        Self::new(Draft { response, set_aside: aside.into_values().collect(), ..typed }, form)
    }

    /// Everything that was answered so far: on the page first, then what the page did not ask.
    fn answers<'a>(
        &'a self,
        page: &'a Checked,
        typed: &Draft,
        form: &'a Checked,
        others: &'a [Arc<Checked>],
    ) -> Vec<Answer<'a>> {
        // The one that it was asked by last comes first.
        let own = self.is_readable().then_some(&**self.form());
        let before = || own.into_iter().chain(others.iter().rev().map(|version| &**version));
        let of_page = page.typed_over(&typed.response, &Response::default()).answers.into_iter();
        let mut all: Vec<Answer<'a>> = of_page
            .map(|(link_id, given)| Answer { asked_by: page.canonical(), form: Some(page), link_id, given })
            .collect();
        // What the page asks stands on it, also where it was emptied.
        let is_on_page = |asked: Option<&Checked>, link_id: &str, given: &Given| match asked {
            Some(asked) => page.asks_as(asked, link_id, given),
            None => page.asks(link_id) && is_shipped(link_id),
        };
        let mut keep = |asked_by: String, form: Option<&'a Checked>, link_id: &str, given: &Given| {
            if !is_on_page(form, link_id, given) {
                all.push(Answer { asked_by, form, link_id: link_id.to_owned(), given: given.clone() });
            }
        };
        let named = &self.response.questionnaire;
        for (link_id, given) in &self.response.answers {
            // Of a version that can no longer be read nobody knows what it asked.
            let is_known = self.is_readable() || is_shipped(link_id);
            let asked = before().filter(|_| is_known).find(|version| version.asks(link_id));
            keep(asked.map_or_else(|| named.clone(), |it| it.canonical()), asked, link_id, given);
        }
        for aside in &self.set_aside {
            let name = &aside.questionnaire;
            let asked = before().chain([page, form]).find(|version| version.canonical() == *name);
            for (link_id, given) in &aside.answers {
                keep(name.clone(), asked, link_id, given);
            }
        }
        // No form asks it any longer: the diameter is.
        all.retain(|answer| answer.link_id != "seven_large");
        all
    }

    /// Answers that its form does not ask, each as whichever of `others` asked it reads it.
    pub fn left_out(&self, others: &[Arc<Checked>]) -> Vec<Fact> {
        let left = self.response.answers.keys().filter(|link_id| self.form().item(link_id).is_none());
        let mut facts: Vec<Fact> = left
            .filter_map(|link_id| {
                let asked = others.iter().find_map(|form| form.item(link_id))?;
                let value = asked.words(&self.response.given(link_id));
                Some(Fact { label: asked.question().to_owned(), value, key: false })
            })
            .collect();
        for before in &self.set_aside {
            let form = others.iter().find(|form| form.canonical() == before.questionnaire);
            facts.extend(before.answers.keys().map(|link_id| {
                let given = before.given(link_id);
                match form.and_then(|form| form.item(link_id)) {
                    Some(asked) => Fact { label: asked.question().to_owned(), value: asked.words(&given), key: false },
                    None => Fact { label: NO_LONGER_READ.to_owned(), value: given.join(", "), key: false },
                }
            }));
        }
        facts.retain(|fact| !fact.value.is_empty());
        facts
    }
}

/// What stands in place of a question whose form is not read any longer.
const NO_LONGER_READ: &str = "Answer to a question that can no longer be read";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{FormKind, Questionnaire};

    /// The lesion's form with one more question under this name.
    fn asking(version: &str, more: serde_json::Value) -> Arc<Checked> {
        let mut form = FormKind::Lesion.shipped().unwrap().to_json();
        form["version"] = version.into();
        form["item"][0]["item"].as_array_mut().unwrap().push(more);
        Arc::new(Questionnaire::parse(form.to_string().as_bytes()).unwrap())
    }

    fn words(version: &str, text: &str) -> Arc<Checked> {
        asking(version, serde_json::json!({ "linkId": "own", "type": "string", "text": text }))
    }

    /// Asked by `form` from now on, as its page would post what it shows.
    fn go_on(request: &Filled, form: &Arc<Checked>, others: &[Arc<Checked>]) -> Filled {
        let page = Arc::clone(request.form());
        request.typed(&page, request.clone().into_draft(), Arc::clone(form), others)
    }

    fn begun(form: &Arc<Checked>, typed: &str) -> Filled {
        let draft = Draft { problem: "lesion".into(), response: Response::to(form.canonical()), ..Draft::default() };
        Filled::new(draft.with("own", typed).with("site", "nose"), Arc::clone(form))
    }

    #[test]
    fn an_answer_does_not_move_to_another_question_of_the_same_name() {
        let (a, b) = (words("a", "Which cream was used?"), words("b", "Which job do they do?"));
        let shipped = Arc::new(FormKind::Lesion.shipped().unwrap());
        let all = [Arc::clone(&a), Arc::clone(&b), Arc::clone(&shipped)];
        let as_b = go_on(&begun(&a, "Hydrocortisone"), &b, &all);
        assert_eq!((as_b.response.given("own"), as_b.response.given("site")), (vec![], vec!["nose"]));
        let left: Vec<_> = as_b.left_out(&all).into_iter().map(|it| (it.label, it.value)).collect();
        assert_eq!(left, [("Which cream was used?".to_owned(), "Hydrocortisone".to_owned())]);
        // Nor by the way of a form that asks neither.
        let between = go_on(&begun(&a, "Hydrocortisone"), &shipped, &all);
        assert!(go_on(&between, &b, &all).response.given("own").is_empty());
        // Both are there for whoever goes back.
        let page = as_b.clone().into_draft().with("own", "Gardener");
        let answered = as_b.typed(&b, page, Arc::clone(&b), &all);
        let back = go_on(&answered, &a, &all);
        assert_eq!(back.response.given("own"), ["Hydrocortisone"]);
        assert_eq!(go_on(&back, &b, &all).response.given("own"), ["Gardener"]);
        // And what its page has emptied stays empty.
        let mut emptied = back.clone().into_draft();
        emptied.response.answers.remove("own");
        let emptied = back.typed(&a, emptied, Arc::clone(&a), &all);
        assert!(emptied.response.given("own").is_empty());
        assert_eq!(go_on(&emptied, &a, &all).response, emptied.response);
    }

    #[test]
    fn an_answer_goes_on_where_the_question_is_the_same() {
        let (a, again) = (words("a", "Which cream was used?"), words("a2", "Which cream was used?"));
        assert_eq!(go_on(&begun(&a, "Hydrocortisone"), &again, &[]).response.given("own"), ["Hydrocortisone"]);
        let choice = |version: &str, often: &str| {
            let options = [("1", often), ("2", "Never")].map(|(code, display)| {
                serde_json::json!({ "valueCoding": { "system": "https://example.org/own", "code": code, "display": display } })
            });
            let text = "How often is sunscreen used?";
            asking(
                version,
                serde_json::json!({ "linkId": "own", "type": "choice", "text": text, "answerOption": options }),
            )
        };
        let (a, b) = (choice("a", "Always"), choice("b", "Sometimes"));
        assert!(go_on(&begun(&a, "1"), &b, &[]).response.given("own").is_empty(), "the code stands for other words");
        assert_eq!(go_on(&begun(&a, "2"), &b, &[]).response.given("own"), ["2"]);
        let number =
            asking("c", serde_json::json!({ "linkId": "own", "type": "integer", "text": "Which cream was used?" }));
        assert!(
            go_on(&begun(&words("a", "Which cream was used?"), "3"), &number, &[]).response.given("own").is_empty()
        );
    }

    /// A form that cannot be read is not the program's own.
    #[test]
    fn answers_to_a_form_that_is_no_longer_read_are_not_anothers() {
        let gone = format!("{}|gone", FormKind::Lesion.url());
        let draft = Draft { problem: "lesion".into(), response: Response::to(gone.clone()), ..Draft::default() };
        let request = Filled::of(draft.with("own", "Hydrocortisone").with("site", "nose").tick("immunosuppressed"));
        assert!(!request.is_readable());
        let findings = request.findings();
        assert!(findings.site.is_none() && !findings.immunosuppressed);
        let facts: Vec<_> = request.facts().into_iter().filter(|fact| fact.key).collect();
        assert!(facts.len() == 1 && facts[0].value.contains("cannot be read"), "{facts:?}");
        assert_eq!(request.site_words(), "");
        let present = words("b", "Which job do they do?");
        let on = go_on(&request, &present, &[]);
        assert_eq!((on.response.given("own"), on.response.given("site")), (vec![], vec!["nose"]));
        assert_eq!(on.set_aside, [Response::to(gone).with("own", "Hydrocortisone")]);
        assert_eq!(on.left_out(&[]).len(), 1);
    }
}
