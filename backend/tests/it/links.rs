//! A texted link is a key: who may use it, for how long, and what is stored of it.

use backend::{
    Error, cases, demo,
    images::{self, PictureError},
    photo_requests::{self, IdentityCheck},
};
use domain::{
    command::{ConsentChoices, DateFields},
    ids::PhotoRequestId,
    image::View,
    link_token::{is_reference, token_in},
    view::Stage,
};
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::support::{
    self, World, on_both,
    patient::{self, born, texted},
    shown::stage,
};

on_both!(
    the_token_is_kept_nowhere_once_the_text_has_left,
    a_browser_carries_a_link_for_a_day_and_cannot_read_it,
    five_wrong_dates_lock_a_link_and_an_unknown_one_answers_the_same,
    guesses_at_the_same_moment_each_cost_a_try,
    a_link_takes_pictures_for_seven_days,
    how_long_a_link_lives_is_the_hospitals_choice,
    a_good_link_that_nobody_has_opened_here_asks_who_it_is,
);

async fn the_token_is_kept_nowhere_once_the_text_has_left(world: World) {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let mut raw = world.raw().await;
    let waiting = sqlx::query("SELECT payload FROM deliveries WHERE idempotency_key LIKE 'photo-request/%'")
        .fetch_one(&mut raw)
        .await
        .unwrap();
    let token = patient::texted_token(&world.b).await;
    assert!(waiting.get::<String, _>("payload").contains(&token), "until the text has left, it must be somewhere");

    let done = sqlx::query("SELECT payload, state FROM deliveries WHERE idempotency_key LIKE 'photo-request/%'")
        .fetch_one(&mut raw)
        .await
        .unwrap();
    assert_eq!((done.get::<String, _>("payload").as_str(), done.get::<String, _>("state").as_str()), ("", "done"));
    let kept = sqlx::query("SELECT token_hash FROM photo_requests").fetch_one(&mut raw).await.unwrap();
    assert_eq!(kept.get::<String, _>("token_hash"), hex::encode(Sha256::digest(&token)));
    let events = sqlx::query("SELECT kind, actor FROM events").fetch_all(&mut raw).await.unwrap();
    for event in events {
        assert!(!event.get::<String, _>("kind").contains(&token) && !event.get::<String, _>("actor").contains(&token));
    }
}

async fn a_browser_carries_a_link_for_a_day_and_cannot_read_it(world: World) {
    let b = &world.b;
    // Nobody made either: nothing is looked up.
    let [token, other] = ["Ab3-_9xYz01234567890aQ", "Ab3-_9xYz01234567890aR"];
    let (reference, sealed) = photo_requests::carry(b, token);
    assert!(is_reference(&reference) && token_in(&sealed).is_none());
    assert_eq!(photo_requests::carry(b, token).0, reference, "the same address each time");
    assert_ne!(photo_requests::carry(b, other).0, reference);
    let carried = photo_requests::carried(b, &reference, &sealed).unwrap();
    assert_eq!((carried.token.as_str(), carried.since), (token, b.clock().now()));
    assert!(!format!("{carried:?}").contains(token), "not in a log by mistake");
    assert_eq!(photo_requests::carried(b, &photo_requests::carry(b, other).0, &sealed), None);
    // What somebody typed is sealed about a link too, and is no token for it.
    let as_if = format!("{} {token}", b.clock().now().as_millisecond());
    let typed = backend::sealed::seal(b, &reference, &as_if);
    assert_eq!(photo_requests::carried(b, &reference, &typed), None);
    world.pass(24 * 60 * 60 - 1);
    assert!(photo_requests::carried(b, &reference, &sealed).is_some());
    world.pass(1);
    assert_eq!(photo_requests::carried(b, &reference, &sealed), None);
}

