//! Who a signed-in person is to Skinlink.

use serde::{Deserialize, Serialize};

use crate::code::coded;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// GP, nurse or other clinician of a practice: asks.
    Referrer,
    /// Dermatologist or other clinician of a service: answers.
    Specialist,
}

coded! { Role, "role",
    Referrer => "referrer", "Referrer";
    Specialist => "specialist", "Specialist";
}

impl Role {
    /// Where this role starts after signing in.
    pub const fn home(self) -> &'static str {
        match self {
            Self::Referrer => "/home",
            Self::Specialist => "/worklist",
        }
    }
}
