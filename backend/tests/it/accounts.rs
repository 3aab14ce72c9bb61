use backend::{
    Error,
    accounts::{self, NewAccount, Refused, TryFrom},
};
use domain::{ids::AccountId, role::Role};
use uuid::Uuid;

use crate::support::{World, on_both};

on_both!(
    signing_in,
    an_e_mail_address_has_one_account,
    an_account_that_is_gone,
    a_stranger_who_guesses_keeps_nobody_out,
    one_password_for_many_accounts_is_slowed_down_by_where_it_comes_from,
    many_tries_at_once_are_no_way_around,
);

const HERE: TryFrom<'_> = TryFrom { source: "192.0.2.1", device: None };
const STRANGER: TryFrom<'_> = TryFrom { source: "198.51.100.7", device: None };
const OSEI: &str = "osei@riverside.example";

async fn signing_in(world: World) {
    let me = accounts::sign_in(&world.b, " Osei@Riverside.example ", "right", HERE).await.unwrap();
    assert_eq!((me.name.as_str(), me.role, me.home.as_str()), ("Dr Amara Osei", Role::Referrer, "/home"));
    assert_eq!(me.organisation, "Riverside Surgery");
    assert_eq!(accounts::me(&world.b, me.account).await.unwrap(), (world.referrer, me));
    for (email, password) in [("osei@riverside.example", "wrong"), ("nobody@riverside.example", "right"), ("", "")] {
        let refused = accounts::sign_in(&world.b, email, password, HERE).await;
        assert!(matches!(refused, Err(Refused::Wrong)), "{refused:?}");
    }
}

async fn an_e_mail_address_has_one_account(world: World) {
    let (role, organisation) = (Role::Referrer, Some(world.referrer.practice().unwrap().into()));
    let new = NewAccount { email: "OSEI@riverside.example", password: "another", name: "Somebody", role, organisation };
    assert!(matches!(accounts::create(&world.b, new).await, Err(Error::Conflict)));
    assert!(accounts::sign_in(&world.b, "osei@riverside.example", "right", HERE).await.is_ok());
}

async fn an_account_that_is_gone(world: World) {
    let nobody = accounts::me(&world.b, AccountId(Uuid::from_u128(1))).await;
    assert!(matches!(nobody, Err(Error::NotFound)));
}

async fn a_stranger_who_guesses_keeps_nobody_out(world: World) {
    let b = &world.b;
    for _ in 0..5 {
        assert!(matches!(accounts::sign_in(b, OSEI, "guess", STRANGER).await, Err(Refused::Wrong)));
    }
    for _ in 0..40 {
        assert!(matches!(accounts::sign_in(b, OSEI, "right", STRANGER).await, Err(Refused::TooSoon(_))));
    }
    assert!(accounts::sign_in(b, OSEI, "right", HERE).await.is_ok(), "from elsewhere she is let in at once");
    // Beside the stranger, in the same network, her own browser is known.
    let device = accounts::device(b, " Osei@Riverside.example");
    let known = TryFrom { device: Some(&device), ..STRANGER };
    assert!(accounts::sign_in(b, OSEI, "right", known).await.is_ok());
    let made_up = TryFrom { device: Some("made-up"), ..STRANGER };
    assert!(matches!(accounts::sign_in(b, OSEI, "right", made_up).await, Err(Refused::TooSoon(_))));
    let of_another = accounts::device(b, "marsh@northshire.example");
    let borrowed = TryFrom { device: Some(&of_another), ..STRANGER };
    assert!(matches!(accounts::sign_in(b, OSEI, "right", borrowed).await, Err(Refused::TooSoon(_))));
    // The wait ends, and what was right once ends the counting.
    world.pass(2);
    assert!(accounts::sign_in(b, OSEI, "right", STRANGER).await.is_ok());
    assert!(matches!(accounts::sign_in(b, OSEI, "guess", STRANGER).await, Err(Refused::Wrong)));
    assert!(accounts::sign_in(b, OSEI, "right", STRANGER).await.is_ok());
}

async fn one_password_for_many_accounts_is_slowed_down_by_where_it_comes_from(world: World) {
    let mut wrong = 0;
    for number in 0..40 {
        match accounts::sign_in(&world.b, &format!("{number}@riverside.example"), "Winter2026", STRANGER).await {
            Err(Refused::Wrong) => wrong += 1,
            Err(Refused::TooSoon(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(wrong, 30);
    assert!(accounts::sign_in(&world.b, OSEI, "right", HERE).await.is_ok());
}

async fn many_tries_at_once_are_no_way_around(world: World) {
    let tries = (0..12).map(|_| accounts::sign_in(&world.b, OSEI, "guess", STRANGER));
    let answers = futures::future::join_all(tries).await;
    let wrong = answers.iter().filter(|answer| matches!(answer, Err(Refused::Wrong))).count();
    assert_eq!(wrong, 5, "{answers:?}");
}