async fn five_wrong_dates_lock_a_link_and_an_unknown_one_answers_the_same(world: World) {
    let (case, token) = texted(&world).await;
    let b = &world.b;
    for day in ["30", "", "x"] {
        let no_date = DateFields { day: day.into(), month: "2".into(), year: "1948".into() };
        for token in [token.as_str(), "made-up"] {
            let answer = photo_requests::check_identity(b, token, &no_date, 0).await.unwrap();
            assert!(matches!(answer, IdentityCheck::NotADate(_)), "costs no try");
        }
    }
    for wrong in 0..5 {
        let known = photo_requests::check_identity(b, &token, &born("1949"), 0).await.unwrap();
        let unknown = photo_requests::check_identity(b, "made-up", &born("1949"), wrong).await.unwrap();
        assert_eq!(known, unknown);
        let expected = if wrong == 4 { IdentityCheck::Locked } else { IdentityCheck::No { tries_left: 4 - wrong } };
        assert_eq!(known, expected);
        if wrong == 0 {
            assert_eq!(stage(&world, &token, None).await, Stage::Check { tries_left: Some(4), sent: None });
        }
    }
    let right = photo_requests::check_identity(b, &token, &born("1948"), 0).await.unwrap();
    assert_eq!(right, IdentityCheck::Locked, "also for the right date");
    assert_eq!(stage(&world, &token, None).await, Stage::Locked);
    let view = &cases::show(b, &world.referrer, case).await.unwrap().photo_requests[0];
    assert!(view.locked && !view.open);
    assert_eq!(view.state, "Locked after 5 wrong dates");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.entries.iter().any(|entry| entry.what == "The link locked after too many wrong dates of birth."));
    // The practice can send another.
    world.pass(60);
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    patient::confirmed(b, &patient::texted_token(b).await).await;
}

async fn guesses_at_the_same_moment_each_cost_a_try(world: World) {
    let (_, token) = texted(&world).await;
    let guess = || photo_requests::check_identity(&world.b, &token, &GUESS, 0);
    static GUESS: std::sync::LazyLock<DateFields> = std::sync::LazyLock::new(|| born("1950"));
    let answers = futures::future::join_all((0..5).map(|_| guess())).await;
    let locked = answers.into_iter().filter(|answer| matches!(answer, Ok(IdentityCheck::Locked))).count();
    assert_eq!(locked, 1, "the fifth, and only the fifth");
}

async fn a_link_takes_pictures_for_seven_days(world: World) {
    let (case, token) = texted(&world).await;
    let patient = patient::confirmed(&world.b, &token).await;
    photo_requests::consent(&world.b, &patient, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
    world.pass(7 * 24 * 3_600 - 1);
    patient::add_picture(&world.b, &patient, case, View::Overview).await;
    world.pass(1);
    let late = images::receive(&world.b, &patient, case, patient::jpeg(), patient::details(View::CloseUp)).await;
    assert!(matches!(late, Err(PictureError::Gone)));
    assert_eq!(stage(&world, &token, Some(&patient)).await, Stage::Expired);
    let confirmed = [patient.photo_request().unwrap()];
    assert!(matches!(photo_requests::link_actor(&world.b, &token, &confirmed).await, Err(Error::NotFound)));
    assert!(matches!(photo_requests::send(&world.b, &patient).await, Err(Error::NotFound)));
    let view = &cases::show(&world.b, &world.referrer, case).await.unwrap().photo_requests[0];
    assert_eq!(view.state, "Expired");
}

async fn how_long_a_link_lives_is_the_hospitals_choice(mut world: World) {
    world.settings.limits.link_days = 3;
    world.settings.limits.phone_minutes = 30;
    world.b = support::open(&world.settings).await.unwrap();
    let (case, token) = texted(&world).await;
    let text = &demo::phone_texts(&world.b).await.unwrap()[0].body;
    assert!(text.contains("It works for 3 days."), "{text}");
    let patient = patient::confirmed(&world.b, &token).await;
    let phone = photo_requests::phone_link(&world.b, &world.referrer, case).await.unwrap();
    let phone = phone.url.rsplit('/').next().unwrap();
    world.pass(30 * 60 - 1);
    assert_eq!(stage(&world, phone, None).await, Stage::Photos);
    world.pass(1);
    assert!(photo_requests::link_actor(&world.b, phone, &[]).await.is_err());
    world.pass(3 * 24 * 3_600);
    assert_eq!(stage(&world, &token, Some(&patient)).await, Stage::Expired);
}

async fn a_good_link_that_nobody_has_opened_here_asks_who_it_is(world: World) {
    let (case, token) = texted(&world).await;
    let patient = patient::confirmed(&world.b, &token).await;
    let other = [PhotoRequestId(case.0)];
    for confirmed in [&[][..], &other] {
        let asked = photo_requests::link_actor(&world.b, &token, confirmed).await;
        assert!(matches!(asked, Err(Error::Unconfirmed)), "{asked:?}");
    }
    let made_up = photo_requests::link_actor(&world.b, "AAAAAAAAAAAAAAAAAAAAAA", &[]).await;
    assert!(matches!(made_up, Err(Error::NotFound)));
    photo_requests::withdraw(&world.b, &world.referrer, patient.photo_request().unwrap()).await.unwrap();
    let closed = photo_requests::link_actor(&world.b, &token, &[]).await;
    assert!(matches!(closed, Err(Error::NotFound)), "a date of birth would not help");
}
