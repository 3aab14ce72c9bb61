use serde::{Deserialize, Serialize};

use super::When;
use crate::{
    ids::{AccountId, OrganisationId},
    organisation::OrganisationKind,
};

/// One line of the organisations that administrators see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationLine {
    pub id: OrganisationId,
    pub kind: OrganisationKind,
    pub name: String,
    /// Empty where it has none.
    pub ods_code: String,
    pub phone: String,
    /// The name of the one that it belongs to; empty where it is none's.
    pub parent: String,
    /// Who works there at present.
    pub people: u32,
    pub closed: Option<When>,
}

/// One line of the people that administrators see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    /// "Referrer, Riverside Surgery", one for each role that holds at present.
    pub works_at: Vec<String>,
    pub standing: Standing,
}

/// Whether somebody can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Active,
    /// Nobody has chosen a password yet since it was made or reset.
    NoPassword,
    Locked {
        since: When,
    },
    /// From then on; it may be still to come.
    Leaves {
        at: When,
    },
}

impl Standing {
    /// In a list.
    pub fn words(&self) -> String {
        match self {
            Self::Active => "Can sign in".to_owned(),
            Self::NoPassword => "Has to choose a password by the link".to_owned(),
            Self::Locked { since } => format!("Locked since {}", since.short),
            Self::Leaves { at } => format!("Leaves on {}", at.full),
        }
    }
}

/// Somebody who was invited and has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedLine {
    pub name: String,
    pub email: String,
    /// "Referrer, Riverside Surgery".
    pub works_at: String,
    pub until: When,
    /// It is past that time.
    pub late: bool,
}

/// What a link to choose a password is, and whether it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "invitation", rename_all = "snake_case")]
pub enum Invitation {
    Open {
        name: String,
        email: String,
        /// Empty for an administrator, and after a reset.
        organisation: String,
        /// The account is there, and wants another password.
        is_reset: bool,
    },
    /// It was used: each works once.
    Used,
    /// A newer one went to the same address.
    Replaced,
    /// Its time is over.
    Late,
    /// No link of ours, or not the whole of one.
    Unknown,
}
