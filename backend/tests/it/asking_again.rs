//! A second question about the same problem, or the same one to another service: a request of its own, beside what was
//! asked and answered before.

use backend::{
    Error, cases,
    delivery::outbox,
    images::{self, Size},
    messages, patients, photo_requests,
    retention::{self, erase_early},
};
use domain::{
    access::Actor,
    annotation::Overlay,
    case::{AmendmentKind, AnswerDraft, Draft, WrongPatientReason},
    command::{Correction, DateFields},
    ids::CaseId,
    patients::DetailsForm,
    retention::Because,
    view::{AnswerSent, CaseList, CaseView, OtherRequest},
};

use crate::support::{World, answer, form_key, nhs_number, on_both, patient, redirect, send, shown::count};

on_both!(
    who_is_asked_later_reads_what_was_asked_before,
    what_the_answer_asked_for_stays_to_be_done_until_somebody_says_so,
    what_is_corrected_is_read_so_and_what_was_gone_by_is_kept,
    pressed_twice_it_is_one_draft_of_the_same_patient,
    a_request_that_turns_out_to_be_of_somebody_else_opens_nothing,
    what_is_found_to_be_of_another_patient_is_read_by_nobody_later,
    who_waits_for_an_answer_or_has_died_is_not_asked_about_again,
    the_first_request_may_be_erased_before_the_second,
    the_third_request_asks_both_sides_to_think_again,
    the_third_request_about_one_lesion_does_too,
);

/// A request with the patient's photos, answered with a redirection that nobody can take back any longer.
async fn redirected(world: &World) -> CaseId {
    let (case, version, ..) = patient::submitted(world).await;
    send(&world.b, &world.specialist, case, version, redirect()).await.unwrap();
    world.pass(11);
    case
}

/// The same without any picture.
async fn redirected_unseen(world: &World) -> CaseId {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, redirect()).await.unwrap();
    world.pass(11);
    case
}

/// The same problem, written for the other service and not sent yet.
async fn begun(world: &World, case: CaseId) -> (CaseId, i64) {
    let b = &world.b;
    let again = cases::ask_again(b, &world.referrer, case, false).await.unwrap();
    let form = cases::request(b, &world.referrer, again).await.unwrap();
    let service = world.other_specialist.service().unwrap().to_string();
    let has_pictures = !seen(world, &world.referrer, case).await.unwrap().images.is_empty();
    let no_images_reason = if has_pictures { "" } else { "Patient has no camera" }.into();
    let draft = Draft { service, question: "Would you take it off?".into(), no_images_reason, ..form.draft };
    let draft = draft.with("duration", "3 months");
    let saved = cases::save_draft(b, &world.referrer, again, form.version, draft).await.unwrap();
    assert_eq!(saved.problems, [], "it has pictures, and an answered request of the same number is no other one");
    (again, saved.version)
}

async fn sent(world: &World, case: CaseId) -> CaseId {
    let (again, version) = begun(world, case).await;
    cases::submit(&world.b, &world.referrer, again, version).await.unwrap();
    again
}

async fn seen(world: &World, who: &Actor, case: CaseId) -> Result<CaseView, Error> {
    cases::show(&world.b, who, case).await
}

fn only(view: &CaseView) -> &OtherRequest {
    let [other] = view.others.as_slice() else { panic!("{:?}", view.others) };
    other
}

