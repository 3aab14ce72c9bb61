//! What patients are told, when and by whom; and what they agreed to.

use backend::{Error, cases, photo_requests};
use domain::{
    case::{Answer, AnswerDraft, Draft, Outcome},
    command::ConsentChoices,
    forms::Response,
    image::View,
    view::{AnswerSent, CaseList, Stage},
};

use crate::support::{
    World, answer, ask_patient, form_key, on_both, patient, send,
    shown::{count, news, stage, texts, told},
    upgrade,
};

on_both!(
    nobody_reads_of_a_cancer_pathway_before_their_practice,
    good_news_at_night_is_texted_in_the_morning,
    what_was_held_up_until_the_night_waits_for_the_morning,
    a_patient_without_a_link_stays_on_the_list_until_somebody_tells_them,
    a_withdrawal_is_told,
    photos_that_come_while_the_practice_is_asked_are_on_its_list,
    a_question_that_can_be_taken_back_opens_nothing,
    what_is_done_after_an_answer_can_be_closed,
    a_forgotten_tick_changes_nothing_and_saying_no_is_asked_once,
    only_photos_that_were_sent_go_on_unless_somebody_says_so,
    a_picture_that_nobody_has_seen_is_not_sent,
    a_clinicians_pictures_need_the_patients_word,
);

async fn nobody_reads_of_a_cancer_pathway_before_their_practice(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    send(&world.b, &world.specialist, case, version, upgrade()).await.unwrap();
    world.pass(60);
    let held = news(&world, &token, &who).await;
    assert!(held.held && held.outcome.is_none() && held.words.is_none(), "{held:?}");
    assert_eq!(texts(&world).await.len(), 1, "the link's own, and no news");
    assert!(told(&world, case).await.words.contains("once you have read"));
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    // A working day later it is on the practice's list.
    world.pass(2 * 24 * 3_600);
    assert_eq!(count(&world, CaseList::ToTell).await, 1);

    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    let now = news(&world, &token, &who).await;
    assert_eq!(now.outcome, Some(Outcome::UpgradeToCancer));
    assert!(now.call_by.ends_with("December"), "{}", now.call_by);
    let texts = texts(&world).await;
    assert!(texts.len() == 2 && texts[0].contains("has news"), "{texts:?}");
    assert!(told(&world, case).await.words.starts_with("The patient was texted on Thu 26 Nov"));
}

async fn good_news_at_night_is_texted_in_the_morning(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    // Tuesday, 22:00.
    world.pass(12 * 3_600);
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    assert_eq!(news(&world, &token, &who).await.outcome, Some(Outcome::Reassure), "who looks may read it");
    assert_eq!(texts(&world).await.len(), 1, "nobody is woken");
    assert!(told(&world, case).await.words.contains("Wed 25 Nov, 08:00"), "{}", told(&world, case).await.words);
    world.pass(10 * 3_600);
    assert_eq!(texts(&world).await.len(), 2);
}

/// By a server that was away, or a text that failed and is tried again.
async fn what_was_held_up_until_the_night_waits_for_the_morning(world: World) {
    let (case, version, ..) = patient::submitted(&world).await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(13 * 3_600);
    assert_eq!(texts(&world).await.len(), 1, "the link's own, of the morning before");
    assert!(told(&world, case).await.words.contains("Wed 25 Nov, 08:00"), "{}", told(&world, case).await.words);
    // A link that somebody asks for at night is not held up.
    world.pass(60);
    let (other, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, other).await.unwrap();
    assert_eq!(texts(&world).await.len(), 2);
    world.pass(9 * 3_600);
    assert_eq!(texts(&world).await.len(), 3);
}

