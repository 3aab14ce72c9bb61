//! From asking a photography hub for pictures to their being there, or to nobody's having come.

use backend::{
    Error, cases, hub,
    images::{self, PictureError, Size},
    retention,
};
use domain::{
    access::Actor,
    appointments::AppointmentState,
    hub::Step,
    ids::CaseId,
    image::View,
    retention::Because,
    view::{CaseList, HubShow, WorklistQuery},
};

use crate::support::{
    World, form_key,
    hub::{
        AGREES, ask, asks, booked, consents, done, named, on_case, open, photographed, received, seen, shown as visit,
        slot,
    },
    on_both, patient, shown,
};

on_both!(
    a_practice_asks_and_the_pictures_come_to_its_request,
    a_service_asks_and_its_request_goes_on_with_them,
    who_misses_two_slots_is_whoever_asked_s_again,
    no_deletes_what_was_taken_and_whoever_asked_is_told,
    nobody_but_the_patient_is_photographed,
    a_hub_sees_its_visit_and_nothing_else,
    an_erased_case_leaves_no_visit,
);

async fn listed(world: &World, who: &Actor, show: HubShow) -> Vec<(CaseId, Step)> {
    let page = hub::list(&world.b, who, show).await.unwrap();
    page.rows.into_iter().map(|row| (row.case, row.step)).collect()
}

async fn waits(world: &World) -> usize {
    cases::worklist(&world.b, &world.specialist, &WorklistQuery::default()).await.unwrap().rows.len()
}

async fn is_intact(world: &World, case: CaseId) -> bool {
    cases::history(&world.b, &world.referrer, case).await.unwrap().intact
}

async fn a_practice_asks_and_the_pictures_come_to_its_request(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, version) = world.drafted().await;
    let key = form_key();
    for _ in 0..2 {
        hub::ask(b, &world.referrer, case, key, (&asks(place), version)).await.unwrap();
    }
    assert_eq!(listed(&world, &photographer, HubShow::ToBook).await, [(case, Step::Book)]);
    let texts = shown::texts(&world).await.len();
    let key = form_key();
    for _ in 0..2 {
        hub::book(b, &photographer, case, key, &slot("2026-11-25", "10:40")).await.unwrap();
    }
    let after = shown::texts(&world).await;
    assert_eq!(after.len(), texts + 1, "the same form twice is one slot and one text");
    let body = "Northshire Photography: your skin photos are on Wed 25 Nov, 10:40. Where: Photography, level 1. Please come \
                without make-up or cream on it.";
    assert!(after.iter().any(|text| text.starts_with(body)), "{after:?}");
    assert_eq!(listed(&world, &photographer, HubShow::Later).await, [(case, Step::Arrive)]);
    let early = hub::arrive(b, &photographer, case, seen(&world, &photographer, case).await).await;
    assert!(matches!(early, Err(Error::Conflict)), "nobody is here before the day");
    world.pass(24 * 3600);
    assert_eq!(listed(&world, &photographer, HubShow::Today).await, [(case, Step::Arrive)]);

    photographed(&world, &photographer, case).await;
    assert_eq!(listed(&world, &photographer, HubShow::Today).await, [(case, Step::Pictures)]);
    // Still the photographer's: nobody passes on what may be taken again.
    assert_eq!(shown::count(&world, CaseList::PhotosArrived).await, 0);
    done(&world, &photographer, case).await;
    hub::done(b, &photographer, case, hub::Seen(0), false).await.unwrap();
    assert_eq!(listed(&world, &photographer, HubShow::Today).await, []);
    assert_eq!(shown::count(&world, CaseList::PhotosArrived).await, 1);
    let request = cases::request(b, &world.referrer, case).await.unwrap();
    assert_eq!(request.images.len(), 2);
    let line = request.hub.unwrap().visits.remove(0);
    assert_eq!((line.status.as_str(), line.is_open), ("Pictures were taken", false));
    let said: Vec<_> = line.history.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!((said, line.chaperone.as_deref()), (vec!["About a year", "No"], Some("Offered and declined")));

    world.send(case).await;
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(seen.images.len() == 2 && seen.images.iter().all(|image| image.sent && image.from == "Kit Lowe"));
    assert!(is_intact(&world, case).await);
}

