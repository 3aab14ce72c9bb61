//! What goes wrong with follow-up photos: a timer that rings twice or late, a death, a case that has moved on, two people at
//! once.

use backend::{Error, cases, monitoring, patients, photo_requests};
use domain::{
    case::{AmendmentKind, Draft, WrongPatientReason},
    command::DateFields,
    forms::Response,
    ids::CaseId,
    monitoring::RoundEnd,
    patients::DetailsForm,
    view::{CaseList, Stage},
};

use crate::support::{
    World, form_key,
    monitoring::{DAY, WEEK, answered, asked, follow_up, history, plan, planned, review, says, shown},
    on_both, patient, send,
    shown::{count, stage, texts},
};

on_both!(
    a_timer_that_rings_twice_asks_once,
    after_an_outage_a_patient_is_asked_once_and_the_log_says_how_late,
    who_has_died_is_asked_nothing,
    what_has_moved_on_asks_nothing,
    an_answer_that_is_taken_back_plans_nothing,
    of_two_who_look_the_second_is_told,
    who_says_no_is_asked_no_more,
    without_a_mobile_the_practice_has_it_to_do,
    at_night_nobody_is_texted,
);

/// Links for follow-up photos that were ever made for a case.
async fn links(world: &World, case: CaseId) -> i64 {
    let sql = "SELECT COUNT(*) FROM photo_requests WHERE kind = 'round' AND case_id = $1";
    sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(&mut world.raw().await).await.unwrap()
}

async fn a_timer_that_rings_twice_asks_once(world: World) {
    let b = &world.b;
    let case = planned(&world, "4").await;
    world.pass(12 * WEEK);
    let other = world.another_server(0).await;
    let (one, two) = tokio::join!(monitoring::run_due(b), monitoring::run_due(&other));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(links(&world, case).await, 1);
    // Whatever is there rings again.
    assert_eq!(monitoring::run_due(&other).await.unwrap(), 0);
    assert_eq!(links(&world, case).await, 1);
}

async fn after_an_outage_a_patient_is_asked_once_and_the_log_says_how_late(world: World) {
    let case = planned(&world, "4").await;
    // For longer than two rounds.
    world.pass(12 * WEEK + 7 * DAY);
    assert_eq!(count(&world, CaseList::RoundMissed).await, 1, "somebody can see that nobody was asked");
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 1);
    assert_eq!(count(&world, CaseList::RoundMissed).await, 0);
    assert_eq!(history(&world, case).await[1], "Asked the patient for follow-up photos, 7 days late.");
    texts(&world).await;
    world.pass(1);
    let other = planned(&world, "4").await;
    world.pass(40 * WEEK);
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 1, "the first waits for its photos");
    assert_eq!(links(&world, other).await, 1, "once, and not once for each that was missed");
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 0);
}

fn died() -> DetailsForm {
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    DetailsForm { deceased, ..DetailsForm::default() }
}

async fn who_has_died_is_asked_nothing(world: World) {
    let b = &world.b;
    for is_asked in [false, true] {
        let case = planned(&world, "4").await;
        let token = if is_asked { Some(asked(&world).await) } else { None };
        let id = cases::show(b, &world.referrer, case).await.unwrap().patient_id.unwrap();
        let seen = patients::details(b, &world.referrer, id, None).await.unwrap().version;
        patients::change(b, &world.referrer, id, seen, &died()).await.unwrap();
        let before = texts(&world).await.len();
        assert_eq!(plan(&world, case).await.ended.unwrap().how, "The patient has died");
        world.pass(12 * WEEK);
        assert_eq!(monitoring::run_due(b).await.unwrap(), 0);
        assert_eq!(texts(&world).await.len(), before);
        if let Some(token) = token {
            assert_eq!(photo_requests::page(b, &token, &[]).await.unwrap().stage, Stage::Expired);
        }
        let view = shown(&world, &world.referrer, case).await.offer.unwrap();
        let again = monitoring::plan(b, &world.referrer, case, form_key(), &view.form).await;
        assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
    }
}

/// Closed, retracted, found to be somebody else's: each ends it at once, with its link.
async fn what_has_moved_on_asks_nothing(world: World) {
    let b = &world.b;
    for how in ["closed", "retracted", "wrong"] {
        let case = planned(&world, "4").await;
        let token = asked(&world).await;
        match how {
            "closed" => cases::close(b, &world.referrer, case).await.unwrap(),
            "retracted" => {
                let kind = AmendmentKind::Retraction;
                cases::amend(b, &world.specialist, case, form_key(), kind, "A slip.").await.unwrap();
            }
            _ => cases::wrong_patient(b, &world.referrer, case, WrongPatientReason::Pictures).await.unwrap(),
        }
        assert_eq!(photo_requests::page(b, &token, &[]).await.unwrap().stage, Stage::Expired, "{how}");
        assert_eq!(count(&world, CaseList::RoundMissed).await, 0, "{how}");
        world.pass(60 * WEEK);
        assert_eq!(monitoring::run_due(b).await.unwrap(), 0, "{how}");
        assert_eq!(count(&world, CaseList::RoundMissed).await, 0, "{how}");
        let said = history(&world, case).await;
        assert_eq!(said.last().unwrap(), "The plan for follow-up photos has ended: the case has moved on.", "{how}");
    }
}

