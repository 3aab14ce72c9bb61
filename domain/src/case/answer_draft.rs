//! An answer while it is written: the text, and where its words came from. The two are kept together, with a draft and
//! with an answer that was taken back, because words that a template filled in for one outcome say something false under
//! another.

use serde::{Deserialize, Serialize};

use super::{Answer, Answerable, Outcome, Problem};
use crate::typed::is_blank as blank;

/// Where the plan and the safety net came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordsOrigin {
    /// The outcome that they were written or filled in for, in snake case; empty while there are none.
    pub words_of: String,
    /// What the last template filled in: text that still equals it was not touched by a person.
    pub advice: String,
    pub safety_net: String,
}

/// A ready-made plan and safety net.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadyWords<'a> {
    pub advice: &'a str,
    pub safety_net: &'a str,
}

/// An answer while it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerDraft {
    pub answer: Answer,
    /// None from a form without scripts: then what is kept with the stored draft counts.
    pub origin: Option<WordsOrigin>,
    /// The outcome for which words of another one are meant to stand, in snake case.
    pub keep_words: String,
    /// What was asked about and confirmed: codes of cautions, space-separated.
    pub confirmed: String,
}

impl AnswerDraft {
    /// An answer of which nothing is known but its text.
    pub fn of(answer: Answer) -> Self {
        Self { answer, ..Self::default() }
    }

    /// The words' origin, taken from the draft that is stored where this one does not say.
    #[must_use]
    pub fn with_origin(mut self, stored: Option<Self>) -> Self {
        let before = stored.and_then(|stored| stored.origin);
        let mut origin = self.origin.take().or(before).unwrap_or_default();
        // Words that nobody has put down to an outcome yet are this one's; so are those that are meant to stand.
        let settled = !self.keep_words.is_empty() && self.keep_words == self.answer.outcome;
        if origin.words_of.is_empty() || settled {
            origin.words_of.clone_from(&self.answer.outcome);
        }
        self.origin = Some(origin);
        self
    }

    /// Chooses an outcome. Words that a template filled in make way for `ready`; words that a person typed stay, and
    /// [`AnswerDraft::kept_from`] says so. Who acts follows where the outcome leaves it to one party.
    pub fn choose(&mut self, outcome: Outcome, ready: ReadyWords<'_>, case: &Answerable) {
        let mut origin = self.origin.take().unwrap_or_default();
        self.answer.outcome = outcome.as_str().to_owned();
        let advice = replace_untouched(&mut self.answer.advice, &mut origin.advice, ready.advice);
        let safety_net = replace_untouched(&mut self.answer.safety_net, &mut origin.safety_net, ready.safety_net);
        // What the patient was to read comes from no template: a person wrote it, for the outcome before.
        let patients = blank(&self.answer.patient_advice);
        if (advice && safety_net && patients) || origin.words_of.is_empty() {
            origin.words_of = outcome.as_str().to_owned();
        }
        let may_act = case.may_act(outcome);
        if !self.answer.who_acts.parse().is_ok_and(|who| may_act.contains(&who)) {
            self.answer.who_acts = may_act.first().map_or("", |who| who.as_str()).to_owned();
        }
        self.confirmed.clear();
        self.origin = Some(origin);
    }

    /// Puts the outcome's ready-made words in place of all others; none are ready for the patient.
    pub fn replace_words(&mut self, ready: ReadyWords<'_>) {
        self.answer.advice = ready.advice.to_owned();
        self.answer.safety_net = ready.safety_net.to_owned();
        self.answer.patient_advice.clear();
        let words_of = self.answer.outcome.clone();
        self.origin =
            Some(WordsOrigin { words_of, advice: ready.advice.to_owned(), safety_net: ready.safety_net.to_owned() });
    }

    /// The other outcome whose words stand under the chosen one.
    pub fn kept_from(&self) -> Option<Outcome> {
        let from: Outcome = self.origin.as_ref()?.words_of.parse().ok()?;
        let chosen = self.answer.chosen()?;
        let shown = [&self.answer.patient_advice, &self.answer.advice, &self.answer.safety_net];
        let shown = if chosen.pauses_clock() { &shown[..2] } else { &shown[..] };
        let meant = self.keep_words == self.answer.outcome;
        (from != chosen && !meant && !shown.iter().all(|text| blank(text))).then_some(from)
    }

    /// Everything that stands between this draft and sending it, in the form's order: what the answer lacks, then what
    /// has to be asked once.
    pub fn check(&self, case: &Answerable) -> Vec<Problem> {
        let mut problems = self.answer.check(case);
        if let Some(from) = self.kept_from() {
            let message =
                format!("Your words from “{}” were kept. Replace them, or say that they are meant", from.label());
            problems.push(Problem::new("keep_words", message));
        }
        if let Some(question) = self.question(case) {
            problems.push(Problem::new("confirmed", question));
        }
        problems
    }

    /// What is asked before this is sent and was not confirmed: "The score is 3. Send “Reassure and discharge” all the
    /// same?"
    pub fn question(&self, case: &Answerable) -> Option<String> {
        let outcome = self.answer.chosen()?;
        let is_confirmed = |code: &str| self.confirmed.split_whitespace().any(|each| each == code);
        let open: Vec<&str> = case
            .cautions_for(outcome)
            .filter(|caution| !is_confirmed(&caution.code))
            .map(|caution| caution.sentence.as_str())
            .collect();
        let what =
            if outcome == Outcome::Reassure { "reassurance".to_owned() } else { format!("“{}”", outcome.label()) };
        (!open.is_empty()).then(|| format!("{} Send {what} all the same?", open.join(" ")))
    }

