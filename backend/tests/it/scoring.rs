//! The 7-point score as it was shown when the request was sent.

use backend::{Error, cases};
use domain::{case::Draft, pathway::RULE};
use sqlx::AssertSqlSafe;

use crate::support::{World, on_both};

on_both!(the_score_that_was_sent_stays_as_it_was, advice_against_the_score_wants_a_reason_that_is_read);

fn pigmented(world: &World) -> Draft {
    world.draft().with("pigment", "yes").tick("change_size").with("size_mm", "12")
}

async fn the_score_that_was_sent_stays_as_it_was(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let draft = Draft { despite_reason: "Unchanged since 2019".into(), ..pigmented(&world) };
    let version = cases::save_draft(b, &world.referrer, case, 1, draft).await.unwrap().version;
    cases::submit(b, &world.referrer, case, version).await.unwrap();
    let score = cases::show(b, &world.specialist, case).await.unwrap().score.unwrap();
    assert_eq!((score.points, score.rule.as_str()), (3, RULE));
    // As if another edition of the rule had counted it then.
    let mut raw = world.raw().await;
    let then = "UPDATE cases SET score_sent = REPLACE(score_sent, '\"points\":3', '\"points\":4')";
    sqlx::query(AssertSqlSafe(then)).execute(&mut raw).await.unwrap();
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().score.unwrap().points, 4);
}

async fn advice_against_the_score_wants_a_reason_that_is_read(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let saved = cases::save_draft(b, &world.referrer, case, 1, pigmented(&world)).await.unwrap();
    let sent = cases::submit(b, &world.referrer, case, saved.version).await;
    let Err(Error::Invalid(problems)) = sent else { panic!("{sent:?}") };
    assert_eq!(problems[0].field, "despite_reason");
    let draft = Draft { despite_reason: "Unchanged since 2019".into(), ..pigmented(&world) };
    let version = cases::save_draft(b, &world.referrer, case, saved.version, draft).await.unwrap().version;
    cases::submit(b, &world.referrer, case, version).await.unwrap();
    let facts = cases::show(b, &world.specialist, case).await.unwrap().facts;
    assert_eq!((facts[0].value.as_str(), facts[0].key), ("Unchanged since 2019", true));
}
