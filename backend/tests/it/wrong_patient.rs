//! A case that is not of the patient it names is closed to everybody, in every state after sending, and nothing is lost.

use backend::{Error, cases, images, photo_requests};
use domain::{
    access::Actor,
    case::{AmendmentKind, WrongPatientReason},
    ids::CaseId,
    image::CopyFor,
    view::{CaseList, Stage, WorklistQuery, WorklistShow},
};

use crate::support::{
    World, answer, ask_patient, form_key, on_both, patient, send,
    shown::{count, stage, texts},
};

on_both!(
    an_answered_case_is_closed_to_its_patient_and_both_sides_are_told,
    it_can_be_said_in_every_state_after_sending_and_by_either_side,
    a_link_that_was_over_does_not_open_again,
    a_text_that_waits_is_called_off,
    each_side_deals_with_it_for_itself,
    an_answer_that_nobody_has_seen_is_never_seen,
);

async fn say(world: &World, actor: &Actor, case: CaseId) -> Result<(), Error> {
    cases::wrong_patient(&world.b, actor, case, WrongPatientReason::Pictures).await
}

/// How many cases stand on top of the practice's and of the service's list.
async fn on_top(world: &World) -> (usize, usize) {
    let home = cases::home(&world.b, &world.referrer).await.unwrap();
    let worklist = cases::worklist(&world.b, &world.colleague, &WorklistQuery::default()).await.unwrap();
    (home.wrong_patient.len(), worklist.wrong_patient.len())
}

async fn an_answered_case_is_closed_to_its_patient_and_both_sides_are_told(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    assert_eq!(texts(&world).await.len(), 2);
    assert!(matches!(stage(&world, &token, &who).await, Stage::News(news) if news.words.is_some()));
    let image = cases::show(b, &world.referrer, case).await.unwrap().images[0].id;
    assert_eq!(on_top(&world).await, (0, 0));

    say(&world, &world.specialist, case).await.unwrap();
    say(&world, &world.referrer, case).await.unwrap();

    // The patient: the link is closed, also in the browser that gave the right date; no picture, no text.
    assert_eq!(stage(&world, &token, &who).await, Stage::Expired);
    assert!(photo_requests::confirmed_actor(b, who.photo_request().unwrap()).await.is_err());
    assert!(images::read(b, &who, image, images::Size::Screen).await.is_err());
    assert_eq!(texts(&world).await.len(), 2, "nobody is texted about it");
    for refused in [
        cases::text_news(b, &world.referrer, case).await,
        cases::note_told(b, &world.referrer, case).await,
        cases::acknowledge(b, &world.referrer, case).await,
        cases::refer(b, &world.referrer, case).await,
        cases::withdraw(b, &world.referrer, case).await,
        cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Addition, "More").await,
    ] {
        assert!(refused.is_err());
    }
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    assert!(send(b, &world.specialist, case, version, answer()).await.is_err(), "nothing is answered any more");
    assert!(images::copy(b, &world.referrer, image, CopyFor::Original, false).await.is_err(), "nobody's file is taken");

    // Both sides: on top, with who found it, when, and what to do.
    assert_eq!(on_top(&world).await, (1, 1));
    for (actor, to_do) in
        [(&world.referrer, "Call Philippa Quillfeather on 07700 900 123"), (&world.colleague, "Riverside Surgery")]
    {
        let view = cases::show(b, actor, case).await.unwrap();
        assert!(view.answer.is_none() && view.told.is_none() && view.due.is_none());
        assert_eq!(view.may, domain::view::May { history: true, ..domain::view::May::default() });
        let wrong = view.wrong_patient.unwrap();
        assert_eq!(
            wrong.what,
            "Wrong patient: found by Dr Helen Marsh, Northshire Dermatology, on Tue 24 Nov, 10:01. The pictures are of \
             another patient."
        );
        assert!(wrong.next.contains(to_do) && wrong.is_open, "{}", wrong.next);
        assert_eq!(wrong.answer.unwrap().2.diagnosis, "Seborrhoeic keratosis", "nothing is deleted");
        assert_eq!(view.images.len(), 2);
        assert!(images::read(b, actor, image, images::Size::Screen).await.is_ok(), "to find out whose they are");
    }
    let row = cases::list(b, &world.referrer, CaseList::WrongPatient, None).await.unwrap().rows.remove(0);
    assert_eq!(
        (row.state.as_str(), row.outcome, row.trouble.as_deref()),
        ("Wrong patient", None, Some("Do not act on it"))
    );
    for list in [CaseList::ToRead, CaseList::ToTell, CaseList::ToRefer, CaseList::NotReached, CaseList::WithSpecialist]
    {
        assert_eq!(count(&world, list).await, 0, "{list:?}");
    }
    let worklist = async |show| {
        let query = WorklistQuery { show, ..WorklistQuery::default() };
        cases::worklist(b, &world.specialist, &query).await.unwrap().rows
    };
    for show in [WorklistShow::Waiting, WorklistShow::Paused, WorklistShow::Answered] {
        assert!(worklist(show).await.is_empty(), "{show:?}");
    }
    let record = worklist(WorklistShow::WrongPatient).await;
    assert!(record.len() == 1 && record[0].thumbnail.is_none());

    // The record: one entry for what was said twice, and the log is whole.
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let found: Vec<_> = history.entries.iter().filter(|entry| entry.what.starts_with("Wrong patient.")).collect();
    assert!(found.len() == 1 && found[0].who.starts_with("Dr Helen Marsh"), "{found:?}");
}

