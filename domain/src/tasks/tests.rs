use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::{after::nothing_but, *};
use crate::{
    case::{Change, Outcome, Party, Since, State, WaitingFor, WrongPatientReason},
    clock::due,
    ids::{AccountId, ServiceId},
    policy::Policy,
};

const BY: AccountId = AccountId(Uuid::nil());

/// Tuesday, 24 November 2026, 10:00.
fn start() -> Timestamp {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn facts(state: State) -> TaskFacts {
    nothing_but(state, start())
}

fn answer(outcome: Outcome, converts: bool, now: Timestamp) -> Change {
    let undo_until = now + 10.seconds();
    Change::Answer { by: BY, outcome, waiting_for: WaitingFor::Referrer, converts, undo_until }
}

fn submitted() -> State {
    let due = due(start(), &Policy::default(), crate::case::Kind::Advice);
    State::Draft
        .transition(Change::Submit { service: ServiceId(Uuid::nil()), due, since: Since::default() }, start())
        .unwrap()
}

fn answered(outcome: Outcome, converts: bool) -> State {
    submitted().transition(answer(outcome, converts, start()), start()).unwrap()
}

fn tasks(facts: &TaskFacts) -> Vec<Task> {
    tasks_after(facts, &Policy::default())
}

fn kinds(facts: &TaskFacts, now: Timestamp) -> Vec<TaskKind> {
    tasks(facts).iter().filter(|task| task.is_open(now)).map(|task| task.kind).collect()
}

fn one(facts: &TaskFacts, kind: TaskKind) -> Task {
    tasks(facts).into_iter().find(|task| task.kind == kind).unwrap()
}

#[test]
fn what_waits_in_each_state() {
    let read = |state: State| state.transition(Change::Acknowledge { by: BY }, start() + 20.seconds()).unwrap();
    let wrong = Change::WrongPatient { by: BY, because: WrongPatientReason::Pictures };
    use TaskKind::{
        Answer, Arrange, AwaitMore, FinishCase, FinishDraft, ReadAnswer, Refer, SendMore, SettleAtPractice,
        SettleAtService,
    };
    let table: [(State, &[TaskKind]); 12] = [
        (State::Draft, &[FinishDraft]),
        (submitted(), &[Answer]),
        (answered(Outcome::MoreInformation, false), &[AwaitMore, SendMore]),
        (answered(Outcome::Reassure, false), &[ReadAnswer]),
        (answered(Outcome::RoutineClinic, false), &[ReadAnswer, Refer]),
        (read(answered(Outcome::RoutineClinic, false)), &[Refer]),
        (read(answered(Outcome::Monitor, false)), &[FinishCase]),
        (read(answered(Outcome::Reassure, false)), &[]),
        (answered(Outcome::UrgentClinic, true), &[ReadAnswer, Arrange]),
        (read(answered(Outcome::UrgentClinic, true)), &[Arrange]),
        // The service arranges nothing that the practice has to agree to first.
        (answered(Outcome::Downgrade, true), &[ReadAnswer]),
        (submitted().transition(wrong, start()).unwrap(), &[SettleAtPractice, SettleAtService]),
    ];
    for (state, expected) in table {
        let label = state.kind();
        assert_eq!(kinds(&facts(state), start() + 1.minute()), expected, "{label:?}");
    }
}

#[test]
fn an_answer_is_nobodys_to_read_while_it_can_be_taken_back() {
    let facts = facts(answered(Outcome::RoutineClinic, false));
    assert_eq!(kinds(&facts, start() + 9.seconds()), []);
    assert_eq!(kinds(&facts, start() + 10.seconds()), [TaskKind::ReadAnswer, TaskKind::Refer]);
}

/// A Tuesday's answer is to be read by Thursday, 17:00; then it is everybody's, and on Monday the manager's.
#[test]
fn what_is_late_is_handed_on() {
    let task = one(&facts(answered(Outcome::Reassure, false)), TaskKind::ReadAnswer);
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(task.due, Some(at("2026-11-26T17:00:00Z")));
    assert_eq!(task.hands_on, Some(at("2026-11-30T17:00:00Z")));
}

#[test]
fn photos_that_were_asked_for_become_the_practices_to_do_without() {
    let ends = start() + SignedDuration::from_hours(7 * 24);
    let asked = TaskFacts { link_ends: Some(ends), without_since: Some(ends), ..facts(State::Draft) };
    let before = ends - 1.millisecond();
    assert_eq!(kinds(&asked, before), [TaskKind::FinishDraft, TaskKind::SendPhotos]);
    assert_eq!(kinds(&asked, ends), [TaskKind::FinishDraft, TaskKind::GoOnWithout]);
    let with_pictures = TaskFacts { has_pictures: true, ..asked };
    assert_eq!(kinds(&with_pictures, ends), [TaskKind::FinishDraft]);
}

#[test]
fn repeat_pictures_are_due_after_their_weeks() {
    let read = answered(Outcome::Monitor, false).transition(Change::Acknowledge { by: BY }, start()).unwrap();
    let task = one(&TaskFacts { weeks: Some(12), ..facts(read.clone()) }, TaskKind::FinishCase);
    assert_eq!(task.due, Some(start() + SignedDuration::from_hours(12 * 7 * 24)));
    assert_eq!(one(&facts(read), TaskKind::FinishCase).due.unwrap().to_string(), "2026-12-22T17:00:00Z");
}

#[test]
fn a_message_waits_for_the_other_side() {
    let written = TaskFacts { unread: [None, Some(start())], ..facts(submitted()) };
    assert_eq!(kinds(&written, start()), [TaskKind::Answer, TaskKind::ReadMessageAtService]);
    assert_eq!(one(&written, TaskKind::ReadMessageAtService).due.unwrap().to_string(), "2026-11-26T17:00:00Z");
    let answered = TaskFacts { unread: [Some(start()), None], ..facts(submitted()) };
    assert_eq!(kinds(&answered, start()), [TaskKind::Answer, TaskKind::ReadMessage]);
}

#[test]
fn an_amended_answer_comes_before_upgrades_and_these_before_the_rest() {
    let of =
        |outcome, amended| one(&TaskFacts { amended, ..facts(answered(outcome, false)) }, TaskKind::ReadAnswer).band;
    assert_eq!(of(Outcome::Reassure, Some(start())), 0);
    assert_eq!((of(Outcome::UpgradeToCancer, None), of(Outcome::Reassure, None)), (1, 2));
}

#[test]
fn a_patient_is_told_once_the_answer_was_read_or_is_late() {
    let tell_by = start() + SignedDuration::from_hours(31);
    let unread = TaskFacts { tell_by: Some(tell_by), ..facts(answered(Outcome::Reassure, false)) };
    let from = |facts: &TaskFacts| one(facts, TaskKind::TellPatient).from;
    assert_eq!(from(&unread), tell_by);
    let state = unread.state.clone().transition(Change::Acknowledge { by: BY }, start() + 1.hour()).unwrap();
    assert_eq!(from(&TaskFacts { state, ..unread.clone() }), start() + 10.seconds());
    let told = TaskFacts { news: Some(start()), ..unread };
    assert!(tasks(&told).iter().all(|task| task.kind != TaskKind::TellPatient));
    // What they know stands no longer, and the news of the next answer are still to come.
    let (retell, news) = (start() + 1.minute(), start() + 1.hour());
    let again = one(&TaskFacts { retell: Some(retell), news: Some(news), ..told }, TaskKind::TellPatient);
    assert_eq!((again.from, again.until), (retell, Some(news)));
}

/// Anything that can be done with a case, at any time, in any order: refused where it is refused.
fn acts() -> impl Strategy<Value = Vec<(u8, i64)>> {
    prop::collection::vec((0_u8..15, prop_oneof![0_i64..60, 0_i64..1_000_000]), 0..24)
}

fn change(act: u8, asked: ServiceId, now: Timestamp) -> Change {
    let outcomes = Outcome::ALL;
    let outcome = outcomes[usize::try_from(now.as_second().rem_euclid(20)).unwrap_or(0)];
    match act {
        0 | 1 => Change::Submit {
            service: asked,
            due: due(now, &Policy::default(), crate::case::Kind::Advice),
            since: Since::default(),
        },
        2 | 3 => answer(outcome, false, now),
        4 => answer(outcome, outcome.needs_appointment(), now),
        5 => Change::TakeBack { by: BY },
        6 => Change::Retract,
        7 => Change::Disagree,
        8 => Change::Resume { service: asked, due: now },
        9 => Change::Acknowledge { by: BY },
        10 => Change::Refer { by: BY },
        11 => Change::Close,
        12 => Change::Withdraw { by: BY },
        13 => Change::SendOn { by: BY, to: crate::ids::CaseId(Uuid::nil()) },
        _ => Change::SettleWrongPatient { by: BY, party: Party::Practice },
    }
}

proptest! {
    /// Nothing waits in silence: a case that has not ended has an open task with an owner and a due time, now or, where
    /// an answer can still be taken back, in those ten seconds.
    #[test]
    fn a_case_that_has_not_ended_is_somebodys_to_do(acts in acts()) {
        let (mut state, mut now) = (State::Draft, start());
        for (act, seconds) in acts {
            now += SignedDuration::from_secs(seconds);
            if let Ok(next) = state.clone().transition(change(act, ServiceId(Uuid::nil()), now), now) {
                state = next;
            }
            let facts = TaskFacts { changed: now, ..facts(state.clone()) };
            let open = tasks(&facts);
            let mut seen = std::collections::BTreeSet::new();
            prop_assert!(open.iter().all(|task| seen.insert(task.kind)), "one of each kind");
            let waits = |task: &Task| task.due.is_some() && task.until.is_none() && task.is_open(now + crate::case::UNDO);
            prop_assert!(state.ended().is_some() || open.iter().any(waits), "{state:?}");
            prop_assert!(open.iter().all(|task| task.hands_on.is_some() == task.due.is_some()));
        }
    }
}

#[test]
fn what_was_dealt_with_by_one_side_is_the_others_still() {
    let wrong = Change::WrongPatient { by: BY, because: WrongPatientReason::Pictures };
    let state = submitted().transition(wrong, start()).unwrap();
    let state = state.transition(Change::SettleWrongPatient { by: BY, party: Party::Practice }, start()).unwrap();
    assert_eq!(kinds(&facts(state), start()), [TaskKind::SettleAtService]);
}

/// A patient who was texted on a Tuesday has the five working days to the next one.
#[test]
fn an_answer_that_its_patient_has_not_opened_is_the_practices_to_tell() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let texted = TaskFacts { unread_since: Some(start()), ..facts(answered(Outcome::Reassure, false)) };
    let task = one(&texted, TaskKind::ReachUnread);
    assert_eq!((task.from, task.until, task.since), (at("2026-12-01T17:00:00Z"), None, start()));
    assert_eq!(task.due, Some(at("2026-12-02T17:00:00Z")));
    let is_told = |facts: &TaskFacts| tasks(facts).iter().any(|task| task.kind == TaskKind::ReachUnread);
    let of = |state: State| TaskFacts { state, ..texted.clone() };
    let read = |state: State| state.transition(Change::Acknowledge { by: BY }, start() + 20.seconds()).unwrap();
    let wrong = Change::WrongPatient { by: BY, because: WrongPatientReason::Pictures };
    let acknowledged = read(answered(Outcome::Monitor, false));
    // Whatever became of the request, they have not heard what was found.
    for state in [
        acknowledged.clone(),
        acknowledged.transition(Change::Close, start() + 30.seconds()).unwrap(),
        answered(Outcome::UrgentClinic, true),
        read(answered(Outcome::Downgrade, true)),
    ] {
        assert!(is_told(&of(state.clone())), "{state:?}");
    }
    for state in [
        submitted(),
        answered(Outcome::MoreInformation, false),
        answered(Outcome::Downgrade, true),
        answered(Outcome::Reassure, false).transition(wrong, start()).unwrap(),
    ] {
        assert!(!is_told(&of(state.clone())), "{state:?}");
    }
    // Whom a text did not reach is on that list for as long as a link would show something, and on this one until told.
    assert!(is_told(&TaskFacts { unreached_since: Some(start()), ..texted.clone() }));
    assert!(!is_told(&TaskFacts { unread_since: None, ..texted }));
}
