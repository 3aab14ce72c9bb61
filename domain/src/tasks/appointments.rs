//! What is to be done on the way to an appointment, and after it.

use jiff::Timestamp;

use super::{
    Task, TaskFacts, TaskKind,
    after::{effect, task},
};
use crate::{
    case::{Answered, State},
    policy::Policy,
};

/// How far a case has come on the way to its appointment. Times that are None have not happened, or are over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AppointmentFacts {
    /// When the appointment is that stands, and when it was booked.
    pub booked: Option<(Timestamp, Timestamp)>,
    /// When the patient was last seen, or an appointment last came to nothing.
    pub seen: Option<Timestamp>,
    pub fell_through: Option<Timestamp>,
    /// Since when whoever books needs the practice to reach the patient.
    pub asks_practice: Option<Timestamp>,
    /// Since when the practice should know that the patient did not come.
    pub missed: Option<Timestamp>,
}

/// When the patient was last seen by what was decided last: a visit of before an answer was retracted is none of the next.
fn seen_since(facts: &TaskFacts, answered: &Answered) -> Option<Timestamp> {
    facts.appointment.seen.filter(|seen| *seen >= effect(answered))
}

/// An appointment is to be booked, once it is certain that there will be one, and again after one that came to nothing.
pub(super) fn arrange(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Converted { answered, .. } = &facts.state else { return None };
    let AppointmentFacts { booked, fell_through, .. } = facts.appointment;
    let seen = seen_since(facts, answered);
    // Until the practice agrees to it, the patient stays on the pathway that they are on.
    if facts.state.is_to_agree() || booked.is_some() || seen.is_some_and(|seen| Some(seen) >= fell_through) {
        return None;
    }
    let is_urgent = answered.outcome.is_urgent();
    let since = fell_through.map_or(effect(answered), |at| at.max(effect(answered)));
    let days = if is_urgent { rules.news.contact_days } else { 5 * rules.news.routine_weeks };
    Some(Task { band: i64::from(!is_urgent), ..task(TaskKind::Arrange, since, Some(rules.after(since, days))) })
}

/// Whatever became of the answer since: somebody expects the patient. Of a wrong patient's nothing is expected.
pub(super) fn note_visit(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let (at, since) = facts.appointment.booked.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))?;
    Some(task(TaskKind::NoteVisit, since, Some(rules.after(at, rules.tasks.note_days))))
}

/// The patient was seen, and nobody has said that everything is done.
pub(super) fn conclude(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Converted { answered, .. } = &facts.state else { return None };
    let AppointmentFacts { booked, fell_through, .. } = facts.appointment;
    let since = seen_since(facts, answered).filter(|seen| Some(*seen) >= fell_through && booked.is_none())?;
    (!facts.state.is_to_agree())
        .then(|| task(TaskKind::Conclude, since, Some(rules.after(since, rules.tasks.finish_days))))
}

/// Nobody answers by the numbers that the service has; the practice may have others, or see the patient.
pub(super) fn help_reach(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let since = facts.appointment.asks_practice.filter(|_| matches!(facts.state, State::Converted { .. }))?;
    Some(task(TaskKind::HelpReach, since, Some(rules.after(since, rules.news.reach_days))))
}

/// The practice knows that its patient did not come: they may think that nothing more is to be done.
pub(super) fn note_missed(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let since = facts.appointment.missed.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))?;
    Some(task(TaskKind::NoteMissed, since, Some(rules.after(since, rules.tasks.read_days))))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, ToSpan};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Asked, Outcome},
        ids::{AccountId, ServiceId},
        tasks::{after::nothing_but, tasks_after},
    };

    /// Tuesday, 24 November 2026, 10:00.
    fn start() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn taken_over(appointment: AppointmentFacts) -> TaskFacts {
        let at = start();
        let asked = Asked { service: ServiceId(Uuid::nil()), submitted: at, due: at, pauses: Vec::new() };
        let by = AccountId(Uuid::nil());
        let answered = Answered { by, at, outcome: Outcome::UrgentClinic, undo_until: at, over: None };
        let state = State::Converted { asked, answered, acknowledged: None };
        TaskFacts { appointment, ..nothing_but(state, at) }
    }

    /// Those of the way to an appointment that are open now.
    fn steps(facts: &TaskFacts, now: Timestamp) -> Vec<TaskKind> {
        let is_step = |kind: TaskKind| matches!(kind, TaskKind::Arrange | TaskKind::NoteVisit | TaskKind::Conclude);
        let all = tasks_after(facts, &Policy::default());
        all.iter().filter(|task| is_step(task.kind) && task.is_open(now)).map(|task| task.kind).collect()
    }

    proptest! {
        /// Whatever becomes of however many appointments, one step is somebody's to do, and only one.
        #[test]
        fn somebody_always_has_the_next_step_on_the_way_to_an_appointment(acts in prop::collection::vec((0_u8..4, 1_i64..200), 0..20)) {
            let (mut now, mut appointment) = (start(), AppointmentFacts::default());
            for (act, hours) in acts {
                now += SignedDuration::from_hours(hours);
                match (act, appointment.booked) {
                    (0, None) => appointment.booked = Some((now + 5.hours(), now)),
                    (1, Some(_)) => (appointment.booked, appointment.seen) = (None, Some(now)),
                    (2, Some(_)) => (appointment.booked, appointment.fell_through) = (None, Some(now)),
                    _ => {}
                }
                let step = match (appointment.booked, appointment.seen, appointment.fell_through) {
                    (Some(_), ..) => TaskKind::NoteVisit,
                    (None, seen, fell_through) if seen > fell_through => TaskKind::Conclude,
                    (None, ..) => TaskKind::Arrange,
                };
                prop_assert_eq!(steps(&taken_over(appointment), now), [step]);
            }
        }
    }

    #[test]
    fn a_visit_of_before_the_answer_is_none_of_it() {
        let seen = Some(start() - 1.hour());
        let before = taken_over(AppointmentFacts { seen, ..AppointmentFacts::default() });
        assert_eq!(steps(&before, start()), [TaskKind::Arrange]);
    }

    #[test]
    fn what_fell_through_is_due_anew_and_what_is_urgent_comes_first() {
        let task = |facts: &TaskFacts| arrange(facts, &Policy::default()).unwrap();
        let first = task(&taken_over(AppointmentFacts::default()));
        assert_eq!((first.band, first.due.unwrap().to_string()), (0, "2026-12-01T17:00:00Z".to_owned()));
        let fell_through = Some("2026-12-07T10:00:00Z".parse().unwrap());
        let again = task(&taken_over(AppointmentFacts { fell_through, ..AppointmentFacts::default() }));
        assert_eq!(again.due.unwrap().to_string(), "2026-12-14T17:00:00Z");
    }
}
