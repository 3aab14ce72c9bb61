//! What clinicians of a service ask of each other.

use jiff::Timestamp;

use super::{Task, TaskFacts, TaskKind, after::task};
use crate::{case::State, policy::Policy};

/// What is open between them, as since when and by when; None of what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReviewFacts {
    pub release: Option<(Timestamp, Timestamp)>,
    pub opinion: Option<(Timestamp, Timestamp)>,
    pub meeting: Option<(Timestamp, Timestamp)>,
    pub second_reading: Option<(Timestamp, Timestamp)>,
    /// Since when whoever asked has something to read.
    pub reply: Option<Timestamp>,
}

/// Whether the case is still this service's to think about: nobody took it back, sent it on, or found it to be of somebody else.
fn is_theirs(state: &State) -> bool {
    match state {
        State::Draft | State::Withdrawn { .. } | State::WrongPatient { .. } => false,
        State::InQueue { .. } | State::Paused { .. } => true,
        State::Answered { answered, .. }
        | State::Acknowledged { answered, .. }
        | State::Converted { answered, .. }
        | State::Closed { answered, .. } => answered.sent_on.is_none(),
    }
}

fn open(facts: &TaskFacts, kind: TaskKind, open: Option<(Timestamp, Timestamp)>) -> Option<Task> {
    let (since, due) = open.filter(|_| is_theirs(&facts.state))?;
    Some(task(kind, since, Some(due)))
}

/// Only while there is an answer to be sent.
pub(super) fn release(facts: &TaskFacts) -> Option<Task> {
    let waits = matches!(facts.state, State::InQueue { .. } | State::Paused { .. });
    open(facts, TaskKind::ReleaseAnswer, facts.reviews.release.filter(|_| waits))
}

pub(super) fn opinion(facts: &TaskFacts) -> Option<Task> {
    open(facts, TaskKind::GiveOpinion, facts.reviews.opinion)
}

pub(super) fn meeting(facts: &TaskFacts) -> Option<Task> {
    open(facts, TaskKind::DiscussCase, facts.reviews.meeting)
}

pub(super) fn second_reading(facts: &TaskFacts) -> Option<Task> {
    open(facts, TaskKind::ReadAgain, facts.reviews.second_reading)
}

/// What was said is there to be read also where the case is no longer theirs, except of another patient.
pub(super) fn reply(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let since = facts.reviews.reply.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))?;
    Some(task(TaskKind::ReadReview, since, Some(rules.after(since, rules.tasks.read_days))))
}
