use serde::{Deserialize, Serialize};

use crate::case::Kind;

/// A page of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What holds whatever is asked for.
    Service,
    Pathway(Kind),
}

impl Part {
    pub const ALL: [Self; 4] =
        [Self::Pathway(Kind::Advice), Self::Pathway(Kind::Assessment), Self::Pathway(Kind::Cancer), Self::Service];

    /// Its name in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Pathway(kind) => kind.as_str(),
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Service => "Working days and reminders",
            Self::Pathway(kind) => kind.label(),
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == name)
    }
}
