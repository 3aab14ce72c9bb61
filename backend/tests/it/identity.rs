//! Who a case is about is bound to what was collected for them.

use backend::{Error, cases, images, photo_requests};
use domain::{
    case::Draft,
    command::{Correction, DateFields},
    ids::CaseId,
    image::View,
    view::Stage,
};

use crate::support::{World, answer, ask_patient, nhs_number, on_both, patient, send};

on_both!(
    another_patient_is_not_typed_over_pictures,
    before_anything_came_another_patient_closes_the_link,
    a_correction_has_a_reason_closes_links_and_is_in_the_log,
    a_correction_to_anothers_number_is_asked_about,
    an_answered_case_keeps_its_patient,
    what_is_typed_in_a_pause_is_not_the_specialists_and_not_sent_by_a_patient,
    a_case_that_comes_back_has_its_service_and_due_time_worked_out_anew,
    one_number_with_two_names_is_asked_about,
    a_phone_takes_pictures_of_a_named_patient_only_and_says_of_whom,
);

fn bernard(world: &World) -> Draft {
    Draft {
        nhs_number: nhs_number(77),
        name: "Bernard Ash".into(),
        dob: DateFields { day: "1".into(), month: "1".into(), year: "1984".into() },
        mobile: "07700 900456".into(),
        question: "Typed on".into(),
        ..world.draft()
    }
}

fn correction(draft: &Draft) -> Correction {
    Correction {
        nhs_number: draft.nhs_number.clone(),
        name: draft.name.clone(),
        dob: draft.dob.clone(),
        mobile: draft.mobile.clone(),
        reason: "mistyped".into(),
        pictures_checked: true,
        ..Correction::default()
    }
}

async fn name_of(world: &World, case: CaseId) -> String {
    cases::show(&world.b, &world.specialist, case).await.unwrap().patient.name
}

async fn another_patient_is_not_typed_over_pictures(world: World) {
    let b = &world.b;
    let (case, version) = world.drafted().await;
    patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let saved = cases::save_draft(b, &world.referrer, case, version, bernard(&world)).await.unwrap();
    let refused: Vec<&str> = saved.refused.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(refused, ["nhs_number", "name", "dob", "mobile"]);
    let form = cases::request(b, &world.referrer, case).await.unwrap();
    assert!(form.identity_bound);
    assert_eq!(form.draft, Draft { question: "Typed on".into(), ..world.draft() }, "all else that was typed is kept");
    // Nor is it sent: the form on the screen is about somebody else.
    let sent = cases::save_and_submit(b, &world.referrer, case, saved.version, bernard(&world), None).await;
    assert!(matches!(&sent, Err(Error::Invalid(problems)) if problems[0].field == "nhs_number"), "{sent:?}");
    // Written otherwise it is the same person.
    let same = Draft { nhs_number: "9990000018".into(), mobile: "+447700900123".into(), ..world.draft() };
    assert_eq!(cases::save_draft(b, &world.referrer, case, saved.version, same).await.unwrap().refused, []);
}

async fn before_anything_came_another_patient_closes_the_link(world: World) {
    let b = &world.b;
    let (case, version) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let saved = cases::save_draft(b, &world.referrer, case, version, bernard(&world)).await.unwrap();
    assert_eq!(saved.refused, []);
    assert_eq!(photo_requests::page(b, &token, &[]).await.unwrap().stage, Stage::Expired);
}

async fn a_correction_has_a_reason_closes_links_and_is_in_the_log(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    patient::send_photos(b, &who, case).await;
    let form = cases::correction(b, &world.referrer, case).await.unwrap();
    assert_eq!((form.images.len(), form.open_links), (2, 1));
    let new = Draft { name: "Philippa Quill".into(), ..world.draft() };
    let no_reason = Correction { reason: String::new(), pictures_checked: false, ..correction(&new) };
    let refused = cases::correct_identity(b, &world.referrer, case, form.version, no_reason).await;
    assert!(matches!(refused, Err(Error::Invalid(problems)) if problems.len() == 2));
    let stranger = cases::correct_identity(b, &world.other_referrer, case, form.version, correction(&new)).await;
    assert!(matches!(stranger, Err(Error::Denied)));

    cases::correct_identity(b, &world.referrer, case, form.version, correction(&new)).await.unwrap();
    assert!(photo_requests::confirmed_actor(b, who.photo_request().unwrap()).await.is_err(), "a new check");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let said = &history.entries.last().unwrap().what;
    assert!(said.starts_with("Corrected the patient’s name."), "{said}");
    assert!(said.contains("Before: Philippa Quillfeather"), "{said}");
    let mut raw = world.raw().await;
    let kinds: Vec<(String,)> = sqlx::query_as("SELECT kind FROM events").fetch_all(&mut raw).await.unwrap();
    assert!(kinds.iter().all(|(kind,)| !kind.contains("Quill")), "the chained log itself names nobody");
}

async fn a_correction_to_anothers_number_is_asked_about(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let (other, version) = world.drafted().await;
    let zoe = Draft { name: "Zoe Lake".into(), nhs_number: nhs_number(78), ..world.draft() };
    let saved = cases::save_draft(b, &world.referrer, other, version, zoe.clone()).await.unwrap();
    cases::submit(b, &world.referrer, other, saved.version).await.unwrap();
    let version = cases::correction(b, &world.referrer, case).await.unwrap().version;
    let as_zoes = correction(&Draft { nhs_number: zoe.nhs_number, ..world.draft() });
    let refused = cases::correct_identity(b, &world.referrer, case, version, as_zoes.clone()).await;
    assert!(matches!(&refused, Err(Error::Invalid(it)) if it[0].field == "number_checked"), "{refused:?}");
    let checked = Correction { number_checked: true, ..as_zoes };
    cases::correct_identity(b, &world.referrer, case, version, checked).await.unwrap();
}

