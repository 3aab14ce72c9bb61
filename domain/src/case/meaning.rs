//! What an answer means for each of the people it concerns. The patient, the practice and the specialist read words
//! that are derived from the same state by the same function, so that none of them is told that another acts who does
//! not know of it (domain.md 3.7: an advice request stays with its referrer unless it may be converted).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Kind, Outcome, State, WhoActs};
use crate::time::When;

/// Who sees to it that the patient is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arranged {
    /// The patient need not be seen by anybody else.
    NotNeeded,
    /// The service has taken the case over and contacts the patient.
    ByService,
    /// No service has: nobody arranges anything until the practice refers.
    ToRefer,
    /// The practice says that it has referred.
    Referred,
}

/// An answer that is in effect, or one that is about to be sent, as far as it decides who is told what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    pub outcome: Outcome,
    pub kind: Kind,
    pub arranged: Arranged,
    /// None in an answer that does not say, from before this was asked of every answer.
    pub who_acts: Option<WhoActs>,
    /// The practice has to agree and has not: the patient stays on the suspected cancer pathway until it does.
    pub to_agree: bool,
    /// When the practice referred; only with `Arranged::Referred`.
    pub referred: Option<Timestamp>,
}

/// The people and places that sentences name.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub referrer: &'a str,
    pub practice: &'a str,
    pub service: &'a str,
}

/// Keys of the patient's words in the locale files; each sentence may name the practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientWords {
    pub title: String,
    pub next: String,
    pub who: String,
    pub when: String,
}

impl Meaning {
    /// What an answer would mean if it were sent.
    pub fn of(outcome: Outcome, kind: Kind, authorised: bool, who_acts: Option<WhoActs>) -> Self {
        let arranged = match (outcome.converts(kind, authorised), outcome.refer()) {
            (true, _) => Arranged::ByService,
            (false, Some(_)) => Arranged::ToRefer,
            (false, None) => Arranged::NotNeeded,
        };
        Self { outcome, kind, arranged, who_acts, to_agree: outcome.needs_agreement(), referred: None }
    }

    /// What the answer of a case means now; None while there is none that is in effect. `state` decides who has taken
    /// the case over: what was authorised may have been written into the form later.
    pub fn now(state: &State, kind: Kind, who_acts: Option<WhoActs>, now: Timestamp) -> Option<Self> {
        let answered = state.answered().filter(|answered| answered.in_effect(now))?;
        let converted = matches!(state, State::Converted { .. } | State::Closed { converted: true, .. });
        let referred = state.referred();
        let arranged = match (converted, answered.outcome.refer(), referred) {
            (true, ..) => Arranged::ByService,
            (false, Some(_), Some(_)) => Arranged::Referred,
            (false, Some(_), None) => Arranged::ToRefer,
            (false, None, _) => Arranged::NotNeeded,
        };
        let referred = referred.map(|referral| referral.at);
        Some(Self { outcome: answered.outcome, kind, arranged, who_acts, to_agree: state.is_to_agree(), referred })
    }

    /// The outcome as clinicians read it: "Urgent clinic", or "Please refer to an urgent clinic" where nobody but the
    /// practice can.
    pub fn label(&self) -> String {
        if self.outcome == Outcome::Downgrade {
            let label = if self.to_agree {
                "Please agree: downgrade from suspected cancer to a routine clinic"
            } else {
                "Downgraded from suspected cancer to a routine clinic"
            };
            return label.to_owned();
        }
        match (self.arranged, self.outcome.refer()) {
            (Arranged::ToRefer, Some(refer)) => format!("Please refer {refer}"),
            (Arranged::Referred, Some(refer)) => format!("Referred {refer}"),
            (Arranged::ByService, _) if self.outcome == Outcome::UpgradeToCancer && self.kind == Kind::Cancer => {
                "Keep on the urgent suspected cancer pathway".to_owned()
            }
            (Arranged::NotNeeded | Arranged::ByService | Arranged::ToRefer | Arranged::Referred, _) => {
                self.outcome.label().to_owned()
            }
        }
    }

    /// The outcome as a specialist chooses it: what they decide, not yet who carries it out.
    pub fn choice(&self) -> String {
        match self.arranged {
            Arranged::ByService if !self.to_agree => self.label(),
            Arranged::ByService => self.outcome.label().to_owned(),
            Arranged::NotNeeded | Arranged::ToRefer | Arranged::Referred => self.outcome.label().to_owned(),
        }
    }

