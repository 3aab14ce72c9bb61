//! Wrong passwords, and numbers that open no case, are counted in the database, so that servers share the count and a
//! restart does not forget it.

use domain::{
    guessing::{CountedBy, FORGOTTEN, GuessRules},
    ids::AccountId,
};
use hkdf::Hkdf;
use jiff::Timestamp;
use sha2::Sha256;

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{self, Tx, accounts, sign_in_failures as failures},
};

/// Where a try to sign in comes from.
#[derive(Debug, Clone, Copy)]
pub struct TryFrom<'a> {
    /// An address on the network.
    pub source: &'a str,
    /// What the browser's cookie says, separated by full stops; only what [`device`] made counts.
    pub device: Option<&'a str>,
}

/// The counters that one try belongs to.
#[derive(Debug)]
pub(crate) struct Counters(Vec<(CountedBy, String)>);

/// A try that has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooSoon {
    pub(crate) until: Timestamp,
}

impl Counters {
    pub(super) fn of(b: &Backend, email: &str, from: TryFrom<'_>) -> Self {
        let counter = |by: CountedBy, what: &str| (by, keyed(b, &format!("{by:?}\n{what}")));
        let device = self::device(b, email);
        Self(match from.device.filter(|known| known.split('.').any(|known| known == device)) {
            Some(_) => vec![counter(CountedBy::KnownDevice, email)],
            None => vec![
                counter(CountedBy::AccountFromSource, &format!("{email}\n{}", from.source)),
                counter(CountedBy::Source, from.source),
            ],
        })
    }

    /// The counters of an account's second step. Only who knows the password gets here: they are the account's own,
    /// wherever a try comes from, and those of a known device are counted apart from a stranger's.
    pub(super) fn of_codes(b: &Backend, email: &str, from: TryFrom<'_>) -> Self {
        let counters = Self::of(b, email, from);
        let by = if counters.is_known_device() { CountedBy::KnownDevice } else { CountedBy::AccountFromSource };
        Self(vec![(by, keyed(b, &format!("code {by:?}\n{email}")))])
    }

    /// The counter of the cases' numbers that an account gives, wherever it works and signs in.
    pub(crate) fn of_numbers(b: &Backend, account: AccountId) -> Self {
        Self(vec![(CountedBy::CaseNumber, keyed(b, &format!("number\n{account}")))])
    }

    /// Holds the counters until the transaction ends, so that many tries at once come one after the other; whether this
    /// one comes too soon.
    pub(crate) async fn hold(&self, b: &Backend, tx: &mut Tx) -> Result<Result<(), TooSoon>, Error> {
        for (_, counter) in &self.0 {
            failures::hold(tx, counter).await?;
        }
        let too_soon = self.too_soon(tx, &b.settings().guessing, b.clock().now()).await?;
        Ok(too_soon.map_or(Ok(()), Err))
    }

    /// Counts a wrong one, of counters that are held; how many there are now, where that means waiting.
    pub(crate) async fn missed(&self, b: &Backend, tx: &mut Tx) -> Result<Option<(u32, TooSoon)>, Error> {
        let (rules, now) = (&b.settings().guessing, b.clock().now());
        let mut most = 0;
        for (_, counter) in &self.0 {
            let (count, last) = failures::get(tx, counter).await?.unwrap_or_default();
            let count = rules.counting(whole(count), from_ms(last), now) + 1;
            failures::set(tx, counter, count.into(), now.as_millisecond()).await?;
            most = most.max(count);
        }
        Ok(self.too_soon(tx, rules, now).await?.map(|too_soon| (most, too_soon)))
    }

    pub(super) fn is_known_device(&self) -> bool {
        self.0.iter().any(|(by, _)| *by == CountedBy::KnownDevice)
    }

    /// Counts the try as a wrong one until it turns out right, or says that it comes too soon.
    pub(super) async fn count(&self, b: &Backend) -> Result<Result<(), TooSoon>, Error> {
        let now = b.clock().now();
        // Looked up first: who has to wait costs no write.
        if let Some(too_soon) = self.too_soon(&mut *b.db().read().await?, &b.settings().guessing, now).await? {
            return Ok(Err(too_soon));
        }
        let mut tx = b.db().begin_on_any_disk().await?;
        if let Err(too_soon) = self.hold(b, &mut tx).await? {
            return Ok(Err(too_soon));
        }
        self.missed(b, &mut tx).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// The password was right: the account's counters begin anew, and the address gets its try back.
    pub(super) async fn was_right(&self, b: &Backend) -> Result<(), Error> {
        let mut tx = b.db().begin_on_any_disk().await?;
        for (by, counter) in &self.0 {
            match by {
                CountedBy::KnownDevice | CountedBy::AccountFromSource | CountedBy::CaseNumber => {
                    failures::delete(&mut tx, counter).await?;
                }
                CountedBy::Source => failures::take_one(&mut tx, counter).await?,
            }
        }
        tx.commit().await
    }

    async fn too_soon(
        &self,
        connection: &mut sqlx::AnyConnection,
        rules: &GuessRules,
        now: Timestamp,
    ) -> Result<Option<TooSoon>, Error> {
        for (by, counter) in &self.0 {
            if let Some((count, last)) = failures::get(connection, counter).await? {
                let last = from_ms(last);
                let until = rules.next_at(*by, rules.counting(whole(count), last, now), last);
                if until > now {
                    return Ok(Some(TooSoon { until }));
                }
            }
        }
        Ok(None)
    }
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

/// What the cookie of a browser says in which this account has signed in.
pub fn device(b: &Backend, email: &str) -> String {
    keyed(b, &format!("device\n{}", super::normal(email)))
}

/// The same of an account.
pub async fn device_of(b: &Backend, account: AccountId) -> Result<String, Error> {
    let (email, _) = accounts::address(&mut *b.db().read().await?, account).await?;
    Ok(device(b, &email))
}

/// A name of something that must not be read in the database or the log: a hash under a key of its own.
pub(super) fn keyed(b: &Backend, what: &str) -> String {
    let key = b.settings().key.derive("skinlink sign-in counters");
    let mut hash = [0; 32];
    Hkdf::<Sha256>::new(Some(what.as_bytes()), key.as_slice())
        .expand(b"counter", &mut hash)
        .expect("32 bytes are within HKDF-SHA256's limit of 8,160");
    hex::encode(hash)
}

/// Deletes what no longer counts. To be called now and then.
pub async fn forget(b: &Backend) -> Result<(), Error> {
    let before = b.clock().now().saturating_sub(FORGOTTEN).unwrap_or(Timestamp::MIN);
    let mut tx = b.db().begin().await?;
    db::sign_in_failures::delete_before(&mut tx, before.as_millisecond()).await?;
    tx.commit().await
}