async fn who_is_asked_later_reads_what_was_asked_before(world: World) {
    let (b, later) = (&world.b, &world.other_specialist);
    let case = redirected(&world).await;
    let (again, version) = begun(&world, case).await;
    assert!(matches!(seen(&world, later, case).await, Err(Error::Denied)), "not before they are asked");
    let picture = seen(&world, &world.referrer, case).await.unwrap().images[0].id;
    assert!(images::read(b, later, picture, Size::Screen).await.is_err());
    cases::submit(b, &world.referrer, again, version).await.unwrap();

    let view = seen(&world, later, again).await.unwrap();
    let other = only(&view);
    let whole = other.whole.as_ref().unwrap();
    assert!(other.is_earlier && other.service == "Northshire Dermatology");
    assert_eq!(whole.answer.as_ref().unwrap().2.advice, "Southshire does these.");
    assert_eq!(view.images.len(), 2, "the patient's photos came with the first request");
    assert!(view.images.iter().all(|image| image.earlier.is_some() && image.id.0 != again.0));
    assert_eq!((view.question.as_str(), view.site.as_str()), ("Would you take it off?", "Left forearm"));

    // The first one opens, with its pictures, and nothing in it can be changed.
    let first = seen(&world, later, case).await.unwrap();
    assert_eq!(first.question, "Is it safe to watch this?");
    assert_eq!(first.images.len(), 2);
    assert_eq!(first.may, domain::view::May::default());
    assert!(!images::read(b, later, picture, Size::Screen).await.unwrap().is_empty());
    cases::mark_opened(b, later, case).await.unwrap();
    let pages = [
        cases::history(b, later, case).await.map(drop),
        cases::close(b, later, case).await,
        messages::send(b, later, case, form_key(), 0, "May I?", None).await.map(drop),
        images::annotate(b, later, picture, 0, Overlay::default()).await.map(drop),
        cases::answer(b, later, case, first.version, form_key(), AnswerDraft::of(answer())).await.map(drop),
        cases::wrong_patient(b, later, case, WrongPatientReason::Pictures).await,
    ];
    for page in pages {
        assert!(page.is_err(), "{page:?}");
    }

    // Who was asked first learns that somebody else was, and what they say is not theirs to read.
    let view = seen(&world, &world.specialist, case).await.unwrap();
    let other = only(&view);
    assert!(!other.is_earlier && other.whole.is_none() && other.sent.is_some());
    assert_eq!(other.service, "Southshire Dermatology");
    assert!(matches!(seen(&world, &world.specialist, again).await, Err(Error::Denied)));
    // The practice reads both from either.
    assert!(only(&seen(&world, &world.referrer, case).await.unwrap()).whole.is_some());
    assert!(only(&seen(&world, &world.referrer, again).await.unwrap()).whole.is_some());
    for (who, case) in [(&world.other_referrer, case), (&world.other_referrer, again)] {
        assert!(matches!(seen(&world, who, case).await, Err(Error::Denied)));
    }
    let says = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(says.intact && says.entries.iter().any(|it| it.what.contains(&again.short())), "{:?}", says.entries);
    assert!(cases::history(b, &world.referrer, again).await.unwrap().intact);
}

async fn what_the_answer_asked_for_stays_to_be_done_until_somebody_says_so(world: World) {
    let b = &world.b;
    let case = redirected(&world).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let again = sent(&world, case).await;
    assert_eq!(count(&world, CaseList::ToRefer).await, 1, "whether that is it, only the practice knows");
    // While it waits, there is no third.
    assert!(matches!(cases::ask_again(b, &world.referrer, case, false).await, Err(Error::Conflict)));
    assert!(!seen(&world, &world.referrer, case).await.unwrap().may.ask_again);
    cases::withdraw(b, &world.referrer, again).await.unwrap();
    assert_eq!(count(&world, CaseList::ToRefer).await, 1);
    assert!(seen(&world, &world.referrer, case).await.unwrap().may.ask_again);
    cases::refer(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToRefer).await, 0);
}

async fn what_is_corrected_is_read_so_and_what_was_gone_by_is_kept(world: World) {
    let (b, later) = (&world.b, &world.other_specialist);
    let (case, ..) = patient::submitted(&world).await;
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    let again = sent(&world, case).await;
    // Long after pictures of a request that was taken back go.
    world.pass(200 * 24 * 60 * 60);
    retention::run(b).await.unwrap();
    let view = seen(&world, later, again).await.unwrap();
    assert_eq!(view.images.len(), 2, "it is answered by them");

    send(b, later, again, view.version, answer()).await.unwrap();
    world.pass(11);
    let (kind, text) = (AmendmentKind::Correction, "It is a naevus.");
    cases::amend(b, later, again, form_key(), kind, text).await.unwrap();
    let third = cases::ask_again(b, &world.referrer, again, false).await.unwrap();
    let form = cases::request(b, &world.referrer, third).await.unwrap();
    let whole = form.others.iter().find(|other| other.case == again).unwrap().whole.as_ref().unwrap();
    assert_eq!(whole.amendments.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), [text]);
}

