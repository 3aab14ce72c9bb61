//! Who may do what. Pure: `backend` gathers the facts, these functions decide, and nothing is allowed by default.
//!
//! `may` is what a person is to the case (`relation`) times what their role is able to do (`role::capabilities`) times how
//! the case stands, both of which `rules` says of each action.
//!
//! To add an action: a line in [`Action`], and its rule in `rules`. What is done with a patient rather than with a case is
//! in `patients`, in the same way.

mod action;
mod actor;
mod patients;
mod rules;
#[cfg(test)]
mod tests;

pub use action::{Action, ImageFacts};
pub use actor::Actor;
pub use patients::{PatientAction, PatientFacts, may_find, may_with};
use rules::rule;
use thiserror::Error;

use crate::{
    case::StateKind,
    ids::{AccountId, CaseId, HubVisitId, OrganisationId, PhotoRequestId, PracticeId, ServiceId},
};

/// What decides about one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    pub case: CaseId,
    pub practice: PracticeId,
    /// The service it was submitted to; None before.
    pub service: Option<ServiceId>,
    pub state: StateKind,
    /// Who wrote the answer that stands.
    pub answered_by: Option<AccountId>,
    /// A service that was asked later about the same problem: it reads what was asked before. None unless the one who is
    /// looking is of it.
    pub asked_later: Option<ServiceId>,
    /// The desk that makes its service's appointments. None unless the one who is looking is of it.
    pub desk: Option<OrganisationId>,
    /// The open visit to a photography hub. None unless the one who is looking is of that hub.
    pub hub: Option<AtHub>,
    /// The link of a round of follow-up photos that waits for them. None unless the one who is looking came by it.
    pub round: Option<PhotoRequestId>,
}

/// An open visit of a case's patient, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtHub {
    pub hub: OrganisationId,
    pub visit: HubVisitId,
}

/// What somebody is to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Of the practice that asks.
    Referring,
    /// Of the service that is asked.
    Answering,
    /// Of the hub that its patient is sent to for pictures, while that visit is open.
    Photographing,
    /// Of the desk that makes its service's appointments.
    Booking,
    /// Of whoever watches its service or practice. No case names them yet.
    Observing,
    /// Of a service that a later request of the same case was sent to.
    AskedLater,
    /// Of none of these, and let in to read for a reason that they wrote.
    Opened,
    /// By this link, and to its own pictures alone.
    Link(PhotoRequestId),
}

/// Not allowed. Says nothing about why, or whether there is such a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not allowed")]
pub struct Denied;

/// What `actor` is to the case that `facts` describe; None to whoever it does not concern.
pub fn relation(actor: &Actor, facts: &CaseFacts) -> Option<Relation> {
    match *actor {
        Actor::Member { organisation, role, opened, .. } => {
            let own = role.relation().filter(|relation| match relation {
                Relation::Referring => facts.practice.0 == organisation.0,
                Relation::Answering => facts.service.is_some_and(|service| service.0 == organisation.0),
                Relation::Booking => facts.desk == Some(organisation),
                Relation::Photographing => facts.hub.is_some_and(|at| at.hub == organisation),
                Relation::Observing | Relation::AskedLater | Relation::Opened | Relation::Link(_) => false,
            });
            let is_later = facts.asked_later.is_some_and(|later| later.0 == organisation.0);
            let later = (is_later && role.relation() == Some(Relation::Answering)).then_some(Relation::AskedLater);
            own.or(later).or_else(|| (opened == Some(facts.case)).then_some(Relation::Opened))
        }
        Actor::Administrator { .. } => None,
        Actor::Patient { photo_request, case } | Actor::Phone { photo_request, case, .. } => {
            (case == facts.case).then_some(Relation::Link(photo_request))
        }
    }
}

/// Whether `actor` may do `action` with the case that `facts` describe.
///
/// # Errors
/// `Denied` whenever no rule allows it.
pub fn may(actor: &Actor, action: Action, facts: &CaseFacts) -> Result<(), Denied> {
    let relation = relation(actor, facts).ok_or(Denied)?;
    let rule = rule(relation, action).ok_or(Denied)?;
    actor.can(rule.capability)?;
    let allowed = rule.phases.contains(&facts.state) && rules::fits(actor, relation, action, facts);
    if allowed { Ok(()) } else { Err(Denied) }
}