async fn an_answer_that_is_taken_back_plans_nothing(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, follow_up("4")).await.unwrap();
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, follow_up("")).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    world.pass(13 * WEEK);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 0);
    // Repeated after its weeks, by the practice, as if nobody had planned anything.
    let rows = cases::list(b, &world.referrer, CaseList::ToFinish, None).await.unwrap().rows;
    assert!(rows[0].late.as_ref().unwrap().contains("16 Feb"), "{:?}", rows[0].late);
}

async fn of_two_who_look_the_second_is_told(world: World) {
    let b = &world.b;
    let case = planned(&world, "1").await;
    let token = asked(&world).await;
    let stale = plan(&world, case).await.version;
    answered(&world, case, &token, Response::default()).await;
    let early = monitoring::review(b, &world.specialist, case, stale, &says(RoundEnd::Unchanged)).await;
    assert!(matches!(early, Err(Error::Stale)), "the page did not show the photos: {early:?}");
    let seen = plan(&world, case).await.version;
    let (same, other) = (says(RoundEnd::Unchanged), says(RoundEnd::Changed));
    let (one, two) = tokio::join!(
        monitoring::review(b, &world.specialist, case, seen, &same),
        monitoring::review(b, &world.colleague, case, seen, &other),
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let refused = one.err().or(two.err()).unwrap();
    assert!(matches!(refused, Error::Stale | Error::Denied), "{refused:?}");
    let rounds = plan(&world, case).await.rounds;
    assert!(rounds.len() == 1 && !rounds[0].to_review);
    // The same said twice by one person is one act.
    let case = planned(&world, "4").await;
    let token = asked(&world).await;
    answered(&world, case, &token, Response::default()).await;
    let seen = plan(&world, case).await.version;
    for _ in 0..2 {
        monitoring::review(b, &world.specialist, case, seen, &says(RoundEnd::Changed)).await.unwrap();
    }
    let trainee = monitoring::review(b, &world.referrer, case, seen, &same).await;
    assert!(matches!(trainee, Err(Error::Denied)), "{trainee:?}");
    // Nothing ends without a word on when to seek help.
    let case = planned(&world, "1").await;
    let token = asked(&world).await;
    answered(&world, case, &token, Response::default()).await;
    let seen = plan(&world, case).await.version;
    let silent = domain::monitoring::ReviewForm { safety_net: String::new(), ..says(RoundEnd::Unchanged) };
    let ends = monitoring::review(b, &world.specialist, case, seen, &silent).await;
    assert!(matches!(ends, Err(Error::Invalid(_))), "{ends:?}");
}

async fn who_says_no_is_asked_no_more(world: World) {
    let b = &world.b;
    let case = planned(&world, "4").await;
    let token = asked(&world).await;
    let who = patient::confirmed(b, &token).await;
    photo_requests::decline(b, &who, 0).await.unwrap();
    assert_eq!(stage(&world, &token, &who).await, Stage::Expired);
    assert_eq!(plan(&world, case).await.ended.unwrap().how, "The patient said no to photos");
    assert_eq!(count(&world, CaseList::ToFinish).await, 1, "the practice decides what comes instead");
    world.pass(40 * WEEK);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 0);
}

async fn without_a_mobile_the_practice_has_it_to_do(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let draft = Draft { mobile: String::new(), ..world.draft() };
    cases::save_draft(b, &world.referrer, case, 1, draft).await.unwrap();
    let version = world.send(case).await.version;
    send(b, &world.specialist, case, version, follow_up("4")).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    world.pass(12 * WEEK);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 1);
    assert_eq!(count(&world, CaseList::RoundMissed).await, 1);
    let said = history(&world, case).await;
    assert!(said.last().unwrap().contains("no text could be sent"), "{said:?}");
    let version = plan(&world, case).await.version;
    let again = monitoring::ask_again(b, &world.referrer, case, version).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
    assert_eq!(count(&world, CaseList::RoundMissed).await, 1, "it stays there");
    let refused = review(&world, case, RoundEnd::Unchanged).await;
    assert!(matches!(refused, Err(Error::Conflict)), "nothing came: {refused:?}");
}

async fn at_night_nobody_is_texted(world: World) {
    let case = planned(&world, "4").await;
    let before = texts(&world).await.len();
    world.pass(12 * WEEK + 12 * 3_600);
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 1);
    assert_eq!(texts(&world).await.len(), before, "it is ten in the evening");
    world.pass(10 * 3_600);
    assert_eq!(texts(&world).await.len(), before + 1);
    assert_eq!(links(&world, case).await, 1);
}
