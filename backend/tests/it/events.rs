use backend::{
    Backend, cases,
    events::{Fault, verify},
    images, photo_requests,
};
use domain::{
    ids::CaseId,
    view::{CaseList, WorklistQuery},
};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::support::{World, answer, on_both, open, patient, send};

on_both!(
    reading_writes_nothing_and_who_opens_a_case_says_so,
    a_whole_life_is_found_as_it_was_written,
    a_changed_entry_is_found,
    a_log_that_was_cut_is_found,
    a_log_that_was_deleted_is_found,
    what_is_written_after_a_cut_does_not_hide_it,
    an_answer_changed_behind_our_back_is_found,
    a_request_changed_behind_our_back_is_found,
    pictures_of_two_patients_that_were_swapped_are_found,
    a_head_put_back_from_an_older_copy_shows_in_the_file,
    logs_from_before_the_seal_are_carried_over_and_marked,
);

async fn run(world: &World, sql: String) -> u64 {
    world.raw().await.execute(AssertSqlSafe(sql)).await.unwrap().rows_affected()
}

async fn number(world: &World, sql: &'static str) -> i64 {
    world.raw().await.fetch_one(sql).await.unwrap().get(0)
}

async fn intact(world: &World, case: CaseId) -> bool {
    cases::history(&world.b, &world.referrer, case).await.unwrap().intact
}

fn heads(world: &World) -> String {
    std::fs::read_to_string(world.settings.heads_file.as_ref().unwrap()).unwrap()
}

async fn faults(b: &Backend, heads: &str) -> Vec<Fault> {
    verify(b, heads, true).await.unwrap().faults.into_iter().map(|(_, fault)| fault).collect()
}

/// A case with two pictures of its patient's, in its service's queue.
async fn with_pictures(world: &World) -> CaseId {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    let who = patient::confirmed(&world.b, &token).await;
    patient::send_photos(&world.b, &who, case).await;
    world.send(case).await;
    case
}

async fn answered(world: &World) -> CaseId {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    case
}

async fn reading_writes_nothing_and_who_opens_a_case_says_so(world: World) {
    let b = &world.b;
    let case = with_pictures(&world).await;
    let entries = "SELECT COUNT(*) FROM events";
    let before = number(&world, entries).await;
    for who in [world.specialist, world.colleague, world.referrer] {
        let view = cases::show(b, &who, case).await.unwrap();
        images::read(b, &who, view.images[0].id, images::Size::Thumb).await.unwrap();
        cases::history(b, &who, case).await.unwrap();
        drop(cases::follow(b, &who, case, None).await.unwrap());
    }
    cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap();
    cases::list(b, &world.referrer, CaseList::All, None).await.unwrap();
    cases::home(b, &world.referrer).await.unwrap();
    assert_eq!(number(&world, entries).await, before);

    cases::mark_opened(b, &world.specialist, case).await.unwrap();
    cases::mark_opened(b, &world.specialist, case).await.unwrap();
    assert_eq!(number(&world, entries).await, before + 1, "once each");
    cases::mark_opened(b, &world.colleague, case).await.unwrap();
    assert_eq!(number(&world, entries).await, before + 2);
    for stranger in [world.referrer, world.other_specialist] {
        assert!(cases::mark_opened(b, &stranger, case).await.is_err());
        assert!(cases::follow(b, &stranger, case, None).await.is_ok() == (stranger == world.referrer));
    }
    assert_eq!(number(&world, entries).await, before + 2);
}

async fn a_whole_life_is_found_as_it_was_written(world: World) {
    let case = with_pictures(&world).await;
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    backend::audit::flush(&world.b).await.unwrap();
    let found = verify(&world.b, &heads(&world), true).await.unwrap();
    assert_eq!(found.faults, []);
    assert_eq!((found.cases, found.pictures, found.without_digest, found.carried_over), (1, 2, 0, 0));
    assert!(found.entries > 10 && found.accesses > 0, "{found:?}");
}

async fn a_changed_entry_is_found(world: World) {
    let (case, _) = world.submitted().await;
    assert!(intact(&world, case).await);
    assert_eq!(run(&world, "UPDATE events SET at = at + 1 WHERE seq = 1".into()).await, 1);
    assert!(!intact(&world, case).await);
    assert_eq!(faults(&world.b, "").await, [Fault::Changed(1)]);
}

async fn a_log_that_was_cut_is_found(world: World) {
    let case = answered(&world).await;
    let last = number(&world, "SELECT MAX(seq) FROM events").await;
    run(&world, format!("DELETE FROM events WHERE seq = {last}")).await;
    assert!(!intact(&world, case).await);
    assert_eq!(faults(&world.b, "").await, [Fault::Cut(last)]);
    // The head can be made to name the new end; its MAC cannot.
    run(
        &world,
        format!("UPDATE log_heads SET seq = {last} - 1, hash = (SELECT hash FROM events WHERE seq = {last} - 1)"),
    )
    .await;
    assert!(!intact(&world, case).await);
}

async fn a_log_that_was_deleted_is_found(world: World) {
    let case = answered(&world).await;
    run(&world, "DELETE FROM events".into()).await;
    assert!(!intact(&world, case).await);
    run(&world, "DELETE FROM log_heads".into()).await;
    assert!(!intact(&world, case).await);
    assert!(faults(&world.b, &heads(&world)).await.len() > 1, "the file knows too");
}

