use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Policy;

/// One edition of a service's policy. Once published it is never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// 1, 2, 3 …, each service's own.
    pub number: i64,
    pub policy: Policy,
    /// From then on it may hold.
    pub from: Timestamp,
}

/// How an edition stands beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditionState {
    Holds,
    /// From its time on, unless another one is published before.
    Planned,
    /// It held until another one did.
    Past,
    /// A newer one began before its time came.
    Overtaken,
}

impl Edition {
    /// The newest whose time has come, of all editions in any order.
    pub fn holding(all: &[Self], now: Timestamp) -> Option<&Self> {
        all.iter().filter(|it| it.from <= now).max_by_key(|it| it.number)
    }

    /// How this one stands among all of its service.
    pub fn state(&self, all: &[Self], now: Timestamp) -> EditionState {
        let newer_from = all.iter().filter(|it| it.number > self.number).map(|it| it.from).min();
        if newer_from.is_some_and(|newer| newer <= self.from) {
            EditionState::Overtaken
        } else if self.from > now {
            EditionState::Planned
        } else if newer_from.is_some_and(|newer| newer <= now) {
            EditionState::Past
        } else {
            EditionState::Holds
        }
    }
}