async fn a_service_asks_and_its_request_goes_on_with_them(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, version, ..) = patient::suspected(&world).await;
    let stale = hub::ask(b, &world.specialist, case, form_key(), (&asks(place), version - 1)).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    let key = form_key();
    for _ in 0..2 {
        hub::ask(b, &world.specialist, case, key, (&asks(place), version)).await.unwrap();
    }
    let paused = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(paused.state, "Waiting for the photography hub");
    assert_eq!((waits(&world).await, shown::count(&world, CaseList::AskedForMore).await), (0, 0));
    assert!(hub::list(b, &photographer, HubShow::ToBook).await.unwrap().rows[0].urgent);
    booked(&world, &photographer, case).await;
    photographed(&world, &photographer, case).await;
    done(&world, &photographer, case).await;
    assert_eq!(waits(&world).await, 1);
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(seen.images.iter().filter(|image| image.sent).count(), 4);
    assert_eq!(seen.asked_before.len(), 1, "what was asked stays readable");
    assert!(is_intact(&world, case).await);
}

async fn who_misses_two_slots_is_whoever_asked_s_again(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.submitted().await;
    ask(&world, &world.specialist, case, place).await;
    for missed in 1..=2 {
        booked(&world, &photographer, case).await;
        let slot = visit(&world, &photographer, case).await.booked.unwrap();
        if missed == 1 {
            let early = hub::end_slot(b, &photographer, slot, AppointmentState::DidNotAttend).await;
            assert!(matches!(early, Err(Error::Conflict)), "its time has not come");
        }
        world.pass(3600);
        hub::end_slot(b, &photographer, slot, AppointmentState::DidNotAttend).await.unwrap();
        hub::end_slot(b, &photographer, slot, AppointmentState::DidNotAttend).await.unwrap();
        assert_eq!(waits(&world).await, missed - 1);
        if missed == 1 {
            assert_eq!(listed(&world, &photographer, HubShow::ToBook).await, [(case, Step::Book)]);
            assert_eq!(visit(&world, &photographer, case).await.missed, 1);
        }
    }
    assert!(matches!(hub::show(b, &photographer, case).await, Err(Error::Denied)));
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 1);
    assert_eq!(on_case(&world, &world.specialist, case).await.visits[0].status, "The patient did not come, twice");
    hub::note(b, &world.referrer, case).await.unwrap();
    hub::note(b, &world.referrer, case).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 0);
    // They may be sent there again.
    ask(&world, &world.specialist, case, place).await;
    assert_eq!(listed(&world, &photographer, HubShow::ToBook).await, [(case, Step::Book)]);
    assert!(is_intact(&world, case).await);
}

async fn no_deletes_what_was_taken_and_whoever_asked_is_told(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    booked(&world, &photographer, case).await;
    photographed(&world, &photographer, case).await;
    let image = visit(&world, &photographer, case).await.images[0].id;
    let form = consents("no", "yes");
    let last = seen(&world, &photographer, case).await;
    hub::consent(b, &photographer, case, last, &form).await.unwrap();
    hub::consent(b, &photographer, case, last, &form).await.unwrap();
    let request = cases::request(b, &world.referrer, case).await.unwrap();
    assert!(request.images.is_empty());
    assert_eq!(request.hub.unwrap().visits[0].status, "The patient said no to pictures");
    assert!(matches!(images::read(b, &world.referrer, image, Size::Master).await, Err(Error::NotFound)));
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 1);
    assert!(is_intact(&world, case).await);
}

