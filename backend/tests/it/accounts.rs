use backend::{
    Error,
    accounts::{self, NewAccount, Organisation},
};
use domain::{access::Actor, ids::AccountId, role::Role};
use uuid::Uuid;

use crate::support::{World, on_both};

on_both!(signing_in, an_e_mail_address_has_one_account, an_account_that_is_gone);

async fn signing_in(world: World) {
    let me = accounts::sign_in(&world.b, " Osei@Riverside.example ", "right").await.unwrap();
    assert_eq!((me.name.as_str(), me.role, me.home.as_str()), ("Dr Amara Osei", Role::Referrer, "/home"));
    assert_eq!(me.organisation, "Riverside Surgery");
    assert_eq!(accounts::me(&world.b, me.account).await.unwrap(), (world.referrer, me));
    for (email, password) in [("osei@riverside.example", "wrong"), ("nobody@riverside.example", "right"), ("", "")] {
        let refused = accounts::sign_in(&world.b, email, password).await;
        assert!(matches!(refused, Err(Error::Denied)), "{refused:?}");
    }
}

async fn an_e_mail_address_has_one_account(world: World) {
    let Actor::Referrer { practice, .. } = world.referrer else { panic!() };
    let works_for = Organisation::Practice(practice);
    let new = NewAccount { email: "OSEI@riverside.example", password: "another", name: "Somebody", works_for };
    assert!(matches!(accounts::create(&world.b, new).await, Err(Error::Conflict)));
    assert!(accounts::sign_in(&world.b, "osei@riverside.example", "right").await.is_ok());
}

async fn an_account_that_is_gone(world: World) {
    let nobody = accounts::me(&world.b, AccountId(Uuid::from_u128(1))).await;
    assert!(matches!(nobody, Err(Error::NotFound)));
}
