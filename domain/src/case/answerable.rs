use serde::{Deserialize, Serialize};

use super::{Filled, Kind, Meaning, Outcome, ReadyWords, WhoActs};
use crate::{
    pathway::{before_an_answer, ng12_says, score},
    policy::{Policy, SafetyNet, usual_safety_net},
    typed::is_blank,
};

/// What an answer is checked against: the little of its case that the rules read, and that travels to the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answerable {
    pub kind: Kind,
    pub conversion_authorised: bool,
    /// What speaks against reassuring.
    pub cautions: Vec<Caution>,
    /// Outcomes that the service does not offer on this pathway.
    pub withheld: Vec<Outcome>,
    /// The service's words for when to seek help sooner.
    pub safety_nets: Vec<SafetyNet>,
}

/// One thing that speaks against reassuring: asked about once before that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caution {
    /// What a confirmation names: "unreadable", "score", "cancer", "immunosuppressed", "guidance", "unsent_photos", "third_time",
    /// "referred_anyway", "ask_before_booking".
    pub code: String,
    /// "The score is 3."
    pub sentence: String,
}

/// Photos that no specialist has been sent.
const UNSENT: &str = "unsent_photos";
/// The practice disagrees with the answer before.
const ANYWAY: &str = "referred_anyway";
/// The patient has not agreed that an appointment is made without asking them.
const ASK_FIRST: &str = "ask_before_booking";
/// It was asked about before, and before that.
const THIRD_TIME: &str = "third_time";

impl Answerable {
    /// Of a request as it was sent.
    pub fn of(draft: &Filled) -> Self {
        let findings = draft.findings();
        let kind = findings.kind.unwrap_or_default();
        let mut cautions = Vec::new();
        let mut caution = |code: &str, sentence: String| cautions.push(Caution { code: code.to_owned(), sentence });
        if !draft.is_readable() {
            caution("unreadable", "The practice’s answers about the skin cannot be read.".to_owned());
        }
        if let Some(score) = score(&findings).filter(|score| score.refer) {
            caution("score", format!("The score is {}.", score.points));
        }
        if kind == Kind::Cancer {
            caution("cancer", "This is an urgent suspected cancer referral.".to_owned());
        }
        if findings.immunosuppressed {
            caution("immunosuppressed", "The patient is immunosuppressed.".to_owned());
        }
        if !is_blank(&draft.anyway_reason) {
            let sentence = "The practice refers this patient although the last answer was that they need not be seen.";
            caution(ANYWAY, sentence.to_owned());
        }
        if kind != Kind::Cancer {
            ng12_says(&findings).into_iter().for_each(|what| caution("guidance", what.to_owned()));
        }
        Self { kind, conversion_authorised: draft.conversion_authorised, cautions, ..Self::default() }
    }

    /// By what its service offers: with the outcomes and the words of the policy that holds now, since nobody has been
    /// promised an answer of a certain kind.
    #[must_use]
    pub fn offered(mut self, policy: &Policy) -> Self {
        let withheld = |outcome: &&Outcome| outcome.fits(self.kind) && !policy.offers(self.kind, **outcome);
        self.withheld = Outcome::ALL.iter().filter(withheld).copied().collect();
        self.safety_nets.clone_from(&policy.pathway(self.kind).safety_nets);
        self
    }

    /// Whether this outcome can be the answer.
    pub fn offers(&self, outcome: Outcome) -> bool {
        outcome.fits(self.kind) && !self.withheld.contains(&outcome)
    }

