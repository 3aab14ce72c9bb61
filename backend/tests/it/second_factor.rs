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
    sessions,
};
use domain::{access::Actor, guessing::MOST_CODES, ids::AccountId, role::Role, view::Standing};
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
        let new = NewPerson {
            email: "reed@trust.example",
            name: "Sam Reed",
            role: Role::Administrator,
            organisation: None,
            registration: None,
        };
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
        let wrong = second_factor::try_set_up(&self.b, self.account, &sealed, "000 000").await;
        assert!(matches!(wrong, Err(Refused::Wrong)), "{wrong:?}");
        let new = second_factor::try_set_up(&self.b, self.account, &sealed, &self.code(&app)).await.unwrap();
        assert!(matches!(second_factor::then(&self.b, self.account).await.unwrap(), Then::SetUp(_)), "nothing yet");
        second_factor::set_up(&self.b, self.account, &sealed, &new.sealed).await.unwrap();
        (app, new.codes)
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
    wrong_codes_in_a_row_lock_the_second_step_however_slowly_they_come,
    a_code_that_was_told_to_be_early_lets_nobody_in_later,
    codes_count_once_somebody_has_kept_them,
    new_codes_end_the_old_ones_once_they_are_kept,
    a_second_step_is_enough_for_ten_minutes,
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

async fn wrong_codes_in_a_row_lock_the_second_step_however_slowly_they_come(world: Earnest) {
    let (app, codes) = world.set_up().await;
    for number in 1..MOST_CODES {
        // Longer than pauses last.
        world.pass(3_600);
        let guess = if number % 2 == 0 { "abcd-efgh-ijkl-mnop" } else { "000000" };
        assert!(matches!(world.check(guess).await, Err(Refused::Wrong | Refused::Clock(_))), "{number}");
    }
    world.pass(3_600);
    assert!(matches!(world.check("abcd").await, Err(Refused::CodesLocked)));
    world.pass(3_600);
    let right = world.code(&app);
    assert!(matches!(world.check(&right).await, Err(Refused::CodesLocked)));
    assert!(matches!(world.check(&codes[0]).await, Err(Refused::CodesLocked)));
    let (b, by) = (&world.b, Manager::Operator);
    let line = backend::accounts::person(b, by, world.account).await.unwrap();
    assert_eq!(line.standing, Standing::CodesLocked);
    // Whoever manages accounts lifts it; and so does its owner by the link of a reset.
    backend::accounts::unlock(b, by, world.account).await.unwrap();
    world.check(&right).await.unwrap();
    for _ in 0..MOST_CODES {
        world.pass(3_600);
        world.check("abcd").await.unwrap_err();
    }
    let Invited::ByLink { url, .. } = invitations::reset(b, by, world.account, false).await.unwrap() else { panic!() };
    world.pass(3_600);
    assert!(matches!(world.check(&codes[0]).await, Err(Refused::CodesLocked)), "not before they choose a password");
    let token = url.rsplit('/').next().unwrap();
    invitations::accept(b, token, "another lantern violet tram").await.unwrap();
    world.pass(3_600);
    world.check(&world.code(&app)).await.unwrap();
    // One right code, and counting begins anew.
    for _ in 1..MOST_CODES {
        world.pass(3_600);
        assert!(matches!(world.check("abcd").await, Err(Refused::Wrong)));
    }
}

async fn a_code_that_was_told_to_be_early_lets_nobody_in_later(world: Earnest) {
    let (app, _) = world.set_up().await;
    world.pass(3_600);
    let now = world.b.clock().now().as_second();
    let early = app.generate(u64::try_from(now + 300).unwrap());
    let told = world.check(&early).await;
    assert!(matches!(told, Err(Refused::Clock(300))), "{told:?}");
    world.pass(300);
    assert!(matches!(world.check(&early).await, Err(Refused::Wrong)));
    let late = app.generate(u64::try_from(now).unwrap());
    assert!(matches!(world.check(&late).await, Err(Refused::Clock(-300))));
    // A clock that is forty seconds off is none to speak of.
    let behind = app.generate(u64::try_from(now + 3_860).unwrap());
    world.pass(3_600);
    world.check(&behind).await.unwrap();
}

