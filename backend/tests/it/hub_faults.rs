//! What goes wrong on the way to a photography hub and at it.

use backend::{
    Error,
    accounts::Manager,
    cases, hub,
    images::{self, PictureError},
    organisations,
};
use domain::{
    access::Actor,
    case::{Draft, WrongPatientReason},
    command::{Correction, CorrectionReason, DateFields},
    hub::{ChaperoneForm, HubEnd, Step},
    ids::CaseId,
    image::View,
    organisation::OrganisationKind,
    role::Role,
    view::{CaseList, HubShow},
};

use crate::support::{
    World, form_key,
    hub::{AGREES, ask, asks, booked, nobody, on_case, open, received, seen, shown as visit, slot},
    on_both, patient, shown,
};

on_both!(
    of_two_at_one_visit_the_second_is_told,
    of_two_that_ask_one_does,
    whom_a_hub_does_not_take_is_not_sent_there,
    what_is_taken_back_is_expected_nowhere,
    of_a_wrong_patient_nobody_is_texted,
    who_was_corrected_is_asked_once_more,
    what_is_called_off_is_known,
    without_a_mobile_somebody_calls,
    a_hub_that_expects_somebody_does_not_close,
    a_manager_reads_the_list_and_opens_nobody,
    a_request_that_was_sent_meanwhile_gets_its_pictures,
    nothing_could_be_photographed,
    of_an_ended_request_nothing_is_photographed,
    pictures_of_nobody_known_are_passed_on_by_nobody,
    what_a_hub_has_not_finished_is_sent_by_nobody,
    who_said_no_at_a_hub_is_asked_before_booking,
);

/// A visit of a draft, with its patient in the room.
async fn in_the_room(world: &World) -> (CaseId, Actor) {
    let (place, photographer) = open(world).await;
    let (case, _) = world.drafted().await;
    ask(world, &world.referrer, case, place).await;
    booked(world, &photographer, case).await;
    received(world, &photographer, case).await;
    (case, photographer)
}

async fn of_two_at_one_visit_the_second_is_told(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let colleague = world.person("Jo Reed", "jo@northshire.example", Role::Photographer, place).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    booked(&world, &photographer, case).await;
    let first = seen(&world, &photographer, case).await;
    hub::arrive(b, &photographer, case, first).await.unwrap();
    hub::arrive(b, &colleague, case, first).await.unwrap();
    let stale = seen(&world, &colleague, case).await;
    hub::identity(b, &photographer, case, stale, AGREES).await.unwrap();
    hub::identity(b, &colleague, case, stale, AGREES).await.unwrap();
    let other = hub::Told { differs: true, ..AGREES };
    let told = hub::identity(b, &colleague, case, stale, other).await;
    assert!(matches!(told, Err(Error::Stale)), "{told:?}");
    let now = seen(&world, &photographer, case).await;
    let form = crate::support::hub::consents("yes", "no");
    hub::consent(b, &photographer, case, now, &form).await.unwrap();
    hub::consent(b, &photographer, case, now, &form).await.unwrap();
    let now = seen(&world, &photographer, case).await;
    let named = ChaperoneForm { chaperone: "present".to_owned(), name: "Jo Reed".to_owned() };
    hub::chaperone(b, &photographer, case, now, &named).await.unwrap();
    let told = hub::chaperone(b, &colleague, case, now, &nobody()).await;
    assert!(matches!(told, Err(Error::Stale)), "{told:?}");
    assert_eq!(visit(&world, &colleague, case).await.chaperone.as_deref(), Some("Jo Reed"));
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn of_two_that_ask_one_does(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, version) = world.drafted().await;
    let form = asks(place);
    let asked = || hub::ask(b, &world.referrer, case, form_key(), (&form, version));
    let both = tokio::join!(asked(), asked());
    let results = [both.0, both.1];
    assert_eq!(results.iter().filter(|it| it.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().any(|it| matches!(it, Err(Error::Conflict))), "{results:?}");
    assert_eq!(hub::list(b, &photographer, HubShow::ToBook).await.unwrap().rows.len(), 1);
    let twice = |key| async move { hub::book(b, &photographer, case, key, &slot("2026-11-25", "10:40")).await };
    twice(form_key()).await.unwrap();
    assert!(matches!(twice(form_key()).await, Err(Error::Conflict)), "one slot stands");
}

async fn whom_a_hub_does_not_take_is_not_sent_there(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, version) = world.drafted().await;
    let mut form = asks(place);
    form.excluded.insert("genital".to_owned(), "yes".to_owned());
    let stopped = hub::ask(b, &world.referrer, case, form_key(), (&form, version)).await;
    let Err(Error::Invalid(problems)) = stopped else { panic!("{stopped:?}") };
    assert!(problems[0].message.contains("in person"), "{problems:?}");
    assert!(hub::list(b, &photographer, HubShow::ToBook).await.unwrap().rows.is_empty());
    // Nor to another service's hub, nor by a stranger, nor where nobody has it.
    let elsewhere = world.other_specialist.service().unwrap();
    let (other, _) = crate::support::hub::named(&world, "South", "photo@south.example", elsewhere.into()).await;
    let refused = hub::ask(b, &world.referrer, case, form_key(), (&asks(other), version)).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    for who in [&world.specialist, &world.other_referrer, &photographer] {
        let refused = hub::ask(b, who, case, form_key(), (&asks(place), version)).await;
        assert!(matches!(refused, Err(Error::Denied)), "{refused:?}");
    }
}