    /// The ready-made words for an outcome: a template's plan, and its own words for when to seek help sooner, or the
    /// service's for this pathway where it has none.
    pub fn ready_words<'a>(&'a self, outcome: Outcome, advice: &'a str, own_safety_net: &'a str) -> ReadyWords<'a> {
        let service = self.safety_nets.iter().find(|it| it.outcome == outcome);
        let safety_net = match is_blank(own_safety_net) {
            true => service.map_or_else(|| usual_safety_net(outcome), |it| &it.text),
            false => own_safety_net,
        };
        ReadyWords { advice, safety_net }
    }

    /// With a question about photos that came since and that no specialist has been sent: whoever answers now answers
    /// without them.
    #[must_use]
    pub fn without(mut self, unsent_pictures: u32) -> Self {
        if unsent_pictures > 0 {
            let sentence = match unsent_pictures {
                1 => "A photo has come that the practice has not passed on yet.".to_owned(),
                several => format!("{several} photos have come that the practice has not passed on yet."),
            };
            self.cautions.push(Caution { code: UNSENT.to_owned(), sentence });
        }
        self
    }

    /// With a question where it is one of so many requests about one problem that it is to be thought about anew.
    #[must_use]
    pub fn one_of(mut self, requests: u32) -> Self {
        let caution = |sentence| Caution { code: THIRD_TIME.to_owned(), sentence };
        self.cautions.extend(before_an_answer(requests).map(caution));
        self
    }

    /// With a question where the patient has said that the hospital does not book an appointment without asking them.
    #[must_use]
    pub fn asks_before_booking(mut self, asks: bool) -> Self {
        if asks {
            let sentence =
                "The patient has not agreed that the hospital books an appointment: somebody speaks with them first.";
            self.cautions.push(Caution { code: ASK_FIRST.to_owned(), sentence: sentence.to_owned() });
        }
        self
    }

    /// Whether the patient has said that.
    pub fn is_asked_before_booking(&self) -> bool {
        self.cautions.iter().any(|caution| caution.code == ASK_FIRST)
    }

    /// Whether the service takes the case over with this outcome.
    pub fn converts(&self, outcome: Outcome) -> bool {
        outcome.converts(self.kind, self.conversion_authorised)
    }

    /// Who can be named as the one to act.
    pub fn may_act(&self, outcome: Outcome) -> &'static [WhoActs] {
        outcome.may_act(self.converts(outcome))
    }

    /// What an answer with this outcome would mean.
    pub fn meaning(&self, outcome: Outcome, who_acts: Option<WhoActs>) -> Meaning {
        Meaning::of(outcome, self.kind, self.conversion_authorised, who_acts)
    }

    /// What is asked about before an answer with this outcome is sent. Reassuring is asked about for each caution, photos
    /// that were not passed on with everything that does not ask for more, a third request with everything that ends without
    /// an appointment;
    /// ending an urgent suspected cancer referral without an appointment is, whatever it is called.
    pub fn cautions_for(&self, outcome: Outcome) -> impl Iterator<Item = &Caution> {
        self.cautions.iter().filter(move |caution| {
            // That it is a suspected cancer is what a downgrade is about: it says why.
            let is_cancer = caution.code == "cancer";
            match outcome {
                _ if caution.code == UNSENT => !outcome.pauses_clock(),
                _ if caution.code == ASK_FIRST => self.converts(outcome),
                _ if caution.code == THIRD_TIME => outcome.needs_safety_net(),
                Outcome::Reassure => true,
                Outcome::Downgrade => !is_cancer,
                _ => is_cancer && outcome.needs_safety_net(),
            }
        })
    }

    pub(super) fn who_acts_wrong(&self, outcome: Outcome) -> &'static str {
        match (self.converts(outcome), outcome.refer(), self.may_act(outcome)) {
            (true, ..) => {
                "Choose the hospital: with this outcome the service takes the case over and arranges what comes next"
            }
            (false, Some(_), _) => {
                "Choose the practice: the service does not take this case over, so the practice has to refer"
            }
            (false, None, [_, _, ..]) => "Choose who acts: the practice or the patient",
            (false, None, _) => "Choose the practice: with this outcome it acts next",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Draft;

    #[test]
    fn what_speaks_against_reassuring() {
        let lesion = Draft { problem: "lesion".into(), kind: "advice".into(), ..Draft::default() };
        let codes = |draft: &Draft| -> Vec<String> {
            Answerable::of(&Filled::of(draft.clone()))
                .cautions_for(Outcome::Reassure)
                .map(|caution| caution.code.clone())
                .collect()
        };
        assert_eq!(codes(&lesion), [] as [&str; 0]);
        assert_eq!(codes(&lesion.clone().tick("immunosuppressed")), ["immunosuppressed"]);
        assert_eq!(codes(&lesion.clone().tick("crust").with("site", "ear")), ["guidance"]);
        let unseen = Answerable::of(&Filled::of(lesion.clone())).without(2);
        let asked = |outcome| unseen.cautions_for(outcome).count();
        assert_eq!([Outcome::Reassure, Outcome::RoutineClinic, Outcome::MoreInformation].map(asked), [1, 1, 0]);
        let referred = Filled::of(Draft { kind: "assessment".into(), ..lesion.clone() });
        let asked = |asks, outcome| Answerable::of(&referred).asks_before_booking(asks).cautions_for(outcome).count();
        let converting = [Outcome::Reassure, Outcome::RoutineClinic, Outcome::MoreInformation];
        assert_eq!(converting.map(|outcome| asked(true, outcome)), [0, 1, 0]);
        assert_eq!(converting.map(|outcome| asked(false, outcome)), [0, 0, 0]);
        // Where the practice refers, it speaks with the patient.
        let advice = Answerable::of(&Filled::of(lesion.clone())).asks_before_booking(true);
        assert_eq!(advice.cautions_for(Outcome::RoutineClinic).count(), 0);
        let third = Answerable::of(&Filled::of(lesion.clone())).one_of(3);
        let asked = |outcome| third.cautions_for(outcome).count();
        let outcomes =
            [Outcome::Reassure, Outcome::TreatInPrimaryCare, Outcome::RoutineClinic, Outcome::MoreInformation];
        assert_eq!(outcomes.map(asked), [1, 1, 0, 0]);
        assert_eq!(Answerable::of(&Filled::of(lesion.clone())).one_of(2).cautions, []);
        let cancer = Answerable::of(&Filled::of(Draft { kind: "cancer".into(), ..lesion }.tick("immunosuppressed")));
        let asked = |outcome| cancer.cautions_for(outcome).map(|it| it.code.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(asked(Outcome::Reassure), "cancer immunosuppressed");
        assert_eq!(asked(Outcome::TreatInPrimaryCare), "cancer");
        assert_eq!(asked(Outcome::Downgrade), "immunosuppressed");
        for outcome in [Outcome::UpgradeToCancer, Outcome::RoutineClinic, Outcome::MoreInformation] {
            assert_eq!(asked(outcome), "", "{outcome:?}");
        }
    }
}
