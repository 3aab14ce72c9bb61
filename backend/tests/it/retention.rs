//! What is kept is kept to its last day, and nothing of it is there afterwards.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use backend::{
    Backend, Error, Ids, Key, audit,
    backup::rotate_key,
    cases,
    delivery::outbox,
    events::{Fault, verify},
    images, objects, photo_requests,
    retention::{self, erase_early},
    unsent,
};
use domain::{
    access::Actor,
    annotation::Overlay,
    audit::Access,
    case::{AmendmentKind, Answer, AnswerDraft, Draft, WrongPatientReason},
    command::{ChangeWords, ConsentChoices, DateFields, PictureDetails},
    ids::{CaseId, FormKey, ImageId},
    image::View,
    retention::{Because, Rule},
    view::CaseView,
};
use imaging::synthetic;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Executor, Row};
use uuid::Uuid;

use crate::support::{World, answer, form_key, nhs_number, on_both, open, patient, send};

on_both!(
    a_request_that_was_never_sent_goes_after_ninety_days,
    a_request_with_a_link_waits_for_its_patient,
    records_go_by_who_they_are_about_and_what_was_found,
    nothing_goes_while_somebody_has_to_do_something,
    photos_that_nobody_has_looked_at_stay_until_somebody_has,
    a_record_stays_while_its_patient_is_to_be_told_and_a_correction_to_be_read,
    pictures_of_a_withdrawn_request_go_and_those_of_a_decision_stay,
    pictures_that_nobody_was_sent_go_and_the_others_stay,
    unsent_words_and_received_texts_go,
    the_log_of_accesses_begins_later_and_is_still_whole,
    nothing_of_an_erased_case_is_left_and_nothing_of_another_is_touched,
    two_workers_at_once_erase_each_thing_once,
    what_was_killed_half_way_goes_on,
    an_erasure_hides_no_cut,
    an_erasure_that_nobody_made_is_found,
    a_case_is_erased_early_only_when_it_has_ended,
);

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
    Draft { dob: DateFields { day: "1".into(), month: "5".into(), year: year.into() }, ..draft }
}

fn upgrade() -> Answer {
    Answer {
        outcome: "upgrade_to_cancer".into(),
        nature: "uncertain".into(),
        diagnosis: "Melanoma?".into(),
        advice: "Suspicious of melanoma.".into(),
        safety_net: String::new(),
        patient_advice: String::new(),
        ..answer()
    }
}

async fn a_request_that_was_never_sent_goes_after_ninety_days(world: World) {
    let (draft, _) = world.drafted().await;
    patient::add_picture(&world.b, &world.referrer, draft, View::CloseUp).await;
    let (taken_back, _) = world.drafted().await;
    cases::withdraw(&world.b, &world.referrer, taken_back).await.unwrap();
    let (touched, version) = world.drafted().await;
    at(&world, "2026-11-25T10:00:00Z");
    let form = Draft { question: "Is this safe to watch?".into(), ..world.draft() };
    cases::save_draft(&world.b, &world.referrer, touched, version, form).await.unwrap();

    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    assert!(is_there(&world, draft).await && is_there(&world, taken_back).await);
    assert_eq!(files(&world), 3);
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::NeverSent, 2)]));
    assert!(!is_there(&world, draft).await && !is_there(&world, taken_back).await);
    assert_eq!(files(&world), 0, "the picture's files too");
    assert!(is_there(&world, touched).await);
    assert_eq!(faults(&world).await, []);
    at(&world, "2027-02-24T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent));
    assert_eq!(faults(&world).await, []);
}

