//! The second step of signing in: the code of an authenticator app (TOTP, RFC 6238: six digits, 30 seconds, SHA-1, which
//! is what every app reads), or one of ten recovery codes. Required of everybody outside a demonstration.

use domain::{audit::Access, ids::AccountId};
use jiff::Timestamp;
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
        Tx, accounts,
        credentials::{self, Kind},
    },
    error::Damaged,
    manager::Act,
    sealed,
};

const SECONDS: i64 = 30;
/// Steps by which a phone's clock may be wrong, either way.
const SKEW: i64 = 1;
const RECOVERY_CODES: usize = 10;

/// What comes after the right password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Nothing: a demonstration asks for no more.
    In,
    Code,
    /// A new secret, sealed, for [`offer`] and [`set_up`].
    SetUp(String),
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
    let has_one = credentials::newest(&mut *b.db().read().await?, account, Kind::Totp).await?.is_some();
    Ok(match (has_one, b.settings().demonstration) {
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

/// Keeps the secret once a code shows that an app has it; the recovery codes, which are shown this once.
pub async fn set_up(b: &Backend, account: AccountId, sealed: &str, code: &str) -> Result<Vec<String>, Refused> {
    let totp = open(b, account, sealed)?;
    let now = b.clock().now();
    let step = digits(code).and_then(|code| step_of(&totp, &code, now, 0)).ok_or(Refused::Wrong)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| groups(&base32(b.ids().bytes::<10>()))).collect();
    let mut tx = b.db().begin().await?;
    let act = Act::begin(&mut tx, None).await?;
    if credentials::newest(&mut tx, account, Kind::Totp).await?.is_some() {
        // In another tab; what this one shows is nobody's.
        return Err(Refused::Other(Error::Conflict));
    }
    credentials::delete(&mut tx, account, Kind::Recovery).await?;
    let id = b.ids().new_id(now);
    credentials::insert(&mut tx, id, account, Kind::Totp, sealed, now).await?;
    credentials::take_step(&mut tx, &id.to_string(), step).await?;
    for code in &codes {
        credentials::insert(&mut tx, b.ids().new_id(now), account, Kind::Recovery, &hashed(code), now).await?;
    }
    act.done(&mut tx, now, &Access::SecondFactorSet { account }).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Whether this is a code of the account's app that was not taken before, or one of its recovery codes, which is used up
/// by it. Counted before it is looked at, as passwords are; whoever gets here knew the password.
pub async fn check(b: &Backend, account: AccountId, typed: &str, from: TryFrom<'_>) -> Result<(), Refused> {
    let (email, _) = accounts::address(&mut *b.db().read().await?, account).await?;
    let counters = Counters::of_codes(b, &email, from);
    if let Err(too_soon) = counters.count(b, &b.settings().guessing).await? {
        audit::record(b, None, None, Access::SignInHeldBack { tries: 1 });
        return Err(Refused::TooSoon(too_soon.until.duration_since(b.clock().now())));
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    let taken = match digits(typed) {
        Some(code) => take_code(b, &mut tx, account, &code).await?,
        None => credentials::take(&mut tx, account, Kind::Recovery, &hashed(typed)).await?,
    };
    tx.commit().await?;
    if taken {
        return Ok(counters.was_right(b).await?);
    }
    tracing::warn!("a wrong code after the right password");
    audit::record(b, None, None, Access::SignInFailed { account: Some(account) });
    Err(Refused::Wrong)
}

async fn take_code(b: &Backend, tx: &mut Tx, account: AccountId, code: &str) -> Result<bool, Error> {
    let Some(row) = credentials::newest(tx, account, Kind::Totp).await? else { return Ok(false) };
    let totp = open(b, account, &row.secret)?;
    match step_of(&totp, code, b.clock().now(), row.last_step) {
        Some(step) => credentials::take_step(tx, &row.id, step).await,
        None => Ok(false),
    }
}

/// The step whose code this is, if it is one of those around `now` and later than `after`.
fn step_of(totp: &TOTP, code: &str, now: Timestamp, after: i64) -> Option<i64> {
    let at = now.as_second().div_euclid(SECONDS);
    let is_of = |step: &i64| {
        let time = u64::try_from(step * SECONDS).unwrap_or_default();
        bool::from(totp.generate(time).as_bytes().ct_eq(code.as_bytes()))
    };
    (at - SKEW..=at + SKEW).filter(|step| *step > after).find(is_of)
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
            assert_eq!(step_of(&totp, code, at(seconds), 0), Some(seconds / SECONDS), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_wrong_by_one_step_and_no_code_is_taken_again() {
        let totp = totp(vec![7; 20]).unwrap();
        let now = at(1_800_000_015);
        let step = now.as_second() / SECONDS;
        let code = |seconds: i64| totp.generate(u64::try_from(now.as_second() + seconds).unwrap());
        for (wrong_by, found) in
            [(0, true), (29, true), (-29, true), (40, true), (-40, true), (50, false), (-50, false)]
        {
            assert_eq!(step_of(&totp, &code(wrong_by), now, 0).is_some(), found, "{wrong_by}");
        }
        assert_eq!(step_of(&totp, &code(0), now, step), None, "taken");
        assert_eq!(step_of(&totp, &code(30), now, step), Some(step + 1), "the next one is another");
        assert_eq!(step_of(&totp, &code(0), now, step + 1), None, "nor one from before the newest taken");
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
