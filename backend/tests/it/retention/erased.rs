//! Of what was erased nothing is left, and nothing of anything else is touched.

use std::collections::BTreeMap;

use backend::{
    Backend, Error, Ids, Key, audit,
    backup::rotate_key,
    cases,
    events::{Fault, verify},
    images, objects, photo_requests,
    retention::{self, erase_early},
    unsent,
};
use domain::{
    annotation::Overlay,
    audit::Access,
    case::{AmendmentKind, AnswerDraft},
    command::{ConsentChoices, PictureDetails},
    ids::{CaseId, FormKey},
    image::View,
    retention::{Because, Rule},
    view::{BookingProgress, CaseView},
};
use imaging::synthetic;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

use super::*;
use crate::support::{World, answer, form_key, on_both, open, patient};

on_both!(
    nothing_of_an_erased_case_is_left_and_nothing_of_another_is_touched,
    two_workers_at_once_erase_each_thing_once,
    what_was_killed_half_way_goes_on,
    an_erasure_hides_no_cut,
    an_erasure_that_nobody_made_is_found,
    a_case_is_erased_early_only_when_it_has_ended,
);

/// A case with something in every table that can hold anything of it.
async fn full(world: &World) -> CaseId {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    let choices = ConsentChoices { care: true, referral: false, teaching: false };
    photo_requests::consent(b, &who, choices).await.unwrap();
    let poster = patient::add_picture(b, &who, case, View::CloseUp).await;
    patient::add_picture(b, &who, case, View::Overview).await;
    let clip = synthetic::clip(2_000, 100);
    let details = PictureDetails { clip_of: Some(poster), ..patient::details(View::CloseUp) };
    let upload = images::create_upload(b, &who, case, clip.len() as u64, details).await.unwrap();
    images::append(b, &who, upload, 0, clip.into(), None).await.unwrap();
    let unfinished = patient::details(View::Lateral);
    let upload = images::create_upload(b, &who, case, 10_000, unfinished).await.unwrap();
    images::append(b, &who, upload, 0, patient::jpeg().slice(..1_000), None).await.unwrap();
    photo_requests::send(b, &who).await.unwrap();
    world.send(case).await;
    images::annotate(b, &world.specialist, poster, 0, Overlay::default()).await.unwrap();
    cases::save_answer(b, &world.colleague, case, AnswerDraft::of(answer())).await.unwrap();
    answered(world, case, answer()).await;
    let (kind, words) = (AmendmentKind::Addition, "Use a moisturiser.");
    cases::amend(b, &world.specialist, case, form_key(), kind, words).await.unwrap();
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let account = world.referrer.account().unwrap();
    unsent::keep(b, (account, None), "/api/cases/form", &format!("id={case}&question=Quillfeather")).await.unwrap();
    run_sql(world, format!("INSERT INTO identity_corrections (case_id, seq, before) VALUES ('{case}', 1, '{{}}')"))
        .await;
    let told =
        "SELECT 'c' || SUBSTR(id, 2), case_id, '{}', id, 'It bleeds.', 0, 0, created_by, 0, NULL FROM photo_requests";
    let report = told.replace("{}", &practice_of(world, case).await);
    let columns = "id, case_id, practice_id, photo_request_id, words, at, late_at, done_by, done_at, answers";
    let of = format!("INSERT INTO change_reports ({columns}) {report} WHERE case_id = '{case}' AND kind = 'patient'");
    run_sql(world, of).await;
    let columns = "id, case_id, account_id, contacted, note, at, asks_practice, request_key";
    let row = format!("'{case}', '{case}', '{account}', 'no_answer', 'Quillfeather', 0, 0, 'c{case}'");
    run_sql(world, format!("INSERT INTO contacts ({columns}) VALUES ({row})")).await;
    let columns = "id, case_id, at, place, phone, state, booked_by, booked_at, request_key";
    let row = format!("'{case}', '{case}', 0, 'Skin clinic', '', 'attended', '{account}', 0, 'a{case}'");
    run_sql(world, format!("INSERT INTO appointments ({columns}) VALUES ({row})")).await;
    deliver(world).await;
    case
}

async fn practice_of(world: &World, case: CaseId) -> String {
    let sql = format!("SELECT practice_id FROM cases WHERE id = '{case}'");
    world.raw().await.fetch_one(AssertSqlSafe(sql)).await.unwrap().get(0)
}

