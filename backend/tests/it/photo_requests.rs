//! A patient's link, from the text to the news.

use backend::{
    Error, cases,
    delivery::outbox,
    demo,
    images::{self, PictureError},
    photo_requests::{self, IdentityCheck},
};
use domain::{
    annotation::Overlay,
    case::{Draft, Outcome},
    command::ConsentChoices,
    forms::Response,
    image::View,
    view::Stage,
};

use crate::support::{
    self, World, on_both,
    patient::{self, born, texted},
    shown::stage,
};

on_both! {
    a_link_goes_through_its_stages,
    pictures_go_with_the_consent_that_they_came_by,
    ten_texts_a_day_are_enough_for_one_case,
    one_press_one_text_and_a_new_link_ends_the_old,
    a_withdrawn_link_opens_nothing_and_its_text_stays,
    a_text_needs_a_number_and_a_date_of_birth,
    without_consent_nothing_is_taken,
    a_phone_needs_no_date_and_has_ten_minutes,
    a_link_reaches_its_own_pictures_only,
    what_was_sent_stays_and_sending_twice_is_once,
    news_waits_until_an_answer_stands_and_ends_28_days_after_the_case,
    the_patients_pictures_put_a_paused_case_back_into_its_queue,
}

async fn a_link_goes_through_its_stages(world: World) {
    let (case, token) = texted(&world).await;
    assert_eq!(token.len(), 22, "128 bits in base64url");
    let page = photo_requests::page(&world.b, &token, &[]).await.unwrap();
    assert_eq!(page.asker.practice, "Riverside Surgery");
    assert_eq!(
        (page.stage, page.site.as_str()),
        (Stage::Check { tries_left: None, sent: None }, ""),
        "nothing clinical yet"
    );

    let patient = patient::confirmed(&world.b, &token).await;
    assert_eq!(stage(&world, &token, None).await, Stage::Check { tries_left: None, sent: None }, "in another browser");
    assert_eq!(stage(&world, &token, Some(&patient)).await, Stage::Before);
    photo_requests::decline(&world.b, &patient, 0).await.unwrap();
    assert_eq!(stage(&world, &token, Some(&patient)).await, Stage::Declined);
    let choices = ConsentChoices { care: true, referral: true, teaching: false };
    photo_requests::consent(&world.b, &patient, choices).await.unwrap();
    assert_eq!(stage(&world, &token, Some(&patient)).await, Stage::Questions);
    let answers = Response::default().with("duration", "1 to 3 months").with("itch", "true");
    photo_requests::answer_questions(&world.b, &patient, answers.clone()).await.unwrap();

    let confirmed = [patient.photo_request().unwrap()];
    let page = photo_requests::page(&world.b, &token, &confirmed).await.unwrap();
    assert_eq!((page.stage, page.site.as_str()), (Stage::Photos, "left forearm"));
    assert_eq!((page.answers.given("duration"), page.answers.is_ticked("itch")), (answers.given("duration"), true));
    assert!(matches!(photo_requests::send(&world.b, &patient).await, Err(Error::Invalid(_))), "no picture yet");
    patient::add_picture(&world.b, &patient, case, View::Overview).await;
    photo_requests::send(&world.b, &patient).await.unwrap();
    let Stage::News(news) = stage(&world, &token, Some(&patient)).await else { panic!("no news") };
    assert!(news.photos_sent.is_some() && news.sent_to_specialist.is_none() && news.outcome.is_none());

    let view = &cases::show(&world.b, &world.referrer, case).await.unwrap().photo_requests[0];
    assert_eq!((view.state.as_str(), view.sent_to.as_str()), ("Photos received", "Text to 07700 900 123"));
    let consents: Vec<&str> = view.consents.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(consents[..3], ["Yes", "Yes", "No"]);
    assert!(consents[3].contains("online, wording"), "{}", consents[3]);
    assert!(view.answers.iter().any(|fact| fact.value == "1 to 3 months"));
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    for said in
        ["Asked the patient for photos.", "Gave the right date of birth.", "Answered the questions.", "Sent 1 photo."]
    {
        assert_eq!(history.entries.iter().filter(|entry| entry.what == said).count(), 1, "{said}");
    }
}