async fn pressed_twice_it_is_one_draft_of_the_same_patient(world: World) {
    let b = &world.b;
    let case = redirected(&world).await;
    let again = cases::ask_again(b, &world.referrer, case, false).await.unwrap();
    assert_eq!(cases::ask_again(b, &world.referrer, case, false).await.unwrap(), again);
    let form = cases::request(b, &world.referrer, again).await.unwrap();
    let was = world.draft();
    assert_eq!((&form.draft.name, &form.draft.nhs_number), (&was.name, &was.nhs_number));
    assert_eq!((form.draft.question.as_str(), form.draft.no_images_reason.as_str()), ("", ""));
    let response = &form.draft.response;
    assert_eq!((response.typed("site"), response.typed("duration")), ("forearm", ""), "how it was then is no news");
    assert!(form.identity_bound);

    let somebody = Draft { name: "Somebody Else".into(), nhs_number: nhs_number(70), ..form.draft };
    let saved = cases::save_draft(b, &world.referrer, again, form.version, somebody).await.unwrap();
    let refused: Vec<_> = saved.refused.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(refused, ["nhs_number", "name"]);
}

async fn a_request_that_turns_out_to_be_of_somebody_else_opens_nothing(world: World) {
    let (b, later) = (&world.b, &world.other_specialist);
    let case = redirected(&world).await;
    let again = sent(&world, case).await;
    let view = cases::correction(b, &world.referrer, again).await.unwrap();
    let correction = Correction {
        nhs_number: nhs_number(71),
        name: "Somebody Else".into(),
        reason: "mistyped".into(),
        pictures_checked: true,
        ..view.current
    };
    cases::correct_identity(b, &world.referrer, again, view.version, correction).await.unwrap();
    let seen_again = seen(&world, later, again).await.unwrap();
    assert_eq!((seen_again.others.len(), seen_again.images.len()), (0, 0));
    assert!(matches!(seen(&world, later, case).await, Err(Error::Denied)));
}

async fn what_is_found_to_be_of_another_patient_is_read_by_nobody_later(world: World) {
    let (b, later) = (&world.b, &world.other_specialist);
    let case = redirected(&world).await;
    let again = sent(&world, case).await;
    let version = seen(&world, later, again).await.unwrap().version;
    cases::wrong_patient(b, &world.specialist, case, WrongPatientReason::Pictures).await.unwrap();
    assert!(matches!(seen(&world, later, case).await, Err(Error::Denied)));
    for who in [later, &world.referrer] {
        let view = seen(&world, who, again).await.unwrap();
        assert_eq!(view.images, [], "nobody's pictures");
        let whole = only(&view).whole.as_ref().unwrap();
        assert!(whole.is_wrong && whole.answer.is_none() && whole.question.is_empty(), "{view:?}");
    }
    let stale = send(b, later, again, version, answer()).await;
    assert!(matches!(stale, Err(Error::Stale)), "it was written by another's pictures: {stale:?}");
    // The other way round: whoever is found to be asked about somebody else reads no more of the first one.
    let case = redirected_unseen(&world).await;
    let again = sent(&world, case).await;
    cases::wrong_patient(b, later, again, WrongPatientReason::Pictures).await.unwrap();
    assert!(matches!(seen(&world, later, case).await, Err(Error::Denied)));
}

async fn who_waits_for_an_answer_or_has_died_is_not_asked_about_again(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    assert!(matches!(cases::ask_again(b, &world.referrer, case, false).await, Err(Error::Denied)));
    let (unsent, _) = world.drafted().await;
    cases::withdraw(b, &world.referrer, unsent).await.unwrap();
    assert!(matches!(cases::ask_again(b, &world.referrer, unsent, false).await, Err(Error::Conflict)));
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    for who in [&world.specialist, &world.other_referrer] {
        assert!(matches!(cases::ask_again(b, who, case, false).await, Err(Error::Denied)));
    }
    let patient = seen(&world, &world.referrer, case).await.unwrap().patient_id.unwrap();
    let version = patients::details(b, &world.referrer, patient, None).await.unwrap().version;
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    let form = DetailsForm { deceased, ..DetailsForm::default() };
    patients::change(b, &world.referrer, patient, version, &form).await.unwrap();
    assert!(matches!(cases::ask_again(b, &world.referrer, case, false).await, Err(Error::Invalid(_))));
}