async fn what_is_taken_back_is_expected_nowhere(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    hub::book(b, &photographer, case, form_key(), &slot("2026-11-26", "10:40")).await.unwrap();
    shown::texts(&world).await;
    world.pass(60);
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    let texts = shown::texts(&world).await;
    assert!(texts.iter().any(|text| text.contains("are cancelled. You need not come.")), "{texts:?}");
    assert!(matches!(hub::show(b, &photographer, case).await, Err(Error::Denied)));
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 0, "the practice knows");
    assert_eq!(on_case(&world, &world.referrer, case).await.visits[0].status, HubEnd::Void.label());
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn of_a_wrong_patient_nobody_is_texted(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.submitted().await;
    ask(&world, &world.specialist, case, place).await;
    hub::book(b, &photographer, case, form_key(), &slot("2026-11-26", "10:40")).await.unwrap();
    let before = shown::texts(&world).await.len();
    cases::wrong_patient(b, &world.referrer, case, WrongPatientReason::Details).await.unwrap();
    assert_eq!(shown::texts(&world).await.len(), before);
    assert!(matches!(hub::show(b, &photographer, case).await, Err(Error::Denied)));
    assert!(hub::list(b, &photographer, HubShow::Later).await.unwrap().rows.is_empty());
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn who_was_corrected_is_asked_once_more(world: World) {
    let b = &world.b;
    let (case, photographer) = in_the_room(&world).await;
    let before = cases::request(b, &world.referrer, case).await.unwrap().version;
    let refused =
        cases::save_draft(b, &world.referrer, case, before, Draft { name: "Ann Smith".into(), ..world.draft() });
    assert!(!refused.await.unwrap().refused.is_empty(), "a hub expects whom it names");
    let form = cases::correction(b, &world.referrer, case).await.unwrap();
    let correction = Correction {
        dob: DateFields { day: "13".into(), month: "3".into(), year: "1948".into() },
        reason: CorrectionReason::ALL[0].as_str().into(),
        pictures_checked: true,
        number_checked: true,
        ..form.current
    };
    cases::correct_identity(b, &world.referrer, case, form.version, correction).await.unwrap();
    let asked = visit(&world, &photographer, case).await;
    assert!(asked.step == Step::Identity && asked.patient.born.starts_with("13 Mar 1948"), "{asked:?}");
    let last = seen(&world, &photographer, case).await;
    hub::identity(b, &photographer, case, last, AGREES).await.unwrap();
    assert_eq!(visit(&world, &photographer, case).await.step, Step::Pictures);
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn what_is_called_off_is_known(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.submitted().await;
    ask(&world, &world.specialist, case, place).await;
    hub::call_off(b, &photographer, case).await.unwrap();
    hub::call_off(b, &photographer, case).await.unwrap();
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().state, "Waiting for an answer");
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 1);
    hub::note(b, &world.referrer, case).await.unwrap();
    ask(&world, &world.specialist, case, place).await;
    // Whoever calls it off knows it.
    hub::call_off(b, &world.referrer, case).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 0);
    assert!(matches!(hub::call_off(b, &world.other_referrer, case).await, Err(Error::Denied)));
}