async fn codes_count_once_somebody_has_kept_them(world: Earnest) {
    let b = &world.b;
    let Then::SetUp(sealed) = second_factor::then(b, world.account).await.unwrap() else { panic!() };
    let offer = second_factor::offer(b, world.account, &sealed).await.unwrap();
    let secret = Secret::Encoded(offer.letters.replace('-', "")).to_bytes().unwrap();
    let app = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    let shown = second_factor::try_set_up(b, world.account, &sealed, &world.code(&app)).await.unwrap();
    // The answer was lost: once more, with other codes.
    let again = second_factor::try_set_up(b, world.account, &sealed, &world.code(&app)).await.unwrap();
    assert_ne!(shown.codes, again.codes);
    // What was shown to somebody else, for another secret, or too long ago is not kept.
    let Then::SetUp(other) = second_factor::then(b, world.account).await.unwrap() else { panic!() };
    let foreign = second_factor::set_up(b, world.account, &other, &again.sealed).await;
    assert!(matches!(foreign, Err(Refused::Wrong)), "{foreign:?}");
    world.pass(600);
    let late = second_factor::set_up(b, world.account, &sealed, &again.sealed).await;
    assert!(matches!(late, Err(Refused::Wrong)), "{late:?}");
    let shown = second_factor::try_set_up(b, world.account, &sealed, &world.code(&app)).await.unwrap();
    second_factor::set_up(b, world.account, &sealed, &shown.sealed).await.unwrap();
    let twice = second_factor::set_up(b, world.account, &sealed, &shown.sealed).await;
    assert!(matches!(twice, Err(Refused::Other(backend::Error::Conflict))), "{twice:?}");
    assert!(matches!(world.check(&again.codes[0]).await, Err(Refused::Wrong)), "shown and never kept");
    world.check(&shown.codes[0]).await.unwrap();
}

async fn new_codes_end_the_old_ones_once_they_are_kept(world: Earnest) {
    let (_, old) = world.set_up().await;
    let (b, actor) = (&world.b, Actor::Administrator { account: world.account });
    assert_eq!(second_factor::codes_left(b, world.account).await.unwrap(), Some(10));
    let new = second_factor::new_codes(b, world.account).unwrap();
    world.check(&old[0]).await.unwrap();
    assert!(matches!(world.check(&new.codes[0]).await, Err(Refused::Wrong)), "not kept yet");
    assert_eq!(second_factor::codes_left(b, world.account).await.unwrap(), Some(9));
    second_factor::keep_codes(b, &actor, &new.sealed).await.unwrap();
    assert!(matches!(world.check(&old[1]).await, Err(Refused::Wrong)), "ended");
    world.check(&new.codes[0]).await.unwrap();
    let again = second_factor::keep_codes(b, &actor, &new.sealed).await;
    assert!(matches!(again, Err(backend::Error::Conflict)), "nor at once: {again:?}");
    world.pass(600);
    let late = second_factor::keep_codes(b, &actor, &new.sealed).await;
    assert!(matches!(late, Err(backend::Error::Conflict)), "an old page brings back no used codes: {late:?}");
}

async fn a_second_step_is_enough_for_ten_minutes(world: Earnest) {
    let b = &world.b;
    world.set_up().await;
    let me = backend::accounts::me(b, world.account).await.unwrap().1;
    let mut staff = sessions::begin(b, me.account, me.membership).await.unwrap().staff.unwrap();
    assert!(sessions::wants_proof(b, &staff).await.unwrap(), "by the password alone");
    staff.proved = Some(b.clock().now());
    world.pass(599);
    assert!(!sessions::wants_proof(b, &staff).await.unwrap());
    world.pass(1);
    assert!(sessions::wants_proof(b, &staff).await.unwrap());
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
    assert!(second_factor::try_set_up(&world.b, other, &sealed, "123456").await.is_err());
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
