//! The second step of signing in: the code of an authenticator app (TOTP, RFC 6238: six digits, 30 seconds, SHA-1, which
//! is what every app reads), or one of ten recovery codes. Required of everybody outside a demonstration.
//!
//! Recovery codes are shown before they count: whoever reads them says that they have kept them, and only then are they
//! in the database. What is shown and not yet kept goes along in the page's form, sealed, so that a database that goes
//! away, or an answer that is lost, costs nothing but showing others.

use domain::{access::Actor, audit::Access, guessing::MOST_CODES, ids::AccountId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret, TOTP};
use url::form_urlencoded::byte_serialize;

use super::{
    guesses::{Counters, TryFrom},
    sign_in::Refused,
};
use crate::{
    Backend, Error, audit,
    db::{
        self, Tx, accounts,
        credentials::{self, Kind},
    },
    error::{Damaged, chain},
    manager::Act,
    sealed,
};

const SECONDS: i64 = 30;
/// Seconds by which a phone's clock may be wrong, either way, or somebody slow to type.
const SKEW: i64 = 40;
/// Steps within which a wrong clock is recognised as one, either way: ten minutes.
const RECOGNISED: i64 = 20;
const RECOVERY_CODES: usize = 10;
/// How long codes that were shown can be kept.
const SHOWN: SignedDuration = SignedDuration::from_mins(10);

/// What comes after the right password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Nothing: a demonstration asks for no more.
    In,
    Code,
    /// A new secret, sealed, for [`offer`] and [`set_up`].
    SetUp(String),
}

/// Whether the account has a second step.
pub(crate) async fn is_set_up(b: &Backend, account: AccountId) -> Result<bool, Error> {
    Ok(credentials::newest(&mut *b.db().read().await?, account, Kind::Totp).await?.is_some())
}

/// A secret as an app takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// For the square that an app reads.
    pub uri: String,
    /// For whoever types it.
    pub letters: String,
}

/// What is asked of this account after its password.
pub async fn then(b: &Backend, account: AccountId) -> Result<Then, Error> {
    Ok(match (is_set_up(b, account).await?, b.settings().demonstration) {
        (true, _) => Then::Code,
        (false, true) => Then::In,
        (false, false) => Then::SetUp(sealed::seal(b, &about(account), &hex::encode(b.ids().bytes::<20>()))),
    })
}

/// The secret that [`then`] made, for its account alone.
pub async fn offer(b: &Backend, account: AccountId, sealed: &str) -> Result<Offer, Error> {
    let totp = open(b, account, sealed)?;
    let (email, _) = accounts::address(&mut *b.db().read().await?, account).await?;
    let email: String = byte_serialize(email.as_bytes()).collect();
    let letters = totp.get_secret_base32();
    let uri =
        format!("otpauth://totp/Skinlink:{email}?secret={letters}&issuer=Skinlink&algorithm=SHA1&digits=6&period=30");
    Ok(Offer { uri, letters: groups(&letters) })
}

/// Recovery codes that were shown and do not count yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCodes {
    pub codes: Vec<String>,
    /// The same for the form by which they are kept.
    pub sealed: String,
}

#[derive(Serialize, Deserialize)]
struct Shown {
    at: Timestamp,
    hashes: Vec<String>,
    /// The step whose code showed that an app has the secret; 0 where none had to.
    step: i64,
}

/// Ten new codes to be shown; `totp` is the sealed secret that they come with.
fn show(b: &Backend, account: AccountId, totp: &str, step: i64) -> Result<NewCodes, Error> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| groups(&base32(b.ids().bytes::<10>()))).collect();
    let shown = Shown { at: b.clock().now(), hashes: codes.iter().map(|code| hashed(code)).collect(), step };
    let sealed = sealed::seal(b, &about_codes(account, totp), &db::to_json(&shown)?);
    Ok(NewCodes { codes, sealed })
}