    /// What the practice reads below the answer: whose turn it is, and who carries clinical responsibility.
    pub fn for_practice(&self, names: Names<'_>) -> String {
        let Names { referrer, practice, service } = names;
        let stays = format!("Clinical responsibility stays with {referrer} at {practice}.");
        if self.to_agree {
            return format!(
                "You have to agree: until you do, the patient stays on the urgent suspected cancer pathway and is told \
                 nothing. {service} has taken this case over and contacts the patient. Clinical responsibility for this \
                 problem has moved to {service}."
            );
        }
        match self.arranged {
            Arranged::ByService => format!(
                "{service} has taken this case over and contacts the patient. Clinical responsibility for this problem \
                 has moved to {service}."
            ),
            Arranged::ToRefer => format!(
                "You have to refer: {service} has not taken this case over, and nobody contacts the patient until you \
                 do. {stays}"
            ),
            Arranged::Referred => {
                let when = self.referred.map(|at| format!(" on {}", When::at(at).short)).unwrap_or_default();
                format!("Referred by {practice}{when}. {stays}")
            }
            Arranged::NotNeeded => format!("{}{stays}", self.turn("You do", "The patient does")),
        }
    }

    /// What the specialist reads, before sending and after.
    pub fn for_specialist(&self, names: Names<'_>) -> String {
        let Names { referrer, practice, service } = names;
        let stays = format!("Clinical responsibility stays with {referrer} at {practice}.");
        if self.to_agree {
            return format!(
                "{practice} has to agree. Until it does, keep the patient on the urgent suspected cancer pathway; if it \
                 does not, the case comes back to you. Clinical responsibility moves to {service}."
            );
        }
        match self.arranged {
            Arranged::ByService => format!(
                "{service} takes this case over: it arranges what comes next and contacts the patient. Clinical \
                 responsibility moves to {service}."
            ),
            Arranged::ToRefer => format!(
                "This request may not be turned into a referral here. {practice} is asked to refer, and the patient is \
                 told so. {stays}"
            ),
            Arranged::Referred => format!("{practice} has referred the patient. {stays}"),
            Arranged::NotNeeded => {
                format!("{}{stays}", self.turn(&format!("{practice} does"), "The patient does"))
            }
        }
    }

    /// "You do what comes next. ", for whoever was named; nothing where nobody was.
    fn turn(&self, practice: &str, patient: &str) -> String {
        match self.who_acts {
            Some(WhoActs::Practice) => format!("{practice} what comes next. "),
            Some(WhoActs::Patient) => format!("{patient} what comes next. "),
            Some(WhoActs::Hospital) | None => String::new(),
        }
    }

    /// The practice still has to refer.
    pub const fn is_to_refer(&self) -> bool {
        matches!(self.arranged, Arranged::ToRefer)
    }

    /// The keys of what the patient reads. Who contacts them is whoever really does: the hospital where the service has
    /// taken the case over or the practice has referred, else the practice.
    pub fn for_patient(&self) -> PatientWords {
        let of = |part: &str| format!("outcome.{}.{part}", self.outcome.as_str());
        let refer =
            |part: &str| format!("outcome.{}.{part}", if self.outcome.is_urgent() { "refer_soon" } else { "refer" });
        match self.arranged {
            Arranged::NotNeeded if self.by_patient() => {
                PatientWords { title: of("title"), next: of("next"), who: of("who_you"), when: of("when") }
            }
            Arranged::NotNeeded | Arranged::ByService => {
                PatientWords { title: of("title"), next: of("next"), who: of("who"), when: of("when") }
            }
            Arranged::ToRefer => {
                PatientWords { title: of("title"), next: of("next"), who: refer("who"), when: refer("when") }
            }
            Arranged::Referred => {
                PatientWords { title: of("title"), next: of("next"), who: refer("who_done"), when: refer("when_done") }
            }
        }
    }

    /// The one outcome that reads differently where the patient is the one to act: otherwise the practice sends the
    /// link for the next pictures.
    fn by_patient(&self) -> bool {
        self.outcome == Outcome::Monitor && self.who_acts == Some(WhoActs::Patient)
    }

