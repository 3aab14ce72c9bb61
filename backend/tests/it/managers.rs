//! Whoever looks after the people of their own organisation, and of nobody else.

use backend::{
    Error,
    accounts::{self, Manager},
    invitations::{self, Invited, NewPerson, NotAccepted},
    organisations::{self, NewOrganisation},
};
use domain::{
    access::Actor,
    ids::{AccountId, OrganisationId},
    organisation::OrganisationKind,
    registration::Registration,
    role::Role,
    view::{Invitation, Standing},
};

use crate::{
    people::takes,
    support::{World, on_both},
};

on_both!(
    a_manager_looks_after_their_own_people_and_no_other,
    who_works_elsewhere_too_is_not_locked_by_one_of_them,
    a_trusts_manager_looks_after_its_services_people,
    a_manager_gives_themselves_nothing_and_nobody_elsewhere_another_registration,
    a_link_of_before_opens_nothing_that_came_later,
);

fn practice(actor: &Actor) -> OrganisationId {
    actor.practice().unwrap().into()
}

fn account(actor: &Actor) -> AccountId {
    actor.account().unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::Denied | Error::NotFound)), "{result:?}");
}

fn new(email: &str, role: Role, organisation: Option<OrganisationId>) -> NewPerson<'_> {
    NewPerson { email, name: "Dr Sam Reed", role, organisation, registration: None }
}

async fn names(world: &World, by: Manager<'_>) -> Vec<String> {
    accounts::list(&world.b, by, "").await.unwrap().into_iter().map(|it| it.name).collect()
}

async fn a_manager_looks_after_their_own_people_and_no_other(world: World) {
    let b = &world.b;
    let here = practice(&world.referrer);
    let manager = world.person("Ada Ford", "ford@riverside.example", Role::PracticeManager, here).await;
    let by = Manager::Person(&manager);
    assert_eq!(names(&world, by).await, ["Ada Ford", "Dr Amara Osei"]);
    let places = organisations::managed(b, by).await.unwrap();
    assert_eq!(places.iter().map(|it| it.id).collect::<Vec<_>>(), [here]);
    invitations::invite(b, by, new("reed@riverside.example", Role::Nurse, Some(here))).await.unwrap();
    let elsewhere = practice(&world.other_referrer);
    invitations::invite(b, Manager::Operator, new("lane@hilltop.example", Role::Nurse, Some(elsewhere))).await.unwrap();
    let invited = invitations::invited(b, by).await.unwrap();
    assert_eq!(invited.iter().map(|it| it.email.as_str()).collect::<Vec<_>>(), ["reed@riverside.example"]);
    refused(invitations::invite(b, by, new("x@hilltop.example", Role::Referrer, Some(elsewhere))).await);
    refused(invitations::invite(b, by, new("x@trust.example", Role::Administrator, None)).await);

    let ours = account(&world.referrer);
    accounts::lock(b, by, ours).await.unwrap();
    accounts::unlock(b, by, ours).await.unwrap();
    // No mail leaves here: the link would come to the manager, who would be its owner then.
    assert!(!accounts::person(b, by, ours).await.unwrap().may_reset);
    for lost in [false, true] {
        let done = invitations::reset(b, by, ours, lost).await;
        assert!(matches!(&done, Err(Error::Invalid(_))), "{done:?}");
    }
    assert_eq!(accounts::person(b, Manager::Operator, ours).await.unwrap().standing, Standing::Active);
    // What an administrator locked, a manager does not unlock, nor by locking it once more.
    accounts::lock(b, Manager::Operator, ours).await.unwrap();
    accounts::lock(b, by, ours).await.unwrap();
    let done = accounts::unlock(b, by, ours).await;
    assert!(matches!(&done, Err(Error::Invalid(_))), "{done:?}");
    accounts::unlock(b, Manager::Operator, ours).await.unwrap();
    accounts::lock(b, by, ours).await.unwrap();
    accounts::unlock(b, by, ours).await.unwrap();
    let theirs = account(&world.other_referrer);
    refused(accounts::lock(b, by, theirs).await);
    refused(accounts::unlock(b, by, theirs).await);
    refused(accounts::leave(b, by, theirs, None).await);
    refused(invitations::reset(b, by, theirs, true).await);
    refused(accounts::person(b, by, theirs).await);
    let membership = accounts::me(b, theirs).await.unwrap().1.membership;
    refused(accounts::end_membership(b, by, membership, None).await);
    let membership = accounts::me(b, account(&world.specialist)).await.unwrap().1.membership;
    refused(accounts::end_membership(b, by, membership, None).await);
    accounts::leave(b, by, ours, None).await.unwrap();
    assert!(accounts::me(b, ours).await.is_err() && accounts::me(b, theirs).await.is_ok());

    // Organisations are an administrator's.
    refused(organisations::list(b, by).await);
    let kind = OrganisationKind::Practice;
    let made = NewOrganisation { kind, name: "X", ods_code: "", phone: "1", parent: Some(here) };
    refused(organisations::create(b, by, made).await);
    for nobody in [&world.other_referrer, &world.specialist] {
        refused(accounts::list(b, Manager::Person(nobody), "").await);
        refused(accounts::lock(b, Manager::Person(nobody), theirs).await);
    }
}