/// What [`show`] sealed for this account not long ago.
fn shown(b: &Backend, account: AccountId, totp: &str, sealed: &str) -> Option<Shown> {
    let shown = sealed::open(b, &about_codes(account, totp), sealed)?;
    let shown: Shown = serde_json::from_str(&shown).ok()?;
    (b.clock().now() < ends(shown.at)).then_some(shown)
}

fn ends(shown: Timestamp) -> Timestamp {
    shown.saturating_add(SHOWN).unwrap_or(Timestamp::MAX)
}

fn about_codes(account: AccountId, totp: &str) -> String {
    format!("recovery codes of {account} {totp}")
}

/// A code shows that an app has the secret: the recovery codes to be shown. Nothing is kept yet.
pub async fn try_set_up(b: &Backend, account: AccountId, sealed: &str, code: &str) -> Result<NewCodes, Refused> {
    let totp = open(b, account, sealed)?;
    let found = digits(code).map(|code| step_of(&totp, &code, b.clock().now(), 0));
    match found {
        Some(Found::Fits(step)) => Ok(show(b, account, sealed, step)?),
        Some(Found::Early { by, .. }) => Err(Refused::Clock(by)),
        Some(Found::Late(by)) => Err(Refused::Clock(-by)),
        Some(Found::Nothing) | None => Err(Refused::Wrong),
    }
}

/// Keeps the secret with the codes that were shown. `Wrong` where they were shown too long ago, `Conflict` where it was
/// set up in another tab meanwhile.
pub async fn set_up(b: &Backend, account: AccountId, sealed: &str, codes: &str) -> Result<(), Refused> {
    let shown = shown(b, account, sealed, codes).ok_or(Refused::Wrong)?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, None).await?;
    if credentials::newest(&mut tx, account, Kind::Totp).await?.is_some() {
        return Err(Refused::Other(Error::Conflict));
    }
    let now = b.clock().now();
    let id = b.ids().new_id(now);
    credentials::insert(&mut tx, id, account, Kind::Totp, sealed, now).await?;
    credentials::take_step(&mut tx, &id.to_string(), shown.step).await?;
    replace_codes(b, &mut tx, account, &shown, now).await?;
    act.done(&mut tx, now, &Access::SecondFactorSet { account }).await?;
    tx.commit().await?;
    Ok(())
}

/// Ten new codes for somebody who has a second step, to be shown; the old ones count until these are kept.
pub fn new_codes(b: &Backend, account: AccountId) -> Result<NewCodes, Error> {
    show(b, account, "", 0)
}

/// The codes that were shown count from now on, and no others. `Conflict` where they were shown too long ago, or were kept
/// before.
pub async fn keep_codes(b: &Backend, actor: &Actor, codes: &str) -> Result<(), Error> {
    let account = actor.account().ok_or(Error::Denied)?;
    let shown = shown(b, account, "", codes).ok_or(Error::Conflict)?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    if credentials::newest(&mut tx, account, Kind::Totp).await?.is_none() {
        return Err(Error::Conflict);
    }
    let now = b.clock().now();
    // Pressed again on an old page, codes that were used since would come back.
    if !credentials::use_challenge(&mut tx, &hex::encode(Sha256::digest(codes)), ends(shown.at)).await? {
        return Err(Error::Conflict);
    }
    replace_codes(b, &mut tx, account, &shown, now).await?;
    act.done(&mut tx, now, &Access::RecoveryCodesMade { account }).await?;
    tx.commit().await
}

async fn replace_codes(
    b: &Backend,
    tx: &mut Tx,
    account: AccountId,
    shown: &Shown,
    now: Timestamp,
) -> Result<(), Error> {
    credentials::delete(tx, account, Kind::Recovery).await?;
    for hash in &shown.hashes {
        credentials::insert(tx, b.ids().new_id(now), account, Kind::Recovery, hash, now).await?;
    }
    Ok(())
}

