//! Organisations and people as whoever manages them sees them, and the links by which people come in.

use backend::{
    Error,
    accounts::{self, Manager, PasswordProblem, Refused, TryFrom},
    cases,
    invitations::{self, Invited, NewPerson, NotAccepted},
    organisations::{self, NewOrganisation},
    sessions,
};
use domain::{
    access::Actor,
    ids::{AccountId, OrganisationId},
    organisation::OrganisationKind,
    role::Role,
    view::{Invitation, Standing},
};

use crate::support::{World, on_both};

on_both!(
    an_administrator_is_invited_and_makes_what_a_hospital_needs,
    only_an_administrator_manages,
    what_is_not_right_is_said_in_a_sentence,
    a_link_works_once_and_only_the_newest_and_not_for_ever,
    a_password_that_is_refused_uses_nothing_up,
    somebody_locked_is_nowhere_until_unlocked,
    somebody_leaves_on_their_day,
    the_last_administrator_stays,
    two_administrators_who_lock_each_other_at_once_leave_one,
    a_reset_ends_everything_and_the_old_password_opens_nothing,
    somebody_with_an_account_gets_one_more_role,
);

pub(super) const HERE: TryFrom<'_> = TryFrom { source: "192.0.2.1", device: None };
pub(super) const OPERATOR: Manager<'_> = Manager::Operator;
pub(super) const PASSWORD: &str = "copper lantern violet tram";
pub(super) const DAY: u64 = 24 * 60 * 60;

pub(super) fn token(invited: &Invited) -> String {
    let Invited::ByLink { url, .. } = invited else { panic!("{invited:?}") };
    url.strip_prefix("http://localhost:3000/join/").unwrap().to_owned()
}

pub(super) async fn invite(world: &World, email: &str, role: Role, organisation: Option<OrganisationId>) -> Invited {
    let new = NewPerson { email, name: "Sam Reed", role, organisation, registration: None };
    invitations::invite(&world.b, OPERATOR, new).await.unwrap()
}

/// Somebody who has an account says yes to everything that they are invited to.
pub(super) async fn takes(world: &World, account: AccountId) {
    let actor = accounts::me(&world.b, account).await.unwrap().0;
    for offer in invitations::offers(&world.b, &actor).await.unwrap() {
        invitations::take(&world.b, &actor, offer.id).await.unwrap();
    }
}

/// Somebody who came in by a link.
pub(super) async fn joined(world: &World, email: &str, role: Role, organisation: Option<OrganisationId>) -> AccountId {
    let invited = invite(world, email, role, organisation).await;
    invitations::accept(&world.b, &token(&invited), PASSWORD).await.unwrap()
}

pub(super) fn practice(world: &World) -> OrganisationId {
    world.referrer.practice().unwrap().into()
}

pub(super) fn said(error: &Error) -> String {
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    problems.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join(" ")
}

async fn an_administrator_is_invited_and_makes_what_a_hospital_needs(world: World) {
    let b = &world.b;
    let account = joined(&world, "Reed@Trust.example", Role::Administrator, None).await;
    let (actor, me) = accounts::me(b, account).await.unwrap();
    assert_eq!((actor, me.home.as_str()), (Actor::Administrator { account }, "/admin"));
    let by = Manager::Person(&actor);
    let new = |kind, name| NewOrganisation { kind, name, ods_code: "", phone: "0113 496 0300", parent: None };
    let trust = new(OrganisationKind::Trust, "Northshire Hospitals");
    let trust = organisations::create(b, by, NewOrganisation { ods_code: "rxx", ..trust }).await.unwrap();
    let service = new(OrganisationKind::Service, "Plastics");
    let service = organisations::create(b, by, NewOrganisation { parent: Some(trust), ..service }).await.unwrap();
    assert_eq!(organisations::find(b, by, "RXX").await.unwrap(), Some(trust));
    let listed = organisations::list(b, by).await.unwrap();
    let found = listed.iter().find(|it| it.id == service).unwrap();
    let parent = found.parent.clone().unwrap().1;
    assert_eq!((found.name.as_str(), parent.as_str(), found.people), ("Plastics", "Northshire Hospitals", 0));

    let plastic = joined(&world, "plastic@trust.example", Role::Specialist, Some(service)).await;
    let (plastic, me) = accounts::me(b, plastic).await.unwrap();
    assert_eq!((me.organisation.as_str(), me.name.as_str()), ("Plastics", "Sam Reed"));
    assert!(plastic.service().is_ok() && cases::start(b, &plastic).await.is_err());
    // And sees no case.
    let (case, _) = world.submitted().await;
    assert!(matches!(cases::show(b, &actor, case).await, Err(Error::Denied | Error::NotFound)));
    assert!(matches!(cases::start(b, &actor).await, Err(Error::Denied)));
    let people = accounts::list(b, by, "REED").await.unwrap();
    let found = people.iter().find(|it| it.account == account).unwrap();
    assert_eq!((people.len(), found.works_at[0].place.as_str()), (2, "Administrator"), "{people:?}");
}

