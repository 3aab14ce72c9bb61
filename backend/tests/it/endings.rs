//! How roles, invitations and organisations end, each by itself, and how somebody comes again.

use backend::{
    Error,
    accounts::{self, Refused},
    cases, check,
    delivery::outbox,
    invitations::{self, NewPerson, NotAccepted},
    organisations, photo_requests, sessions,
};
use domain::{
    forms::Response,
    ids::OrganisationId,
    role::Role,
    view::{Invitation, Standing},
};

use crate::{
    people::{DAY, HERE, OPERATOR, PASSWORD, invite, joined, practice, said, takes, token},
    support::{World, answer, on_both, patient, send},
};

on_both!(
    one_role_ends_and_the_others_go_on,
    the_last_administrators_role_does_not_end,
    somebody_who_left_comes_again_with_one_role_and_nothing_else,
    nobody_locked_is_said_to_work_anywhere_else,
    an_invitation_is_taken_back,
    who_is_invited_to_two_places_is_at_both_with_either_link,
    two_who_invite_one_address_at_once,
    an_invitation_to_what_closed_meanwhile_is_over,
    an_organisation_with_open_requests_is_not_closed,
    what_somebody_waits_for_keeps_an_organisation_open,
    an_organisation_that_closes_takes_nothing_new_and_can_be_opened_again,
    work_that_comes_before_the_day_puts_it_off,
);

async fn one_role_ends_and_the_others_go_on(world: World) {
    let b = &world.b;
    let (account, hill_top) = (world.referrer.account().unwrap(), world.other_referrer.practice().unwrap());
    world.pass(1);
    invite(&world, "osei@riverside.example", Role::Referrer, Some(hill_top.into())).await;
    takes(&world, account).await;
    let me = accounts::me(b, account).await.unwrap().1;
    let (here, there) = (me.membership, me.others[0].membership);
    let held = sessions::begin(b, account, here).await.unwrap();
    // On a day: until then all goes on.
    let at = b.clock().now() + jiff::SignedDuration::from_hours(2);
    accounts::end_membership(b, OPERATOR, here, Some(at)).await.unwrap();
    let line = accounts::person(b, OPERATOR, account).await.unwrap();
    assert!(line.works_at[0].words().starts_with("Referrer, Riverside Surgery, until "), "{line:?}");
    world.pass(7_199);
    assert!(accounts::me_at(b, account, here).await.is_ok());
    world.pass(1);
    assert!(matches!(accounts::me_at(b, account, here).await, Err(Error::NotFound)));
    let me = accounts::me(b, account).await.unwrap().1;
    assert_eq!((me.membership, me.others.len()), (there, 0));
    // What they were typing there is known to be theirs, and what is over stays over.
    let author = sessions::author(b, &held.staff.unwrap().mark).await.unwrap();
    assert_eq!(author, Some((account, Some(here))));
    assert!(matches!(accounts::end_membership(b, OPERATOR, here, None).await, Err(Error::NotFound)));
    let other = accounts::me(b, world.other_referrer.account().unwrap()).await.unwrap().1;
    assert_eq!(other.organisation, "Hill Top Medical Centre", "another\u{2019}s role is their own");
}

async fn the_last_administrators_role_does_not_end(world: World) {
    let b = &world.b;
    let first = joined(&world, "first@trust.example", Role::Administrator, None).await;
    let role = accounts::me(b, first).await.unwrap().1.membership;
    let later = b.clock().now() + jiff::SignedDuration::from_hours(24);
    for at in [None, Some(later)] {
        let refused = accounts::end_membership(b, OPERATOR, role, at).await.unwrap_err();
        assert!(said(&refused).starts_with("This is the last administrator"), "{refused:?}");
    }
    joined(&world, "second@trust.example", Role::Administrator, None).await;
    accounts::end_membership(b, OPERATOR, role, None).await.unwrap();
}