/// The tables in which any column holds this text.
async fn tables_with(world: &World, text: &str) -> Vec<String> {
    let columns = if world.settings.database_url.starts_with("sqlite") {
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    } else {
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns
         WHERE table_schema = 'public'"
    };
    let mut raw = world.raw().await;
    let columns: Vec<(String, String)> = sqlx::query_as(columns).fetch_all(&mut raw).await.unwrap();
    assert!(columns.len() > 100);
    let mut found = Vec::new();
    for (table, column) in columns {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE CAST(\"{column}\" AS TEXT) LIKE '%{text}%'");
        let count: i64 = raw.fetch_one(AssertSqlSafe(sql)).await.unwrap().get(0);
        if count > 0 && !found.contains(&table) {
            found.push(table);
        }
    }
    found
}

async fn nothing_of_an_erased_case_is_left_and_nothing_of_another_is_touched(world: World) {
    let b = &world.b;
    let case = full(&world).await;
    audit::flush(b).await.unwrap();
    let before = tables_with(&world, &case.to_string()).await;
    for table in [
        "change_reports",
        "answer_amendments",
        "answer_drafts",
        "answers",
        "clips",
        "deliveries",
        "events",
        "images",
        "uploads",
        "appointments",
        "contacts",
    ] {
        assert!(before.iter().any(|it| it == table), "{table} is looked for: {before:?}");
    }
    let links: Vec<String> = names(&world, "SELECT id FROM photo_requests").await;
    let texts: Vec<String> = names(&world, "SELECT id FROM phone_texts").await;
    let images: Vec<String> = names(&world, "SELECT id FROM images").await;
    let files_of_it = files(&world);
    world.pass(60);
    let other = full(&world).await;
    let others = async || {
        // Each form that is shown has a key of its own.
        let view = cases::show(b, &world.specialist, other).await.unwrap();
        let key = FormKey(Uuid::nil());
        let booking = view.booking.clone().map(|booking| BookingProgress { key, ..booking });
        let view = format!("{:?}", CaseView { answer_key: key, booking, ..view });
        let history = format!("{:?}", cases::history(b, &world.referrer, other).await.unwrap());
        (view, history, tables_with(&world, &other.to_string()).await, files(&world))
    };
    let untouched = others().await;

    erase_early(b, case, Because::PatientAsked).await.unwrap();
    let mut left = tables_with(&world, &case.to_string()).await;
    left.sort();
    assert_eq!(left, ["access_log", "erasures"], "who looked, and that it went");
    for id in links.iter().chain(&texts).chain(&images) {
        let left = tables_with(&world, id).await;
        assert!(left.iter().all(|table| table == "access_log"), "{id}: {left:?}");
    }
    assert!(!tables_with(&world, "Quillfeather").await.contains(&"erasures".to_owned()));
    let now = others().await;
    assert_eq!(now.3, untouched.3 - files_of_it);
    assert_eq!((&now.0, &now.1, &now.2), (&untouched.0, &untouched.1, &untouched.2));
    for image in cases::show(b, &world.referrer, other).await.unwrap().images {
        images::read(b, &world.referrer, image.id, images::Size::Master).await.unwrap();
    }
    assert_eq!(faults(&world).await, []);
}

async fn names(world: &World, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(&mut world.raw().await).await.unwrap()
}

async fn two_workers_at_once_erase_each_thing_once(world: World) {
    for _ in 0..4 {
        let (case, _) = world.drafted().await;
        patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
    }
    let case = withdrawn(&world, world.draft()).await;
    at(&world, "2034-11-25T00:00:00Z");
    let other = world.another_server(0).await;
    let (one, two) = tokio::join!(retention::run(&world.b), retention::run(&other));
    let mut together = one.unwrap().erased;
    for (rule, count) in two.unwrap().erased {
        *together.entry(rule).or_default() += count;
    }
    assert_eq!(together, BTreeMap::from([(Rule::NeverSent, 4), (Rule::AdultRecord, 1)]));
    assert!(!is_there(&world, case).await);
    assert_eq!(number(&world, "SELECT COUNT(*) FROM erasures").await, 5);
    assert_eq!(files(&world), 0);
    assert_eq!(faults(&world).await, []);
}