async fn only_an_administrator_manages(world: World) {
    let b = &world.b;
    let osei = world.referrer.account().unwrap();
    for actor in [world.referrer, world.specialist] {
        let by = Manager::Person(&actor);
        let new = NewPerson {
            email: "a@b.example",
            name: "A",
            role: Role::Administrator,
            organisation: None,
            registration: None,
        };
        assert!(matches!(invitations::invite(b, by, new).await, Err(Error::Denied)));
        assert!(matches!(accounts::lock(b, by, osei).await, Err(Error::Denied)));
        assert!(matches!(accounts::unlock(b, by, osei).await, Err(Error::Denied)));
        assert!(matches!(accounts::leave(b, by, osei, None).await, Err(Error::Denied)));
        assert!(matches!(accounts::list(b, by, "").await, Err(Error::Denied)));
        assert!(matches!(accounts::find(b, by, "osei@riverside.example").await, Err(Error::Denied)));
        assert!(matches!(invitations::reset(b, by, osei, true).await, Err(Error::Denied)));
        assert!(matches!(invitations::invited(b, by).await, Err(Error::Denied)));
        let membership = accounts::me(b, osei).await.unwrap().1.membership;
        assert!(matches!(accounts::end_membership(b, by, membership, None).await, Err(Error::Denied)));
        assert!(matches!(accounts::stay(b, by, osei).await, Err(Error::Denied)));
        assert!(matches!(accounts::register(b, by, osei, None).await, Err(Error::Denied)));
        assert!(matches!(accounts::person(b, by, osei).await, Err(Error::Denied)));
        let invitation = domain::ids::InvitationId(uuid::Uuid::from_u128(1));
        assert!(matches!(invitations::take_back(b, by, invitation).await, Err(Error::Denied)));
        assert!(matches!(organisations::reopen(b, by, practice(&world)).await, Err(Error::Denied)));
        assert!(matches!(organisations::list(b, by).await, Err(Error::Denied)));
        assert!(matches!(organisations::find(b, by, "x").await, Err(Error::Denied)));
        assert!(matches!(organisations::close(b, by, practice(&world), None, None).await, Err(Error::Denied)));
        let kind = OrganisationKind::Trust;
        let new = NewOrganisation { kind, name: "X", ods_code: "", phone: "", parent: None };
        assert!(matches!(organisations::create(b, by, new).await, Err(Error::Denied)));
    }
}

