use serde::{Deserialize, Serialize};

use crate::{
    clock::DayAhead,
    ids::{AbsenceId, AccountId},
    tasks::TaskKind,
};

/// Who works at an organisation, who is away, and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    pub is_service: bool,
    /// Whoever may note that others are away.
    pub may_manage: bool,
    /// Who asks.
    pub own: AccountId,
    /// Each once, by name.
    pub people: Vec<(AccountId, String)>,
    /// Now and later, the next first.
    pub away: Vec<AwayLine>,
    /// What is to be done here: how many of each kind, and how many of those are late, each up to 1,000; those with any.
    pub waits: Vec<(TaskKind, u32, u32)>,
    /// Of those at a practice, how many are each person's own, and how many of these are late, among the 1,000 that are due first.
    pub whose: Vec<(String, u32, u32)>,
    pub coming: Option<Coming>,
}

/// What a service has to answer in the coming days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// Overdue now, up to 1,000.
    pub late: u32,
    /// How many were answered in the last `PACE_DAYS` working days.
    pub answered: u32,
    pub days: Vec<DayAhead>,
}

/// Somebody who is away, or will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayLine {
    pub id: AbsenceId,
    pub who: String,
    pub stand_in: String,
    /// "1 December 2026", the first day and the last.
    pub from: String,
    pub until: String,
    pub is_now: bool,
    /// It is about whoever asks.
    pub own: bool,
    /// Whoever asks stands in, also for somebody who stands in and is away.
    pub mine: bool,
    pub may_end: bool,
}
