//! Sessions of tower-sessions in the same database: who a browser was found to be, and for how long. tower-sessions'
//! own store for sqlx is tied to another version of sqlx, and two of them cannot link one SQLite.

use std::{cmp::Reverse, collections::HashMap};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::Actor,
    audit::Access,
    ids::{AccountId, MembershipId, PhotoRequestId},
    session::{SECOND_STEP, SessionRules},
    view::{SessionLine, When},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error as StoreError, Result as StoreResult},
};

use crate::{Backend, Error, accounts, audit, db, db::sessions, error::chain};

/// Everything that a session holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub staff: Option<SignedIn>,
    pub links: Option<Links>,
    /// Somebody who gave the right password, and nothing else yet.
    #[serde(default)]
    pub pending: Option<Pending>,
}

/// Somebody between the two steps of signing in: signed in as nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub account: AccountId,
    pub since: Timestamp,
    #[serde(default)]
    pub device: String,
    /// Where they wanted to go; empty for their start page.
    pub next: String,
    /// The sealed secret of the second factor that they have still to set up; None where they have one.
    pub sealed: Option<String>,
}

/// Somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub account: AccountId,
    /// Where they work in this session.
    pub membership: MembershipId,
    /// "Firefox on Windows", as the browser says; for its owner's list.
    #[serde(default)]
    pub device: String,
    /// What every page made for this sign-in carries, and gives back with whatever is sent from it.
    pub mark: String,
    pub since: Timestamp,
    /// When they last did something.
    pub seen: Timestamp,
    /// When they last gave a second step.
    #[serde(default)]
    pub proved: Option<Timestamp>,
}

/// Photo requests whose date of birth was given in this browser, or a phone's code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    pub ids: Vec<PhotoRequestId>,
    pub seen: Timestamp,
}

impl Held {
    /// The only name under which a session holds anything.
    pub const KEY: &'static str = "who";

    /// Without what has ended by `now`: of two in one browser, one may end before the other.
    pub fn alive(mut self, rules: &SessionRules, now: Timestamp) -> Self {
        self.staff = self.staff.filter(|staff| rules.staff_ends(staff.since, staff.seen) > now);
        self.links = self.links.filter(|links| rules.link_ends(links.seen) > now);
        self.pending = self.pending.filter(|pending| second_step_ends(pending) > now);
        self
    }

    /// Whose it is, between the two steps as well: it ends with all of theirs.
    fn account(&self) -> Option<AccountId> {
        let pending = self.pending.as_ref().map(|pending| pending.account);
        self.staff.as_ref().map(|staff| staff.account).or(pending)
    }

    /// When the last of it ends.
    fn ends(&self, rules: &SessionRules) -> Option<Timestamp> {
        let staff = self.staff.as_ref().map(|staff| rules.staff_ends(staff.since, staff.seen));
        let links = self.links.as_ref().map(|links| rules.link_ends(links.seen));
        staff.max(links).max(self.pending.as_ref().map(second_step_ends))
    }
}

fn second_step_ends(pending: &Pending) -> Timestamp {
    pending.since.saturating_add(SECOND_STEP).unwrap_or(Timestamp::MAX)
}

/// Keeps sessions where everything else is kept.
#[derive(Debug, Clone)]
pub struct Store(Backend);

impl Store {
    pub fn new(b: Backend) -> Self {
        Self(b)
    }

    /// What the record holds decides how long it lasts, not what the cookie says.
    fn ends(&self, record: &Record) -> i64 {
        let ends = held_in(record).ends(&self.0.settings().sessions);
        ends.unwrap_or_else(|| self.0.clock().now()).as_millisecond()
    }

    async fn insert(&self, record: &Record) -> Result<(), Error> {
        let mut tx = self.0.db().begin_on_any_disk().await?;
        let data = db::to_json(&record.data)?;
        let account = held_in(record).account();
        sessions::insert(&mut tx, &row_of(&record.id), account, &data, self.ends(record)).await?;
        tx.commit().await
    }

    async fn update(&self, record: &Record) -> Result<(), Error> {
        let mut tx = self.0.db().begin_on_any_disk().await?;
        let data = db::to_json(&record.data)?;
        let account = held_in(record).account();
        sessions::update(&mut tx, &row_of(&record.id), account, &data, self.ends(record)).await?;
        tx.commit().await
    }

    async fn read(&self, id: &Id) -> Result<Option<Record>, Error> {
        let now = self.0.clock().now().as_millisecond();
        let row = sessions::find(&mut *self.0.db().read().await?, &row_of(id), now).await?;
        row.map(|(data, expires_at)| {
            let nanoseconds = i128::from(expires_at) * 1_000_000;
            let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds)
                .map_err(|error| Error::Internal(error.into()))?;
            Ok(Record { id: *id, data: db::from_json(&data, "session")?, expiry_date })
        })
        .transpose()
    }

    async fn remove(&self, id: &Id) -> Result<(), Error> {
        let mut tx = self.0.db().begin_on_any_disk().await?;
        sessions::delete(&mut tx, &row_of(id)).await?;
        tx.commit().await
    }
}