async fn what_was_killed_half_way_goes_on(world: World) {
    for _ in 0..6 {
        let (case, _) = world.drafted().await;
        patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
    }
    at(&world, "2027-02-23T00:00:00Z");
    let b = world.b.clone();
    let killed = tokio::spawn(async move { retention::run(&b).await });
    while number(&world, "SELECT COUNT(*) FROM erasures").await < 2 {
        tokio::task::yield_now().await;
    }
    killed.abort();
    let _ = killed.await;
    let gone = number(&world, "SELECT COUNT(*) FROM erasures").await;
    let left = number(&world, "SELECT COUNT(*) FROM cases").await;
    assert_eq!(gone + left, 6, "each whole or not at all");
    assert_eq!(faults(&world).await, []);
    let rest = goes(&world).await;
    assert_eq!(rest.get(&Rule::NeverSent).copied().unwrap_or_default(), left);
    // Files whose rows were gone already when it was killed.
    world.pass(2 * 60 * 60);
    objects::sweep(&world.b).await.unwrap();
    assert_eq!(files(&world), 0);
    assert_eq!(faults(&world).await, []);
}

async fn an_erasure_hides_no_cut(world: World) {
    let b = &world.b;
    // Cut in the database before it is erased.
    let cut = withdrawn(&world, world.draft()).await;
    // Its end taken off with the head of an older copy: within the database everything fits.
    let older = submitted(&world, world.draft()).await;
    let head = format!("FROM log_heads WHERE stream = 'case/{older}'");
    run_sql(&world, format!("CREATE TABLE older AS SELECT * {head}")).await;
    cases::withdraw(b, &world.referrer, older).await.unwrap();
    // And one that is as it was.
    let whole = withdrawn(&world, world.draft()).await;
    deliver(&world).await;
    let last = "SELECT MAX(seq) FROM events WHERE case_id =";
    run_sql(&world, format!("DELETE FROM events WHERE case_id = '{cut}' AND seq = ({last} '{cut}')")).await;
    let seq = number(&world, format!("{last} '{older}'")).await;
    run_sql(&world, format!("DELETE FROM events WHERE case_id = '{older}' AND seq = {seq}")).await;
    for column in ["seq", "hash", "mac"] {
        let sql = format!("UPDATE log_heads SET {column} = (SELECT {column} FROM older) WHERE stream = 'case/{older}'");
        run_sql(&world, sql).await;
    }
    run_sql(&world, "DROP TABLE older").await;
    for case in [cut, older, whole] {
        erase_early(b, case, Because::PatientAsked).await.unwrap();
    }
    let found = verify(b, &heads(&world), true).await.unwrap().faults;
    let expected = [
        (format!("case/{cut}"), Fault::ErasedBroken),
        (format!("case/{older}"), Fault::CutByFile(format!("case/{older}"), seq)),
    ];
    for (log, fault) in &expected {
        assert!(found.contains(&(log.clone(), fault.clone())), "{found:?}");
    }
    assert!(found.iter().all(|(log, _)| *log != format!("case/{whole}")), "{found:?}");
}

