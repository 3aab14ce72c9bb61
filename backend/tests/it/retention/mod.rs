//! What is kept is kept to its last day, and nothing of it is there afterwards.

mod due;
mod erased;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use backend::{
    Error, audit, cases,
    delivery::outbox,
    events::{Fault, verify},
    photo_requests, retention,
};
use domain::{
    case::{Answer, Draft},
    command::DateFields,
    forms::Response,
    ids::CaseId,
    image::View,
    retention::Rule,
};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::support::{World, answer, nhs_number, patient, send};

/// Moves the clock on to this moment.
fn at(world: &World, moment: &str) {
    let forward = moment.parse::<Timestamp>().unwrap().duration_since(world.b.clock().now());
    world.b.clock().advance(Duration::try_from(forward).expect("time goes on"));
}

/// What goes now.
async fn goes(world: &World) -> BTreeMap<Rule, i64> {
    let due = retention::due(&world.b).await.unwrap();
    let run = retention::run(&world.b).await.unwrap();
    assert_eq!((&run.erased, run.more), (&due, false), "what is due is what goes");
    run.erased
}

fn one(rule: Rule) -> BTreeMap<Rule, i64> {
    BTreeMap::from([(rule, 1)])
}

async fn is_there(world: &World, case: CaseId) -> bool {
    match cases::show(&world.b, &world.referrer, case).await {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}

fn heads(world: &World) -> String {
    fs::read_to_string(world.settings.heads_file.as_ref().unwrap()).unwrap()
}

async fn faults(world: &World) -> Vec<Fault> {
    audit::flush(&world.b).await.unwrap();
    let found = verify(&world.b, &heads(world), true).await.unwrap();
    found.faults.into_iter().map(|(_, fault)| fault).collect()
}

fn files(world: &World) -> usize {
    fn below(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        // The store's mark is no object.
        let entries = entries.filter(|path| !path.ends_with("belongs"));
        entries.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
    }
    below(&world.folder.path().join("objects"))
}

async fn run_sql(world: &World, sql: impl Into<String>) -> u64 {
    let sql: String = sql.into();
    world.raw().await.execute(AssertSqlSafe(sql)).await.unwrap().rows_affected()
}

async fn number(world: &World, sql: impl Into<String>) -> i64 {
    let sql: String = sql.into();
    world.raw().await.fetch_one(AssertSqlSafe(sql)).await.unwrap().get(0)
}

/// What is to be delivered is.
async fn deliver(world: &World) {
    while outbox::run_once(&world.b).await.unwrap() {}
}

async fn draft_of(world: &World, draft: Draft) -> CaseId {
    // Each of another patient, or the second would be asked about.
    static DRAFTED: AtomicU32 = AtomicU32::new(1_000);
    let draft = Draft { nhs_number: nhs_number(DRAFTED.fetch_add(1, Ordering::Relaxed)), ..draft };
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let saved = cases::save_draft(&world.b, &world.referrer, case, 1, draft).await.unwrap();
    assert_eq!(saved.problems, []);
    case
}

async fn submitted(world: &World, draft: Draft) -> CaseId {
    let case = draft_of(world, draft).await;
    world.send(case).await;
    case
}

async fn withdrawn(world: &World, draft: Draft) -> CaseId {
    let case = submitted(world, draft).await;
    cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
    case
}

async fn answered(world: &World, case: CaseId, answer: Answer) {
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    send(&world.b, &world.specialist, case, version, answer).await.unwrap();
    world.pass(11);
    deliver(world).await;
}

/// Answered, and read by the practice: closed.
async fn closed(world: &World) -> CaseId {
    let (case, _) = world.drafted().await;
    patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
    world.send(case).await;
    answered(world, case, answer()).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    case
}

fn born(year: &str, draft: Draft) -> Draft {
    let dob = DateFields { day: "1".into(), month: "5".into(), year: year.into() };
    Draft { dob, excluded_reason: "No children’s clinic is near".into(), ..draft }
}

/// A closed case whose patient has said that it has changed.
async fn closed_with_a_change(world: &World) -> CaseId {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    patient::send_photos(b, &who, case).await;
    world.send(case).await;
    answered(world, case, answer()).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    photo_requests::report_change(b, &who, &Response::default().with("words", "It bleeds.")).await.unwrap();
    case
}