/// What a record holds of ours.
fn held_in(record: &Record) -> Held {
    let held = record.data.get(Held::KEY).and_then(|held| serde_json::from_value(held.clone()).ok());
    held.unwrap_or_default()
}

/// What a session is kept under: its id is a secret, and is nowhere but in its cookie.
fn row_of(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

/// Writes down that somebody did something just now.
pub async fn touch(b: &Backend, id: &Id, held: &Held) -> Result<(), Error> {
    let data = [(Held::KEY.to_owned(), serde_json::to_value(held).map_err(|error| Error::Internal(error.into()))?)];
    let record = Record { id: *id, data: data.into(), expiry_date: OffsetDateTime::UNIX_EPOCH };
    Store(b.clone()).update(&record).await
}

/// How long a form that was written on a page is known to be its author's, after they signed in: the longest session,
/// and as long again away from the page.
fn marks_last(rules: &SessionRules) -> SignedDuration {
    SignedDuration::from_hours(i64::from(rules.longest_hours) * 2)
}

/// Somebody signs in, and works in this membership of theirs: what their session holds from now on.
pub async fn begin(b: &Backend, account: AccountId, membership: MembershipId) -> Result<Held, Error> {
    let now = b.clock().now();
    let (actor, _) = accounts::me_at(b, account, membership).await?;
    let mark = URL_SAFE_NO_PAD.encode(b.ids().bytes::<16>());
    let until = now.saturating_add(marks_last(&b.settings().sessions)).unwrap_or(Timestamp::MAX);
    let mut tx = b.db().begin_on_any_disk().await?;
    sessions::insert_mark(&mut tx, &hash(&mark), (account, membership), until.as_millisecond()).await?;
    tx.commit().await?;
    audit::record(b, Some(&actor), None, Access::SignedIn);
    let staff = SignedIn { account, membership, device: String::new(), mark, since: now, seen: now, proved: None };
    Ok(Held { staff: Some(staff), ..Held::default() })
}

/// Somebody signs out: no form of their pages is kept for them any longer, what was kept is thrown away, and their
/// streams end. The session itself is its caller's to delete.
pub async fn end(b: &Backend, staff: &SignedIn) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    sessions::delete_mark(&mut tx, &hash(&staff.mark)).await?;
    db::unsent::delete_all(&mut tx, staff.account).await?;
    tx.ended(stream_id(&staff.mark));
    tx.commit().await?;
    // Somebody whose account is gone meanwhile is signed out all the same.
    let actor = accounts::me_at(b, staff.account, staff.membership).await.ok().map(|(actor, _)| actor);
    audit::record(b, actor.as_ref(), None, Access::SignedOut);
    Ok(())
}

/// Whether somebody has to give their second step again before an act that can let somebody in or keep them out. Where
/// an account has none, as in a demonstration, there is nothing to give.
pub async fn wants_proof(b: &Backend, staff: &SignedIn) -> Result<bool, Error> {
    let is_fresh = staff.proved.is_some_and(|at| b.settings().sessions.proof_ends(at) > b.clock().now());
    Ok(!is_fresh && accounts::second_factor::is_set_up(b, staff.account).await?)
}

/// Everywhere that somebody is signed in, they are so no longer. What they were typing is kept for them as after a session
/// that ended: their pages' marks stay.
pub(crate) async fn end_all(tx: &mut db::Tx, account: AccountId) -> Result<(), Error> {
    end_streams(tx, account, None).await?;
    sessions::delete_of(tx, account).await
}

/// What an account's open pages listen to ends: all of them, or those that were made for one membership.
pub(crate) async fn end_streams(
    tx: &mut db::Tx,
    account: AccountId,
    membership: Option<MembershipId>,
) -> Result<(), Error> {
    for mark in sessions::marks(tx, account, membership).await? {
        tx.ended(u64::from_str_radix(mark.get(..16).unwrap_or_default(), 16).unwrap_or_default());
    }
    Ok(())
}

/// Whose page carries this mark and which membership it was made for, also after its session has ended; None once they
/// signed out.
pub async fn author(b: &Backend, mark: &str) -> Result<Option<(AccountId, Option<MembershipId>)>, Error> {
    let now = b.clock().now().as_millisecond();
    sessions::author_of_mark(&mut *b.db().read().await?, &hash(mark), now).await
}

