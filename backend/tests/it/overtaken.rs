//! What somebody asks for is judged as things stand when it is done, not when they began to ask.

use backend::{
    Error,
    accounts::{self, Manager, second_factor},
    cases,
    invitations::{self, Invited, NewPerson, NotAccepted},
    organisations, photo_requests,
};
use domain::{
    access::Actor,
    ids::{AccountId, OrganisationId},
    role::Role,
    view::{Invitation, Standing},
};

use crate::support::{self, World, on_both, patient};

on_both!(
    an_administrator_who_was_locked_meanwhile_does_nothing,
    a_role_that_ended_meanwhile_does_nothing,
    who_has_left_does_not_come_back_by_another_day,
    a_lock_takes_back_the_link_of_a_reset,
    a_reset_takes_the_recovery_codes_too,
    photos_that_were_asked_for_arrive_while_the_service_closes,
    an_administrator_whose_codes_are_locked_is_not_counted_on,
);

const OPERATOR: Manager<'_> = Manager::Operator;
const PASSWORD: &str = "copper lantern violet tram";

fn token(invited: &Invited) -> &str {
    let Invited::ByLink { url, .. } = invited else { panic!("{invited:?}") };
    url.strip_prefix("http://localhost:3000/join/").unwrap()
}

async fn joined(world: &World, email: &str, role: Role, organisation: Option<OrganisationId>) -> AccountId {
    let new = NewPerson { email, name: "Sam Reed", role, organisation, registration: None };
    let invited = invitations::invite(&world.b, OPERATOR, new).await.unwrap();
    invitations::accept(&world.b, token(&invited), PASSWORD).await.unwrap()
}

async fn administrator(world: &World, email: &str) -> Actor {
    Actor::Administrator { account: joined(world, email, Role::Administrator, None).await }
}

async fn an_administrator_who_was_locked_meanwhile_does_nothing(world: World) {
    let b = &world.b;
    let (one, two) =
        (administrator(&world, "one@trust.example").await, administrator(&world, "two@trust.example").await);
    accounts::lock(b, Manager::Person(&two), one.account().unwrap()).await.unwrap();
    let email = "friend@trust.example";
    let friend =
        NewPerson { email, name: "A Friend", role: Role::Administrator, organisation: None, registration: None };
    // Both began before the lock, and were held open over it.
    let unlock = accounts::unlock(b, Manager::Person(&one), one.account().unwrap()).await;
    assert!(matches!(unlock, Err(Error::Denied)), "{unlock:?}");
    let invite = invitations::invite(b, Manager::Person(&one), friend).await;
    assert!(matches!(invite, Err(Error::Denied)), "{invite:?}");
    assert!(accounts::me(b, one.account().unwrap()).await.is_err());
}

async fn a_role_that_ended_meanwhile_does_nothing(world: World) {
    let b = &world.b;
    administrator(&world, "one@trust.example").await;
    let two = administrator(&world, "two@trust.example").await;
    let membership = accounts::me(b, two.account().unwrap()).await.unwrap().1.membership;
    accounts::end_membership(b, OPERATOR, membership, None).await.unwrap();
    let lock = accounts::lock(b, Manager::Person(&two), world.referrer.account().unwrap()).await;
    assert!(matches!(lock, Err(Error::Denied)), "{lock:?}");
}

async fn who_has_left_does_not_come_back_by_another_day(world: World) {
    let b = &world.b;
    let account = world.referrer.account().unwrap();
    accounts::leave(b, OPERATOR, account, None).await.unwrap();
    let next_year = b.clock().now() + jiff::SignedDuration::from_hours(24 * 365);
    let again = accounts::leave(b, OPERATOR, account, Some(next_year)).await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
    assert!(accounts::me(b, account).await.is_err());
}

async fn a_lock_takes_back_the_link_of_a_reset(world: World) {
    let b = &world.b;
    let account = world.referrer.account().unwrap();
    let astray = invitations::reset(b, OPERATOR, account, true).await.unwrap();
    accounts::lock(b, OPERATOR, account).await.unwrap();
    accounts::unlock(b, OPERATOR, account).await.unwrap();
    let used = invitations::accept(b, token(&astray), PASSWORD).await;
    assert!(matches!(used, Err(NotAccepted::Over(Invitation::TakenBack))), "{used:?}");
    let standing = accounts::person(b, OPERATOR, account).await.unwrap().standing;
    assert_eq!(standing, Standing::NoPassword);
    let again = invitations::reset(b, OPERATOR, account, true).await.unwrap();
    invitations::accept(b, token(&again), PASSWORD).await.unwrap();
}

async fn a_reset_takes_the_recovery_codes_too(world: World) {
    let b = &world.b;
    let account = world.specialist.account().unwrap();
    let seal = sqlx::AssertSqlSafe(format!(
        "INSERT INTO credentials (id, account_id, kind, secret, created_at)
         VALUES ('app', '{account}', 'totp', 'sealed', 0), ('code', '{account}', 'recovery', 'hashed', 0)"
    ));
    sqlx::query(seal).execute(&mut world.raw().await).await.unwrap();
    assert_eq!(second_factor::codes_left(b, account).await.unwrap(), Some(1));
    invitations::reset(b, OPERATOR, account, false).await.unwrap();
    // The app stays; whoever knew the password may have made the codes.
    assert_eq!(second_factor::codes_left(b, account).await.unwrap(), Some(0));
}

async fn photos_that_were_asked_for_arrive_while_the_service_closes(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    support::send(b, &world.specialist, case, version, support::ask_patient()).await.unwrap();
    world.pass(60);
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let patient = patient::confirmed(b, &patient::texted_token(b).await).await;
    // As an answer leaves it that is taken back once the day was set.
    let tomorrow = b.clock().now() + jiff::SignedDuration::from_hours(24);
    let sql =
        format!("UPDATE organisations SET closed_at = {} WHERE id = '{}'", tomorrow.as_millisecond(), world.service);
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut world.raw().await).await.unwrap();
    patient::send_photos(b, &patient, case).await;
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().state, "Waiting for an answer");
}

async fn an_administrator_whose_codes_are_locked_is_not_counted_on(world: World) {
    let b = &world.b;
    let (one, two) =
        (administrator(&world, "one@trust.example").await, administrator(&world, "two@trust.example").await);
    let sql = format!("UPDATE accounts SET wrong_codes = 50 WHERE id = '{}'", one.account().unwrap());
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut world.raw().await).await.unwrap();
    let refused = accounts::leave(b, OPERATOR, two.account().unwrap(), None).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    organisations::list(b, Manager::Person(&two)).await.unwrap();
}