async fn a_request_with_a_link_waits_for_its_patient(world: World) {
    let (case, _) = world.drafted().await;
    at(&world, "2027-02-22T10:00:00Z");
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    deliver(&world).await;
    // Seven days for the link, and ninety after those.
    at(&world, "2027-05-30T22:59:59Z");
    assert!(!goes(&world).await.contains_key(&Rule::NeverSent));
    at(&world, "2027-05-30T23:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent), "midnight in London");
}

async fn records_go_by_who_they_are_about_and_what_was_found(world: World) {
    let adult = withdrawn(&world, world.draft()).await;
    let child = withdrawn(&world, born("2020", world.draft())).await;
    let seventeen = withdrawn(&world, born("2009", world.draft())).await;
    let suspected = withdrawn(&world, Draft { kind: "cancer".into(), concern: "very".into(), ..world.draft() }).await;
    let found = submitted(&world, world.draft()).await;
    answered(&world, found, upgrade()).await;
    cases::refer(&world.b, &world.referrer, found).await.unwrap();
    cases::note_told(&world.b, &world.referrer, found).await.unwrap();
    let read = closed(&world).await;
    deliver(&world).await;
    assert_eq!(files(&world), 3);

    let days = [
        ("2034-11-24T23:59:59Z", "2034-11-25T00:00:00Z", vec![(Rule::AdultRecord, vec![adult, read])]),
        ("2035-05-01T22:59:59Z", "2035-05-01T23:00:00Z", vec![(Rule::ChildRecord, vec![seventeen])]),
        ("2045-05-01T22:59:59Z", "2045-05-01T23:00:00Z", vec![(Rule::ChildRecord, vec![child])]),
        ("2056-11-24T23:59:59Z", "2056-11-25T00:00:00Z", vec![(Rule::CancerRecord, vec![suspected, found])]),
    ];
    for (last_moment, first_moment, gone) in days {
        at(&world, last_moment);
        let mut early = goes(&world).await;
        early.retain(|rule, _| *rule != Rule::ReceivedTexts);
        assert_eq!(early, BTreeMap::new(), "{last_moment}");
        for case in gone.iter().flat_map(|(_, cases)| cases) {
            assert!(is_there(&world, *case).await, "{last_moment}");
        }
        at(&world, first_moment);
        let counts: BTreeMap<Rule, i64> =
            gone.iter().map(|(rule, cases)| (*rule, i64::try_from(cases.len()).unwrap())).collect();
        let mut now = goes(&world).await;
        now.remove(&Rule::Accesses);
        assert_eq!(now, counts, "{first_moment}");
        for case in gone.iter().flat_map(|(_, cases)| cases) {
            assert!(!is_there(&world, *case).await, "{first_moment}");
        }
        assert_eq!(faults(&world).await, [], "{first_moment}");
    }
    assert_eq!(files(&world), 0);
    assert_eq!(number(&world, "SELECT COUNT(*) FROM cases").await, 0);
}

async fn nothing_goes_while_somebody_has_to_do_something(world: World) {
    let waits = submitted(&world, world.draft()).await;
    let unread = submitted(&world, world.draft()).await;
    answered(&world, unread, answer()).await;
    let to_refer = submitted(&world, world.draft()).await;
    answered(&world, to_refer, upgrade()).await;
    cases::acknowledge(&world.b, &world.referrer, to_refer).await.unwrap();
    let wrong = withdrawn(&world, world.draft()).await;
    cases::wrong_patient(&world.b, &world.referrer, wrong, WrongPatientReason::Details).await.unwrap();
    cases::settle_wrong_patient(&world.b, &world.referrer, wrong).await.unwrap();
    let changed = closed_with_a_change(&world).await;
    deliver(&world).await;
    assert!(matches!(erase_early(&world.b, wrong, Because::WrongPatient).await, Err(Error::Conflict)));
    assert!(matches!(erase_early(&world.b, changed, Because::PatientAsked).await, Err(Error::Conflict)));
    assert_eq!(retention::forgotten(&world.b).await.unwrap(), 0);
    at(&world, "2080-01-01T00:00:00Z");
    let mut now = goes(&world).await;
    now.retain(|rule, _| ![Rule::Accesses, Rule::ReceivedTexts].contains(rule));
    assert_eq!(now, BTreeMap::new());
    for case in [waits, unread, to_refer, wrong, changed] {
        assert!(is_there(&world, case).await);
    }
    assert_eq!(retention::forgotten(&world.b).await.unwrap(), 5, "and whoever runs it is told");
}

async fn photos_that_nobody_has_looked_at_stay_until_somebody_has(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    patient::send_photos(b, &who, case).await;
    // One whose patient never pressed Send keeps nobody waiting.
    let (unsent, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, unsent).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    let choices = ConsentChoices { care: true, referral: false, teaching: false };
    photo_requests::consent(b, &who, choices).await.unwrap();
    patient::add_picture(b, &who, unsent, View::CloseUp).await;
    deliver(&world).await;
    at(&world, "2027-01-01T10:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::ReceivedTexts, 2)]));
    at(&world, "2028-01-01T10:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent));
    assert!(is_there(&world, case).await && !is_there(&world, unsent).await);
    assert_eq!(retention::forgotten(b).await.unwrap(), 1, "and whoever runs it is told");

    cases::withdraw(b, &world.referrer, case).await.unwrap();
    deliver(&world).await;
    assert_eq!(retention::forgotten(b).await.unwrap(), 0);
    at(&world, "2028-02-10T10:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::ReceivedTexts));
    at(&world, "2028-04-01T10:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent));
}

async fn a_record_stays_while_its_patient_is_to_be_told_and_a_correction_to_be_read(world: World) {
    let b = &world.b;
    let case = closed(&world).await;
    deliver(&world).await;
    let (kind, words) = (AmendmentKind::Addition, "Use a moisturiser.");
    cases::amend(b, &world.specialist, case, form_key(), kind, words).await.unwrap();
    deliver(&world).await;
    let erase = async || erase_early(b, case, Because::PatientAsked).await;
    assert!(matches!(erase().await, Err(Error::Conflict)), "not read");
    at(&world, "2040-01-01T00:00:00Z");
    assert!(!goes(&world).await.contains_key(&Rule::AdultRecord));
    assert_eq!(retention::forgotten(b).await.unwrap(), 1);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert!(matches!(erase().await, Err(Error::Conflict)), "the patient was told before it was added");
    at(&world, "2060-01-01T00:00:00Z");
    assert!(!goes(&world).await.contains_key(&Rule::AdultRecord));
    assert_eq!(retention::forgotten(b).await.unwrap(), 1);
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(retention::forgotten(b).await.unwrap(), 0);
    erase().await.unwrap();
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
    photo_requests::report_change(b, &who, &ChangeWords { words: "It bleeds.".into() }).await.unwrap();
    case
}

async fn pictures_of_a_withdrawn_request_go_and_those_of_a_decision_stay(world: World) {
    let b = &world.b;
    let with_picture = async || {
        let (case, _) = world.drafted().await;
        let image = patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
        world.send(case).await;
        (case, image)
    };
    let (unanswered, goes_away) = with_picture().await;
    images::annotate(b, &world.specialist, goes_away, 0, Overlay::default()).await.unwrap();
    let (asked, stays) = with_picture().await;
    answered(&world, asked, crate::support::ask_patient()).await;
    for case in [unanswered, asked] {
        cases::withdraw(b, &world.referrer, case).await.unwrap();
    }
    deliver(&world).await;
    assert_eq!(files(&world), 6);
    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::WithdrawnPictures));
    assert_eq!(files(&world), 3);
    let read = async |image| images::read(b, &world.referrer, image, images::Size::Thumb).await;
    assert!(matches!(read(goes_away).await, Err(Error::NotFound)));
    assert!(read(stays).await.is_ok());
    assert_eq!(number(&world, "SELECT COUNT(*) FROM image_layers").await, 0);
    let history = cases::history(b, &world.referrer, unanswered).await.unwrap();
    assert_eq!((history.intact, history.entries.last().unwrap().what.as_str()), (true, "Removed a picture."));
    assert_eq!(faults(&world).await, []);
    assert_eq!(goes(&world).await, BTreeMap::new());
}

async fn pictures_that_nobody_was_sent_go_and_the_others_stay(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    let sent = patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let unsent = patient::add_picture(b, &world.referrer, case, View::Overview).await;
    world.send(case).await;
    // As one that its patient had not sent yet when the request went.
    assert_eq!(run_sql(&world, format!("UPDATE images SET sent_at = NULL WHERE id = '{unsent}'")).await, 1);
    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::UnsentPictures));
    let left: Vec<ImageId> =
        cases::show(b, &world.referrer, case).await.unwrap().images.iter().map(|it| it.id).collect();
    assert_eq!((left, files(&world)), (vec![sent], 3));
    assert_eq!(faults(&world).await, []);
}

async fn unsent_words_and_received_texts_go(world: World) {
    let b = &world.b;
    let case = closed(&world).await;
    let waits = submitted(&world, world.draft()).await;
    for case in [case, waits] {
        cases::save_answer(b, &world.colleague, case, AnswerDraft::of(answer())).await.unwrap();
    }
    let (asked, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, asked).await.unwrap();
    deliver(&world).await;
    let texts = number(&world, "SELECT COUNT(*) FROM phone_texts").await;
    assert!(texts > 0);
    at(&world, "2026-12-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2026-12-23T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::ReceivedTexts, texts)]));
    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::UnsentAnswers));
    assert_eq!(number(&world, "SELECT COUNT(*) FROM answer_drafts").await, 1, "where it can still be sent");
    assert_eq!(faults(&world).await, []);
}

