//! What is to be done about a patient who is sent to a photography hub.

use jiff::{Timestamp, ToSpan};

use super::{Task, TaskFacts, TaskKind, after::task};
use crate::{case::State, policy::Policy};

/// How far a visit has come. Times that are None have not happened, or are over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HubFacts {
    /// Since when a visit is open that was asked for.
    pub open: Option<Timestamp>,
    /// When a slot of it last came to nothing.
    pub fell_through: Option<Timestamp>,
    /// When the slot is that stands, and when it was booked.
    pub booked: Option<(Timestamp, Timestamp)>,
    /// Since when the patient is there.
    pub arrived: Option<Timestamp>,
    /// Since when the practice should know that one came to nothing.
    pub in_vain: Option<Timestamp>,
    /// Since when pictures of a hub wait to be looked at.
    pub photos_since: Option<Timestamp>,
}

/// Of a wrong patient nobody is expected.
fn open(facts: &TaskFacts) -> Option<Timestamp> {
    facts.hub.open.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))
}

/// A slot is to be booked, again after one that came to nothing. Late by when pictures should have been taken, which no
/// missed slot moves.
pub(super) fn book_hub(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let asked = open(facts).filter(|_| facts.hub.booked.is_none() && facts.hub.arrived.is_none())?;
    let days = i64::from(rules.tasks.hub_days);
    let due = asked.saturating_add((24 * days).hours()).unwrap_or(Timestamp::MAX);
    let since = facts.hub.fell_through.filter(|fell| *fell > asked).unwrap_or(asked);
    Some(Task { band: i64::from(!facts.looks_first), ..task(TaskKind::BookHub, since, Some(due.max(since))) })
}

/// Somebody is expected, or is there: pictures, or what came of it.
pub(super) fn photograph(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    open(facts)?;
    let (at, since) = match (facts.hub.arrived, facts.hub.booked) {
        (Some(arrived), _) => (arrived, arrived),
        (None, Some((at, booked))) => (at, booked),
        (None, None) => return None,
    };
    Some(task(TaskKind::Photograph, since, Some(rules.after(at, rules.tasks.note_days))))
}

/// Nobody was photographed, and the practice decides what comes next.
pub(super) fn note_hub(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let since =
        facts.hub.in_vain.filter(|_| !matches!(facts.state, State::WrongPatient { .. } | State::Withdrawn { .. }))?;
    Some(task(TaskKind::NoteHub, since, Some(rules.after(since, rules.tasks.read_days))))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;
    use crate::tasks::{after::nothing_but, tasks_after};

    fn start() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn draft(hub: HubFacts) -> TaskFacts {
        TaskFacts { hub, ..nothing_but(State::Draft, start()) }
    }

    fn of_hub(facts: &TaskFacts, now: Timestamp) -> Vec<TaskKind> {
        let is_its = |kind: TaskKind| matches!(kind, TaskKind::BookHub | TaskKind::Photograph);
        let all = tasks_after(facts, &Policy::default());
        all.iter().filter(|task| is_its(task.kind) && task.is_open(now)).map(|task| task.kind).collect()
    }

    proptest! {
        /// However often a slot falls through, an open visit is somebody's to do, and in one way.
        #[test]
        fn an_open_visit_always_has_one_task(acts in prop::collection::vec((0_u8..4, 1_i64..200), 0..20)) {
            let (mut now, mut hub) = (start(), HubFacts { open: Some(start()), ..HubFacts::default() });
            for (act, hours) in acts {
                now += SignedDuration::from_hours(hours);
                match (act, hub.booked, hub.arrived) {
                    (0, None, None) => hub.booked = Some((now + 48.hours(), now)),
                    (1, Some(_), None) => (hub.booked, hub.fell_through) = (None, Some(now)),
                    (2, Some(_), None) => (hub.booked, hub.arrived) = (None, Some(now)),
                    _ => {}
                }
                let is_booked = hub.booked.is_some() || hub.arrived.is_some();
                let expected = if is_booked { TaskKind::Photograph } else { TaskKind::BookHub };
                prop_assert_eq!(of_hub(&draft(hub), now), [expected]);
            }
            prop_assert_eq!(of_hub(&draft(HubFacts { open: None, ..hub }), now), []);
        }
    }

    #[test]
    fn pictures_are_late_a_week_after_they_were_asked_for() {
        let hub = HubFacts { open: Some(start()), ..HubFacts::default() };
        let due = |hub| book_hub(&draft(hub), &Policy::default()).unwrap().due.unwrap().to_string();
        assert_eq!(due(hub), "2026-12-01T10:00:00Z");
        // A slot that was missed gives no new week.
        assert_eq!(due(HubFacts { fell_through: Some(start() + 24.hours()), ..hub }), "2026-12-01T10:00:00Z");
        let booked = Some((start() + 24.hours(), start()));
        let task = photograph(&draft(HubFacts { booked, ..hub }), &Policy::default()).unwrap();
        assert_eq!(task.due.unwrap().to_string(), "2026-11-26T17:00:00Z");
    }
}