    /// Every answer that can be sent, each as it can then stand: for tests and tables.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for &outcome in Outcome::ALL {
            for &kind in Kind::ALL.iter().filter(|kind| outcome.fits(**kind)) {
                for authorised in [false, true] {
                    for &who_acts in outcome.may_act(outcome.converts(kind, authorised)) {
                        let meaning = Self::of(outcome, kind, authorised, Some(who_acts));
                        all.push(meaning);
                        if meaning.is_to_refer() {
                            let referred = Some(Timestamp::UNIX_EPOCH);
                            all.push(Self { arranged: Arranged::Referred, referred, ..meaning });
                        }
                        if meaning.to_agree {
                            all.push(Self { to_agree: false, ..meaning });
                        }
                    }
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Change, WaitingFor},
        ids::{AccountId, ServiceId},
    };

    const NAMES: Names<'static> =
        Names { referrer: "Dr Osei", practice: "Riverside Surgery", service: "Northshire Dermatology" };

    /// Every outcome in every kind of request: advice that may not be converted, advice that may, referral for
    /// assessment, suspected cancer. S the service arranges it, R the practice has to refer, a dot where nobody has to
    /// be seen, a space where it is no answer to such a request; then who may be named as the one to act, in the same four: h hospital, p practice, b practice or patient.
    const TABLE: [(Outcome, &str, &str); 20] = [
        (Outcome::TreatInPrimaryCare, "....", "pppp"),
        (Outcome::Reassure, "....", "bbbb"),
        (Outcome::RoutineClinic, "RSSS", "phhh"),
        (Outcome::UpgradeToCancer, "RSSS", "phhh"),
        (Outcome::MoreInformation, "....", "bbbb"),
        (Outcome::SurgeryRoutine, "RSSS", "phhh"),
        (Outcome::SurgeryUrgent, "RSSS", "phhh"),
        (Outcome::UrgentClinic, "RSSS", "phhh"),
        (Outcome::Monitor, "....", "bbbb"),
        (Outcome::InvestigateThenReview, "....", "pppp"),
        (Outcome::CommunityDermatology, "RSS ", "phh "),
        (Outcome::PlasticSurgery, "RSSS", "phhh"),
        (Outcome::EarNoseThroat, "RSSS", "phhh"),
        (Outcome::OtherSpecialty, "RSSS", "phhh"),
        (Outcome::PhotoHub, "RSSS", "phhh"),
        (Outcome::VideoConsultation, "RSSS", "phhh"),
        (Outcome::NotAppropriate, "....", "pppp"),
        (Outcome::Redirect, "RRRR", "pppp"),
        (Outcome::UnableToAssess, "....", "pppp"),
        (Outcome::Downgrade, "   S", "   h"),
    ];

    const REQUESTS: [(Kind, bool); 4] =
        [(Kind::Advice, false), (Kind::Advice, true), (Kind::Assessment, false), (Kind::Cancer, false)];

    fn letter(arranged: Arranged) -> char {
        match arranged {
            Arranged::NotNeeded => '.',
            Arranged::ByService => 'S',
            Arranged::ToRefer | Arranged::Referred => 'R',
        }
    }

    /// The same words whether they are asked for before sending or of the case that has become of it.
    #[test]
    fn every_outcome_of_every_request_says_one_thing_to_all_three() {
        assert_eq!(TABLE.map(|(outcome, ..)| outcome), Outcome::ALL);
        for (outcome, arranged, actors) in TABLE {
            for (column, (kind, authorised)) in REQUESTS.into_iter().enumerate() {
                assert_eq!(arranged.chars().nth(column) != Some(' '), outcome.fits(kind), "{outcome:?} {kind:?}");
                if !outcome.fits(kind) {
                    continue;
                }
                let may_act = outcome.may_act(outcome.converts(kind, authorised));
                let named = match may_act {
                    [WhoActs::Hospital] => 'h',
                    [WhoActs::Practice] => 'p',
                    [WhoActs::Practice, WhoActs::Patient] => 'b',
                    other => panic!("{outcome:?}: {other:?}"),
                };
                assert_eq!(actors.chars().nth(column), Some(named), "{outcome:?} {kind:?} {authorised}");
                for &who_acts in may_act {
                    let before = Meaning::of(outcome, kind, authorised, Some(who_acts));
                    assert_eq!(arranged.chars().nth(column), Some(letter(before.arranged)), "{outcome:?} {kind:?}");
                    agrees(before);
                    for (state, referred) in states(outcome, outcome.converts(kind, authorised)) {
                        let after = Meaning::now(&state, kind, Some(who_acts), at(10)).expect("it is in effect");
                        agrees(after);
                        // Reading it is agreeing.
                        let before = Meaning { to_agree: state.is_to_agree(), ..before };
                        match referred {
                            false => assert_eq!(after, before, "{outcome:?} {kind:?} {authorised}"),
                            true => assert_eq!(after.arranged, Arranged::Referred, "{outcome:?} {kind:?}"),
                        }
                    }
                }
            }
        }
    }