async fn the_log_of_accesses_begins_later_and_is_still_whole(world: World) {
    let looks_at_lists = async |times| {
        for _ in 0..times {
            audit::record(&world.b, Some(&world.referrer), None, Access::ListSent);
        }
        audit::flush(&world.b).await.unwrap();
    };
    looks_at_lists(3).await;
    at(&world, "2026-11-25T10:00:00Z");
    looks_at_lists(2).await;
    at(&world, "2056-11-24T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2056-11-25T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::Accesses, 3)]));
    assert_eq!(faults(&world).await, []);
    looks_at_lists(1).await;
    assert_eq!(faults(&world).await, [], "and goes on");
    at(&world, "2056-11-26T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::Accesses, 2)]));
    looks_at_lists(1).await;
    assert_eq!(faults(&world).await, []);
    assert_eq!(number(&world, "SELECT MIN(seq) FROM access_log").await, 6);
    // Somebody takes one more off its beginning.
    run_sql(&world, "DELETE FROM access_log WHERE seq = 6").await;
    assert!(faults(&world).await.contains(&Fault::Missing(6)));
}

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
    let Actor::Referrer { account, .. } = world.referrer else { panic!() };
    unsent::keep(b, (account, None), "/api/cases/form", &format!("id={case}&question=Quillfeather")).await.unwrap();
    run_sql(world, format!("INSERT INTO identity_corrections (case_id, seq, before) VALUES ('{case}', 1, '{{}}')"))
        .await;
    let told = "SELECT 'c' || SUBSTR(id, 2), case_id, '{}', id, 'It bleeds.', 0, 0, created_by, 0 FROM photo_requests";
    let report = told.replace("{}", &practice_of(world, case).await);
    run_sql(world, format!("INSERT INTO change_reports {report} WHERE case_id = '{case}' AND kind = 'patient'")).await;
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
        let view = format!("{:?}", CaseView { answer_key: FormKey(Uuid::nil()), ..view });
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
    for table in ["events", "deliveries"] {
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