    /// What a confirmation has to name.
    pub fn to_confirm(&self, case: &Answerable) -> String {
        let Some(outcome) = self.answer.chosen() else { return String::new() };
        case.cautions_for(outcome).map(|caution| caution.code.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Puts `fill` where nobody typed; whether it did.
fn replace_untouched(text: &mut String, filled: &mut String, fill: &str) -> bool {
    let untouched = blank(text) || text == filled;
    if untouched {
        fill.clone_into(text);
    }
    fill.clone_into(filled);
    untouched
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Draft, Filled, Kind};

    const REASSURE: ReadyWords<'static> =
        ReadyWords { advice: "Benign. No follow-up.", safety_net: "Come back if it grows." };
    const UPGRADE: ReadyWords<'static> = ReadyWords { advice: "Suspicious.", safety_net: "Contact us if it bleeds." };

    fn case() -> Answerable {
        Answerable { kind: Kind::Cancer, ..Answerable::default() }
    }

    fn reassured() -> AnswerDraft {
        let mut draft = AnswerDraft::default();
        draft.choose(Outcome::Reassure, REASSURE, &case());
        draft
    }

    #[test]
    fn a_templates_words_make_way_also_after_they_were_kept() {
        let mut draft = reassured();
        assert_eq!(draft.answer.who_acts, "practice");
        // Kept and restored, or sent and taken back: what the template filled in comes with it.
        draft = serde_json::from_str(&serde_json::to_string(&draft).unwrap()).unwrap();
        draft.choose(Outcome::UpgradeToCancer, UPGRADE, &case());
        assert_eq!(
            (draft.answer.advice.as_str(), draft.answer.safety_net.as_str()),
            (UPGRADE.advice, UPGRADE.safety_net)
        );
        assert_eq!((draft.answer.who_acts.as_str(), draft.kept_from()), ("hospital", None));
    }

    #[test]
    fn a_persons_words_stay_and_are_asked_about() {
        let mut draft = reassured();
        draft.answer.advice.push_str(" And by hand.");
        draft.choose(Outcome::UpgradeToCancer, UPGRADE, &case());
        assert_eq!(draft.answer.advice, "Benign. No follow-up. And by hand.");
        assert_eq!(draft.answer.safety_net, UPGRADE.safety_net, "nobody had touched it");
        assert_eq!(draft.kept_from(), Some(Outcome::Reassure));
        let problems = draft.check(&case());
        assert!(problems.iter().any(|problem| problem.field == "keep_words"), "{problems:?}");

        let kept = AnswerDraft { keep_words: "upgrade_to_cancer".into(), ..draft.clone() };
        assert_eq!(kept.clone().with_origin(None).kept_from(), None);
        // What was meant for one outcome is asked about again under the next.
        let mut again = kept.with_origin(None);
        again.choose(Outcome::RoutineClinic, UPGRADE, &case());
        assert_eq!(again.kept_from(), Some(Outcome::UpgradeToCancer));
        draft.replace_words(UPGRADE);
        assert_eq!((draft.answer.advice.as_str(), draft.kept_from()), (UPGRADE.advice, None));
    }

    /// "This is harmless" must not reach a patient under a cancer upgrade.
    #[test]
    fn what_the_patient_was_to_read_is_asked_about_too() {
        let mut draft = reassured();
        draft.answer.patient_advice = "This is harmless.".into();
        draft.choose(Outcome::UpgradeToCancer, UPGRADE, &case());
        assert_eq!(draft.kept_from(), Some(Outcome::Reassure));
        draft.replace_words(UPGRADE);
        assert_eq!((draft.answer.patient_advice.as_str(), draft.kept_from()), ("", None));
    }

    /// A form without scripts posts another outcome with the words as they stood: what is stored decides.
    #[test]
    fn a_plain_form_cannot_send_the_words_of_another_outcome() {
        let stored = reassured();
        let mut posted = AnswerDraft::of(stored.answer.clone());
        posted.answer.outcome = "upgrade_to_cancer".into();
        assert_eq!(posted.with_origin(Some(stored.clone())).kept_from(), Some(Outcome::Reassure));
        let unchanged = AnswerDraft::of(stored.answer.clone());
        assert_eq!(unchanged.with_origin(Some(stored)).kept_from(), None);
        let first = AnswerDraft::of(reassured().answer);
        assert_eq!(first.with_origin(None).kept_from(), None);
    }

    #[test]
    fn reassurance_against_a_caution_is_asked_once() {
        let draft =
            Draft { problem: "lesion".into(), kind: "cancer".into(), ..Draft::default() }.tick("immunosuppressed");
        let case = Answerable::of(&Filled::of(draft));
        let mut answer = reassured();
        let question = answer.question(&case).unwrap();
        assert_eq!(
            question,
            "This is an urgent suspected cancer referral. The patient is immunosuppressed. Send reassurance all the same?"
        );
        answer.confirmed = "cancer".into();
        assert!(answer.question(&case).unwrap().starts_with("The patient is immunosuppressed."));
        answer.confirmed = answer.to_confirm(&case);
        assert_eq!(answer.question(&case), None);
        // Another outcome, another question.
        answer.choose(Outcome::Monitor, UPGRADE, &case);
        assert!(answer.question(&case).is_some());
    }
}