async fn what_is_not_right_is_said_in_a_sentence(world: World) {
    let b = &world.b;
    let refused = async |email: &str, role, organisation| {
        let new = NewPerson { email, name: "Sam Reed", role, organisation, registration: None };
        said(&invitations::invite(b, OPERATOR, new).await.unwrap_err())
    };
    let at = Some(practice(&world));
    assert!(refused("reed", Role::Referrer, at).await.starts_with("Give the e-mail address in full"));
    let wrong_kind = refused("a@b.example", Role::Specialist, at).await;
    assert_eq!(wrong_kind, "A specialist works at a service, and Riverside Surgery is a practice.");
    assert_eq!(refused("a@b.example", Role::Referrer, None).await, "Name the practice that they work at.");
    assert!(refused("a@b.example", Role::Administrator, at).await.starts_with("An administrator is the whole"));
    let twice = refused("osei@riverside.example", Role::Referrer, at).await;
    assert_eq!(twice, "This address has an account with that role there already.");

    let refused = async |name: &str, ods_code: &str, phone: &str| {
        let new = NewOrganisation { kind: OrganisationKind::Practice, name, ods_code, phone, parent: None };
        said(&organisations::create(b, OPERATOR, new).await.unwrap_err())
    };
    assert!(refused(" ", "", "1").await.starts_with("Give the name"));
    assert!(refused("Park Street", "A8-1", "1").await.starts_with("An ODS code is"));
    assert!(refused("Park Street", "", "").await.starts_with("Give the telephone number"));
    let new = |ods_code| NewOrganisation {
        kind: OrganisationKind::Practice,
        name: "Park Street",
        ods_code,
        phone: "0113 496 0400",
        parent: None,
    };
    organisations::create(b, OPERATOR, new("a81001")).await.unwrap();
    let second = organisations::create(b, OPERATOR, new("A81001")).await.unwrap_err();
    assert_eq!(said(&second), "Another organisation has this ODS code.");
}

async fn a_link_works_once_and_only_the_newest_and_not_for_ever(world: World) {
    let b = &world.b;
    let at = Some(practice(&world));
    let older = token(&invite(&world, "reed@riverside.example", Role::Referrer, at).await);
    let newer = token(&invite(&world, " Reed@riverside.example", Role::Referrer, at).await);
    assert_eq!(invitations::open(b, &older).await.unwrap(), Invitation::Replaced);
    let refused = invitations::accept(b, &older, PASSWORD).await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Over(Invitation::Replaced)), "{refused:?}");
    let Invitation::Open { name, email, organisation, is_reset } = invitations::open(b, &newer).await.unwrap() else {
        panic!()
    };
    assert_eq!((name.as_str(), email.as_str()), ("Sam Reed", "reed@riverside.example"));
    assert_eq!((organisation.as_str(), is_reset), ("Riverside Surgery", false));
    // Pressed twice, and by two people at once: one of them.
    let (one, two) = tokio::join!(
        invitations::accept(b, &newer, PASSWORD),
        invitations::accept(b, &newer, "another lantern violet")
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
    assert_eq!(invitations::open(b, &newer).await.unwrap(), Invitation::Used);

    let late = token(&invite(&world, "late@riverside.example", Role::Referrer, at).await);
    world.pass(3 * DAY - 1);
    assert!(matches!(invitations::open(b, &late).await.unwrap(), Invitation::Open { .. }));
    world.pass(1);
    assert_eq!(invitations::open(b, &late).await.unwrap(), Invitation::Late);
    let refused = invitations::accept(b, &late, PASSWORD).await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Over(Invitation::Late)), "{refused:?}");
    for made_up in ["", "made up", "Ab3-_9xYz01234567890aQ"] {
        assert_eq!(invitations::open(b, made_up).await.unwrap(), Invitation::Unknown);
    }
    let invited = invitations::invited(b, OPERATOR).await.unwrap();
    assert_eq!((invited.len(), invited[0].late), (1, true), "{invited:?}");
    invitations::forget(b).await.unwrap();
    assert_eq!(invitations::open(b, &late).await.unwrap(), Invitation::Late, "somebody may still ask");
    // Who reads the table accepts none.
    let kept: Vec<String> =
        sqlx::query_scalar("SELECT token FROM invitations").fetch_all(&mut world.raw().await).await.unwrap();
    assert!(kept.len() == 3 && !kept.contains(&late));
    world.pass(31 * DAY);
    invitations::forget(b).await.unwrap();
    assert_eq!(invitations::open(b, &late).await.unwrap(), Invitation::Unknown);
    assert_eq!(invitations::invited(b, OPERATOR).await.unwrap(), []);
}