async fn nobody_but_the_patient_is_photographed(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    booked(&world, &photographer, case).await;
    let picture =
        async || images::receive(b, &photographer, case, patient::jpeg(), patient::details(View::CloseUp)).await;
    assert!(matches!(picture().await, Err(PictureError::Gone)), "nobody is here");
    let last = async || seen(&world, &photographer, case).await;
    hub::arrive(b, &photographer, case, last().await).await.unwrap();
    let half = hub::Told { number: false, ..AGREES };
    assert!(matches!(hub::identity(b, &photographer, case, last().await, half).await, Err(Error::Invalid(_))));
    let differs = hub::Told { differs: true, ..half };
    hub::identity(b, &photographer, case, last().await, differs).await.unwrap();
    let stranger = visit(&world, &photographer, case).await;
    assert!(stranger.mismatch.is_some() && stranger.step == Step::Identity);
    let consent = hub::consent(b, &photographer, case, last().await, &consents("yes", "no")).await;
    assert!(matches!(consent, Err(Error::Conflict)), "of nobody");
    assert!(matches!(picture().await, Err(PictureError::Gone)));
    assert!(matches!(hub::done(b, &photographer, case, last().await, false).await, Err(Error::Conflict)));
    // It was a slip of the tongue.
    hub::identity(b, &photographer, case, last().await, AGREES).await.unwrap();
    hub::consent(b, &photographer, case, last().await, &consents("yes", "no")).await.unwrap();
    assert!(matches!(picture().await, Err(PictureError::Gone)), "a chaperone is offered first");
    hub::chaperone(b, &photographer, case, last().await, &crate::support::hub::nobody()).await.unwrap();
    assert_eq!(visit(&world, &photographer, case).await.step, Step::Pictures, "they are not asked");
    let none = hub::done(b, &photographer, case, last().await, false).await;
    assert!(matches!(none, Err(Error::Invalid(_))), "there is no picture yet");
    picture().await.unwrap();
    let full = hub::not_possible(b, &photographer, case, last().await, "Too dark a room").await;
    assert!(matches!(full, Err(Error::Invalid(_))), "there is one");
    done(&world, &photographer, case).await;
    assert!(is_intact(&world, case).await);
}

async fn a_hub_sees_its_visit_and_nothing_else(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (_, elsewhere) = named(&world, "Southshire Photography", "photo@south.example", world.service.into()).await;
    let (case, ..) = patient::submitted(&world).await;
    let theirs = cases::show(b, &world.referrer, case).await.unwrap().images[0].id;
    assert!(matches!(hub::show(b, &photographer, case).await, Err(Error::Denied)), "nobody was sent there");
    ask(&world, &world.specialist, case, place).await;
    let seen = visit(&world, &photographer, case).await;
    assert!(seen.images.is_empty() && seen.why.starts_with("The mole"));
    for who in [&photographer, &elsewhere] {
        assert!(matches!(cases::show(b, who, case).await, Err(Error::Denied)));
        assert!(matches!(cases::history(b, who, case).await, Err(Error::Denied)));
        assert!(matches!(images::read(b, who, theirs, Size::Thumb).await, Err(Error::NotFound)));
    }
    assert!(matches!(hub::show(b, &elsewhere, case).await, Err(Error::Denied)));
    assert!(hub::list(b, &elsewhere, HubShow::ToBook).await.unwrap().rows.is_empty());
    assert!(hub::list(b, &world.referrer, HubShow::ToBook).await.is_err());
    booked(&world, &photographer, case).await;
    photographed(&world, &photographer, case).await;
    let own = visit(&world, &photographer, case).await.images[0].id;
    images::read(b, &photographer, own, Size::Thumb).await.unwrap();
    assert!(matches!(images::read(b, &elsewhere, own, Size::Thumb).await, Err(Error::NotFound)));
    done(&world, &photographer, case).await;
    assert!(matches!(images::read(b, &photographer, own, Size::Thumb).await, Err(Error::NotFound)), "it is over");
}

async fn an_erased_case_leaves_no_visit(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    booked(&world, &photographer, case).await;
    received(&world, &photographer, case).await;
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    shown::texts(&world).await;
    retention::erase_early(b, case, Because::ALL[0]).await.unwrap();
    for table in ["hub_visits", "appointments", "images"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let left: i64 = sqlx::query_scalar(sql).fetch_one(&mut world.raw().await).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
}
