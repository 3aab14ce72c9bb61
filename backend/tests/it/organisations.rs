//! What is known of an organisation is changed by an administrator, and read where somebody needs it.

use backend::{
    Error, cases,
    organisations::{self, Details, NewOrganisation},
    photo_requests,
};
use domain::{clock::Division, ids::OrganisationId, organisation::OrganisationKind};

use crate::{
    people::{OPERATOR, practice, said},
    support::{World, on_both, patient},
};

on_both!(
    what_is_changed_is_read_by_patients_and_colleagues,
    a_service_counts_its_days_by_its_own_bank_holidays,
    nothing_belongs_to_itself_and_a_code_is_ones_own,
);

const PLAIN: Details<'_> = Details {
    name: "Riverside Surgery",
    ods_code: "",
    phone: "0113 496 0100",
    hours: "",
    parent: None,
    division: None,
};

async fn change(world: &World, id: OrganisationId, details: Details<'_>) -> Result<(), Error> {
    organisations::change(&world.b, OPERATOR, id, details).await
}

async fn trust(world: &World, name: &str) -> OrganisationId {
    let new = NewOrganisation { kind: OrganisationKind::Trust, name, ods_code: "", phone: "", parent: None };
    organisations::create(&world.b, OPERATOR, new).await.unwrap()
}

async fn what_is_changed_is_read_by_patients_and_colleagues(world: World) {
    let b = &world.b;
    let (case, _, token, _) = patient::submitted(&world).await;
    let hours = "Monday to Friday, 8am to 6.30pm";
    let details =
        Details { name: "Riverside Health Centre", ods_code: "a81001", phone: "0113 496 0999", hours, ..PLAIN };
    change(&world, practice(&world), details).await.unwrap();
    let asker = photo_requests::page(b, &token, &[]).await.unwrap().asker;
    let told = (asker.practice.as_str(), asker.phone.as_str(), asker.hours.as_str());
    assert_eq!(told, ("Riverside Health Centre", "0113 496 0999", hours));
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(shown.practice, "Riverside Health Centre");
    assert_eq!(shown.telephone, "0113 496 0999, Monday to Friday, 8am to 6.30pm");

    let trust = trust(&world, "Northshire Hospitals").await;
    let details = Details { name: "Northshire Skin", phone: "0113 496 0777", parent: Some(trust), ..PLAIN };
    change(&world, world.service.into(), details).await.unwrap();
    let shown = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!((shown.service.as_str(), shown.telephone.as_str()), ("Northshire Skin", "0113 496 0777"));
    let listed = organisations::list(b, OPERATOR).await.unwrap();
    let line = listed.iter().find(|it| it.id == world.service.into()).unwrap();
    assert_eq!(line.parent, Some((trust, "Northshire Hospitals".to_owned())));
    assert_eq!(line.division, Some(Division::EnglandAndWales), "not named, it stays");
}

async fn a_service_counts_its_days_by_its_own_bank_holidays(world: World) {
    let b = &world.b;
    // Friday before St Andrew’s Day, which Scotland keeps on Monday.
    world.pass(3 * 24 * 60 * 60);
    let due = async |case| cases::show(b, &world.referrer, case).await.unwrap().due.unwrap().at.short;
    let (before, _) = world.submitted().await;
    assert_eq!(due(before).await, "Tue 1 Dec, 17:00");
    let details = Details { name: "Tayside Dermatology", division: Some(Division::Scotland), ..PLAIN };
    change(&world, world.service.into(), details).await.unwrap();
    let (after, _) = world.submitted().await;
    assert_eq!(due(after).await, "Wed 2 Dec, 17:00");
    assert_eq!(due(before).await, "Tue 1 Dec, 17:00", "what was promised stays");
    let listed = organisations::list(b, OPERATOR).await.unwrap();
    assert_eq!(listed.iter().find(|it| it.id == world.service.into()).unwrap().division, Some(Division::Scotland));
    assert_eq!(listed.iter().find(|it| it.id == practice(&world)).unwrap().division, None);
}

async fn nothing_belongs_to_itself_and_a_code_is_ones_own(world: World) {
    let (one, two) = (trust(&world, "One").await, trust(&world, "Two").await);
    let of = |name, parent| Details { name, parent: Some(parent), ..PLAIN };
    change(&world, two, of("Two", one)).await.unwrap();
    for parent in [one, two] {
        let refused = change(&world, one, of("One", parent)).await.unwrap_err();
        assert!(said(&refused).starts_with("There is no such open organisation"), "{refused:?}");
    }
    change(&world, one, Details { name: "One", ods_code: "RXX", ..PLAIN }).await.unwrap();
    change(&world, one, Details { name: "One", ods_code: "rxx", ..PLAIN }).await.unwrap();
    let taken = change(&world, two, Details { name: "Two", ods_code: "RXX", ..PLAIN }).await.unwrap_err();
    assert_eq!(said(&taken), "Another organisation has this ODS code.");
    let nameless = change(&world, two, Details { name: " ", ..PLAIN }).await.unwrap_err();
    assert!(said(&nameless).starts_with("Give the name"), "{nameless:?}");
    let silent = change(&world, practice(&world), Details { phone: "", ..PLAIN }).await.unwrap_err();
    assert!(said(&silent).starts_with("Give the telephone number"), "{silent:?}");
    let long = "x".repeat(121);
    let endless = change(&world, two, Details { name: "Two", hours: &long, ..PLAIN }).await.unwrap_err();
    assert!(said(&endless).starts_with("Say when somebody answers"), "{endless:?}");
    for actor in [world.referrer, world.specialist] {
        let by = backend::accounts::Manager::Person(&actor);
        let refused = organisations::change(&world.b, by, practice(&world), PLAIN).await;
        assert!(matches!(refused, Err(Error::Denied)), "{refused:?}");
    }
}