async fn it_can_be_said_in_every_state_after_sending_and_by_either_side(world: World) {
    let b = &world.b;
    let (draft, _) = world.drafted().await;
    assert!(matches!(say(&world, &world.referrer, draft).await, Err(Error::Denied)), "a draft is withdrawn");
    let monitor = || domain::case::Answer { outcome: "monitor".into(), weeks: "12".into(), ..answer() };
    for stop in ["in_queue", "paused", "answered", "acknowledged", "closed", "withdrawn"] {
        for actor in [&world.referrer, &world.specialist] {
            let (case, version) = world.submitted().await;
            match stop {
                "in_queue" => {}
                "withdrawn" => cases::withdraw(b, &world.referrer, case).await.unwrap(),
                "paused" => drop(send(b, &world.specialist, case, version, ask_patient()).await.unwrap()),
                "acknowledged" => drop(send(b, &world.specialist, case, version, monitor()).await.unwrap()),
                _ => drop(send(b, &world.specialist, case, version, answer()).await.unwrap()),
            }
            world.pass(10);
            if ["acknowledged", "closed"].contains(&stop) {
                cases::acknowledge(b, &world.referrer, case).await.unwrap();
            }
            for stranger in [&world.other_referrer, &world.other_specialist] {
                assert!(matches!(say(&world, stranger, case).await, Err(Error::Denied)), "{stop}");
            }
            assert!(cases::show(b, actor, case).await.unwrap().may.wrong_patient, "{stop}");
            say(&world, actor, case).await.unwrap();
            let view = cases::show(b, &world.specialist, case).await.unwrap();
            assert!(view.wrong_patient.is_some() && view.state == "Wrong patient", "{stop}");
            assert!(cases::history(b, actor, case).await.unwrap().intact, "{stop}");
        }
    }
    assert_eq!(on_top(&world).await, (12, 12));
}

/// The news had ended 28 days after the case was closed; that it is closed again does not begin them anew.
async fn a_link_that_was_over_does_not_open_again(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    world.pass(29 * 24 * 3_600);
    assert_eq!(stage(&world, &token, &who).await, Stage::Expired);
    say(&world, &world.referrer, case).await.unwrap();
    assert_eq!(stage(&world, &token, &who).await, Stage::Expired);
}

async fn a_text_that_waits_is_called_off(world: World) {
    let b = &world.b;
    let (case, version, ..) = patient::submitted(&world).await;
    // Tuesday, 22:00: the text about the answer waits for the morning.
    world.pass(12 * 3_600);
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    assert_eq!(texts(&world).await.len(), 1);
    say(&world, &world.referrer, case).await.unwrap();
    world.pass(12 * 3_600);
    assert_eq!(texts(&world).await.len(), 1);
}

async fn each_side_deals_with_it_for_itself(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    assert!(matches!(cases::settle_wrong_patient(b, &world.referrer, case).await, Err(Error::Denied)));
    say(&world, &world.referrer, case).await.unwrap();
    assert!(matches!(cases::settle_wrong_patient(b, &world.other_specialist, case).await, Err(Error::Denied)));
    for _ in 0..2 {
        cases::settle_wrong_patient(b, &world.colleague, case).await.unwrap();
    }
    assert_eq!(on_top(&world).await, (1, 0));
    assert_eq!(count(&world, CaseList::WrongPatient).await, 1);
    cases::settle_wrong_patient(b, &world.referrer, case).await.unwrap();
    assert_eq!(on_top(&world).await, (0, 0));
    let wrong = cases::show(b, &world.referrer, case).await.unwrap().wrong_patient.unwrap();
    assert!(!wrong.is_open && wrong.settled.unwrap().starts_with("Dr Amara Osei noted on Tue 24 Nov"));
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let noted = history.entries.iter().filter(|entry| entry.what.starts_with("Noted for the")).count();
    assert_eq!((noted, history.intact), (2, true));
}

async fn an_answer_that_nobody_has_seen_is_never_seen(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    // Within the ten seconds in which it can be taken back.
    say(&world, &world.referrer, case).await.unwrap();
    assert!(cases::undo_answer(b, &world.specialist, case).await.is_err());
    world.pass(60);
    assert_eq!(texts(&world).await.len(), 1);
    assert_eq!(stage(&world, &token, &who).await, Stage::Expired);
    let of = async |actor: &Actor| cases::show(b, actor, case).await.unwrap().wrong_patient.unwrap().answer;
    assert!(of(&world.referrer).await.is_none() && of(&world.specialist).await.is_some());
}
