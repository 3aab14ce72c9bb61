//! Nothing waits in silence: whatever is done about a case, by whomever, what somebody has to do next is on their list.

use std::collections::BTreeSet;

use backend::{cases, photo_requests};
use domain::{
    case::Answer,
    ids::CaseId,
    view::{AnswerSent, CaseList, HomeView, WorklistQuery, WorklistShow},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use sqlx::FromRow;

use crate::support::{World, answer, ask_patient, form_key, on_both, patient, send};

on_both!(
    random_acts_leave_the_tasks_that_the_case_has,
    what_is_late_for_days_is_the_managers_too,
    the_home_page_says_what_to_do_next,
    an_answer_that_was_read_is_on_a_list_until_it_is_finished,
    what_a_service_took_over_is_on_its_list,
);

const HOUR: u64 = 3_600;

/// Each open task with what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, FromRow)]
struct Row {
    case_id: String,
    kind: String,
    from_at: i64,
    until_at: i64,
    due_at: i64,
    band: i64,
}

async fn stored(world: &World) -> BTreeSet<Row> {
    let sql = "SELECT case_id, kind, from_at, until_at, due_at, band FROM tasks WHERE closed_at IS NULL";
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(&mut world.raw().await).await.unwrap();
    rows.into_iter().collect()
}

async fn unfinished(world: &World) -> Vec<String> {
    let sql = "SELECT id FROM cases WHERE state NOT IN ('closed', 'withdrawn', 'wrong_patient')";
    sqlx::query_scalar(sql).fetch_all(&mut world.raw().await).await.unwrap()
}

/// One thing that somebody does with the case, or tries to: what may not be done is refused.
async fn act(world: &World, case: CaseId, which: usize) {
    let b = &world.b;
    let version = cases::show(b, &world.referrer, case).await.map(|view| view.version).unwrap_or_default();
    let outcome = |outcome: &str| Answer { outcome: outcome.into(), nature: "uncertain".into(), ..answer() };
    let answers = async |answer| drop(send(b, &world.specialist, case, version, answer).await);
    match which {
        0 | 1 => drop(cases::submit(b, &world.referrer, case, version).await),
        2 => answers(answer()).await,
        3 => answers(outcome("routine_clinic")).await,
        4 => answers(ask_patient()).await,
        5 => answers(Answer { weeks: "12".into(), ..outcome("monitor") }).await,
        6 => drop(cases::undo_answer(b, &world.specialist, case).await),
        7 => drop(cases::acknowledge(b, &world.referrer, case).await),
        8 => drop(cases::refer(b, &world.referrer, case).await),
        9 => drop(cases::close(b, &world.referrer, case).await),
        10 => drop(cases::note_told(b, &world.referrer, case).await),
        11 => drop(photo_requests::text_patient(b, &world.referrer, case).await),
        12 => {
            let texts = backend::demo::phone_texts(b).await.unwrap();
            if texts.is_empty() {
                return;
            }
            let token = patient::texted_token(b).await;
            let wrong = domain::command::DateFields { day: "1".into(), month: "1".into(), year: "1999".into() };
            drop(photo_requests::check_identity(b, &token, &wrong, 0).await);
        }
        _ => {
            let retraction = domain::case::AmendmentKind::Retraction;
            drop(cases::amend(b, &world.specialist, case, form_key(), retraction, "Another patient's.").await);
        }
    }
}

async fn random_acts_leave_the_tasks_that_the_case_has(world: World) {
    let steps = proptest::collection::vec((0_usize..14, 0_u64..40), 40);
    let drawn = steps.new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let (mut case, _) = world.drafted().await;
    for (step, (which, hours)) in drawn.into_iter().enumerate() {
        act(&world, case, which).await;
        // Within the ten seconds of an answer, and after them.
        world.pass(if hours < 20 { 5 } else { hours * HOUR });
        let before = stored(&world).await;
        for id in unfinished(&world).await {
            let waits = |row: &&Row| row.case_id == id && row.due_at < i64::MAX && row.until_at == i64::MAX;
            assert!(before.iter().any(|row| waits(&row)), "step {step}: {id} waits for nobody");
        }
        world.work_out_tasks().await;
        assert_eq!(before, stored(&world).await, "step {step}: an act of {which} did not say what it leaves to do");
        if !unfinished(&world).await.contains(&case.to_string()) {
            (case, _) = world.drafted().await;
        }
    }
}

fn counted(home: &HomeView, list: CaseList) -> u32 {
    home.counts.iter().find(|(each, _)| *each == list).unwrap().1
}

async fn what_is_late_for_days_is_the_managers_too(world: World) {
    let b = &world.b;
    // Tuesday, 10:00.
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    let handed_on = async || {
        let home = cases::home(b, &world.referrer).await.unwrap();
        let rows = cases::list(b, &world.referrer, CaseList::HandedOn, None).await.unwrap().rows;
        assert_eq!(rows.len(), counted(&home, CaseList::HandedOn) as usize);
        rows.into_iter().filter_map(|row| row.task).collect::<Vec<_>>()
    };
    // Thursday, 17:00: it should have been read, and the patient told, a day before.
    world.pass(55 * HOUR);
    assert_eq!(handed_on().await, [] as [&str; 0]);
    // Friday, 17:00, and Monday.
    world.pass(24 * HOUR);
    assert_eq!(handed_on().await, ["Tell the patient"]);
    world.pass(72 * HOUR);
    assert_eq!(handed_on().await, ["Tell the patient", "Read the answer"]);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(handed_on().await, ["Tell the patient"]);
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(handed_on().await, [] as [&str; 0]);
}

async fn the_home_page_says_what_to_do_next(world: World) {
    let b = &world.b;
    let next = async || {
        let home = cases::home(b, &world.referrer).await.unwrap();
        home.next.into_iter().map(|row| (row.case, row.task.unwrap())).collect::<Vec<_>>()
    };
    let (draft, _) = world.drafted().await;
    let (answered, version) = world.submitted().await;
    send(b, &world.specialist, answered, version, answer()).await.unwrap();
    assert_eq!(next().await, [(draft, "Finish the request".into())], "it can still be taken back");
    world.pass(10);
    let both = [(answered, "Read the answer".into()), (draft, "Finish the request".into())];
    assert_eq!(next().await, both, "what is due first on top");
    cases::acknowledge(b, &world.referrer, answered).await.unwrap();
    let told = [(answered, "Tell the patient".into()), (draft, "Finish the request".into())];
    assert_eq!(next().await, told);
}

async fn an_answer_that_was_read_is_on_a_list_until_it_is_finished(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let monitor = Answer { outcome: "monitor".into(), weeks: "12".into(), nature: "uncertain".into(), ..answer() };
    send(b, &world.specialist, case, version, monitor).await.unwrap();
    world.pass(10);
    let listed = async || {
        let rows = cases::list(b, &world.referrer, CaseList::ToFinish, None).await.unwrap().rows;
        rows.into_iter().map(|row| (row.case, row.late.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, []);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(listed().await, [(case, false)]);
    // The pictures are to be repeated after twelve weeks.
    world.pass(12 * 7 * 24 * HOUR - 1);
    assert_eq!(listed().await, [(case, false)]);
    world.pass(1);
    assert_eq!(listed().await, [(case, true)]);
    cases::close(b, &world.referrer, case).await.unwrap();
    assert_eq!(listed().await, []);
}

async fn what_a_service_took_over_is_on_its_list(world: World) {
    let b = &world.b;
    let (case, version) = world.drafted().await;
    let draft = domain::case::Draft { kind: "assessment".into(), ..world.draft() };
    let saved = cases::save_draft(b, &world.referrer, case, version, draft).await.unwrap();
    let sent = cases::submit(b, &world.referrer, case, saved.version).await.unwrap();
    let clinic = Answer {
        outcome: "routine_clinic".into(),
        nature: "uncertain".into(),
        who_acts: "hospital".into(),
        ..answer()
    };
    let answered = send(b, &world.specialist, case, sent.version, clinic).await.unwrap();
    assert!(matches!(answered, AnswerSent::Sent { .. }), "{answered:?}");
    world.pass(10);
    let query = WorklistQuery { show: WorklistShow::TakenOver, ..WorklistQuery::default() };
    let listed = async || cases::worklist(b, &world.specialist, &query).await.unwrap().rows.len();
    assert_eq!(listed().await, 1);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(listed().await, 1);
    let key = crate::support::form_key();
    cases::conclude(b, &world.specialist, case, key, (&crate::concluding::handed_over(&world), i64::MAX), true)
        .await
        .unwrap();
    assert_eq!(listed().await, 0);
}