async fn the_first_request_may_be_erased_before_the_second(world: World) {
    let b = &world.b;
    let case = redirected_unseen(&world).await;
    let again = sent(&world, case).await;
    let version = seen(&world, &world.other_specialist, again).await.unwrap().version;
    send(b, &world.other_specialist, again, version, answer()).await.unwrap();
    world.pass(11);
    cases::acknowledge(b, &world.referrer, again).await.unwrap();
    let third = cases::ask_again(b, &world.referrer, again, false).await.unwrap();
    cases::note_told(b, &world.referrer, case).await.unwrap();
    cases::refer(b, &world.referrer, case).await.unwrap();
    while outbox::run_once(b).await.unwrap() {}
    erase_early(b, case, Because::ALL[0]).await.unwrap();
    let view = seen(&world, &world.referrer, again).await.unwrap();
    assert_eq!(only(&view).case, third);
    assert!(photo_requests::text_patient(b, &world.referrer, third).await.is_ok());
}

async fn the_third_request_asks_both_sides_to_think_again(world: World) {
    let b = &world.b;
    let later = &world.other_specialist;
    let first = redirected_unseen(&world).await;
    let second = sent(&world, first).await;
    let warned = async |case| {
        let warnings = cases::request(b, &world.referrer, case).await.unwrap().warnings;
        warnings.iter().any(|it| it.starts_with("This is the 3rd request about this problem."))
    };
    let cautious = async |case| {
        let view = seen(&world, later, case).await.unwrap();
        let codes = view.answerable.cautions.iter().any(|caution| caution.code == "third_time");
        assert_eq!(view.presentation.as_deref(), codes.then_some("3rd"));
        codes
    };
    assert!(!cautious(second).await, "the second is none");
    let version = seen(&world, later, second).await.unwrap().version;
    send(b, later, second, version, answer()).await.unwrap();
    world.pass(11);
    let (third, _) = begun(&world, second).await;
    assert!(warned(third).await);
    let saved = cases::request(b, &world.referrer, third).await.unwrap();
    let saved = cases::save_draft(b, &world.referrer, third, saved.version, saved.draft).await.unwrap();
    assert!(saved.warnings[0].contains("Jess"), "it stays while one types: {:?}", saved.warnings);
    let version = cases::submit(b, &world.referrer, third, saved.version).await.unwrap().version;
    assert!(cautious(third).await);
    // Asked about once, and noted.
    let unasked = cases::answer(b, later, third, version, form_key(), AnswerDraft::of(answer())).await.unwrap();
    assert!(matches!(unasked, AnswerSent::Incomplete { .. }), "{unasked:?}");
    let mut confirmed = AnswerDraft::of(answer());
    confirmed.confirmed = confirmed.to_confirm(&seen(&world, later, third).await.unwrap().answerable);
    cases::answer(b, later, third, version, form_key(), confirmed).await.unwrap();
    world.pass(11);
    let history = cases::history(b, &world.referrer, third).await.unwrap();
    assert!(history.entries.iter().any(|entry| entry.what.contains("third_time")), "{:?}", history.entries);
    // What was of somebody else was no request about this problem.
    let (fourth, _) = begun(&world, third).await;
    cases::wrong_patient(b, &world.specialist, first, WrongPatientReason::Pictures).await.unwrap();
    assert!(warned(fourth).await, "three are left with it");
}

async fn the_third_request_about_one_lesion_does_too(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let answered = async |case, version| {
        send(b, &world.specialist, case, version, answer()).await.unwrap();
        world.pass(11);
        cases::acknowledge(b, who, case).await.unwrap();
    };
    let (first, version) = world.submitted().await;
    answered(first, version).await;
    let patient = seen(&world, who, first).await.unwrap().patient_id.unwrap();
    // Begun first of all and sent last: what counts is when it was sent.
    let third = patients::start(b, who, patient, true).await.unwrap();
    world.pass(1);
    let second = patients::start(b, who, patient, true).await.unwrap();
    let version = cases::request(b, who, second).await.unwrap().version;
    let version = cases::save_draft(b, who, second, version, world.draft()).await.unwrap().version;
    let version = cases::submit(b, who, second, version).await.unwrap().version;
    answered(second, version).await;
    let version = cases::request(b, who, third).await.unwrap().version;
    let saved = cases::save_draft(b, who, third, version, world.draft()).await.unwrap();
    assert!(saved.warnings[0].starts_with("This is the 3rd request about this problem."), "{:?}", saved.warnings);
    // Another place is another problem.
    let elsewhere = world.draft().with("site", "ear").with("side", "right");
    let saved = cases::save_draft(b, who, third, saved.version, elsewhere).await.unwrap();
    assert!(!saved.warnings.iter().any(|it| it.contains("Jess")), "{:?}", saved.warnings);
}