async fn without_a_mobile_somebody_calls(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let draft = Draft { mobile: String::new(), ..world.draft() };
    cases::save_draft(b, &world.referrer, case, 1, draft).await.unwrap();
    ask(&world, &world.referrer, case, place).await;
    hub::book(b, &photographer, case, form_key(), &slot("2026-11-26", "10:40")).await.unwrap();
    assert_eq!(shown::texts(&world).await, Vec::<String>::new());
    assert_eq!(visit(&world, &photographer, case).await.slots[0].texted, domain::view::Texted::Not);
}

async fn a_hub_that_expects_somebody_does_not_close(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    let refused = organisations::close(b, Manager::Operator, place, None, None).await;
    let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].message.contains("1 patient is to be photographed here"), "{problems:?}");
    hub::call_off(b, &photographer, case).await.unwrap();
    organisations::close(b, Manager::Operator, place, None, None).await.unwrap();
    assert!(hub::ask_form(b, &world.referrer, case).await.unwrap().hubs.is_empty());
}

async fn a_manager_reads_the_list_and_opens_nobody(world: World) {
    let b = &world.b;
    let (place, _) = open(&world).await;
    let manager = world.person("Ros Lane", "ros@northshire.example", Role::ServiceManager, place).await;
    let (case, _) = world.drafted().await;
    ask(&world, &world.referrer, case, place).await;
    let page = hub::list(b, &manager, HubShow::ToBook).await.unwrap();
    assert_eq!((page.rows.len(), page.may_open), (1, false));
    assert!(matches!(hub::show(b, &manager, case).await, Err(Error::Denied)));
    let desk = organisations::NewOrganisation {
        kind: OrganisationKind::BookingDesk,
        name: "Bookings",
        ods_code: "",
        phone: "",
        parent: Some(world.service.into()),
    };
    let desk = organisations::create(b, Manager::Operator, desk).await.unwrap();
    let clerk = world.person("Sam Okafor", "sam@northshire.example", Role::BookingClerk, desk).await;
    assert!(hub::list(b, &clerk, HubShow::ToBook).await.is_err());
}

async fn a_request_that_was_sent_meanwhile_gets_its_pictures(world: World) {
    let b = &world.b;
    let (case, photographer) = in_the_room(&world).await;
    world.send(case).await;
    patient::add_picture(b, &photographer, case, View::CloseUp).await;
    let held = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(held.images.is_empty(), "the photographer may take it again");
    crate::support::hub::done(&world, &photographer, case).await;
    let sent = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(sent.images.len() == 1 && sent.images[0].sent);
    assert_eq!(shown::count(&world, CaseList::PhotosArrived).await, 0);
}