async fn a_password_that_is_refused_uses_nothing_up(world: World) {
    let b = &world.b;
    let token = token(&invite(&world, "reed@riverside.example", Role::Referrer, Some(practice(&world))).await);
    for (password, is_right) in [
        ("too short", (|it| matches!(it, PasswordProblem::TooShort(9))) as fn(&PasswordProblem) -> bool),
        ("riversidesurgery", |it| matches!(it, PasswordProblem::Guessable(_))),
        ("samreed@riverside", |it| matches!(it, PasswordProblem::Guessable(_))),
    ] {
        let refused = invitations::accept(b, &token, password).await;
        assert!(matches!(&refused, Err(NotAccepted::Password(it)) if is_right(it)), "{password}: {refused:?}");
    }
    let account = invitations::accept(b, &token, PASSWORD).await.unwrap();
    let me = accounts::sign_in(b, "reed@riverside.example", PASSWORD, HERE).await.unwrap();
    assert_eq!(me.account, account);
}

async fn somebody_locked_is_nowhere_until_unlocked(world: World) {
    let b = &world.b;
    let me = accounts::me(b, world.referrer.account().unwrap()).await.unwrap().1;
    let held = sessions::begin(b, me.account, me.membership).await.unwrap();
    accounts::lock(b, OPERATOR, me.account).await.unwrap();
    assert!(matches!(accounts::me_at(b, me.account, me.membership).await, Err(Error::NotFound)));
    let refused = accounts::sign_in(b, "osei@riverside.example", "right", HERE).await;
    assert!(matches!(refused, Err(Refused::WorksNowhere)), "{refused:?}");
    let wrong = accounts::sign_in(b, "osei@riverside.example", "wrong", HERE).await;
    assert!(matches!(wrong, Err(Refused::Wrong)), "only who knows the password is told: {wrong:?}");
    // What they were typing is still known to be theirs.
    let author = sessions::author(b, &held.staff.unwrap().mark).await.unwrap();
    assert_eq!(author, Some((me.account, Some(me.membership))));
    let line = &accounts::list(b, OPERATOR, "osei").await.unwrap()[0];
    assert!(matches!(line.standing, Standing::Locked { .. }), "{line:?}");
    accounts::unlock(b, OPERATOR, me.account).await.unwrap();
    assert!(accounts::sign_in(b, "osei@riverside.example", "right", HERE).await.is_ok());
}

async fn somebody_leaves_on_their_day(world: World) {
    let b = &world.b;
    let account = world.referrer.account().unwrap();
    let at = b.clock().now() + jiff::SignedDuration::from_hours(24);
    accounts::leave(b, OPERATOR, account, Some(at)).await.unwrap();
    world.pass(DAY - 1);
    assert!(accounts::me(b, account).await.is_ok());
    world.pass(1);
    assert!(matches!(accounts::me(b, account).await, Err(Error::NotFound)));
}

async fn the_last_administrator_stays(world: World) {
    let b = &world.b;
    let first = joined(&world, "first@trust.example", Role::Administrator, None).await;
    // Invited is not yet there.
    let second = token(&invite(&world, "second@trust.example", Role::Administrator, None).await);
    for refused in [accounts::lock(b, OPERATOR, first).await, accounts::leave(b, OPERATOR, first, None).await] {
        assert!(said(&refused.unwrap_err()).starts_with("This is the last administrator"));
    }
    let second = invitations::accept(b, &second, PASSWORD).await.unwrap();
    accounts::leave(b, OPERATOR, first, None).await.unwrap();
    let refused = accounts::lock(b, OPERATOR, second).await.unwrap_err();
    assert!(said(&refused).starts_with("This is the last administrator"));
    // Everybody else may go.
    accounts::lock(b, OPERATOR, world.referrer.account().unwrap()).await.unwrap();
}

async fn two_administrators_who_lock_each_other_at_once_leave_one(world: World) {
    let b = &world.b;
    let one = joined(&world, "one@trust.example", Role::Administrator, None).await;
    let two = joined(&world, "two@trust.example", Role::Administrator, None).await;
    let other = world.another_server(0).await;
    let (first, second) = tokio::join!(accounts::lock(b, OPERATOR, one), accounts::lock(&other, OPERATOR, two));
    assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|ok| **ok).count(), 1, "{first:?} {second:?}");
    other.close().await;
}