async fn who_works_elsewhere_too_is_not_locked_by_one_of_them(world: World) {
    let b = &world.b;
    let (here, there) = (practice(&world.referrer), practice(&world.other_referrer));
    let manager = world.person("Ada Ford", "ford@riverside.example", Role::PracticeManager, here).await;
    let by = Manager::Person(&manager);
    invitations::invite(b, Manager::Operator, new("osei@riverside.example", Role::Referrer, Some(there)))
        .await
        .unwrap();
    let osei = account(&world.referrer);
    assert!(!accounts::person(b, by, osei).await.unwrap().elsewhere, "an invitation alone changes nothing");
    takes(&world, osei).await;
    let person = accounts::person(b, by, osei).await.unwrap();
    assert!(person.elsewhere && person.works_at.len() == 1, "{person:?}");
    for done in [
        accounts::lock(b, by, osei).await,
        accounts::leave(b, by, osei, None).await,
        invitations::reset(b, by, osei, true).await.map(drop),
    ] {
        assert!(matches!(&done, Err(Error::Invalid(_))), "{done:?}");
    }
    accounts::end_membership(b, by, person.works_at[0].membership, None).await.unwrap();
    assert_eq!(accounts::me(b, osei).await.unwrap().1.organisation, "Hill Top Medical Centre");
    refused(accounts::person(b, by, osei).await);
}

async fn a_trusts_manager_looks_after_its_services_people(world: World) {
    let b = &world.b;
    let make = async |kind, name, parent| {
        let new = NewOrganisation { kind, name, ods_code: "", phone: "", parent };
        organisations::create(b, Manager::Operator, new).await.unwrap()
    };
    let trust = make(OrganisationKind::Trust, "Northshire Hospitals", None).await;
    let plastics = make(OrganisationKind::Service, "Plastics", Some(trust)).await;
    let surgeon = world.person("Mr Lee Park", "park@north.example", Role::Specialist, plastics).await;
    let of_trust = world.person("Ada Ford", "ford@north.example", Role::ServiceManager, trust).await;
    let of_service = world.person("Bo Lane", "lane@north.example", Role::ServiceManager, plastics).await;
    assert_eq!(names(&world, Manager::Person(&of_trust)).await, ["Ada Ford", "Bo Lane", "Mr Lee Park"]);
    assert_eq!(names(&world, Manager::Person(&of_service)).await, ["Bo Lane", "Mr Lee Park"]);
    accounts::lock(b, Manager::Person(&of_trust), account(&surgeon)).await.unwrap();
    refused(accounts::lock(b, Manager::Person(&of_trust), account(&world.specialist)).await);
    refused(accounts::lock(b, Manager::Person(&of_service), account(&of_trust)).await);
    // At a trust nobody works with cases.
    let wrong = invitations::invite(b, Manager::Operator, new("x@north.example", Role::Specialist, Some(trust))).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
}

async fn a_manager_gives_themselves_nothing_and_nobody_elsewhere_another_registration(world: World) {
    let b = &world.b;
    let here = practice(&world.referrer);
    let manager = world.person("Ada Ford", "ford@riverside.example", Role::PracticeManager, here).await;
    let by = Manager::Person(&manager);
    let own = invitations::invite(b, by, new("ford@riverside.example", Role::Referrer, Some(here))).await;
    assert!(matches!(&own, Err(Error::Invalid(_))), "{own:?}");
    assert_eq!(accounts::me(b, account(&manager)).await.unwrap().1.role, Role::PracticeManager);

    let theirs = account(&world.other_referrer);
    let email = accounts::person(b, Manager::Operator, theirs).await.unwrap().email;
    let false_one = Registration::typed("gmc", "7654321").unwrap();
    let registration = false_one.as_ref();
    let named = NewPerson { registration, ..new(&email, Role::Nurse, Some(here)) };
    let added = invitations::invite(b, by, named).await;
    assert!(matches!(&added, Err(Error::Invalid(_))), "{added:?}");
    assert_eq!(accounts::person(b, Manager::Operator, theirs).await.unwrap().registration, None);
    // Without one they work here, too; an administrator may name one.
    invitations::invite(b, by, new(&email, Role::Nurse, Some(here))).await.unwrap();
    let named =
        NewPerson { registration, ..new(&email, Role::Specialist, world.specialist.service().ok().map(Into::into)) };
    invitations::invite(b, Manager::Operator, named).await.unwrap();
    takes(&world, theirs).await;
    assert!(accounts::person(b, Manager::Operator, theirs).await.unwrap().registration.is_some());
}

async fn a_link_of_before_opens_nothing_that_came_later(world: World) {
    let b = &world.b;
    let there = practice(&world.other_referrer);
    let osei = account(&world.referrer);
    let Invited::ByLink { url, .. } = invitations::reset(b, Manager::Operator, osei, true).await.unwrap() else {
        panic!()
    };
    let email = accounts::person(b, Manager::Operator, osei).await.unwrap().email;
    // Somebody elsewhere who invites her takes nothing from her.
    invitations::invite(b, Manager::Operator, new(&email, Role::Nurse, Some(there))).await.unwrap();
    let token = url.rsplit('/').next().unwrap();
    assert!(matches!(invitations::open(b, token).await.unwrap(), Invitation::Open { is_reset: true, .. }));
    takes(&world, osei).await;
    let used = invitations::accept(b, token, "copper lantern violet tram").await;
    assert!(matches!(used, Err(NotAccepted::Over(Invitation::TakenBack))), "{used:?}");
}
