//! What is to be done about photos that a plan asks for.

use jiff::{Timestamp, ToSpan};

use super::{Task, TaskFacts, TaskKind, after::task};
use crate::{case::State, monitoring::is_monitored, policy::Policy};

/// How a case's plan stands. Times that are None have not happened, or are over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonitoringFacts {
    /// Since when a plan is open.
    pub open: Option<Timestamp>,
    /// When it asks next.
    pub next: Option<Timestamp>,
    /// When the patient was asked, where nothing came yet.
    pub asked: Option<Timestamp>,
    /// Until when the link of that takes photos; None where there is none, or it was withdrawn.
    pub ends: Option<Timestamp>,
    /// Since when photos wait to be looked at, and whether that cannot wait.
    pub arrived: Option<(Timestamp, bool)>,
    /// The round before was missed, too, and the service does not know.
    pub missed_before: bool,
    /// When the last plan ended.
    pub ended: Option<Timestamp>,
}

/// Whether a plan is being followed.
pub(super) fn is_open(facts: &TaskFacts) -> bool {
    facts.monitoring.open.is_some() && is_monitored(&facts.state)
}

/// From when on somebody has to see to it that photos come: the link is over, none could be sent, or the plan's time has come
/// and a day later nobody was asked.
fn chased_from(facts: &TaskFacts) -> Option<Timestamp> {
    let it = facts.monitoring;
    if !is_open(facts) || it.arrived.is_some() {
        return None;
    }
    match (it.asked, it.next) {
        (Some(asked), _) => Some(it.ends.unwrap_or(asked)),
        (None, Some(next)) => Some(next.saturating_add(24.hours()).unwrap_or(Timestamp::MAX)),
        (None, None) => it.open,
    }
}

/// Nobody's queue: the plan's, or the patient's.
pub(super) fn await_round(facts: &TaskFacts) -> Option<Task> {
    let due = chased_from(facts)?;
    let since = facts.monitoring.asked.or(facts.monitoring.open)?;
    Some(task(TaskKind::AwaitRound, since, Some(due.max(since))))
}

pub(super) fn chase_round(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let from = chased_from(facts)?;
    Some(task(TaskKind::ChaseRound, from, Some(rules.after(from, rules.news.reach_days))))
}

/// Twice in a row nothing came: whoever planned it should know.
pub(super) fn note_missed_rounds(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let from = chased_from(facts).filter(|_| facts.monitoring.missed_before && facts.monitoring.asked.is_some())?;
    Some(task(TaskKind::NoteMissedRounds, from, Some(rules.after(from, rules.tasks.read_days))))
}

/// What may be worse comes first, and sooner.
pub(super) fn review_round(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let (since, is_worse) = facts.monitoring.arrived.filter(|_| is_open(facts))?;
    let days = if is_worse { rules.news.changed_days } else { rules.tasks.monitor_days };
    let due = Some(rules.after(since, days));
    Some(Task { band: i64::from(!is_worse), ..task(TaskKind::ReviewRound, since, due) })
}

