//! What is done with a patient. Who somebody is to a patient follows from whose record it is, and from whom it was shown to
//! by asking about it.

use serde::{Deserialize, Serialize};

use super::{Actor, Denied};
use crate::{
    code::coded,
    ids::{PracticeId, ServiceId},
    role::Capability::{self, Collect, KeepRecords, List, Read},
};

/// What can be done with one patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatientAction {
    /// Who they are, and which cases there are of them.
    See,
    /// The pictures of those of their cases that this person may see.
    SeePictures,
    /// Begin a request about them.
    Start,
    /// Change what is known of them beside what a form says.
    Change,
    /// Make two records one, or two again.
    Merge,
}

coded! { PatientAction, "act with a patient",
    See => "see", "See who a patient is, and the list of their cases";
    SeePictures => "see_pictures", "See a patient’s pictures, site by site, of the cases that one may see";
    Start => "start", "Start a request about a patient";
    Change => "change", "Change what is known of a patient: language, contacts, needs, that they have died";
    Merge => "merge", "Say that two records are one person, and that they are not";
}

/// What decides about one patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatientFacts {
    /// Whose record it is.
    pub practice: PracticeId,
    /// The service that is asking to see them, where the practice has sent it a request about them.
    pub asked: Option<ServiceId>,
}

/// For each act what it takes of somebody of the practice, and of somebody of a service that was asked.
const fn row(action: PatientAction) -> [Option<Capability>; 2] {
    match action {
        // Whoever looks after the work sees who it is about, on every list already.
        PatientAction::See => [Some(List), Some(Read)],
        PatientAction::SeePictures => [Some(Read), Some(Read)],
        PatientAction::Start | PatientAction::Change => [Some(Collect), None],
        // Whose cases stand together decides what the next clinician reads: it is for whoever answers for that, or for
        // the practice's records.
        PatientAction::Merge => [Some(KeepRecords), None],
    }
}

/// Whether `actor` may do this with the patient that `facts` describe.
///
/// # Errors
/// `Denied` whenever the table does not allow it.
pub fn may_with(actor: &Actor, action: PatientAction, facts: &PatientFacts) -> Result<(), Denied> {
    let [referring, answering] = row(action);
    let capability = if actor.practice() == Ok(facts.practice) {
        referring
    } else if facts.asked.is_some() && actor.service().ok() == facts.asked {
        answering
    } else {
        None
    };
    actor.can(capability.ok_or(Denied)?)
}

/// In which practice this person may look for patients.
///
/// # Errors
/// `Denied` for whoever works at none.
pub fn may_find(actor: &Actor) -> Result<PracticeId, Denied> {
    actor.can(List)?;
    actor.practice()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::{AccountId, CaseId, OrganisationId, PhotoRequestId},
        role::Role,
    };

    const fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    const FACTS: PatientFacts = PatientFacts { practice: PracticeId(id(1)), asked: Some(ServiceId(id(2))) };

    const fn member(at: u128, role: Role) -> Actor {
        Actor::Member { account: AccountId(id(9)), organisation: OrganisationId(id(at)), role, opened: None }
    }

    /// One letter for each act in the order of `ALL`: See, Pictures, sTart, Change, Merge.
    fn letters(actor: &Actor, facts: &PatientFacts) -> String {
        let each = PatientAction::ALL.iter().zip("SPTCM".chars());
        each.map(|(&action, letter)| if may_with(actor, action, facts).is_ok() { letter } else { '.' }).collect()
    }

    #[test]
    fn every_role_at_home_and_elsewhere() {
        for (role, at_practice, at_service) in [
            (Role::Referrer, "SPTCM", "....."),
            (Role::Nurse, "SPTC.", "....."),
            (Role::PracticeManager, "S...M", "....."),
            (Role::Specialist, ".....", "SP..."),
            (Role::Trainee, ".....", "SP..."),
            // Lists are theirs, and a patient's page is more than a list.
            (Role::ServiceManager, ".....", "....."),
            (Role::Photographer, ".....", "....."),
            (Role::BookingClerk, ".....", "....."),
            (Role::Commissioner, ".....", "....."),
            (Role::Administrator, ".....", "....."),
        ] {
            assert_eq!(letters(&member(1, role), &FACTS), at_practice, "{role:?}");
            assert_eq!(letters(&member(2, role), &FACTS), at_service, "{role:?}");
            assert_eq!(letters(&member(3, role), &FACTS), ".....", "elsewhere: {role:?}");
            let unasked = PatientFacts { asked: None, ..FACTS };
            assert_eq!(letters(&member(2, role), &unasked), ".....", "not asked: {role:?}");
            assert_eq!(may_find(&member(1, role)).is_ok(), at_practice.starts_with('S'), "{role:?}");
        }
    }

    #[test]
    fn nobody_else_sees_a_patient() {
        let (photo_request, case, account) = (PhotoRequestId(id(4)), CaseId(id(5)), AccountId(id(9)));
        let opened = member(3, Role::Referrer).with_opened(Some(case));
        for actor in [
            Actor::Administrator { account },
            Actor::Patient { photo_request, case },
            Actor::Phone { photo_request, case, account },
            opened,
        ] {
            assert_eq!(letters(&actor, &FACTS), ".....", "{actor:?}");
        }
    }
}