async fn what_is_written_after_a_cut_does_not_hide_it(world: World) {
    let case = answered(&world).await;
    let last = number(&world, "SELECT MAX(seq) FROM events").await;
    run(&world, format!("DELETE FROM events WHERE seq = {last}")).await;
    run(&world, "DELETE FROM log_heads".into()).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert!(!intact(&world, case).await);
    assert!(faults(&world.b, "").await.contains(&Fault::AfterBreak(last)));
}

async fn an_answer_changed_behind_our_back_is_found(world: World) {
    let case = answered(&world).await;
    assert!(intact(&world, case).await);
    assert_eq!(run(&world, "UPDATE answers SET answer = REPLACE(answer, 'Seborrhoeic', 'Melanoma')".into()).await, 1);
    assert!(!intact(&world, case).await);
    run(&world, "UPDATE answers SET answer = REPLACE(answer, 'Melanoma', 'Seborrhoeic')".into()).await;
    assert!(intact(&world, case).await);
    assert_eq!(run(&world, "UPDATE answers SET registration = 'GMC 1234567'".into()).await, 1);
    assert!(!intact(&world, case).await);
}

async fn a_request_changed_behind_our_back_is_found(world: World) {
    let case = answered(&world).await;
    assert_eq!(run(&world, "UPDATE cases SET draft = REPLACE(draft, 'Quillfeather', 'Other')".into()).await, 1);
    assert!(!intact(&world, case).await);
}

async fn pictures_of_two_patients_that_were_swapped_are_found(world: World) {
    let one = with_pictures(&world).await;
    // Whoever reads the phone takes the newest text.
    world.pass(60);
    let other = with_pictures(&world).await;
    assert_eq!(faults(&world.b, &heads(&world)).await, []);
    // Pictures that differ, as two patients' do: by their digests alone, which is what the log was written about.
    run(&world, format!("UPDATE images SET case_id = '{other}' WHERE case_id = '{one}' AND view = 'close_up'")).await;
    assert!(!intact(&world, one).await);
    let found = faults(&world.b, "").await;
    assert!(found.iter().any(|fault| matches!(fault, Fault::Content(what) if what.starts_with("image/"))), "{found:?}");
    // Another object under a picture's name.
    run(&world, "UPDATE images SET master = thumb WHERE view = 'overview'".into()).await;
    assert!(faults(&world.b, "").await.len() > found.len());
}

async fn a_head_put_back_from_an_older_copy_shows_in_the_file(world: World) {
    let (case, version) = world.submitted().await;
    let row = world.raw().await.fetch_one("SELECT seq, hash, mac FROM log_heads").await.unwrap();
    let (seq, hash, mac): (i64, String, String) = (row.get(0), row.get(1), row.get(2));
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    run(&world, format!("DELETE FROM events WHERE seq > {seq}")).await;
    run(&world, format!("UPDATE log_heads SET seq = {seq}, hash = '{hash}', mac = '{mac}'")).await;
    assert_eq!(faults(&world.b, "").await, [], "within the database everything fits");
    assert_eq!(faults(&world.b, &heads(&world)).await, [Fault::CutByFile(format!("case/{case}"), seq + 1)]);
}

/// As a release before the seal wrote it: a plain chain, and nothing else.
async fn as_before(world: &World, case: CaseId) {
    let mut raw = world.raw().await;
    let rows = raw.fetch_all("SELECT seq, at, actor, kind FROM events ORDER BY seq").await.unwrap();
    let mut previous = String::new();
    for row in rows {
        let (seq, at, actor, kind): (i64, i64, String, String) = (row.get(0), row.get(1), row.get(2), row.get(3));
        let mut digest = Sha256::new();
        for part in [&previous, &case.to_string(), &seq.to_string(), &at.to_string(), &actor, &kind] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let hash = hex::encode(digest.finalize());
        let sql = "UPDATE events SET previous_hash = $1, hash = $2, subject = '', digest = '' WHERE seq = $3";
        sqlx::query(sql).bind(previous).bind(&hash).bind(seq).execute(&mut raw).await.unwrap();
        previous = hash;
    }
    raw.execute("DELETE FROM log_heads").await.unwrap();
    raw.execute("INSERT INTO installation (name, value) VALUES ('log', 'to carry over')").await.unwrap();
}

async fn logs_from_before_the_seal_are_carried_over_and_marked(world: World) {
    let case = answered(&world).await;
    as_before(&world, case).await;
    let b = open(&world.settings).await.unwrap();
    // Its clock begins again; until then the answer is the service's alone.
    b.clock().advance(std::time::Duration::from_secs(60));
    let history = cases::history(&b, &world.referrer, case).await.unwrap();
    assert_eq!((history.intact, history.carried_over), (true, history.entries.len()));
    cases::acknowledge(&b, &world.referrer, case).await.unwrap();
    let later = cases::history(&b, &world.referrer, case).await.unwrap();
    assert_eq!((later.intact, later.carried_over), (true, history.entries.len()));
    // Once only: what loses its head now is broken, not old.
    run(&world, "DELETE FROM log_heads".into()).await;
    let again = open(&world.settings).await.unwrap();
    assert!(!cases::history(&again, &world.referrer, case).await.unwrap().intact);
}