async fn of_an_ended_request_nothing_is_photographed(world: World) {
    let b = &world.b;
    let (case, photographer) = in_the_room(&world).await;
    let version = world.send(case).await.version;
    crate::support::send(b, &world.specialist, case, version, crate::support::answer()).await.unwrap();
    world.pass(10);
    let answered = visit(&world, &photographer, case).await;
    assert!(answered.over.unwrap().contains("answered meanwhile"));
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().state, "Closed");
    let closed = visit(&world, &photographer, case).await;
    assert!(closed.over.unwrap().contains("has ended"));
    let (file, details) = (patient::jpeg(), patient::details(View::CloseUp));
    let refused = images::receive(b, &photographer, case, file, details).await;
    assert!(matches!(refused, Err(PictureError::Other(Error::Denied))), "{refused:?}");
    let today = hub::list(b, &photographer, HubShow::Today).await.unwrap();
    assert_eq!(today.rows.len(), 1, "somebody is there, and is told");
    hub::call_off(b, &photographer, case).await.unwrap();
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn nothing_could_be_photographed(world: World) {
    let b = &world.b;
    let (case, photographer) = in_the_room(&world).await;
    let last = seen(&world, &photographer, case).await;
    let blank = hub::not_possible(b, &photographer, case, last, " \u{200B}").await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "{blank:?}");
    hub::not_possible(b, &photographer, case, last, "It is under a dressing").await.unwrap();
    hub::not_possible(b, &photographer, case, last, "It is under a dressing").await.unwrap();
    let line = cases::request(b, &world.referrer, case).await.unwrap().hub.unwrap().visits.remove(0);
    assert_eq!((line.note.as_str(), line.is_in_vain, line.to_note), ("It is under a dressing", true, true));
    assert_eq!(shown::count(&world, CaseList::NoHubPictures).await, 1);
}

async fn pictures_of_nobody_known_are_passed_on_by_nobody(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.submitted().await;
    ask(&world, &world.specialist, case, place).await;
    booked(&world, &photographer, case).await;
    received(&world, &photographer, case).await;
    patient::add_picture(b, &photographer, case, View::CloseUp).await;
    // Pictures of the patient are sent or taken out, and called off by nobody.
    for who in [&photographer, &world.specialist] {
        let refused = hub::call_off(b, who, case).await;
        assert!(matches!(&refused, Err(Error::Invalid(problems)) if problems[0].field == "pictures"), "{refused:?}");
    }
    // It turns out to be somebody else.
    let form = cases::correction(b, &world.referrer, case).await.unwrap();
    let correction = Correction {
        dob: DateFields { day: "13".into(), month: "3".into(), year: "1948".into() },
        reason: CorrectionReason::ALL[0].as_str().into(),
        pictures_checked: true,
        number_checked: true,
        ..form.current
    };
    cases::correct_identity(b, &world.referrer, case, form.version, correction).await.unwrap();
    hub::call_off(b, &photographer, case).await.unwrap();
    let read = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!((read.images.len(), read.state.as_str()), (0, "Waiting for an answer"));
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn what_a_hub_has_not_finished_is_sent_by_nobody(world: World) {
    let b = &world.b;
    let (case, photographer) = in_the_room(&world).await;
    patient::add_picture(b, &photographer, case, View::CloseUp).await;
    // Also where the practice sends what a patient has not finished.
    let form = cases::request(b, &world.referrer, case).await.unwrap();
    let draft = Draft { include_unfinished: true, ..form.draft };
    cases::save_draft(b, &world.referrer, case, form.version, draft).await.unwrap();
    world.send(case).await;
    assert!(cases::show(b, &world.specialist, case).await.unwrap().images.is_empty());
    crate::support::hub::done(&world, &photographer, case).await;
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().images.len(), 1);
}

async fn who_said_no_at_a_hub_is_asked_before_booking(world: World) {
    let b = &world.b;
    let (place, photographer) = open(&world).await;
    let (case, _) = world.submitted().await;
    ask(&world, &world.specialist, case, place).await;
    booked(&world, &photographer, case).await;
    let first = seen(&world, &photographer, case).await;
    hub::arrive(b, &photographer, case, first).await.unwrap();
    let now = seen(&world, &photographer, case).await;
    hub::identity(b, &photographer, case, now, AGREES).await.unwrap();
    let asks = async || cases::show(b, &world.specialist, case).await.unwrap().answerable.is_asked_before_booking();
    assert!(!asks().await);
    let now = seen(&world, &photographer, case).await;
    let form = domain::hub::ConsentForm { referral: "no".into(), ..crate::support::hub::consents("yes", "no") };
    hub::consent(b, &photographer, case, now, &form).await.unwrap();
    assert!(asks().await);
}
