//! Whether a patient has opened the answer that they were texted about is known to both sides, and whoever has not is told
//! by somebody.

use backend::{cases, patients, photo_requests};
use domain::{
    access::Actor,
    case::{AmendmentKind, Answer, WrongPatientReason},
    command::DateFields,
    ids::CaseId,
    patients::DetailsForm,
    view::CaseList,
};

use crate::support::{
    World, answer, downgrade, form_key, on_both, patient, send,
    shown::{count, news, texts, told},
};

on_both!(
    both_sides_know_when_the_patient_opened_the_answer,
    an_answer_that_nobody_opens_is_the_practices_to_tell,
    a_new_link_begins_the_days_anew,
    nobody_waits_for_what_cannot_be_opened_or_was_told,
    what_is_said_later_is_opened_anew,
);

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Sends an answer, and lets it come into effect and its text leave.
async fn answered(world: &World, (case, version): (CaseId, i64), answer: Answer) {
    send(&world.b, &world.specialist, case, version, answer).await.unwrap();
    world.pass(60);
    texts(world).await;
    world.pass(1);
}

async fn reading(world: &World, who: &Actor, case: CaseId) -> Option<String> {
    cases::show(&world.b, who, case).await.unwrap().reading
}

/// The patient goes to their page, as the server notes it.
async fn open(world: &World, who: &Actor) {
    photo_requests::note_opened(&world.b, who, world.b.clock().now()).await.unwrap();
}

async fn both_sides_know_when_the_patient_opened_the_answer(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    open(&world, &who).await;
    answered(&world, (case, version), answer()).await;
    for side in [&world.referrer, &world.specialist] {
        let waits = reading(&world, side, case).await;
        assert_eq!(
            waits.as_deref(),
            Some("The patient has not opened the answer yet."),
            "there was none to open before"
        );
    }
    let before = cases::show(b, &world.specialist, case).await.unwrap().version;
    assert!(news(&world, &token, &who).await.is_unopened);
    assert!(news(&world, &token, &who).await.is_unopened, "a read changes nothing");
    open(&world, &who).await;
    world.pass(DAY);
    open(&world, &who).await;
    for side in [&world.referrer, &world.specialist] {
        let opened = reading(&world, side, case).await;
        assert_eq!(opened.as_deref(), Some("The patient opened the answer on Tue 24 Nov, 10:01."));
    }
    assert!(!news(&world, &token, &who).await.is_unopened);
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let opened: Vec<_> = history.entries.iter().filter(|it| it.what == "Opened the page with the answer.").collect();
    assert!(opened.len() == 1 && opened[0].who == "The patient" && history.intact, "{opened:?}");
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().version, before, "no form becomes stale by it");
    world.pass(30 * DAY);
    assert_eq!(count(&world, CaseList::Unread).await, 0);
}

async fn an_answer_that_nobody_opens_is_the_practices_to_tell(world: World) {
    let b = &world.b;
    let (case, version, _, who) = patient::submitted(&world).await;
    answered(&world, (case, version), answer()).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert!(told(&world, case).await.done);
    // The Tuesday after, just before 17:00.
    world.pass(7 * DAY + 7 * HOUR - 62);
    assert_eq!(count(&world, CaseList::Unread).await, 0);
    world.pass(60);
    assert_eq!(count(&world, CaseList::Unread).await, 1);
    let todo = told(&world, case).await;
    assert!(!todo.done && todo.may_note && todo.may_text, "{todo:?}");
    assert!(
        todo.words.contains("has not opened the answer. Call 07700 900 123, or text a new link."),
        "{}",
        todo.words
    );
    world.pass(DAY);
    let late = cases::list(b, &world.referrer, CaseList::Unread, None).await.unwrap().rows.remove(0).late;
    assert_eq!(late.as_deref(), Some("Late: told on Tue 24 Nov, 10:00 and not opened"));
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::Unread).await, 0);
    assert_eq!(reading(&world, &world.referrer, case).await, None, "they heard it in another way");
    open(&world, &who).await;
    let opened = reading(&world, &world.referrer, case).await.unwrap();
    assert!(opened.starts_with("The patient opened the answer on Wed 2 Dec"), "{opened}");
}