/// How many recovery codes are left; None where there is no second step to recover.
pub async fn codes_left(b: &Backend, account: AccountId) -> Result<Option<u32>, Error> {
    let mut connection = b.db().read().await?;
    if credentials::newest(&mut connection, account, Kind::Totp).await?.is_none() {
        return Ok(None);
    }
    let left = credentials::count(&mut connection, account, Kind::Recovery).await?;
    Ok(Some(u32::try_from(left).unwrap_or(u32::MAX)))
}

/// Whether this is a code of the account's app that was not taken before, or one of its recovery codes, which is used up
/// by it. Counted before it is looked at, as passwords are; whoever gets here knew the password. So many wrong ones in a
/// row, whenever and wherever they were typed, are the last.
pub async fn check(b: &Backend, account: AccountId, typed: &str, from: TryFrom<'_>) -> Result<(), Refused> {
    let (email, _) = accounts::address(&mut *b.db().read().await?, account).await?;
    let counters = Counters::of_codes(b, &email, from);
    if let Err(too_soon) = counters.count(b).await? {
        audit::record(b, None, None, Access::SignInHeldBack { tries: 1 });
        return Err(Refused::TooSoon(too_soon.until.duration_since(b.clock().now())));
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    // Written first: several at once come one after the other, and none is looked at after the last.
    accounts::add_wrong_code(&mut tx, account).await?;
    let wrong = accounts::wrong_codes(&mut tx, account).await?;
    if wrong > MOST_CODES {
        return Err(Refused::CodesLocked);
    }
    let taken = match digits(typed) {
        Some(code) => take_code(b, &mut tx, account, &code).await?,
        None if credentials::take(&mut tx, account, Kind::Recovery, &hashed(typed)).await? => Ok(()),
        None => Err(Refused::Wrong),
    };
    if taken.is_ok() {
        accounts::forget_wrong_codes(&mut tx, account).await?;
    }
    tx.commit().await?;
    if taken.is_ok() {
        // The code is used up, and would not be taken again.
        if let Err(error) = counters.was_right(b).await {
            tracing::warn!(error = chain(&error), "the wrong codes before a right one still count");
        }
        return Ok(());
    }
    tracing::warn!("a wrong code after the right password");
    audit::record(b, None, None, Access::SignInFailed { account: Some(account) });
    if wrong == MOST_CODES {
        audit::record(b, None, None, Access::SecondFactorLocked { account });
        return Err(Refused::CodesLocked);
    }
    taken
}

async fn take_code(b: &Backend, tx: &mut Tx, account: AccountId, code: &str) -> Result<Result<(), Refused>, Error> {
    let Some(row) = credentials::newest(tx, account, Kind::Totp).await? else { return Ok(Err(Refused::Wrong)) };
    let totp = open(b, account, &row.secret)?;
    Ok(match step_of(&totp, code, b.clock().now(), row.last_step) {
        Found::Fits(step) if credentials::take_step(tx, &row.id, step).await? => Ok(()),
        Found::Early { step, by } => {
            // Whoever guessed it must not come back with it when its time has come.
            credentials::set_told_step(tx, &row.id, step).await?;
            Err(Refused::Clock(by))
        }
        Found::Late(by) => Err(Refused::Clock(-by)),
        Found::Fits(_) | Found::Nothing => Err(Refused::Wrong),
    })
}

/// What a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Of a step that a clock shows which is no more than [`SKEW`] wrong, and later than the newest taken.
    Fits(i64),
    /// Of a step that is still to come, from a clock that is so many seconds ahead.
    Early {
        step: i64,
        by: i64,
    },
    /// Of a step that is over, from a clock that is so many seconds behind.
    Late(i64),
    Nothing,
}

