//! What a service promises and offers: its policy, kept in editions. One that was published is never changed; the newest
//! whose time has come holds. A case lives by the edition that it was sent under, because that is what its practice and
//! its patient were told: due times, pauses, reminders and the days that a patient reads. What somebody is about to do
//! (which outcomes an answer may have, its safety net, who is excluded, what is promised to whoever sends now) follows from
//! the edition that holds now.
//!
//! To add a number: a field, and its line in `fields.rs` with its bounds; the screen, the checks and what differs follow
//! from that table.

mod aside;
mod differences;
mod edition;
mod exclusions;
mod fields;
mod form;
mod part;
mod safety_net;
#[cfg(test)]
mod tests;

use jiff::civil::{Time, time};
use serde::{Deserialize, Serialize};

pub use differences::differences;
pub use edition::{Edition, EditionState};
pub use exclusions::{Exclusion, ExclusionKind, IfExcluded, usual_exclusions};
pub use fields::{NUMBERS, Number, TELLINGS, TellingField};
pub use form::{PolicyForm, day, names, part_of};
pub use part::Part;
pub use safety_net::{LONGEST_NET, SafetyNet, usual_safety_net};

use crate::{
    case::{Kind, Outcome},
    clock::Calendar,
    news::NewsRules,
    tasks::TaskRules,
};

/// Within how many working days each kind of case is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkingDays {
    /// 2: Mid and South Essex; RD&E (domain.md 3.6).
    pub advice: u32,
    /// 3: Vantage; the 85% within 3 working days of Ipswich.
    pub assessment: u32,
    /// 1: image triage of urgent suspected cancer, County Durham and Darlington.
    pub cancer: u32,
}

impl Default for WorkingDays {
    fn default() -> Self {
        Self { advice: 2, assessment: 3, cancer: 1 }
    }
}

/// What a service promises and offers: one edition of it. Every number is its own to set; the defaults are published ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    pub calendar: Calendar,
    /// London time; what comes later counts from the next working day. 17:00.
    pub cutoff: Time,
    /// London time at which a working day ends, and with it the time to answer. 17:00.
    pub day_ends: Time,
    pub working_days: WorkingDays,
    /// Working days for which a case may wait for the practice or the patient; then it is late, and may be answered as it
    /// is. 5.
    pub pause_days: u32,
    pub news: NewsRules,
    pub tasks: TaskRules,
    /// What was written before there were pathways offered everything and excluded nobody.
    #[serde(default = "Pathways::as_before")]
    pub pathways: Pathways,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            calendar: Calendar::default(),
            cutoff: time(17, 0, 0, 0),
            day_ends: time(17, 0, 0, 0),
            working_days: WorkingDays::default(),
            pause_days: 5,
            news: NewsRules::default(),
            tasks: TaskRules::default(),
            pathways: Pathways::default(),
        }
    }
}

/// What is offered on each pathway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pathways {
    pub advice: Pathway,
    pub assessment: Pathway,
    pub cancer: Pathway,
}

impl Default for Pathways {
    fn default() -> Self {
        let with = |kind| Pathway { exclusions: usual_exclusions(kind), ..Pathway::as_before(kind) };
        Self { advice: with(Kind::Advice), assessment: with(Kind::Assessment), cancer: with(Kind::Cancer) }
    }
}

impl Pathways {
    fn as_before() -> Self {
        Self {
            advice: Pathway::as_before(Kind::Advice),
            assessment: Pathway::as_before(Kind::Assessment),
            cancer: Pathway::as_before(Kind::Cancer),
        }
    }
}

/// What a service offers on one pathway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pathway {
    /// Outcomes that are not offered, in the order of [`Outcome::ALL`]: kept this way round, so that an outcome which a
    /// later release adds can be given without anybody publishing an edition for it.
    pub withheld: Vec<Outcome>,
    /// The words proposed for "when to seek help sooner", whole, so that a release which writes its own ones better changes
    /// nothing in an edition.
    pub safety_nets: Vec<SafetyNet>,
    /// Who is looked after elsewhere; at most one of each kind.
    pub exclusions: Vec<Exclusion>,
}

impl Pathway {
    /// Everything is offered, with the usual words, to everybody.
    fn as_before(kind: Kind) -> Self {
        Self { withheld: Vec::new(), safety_nets: safety_net::usual(kind), exclusions: Vec::new() }
    }
}

/// Outcomes that no service can take away from its specialists, whatever it offers: that the pictures do not suffice
/// (`UnableToAssess`), that more is needed (`MoreInformation`), that it may be cancer (`UpgradeToCancer`), and that somebody
/// has to look soon (`UrgentClinic`). Without one of them a specialist who sees it has to choose something else, which
/// says less than the truth.
pub const ALWAYS_OFFERED: [Outcome; 4] =
    [Outcome::MoreInformation, Outcome::UnableToAssess, Outcome::UpgradeToCancer, Outcome::UrgentClinic];

impl Policy {
    /// Working days to answer a case of this kind.
    pub const fn days(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Advice => self.working_days.advice,
            Kind::Assessment => self.working_days.assessment,
            Kind::Cancer => self.working_days.cancer,
        }
    }

    /// "Answers advice requests within 2 working days".
    pub fn promise(&self, kind: Kind) -> String {
        let what = what(kind);
        match self.days(kind) {
            0 => format!("Answers {what} on the same working day"),
            1 => format!("Answers {what} within 1 working day"),
            days => format!("Answers {what} within {days} working days"),
        }
    }

    pub const fn pathway(&self, kind: Kind) -> &Pathway {
        match kind {
            Kind::Advice => &self.pathways.advice,
            Kind::Assessment => &self.pathways.assessment,
            Kind::Cancer => &self.pathways.cancer,
        }
    }

    pub const fn pathway_mut(&mut self, kind: Kind) -> &mut Pathway {
        match kind {
            Kind::Advice => &mut self.pathways.advice,
            Kind::Assessment => &mut self.pathways.assessment,
            Kind::Cancer => &mut self.pathways.cancer,
        }
    }

    /// Whether a request of this kind can be answered so. What does not fit the kind never is, what safety needs always.
    pub fn offers(&self, kind: Kind, outcome: Outcome) -> bool {
        outcome.fits(kind) && (ALWAYS_OFFERED.contains(&outcome) || !self.pathway(kind).withheld.contains(&outcome))
    }

    /// Takes over what a service had for each outcome before pathways had words of their own: the same on all of them.
    pub fn take_safety_nets(&mut self, of: impl Fn(Outcome) -> Option<String>) {
        for &kind in Kind::ALL {
            for own in &mut self.pathway_mut(kind).safety_nets {
                if let Some(text) = of(own.outcome).filter(|text| !crate::typed::is_blank(text)) {
                    own.text = text;
                }
            }
        }
    }

    /// The words proposed for when to seek help sooner; those of the program where the policy has none.
    pub fn safety_net(&self, kind: Kind, outcome: Outcome) -> &str {
        let own = self.pathway(kind).safety_nets.iter().find(|it| it.outcome == outcome);
        own.map_or_else(|| usual_safety_net(outcome), |own| &own.text)
    }
}

/// "advice requests".
pub const fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Advice => "advice requests",
        Kind::Assessment => "referrals for assessment",
        Kind::Cancer => "urgent suspected cancer referrals",
    }
}