/// When the last plan of a case that has none ended: from then on the practice has what is left to do.
pub(super) fn over(facts: &TaskFacts) -> Option<Timestamp> {
    let State::Acknowledged { answered, .. } = &facts.state else { return None };
    // One of before belonged to another answer.
    facts.monitoring.ended.filter(|ended| facts.monitoring.open.is_none() && *ended > answered.at)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Change, Kind, Outcome, Since, WaitingFor},
        clock::due,
        ids::{AccountId, ServiceId},
        tasks::{Owner, after::nothing_but, tasks_after},
    };

    fn start() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn read() -> State {
        let by = AccountId(Uuid::nil());
        let submit = Change::Submit {
            service: ServiceId(Uuid::nil()),
            due: due(start(), &Policy::default(), Kind::Advice),
            since: Since::default(),
        };
        let answer = Change::Answer {
            by,
            outcome: Outcome::Monitor,
            waiting_for: WaitingFor::Referrer,
            converts: false,
            undo_until: start(),
        };
        let changes = [submit, answer, Change::Acknowledge { by }];
        changes.into_iter().fold(State::Draft, |state, change| state.transition(change, start()).unwrap())
    }

    fn facts(monitoring: MonitoringFacts) -> TaskFacts {
        TaskFacts { monitoring, weeks: Some(12), ..nothing_but(read(), start()) }
    }

    fn open(monitoring: MonitoringFacts, now: Timestamp) -> Vec<TaskKind> {
        let all = tasks_after(&facts(monitoring), &Policy::default());
        all.iter().filter(|task| task.is_open(now)).map(|task| task.kind).collect()
    }

    fn later(hours: i64) -> Timestamp {
        start() + SignedDuration::from_hours(hours)
    }

    #[test]
    fn a_round_from_the_plan_to_the_look() {
        let planned = MonitoringFacts { open: Some(start()), next: Some(later(100)), ..MonitoringFacts::default() };
        assert_eq!(open(planned, later(1)), [TaskKind::AwaitRound]);
        // Nobody was asked although its time had come.
        assert_eq!(open(planned, later(124)), [TaskKind::AwaitRound, TaskKind::ChaseRound]);
        let asked = MonitoringFacts { next: None, asked: Some(later(100)), ends: Some(later(268)), ..planned };
        assert_eq!(open(asked, later(267)), [TaskKind::AwaitRound]);
        assert_eq!(open(asked, later(268)), [TaskKind::AwaitRound, TaskKind::ChaseRound]);
        // No text could be sent: somebody has to at once.
        assert_eq!(open(MonitoringFacts { ends: None, ..asked }, later(100))[1..], [TaskKind::ChaseRound]);
        let twice = MonitoringFacts { missed_before: true, ..asked };
        assert_eq!(open(twice, later(267)), [TaskKind::AwaitRound]);
        assert_eq!(open(twice, later(268))[1..], [TaskKind::ChaseRound, TaskKind::NoteMissedRounds]);
        let arrived = MonitoringFacts { arrived: Some((later(200), false)), ..asked };
        assert_eq!(open(arrived, later(300)), [TaskKind::ReviewRound]);
        let over = MonitoringFacts { open: None, next: None, asked: None, ended: Some(later(300)), ..asked };
        assert_eq!(open(over, later(300)), [TaskKind::FinishCase]);
    }

    /// What a patient is worried about is due the next working day, and stands on top; the rest in a week.
    #[test]
    fn what_may_be_worse_is_looked_at_first() {
        let one = |is_worse| {
            let arrived = Some((start(), is_worse));
            let it = MonitoringFacts { open: Some(start()), arrived, ..MonitoringFacts::default() };
            let task = review_round(&facts(it), &Policy::default()).unwrap();
            (task.band, task.due.unwrap().to_string())
        };
        assert_eq!(one(true), (0, "2026-11-25T17:00:00Z".to_owned()));
        assert_eq!(one(false), (1, "2026-12-01T17:00:00Z".to_owned()));
    }

    proptest! {
        /// However a plan stands, somebody has something to do about it by a time, and once that is over it is a practice's
        /// or a service's.
        #[test]
        fn an_open_plan_waits_for_nobody_in_silence(
            next in prop::option::of(0_i64..5_000), asked in prop::option::of(0_i64..5_000),
            ends in prop::option::of(0_i64..5_000), arrived in prop::option::of((0_i64..5_000, any::<bool>())),
            missed_before in any::<bool>(), ended in prop::option::of(0_i64..5_000), now in 0_i64..10_000,
        ) {
            let it = MonitoringFacts {
                open: Some(start()),
                next: next.map(later),
                asked: asked.map(later),
                ends: ends.map(later),
                arrived: arrived.map(|(at, is_worse)| (later(at), is_worse)),
                missed_before,
                ended: ended.map(later),
            };
            let all = tasks_after(&facts(it), &Policy::default());
            prop_assert!(all.iter().any(|task| task.due.is_some() && task.until.is_none()));
            prop_assert!(all.iter().all(|task| task.kind != TaskKind::FinishCase), "the plan goes on");
            // Whatever is late is somebody's.
            let latest = all.iter().filter_map(|task| task.due).max().unwrap().max(later(now));
            let of_somebody = |task: &&Task| task.kind.owner() != Owner::Patient && task.is_open(latest);
            prop_assert!(all.iter().filter(of_somebody).count() > 0);
        }
    }
}