async fn a_patient_without_a_link_stays_on_the_list_until_somebody_tells_them(world: World) {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    let words = told(&world, case).await.words;
    assert!(words.contains("no link that works") && words.contains("07700 900 123"), "{words}");
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    assert!(told(&world, case).await.words.starts_with("Dr Amara Osei noted"));
    // And by text all the same.
    cases::text_news(&world.b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    let who = patient::confirmed(&world.b, &token).await;
    assert_eq!(news(&world, &token, &who).await.outcome, Some(Outcome::Reassure));
}

async fn a_withdrawal_is_told(world: World) {
    let (case, _, token, who) = patient::submitted(&world).await;
    world.pass(1);
    cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
    assert!(news(&world, &token, &who).await.withdrawn.is_some());
    let body = texts(&world).await.remove(0);
    assert!(body.contains("Riverside Surgery has stopped") && body.contains("0113 496 0100"), "{body}");

    world.pass(1);
    // One that was texted and not used; and one whose text had not left is not heard of at all.
    let (unused, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, unused).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    cases::withdraw(&world.b, &world.referrer, unused).await.unwrap();
    assert_eq!(stage(&world, &token, None).await, Stage::Stopped);
    let before = texts(&world).await.len();
    let (unsent, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, unsent).await.unwrap();
    cases::withdraw(&world.b, &world.referrer, unsent).await.unwrap();
    assert_eq!(texts(&world).await.len(), before);
}

async fn photos_that_come_while_the_practice_is_asked_are_on_its_list(world: World) {
    let (case, version) = world.submitted().await;
    let more = Answer { who_acts: "practice".into(), ..ask_patient() };
    send(&world.b, &world.specialist, case, version, more).await.unwrap();
    world.pass(60);
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(&world.b, &patient::texted_token(&world.b).await).await;
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 0);
    patient::send_photos(&world.b, &who, case).await;
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 1);
    // Left alone, it turns red for both.
    world.pass(8 * 24 * 3_600);
    let label = |view: domain::view::CaseView| view.due.unwrap().label;
    for who in [&world.referrer, &world.specialist] {
        assert_eq!(label(cases::show(&world.b, who, case).await.unwrap()), "Paused for 8 days");
    }
    // And it may be answered as it is.
    let view = cases::show(&world.b, &world.specialist, case).await.unwrap();
    assert!(view.may.answer);
    let asked = send(&world.b, &world.specialist, case, view.version, answer()).await.unwrap();
    let AnswerSent::Incomplete { problems } = asked else { panic!("answered unasked, without the photos: {asked:?}") };
    assert!(problems[0].message.contains("2 photos have come that the practice has not passed on"), "{problems:?}");
    let knowing = AnswerDraft { confirmed: "unsent_photos".into(), ..AnswerDraft::of(answer()) };
    let sent = cases::answer(&world.b, &world.specialist, case, view.version, form_key(), knowing).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    assert_eq!(cases::show(&world.b, &world.specialist, case).await.unwrap().state, "Answered");
    // Taken back, it leaves the case waiting as before: the photos are still on the practice's list.
    cases::undo_answer(&world.b, &world.specialist, case).await.unwrap();
    cases::undo_answer(&world.b, &world.specialist, case).await.unwrap();
    assert_eq!(cases::show(&world.b, &world.specialist, case).await.unwrap().state, "Waiting for the practice");
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 1);
}

/// In its ten seconds a question for more is nobody's but the specialist's.
async fn a_question_that_can_be_taken_back_opens_nothing(world: World) {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, ask_patient()).await.unwrap();
    let texted = photo_requests::text_patient(&world.b, &world.referrer, case).await;
    assert!(matches!(texted, Err(Error::Denied)), "{texted:?}");
    let typed = Draft { question: "Typed meanwhile".into(), ..world.draft() };
    let saved = cases::save_draft(&world.b, &world.referrer, case, i64::MAX, typed.clone()).await;
    assert!(matches!(saved, Err(Error::Denied)), "{saved:?}");
    world.pass(10);
    cases::save_draft(&world.b, &world.referrer, case, i64::MAX, typed).await.unwrap();
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
}

async fn what_is_done_after_an_answer_can_be_closed(world: World) {
    let (case, version) = world.submitted().await;
    let monitor = Answer { outcome: "monitor".into(), weeks: "12".into(), ..answer() };
    send(&world.b, &world.specialist, case, version, monitor).await.unwrap();
    world.pass(60);
    assert!(matches!(cases::close(&world.b, &world.referrer, case).await, Err(Error::Denied | Error::Conflict)));
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert!(cases::show(&world.b, &world.referrer, case).await.unwrap().may.close);
    cases::close(&world.b, &world.referrer, case).await.unwrap();
    cases::close(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(cases::show(&world.b, &world.referrer, case).await.unwrap().state, "Closed");
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|entry| entry.what.starts_with("Closed the case")).count(), 1);
}

