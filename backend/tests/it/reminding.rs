//! A patient who was texted a link for photos and has sent none is reminded, twice, by day, and never of what is over.

use backend::{cases, delivery::outbox, patients, photo_requests};
use domain::{
    case::WrongPatientReason,
    command::DateFields,
    ids::CaseId,
    patients::DetailsForm,
    view::{CaseList, PhotoRequestView},
};
use sqlx::{AssertSqlSafe, Row};

use crate::support::{
    World, on_both, patient,
    patient::{born, texted},
    shown::{count, texts},
};

on_both!(
    who_sends_no_photos_is_reminded_on_the_third_and_the_sixth_day,
    nobody_is_reminded_of_what_is_done_or_over,
    a_link_that_replaces_another_reminds_of_itself,
    nobody_is_reminded_at_night,
    after_an_outage_the_newest_reminder_is_sent_or_none,
    who_never_had_the_link_is_not_reminded_of_it,
    the_database_holds_no_link_that_opens,
);

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// The reminders that have arrived, the newest first.
async fn reminders(world: &World) -> Vec<String> {
    texts(world).await.into_iter().filter(|text| text.contains("still needs photos")).collect()
}

async fn link(world: &World, case: CaseId) -> PhotoRequestView {
    cases::request(&world.b, &world.referrer, case).await.unwrap().photo_requests.remove(0)
}

/// How the reminders of all cases stand, by state.
async fn stand(world: &World, state: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM deliveries WHERE idempotency_key LIKE 'photo-reminder/%' AND state = ";
    let sql = AssertSqlSafe(format!("{sql}'{state}'"));
    sqlx::query_scalar(sql).fetch_one(&mut world.raw().await).await.unwrap()
}

async fn who_sends_no_photos_is_reminded_on_the_third_and_the_sixth_day(world: World) {
    let b = &world.b;
    let (case, token) = texted(&world).await;
    // By the link's own moment, which was one before.
    world.pass(3 * DAY - 1);
    assert_eq!(reminders(&world).await.len(), 0);
    assert!(link(&world, case).await.reminded.is_empty());
    world.pass(1);
    // Two servers look at once.
    let other = world.another_server(0).await;
    let (one, two) = tokio::join!(outbox::run_once(b), outbox::run_once(&other));
    assert!(one.unwrap() || two.unwrap());
    let said = reminders(&world).await;
    assert_eq!(said.len(), 1, "{said:?}");
    let whole = said[0].starts_with("Riverside Surgery still needs") && said[0].contains(&format!("/p/{token} "));
    assert!(whole && said[0].contains("until Tuesday 1 December"), "{}", said[0]);
    // The link in it opens.
    patient::confirmed(b, &token).await;
    world.pass(3 * DAY);
    assert_eq!(reminders(&world).await.len(), 2);
    let shown: Vec<_> = link(&world, case).await.reminded.into_iter().map(|it| it.short).collect();
    assert_eq!(shown, ["Fri 27 Nov, 10:00", "Mon 30 Nov, 10:00"]);
    world.pass(30 * DAY);
    assert_eq!(reminders(&world).await.len(), 2);
    assert_eq!(count(&world, CaseList::NotReached).await, 0);
}

async fn nobody_is_reminded_of_what_is_done_or_over(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (case, token) = texted(&world).await;
    patient::send_photos(b, &patient::confirmed(b, &token).await, case).await;
    assert_eq!((stand(&world, "waiting").await, stand(&world, "cancelled").await), (0, 2));

    let (_, token) = texted(&world).await;
    photo_requests::decline(b, &patient::confirmed(b, &token).await, 0).await.unwrap();
    assert_eq!(stand(&world, "waiting").await, 0, "who said no is not asked again by a machine");

    let (case, _) = texted(&world).await;
    photo_requests::withdraw(b, who, link(&world, case).await.id).await.unwrap();
    assert_eq!(stand(&world, "waiting").await, 0);

    let (case, _) = texted(&world).await;
    cases::withdraw(b, who, case).await.unwrap();
    texts(&world).await;
    world.pass(1);
    assert_eq!(stand(&world, "waiting").await, 0);

    let (_, token) = texted(&world).await;
    for _ in 0..5 {
        photo_requests::check_identity(b, &token, &born("1949"), 0).await.unwrap();
    }
    assert_eq!(stand(&world, "waiting").await, 0, "a locked link opens nothing");

    let (case, _) = texted(&world).await;
    world.send(case).await;
    assert_eq!(stand(&world, "waiting").await, 0, "the practice went on without photos");
    cases::wrong_patient(b, who, case, WrongPatientReason::Pictures).await.unwrap();

    let (case, _) = texted(&world).await;
    let id = cases::show(b, who, case).await.unwrap().patient_id.unwrap();
    let seen = patients::details(b, who, id, None).await.unwrap().version;
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    patients::change(b, who, id, seen, &DetailsForm { deceased, ..DetailsForm::default() }).await.unwrap();
    assert_eq!(stand(&world, "waiting").await, 0);

    world.pass(6 * DAY);
    assert_eq!(reminders(&world).await, Vec::<String>::new());
}

async fn a_link_that_replaces_another_reminds_of_itself(world: World) {
    let b = &world.b;
    let (case, first) = texted(&world).await;
    world.pass(2 * DAY);
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let second = patient::texted_token(b).await;
    world.pass(2 * DAY);
    assert_eq!(reminders(&world).await.len(), 0, "the first link's third day");
    world.pass(DAY);
    let said = reminders(&world).await;
    assert!(said.len() == 1 && said[0].contains(&second) && !said[0].contains(&first), "{said:?}");
}

async fn nobody_is_reminded_at_night(world: World) {
    // Tuesday, 22:00.
    world.pass(12 * HOUR);
    texted(&world).await;
    world.pass(3 * DAY);
    assert_eq!(reminders(&world).await.len(), 0);
    world.pass(10 * HOUR);
    assert_eq!(reminders(&world).await.len(), 1);
}

async fn after_an_outage_the_newest_reminder_is_sent_or_none(world: World) {
    texted(&world).await;
    world.pass(6 * DAY + HOUR);
    let said = reminders(&world).await;
    assert_eq!(said.len(), 1, "not two at once: {said:?}");
    texted(&world).await;
    world.pass(7 * DAY);
    assert_eq!(reminders(&world).await.len(), 1, "the link is over");
    assert_eq!((stand(&world, "waiting").await, stand(&world, "dead").await), (0, 0));
}

/// A text that was given up reminds of nothing: the practice knows, and calls.
async fn who_never_had_the_link_is_not_reminded_of_it(world: World) {
    let (case, _) = texted(&world).await;
    let sql = "UPDATE deliveries SET state = 'dead', reason = 'phone_off' WHERE idempotency_key LIKE 'photo-request/%'";
    sqlx::query(sql).execute(&mut world.raw().await).await.unwrap();
    world.work_out_tasks().await;
    world.pass(6 * DAY);
    assert_eq!(reminders(&world).await.len(), 0);
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    assert!(link(&world, case).await.reminded.is_empty());
}

async fn the_database_holds_no_link_that_opens(world: World) {
    let (_, token) = texted(&world).await;
    assert_eq!(stand(&world, "waiting").await, 2);
    let sql = "SELECT payload FROM deliveries";
    let rows = sqlx::query(sql).fetch_all(&mut world.raw().await).await.unwrap();
    for row in rows {
        assert!(!row.get::<String, _>(0).contains(&token), "a link's token stands in the clear");
    }
}