async fn an_answered_case_keeps_its_patient(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    let version = cases::show(b, &world.referrer, case).await.unwrap().version;
    let late = cases::correct_identity(b, &world.referrer, case, version, correction(&bernard(&world))).await;
    assert!(matches!(late, Err(Error::Denied)), "{late:?}");
    assert_eq!(name_of(&world, case).await, "Philippa Quillfeather");
}

async fn what_is_typed_in_a_pause_is_not_the_specialists_and_not_sent_by_a_patient(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(60);
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    let version = cases::request(b, &world.referrer, case).await.unwrap().version;
    let junk = Draft { nhs_number: "12".into(), name: String::new(), question: String::new(), ..world.draft() };
    let saved = cases::save_draft(b, &world.referrer, case, version, junk).await.unwrap();
    assert_eq!(saved.refused.len(), 2, "{:?}", saved.refused);
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(seen.question, world.draft().question, "half a sentence is not the specialist's to read");
    assert_eq!(seen.patient.name, "Philippa Quillfeather");

    patient::send_photos(b, &who, case).await;
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!((seen.state.as_str(), seen.images.len()), ("Waiting for the patient", 0), "not without its question");
    let version = cases::request(b, &world.referrer, case).await.unwrap().version;
    let sent = cases::submit(b, &world.referrer, case, version).await;
    assert!(matches!(sent, Err(Error::Invalid(_))), "an empty question is not sent again: {sent:?}");
    let whole = Draft { question: "Is the new photo enough?".into(), ..world.draft() };
    cases::save_and_submit(b, &world.referrer, case, version, whole, None).await.unwrap();
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!((seen.state.as_str(), seen.images.len()), ("Waiting for an answer", 2));
    assert_eq!(seen.question, "Is the new photo enough?");
}

async fn a_case_that_comes_back_has_its_service_and_due_time_worked_out_anew(world: World) {
    let b = &world.b;
    // Tuesday, 10:00: an assessment is due on Friday.
    let (case, version) = world.drafted().await;
    let slow = Draft { kind: "assessment".into(), ..world.draft() };
    let version = cases::save_draft(b, &world.referrer, case, version, slow).await.unwrap().version;
    let version = cases::submit(b, &world.referrer, case, version).await.unwrap().version;
    let more = domain::case::Answer { who_acts: "practice".into(), ..ask_patient() };
    send(b, &world.specialist, case, version, more).await.unwrap();
    world.pass(60);
    let version = cases::request(b, &world.referrer, case).await.unwrap().version;
    let urgent = Draft { kind: "cancer".into(), concern: "very".into(), ..world.draft() };
    cases::save_and_submit(b, &world.referrer, case, version, urgent, None).await.unwrap();
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(seen.due.unwrap().at.short, "Wed 25 Nov, 17:00", "one working day, as for any suspected cancer");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    // Reading it has written nothing.
    let said = &history.entries.last().unwrap().what;
    assert!(said.contains("as urgent suspected cancer"), "{said}");
}

async fn one_number_with_two_names_is_asked_about(world: World) {
    let b = &world.b;
    world.submitted().await;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let bob = Draft { nhs_number: world.draft().nhs_number, ..bernard(&world) };
    let saved = cases::save_draft(b, &world.referrer, case, 1, bob.clone()).await.unwrap();
    let found = saved.same_number.unwrap();
    assert!(found.other_person && found.requests.len() == 1);
    assert!(
        found.requests[0].words.starts_with("Philippa Quillfeather, born 12 Mar 1948"),
        "{}",
        found.requests[0].words
    );
    let sent = cases::submit(b, &world.referrer, case, saved.version).await;
    assert!(matches!(&sent, Err(Error::Invalid(problems)) if problems[0].field == "same_number_seen"), "{sent:?}");
    // Only just these, once looked at.
    let other = Draft { same_number_seen: "0000".into(), ..bob.clone() };
    let saved = cases::save_draft(b, &world.referrer, case, saved.version, other).await.unwrap();
    assert_eq!(saved.problems.len(), 1);
    let seen = Draft { same_number_seen: found.code, ..bob.clone() };
    let saved = cases::save_draft(b, &world.referrer, case, saved.version, seen).await.unwrap();
    cases::submit(b, &world.referrer, case, saved.version).await.unwrap();
    // Another practice is told nothing.
    let case = cases::start(b, &world.other_referrer).await.unwrap();
    let saved = cases::save_draft(b, &world.other_referrer, case, 1, bob).await.unwrap();
    assert_eq!(saved.same_number, None);
}

async fn a_phone_takes_pictures_of_a_named_patient_only_and_says_of_whom(world: World) {
    let b = &world.b;
    let unnamed = cases::start(b, &world.referrer).await.unwrap();
    let refused = photo_requests::phone_link(b, &world.referrer, unnamed).await;
    assert!(matches!(refused, Err(Error::Invalid(problems)) if problems.len() == 3));
    let (case, _) = world.drafted().await;
    let link = photo_requests::phone_link(b, &world.referrer, case).await.unwrap();
    let token = link.url.rsplit('/').next().unwrap();
    let page = photo_requests::page(b, token, &[]).await.unwrap();
    assert_eq!(page.about, format!("P.Q. 1948, case {}", case.short()));
    // A copy's name tells two patients' files apart.
    patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let image = cases::request(b, &world.referrer, case).await.unwrap().images[0].id;
    let copy = images::copy(b, &world.referrer, image, domain::image::CopyFor::ERs, false).await.unwrap();
    assert_eq!(copy.case, case);
}