async fn a_forgotten_tick_changes_nothing_and_saying_no_is_asked_once(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    let care = ConsentChoices { care: true, ..ConsentChoices::default() };
    photo_requests::consent(b, &who, care).await.unwrap();
    photo_requests::answer_questions(b, &who, Response::default()).await.unwrap();
    patient::add_picture(b, &who, case, View::Overview).await;
    let entries = async || cases::history(b, &world.referrer, case).await.unwrap().entries.len();
    let before = entries().await;
    let forgotten = photo_requests::consent(b, &who, ConsentChoices::default()).await;
    assert!(matches!(forgotten, Err(Error::Invalid(_))), "{forgotten:?}");
    assert_eq!(entries().await, before, "a slip is not written down");
    assert_eq!(cases::request(b, &world.referrer, case).await.unwrap().images.len(), 1, "nor does it delete");
    // Told of none, though there is one.
    assert!(matches!(photo_requests::decline(b, &who, 0).await, Err(Error::Stale)));
    photo_requests::decline(b, &who, 1).await.unwrap();
    assert_eq!(cases::request(b, &world.referrer, case).await.unwrap().images.len(), 0);
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.entries.iter().any(|entry| entry.what.starts_with("Said no to sending photos")));
}

async fn only_photos_that_were_sent_go_on_unless_somebody_says_so(world: World) {
    let b = &world.b;
    for include_unfinished in [false, true] {
        let (case, _) = world.drafted().await;
        photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
        let who = patient::confirmed(b, &patient::texted_token(b).await).await;
        photo_requests::consent(b, &who, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
        patient::add_picture(b, &who, case, View::Overview).await;
        let form = cases::request(b, &world.referrer, case).await.unwrap();
        assert_eq!(form.unfinished, 1);
        let draft = Draft { include_unfinished, ..form.draft };
        cases::save_and_submit(b, &world.referrer, case, form.version, draft, None).await.unwrap();
        let seen = cases::show(b, &world.specialist, case).await.unwrap();
        assert_eq!(seen.images.len(), usize::from(include_unfinished));
        let said = if include_unfinished {
            "Request sent with photos that the patient had not sent yet"
        } else {
            "Request sent without this patient's photos"
        };
        assert_eq!(seen.photo_requests[0].state, said);
    }
}

async fn a_picture_that_nobody_has_seen_is_not_sent(world: World) {
    let b = &world.b;
    let (case, version) = world.drafted().await;
    patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let stale = cases::submit(b, &world.referrer, case, version).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    let typed = Draft { question: "Typed meanwhile".into(), ..world.draft() };
    let sent = cases::save_and_submit(b, &world.referrer, case, version, typed.clone(), None).await;
    assert!(matches!(&sent, Err(Error::Invalid(problems)) if problems[0].field == "pictures"), "{sent:?}");
    let form = cases::request(b, &world.referrer, case).await.unwrap();
    assert_eq!(form.draft, typed, "what was typed is kept");
    cases::save_and_submit(b, &world.referrer, case, form.version, typed, None).await.unwrap();
}

async fn a_clinicians_pictures_need_the_patients_word(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let form = cases::request(b, &world.referrer, case).await.unwrap();
    let unasked = Draft { photos_agreed: false, ..form.draft.clone() };
    let sent = cases::save_and_submit(b, &world.referrer, case, form.version, unasked, None).await;
    assert!(matches!(&sent, Err(Error::Invalid(problems)) if problems[0].field == "photos_agreed"), "{sent:?}");
    let version = cases::request(b, &world.referrer, case).await.unwrap().version;
    cases::save_and_submit(b, &world.referrer, case, version, form.draft, None).await.unwrap();
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.entries.iter().any(|entry| entry.what.contains("agreed to the practice’s pictures")));
}
