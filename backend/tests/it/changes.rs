//! "It has changed", said on a patient's page, is a to-do of the practice until somebody has dealt with it.

use backend::{Error, accounts::Manager, cases, delivery::outbox, organisations, photo_requests};
use domain::{
    access::Actor,
    case::Answer,
    command::OPEN_CHANGES,
    forms::Response,
    view::{CaseList, ChangeView, WorklistQuery, WorklistShow},
};

use crate::support::{World, answer, on_both, patient, send, shown::news, upgrade};

on_both!(
    what_a_patient_says_stays_on_the_list_until_somebody_has_dealt_with_it,
    whoever_answers_has_to_have_read_it,
    one_press_is_one_report_and_there_is_an_end,
    nobody_else_says_it_or_deals_with_it,
    words_changed_behind_our_back_are_found,
    what_may_not_wait_is_the_services_to_look_at_too,
    who_was_taken_over_is_the_services_whatever_has_changed,
    a_service_closes_after_it_has_looked_and_is_told_nothing_then,
    what_a_server_of_the_release_before_dropped_is_the_services_again,
);

pub async fn say(world: &World, who: &Actor, words: &str) -> Result<(), Error> {
    photo_requests::report_change(&world.b, who, &Response::default().with("words", words)).await
}

async fn on_home(world: &World) -> Vec<ChangeView> {
    let home = cases::home(&world.b, &world.referrer).await.unwrap();
    let listed = cases::list(&world.b, &world.referrer, CaseList::Changed, None).await.unwrap().rows;
    let counted = home.counts.iter().find(|(list, _)| *list == CaseList::Changed).unwrap().1;
    assert_eq!(listed.len(), counted as usize);
    assert!(listed.iter().all(|row| row.trouble.as_deref() == Some("Patient says it has changed")));
    home.changes.into_iter().map(|line| line.change).collect()
}

async fn what_a_patient_says_stays_on_the_list_until_somebody_has_dealt_with_it(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    assert_eq!((on_home(&world).await.len(), news(&world, &token, &who).await.changes.len()), (0, 0));
    // Also after the answer has come, and been read.
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    say(&world, &who, " It bleeds now. ").await.unwrap();

    let open = on_home(&world).await;
    assert!(open.len() == 1 && open[0].words == "It bleeds now." && !open[0].late, "{open:?}");
    assert_eq!(open[0].late_at.short, "Wed 25 Nov, 17:00", "the end of the next working day");
    let told = news(&world, &token, &who).await;
    assert_eq!(told.changes[0].look_by, "Wednesday 25 November");
    assert!(!told.changes[0].late && told.changes[0].done.is_none());
    // Untouched, it is late from then on, for both.
    world.pass(31 * 3_600 - 60);
    assert!(on_home(&world).await[0].late && news(&world, &token, &who).await.changes[0].late);
    assert!(cases::show(b, &world.specialist, case).await.unwrap().changes[0].late);

    for _ in 0..2 {
        assert_eq!(cases::deal_with_change(b, &world.referrer, open[0].report).await.unwrap(), case);
    }
    assert_eq!(on_home(&world).await, []);
    let kept = cases::show(b, &world.referrer, case).await.unwrap().changes;
    assert_eq!(kept[0].done.as_ref().unwrap().0, "Dr Amara Osei");
    assert!(news(&world, &token, &who).await.changes[0].done.is_some());
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let said = |what: &str| history.entries.iter().filter(|entry| entry.what == what).count();
    assert_eq!((said("Said that it has changed."), said("Noted that what has changed is dealt with.")), (1, 1));
    assert!(history.intact);
}

async fn whoever_answers_has_to_have_read_it(world: World) {
    let b = &world.b;
    let (case, version, _, who) = patient::submitted(&world).await;
    say(&world, &who, "It grows fast").await.unwrap();
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(seen.changes[0].words, "It grows fast");
    let unread = send(b, &world.specialist, case, version, answer()).await;
    assert!(matches!(unread, Err(Error::Stale)), "{unread:?}");
    send(b, &world.specialist, case, seen.version, answer()).await.unwrap();
}

async fn at_service(world: &World) -> usize {
    let query = WorklistQuery { show: WorklistShow::Changed, ..WorklistQuery::default() };
    cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows.len()
}

async fn what_may_not_wait_is_the_services_to_look_at_too(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    say(&world, &who, "It itches a little").await.unwrap();
    assert_eq!((at_service(&world).await, on_home(&world).await.len()), (0, 1), "the practice's alone");
    world.pass(60);
    let flagged = Response::default().with("bleeding", "true").with("words", "Since Monday");
    photo_requests::report_change(b, &who, &flagged).await.unwrap();
    assert_eq!((at_service(&world).await, on_home(&world).await.len()), (1, 2));
    let counted = async || {
        let page = cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap();
        page.to_do.into_iter().find(|(show, ..)| *show == WorklistShow::Changed).unwrap()
    };
    assert_eq!(counted().await, (WorklistShow::Changed, 1, 0), "seen from every list");
    world.pass(2 * 24 * 3_600);
    assert_eq!(counted().await, (WorklistShow::Changed, 1, 1), "and that it is late");
    assert!(news(&world, &token, &who).await.changes[1].for_service, "the patient is told so");
    let report = cases::show(b, &world.specialist, case).await.unwrap().changes.remove(1);
    assert!(report.words.contains("Since Monday") && report.words.contains("does not heal"), "{}", report.words);
    for other in [&world.referrer, &world.other_specialist, &world.other_referrer] {
        assert!(matches!(cases::look_at_change(b, other, report.report).await, Err(Error::Denied)));
    }
    for _ in 0..2 {
        assert_eq!(cases::look_at_change(b, &world.specialist, report.report).await.unwrap(), case);
    }
    assert_eq!((at_service(&world).await, on_home(&world).await.len()), (0, 2), "the practice deals with its own");
    let kept = cases::show(b, &world.referrer, case).await.unwrap().changes.remove(1);
    assert_eq!(kept.seen.unwrap().0, "Dr Helen Marsh");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let said = "Noted for the service that what has changed was looked at.";
    assert_eq!(history.entries.iter().filter(|entry| entry.what == said).count(), 1);
}

