//! What an organisation is: who asks, who answers, and whom they belong to. To add a kind: a line here, and what its
//! people are in `role`.

use serde::{Deserialize, Serialize};

use crate::code::coded;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A GP organisation: asks.
    Practice,
    /// A dermatology department or another that answers.
    Service,
    /// What services belong to.
    Trust,
}

coded! { OrganisationKind, "organisation",
    Practice => "practice", "Practice";
    Service => "service", "Service";
    Trust => "trust", "Trust";
}
