//! Entries in a register, which stand beside what their owner answers.

use backend::{
    accounts, audit, cases,
    invitations::{self, NewPerson},
};
use domain::{case::AmendmentKind, ids::OrganisationId, registration::Registration, role::Role};

use crate::{
    people::{OPERATOR, PASSWORD, invite, practice, takes, token},
    support::{World, answer, on_both, send},
};

on_both!(an_answer_keeps_the_registration_that_its_author_had_then, a_registration_comes_with_an_invitation);

fn gmc(number: &str) -> Registration {
    format!("GMC {number}").parse().unwrap()
}

async fn an_answer_keeps_the_registration_that_its_author_had_then(world: World) {
    let b = &world.b;
    let marsh = world.specialist.account().unwrap();
    accounts::register(b, OPERATOR, marsh, Some(&gmc("1234567"))).await.unwrap();
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    accounts::register(b, OPERATOR, marsh, Some(&gmc("7654321"))).await.unwrap();
    let by = async |actor| cases::show(b, actor, case).await.unwrap().answer.unwrap().by;
    for actor in [&world.referrer, &world.specialist] {
        assert_eq!(by(actor).await, "Dr Helen Marsh, GMC 1234567");
    }
    let key = crate::support::form_key();
    cases::amend(b, &world.specialist, case, key, AmendmentKind::Addition, "Once more.").await.unwrap();
    let shown = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(shown.amendments[0].by, "Dr Helen Marsh, GMC 7654321");
    accounts::register(b, OPERATOR, marsh, None).await.unwrap();
    assert_eq!(by(&world.referrer).await, "Dr Helen Marsh, GMC 1234567");
    assert_eq!(accounts::person(b, OPERATOR, marsh).await.unwrap().registration, None);
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn a_registration_comes_with_an_invitation(world: World) {
    let b = &world.b;
    let nmc: Registration = "NMC 21A1234E".parse().unwrap();
    let new = |email, organisation| NewPerson {
        email,
        name: "Sam Reed",
        role: Role::Referrer,
        organisation: Some(organisation),
        registration: Some(&nmc),
    };
    let invited = invitations::invite(b, OPERATOR, new("reed@riverside.example", practice(&world))).await.unwrap();
    let account = invitations::accept(b, &token(&invited), PASSWORD).await.unwrap();
    let of = async |account| accounts::person(b, OPERATOR, account).await.unwrap().registration;
    assert_eq!(of(account).await.as_ref(), Some(&nmc));
    // It is they who took on the role, and the log has both.
    let mut log = Vec::new();
    audit::each(b, None, |line| log.push(line)).await.unwrap();
    for what in ["membership_began", "registration_set"] {
        let by_them = |line: &&String| line.contains(what) && line.matches(&account.to_string()).count() == 2;
        assert_eq!(log.iter().filter(by_them).count(), 1, "{what} in {log:?}");
    }
    // To one more role, too; and an invitation that names none takes none away.
    let hill_top: OrganisationId = world.other_referrer.practice().unwrap().into();
    let osei = world.referrer.account().unwrap();
    invitations::invite(b, OPERATOR, new("osei@riverside.example", hill_top)).await.unwrap();
    assert_eq!(of(osei).await, None, "not before she has said yes");
    takes(&world, osei).await;
    assert_eq!(of(osei).await.as_ref(), Some(&nmc));
    invite(&world, "reed@riverside.example", Role::Referrer, Some(hill_top)).await;
    takes(&world, account).await;
    assert_eq!(of(account).await.as_ref(), Some(&nmc));
}