/// Of which of the steps around `now` this is the code; the steps up to `after` are taken.
fn step_of(totp: &TOTP, code: &str, now: Timestamp, after: i64) -> Found {
    let step_at = |seconds: i64| (now.as_second() + seconds).div_euclid(SECONDS);
    let is_of = |step: &i64| {
        let time = u64::try_from(step * SECONDS).unwrap_or_default();
        *step > after && bool::from(totp.generate(time).as_bytes().ct_eq(code.as_bytes()))
    };
    let (first, last) = (step_at(-SKEW), step_at(SKEW));
    if let Some(step) = (first..=last).find(is_of) {
        return Found::Fits(step);
    }
    let by = |step: i64| (step - step_at(0)).abs() * SECONDS;
    if let Some(step) = (last + 1..=last + RECOGNISED).find(is_of) {
        return Found::Early { step, by: by(step) };
    }
    (first - RECOGNISED..first).find(is_of).map_or(Found::Nothing, |step| Found::Late(by(step)))
}

fn open(b: &Backend, account: AccountId, sealed: &str) -> Result<TOTP, Error> {
    let secret = sealed::open(b, &about(account), sealed).and_then(|secret| hex::decode(secret).ok());
    totp(secret.ok_or(Damaged("second factor"))?)
}

fn totp(secret: Vec<u8>) -> Result<TOTP, Error> {
    TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).map_err(|_| Damaged("second factor").into())
}

/// What a secret is sealed about: nobody's opens another's.
pub(crate) fn about(account: AccountId) -> String {
    format!("the second factor of {account}")
}

/// The six digits of a code, without the space that apps show in it.
fn digits(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())).then_some(code)
}

fn base32(bytes: [u8; 10]) -> String {
    Secret::Raw(bytes.to_vec()).to_encoded().to_string().to_lowercase()
}

/// "abcd-efgh-…": to be read and typed.
fn groups(letters: &str) -> String {
    letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// A recovery code as it is kept: 80 random bits need no slow hash.
fn hashed(code: &str) -> String {
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    hex::encode(Sha256::digest(plain.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// RFC 6238 appendix B, of whose eight digits an app shows the last six.
    #[test]
    fn codes_are_the_standards() {
        let totp = totp(b"12345678901234567890".to_vec()).unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(step_of(&totp, code, at(seconds), 0), Found::Fits(seconds / SECONDS), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_wrong_by_forty_seconds_and_is_told_when_it_is_more() {
        let totp = totp(vec![7; 20]).unwrap();
        let code = |at: i64| totp.generate(u64::try_from(at).unwrap());
        // At each second of a step.
        for now in 1_800_000_000..1_800_000_030 {
            for wrong_by in -40..=40 {
                let found = step_of(&totp, &code(now + wrong_by), at(now), 0);
                assert!(matches!(found, Found::Fits(_)), "{now} {wrong_by}: {found:?}");
            }
            for minutes in [2, 5, 10] {
                let early = step_of(&totp, &code(now + minutes * 60), at(now), 0);
                assert_eq!(early, Found::Early { step: (now + minutes * 60) / SECONDS, by: minutes * 60 });
                assert_eq!(step_of(&totp, &code(now - minutes * 60), at(now), 0), Found::Late(minutes * 60));
            }
            assert_eq!(step_of(&totp, &code(now + 1_200), at(now), 0), Found::Nothing);
            assert_eq!(step_of(&totp, &code(now - 1_200), at(now), 0), Found::Nothing);
        }
    }

    #[test]
    fn no_code_is_taken_again() {
        let totp = totp(vec![7; 20]).unwrap();
        let now = at(1_800_000_015);
        let step = now.as_second() / SECONDS;
        let code = |seconds: i64| totp.generate(u64::try_from(now.as_second() + seconds).unwrap());
        assert_eq!(step_of(&totp, &code(0), now, step), Found::Nothing, "taken");
        assert_eq!(step_of(&totp, &code(30), now, step), Found::Fits(step + 1), "the next one is another");
        assert_eq!(step_of(&totp, &code(0), now, step + 1), Found::Nothing, "nor one from before the newest taken");
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(digits(" 123 456 ").as_deref(), Some("123456"));
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
        let code = groups(&base32([0xA5; 10]));
        assert_eq!((code.len(), code.matches('-').count()), (19, 3));
        assert_eq!(hashed(&code), hashed(&code.to_uppercase().replace('-', " ")));
    }
}
