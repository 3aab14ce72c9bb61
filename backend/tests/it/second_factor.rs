//! The second step of signing in, in earnest: on a database that is no demonstration's.

use std::time::Duration;

use backend::{
    Backend, Clock, Ids, Key, Settings,
    accounts::{
        Manager, Refused, TryFrom, device_of,
        second_factor::{self, Then},
    },
    backup,
    invitations::{self, Invited, NewPerson},
};
use domain::{ids::AccountId, role::Role};
use tempfile::TempDir;
use totp_rs::{Algorithm, Secret, TOTP};

use crate::support::{self, open, settings};

const HERE: TryFrom<'_> = TryFrom { source: "192.0.2.1", device: None };
const ELSEWHERE: TryFrom<'_> = TryFrom { source: "198.51.100.7", device: None };

/// A hospital's first administrator.
struct Earnest {
    b: Backend,
    settings: Settings,
    account: AccountId,
    _folder: TempDir,
}

impl Earnest {
    async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("skinlink.db").display());
        Self::new(url, folder).await
    }

    async fn postgres() -> Self {
        Self::new(support::postgres::new_database().await, TempDir::new().unwrap()).await
    }

    async fn new(url: String, folder: TempDir) -> Self {
        let settings = Settings { demonstration: false, ..settings(url, &folder) };
        let b = open(&settings).await.unwrap();
        let new =
            NewPerson { email: "reed@trust.example", name: "Sam Reed", role: Role::Administrator, organisation: None };
        let Invited::ByLink { url, .. } = invitations::invite(&b, Manager::Operator, new).await.unwrap() else {
            panic!()
        };
        let token = url.rsplit('/').next().unwrap();
        let account = invitations::accept(&b, token, "copper lantern violet tram").await.unwrap();
        Self { b, settings, account, _folder: folder }
    }

    /// Sets it up; the app that has the secret from then on, and the recovery codes.
    async fn set_up(&self) -> (TOTP, Vec<String>) {
        let Then::SetUp(sealed) = second_factor::then(&self.b, self.account).await.unwrap() else { panic!() };
        let offer = second_factor::offer(&self.b, self.account, &sealed).await.unwrap();
        let secret = Secret::Encoded(offer.letters.replace('-', "")).to_bytes().unwrap();
        let app = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
        assert!(offer.uri.contains("reed%40trust.example") && offer.uri.contains(&app.get_secret_base32()));
        let wrong = second_factor::set_up(&self.b, self.account, &sealed, "000 000").await;
        assert!(matches!(wrong, Err(Refused::Wrong)), "{wrong:?}");
        let codes = second_factor::set_up(&self.b, self.account, &sealed, &self.code(&app)).await.unwrap();
        (app, codes)
    }

    fn code(&self, app: &TOTP) -> String {
        app.generate(u64::try_from(self.b.clock().now().as_second()).unwrap())
    }

    fn pass(&self, seconds: u64) {
        self.b.clock().advance(Duration::from_secs(seconds));
    }

    async fn check(&self, code: &str) -> Result<(), Refused> {
        second_factor::check(&self.b, self.account, code, HERE).await
    }
}

macro_rules! in_earnest {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(super::Earnest::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(super::Earnest::postgres().await).await;
            })+
        }
    };
}

in_earnest!(
    a_code_is_taken_once_and_so_is_a_recovery_code,
    one_code_on_two_servers_at_once_lets_one_in,
    guessing_codes_is_slowed_down_wherever_it_comes_from,
    a_reset_keeps_the_second_factor_unless_it_is_lost,
    a_secret_opens_for_its_own_account_alone,
);

async fn a_code_is_taken_once_and_so_is_a_recovery_code(world: Earnest) {
    let (app, codes) = world.set_up().await;
    assert_eq!((codes.len(), second_factor::then(&world.b, world.account).await.unwrap()), (10, Then::Code));
    let first = world.code(&app);
    assert!(matches!(world.check(&first).await, Err(Refused::Wrong)), "it showed that the app has the secret");
    world.pass(30);
    let code = world.code(&app);
    world.check(&code).await.unwrap();
    assert!(matches!(world.check(&code).await, Err(Refused::Wrong)), "used");
    world.check(&codes[3].to_uppercase().replace('-', " ")).await.unwrap();
    assert!(matches!(world.check(&codes[3]).await, Err(Refused::Wrong)), "used");
    world.check(&codes[4]).await.unwrap();
    for other in ["", "abcd-efgh", "123456789"] {
        world.pass(60);
        assert!(matches!(world.check(other).await, Err(Refused::Wrong)), "{other}");
    }
}

async fn one_code_on_two_servers_at_once_lets_one_in(world: Earnest) {
    let (app, _) = world.set_up().await;
    world.pass(30);
    let code = world.code(&app);
    let clock = Clock::stopped(world.b.clock().now());
    let other = Backend::open(world.settings.clone(), clock, Ids::system()).await.unwrap();
    let second = second_factor::check(&other, world.account, &code, ELSEWHERE);
    let (first, second) = tokio::join!(world.check(&code), second);
    assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|ok| **ok).count(), 1, "{first:?} {second:?}");
    other.close().await;
}

async fn guessing_codes_is_slowed_down_wherever_it_comes_from(world: Earnest) {
    let (app, _) = world.set_up().await;
    world.pass(30);
    let mut refused = 0;
    for number in 0..20 {
        let source = format!("198.51.100.{number}");
        let from = TryFrom { source: &source, device: None };
        let guess = second_factor::check(&world.b, world.account, "000000", from).await;
        refused += u32::from(matches!(guess, Err(Refused::TooSoon(_))));
    }
    assert_eq!(refused, 15, "five are free");
    let right = world.code(&app);
    assert!(matches!(world.check(&right).await, Err(Refused::TooSoon(_))));
    // In a browser that they signed in with before nobody else's guesses hold them up.
    let device = device_of(&world.b, world.account).await.unwrap();
    let known = TryFrom { source: "198.51.100.1", device: Some(&device) };
    second_factor::check(&world.b, world.account, &right, known).await.unwrap();
}

async fn a_reset_keeps_the_second_factor_unless_it_is_lost(world: Earnest) {
    world.set_up().await;
    let by = Manager::Operator;
    invitations::reset(&world.b, by, world.account, false).await.unwrap();
    assert_eq!(second_factor::then(&world.b, world.account).await.unwrap(), Then::Code);
    invitations::reset(&world.b, by, world.account, true).await.unwrap();
    assert!(matches!(second_factor::then(&world.b, world.account).await.unwrap(), Then::SetUp(_)));
}

async fn a_secret_opens_for_its_own_account_alone(world: Earnest) {
    let Then::SetUp(sealed) = second_factor::then(&world.b, world.account).await.unwrap() else { panic!() };
    let other = AccountId(uuid::Uuid::from_u128(1));
    assert!(second_factor::offer(&world.b, other, &sealed).await.is_err());
    assert!(second_factor::set_up(&world.b, other, &sealed, "123456").await.is_err());
}

#[tokio::test]
async fn a_new_key_leaves_everybody_their_app() {
    let world = Earnest::sqlite().await;
    let (app, _) = world.set_up().await;
    world.pass(30);
    let (code, now) = (world.code(&app), world.b.clock().now());
    world.b.close().await;
    let new = Key::new([9; 32]);
    backup::rotate_key(&world.settings, Ids::system(), &new).await.unwrap();
    let settings = Settings { key: new, ..world.settings.clone() };
    let b = Backend::open(settings, Clock::stopped(now), Ids::system()).await.unwrap();
    second_factor::check(&b, world.account, &code, HERE).await.unwrap();
    b.close().await;
}