async fn who_was_taken_over_is_the_services_whatever_has_changed(world: World) {
    let b = &world.b;
    let (case, version, _, who) = patient::suspected(&world).await;
    let taken_over = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.specialist, case, version, taken_over).await.unwrap();
    world.pass(60);
    say(&world, &who, "It itches a little").await.unwrap();
    assert_eq!((at_service(&world).await, on_home(&world).await.len()), (1, 1));
}

async fn one_press_is_one_report_and_there_is_an_end(world: World) {
    let (_, _, token, who) = patient::submitted(&world).await;
    for _ in 0..2 {
        say(&world, &who, "").await.unwrap();
    }
    assert_eq!(on_home(&world).await.len(), 1);
    let long = say(&world, &who, &"a".repeat(1_000 + 1)).await;
    assert!(matches!(long, Err(Error::Invalid(problems)) if problems[0].field == "words"));
    for day in 1..OPEN_CHANGES {
        say(&world, &who, &format!("Day {day}")).await.unwrap();
    }
    let often = say(&world, &who, "Again").await;
    assert!(matches!(often, Err(Error::Invalid(problems)) if problems[0].field == "changes"));
    assert_eq!(news(&world, &token, &who).await.changes.len(), OPEN_CHANGES);
    // What was dealt with makes room.
    let first = on_home(&world).await.remove(0).report;
    cases::deal_with_change(&world.b, &world.referrer, first).await.unwrap();
    say(&world, &who, "Again").await.unwrap();
}

async fn nobody_else_says_it_or_deals_with_it(world: World) {
    let b = &world.b;
    let (case, _, _, who) = patient::submitted(&world).await;
    for actor in [&world.referrer, &world.specialist] {
        assert!(matches!(say(&world, actor, "").await, Err(Error::Denied)));
    }
    // Before the photos are sent it belongs into them.
    let (other, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, other).await.unwrap();
    let choosing = patient::confirmed(b, &patient::texted_token(b).await).await;
    assert!(matches!(say(&world, &choosing, "").await, Err(Error::Conflict)));
    say(&world, &who, "").await.unwrap();
    let report = cases::show(b, &world.referrer, case).await.unwrap().changes[0].report;
    for actor in [&world.other_referrer, &world.specialist, &world.other_specialist, &who] {
        let refused = cases::deal_with_change(b, actor, report).await;
        assert!(matches!(refused, Err(Error::Denied)), "{refused:?}");
    }
    // A case of the wrong patient takes no more, and what waits goes on waiting.
    cases::wrong_patient(b, &world.referrer, case, domain::case::WrongPatientReason::Unclear).await.unwrap();
    assert!(say(&world, &who, "More").await.is_err());
    assert_eq!(cases::home(b, &world.referrer).await.unwrap().changes.len(), 1);
}

async fn words_changed_behind_our_back_are_found(world: World) {
    let (case, _, _, who) = patient::submitted(&world).await;
    say(&world, &who, "It bleeds").await.unwrap();
    let mut raw = world.raw().await;
    sqlx::query("UPDATE change_reports SET words = 'It is fine'").execute(&mut raw).await.unwrap();
    assert!(!cases::history(&world.b, &world.referrer, case).await.unwrap().intact);
}

async fn a_service_closes_after_it_has_looked_and_is_told_nothing_then(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    news(&world, &token, &who).await;
    while outbox::run_once(b).await.unwrap() {}
    let flagged = |words: &str| Response::default().with("growing", "true").with("words", words);
    photo_requests::report_change(b, &who, &flagged("It grows")).await.unwrap();
    let close = async || organisations::close(b, Manager::Operator, world.service.into(), None, None).await;
    let refused = close().await;
    let why = |it: &Result<(), Error>| match it {
        Err(Error::Invalid(problems)) => problems[0].message.clone(),
        other => format!("{other:?}"),
    };
    assert!(why(&refused).contains("1 request that has ended holds something still to do"), "{}", why(&refused));
    let report = cases::show(b, &world.specialist, case).await.unwrap().changes[0].report;
    cases::look_at_change(b, &world.specialist, report).await.unwrap();
    close().await.unwrap();
    world.pass(60);
    photo_requests::report_change(b, &who, &flagged("It grows still")).await.unwrap();
    let told = news(&world, &token, &who).await.changes;
    assert_eq!(told.iter().map(|it| it.for_service).collect::<Vec<_>>(), [true, false], "nobody works there");
}

/// It knows nothing of this kind of task, and closes it with whatever it does to the case.
async fn what_a_server_of_the_release_before_dropped_is_the_services_again(world: World) {
    let b = &world.b;
    let (case, version, _, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    photo_requests::report_change(b, &who, &Response::default().with("look", "true")).await.unwrap();
    let mut raw = world.raw().await;
    for sql in [
        "UPDATE tasks SET closed_at = 1 WHERE kind = 'look_at_change' AND closed_at IS NULL",
        "UPDATE cases SET tasks_edition = 3",
    ] {
        sqlx::query(sql).execute(&mut raw).await.unwrap();
    }
    assert_eq!(at_service(&world).await, 0);
    backend::tasks::work_out(b).await.unwrap();
    assert_eq!(at_service(&world).await, 1);
}