async fn somebody_who_left_comes_again_with_one_role_and_nothing_else(world: World) {
    let b = &world.b;
    let (account, hill_top) = (world.referrer.account().unwrap(), world.other_referrer.practice().unwrap());
    let later = b.clock().now() + jiff::SignedDuration::from_hours(24);
    accounts::leave(b, OPERATOR, account, Some(later)).await.unwrap();
    accounts::stay(b, OPERATOR, account).await.unwrap();
    world.pass(2 * DAY);
    assert!(accounts::me(b, account).await.is_ok(), "they did not leave after all");

    accounts::leave(b, OPERATOR, account, None).await.unwrap();
    assert!(said(&accounts::stay(b, OPERATOR, account).await.unwrap_err()).starts_with("They have left"));
    let refused = invitations::reset(b, OPERATOR, account, false).await.unwrap_err();
    assert!(said(&refused).starts_with("Dr Amara Osei has left"), "{refused:?}");
    world.pass(DAY);
    let link = token(&invite(&world, "osei@riverside.example", Role::Referrer, Some(hill_top.into())).await);
    let refused = accounts::sign_in(b, "osei@riverside.example", "right", HERE).await;
    assert!(matches!(refused, Err(Refused::WorksNowhere)), "they have not come yet: {refused:?}");
    assert!(matches!(accounts::person(b, OPERATOR, account).await.unwrap().standing, Standing::Left { .. }));
    let open = invitations::open(b, &link).await.unwrap();
    assert!(matches!(open, Invitation::Open { is_reset: false, .. }), "{open:?}");
    assert_eq!(invitations::accept(b, &link, PASSWORD).await.unwrap(), account);
    let me = accounts::sign_in(b, "osei@riverside.example", PASSWORD, HERE).await.unwrap();
    assert_eq!((me.organisation.as_str(), me.others.len()), ("Hill Top Medical Centre", 0));
    let refused = accounts::sign_in(b, "osei@riverside.example", "right", HERE).await;
    assert!(matches!(refused, Err(Refused::Wrong)), "the old password opens nothing: {refused:?}");
    let people = accounts::list(b, OPERATOR, "osei").await.unwrap();
    assert!(people.len() == 1 && people[0].standing == Standing::Active, "{people:?}");
}

async fn nobody_locked_is_said_to_work_anywhere_else(world: World) {
    let b = &world.b;
    let hill_top = world.other_referrer.practice().unwrap();
    let account = world.referrer.account().unwrap();
    accounts::lock(b, OPERATOR, account).await.unwrap();
    let new = NewPerson {
        email: "osei@riverside.example",
        name: "x",
        role: Role::Referrer,
        organisation: Some(hill_top.into()),
        registration: None,
    };
    let refused = invitations::invite(b, OPERATOR, new).await.unwrap_err();
    assert!(said(&refused).contains("which is locked: unlock it first"), "{refused:?}");
    accounts::unlock(b, OPERATOR, account).await.unwrap();
    assert!(accounts::me(b, account).await.unwrap().1.others.is_empty());
}

async fn an_invitation_is_taken_back(world: World) {
    let b = &world.b;
    let at = Some(practice(&world));
    let link = token(&invite(&world, "reed@riverside.example", Role::Referrer, at).await);
    let id = invitations::invited(b, OPERATOR).await.unwrap()[0].id;
    invitations::take_back(b, OPERATOR, id).await.unwrap();
    assert_eq!(invitations::open(b, &link).await.unwrap(), Invitation::TakenBack);
    let refused = invitations::accept(b, &link, PASSWORD).await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Over(Invitation::TakenBack)), "{refused:?}");
    assert_eq!(invitations::invited(b, OPERATOR).await.unwrap(), []);
    assert!(matches!(invitations::take_back(b, OPERATOR, id).await, Err(Error::NotFound)));
    // Nor one that somebody came by; and a newer one works.
    let again = token(&invite(&world, "reed@riverside.example", Role::Referrer, at).await);
    let id = invitations::invited(b, OPERATOR).await.unwrap()[0].id;
    invitations::accept(b, &again, PASSWORD).await.unwrap();
    assert!(matches!(invitations::take_back(b, OPERATOR, id).await, Err(Error::NotFound)));
}

async fn who_is_invited_to_two_places_is_at_both_with_either_link(world: World) {
    let b = &world.b;
    let hill_top = world.other_referrer.practice().unwrap();
    let first = token(&invite(&world, "reed@riverside.example", Role::Referrer, Some(practice(&world))).await);
    let second = token(&invite(&world, "reed@riverside.example", Role::Referrer, Some(hill_top.into())).await);
    for link in [&first, &second] {
        let Invitation::Open { organisation, .. } = invitations::open(b, link).await.unwrap() else { panic!() };
        assert_eq!(organisation, "Riverside Surgery and Hill Top Medical Centre");
    }
    let account = invitations::accept(b, &first, PASSWORD).await.unwrap();
    let me = accounts::me(b, account).await.unwrap().1;
    let mut places = vec![me.organisation];
    places.extend(me.others.into_iter().map(|it| it.organisation));
    places.sort();
    assert_eq!(places, ["Hill Top Medical Centre", "Riverside Surgery"]);
    // The other one was of the same person: it makes no second account and changes no password.
    let refused = invitations::accept(b, &second, "another lantern violet").await.unwrap_err();
    assert!(matches!(refused, NotAccepted::Over(Invitation::Used)), "{refused:?}");
    assert!(accounts::sign_in(b, "reed@riverside.example", PASSWORD, HERE).await.is_ok());
}