async fn a_new_link_begins_the_days_anew(world: World) {
    let b = &world.b;
    let (case, version, ..) = patient::submitted(&world).await;
    answered(&world, (case, version), answer()).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    world.pass(8 * DAY);
    assert_eq!(count(&world, CaseList::Unread).await, 1);
    cases::text_news(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::Unread).await, 0);
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    world.pass(8 * DAY);
    assert_eq!(count(&world, CaseList::Unread).await, 1);
    open(&world, &who).await;
    assert_eq!(count(&world, CaseList::Unread).await, 0);
    // A link that replaces one which was lost after the answer was opened asks for nothing.
    cases::text_news(b, &world.referrer, case).await.unwrap();
    world.pass(8 * DAY);
    assert_eq!(count(&world, CaseList::Unread).await, 0);
}

async fn nobody_waits_for_what_cannot_be_opened_or_was_told(world: World) {
    let b = &world.b;
    // Told by word of mouth, and texted a link all the same.
    let (without_link, version) = world.submitted().await;
    answered(&world, (without_link, version), answer()).await;
    cases::acknowledge(b, &world.referrer, without_link).await.unwrap();
    cases::note_told(b, &world.referrer, without_link).await.unwrap();
    assert_eq!(reading(&world, &world.referrer, without_link).await, None);
    cases::text_news(b, &world.referrer, without_link).await.unwrap();
    texts(&world).await;
    world.pass(1);

    let (died, version, ..) = patient::submitted(&world).await;
    answered(&world, (died, version), answer()).await;
    let id = cases::show(b, &world.referrer, died).await.unwrap().patient_id.unwrap();
    let seen = patients::details(b, &world.referrer, id, None).await.unwrap().version;
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    let form = DetailsForm { deceased, ..DetailsForm::default() };
    patients::change(b, &world.referrer, id, seen, &form).await.unwrap();
    assert_eq!(reading(&world, &world.referrer, died).await, None);

    let (wrong, version, ..) = patient::submitted(&world).await;
    answered(&world, (wrong, version), answer()).await;
    cases::wrong_patient(b, &world.specialist, wrong, WrongPatientReason::Pictures).await.unwrap();
    assert_eq!(reading(&world, &world.referrer, wrong).await, None);

    for kind in [AmendmentKind::Retraction, AmendmentKind::Correction] {
        let (case, version, ..) = patient::submitted(&world).await;
        answered(&world, (case, version), answer()).await;
        cases::amend(b, &world.specialist, case, form_key(), kind, "Another shoulder.").await.unwrap();
        assert_eq!(reading(&world, &world.referrer, case).await, None, "{kind:?} is told by somebody");
        // What tells them so leaves before the next one's link.
        texts(&world).await;
        world.pass(1);
    }
    let (to_agree, version, ..) = patient::suspected(&world).await;
    answered(&world, (to_agree, version), downgrade()).await;
    assert_eq!(reading(&world, &world.specialist, to_agree).await, None);
    world.pass(30 * DAY);
    assert_eq!(count(&world, CaseList::Unread).await, 0);
}

async fn what_is_said_later_is_opened_anew(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    answered(&world, (case, version), answer()).await;
    open(&world, &who).await;
    let shown = b.clock().now();
    world.pass(60);
    cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Addition, "And use sun cream.").await.unwrap();
    // A page from before it was added to shows nothing of that.
    photo_requests::note_opened(b, &who, shown).await.unwrap();
    let waits = reading(&world, &world.referrer, case).await;
    assert_eq!(waits.as_deref(), Some("The patient has not opened the answer yet."));
    assert!(news(&world, &token, &who).await.is_unopened);
    world.pass(8 * DAY);
    assert_eq!(count(&world, CaseList::Unread).await, 1);
    open(&world, &who).await;
    assert_eq!(count(&world, CaseList::Unread).await, 0);
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|it| it.what == "Opened the page with the answer.").count(), 2);
}
