use domain::{
    case::{Answer, Outcome},
    ids::CaseId,
    view::TemplateView,
};
use leptos::prelude::*;

/// An answer while it is written.
#[derive(Clone, Copy)]
pub struct Writing {
    pub case: CaseId,
    pub answer: RwSignal<Answer>,
    pub templates: StoredValue<Vec<TemplateView>>,
    /// What the last template filled in: text that still equals it was not touched by a person.
    filled: StoredValue<Answer>,
}

impl Writing {
    pub fn new(case: CaseId, answer: Answer, templates: Vec<TemplateView>) -> Self {
        Self {
            case,
            answer: RwSignal::new(answer),
            templates: StoredValue::new(templates),
            filled: StoredValue::new(Answer::default()),
        }
    }

    pub fn outcome(self) -> Option<Outcome> {
        self.answer.with(Answer::chosen)
    }

    /// The ready-made answers for the chosen outcome.
    pub fn offered(self) -> Vec<TemplateView> {
        let outcome = self.outcome();
        self.templates.with_value(|all| all.iter().filter(|t| Some(t.outcome) == outcome).cloned().collect())
    }

    /// Chooses an outcome and fills in the first template that the service keeps for it.
    pub fn choose(self, outcome: Outcome) {
        self.answer.update(|answer| answer.outcome = outcome.as_str().to_owned());
        let first = self.templates.with_value(|all| all.iter().find(|t| t.outcome == outcome).cloned());
        self.fill(outcome, first.as_ref());
    }

    /// Fills in what nobody has typed over.
    pub fn fill(self, outcome: Outcome, template: Option<&TemplateView>) {
        let before = self.filled.get_value();
        let mut new = Answer { who_acts: who_acts(outcome).to_owned(), ..Answer::default() };
        if let Some(template) = template {
            new.diagnosis = template.diagnosis.clone();
            new.advice = template.advice.clone();
            new.safety_net = template.safety_net.clone();
        }
        self.answer.update(|answer| {
            replace_untouched(&mut answer.diagnosis, &before.diagnosis, &new.diagnosis);
            replace_untouched(&mut answer.advice, &before.advice, &new.advice);
            replace_untouched(&mut answer.safety_net, &before.safety_net, &new.safety_net);
            replace_untouched(&mut answer.who_acts, &before.who_acts, &new.who_acts);
        });
        self.filled.set_value(new);
    }

    /// The id of the first field that still needs a human.
    pub fn first_gap(self, kind: domain::case::Kind) -> String {
        let problems = self.answer.with_untracked(|answer| answer.check(kind));
        problems.into_iter().next().map_or_else(|| "advice".to_owned(), |problem| problem.field)
    }
}

fn replace_untouched(text: &mut String, filled_before: &str, fill: &str) {
    if text.trim().is_empty() || text == filled_before {
        fill.clone_into(text);
    }
}

/// Who does the next thing after most answers of this kind.
const fn who_acts(outcome: Outcome) -> &'static str {
    if outcome.needs_appointment() {
        return "hospital";
    }
    match outcome {
        Outcome::Monitor => "patient",
        _ => "practice",
    }
}

#[cfg(test)]
mod tests {
    use super::replace_untouched;

    #[test]
    fn a_template_never_overwrites_what_was_typed() {
        let mut text = String::new();
        replace_untouched(&mut text, "", "From a template.");
        assert_eq!(text, "From a template.");
        replace_untouched(&mut text, "From a template.", "From another.");
        assert_eq!(text, "From another.");
        text.push_str(" And by hand.");
        replace_untouched(&mut text, "From another.", "From a third.");
        assert_eq!(text, "From another. And by hand.");
    }
}