async fn two_who_invite_one_address_at_once(world: World) {
    let other = world.another_server(0).await;
    let hill_top = world.other_referrer.practice().unwrap();
    let new = |organisation: OrganisationId, role| NewPerson {
        email: "reed@riverside.example",
        name: "Sam Reed",
        role,
        organisation: Some(organisation),
        registration: None,
    };
    let here = || new(practice(&world), Role::Referrer);
    // For the same: the newer one counts, whichever that is.
    let (one, two) =
        tokio::join!(invitations::invite(&world.b, OPERATOR, here()), invitations::invite(&other, OPERATOR, here()));
    let same = [token(&one.unwrap()), token(&two.unwrap())];
    let mut open = 0;
    for link in &same {
        open += usize::from(matches!(invitations::open(&world.b, link).await.unwrap(), Invitation::Open { .. }));
    }
    assert_eq!(open, 1);
    // For another place: both.
    let there = new(hill_top.into(), Role::Referrer);
    let third = token(&invitations::invite(&other, OPERATOR, there).await.unwrap());
    let account = invitations::accept(&world.b, &third, PASSWORD).await.unwrap();
    assert_eq!(accounts::me(&world.b, account).await.unwrap().1.others.len(), 1);
    other.close().await;
}

async fn an_invitation_to_what_closed_meanwhile_is_over(world: World) {
    let b = &world.b;
    let hill_top = world.other_referrer.practice().unwrap();
    let alone = token(&invite(&world, "late@hilltop.example", Role::Referrer, Some(hill_top.into())).await);
    let both = token(&invite(&world, "reed@riverside.example", Role::Referrer, Some(practice(&world))).await);
    let closed = token(&invite(&world, "reed@riverside.example", Role::Referrer, Some(hill_top.into())).await);
    organisations::close(b, OPERATOR, hill_top.into(), None, None).await.unwrap();
    for link in [&alone, &closed] {
        assert_eq!(invitations::open(b, link).await.unwrap(), Invitation::Closed);
        let refused = invitations::accept(b, link, PASSWORD).await.unwrap_err();
        assert!(matches!(refused, NotAccepted::Over(Invitation::Closed)), "{refused:?}");
    }
    let account = invitations::accept(b, &both, PASSWORD).await.unwrap();
    assert_eq!(accounts::me(b, account).await.unwrap().1.others, []);
}