/// Where somebody is signed in, or has given their password and no second step yet; the newest first.
pub async fn list(b: &Backend, account: AccountId, mark: &str) -> Result<Vec<SessionLine>, Error> {
    let found = of_account(b, &mut *b.db().read().await?, account).await?;
    let line = |(id, held): (String, Held)| {
        let (device, since, seen, is_this, waits) = match (held.staff, held.pending) {
            (Some(staff), _) => (staff.device, staff.since, staff.seen, staff.mark == mark, false),
            (None, Some(pending)) => (pending.device, pending.since, pending.since, false, true),
            (None, None) => return None,
        };
        Some(SessionLine { id, device, since: When::at(since), seen: When::at(seen), is_this, waits })
    };
    let mut lines: Vec<SessionLine> = found.into_iter().filter_map(line).collect();
    lines.sort_by_key(|line| Reverse(line.since.ms));
    Ok(lines)
}

/// Ends one of somebody's own sessions, or with no `id` all but the one whose pages carry `mark`; those between the two
/// steps of signing in, too. What was being typed there is kept for them, as after a session that ended by itself.
pub async fn end_elsewhere(b: &Backend, actor: &Actor, mark: &str, id: Option<&str>) -> Result<(), Error> {
    let account = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let mut found = of_account(b, &mut tx, account).await?;
    found.retain(|(row, held)| {
        held.staff.as_ref().is_none_or(|staff| staff.mark != mark) && id.is_none_or(|id| id == row)
    });
    for (row, held) in &found {
        sessions::delete(&mut tx, row).await?;
        if let Some(staff) = &held.staff {
            tx.ended(stream_id(&staff.mark));
        }
    }
    tx.commit().await?;
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    audit::record(b, Some(actor), None, Access::SessionsEnded { count });
    Ok(())
}

/// The rows in which an account is signed in or about to, and what each holds.
async fn of_account(
    b: &Backend,
    connection: &mut sqlx::AnyConnection,
    account: AccountId,
) -> Result<Vec<(String, Held)>, Error> {
    let now = b.clock().now();
    let rows = sessions::of_account(connection, account, now.as_millisecond()).await?;
    let held = |data: &str| {
        let mut data: HashMap<String, serde_json::Value> = serde_json::from_str(data).ok()?;
        let held: Held = serde_json::from_value(data.remove(Held::KEY)?).ok()?;
        let held = held.alive(&b.settings().sessions, now);
        held.account().is_some().then_some(held)
    };
    Ok(rows.into_iter().filter_map(|(id, data)| Some((id, held(&data)?))).collect())
}

/// The same person goes on in another membership of theirs: pages made until now are not taken any longer, as their mark
/// is another's.
pub async fn switch(b: &Backend, staff: &SignedIn, membership: MembershipId) -> Result<Held, Error> {
    let (actor, _) = accounts::me_at(b, staff.account, membership).await?;
    let now = b.clock().now();
    let mark = URL_SAFE_NO_PAD.encode(b.ids().bytes::<16>());
    let until = now.saturating_add(marks_last(&b.settings().sessions)).unwrap_or(Timestamp::MAX);
    let mut tx = b.db().begin_on_any_disk().await?;
    sessions::insert_mark(&mut tx, &hash(&mark), (staff.account, membership), until.as_millisecond()).await?;
    tx.ended(stream_id(&staff.mark));
    tx.commit().await?;
    audit::record(b, Some(&actor), None, Access::Switched { membership });
    let staff = SignedIn { membership, mark, seen: now, ..staff.clone() };
    Ok(Held { staff: Some(staff), ..Held::default() })
}

/// What a mark's streams are told apart by.
pub fn stream_id(mark: &str) -> u64 {
    let hash = Sha256::digest(mark);
    hash.iter().take(8).fold(0, |id, byte| id << 8 | u64::from(*byte))
}

pub(crate) fn hash(mark: &str) -> String {
    hex::encode(Sha256::digest(mark))
}

/// Deletes the sessions that have ended. To be called now and then; a session that ended is not loaded in any case.
pub async fn delete_expired(b: &Backend) -> Result<(), Error> {
    let now = b.clock().now().as_millisecond();
    let mut tx = b.db().begin_on_any_disk().await?;
    sessions::delete_expired(&mut tx, now).await?;
    db::unsent::delete_expired(&mut tx, now).await?;
    tx.commit().await
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        // Two identifiers of 128 random bits do not meet.
        self.insert(record).await.map_err(backend)
    }

    // A request that began before somebody signed out must not bring their session back when it ends.
    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.update(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        self.read(id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.remove(id).await.map_err(backend)
    }
}

fn backend(error: Error) -> StoreError {
    tracing::warn!(error = chain(&error), "a session could not be read or written");
    StoreError::Backend("the store does not answer".to_owned())
}
