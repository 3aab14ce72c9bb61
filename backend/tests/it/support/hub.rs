//! A photography hub, and what a photographer does at it.

use backend::{
    accounts::Manager,
    hub::{self, Seen, Told},
    organisations,
};
use domain::{
    access::Actor,
    appointments::BookingForm,
    forms::{FormKind, Response},
    hub::{AskForm, ChaperoneForm, ConsentForm, Exclusion},
    ids::{CaseId, OrganisationId},
    image::View,
    organisation::OrganisationKind,
    role::Role,
    view::{HubProgress, HubVisitView},
};

use super::{World, form_key, patient};

/// A hub that belongs to the world's service, and its photographer.
pub async fn open(world: &World) -> (OrganisationId, Actor) {
    named(world, "Northshire Photography", "photo@northshire.example", world.service.into()).await
}

pub async fn named(world: &World, name: &str, email: &str, parent: OrganisationId) -> (OrganisationId, Actor) {
    let new = organisations::NewOrganisation {
        kind: OrganisationKind::PhotographyHub,
        name,
        ods_code: "",
        phone: "0113 496 0400",
        parent: Some(parent),
    };
    let hub = organisations::create(&world.b, Manager::Operator, new).await.unwrap();
    (hub, world.person("Kit Lowe", email, Role::Photographer, hub).await)
}

/// Whom it takes.
pub fn asks(hub: OrganisationId) -> AskForm {
    AskForm {
        hub: hub.to_string(),
        why: "The mole on the forearm, with a ruler".to_owned(),
        excluded: Exclusion::ALL.iter().map(|each| (each.as_str().to_owned(), "no".to_owned())).collect(),
    }
}

pub async fn ask(world: &World, who: &Actor, case: CaseId, hub: OrganisationId) {
    let version = hub::ask_form(&world.b, who, case).await.unwrap().version;
    hub::ask(&world.b, who, case, form_key(), (&asks(hub), version)).await.unwrap();
}

pub fn slot(day: &str, time: &str) -> BookingForm {
    BookingForm { day: day.to_owned(), time: time.to_owned(), place: "Photography, level 1".to_owned() }
}

pub async fn shown(world: &World, who: &Actor, case: CaseId) -> HubVisitView {
    hub::show(&world.b, who, case).await.unwrap()
}

pub async fn seen(world: &World, who: &Actor, case: CaseId) -> Seen {
    Seen(shown(world, who, case).await.version)
}

/// Booked for tomorrow, which then it is.
pub async fn booked(world: &World, who: &Actor, case: CaseId) {
    let day = domain::time::london_day(world.b.clock().now()).tomorrow().unwrap().to_string();
    hub::book(&world.b, who, case, form_key(), &slot(&day, "10:40")).await.unwrap();
    world.pass(24 * 3600);
}

pub const AGREES: Told = Told { name: true, born: true, number: true, differs: false };

pub fn consents(care: &str, questions: &str) -> ConsentForm {
    ConsentForm {
        care: care.to_owned(),
        teaching: "no".to_owned(),
        questions: questions.to_owned(),
        referral: "yes".to_owned(),
        how: "verbal".to_owned(),
    }
}

pub fn nobody() -> ChaperoneForm {
    ChaperoneForm { chaperone: "declined".to_owned(), name: String::new() }
}

/// Arrived, known, agreed, asked.
pub async fn received(world: &World, who: &Actor, case: CaseId) {
    let b = &world.b;
    hub::arrive(b, who, case, seen(world, who, case).await).await.unwrap();
    hub::identity(b, who, case, seen(world, who, case).await, AGREES).await.unwrap();
    hub::consent(b, who, case, seen(world, who, case).await, &consents("yes", "yes")).await.unwrap();
    hub::chaperone(b, who, case, seen(world, who, case).await, &nobody()).await.unwrap();
    let form = format!("{}|skinlink-2", FormKind::PhotographyHistory.url());
    let said = Response::to(form).with("since", "About a year").with("dressing", "no");
    hub::history(b, who, case, seen(world, who, case).await, &said).await.unwrap();
}

/// The same, with two pictures.
pub async fn photographed(world: &World, who: &Actor, case: CaseId) {
    received(world, who, case).await;
    patient::add_picture(&world.b, who, case, View::Overview).await;
    patient::add_picture(&world.b, who, case, View::CloseUp).await;
}

pub async fn done(world: &World, who: &Actor, case: CaseId) {
    hub::done(&world.b, who, case, seen(world, who, case).await, false).await.unwrap();
}

/// What a case's own page says of its visits.
pub async fn on_case(world: &World, who: &Actor, case: CaseId) -> HubProgress {
    backend::cases::show(&world.b, who, case).await.unwrap().hub.expect("there is a visit")
}