async fn what_somebody_waits_for_keeps_an_organisation_open(world: World) {
    let b = &world.b;
    let close = async |at| organisations::close(b, OPERATOR, practice(&world), None, at).await;
    let refused = async || said(&close(None).await.unwrap_err());
    // A patient whose request has ended says by their link that it has changed.
    let (case, version, _, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    cases::note_told(b, &world.referrer, case).await.unwrap();
    cases::close(b, &world.referrer, case).await.unwrap();
    let why = refused().await;
    assert!(why.contains("1 link shows news to one of its patients until"), "{why}");
    photo_requests::report_change(b, &who, &Response::default().with("words", "It bleeds.")).await.unwrap();
    let why = refused().await;
    assert!(why.contains("1 request that has ended holds something still to do"), "{why}");
    let after_the_news = b.clock().now() + jiff::SignedDuration::from_hours(29 * 24);
    assert!(said(&close(Some(after_the_news)).await.unwrap_err()).contains("still to do"), "whatever the day");
    let report = cases::home(b, &world.referrer).await.unwrap().changes[0].change.report;
    cases::deal_with_change(b, &world.referrer, report).await.unwrap();
    assert!(refused().await.contains("1 text to a patient has not left yet"));
    while outbox::run_once(b).await.unwrap() {}
    close(Some(after_the_news)).await.unwrap();
}

async fn an_organisation_that_closes_takes_nothing_new_and_can_be_opened_again(world: World) {
    let b = &world.b;
    let at = b.clock().now() + jiff::SignedDuration::from_hours(24);
    organisations::close(b, OPERATOR, practice(&world), None, Some(at)).await.unwrap();
    organisations::close(b, OPERATOR, world.service.into(), None, Some(at)).await.unwrap();
    let refused = cases::start(b, &world.referrer).await.unwrap_err();
    assert!(said(&refused).starts_with("Your practice closes soon"), "{refused:?}");
    // Its people are there until the day.
    world.pass(DAY - 1);
    assert!(accounts::me(b, world.referrer.account().unwrap()).await.is_ok());
    let case = cases::start(b, &world.other_referrer).await.unwrap();
    let offered = cases::request(b, &world.other_referrer, case).await.unwrap().services;
    assert!(offered.iter().all(|it| it.service != world.service), "{offered:?}");
    world.pass(1);
    assert!(matches!(accounts::me(b, world.referrer.account().unwrap()).await, Err(Error::NotFound)));
    let listed = organisations::list(b, OPERATOR).await.unwrap();
    let closed = listed.iter().find(|it| it.id == practice(&world)).unwrap().closed.clone().unwrap();
    assert!(closed.over && closed.words().starts_with("Closed since"), "{closed:?}");
    organisations::reopen(b, OPERATOR, practice(&world)).await.unwrap();
    cases::start(b, &world.referrer).await.unwrap();
}

async fn work_that_comes_before_the_day_puts_it_off(world: World) {
    let b = &world.b;
    let at = b.clock().now() + jiff::SignedDuration::from_hours(24);
    organisations::close(b, OPERATOR, practice(&world), None, Some(at)).await.unwrap();
    let mut raw = world.raw().await;
    // Something that no rule of today lets happen: work there all the same.
    let (case, _) = {
        organisations::reopen(b, OPERATOR, practice(&world)).await.unwrap();
        let submitted = world.submitted().await;
        let sql = sqlx::AssertSqlSafe(format!(
            "UPDATE organisations SET closed_at = {} WHERE id = '{}'",
            at.as_millisecond(),
            practice(&world)
        ));
        sqlx::query(sql).execute(&mut raw).await.unwrap();
        submitted
    };
    world.pass(DAY - 7_200);
    organisations::put_off(b).await.unwrap();
    let day = async || organisations::list(b, OPERATOR).await.unwrap().into_iter().find(|it| it.id == practice(&world));
    assert_eq!(day().await.unwrap().closed.unwrap().at.ms, at.as_millisecond(), "not before the last hour");
    world.pass(7_200 - 600);
    organisations::put_off(b).await.unwrap();
    let closes = day().await.unwrap().closed.unwrap();
    assert!(!closes.over && closes.at.ms > at.as_millisecond(), "{closes:?}");
    assert!(accounts::me(b, world.referrer.account().unwrap()).await.is_ok());
    let closed = async |found: &[domain::view::Finding]| {
        found.iter().find(|it| it.what == "closed organisations").unwrap().soundness
    };
    let health = async || check::running(b, OPERATOR).await.unwrap();
    assert_eq!(closed(&health().await).await, domain::view::Soundness::Ok);
    // No server ran when its day came: it has closed, and stays so until somebody opens it.
    world.pass(2 * DAY);
    organisations::put_off(b).await.unwrap();
    assert!(day().await.unwrap().closed.unwrap().over, "what has closed is not opened by itself");
    assert_eq!(closed(&health().await).await, domain::view::Soundness::Wrong);
    organisations::reopen(b, OPERATOR, practice(&world)).await.unwrap();
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    assert_eq!(closed(&health().await).await, domain::view::Soundness::Ok);
}

async fn an_organisation_with_open_requests_is_not_closed(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let (at, service) = (practice(&world), OrganisationId::from(world.service));
    for id in [at, service] {
        let refused = organisations::close(b, OPERATOR, id, None, None).await.unwrap_err();
        assert!(said(&refused).contains("cannot be closed: 1 request is open"), "{refused:?}");
    }
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    let refused = organisations::close(b, OPERATOR, service, Some(at), None).await.unwrap_err();
    assert_eq!(said(&refused), "The successor has to be another open service.");
    let successor = world.other_specialist.service().unwrap().into();
    let (next, version) = world.drafted().await;
    organisations::close(b, OPERATOR, service, Some(successor), None).await.unwrap();
    // Nobody sends it anything any longer, and nobody works there.
    let sent = cases::submit(b, &world.referrer, next, version).await;
    assert!(matches!(sent, Err(Error::Invalid(_))), "{sent:?}");
    let offered = cases::request(b, &world.referrer, next).await.unwrap().services;
    assert!(offered.iter().all(|it| OrganisationId::from(it.service) != service), "{offered:?}");
    assert!(matches!(accounts::me(b, world.specialist.account().unwrap()).await, Err(Error::NotFound)));
    let again = organisations::close(b, OPERATOR, service, None, None).await.unwrap_err();
    assert!(said(&again).contains("is closed already"));
}