async fn pictures_go_with_the_consent_that_they_came_by(world: World) {
    let (case, token) = texted(&world).await;
    let patient = patient::confirmed(&world.b, &token).await;
    let choices = ConsentChoices { care: true, ..ConsentChoices::default() };
    photo_requests::consent(&world.b, &patient, choices).await.unwrap();
    photo_requests::answer_questions(&world.b, &patient, Response::default()).await.unwrap();
    patient::add_picture(&world.b, &patient, case, View::Overview).await;
    let seen = cases::request(&world.b, &world.referrer, case).await.unwrap().images;
    assert_eq!(seen.len(), 1);
    // Chosen again, nothing changes.
    photo_requests::consent(&world.b, &patient, choices).await.unwrap();
    assert_eq!(cases::request(&world.b, &world.referrer, case).await.unwrap().images.len(), 1);

    photo_requests::decline(&world.b, &patient, 1).await.unwrap();
    assert!(cases::request(&world.b, &world.referrer, case).await.unwrap().images.is_empty());
    let read = images::read(&world.b, &world.referrer, seen[0].id, images::Size::Master).await;
    assert!(matches!(read, Err(Error::NotFound)), "not for who kept its address either");
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
}

async fn one_press_one_text_and_a_new_link_ends_the_old(world: World) {
    let (case, token) = texted(&world).await;
    let first = cases::show(&world.b, &world.referrer, case).await.unwrap().photo_requests[0].id;
    let again = photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(again.id, first, "the form was posted twice");
    world.pass(3_600);
    let second = photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    assert_ne!(second.id, first);
    assert_eq!(stage(&world, &token, None).await, Stage::Expired);
    let new = patient::texted_token(&world.b).await;
    assert_ne!(new, token);
    patient::confirmed(&world.b, &new).await;
    assert_eq!(demo::phone_texts(&world.b).await.unwrap().len(), 2);
}

async fn a_withdrawn_link_opens_nothing_and_its_text_stays(world: World) {
    let (case, _) = world.drafted().await;
    let request = photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let stranger = photo_requests::withdraw(&world.b, &world.other_referrer, request.id).await;
    assert!(matches!(stranger, Err(Error::Denied | Error::NotFound)));
    photo_requests::withdraw(&world.b, &world.referrer, request.id).await.unwrap();
    photo_requests::withdraw(&world.b, &world.referrer, request.id).await.unwrap();
    while outbox::run_once(&world.b).await.unwrap() {}
    assert!(demo::phone_texts(&world.b).await.unwrap().is_empty(), "it had not left yet");
    let confirmed = photo_requests::confirmed_actor(&world.b, request.id).await;
    assert!(matches!(confirmed, Err(Error::NotFound)));
    assert_eq!(cases::show(&world.b, &world.referrer, case).await.unwrap().photo_requests[0].state, "Withdrawn");
}

async fn a_text_needs_a_number_and_a_date_of_birth(world: World) {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let Err(Error::Invalid(problems)) = photo_requests::text_patient(&world.b, &world.referrer, case).await else {
        panic!("nothing to text to");
    };
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["dob", "mobile"]);
    let draft = Draft { mobile: "0113 496 0100".into(), ..world.draft() };
    cases::save_draft(&world.b, &world.referrer, case, 1, draft).await.unwrap();
    let landline = photo_requests::text_patient(&world.b, &world.referrer, case).await;
    assert!(matches!(landline, Err(Error::Invalid(problems)) if problems[0].field == "mobile"));
    assert!(matches!(photo_requests::text_patient(&world.b, &world.specialist, case).await, Err(Error::Denied)));
}

