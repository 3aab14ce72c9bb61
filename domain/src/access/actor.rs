use serde::{Deserialize, Serialize};

use super::Denied;
use crate::{
    ids::{AccountId, CaseId, OrganisationId, PhotoRequestId, PracticeId, ServiceId},
    role::{Capability, Role, capabilities},
};

/// Whoever is asking. Kept as JSON beside each event of a case's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "actor", rename_all = "snake_case", from = "Stored")]
pub enum Actor {
    /// Somebody signed in, in the membership that their session works in.
    Member {
        account: AccountId,
        organisation: OrganisationId,
        role: Role,
        /// The case that they have opened from outside and may read for now. Its own log tells of that; none holds it.
        #[serde(skip)]
        opened: Option<CaseId>,
    },
    /// Whoever looks after accounts and organisations: sees no case.
    Administrator { account: AccountId },
    /// A patient who opened their link and gave the right date of birth.
    Patient { photo_request: PhotoRequestId, case: CaseId },
    /// A clinician's own phone, by the link their desktop showed; `account` is theirs.
    Phone { photo_request: PhotoRequestId, case: CaseId, account: AccountId },
}

/// An actor as logs hold it: what is written now, and what was while there were two roles. What a log's seal covers are
/// the bytes as they were written, so they stay.
#[derive(Deserialize)]
#[serde(tag = "actor", rename_all = "snake_case")]
enum Stored {
    Member { account: AccountId, organisation: OrganisationId, role: Role },
    Referrer { account: AccountId, practice: OrganisationId },
    Specialist { account: AccountId, service: OrganisationId },
    Administrator { account: AccountId },
    Patient { photo_request: PhotoRequestId, case: CaseId },
    Phone { photo_request: PhotoRequestId, case: CaseId, account: AccountId },
}

impl From<Stored> for Actor {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Member { account, organisation, role } => {
                Self::Member { account, organisation, role, opened: None }
            }
            Stored::Referrer { account, practice } => {
                Self::Member { account, organisation: practice, role: Role::Referrer, opened: None }
            }
            Stored::Specialist { account, service } => {
                Self::Member { account, organisation: service, role: Role::Specialist, opened: None }
            }
            Stored::Administrator { account } => Self::Administrator { account },
            Stored::Patient { photo_request, case } => Self::Patient { photo_request, case },
            Stored::Phone { photo_request, case, account } => Self::Phone { photo_request, case, account },
        }
    }
}

impl Actor {
    /// The same person while this case is open to them from outside; None where none is.
    #[must_use]
    pub const fn with_opened(self, opened: Option<CaseId>) -> Self {
        match self {
            Self::Member { account, organisation, role, .. } => Self::Member { account, organisation, role, opened },
            Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => self,
        }
    }

    /// Everything that this person is able to do.
    pub const fn capabilities(&self) -> &'static [Capability] {
        match *self {
            Self::Member { role, .. } => capabilities(role),
            Self::Administrator { .. } => capabilities(Role::Administrator),
            Self::Patient { .. } => &[Capability::SendPictures, Capability::BePatient],
            Self::Phone { .. } => &[Capability::SendPictures],
        }
    }

    /// # Errors
    /// `Denied` for whoever is not able to do this anywhere.
    pub fn can(&self, capability: Capability) -> Result<(), Denied> {
        if self.capabilities().contains(&capability) { Ok(()) } else { Err(Denied) }
    }

    /// The practice that this person works for.
    ///
    /// # Errors
    /// `Denied` for everyone who does not work at one.
    pub const fn practice(&self) -> Result<PracticeId, Denied> {
        match *self {
            Self::Member { organisation, role: Role::Referrer | Role::Nurse | Role::PracticeManager, .. } => {
                Ok(PracticeId(organisation.0))
            }
            Self::Member { .. } | Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => Err(Denied),
        }
    }

    /// The service that this person works for.
    ///
    /// # Errors
    /// `Denied` for everyone who does not work at one.
    pub const fn service(&self) -> Result<ServiceId, Denied> {
        match *self {
            // A manager of something else than a service has an id here that no case names.
            Self::Member { organisation, role: Role::Specialist | Role::Trainee | Role::ServiceManager, .. } => {
                Ok(ServiceId(organisation.0))
            }
            Self::Member { .. } | Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => Err(Denied),
        }
    }

    /// The desk at which this person makes appointments.
    ///
    /// # Errors
    /// `Denied` for everyone who does not work at one.
    pub const fn booking_desk(&self) -> Result<OrganisationId, Denied> {
        match *self {
            Self::Member { organisation, role: Role::BookingClerk, .. } => Ok(organisation),
            Self::Member { .. } | Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => Err(Denied),
        }
    }

    /// The photography hub at which this person takes pictures.
    ///
    /// # Errors
    /// `Denied` for everyone who does not work at one.
    pub const fn photography_hub(&self) -> Result<OrganisationId, Denied> {
        match *self {
            Self::Member { organisation, role: Role::Photographer, .. } => Ok(organisation),
            Self::Member { .. } | Self::Administrator { .. } | Self::Patient { .. } | Self::Phone { .. } => Err(Denied),
        }
    }

    /// The account of whoever may manage all accounts and organisations.
    ///
    /// # Errors
    /// `Denied` for everyone but an administrator.
    pub const fn administrator(&self) -> Result<AccountId, Denied> {
        match *self {
            Self::Administrator { account } => Ok(account),
            Self::Member { .. } | Self::Patient { .. } | Self::Phone { .. } => Err(Denied),
        }
    }

    /// The account behind this person; a patient has none.
    pub const fn account(&self) -> Option<AccountId> {
        match *self {
            Self::Member { account, .. } | Self::Administrator { account } | Self::Phone { account, .. } => {
                Some(account)
            }
            Self::Patient { .. } => None,
        }
    }

    /// The link this person came by.
    pub const fn photo_request(&self) -> Option<PhotoRequestId> {
        match *self {
            Self::Patient { photo_request, .. } | Self::Phone { photo_request, .. } => Some(photo_request),
            Self::Member { .. } | Self::Administrator { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    /// As the releases with two roles wrote them.
    #[test]
    fn actors_of_earlier_releases_are_read() {
        let id = Uuid::from_u128;
        let account = AccountId(id(1));
        let organisation = OrganisationId(id(2));
        let read = |json: &str| serde_json::from_str::<Actor>(json).unwrap();
        let (one, two) = (id(1), id(2));
        assert_eq!(
            read(&format!(r#"{{"actor":"referrer","account":"{one}","practice":"{two}"}}"#)),
            Actor::Member { account, organisation, role: Role::Referrer, opened: None }
        );
        assert_eq!(
            read(&format!(r#"{{"actor":"specialist","account":"{one}","service":"{two}"}}"#)),
            Actor::Member { account, organisation, role: Role::Specialist, opened: None }
        );
        assert_eq!(
            read(&format!(r#"{{"actor":"administrator","account":"{one}"}}"#)),
            Actor::Administrator { account }
        );
        let phone = format!(r#"{{"actor":"phone","photo_request":"{two}","case":"{two}","account":"{one}"}}"#);
        assert_eq!(read(&phone).account(), Some(account));
        let nurse = Actor::Member { account, organisation, role: Role::Nurse, opened: None };
        let json = serde_json::to_string(&nurse).unwrap();
        assert_eq!(json, format!(r#"{{"actor":"member","account":"{one}","organisation":"{two}","role":"nurse"}}"#));
        assert_eq!(read(&json), nurse);
    }
}
