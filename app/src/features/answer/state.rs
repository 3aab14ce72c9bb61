use domain::{
    case::{Answer, AnswerDraft, Answerable, Outcome, ReadyWords, WordsOrigin},
    ids::CaseId,
    view::TemplateView,
};
use leptos::prelude::*;

/// The state of the answer form: what is typed, and what it is checked against.
#[derive(Clone, Copy)]
pub struct AnswerFormState {
    pub case: CaseId,
    pub answer: RwSignal<Answer>,
    /// Where its words came from: saved with the draft, so that a template's words can make way later, too.
    origin: RwSignal<Option<WordsOrigin>>,
    /// Codes of the cautions that were confirmed.
    pub confirmed: RwSignal<String>,
    pub answerable: StoredValue<Answerable>,
    pub templates: StoredValue<Vec<TemplateView>>,
}

impl AnswerFormState {
    pub fn new(case: CaseId, draft: AnswerDraft, answerable: Answerable, templates: Vec<TemplateView>) -> Self {
        Self {
            case,
            answer: RwSignal::new(draft.answer),
            origin: RwSignal::new(draft.origin),
            confirmed: RwSignal::new(draft.confirmed),
            answerable: StoredValue::new(answerable),
            templates: StoredValue::new(templates),
        }
    }

    pub fn outcome(self) -> Option<Outcome> {
        self.answer.with(Answer::chosen)
    }

    /// All of it as it stands now.
    pub fn draft(self) -> AnswerDraft {
        AnswerDraft {
            answer: self.answer.get(),
            origin: self.origin.get(),
            keep_words: String::new(),
            confirmed: self.confirmed.get(),
        }
    }

    /// The same, without following it; None once the page is gone.
    pub fn try_draft(self) -> Option<AnswerDraft> {
        Some(AnswerDraft {
            answer: self.answer.try_get_untracked()?,
            origin: self.origin.try_get_untracked()?,
            keep_words: String::new(),
            confirmed: self.confirmed.try_get_untracked()?,
        })
    }

    /// The ready-made words for the chosen outcome.
    pub fn offered(self) -> Vec<TemplateView> {
        let outcome = self.outcome();
        self.templates.with_value(|all| all.iter().filter(|t| Some(t.outcome) == outcome).cloned().collect())
    }

    /// Chooses an outcome and fills in the first template that the service keeps for it.
    pub fn choose(self, outcome: Outcome) {
        let first = self.templates.with_value(|all| all.iter().find(|t| t.outcome == outcome).cloned());
        self.fill(outcome, first.as_ref());
    }

    /// Fills in what nobody has typed over.
    pub fn fill(self, outcome: Outcome, template: Option<&TemplateView>) {
        self.change(|draft, case| draft.choose(outcome, ready(case, outcome, template), case));
    }

    /// Puts the outcome's ready-made words in place of those of another outcome.
    pub fn replace_words(self) {
        let Some(outcome) = untrack(|| self.outcome()) else { return };
        let first = untrack(|| self.offered()).into_iter().next();
        self.change(|draft, case| draft.replace_words(ready(case, outcome, first.as_ref())));
    }

    /// Words of another outcome are meant to stand under this one.
    pub fn keep_words(self) {
        self.change(|draft, _| {
            draft.keep_words.clone_from(&draft.answer.outcome);
            *draft = std::mem::take(draft).with_origin(None);
        });
    }

    fn change(self, change: impl FnOnce(&mut AnswerDraft, &Answerable)) {
        let mut draft = untrack(|| self.draft());
        self.answerable.with_value(|case| change(&mut draft, case));
        self.origin.set(draft.origin);
        self.confirmed.set(draft.confirmed);
        self.answer.set(draft.answer);
    }

    /// The id of the first field that still needs a human: the diagnosis, until there is one.
    pub fn first_gap(self) -> String {
        self.answerable.with_value(|case| self.answer.with_untracked(|answer| first_gap(answer, case)))
    }
}

/// Ready-made words ask for nothing in particular: with them, too, what is missing is said first.
fn first_gap(answer: &Answer, case: &Answerable) -> String {
    if answer.chosen() == Some(Outcome::MoreInformation) && answer.picture_faults.is_empty() {
        return "picture_faults".to_owned();
    }
    answer.check(case).into_iter().next().map_or_else(|| "advice".to_owned(), |problem| problem.field)
}

fn ready<'a>(case: &'a Answerable, outcome: Outcome, template: Option<&'a TemplateView>) -> ReadyWords<'a> {
    let (advice, own) = template.map_or(("", ""), |it| (&it.advice, &it.safety_net));
    case.ready_words(outcome, advice, own)
}

#[cfg(test)]
mod tests {
    use domain::case::{Draft, Filled};

    use super::*;

    #[test]
    fn the_focus_goes_to_what_only_a_person_can_say() {
        let case = Answerable::of(&Filled::of(Draft { kind: "advice".into(), ..Draft::default() }));
        let chosen = |outcome: Outcome| Answer {
            outcome: outcome.as_str().into(),
            advice: "Thank you. To answer we need better pictures.".into(),
            safety_net: "Come back if it changes.".into(),
            ..Answer::default()
        };
        assert_eq!(first_gap(&Answer::default(), &case), "outcome");
        assert_eq!(first_gap(&chosen(Outcome::Reassure), &case), "diagnosis");
        assert_eq!(first_gap(&chosen(Outcome::MoreInformation), &case), "picture_faults");
        let asked = Answer { picture_faults: "blur".into(), ..chosen(Outcome::MoreInformation) };
        assert_eq!(first_gap(&asked, &case), "who_acts");
    }
}