async fn without_consent_nothing_is_taken(world: World) {
    let (case, token) = texted(&world).await;
    let patient = patient::confirmed(&world.b, &token).await;
    let b = &world.b;
    let try_it = || images::receive(b, &patient, case, patient::jpeg(), patient::details(View::Overview));
    assert!(matches!(try_it().await, Err(PictureError::Gone)));
    let answers = photo_requests::answer_questions(b, &patient, Response::default()).await;
    assert!(matches!(answers, Err(Error::Conflict)));
    // Teaching is no consent for care.
    let teaching = ConsentChoices { teaching: true, ..Default::default() };
    assert!(matches!(photo_requests::consent(b, &patient, teaching).await, Err(Error::Invalid(_))));
    assert!(matches!(try_it().await, Err(PictureError::Gone)));
    photo_requests::decline(b, &patient, 0).await.unwrap();
    let view = &cases::show(b, &world.referrer, case).await.unwrap().photo_requests[0];
    assert_eq!(view.state, "The patient said no to sharing photos");
    photo_requests::consent(b, &patient, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
    try_it().await.unwrap();
}

async fn a_phone_needs_no_date_and_has_ten_minutes(world: World) {
    let (case, _) = world.drafted().await;
    let b = &world.b;
    let link = photo_requests::phone_link(b, &world.referrer, case).await.unwrap();
    let token = link.url.rsplit('/').next().unwrap();
    let page = photo_requests::page(b, token, &[]).await.unwrap();
    assert!(page.is_phone && page.stage == Stage::Photos);
    let phone = photo_requests::link_actor(b, token, &[]).await.unwrap();
    patient::add_picture(b, &phone, case, View::Dermoscopic).await;
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(view.images[0].from, "Practice phone");
    assert!(view.photo_requests.is_empty(), "nothing was texted");
    assert!(matches!(photo_requests::send(b, &phone).await, Err(Error::Denied)), "these are a patient's pages");
    let guess = photo_requests::check_identity(b, token, &born("1948"), 0).await.unwrap();
    assert_eq!(guess, IdentityCheck::No { tries_left: 4 }, "nor does it answer a date");

    let jpeg = patient::jpeg();
    let upload =
        images::create_upload(b, &phone, case, jpeg.len() as u64, patient::details(View::Other)).await.unwrap();
    world.pass(10 * 60);
    assert!(matches!(photo_requests::link_actor(b, token, &[]).await, Err(Error::NotFound)));
    let late = images::create_upload(b, &phone, case, 10, patient::details(View::Other)).await;
    assert!(matches!(late, Err(PictureError::Gone)));
    assert_eq!(stage(&world, token, None).await, Stage::Expired);
    // What began in time may end.
    let same = photo_requests::confirmed_actor(b, phone.photo_request().unwrap()).await.unwrap();
    assert!(images::append(b, &same, upload, 0, jpeg, None).await.unwrap().image.is_some());
    world.pass(3_600);
    assert!(photo_requests::confirmed_actor(b, phone.photo_request().unwrap()).await.is_err());
}

async fn a_link_reaches_its_own_pictures_only(world: World) {
    let (case, token) = texted(&world).await;
    let b = &world.b;
    let patient = patient::confirmed(b, &token).await;
    photo_requests::consent(b, &patient, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
    let own = patient::add_picture(b, &patient, case, View::Overview).await;
    let practices = patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let (elsewhere, _) = world.drafted().await;
    let others = patient::add_picture(b, &world.referrer, elsewhere, View::CloseUp).await;
    assert!(images::read(b, &patient, own, images::Size::Thumb).await.is_ok());
    for image in [practices, others] {
        assert!(matches!(images::read(b, &patient, image, images::Size::Thumb).await, Err(Error::NotFound)));
        assert!(matches!(images::remove(b, &patient, image).await, Err(Error::NotFound)));
        let drawn = images::annotate(b, &patient, image, 0, Overlay::default()).await;
        assert!(matches!(drawn, Err(Error::NotFound)));
    }
    let page = photo_requests::page(b, &token, &[patient.photo_request().unwrap()]).await.unwrap();
    assert_eq!(page.images.iter().map(|image| image.id).collect::<Vec<_>>(), [own]);
    // Not into another case either, and nothing before it was sent to a specialist.
    let astray = images::receive(b, &patient, elsewhere, patient::jpeg(), patient::details(View::Overview)).await;
    assert!(matches!(astray, Err(PictureError::Other(Error::Denied))));
    assert!(matches!(images::read(b, &world.specialist, own, images::Size::Thumb).await, Err(Error::NotFound)));
    assert!(matches!(images::read(b, &world.other_referrer, own, images::Size::Thumb).await, Err(Error::NotFound)));
    images::remove(b, &patient, own).await.unwrap();
    assert!(matches!(images::read(b, &patient, own, images::Size::Thumb).await, Err(Error::NotFound)));
}

async fn what_was_sent_stays_and_sending_twice_is_once(world: World) {
    let (case, token) = texted(&world).await;
    let b = &world.b;
    let patient = patient::confirmed(b, &token).await;
    patient::send_photos(b, &patient, case).await;
    photo_requests::send(b, &patient).await.unwrap();
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|entry| entry.what == "Sent 2 photos.").count(), 1);
    let late = images::receive(b, &patient, case, patient::jpeg(), patient::details(View::Other)).await;
    assert!(matches!(late, Err(PictureError::Gone)));
    let image = cases::show(b, &world.referrer, case).await.unwrap().images[0].id;
    assert!(matches!(images::remove(b, &patient, image).await, Err(Error::Denied)));
    let request = cases::show(b, &world.referrer, case).await.unwrap().photo_requests[0].id;
    assert!(matches!(photo_requests::withdraw(b, &world.referrer, request).await, Err(Error::Conflict)));
    assert!(matches!(photo_requests::decline(b, &patient, 2).await, Err(Error::Conflict)));
    // Teaching can be changed at any time.
    let choices = ConsentChoices { care: true, referral: false, teaching: true };
    photo_requests::consent(b, &patient, choices).await.unwrap();
}