async fn an_erasure_that_nobody_made_is_found(world: World) {
    let b = &world.b;
    let erased = withdrawn(&world, world.draft()).await;
    deliver(&world).await;
    let kept = format!("SELECT * FROM cases WHERE id = '{erased}'");
    run_sql(&world, format!("CREATE TABLE kept AS {kept}")).await;
    erase_early(b, erased, Because::Duplicate).await.unwrap();
    assert_eq!(faults(&world).await, []);
    // A case deleted behind our back, with an entry that says it was erased by rule.
    let deleted = submitted(&world, world.draft()).await;
    for table in ["events", "deliveries", "tasks"] {
        run_sql(&world, format!("DELETE FROM {table} WHERE case_id = '{deleted}'")).await;
    }
    run_sql(&world, format!("DELETE FROM cases WHERE id = '{deleted}'")).await;
    let found = faults(&world).await;
    assert!(found.iter().any(|fault| matches!(fault, Fault::Cut(_))), "{found:?}");
    let seq = number(&world, "SELECT MAX(seq) FROM erasures").await;
    run_sql(
        &world,
        format!(
            "INSERT INTO erasures (seq, at, actor, kind, case_id, mark, previous_hash, hash)
             SELECT {seq} + 1, at, actor, kind, '{deleted}', mark, hash, hash FROM erasures WHERE seq = {seq}"
        ),
    )
    .await;
    run_sql(&world, format!("DELETE FROM log_heads WHERE stream = 'case/{deleted}'")).await;
    let found = verify(b, &heads(&world), true).await.unwrap().faults;
    assert!(found.contains(&("erasures".to_owned(), Fault::Changed(seq + 1))), "{found:?}");
    assert!(found.iter().any(|(log, _)| *log == format!("case/{deleted}")), "the file knows: {found:?}");
    run_sql(&world, format!("DELETE FROM erasures WHERE seq > {seq}")).await;
    // The entry of a real one taken out, or its case put back.
    run_sql(&world, "UPDATE kept SET patient_id = NULL").await;
    run_sql(&world, "INSERT INTO cases SELECT * FROM kept").await;
    assert!(faults(&world).await.contains(&Fault::PutBack));
    run_sql(&world, format!("DELETE FROM cases WHERE id = '{erased}'")).await;
    run_sql(&world, "DELETE FROM erasures").await;
    run_sql(&world, "DELETE FROM log_heads WHERE stream = 'erasures'").await;
    let found = verify(b, &heads(&world), true).await.unwrap().faults;
    for log in ["erasures".to_owned(), format!("case/{erased}")] {
        assert!(found.iter().any(|(of, _)| *of == log), "{log}: {found:?}");
    }
}

async fn a_case_is_erased_early_only_when_it_has_ended(world: World) {
    let b = &world.b;
    let erase = async |case| erase_early(b, case, Because::WrongPatient).await;
    let (case, _) = world.drafted().await;
    patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    assert!(matches!(erase(case).await, Err(Error::Conflict)), "a draft is withdrawn first");
    world.send(case).await;
    assert!(matches!(erase(case).await, Err(Error::Conflict)), "waits");
    answered(&world, case, answer()).await;
    assert!(matches!(erase(case).await, Err(Error::Conflict)), "nobody read it");
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    deliver(&world).await;
    assert!(matches!(erase(case).await, Err(Error::Conflict)), "its patient was not told");
    cases::note_told(b, &world.referrer, case).await.unwrap();
    erase(case).await.unwrap();
    assert!(matches!(erase(case).await, Err(Error::NotFound)), "gone");
    assert_eq!((is_there(&world, case).await, files(&world)), (false, 0));
    let mut said = Vec::new();
    audit::each_erasure(b, |line| said.push(line)).await.unwrap();
    assert_eq!(said.len(), 1);
    let entry: serde_json::Value = serde_json::from_str(&said[0]).unwrap();
    assert_eq!(entry["erased"]["rule"], "asked");
    assert_eq!(entry["erased"]["because"], "wrong_patient");
    assert_eq!(entry["case"], case.to_string());
    assert_eq!(faults(&world).await, []);

    // By night its patient waits until the morning to be told that it was withdrawn.
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    deliver(&world).await;
    at(&world, "2026-11-24T23:00:00Z");
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    assert!(matches!(erase(case).await, Err(Error::Conflict)));
    at(&world, "2026-11-25T09:00:00Z");
    deliver(&world).await;
    erase(case).await.unwrap();
}

#[tokio::test]
async fn a_new_key_keeps_what_was_erased_erased() {
    let world = World::sqlite().await;
    for _ in 0..2 {
        audit::record(&world.b, Some(&world.referrer), None, Access::ListSent);
        audit::flush(&world.b).await.unwrap();
        world.pass(24 * 60 * 60);
    }
    let case = withdrawn(&world, world.draft()).await;
    erase_early(&world.b, case, Because::Court).await.unwrap();
    at(&world, "2056-11-25T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::Accesses));
    assert_eq!(faults(&world).await, []);
    world.b.close().await;
    let new = Key::new([9; 32]);
    rotate_key(&world.settings, Ids::system(), &new).await.unwrap();
    let settings = backend::Settings { key: new, ..world.settings.clone() };
    let b: Backend = open(&settings).await.unwrap();
    let found = verify(&b, &heads(&world), true).await.unwrap();
    assert_eq!((found.faults, found.accesses > 0), (vec![], true));
}
