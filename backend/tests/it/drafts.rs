use backend::{Error, cases};
use domain::{
    case::{Draft, Kind, MOST_DRAFTS},
    forms::Response,
};

use crate::support::{World, on_both};

on_both!(
    a_draft_is_kept_as_typed,
    a_form_knows_the_promise_of_every_kind,
    a_stale_draft_is_refused,
    an_incomplete_request_is_not_sent,
    a_request_posted_twice_is_sent_once,
    a_request_that_cannot_be_shown_is_sent_all_the_same,
    a_draft_that_would_fill_the_disk_is_refused,
    colleagues_share_a_practices_drafts,
    so_many_drafts_and_no_more,
);

async fn so_many_drafts_and_no_more(world: World) {
    let b = &world.b;
    let first = cases::start(b, &world.referrer).await.unwrap();
    for _ in 1..MOST_DRAFTS {
        cases::start(b, &world.referrer).await.unwrap();
    }
    let one_more = cases::start(b, &world.referrer).await;
    assert!(matches!(one_more, Err(Error::Invalid(_))), "{one_more:?}");
    cases::start(b, &world.other_referrer).await.unwrap();
    cases::withdraw(b, &world.referrer, first).await.unwrap();
    cases::start(b, &world.referrer).await.unwrap();
}

async fn a_draft_is_kept_as_typed(world: World) {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let typed = Draft { nhs_number: "not a number".into(), name: "  Zoë 'O\u{2019}Neill ".into(), ..Draft::default() };
    let saved = cases::save_draft(&world.b, &world.referrer, case, 1, typed.clone()).await.unwrap();
    assert_eq!(saved.problems[0].field, "nhs_number");
    let form = cases::request(&world.b, &world.referrer, case).await.unwrap();
    // What is asked about the skin has a version from then on.
    let typed = Draft { response: Response::to(form.form.canonical()), ..typed };
    assert_eq!((form.draft, form.version, form.services.len()), (typed, saved.version, 2));
}

async fn a_form_knows_the_promise_of_every_kind(world: World) {
    let (case, _) = world.drafted().await;
    let form = cases::request(&world.b, &world.referrer, case).await.unwrap();
    for service in form.services {
        for &kind in Kind::ALL {
            let promise = service.promise(kind).expect("a promise of every kind");
            assert_eq!(promise.contains("suspected cancer"), kind == Kind::Cancer, "{promise}");
            assert_eq!(promise.contains("advice"), kind == Kind::Advice, "{promise}");
        }
    }
}

async fn a_stale_draft_is_refused(world: World) {
    let (case, version) = world.drafted().await;
    let other_tab = Draft { question: "Other tab".into(), ..world.draft() };
    let stale = cases::save_draft(&world.b, &world.referrer, case, version - 1, other_tab).await;
    assert!(matches!(stale, Err(Error::Stale)));
    assert_eq!(cases::request(&world.b, &world.referrer, case).await.unwrap().draft, world.draft());
}

async fn an_incomplete_request_is_not_sent(world: World) {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let Err(Error::Invalid(problems)) = cases::submit(&world.b, &world.referrer, case, 1).await else { panic!() };
    assert_eq!(problems[0].field, "nhs_number");
    let made_up = Draft { service: "00000000-0000-0000-0000-000000000001".into(), ..world.draft() };
    let saved = cases::save_draft(&world.b, &world.referrer, case, 1, made_up).await.unwrap();
    let sent = cases::submit(&world.b, &world.referrer, case, saved.version).await;
    let Err(Error::Invalid(problems)) = sent else { panic!("{sent:?}") };
    assert_eq!(problems[0].field, "service");
}

/// What cannot be read afterwards does not make it unsent.
async fn a_request_that_cannot_be_shown_is_sent_all_the_same(world: World) {
    let (case, version) = world.drafted().await;
    let rename = |from, to| sqlx::AssertSqlSafe(format!("ALTER TABLE {from} RENAME TO {to}"));
    let mut raw = world.raw().await;
    sqlx::query(rename("clips", "elsewhere")).execute(&mut raw).await.unwrap();
    assert!(cases::show(&world.b, &world.referrer, case).await.is_err(), "it cannot be read");
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    sqlx::query(rename("elsewhere", "clips")).execute(&mut raw).await.unwrap();
    assert_eq!(cases::show(&world.b, &world.specialist, case).await.unwrap().state, "Waiting for an answer");
}

async fn a_request_posted_twice_is_sent_once(world: World) {
    let (case, version) = world.drafted().await;
    let (one, other) = tokio::join!(
        cases::submit(&world.b, &world.referrer, case, version),
        cases::submit(&world.b, &world.referrer, case, version),
    );
    assert!(one.is_ok() != other.is_ok());
    assert!(matches!(one.and(other), Err(Error::Stale)));
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|entry| entry.what.starts_with("Sent the request")).count(), 1);
}

async fn a_draft_that_would_fill_the_disk_is_refused(world: World) {
    let (case, version) = world.drafted().await;
    let huge = world.draft().with("history", &"x".repeat(1_000_000));
    let refused = cases::save_draft(&world.b, &world.referrer, case, version, huge).await;
    assert!(matches!(refused, Err(Error::TooLarge)));
}

async fn colleagues_share_a_practices_drafts(world: World) {
    let (case, _) = world.drafted().await;
    assert!(cases::request(&world.b, &world.referrer, case).await.is_ok());
    assert!(matches!(cases::request(&world.b, &world.other_referrer, case).await, Err(Error::Denied)));
    assert!(matches!(cases::show(&world.b, &world.specialist, case).await, Err(Error::Denied)));
}