async fn news_waits_until_an_answer_stands_and_ends_28_days_after_the_case(world: World) {
    let (case, token) = texted(&world).await;
    let b = &world.b;
    let patient = patient::confirmed(b, &token).await;
    patient::send_photos(b, &patient, case).await;
    let version = cases::request(b, &world.referrer, case).await.unwrap().version;
    let version = cases::submit(b, &world.referrer, case, version).await.unwrap().version;
    let news = async || match stage(&world, &token, Some(&patient)).await {
        Stage::News(news) => news,
        other => panic!("{other:?}"),
    };
    let waiting = news().await;
    assert!(waiting.sent_to_specialist.is_some() && waiting.due.is_some() && waiting.outcome.is_none());

    support::send(b, &world.specialist, case, version, support::answer()).await.unwrap();
    world.pass(9);
    let before = news().await;
    assert!(before.outcome.is_none() && before.patient_advice.is_empty(), "it may still be taken back");
    world.pass(1);
    let after = news().await;
    assert_eq!(after.outcome, Some(Outcome::Reassure));
    assert_eq!(after.patient_advice, "This is harmless.");
    assert!(after.answered.is_some() && after.practice_read.is_none() && after.due.is_none());

    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert!(news().await.practice_read.is_some());
    world.pass(28 * 24 * 3_600);
    news().await;
    world.pass(1);
    assert_eq!(stage(&world, &token, Some(&patient)).await, Stage::Expired);
}

async fn the_patients_pictures_put_a_paused_case_back_into_its_queue(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    support::send(b, &world.specialist, case, version, support::ask_patient()).await.unwrap();
    world.pass(60);
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let patient = patient::confirmed(b, &patient::texted_token(b).await).await;
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().state, "Waiting for the patient");
    world.pass(3_600);
    patient::send_photos(b, &patient, case).await;
    let view = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(view.state, "Waiting for an answer");
    assert_eq!(view.images.len(), 2, "the specialist sees what was sent");
}

async fn ten_texts_a_day_are_enough_for_one_case(world: World) {
    let (b, referrer) = (&world.b, &world.referrer);
    let (case, _) = world.drafted().await;
    for _ in 0..10 {
        photo_requests::text_patient(b, referrer, case).await.unwrap();
        world.pass(60);
    }
    let refused = photo_requests::text_patient(b, referrer, case).await;
    let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].message.contains("call the patient"), "{problems:?}");
    let open = cases::show(b, referrer, case).await.unwrap().photo_requests.iter().filter(|it| it.open).count();
    assert_eq!(open, 1, "the link that the patient has still works");
    let (other, _) = world.drafted().await;
    photo_requests::text_patient(b, referrer, other).await.unwrap();
    world.pass(24 * 60 * 60);
    photo_requests::text_patient(b, referrer, case).await.unwrap();
}
