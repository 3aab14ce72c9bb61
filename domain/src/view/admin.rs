use serde::{Deserialize, Serialize};

use super::When;
use crate::{
    clock::Division,
    ids::{AccountId, InvitationId, MembershipId, OrganisationId},
    organisation::OrganisationKind,
    registration::Registration,
    role::Role,
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
    pub hours: String,
    /// The one that it belongs to.
    pub parent: Option<(OrganisationId, String)>,
    /// Whose bank holidays a service does not count.
    pub division: Option<Division>,
    /// Who works there at present.
    pub people: u32,
    pub closed: Option<Closing>,
}

/// That an organisation closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub at: When,
    /// It is past that time: nobody works there.
    pub over: bool,
    /// The name of the one that goes on with its work; empty where none does.
    pub successor: String,
}

impl Closing {
    /// In a list.
    pub fn words(&self) -> String {
        let verb = if self.over { "Closed since" } else { "Takes nothing new, and closes on" };
        let successor = Some(&self.successor).filter(|name| !name.is_empty());
        let successor = successor.map(|name| format!("; {name} goes on with its work")).unwrap_or_default();
        format!("{verb} {}{successor}", self.at.full)
    }
}

/// One line of the people that administrators see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub registration: Option<Registration>,
    pub works_at: Vec<WorksAt>,
    pub standing: Standing,
    /// They also work where whoever asks does not look after people.
    #[serde(default)]
    pub elsewhere: bool,
    /// Whoever asks may reset their password: a manager only where the link is mailed to its owner.
    #[serde(default)]
    pub may_reset: bool,
    /// An administrator locked it: a manager does not unlock it.
    #[serde(default)]
    pub locked_above: bool,
}

/// A role that somebody has at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorksAt {
    pub membership: MembershipId,
    /// "Referrer, Riverside Surgery".
    pub place: String,
    pub role: Role,
    /// None of an administrator.
    pub organisation: Option<OrganisationId>,
    /// When it ends, where that is known.
    pub until: Option<When>,
}

impl WorksAt {
    /// In a list.
    pub fn words(&self) -> String {
        let until = self.until.as_ref().map(|until| format!(", until {}", until.full)).unwrap_or_default();
        format!("{}{until}", self.place)
    }
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
    /// Too many wrong codes in a row: the second step lets nobody in.
    CodesLocked,
    /// From then on.
    Leaves {
        at: When,
    },
    /// Since then.
    Left {
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
            Self::CodesLocked => "Locked after too many wrong codes".to_owned(),
            Self::Leaves { at } => format!("Leaves on {}", at.full),
            Self::Left { at } => format!("Left on {}", at.full),
        }
    }
}

/// Somebody who was invited and has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedLine {
    pub id: InvitationId,
    pub name: String,
    pub email: String,
    /// "Referrer, Riverside Surgery".
    pub works_at: String,
    /// None to be an administrator.
    pub organisation: Option<OrganisationId>,
    pub until: When,
    /// It is past that time.
    pub late: bool,
    /// Why the mail with the link was given up, where it was.
    pub not_mailed: Option<String>,
}

/// A role that somebody who has an account is invited to take on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferLine {
    pub id: InvitationId,
    /// "Referrer, Riverside Surgery".
    pub works_at: String,
    /// Who looks after people there sees the person's name and address, and ends the role.
    pub until: When,
}

/// What a link to choose a password is, and whether it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "invitation", rename_all = "snake_case")]
pub enum Invitation {
    Open {
        name: String,
        email: String,
        /// "Riverside Surgery and Park Street"; empty for an administrator, and after a reset.
        organisation: String,
        /// The account is there, and wants another password.
        is_reset: bool,
    },
    /// Whoever has this address has an account, and answers when they are signed in with it.
    HasAccount {
        email: String,
        /// "Riverside Surgery and Park Street"; empty for an administrator.
        organisation: String,
    },
    /// It was used: each works once.
    Used,
    /// A newer one for the same went to the same address.
    Replaced,
    /// Whoever made it thought better of it.
    TakenBack,
    /// The organisation that it was for is closed.
    Closed,
    /// Its time is over.
    Late,
    /// No link of ours, or not the whole of one.
    Unknown,
}
