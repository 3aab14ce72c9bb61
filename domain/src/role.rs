//! Who a signed-in person is to Skinlink. To add a role: a line here, what it may in `access`, and its pages in `app`.

use serde::{Deserialize, Serialize};

use crate::{code::coded, organisation::OrganisationKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// GP, nurse or other clinician of a practice: asks.
    Referrer,
    /// Dermatologist or other clinician of a service: answers.
    Specialist,
    /// Whoever looks after the installation's accounts and organisations. Sees no case.
    Administrator,
}

coded! { Role, "role",
    Referrer => "referrer", "Referrer";
    Specialist => "specialist", "Specialist";
    Administrator => "administrator", "Administrator";
}

impl Role {
    /// Where this role starts after signing in.
    pub const fn home(self) -> &'static str {
        match self {
            Self::Referrer => "/home",
            Self::Specialist => "/worklist",
            Self::Administrator => "/admin",
        }
    }

    /// The kind of organisation that somebody has this role at; none for the whole installation's.
    pub const fn works_at(self) -> Option<OrganisationKind> {
        match self {
            Self::Referrer => Some(OrganisationKind::Practice),
            Self::Specialist => Some(OrganisationKind::Service),
            Self::Administrator => None,
        }
    }
}