async fn a_reset_ends_everything_and_the_old_password_opens_nothing(world: World) {
    let b = &world.b;
    let account = world.referrer.account().unwrap();
    let link = token(&invitations::reset(b, OPERATOR, account, false).await.unwrap());
    let refused = accounts::sign_in(b, "osei@riverside.example", "right", HERE).await;
    assert!(matches!(refused, Err(Refused::Wrong)), "{refused:?}");
    assert!(matches!(accounts::list(b, OPERATOR, "osei").await.unwrap()[0].standing, Standing::NoPassword));
    let open = invitations::open(b, &link).await.unwrap();
    assert!(matches!(open, Invitation::Open { is_reset: true, .. }), "{open:?}");
    assert_eq!(invitations::accept(b, &link, PASSWORD).await.unwrap(), account);
    let me = accounts::sign_in(b, "osei@riverside.example", PASSWORD, HERE).await.unwrap();
    assert_eq!((me.account, me.organisation.as_str()), (account, "Riverside Surgery"));
}

async fn somebody_with_an_account_gets_one_more_role(world: World) {
    let b = &world.b;
    let hill_top = world.other_referrer.practice().unwrap();
    world.pass(1);
    let invited = invite(&world, "osei@riverside.example", Role::Referrer, Some(hill_top.into())).await;
    let account = world.referrer.account().unwrap();
    let (actor, me) = accounts::me(b, account).await.unwrap();
    assert_eq!((me.others.len(), me.invited), (0, true), "nobody works where they have not said yes");
    // Whoever has the link has nothing by it.
    let link = token(&invited);
    let open = invitations::open(b, &link).await.unwrap();
    assert!(matches!(open, Invitation::HasAccount { .. }), "{open:?}");
    let refused = invitations::accept(b, &link, PASSWORD).await;
    assert!(matches!(refused, Err(NotAccepted::Over(Invitation::HasAccount { .. }))), "{refused:?}");
    accounts::sign_in(b, "osei@riverside.example", "right", HERE).await.unwrap();
    // It is hers alone to answer.
    let offers = invitations::offers(b, &actor).await.unwrap();
    assert_eq!(offers.iter().map(|it| it.works_at.as_str()).collect::<Vec<_>>(), ["Referrer, Hill Top Medical Centre"]);
    assert!(matches!(invitations::take(b, &world.colleague, offers[0].id).await, Err(Error::NotFound)));
    assert!(matches!(invitations::decline(b, &world.colleague, offers[0].id).await, Err(Error::NotFound)));
    invitations::decline(b, &actor, offers[0].id).await.unwrap();
    assert!(matches!(invitations::take(b, &actor, offers[0].id).await, Err(Error::NotFound)));
    assert!(
        !accounts::me(b, account).await.unwrap().1.invited
            && invitations::invited(b, OPERATOR).await.unwrap().is_empty()
    );
    invite(&world, "osei@riverside.example", Role::Referrer, Some(hill_top.into())).await;
    assert_eq!(
        invitations::invited(b, OPERATOR).await.unwrap().len(),
        1,
        "whoever invited her sees that she has not answered"
    );
    takes(&world, account).await;
    let (actor, me) = accounts::me(b, account).await.unwrap();
    assert_eq!((actor, me.others.len()), (world.referrer, 1), "where she worked before comes first");
    let other = &me.others[0];
    let (actor, there) = accounts::me_at(b, account, other.membership).await.unwrap();
    assert_eq!(actor, Actor::Member { account, organisation: hill_top.into(), role: Role::Referrer, opened: None });
    assert_eq!(there.organisation, "Hill Top Medical Centre");
    // Nobody works by another's membership.
    let nair = accounts::me(b, world.other_referrer.account().unwrap()).await.unwrap().1;
    assert!(matches!(accounts::me_at(b, account, nair.membership).await, Err(Error::NotFound)));
    // What is done there is done for there.
    let case = cases::start(b, &actor).await.unwrap();
    assert!(cases::show(b, &world.referrer, case).await.is_err());
    let history = cases::history(b, &actor, case).await.unwrap();
    assert!(history.entries[0].who.ends_with("Hill Top Medical Centre"), "{history:?}");
}
