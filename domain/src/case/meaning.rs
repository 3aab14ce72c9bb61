//! What an answer means for each of the people it concerns. The patient, the practice and the specialist read words
//! that are derived from the same state by the same function, so that none of them is told that another acts who does
//! not know of it (domain.md 3.7: an advice request stays with its referrer unless it may be converted).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Kind, Outcome, State, WaitingFor, WhoActs};
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
    /// Another service has the request.
    SentOn,
    /// A photography hub takes pictures, and the service answers with them.
    AtHub,
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
        let arranged = match (converted, answered.refer(), referred) {
            _ if answered.sent_on.is_some() => Arranged::SentOn,
            _ if matches!(state, State::Paused { waiting_for: WaitingFor::Hub, .. }) => Arranged::AtHub,
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
            (Arranged::SentOn, _) => "Sent on to another service".to_owned(),
            (Arranged::AtHub, _) => "Pictures at a photography hub".to_owned(),
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
            Arranged::NotNeeded | Arranged::ToRefer | Arranged::Referred | Arranged::SentOn | Arranged::AtHub => {
                self.outcome.label().to_owned()
            }
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
            Arranged::SentOn => format!(
                "You need not refer: {service} has sent this request on to another service, which has the pictures and \
                 answers you. {stays}"
            ),
            Arranged::AtHub => format!(
                "A photography hub books the patient and takes the pictures, and {service} answers with them. You need do \
                 nothing for that. {stays}"
            ),
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
            Arranged::AtHub => format!(
                "A photography hub books the patient and takes the pictures. The request comes back to you with them. {stays}"
            ),
            Arranged::SentOn => format!("Another service has this request, with its pictures, and answers it. {stays}"),
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
            Arranged::SentOn => {
                let on = |part: &str| format!("outcome.sent_on.{part}");
                PatientWords { title: of("title"), next: of("next"), who: on("who"), when: on("when") }
            }
            Arranged::AtHub => {
                let there = |part: &str| format!("outcome.at_hub.{part}");
                PatientWords { title: there("title"), next: there("next"), who: there("who"), when: there("when") }
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
                        if outcome.pauses_clock() {
                            all.push(Self { arranged: Arranged::AtHub, ..meaning });
                        }
                        if outcome == Outcome::Redirect && kind.is_referral() {
                            all.push(Self { arranged: Arranged::SentOn, ..meaning });
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
mod tests;
