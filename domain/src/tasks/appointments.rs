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
    /// When the visit was booked that the patient came to, of several the one booked last.
    pub seen_booked: Option<Timestamp>,
    pub fell_through: Option<Timestamp>,
    /// Since when whoever books needs the practice to reach the patient.
    pub asks_practice: Option<Timestamp>,
    /// Since when the practice should know that the patient did not come.
    pub missed: Option<Timestamp>,
    /// Since when it is said that the patient is to be treated, and nothing else since.
    pub planned: Option<Timestamp>,
    /// Since when everything is said that came of it.
    pub finished: Option<Timestamp>,
    /// Since when the practice should read what was said of that.
    pub concluded: Option<Timestamp>,
}

/// What happened since the answer that stands: a visit of before one was retracted is none of the next.
fn since(answered: &Answered, at: Option<Timestamp>) -> Option<Timestamp> {
    at.filter(|at| *at >= effect(answered))
}

/// Since when there is nothing to book any longer: the patient was seen, and is not to be treated after that, or everything
/// is said that came of them. Only where no appointment stands.
fn is_over(facts: &TaskFacts, answered: &Answered) -> Option<Timestamp> {
    let AppointmentFacts { seen, seen_booked, fell_through, planned, finished, .. } = facts.appointment;
    // What was planned at a visit is not done by it, whenever somebody says how that went.
    let is_for_plan = planned.is_none() || seen_booked > planned;
    let seen = since(answered, seen).filter(|seen| Some(*seen) >= fell_through && is_for_plan);
    since(answered, finished).or(seen)
}

/// An appointment is to be booked, once it is certain that there will be one, again after one that came to nothing, and for
/// a treatment.
pub(super) fn arrange(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Converted { answered, .. } = &facts.state else { return None };
    let AppointmentFacts { booked, fell_through, planned, .. } = facts.appointment;
    // Until the practice agrees to it, the patient stays on the pathway that they are on.
    if facts.state.is_to_agree() || booked.is_some() || is_over(facts, answered).is_some() {
        return None;
    }
    let is_urgent = answered.outcome.is_urgent();
    let since = [Some(effect(answered)), fell_through, planned].into_iter().flatten().max()?;
    let days = if is_urgent { rules.news.contact_days } else { 5 * rules.news.routine_weeks };
    Some(Task { band: i64::from(!is_urgent), ..task(TaskKind::Arrange, since, Some(rules.after(since, days))) })
}

/// Whatever became of the answer since: somebody expects the patient. Of a wrong patient's nothing is expected.
pub(super) fn note_visit(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let (at, since) = facts.appointment.booked.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))?;
    Some(task(TaskKind::NoteVisit, since, Some(rules.after(at, rules.tasks.note_days))))
}

/// The patient was seen, or everything is said that came of them, and nobody has said that the case is done.
pub(super) fn conclude(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Converted { answered, .. } = &facts.state else { return None };
    let since = is_over(facts, answered).filter(|_| facts.appointment.booked.is_none())?;
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

/// The practice reads what was found and done for its patient, also after the case was closed.
pub(super) fn read_conclusion(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let since = facts.appointment.concluded.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))?;
    Some(task(TaskKind::ReadConclusion, since, Some(rules.after(since, rules.tasks.read_days))))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, ToSpan};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Asked, Outcome, Since},
        ids::{AccountId, ServiceId},
        tasks::{after::nothing_but, tasks_after},
    };

    /// Tuesday, 24 November 2026, 10:00.
    fn start() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn taken_over(appointment: AppointmentFacts) -> TaskFacts {
        let at = start();
        let asked = Asked {
            service: ServiceId(Uuid::nil()),
            submitted: at,
            due: at,
            since: Since::default(),
            pauses: Vec::new(),
        };
        let by = AccountId(Uuid::nil());
        let answered = Answered { by, at, outcome: Outcome::UrgentClinic, undo_until: at, over: None, sent_on: None };
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
        fn somebody_always_has_the_next_step_on_the_way_to_an_appointment(acts in prop::collection::vec((0_u8..6, 1_i64..200), 0..20)) {
            let (mut now, mut appointment) = (start(), AppointmentFacts::default());
            for (act, hours) in acts {
                now += SignedDuration::from_hours(hours);
                match (act, appointment.booked) {
                    (0, None) => appointment.booked = Some((now + 5.hours(), now)),
                    (1, Some((_, booked))) => {
                        (appointment.booked, appointment.seen) = (None, Some(now));
                        appointment.seen_booked = appointment.seen_booked.max(Some(booked));
                    }
                    (2, Some(_)) => (appointment.booked, appointment.fell_through) = (None, Some(now)),
                    (3, _) => (appointment.planned, appointment.finished) = (Some(now), None),
                    (4, _) => (appointment.planned, appointment.finished) = (None, Some(now)),
                    (5, _) => (appointment.planned, appointment.finished) = (None, None),
                    _ => {}
                }
                let step = match (appointment.booked, appointment.finished, appointment.seen) {
                    (Some(_), ..) => TaskKind::NoteVisit,
                    (None, Some(_), _) => TaskKind::Conclude,
                    (None, None, seen)
                        if seen > appointment.fell_through
                            && (appointment.planned.is_none() || appointment.seen_booked > appointment.planned) =>
                    {
                        TaskKind::Conclude
                    }
                    (None, None, _) => TaskKind::Arrange,
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

    /// Treated at another time than seen: somebody books that, and then says that it was done.
    #[test]
    fn who_is_to_be_treated_is_booked_again() {
        // Planned at the visit, and somebody says hours later that the patient came.
        let (seen, planned) = (Some(start() + 3.hours()), Some(start() + 2.hours()));
        let seen_booked = Some(start());
        let facts = taken_over(AppointmentFacts { seen, seen_booked, planned, ..AppointmentFacts::default() });
        assert_eq!(steps(&facts, start() + 3.hours()), [TaskKind::Arrange]);
        assert_eq!(arrange(&facts, &Policy::default()).unwrap().since, start() + 2.hours());
        let (seen, seen_booked) = (Some(start() + 5.hours()), Some(start() + 4.hours()));
        let treated = AppointmentFacts { seen, seen_booked, ..facts.appointment };
        assert_eq!(steps(&taken_over(treated), start() + 6.hours()), [TaskKind::Conclude]);
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