    /// Nobody is told that somebody else acts who is told that they do not.
    fn agrees(meaning: Meaning) {
        let (practice, specialist, patient) =
            (meaning.for_practice(NAMES), meaning.for_specialist(NAMES), meaning.for_patient());
        let label = meaning.label();
        let is = |arranged| meaning.arranged == arranged;
        assert_eq!(practice.contains("has taken this case over"), is(Arranged::ByService), "{practice}");
        assert_eq!(practice.contains("has moved to Northshire"), is(Arranged::ByService), "{practice}");
        assert_eq!(practice.contains("stays with Dr Osei at Riverside"), !is(Arranged::ByService), "{practice}");
        assert_eq!(practice.contains("You have to refer"), is(Arranged::ToRefer), "{practice}");
        assert_eq!(label.starts_with("Please refer "), is(Arranged::ToRefer), "{label}");
        for (words, agree) in
            [(&label, "Please agree: "), (&practice, "You have to agree"), (&specialist, "has to agree")]
        {
            assert_eq!(words.contains(agree), meaning.to_agree, "{words}");
        }
        assert_eq!(specialist.contains("is asked to refer"), is(Arranged::ToRefer), "{specialist}");
        assert_eq!(specialist.contains("moves to Northshire"), is(Arranged::ByService), "{specialist}");
        let refer_words = patient.who.starts_with("outcome.refer");
        assert_eq!(refer_words, is(Arranged::ToRefer) || is(Arranged::Referred), "{patient:?}");
        assert_eq!(patient.who.ends_with("who_done"), is(Arranged::Referred), "{patient:?}");
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("in range")
    }

    /// Every state in which this answer can stand, and whether the practice has referred there.
    fn states(outcome: Outcome, converts: bool) -> Vec<(State, bool)> {
        let by = AccountId(Uuid::nil());
        let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: at(0) };
        let waiting_for = WaitingFor::Referrer;
        let answer = Change::Answer { by, outcome, waiting_for, converts, undo_until: at(10) };
        let answered = State::Draft.transition(submit, at(0)).and_then(|it| it.transition(answer, at(0))).unwrap();
        let mut states = vec![(answered.clone(), false)];
        for change in [Change::Acknowledge { by }, Change::Refer { by }, Change::Close] {
            for (before, _) in states.clone() {
                if let Ok(state) = before.transition(change, at(10)) {
                    let referred = state.referred().is_some();
                    states.push((state, referred));
                }
            }
        }
        states
    }

    #[test]
    fn an_answer_that_can_be_taken_back_means_nothing_yet() {
        for (state, _) in states(Outcome::UpgradeToCancer, false).into_iter().take(1) {
            assert_eq!(Meaning::now(&state, Kind::Advice, None, at(9)), None);
            assert!(Meaning::now(&state, Kind::Advice, None, at(10)).is_some());
        }
        assert_eq!(Meaning::now(&State::Draft, Kind::Advice, None, at(10)), None);
    }

    #[test]
    fn what_is_suspected_already_is_kept_and_not_upgraded() {
        let label = |kind| Meaning::of(Outcome::UpgradeToCancer, kind, false, None).label();
        assert_eq!(label(Kind::Cancer), "Keep on the urgent suspected cancer pathway");
        assert_eq!(label(Kind::Assessment), "Upgrade to urgent suspected cancer");
        assert_eq!(label(Kind::Advice), "Please refer as urgent suspected cancer");
    }
}
