use serde::{Deserialize, Serialize};

use super::{Fact, When};
use crate::{
    ids::{FormKey, PlanId, RoundId},
    monitoring::PlanForm,
};

/// Follow-up photos of a case, for the pages of its practice and its service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitoringView {
    /// The newest first.
    pub plans: Vec<PlanView>,
    /// Where somebody may set a plan: what the form begins with.
    pub offer: Option<PlanOffer>,
    pub may_call_off: bool,
    pub may_chase: bool,
    pub may_review: bool,
}

/// What a form for a plan begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOffer {
    pub form: PlanForm,
    /// Those of which there are pictures.
    pub lesions: Vec<u32>,
    pub key: FormKey,
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    pub plan: PlanId,
    pub version: i64,
    pub by: String,
    pub at: When,
    /// "Every 12 weeks, until 4 rounds show no change".
    pub words: String,
    /// "Overview, close-up".
    pub views: String,
    /// When the patient is asked next.
    pub next: Option<When>,
    pub ended: Option<PlanEnded>,
    /// The newest first.
    pub rounds: Vec<RoundView>,
    /// One more round without a change ends it.
    pub is_last: bool,
    /// When to seek help sooner, as the answer says it: what a reviewer begins with.
    pub safety_net: String,
}

/// How a plan ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEnded {
    pub how: String,
    /// Empty where it ended by itself.
    pub by: String,
    pub at: When,
    /// When to seek help, where somebody said so.
    pub safety_net: String,
}

/// One round of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundView {
    pub round: RoundId,
    pub number: u32,
    pub asked: When,
    pub status: String,
    pub is_worse: bool,
    /// Somebody of the service has to look.
    pub to_review: bool,
    /// Somebody of the practice has to see to it that photos come.
    pub to_chase: bool,
    /// Somebody of the service should know that none came twice.
    pub to_note: bool,
    pub answers: Vec<Fact>,
    pub pairs: Vec<RoundPair>,
}

/// The same view before and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundPair {
    /// "Close-up, lesion 1".
    pub label: String,
    pub before: Option<RoundPicture>,
    pub now: RoundPicture,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundPicture {
    pub screen: String,
    pub alt: String,
    pub at: When,
}

/// What a patient reads of it on their page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitoringTold {
    /// "Tuesday 16 February": when the next photos will be asked for.
    pub next: Option<String>,
    /// They have sent photos, and nobody has looked yet: by when somebody does.
    pub look_by: Option<String>,
    /// They were asked, by another link.
    pub is_asked: bool,
    /// No more photos are wanted.
    pub is_over: bool,
}
