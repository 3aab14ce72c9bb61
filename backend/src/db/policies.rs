//! Editions of services' policies. Rows are added and never changed.

use std::{collections::HashMap, sync::Arc};

use domain::{
    case::{Draft, Outcome},
    ids::{AccountId, ServiceId},
    policy::{Edition, Policy, PolicyForm},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Db, Tx, cases::Case, from_json, organisations, parse, to_json};
use crate::{Error, clock::from_ms, error::Damaged};

/// The policy that the case `c` lives by, as JSON: the edition that it was sent under, or what its service had where the
/// version before sent it. NULL before it is sent.
pub(super) const OF_CASE: &str = "COALESCE((SELECT e.policy FROM policies e WHERE e.service_id = c.service_id
    AND e.edition = c.policy_edition), (SELECT s.rules FROM services s WHERE s.id = c.service_id))";

/// Editions that are read at once, the newest: of those, one holds.
const LISTED: i64 = 200;

/// An edition with who published it.
#[derive(Debug, Clone)]
pub(crate) struct PublishedEdition {
    pub(crate) edition: Edition,
    /// None where nobody signed in did.
    pub(crate) by: Option<String>,
    pub(crate) at: Timestamp,
}

#[derive(Debug, FromRow)]
struct Row {
    edition: i64,
    policy: String,
    from_at: i64,
    name: Option<String>,
    published_at: i64,
}

impl TryFrom<Row> for PublishedEdition {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let policy = from_json(&row.policy, "policy")?;
        Ok(Self {
            edition: Edition { number: row.edition, policy, from: from_ms(row.from_at) },
            by: row.name,
            at: from_ms(row.published_at),
        })
    }
}

/// The policies of one page: each text is read once, since most of its cases live by the same edition.
#[derive(Debug, Default)]
pub(crate) struct Policies(HashMap<Option<String>, Arc<Policy>>);

impl Policies {
    /// The policy of this text; the one that every service starts with where there is none.
    pub(crate) fn read(&mut self, json: Option<String>) -> Result<Arc<Policy>, Error> {
        if let Some(policy) = self.0.get(&json) {
            return Ok(Arc::clone(policy));
        }
        let policy = json.as_deref().map(|json| from_json(json, "policy")).transpose()?.unwrap_or_default();
        let policy = Arc::new(policy);
        self.0.insert(json, Arc::clone(&policy));
        Ok(policy)
    }
}

/// A service's editions, the newest first. Of one that a server of the version before has made beside this one, what that
/// gave it is the first, before anybody wrote it down ([`hold_first`]).
pub(crate) async fn all(connection: &mut AnyConnection, service: ServiceId) -> Result<Vec<PublishedEdition>, Error> {
    let sql = "SELECT e.edition, e.policy, e.from_at, a.name, e.published_at FROM policies e
               LEFT JOIN accounts a ON a.id = e.published_by WHERE e.service_id = $1 ORDER BY e.edition DESC LIMIT $2";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(service.to_string()).bind(LISTED).fetch_all(&mut *connection).await?;
    if rows.is_empty() {
        return Ok(first(connection, service).await?.into_iter().collect());
    }
    rows.into_iter().map(PublishedEdition::try_from).collect()
}

/// Writes down the first edition of a service that has none, before another is written after it.
pub(crate) async fn hold_first(tx: &mut Tx, service: ServiceId, now: Timestamp) -> Result<(), Error> {
    let sql = "SELECT edition FROM policies WHERE service_id = $1 LIMIT 1";
    let row: Option<i64> = sqlx::query_scalar(sql).bind(service.to_string()).fetch_optional(&mut **tx).await?;
    if row.is_none()
        && let Some(first) = first(tx, service).await?
    {
        // Another server may be just starting, and do the same.
        insert(tx, service, &first.edition, None, now).await?;
    }
    Ok(())
}

/// What a service had before there were editions, or has from a server of the version before: what it promises, with the
/// words for when to seek help sooner that its first ready-made answer of each outcome has. It has held from the beginning.
async fn first(connection: &mut AnyConnection, service: ServiceId) -> Result<Option<PublishedEdition>, Error> {
    let id = service.to_string();
    let sql = "SELECT s.rules, o.opened_at FROM services s JOIN organisations o ON o.id = s.id WHERE s.id = $1";
    let row: Option<(String, Option<i64>)> = sqlx::query_as(sql).bind(&id).fetch_optional(&mut *connection).await?;
    let Some((rules, opened)) = row else { return Ok(None) };
    let mut policy: Policy = from_json(&rules, "service")?;
    let sql = "SELECT outcome, safety_net FROM templates WHERE service_id = $1 ORDER BY outcome, title, id";
    let templates: Vec<(String, String)> = sqlx::query_as(sql).bind(&id).fetch_all(connection).await?;
    policy.take_safety_nets(|outcome: Outcome| {
        let first = templates.iter().find(|(of, _)| of == outcome.as_str());
        first.map(|(_, text)| text.clone())
    });
    let edition = Edition { number: 1, policy, from: Timestamp::UNIX_EPOCH };
    Ok(Some(PublishedEdition { edition, by: None, at: from_ms(opened.unwrap_or_default()) }))
}

/// The newest, whether or not its time has come.
pub(crate) async fn newest(connection: &mut AnyConnection, service: ServiceId) -> Result<Edition, Error> {
    let sql = "SELECT edition, policy, from_at, CAST(NULL AS TEXT) AS name, published_at FROM policies
               WHERE service_id = $1 ORDER BY edition DESC LIMIT 1";
    let row: Option<Row> = sqlx::query_as(sql).bind(service.to_string()).fetch_optional(connection).await?;
    Ok(PublishedEdition::try_from(row.ok_or(Damaged("policy"))?)?.edition)
}

/// Adds an edition; false where there is one of that number.
pub(crate) async fn insert(
    tx: &mut Tx,
    service: ServiceId,
    new: &Edition,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "INSERT INTO policies (service_id, edition, policy, from_at, published_by, published_at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (service_id, edition) DO NOTHING";
    let policy = to_json(&new.policy)?;
    let done = sqlx::query(sql)
        .bind(service.to_string())
        .bind(new.number)
        .bind(&policy)
        .bind(new.from.as_millisecond())
        .bind(by.map(|by| by.to_string()))
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    if done.rows_affected() == 1 && new.from <= now {
        // What a server of the version before has sent went by the copy that is written over here.
        let sql = "UPDATE cases SET policy_edition = (SELECT MAX(e.edition) FROM policies e
                       WHERE e.service_id = $1 AND e.edition < $2 AND e.from_at <= $3)
                   WHERE service_id = $1 AND policy_edition IS NULL";
        let query = sqlx::query(sql).bind(service.to_string()).bind(new.number);
        query.bind(now.as_millisecond()).execute(&mut **tx).await?;
        // The version before knows of no editions.
        let sql = "UPDATE services SET rules = $2 WHERE id = $1";
        sqlx::query(sql).bind(service.to_string()).bind(policy).execute(&mut **tx).await?;
    }
    Ok(done.rows_affected() == 1)
}

/// What a case lives by: the edition that it was sent under. Before it is sent, what every service starts with.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: &Case) -> Result<Policy, Error> {
    let Some(asked) = case.state.asked() else { return Ok(Policy::default()) };
    let sql = "SELECT COALESCE((SELECT e.policy FROM policies e WHERE e.service_id = s.id AND e.edition = $2), s.rules)
               FROM services s WHERE s.id = $1";
    let row = sqlx::query_scalar(sql).bind(asked.service.to_string()).bind(case.policy_edition.unwrap_or_default());
    let json: Option<String> = row.fetch_optional(connection).await?;
    from_json(&json.ok_or(Damaged("service"))?, "policy")
}

/// What somebody has typed for another edition, and the newest one as they saw it.
pub(crate) async fn draft(
    connection: &mut AnyConnection,
    service: ServiceId,
    by: AccountId,
) -> Result<Option<(i64, PolicyForm)>, Error> {
    let sql = "SELECT based_on, fields FROM policy_drafts WHERE service_id = $1 AND account_id = $2";
    let row: Option<(i64, String)> =
        sqlx::query_as(sql).bind(service.to_string()).bind(by.to_string()).fetch_optional(connection).await?;
    row.map(|(based_on, fields)| Ok((based_on, from_json(&fields, "policy")?))).transpose()
}

pub(crate) async fn save_draft(
    tx: &mut Tx,
    service: ServiceId,
    by: AccountId,
    (based_on, form): (i64, &PolicyForm),
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO policy_drafts (service_id, account_id, based_on, fields, changed_at)
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service_id, account_id) DO UPDATE SET
               based_on = excluded.based_on, fields = excluded.fields, changed_at = excluded.changed_at";
    let row = sqlx::query(sql).bind(service.to_string()).bind(by.to_string()).bind(based_on).bind(to_json(form)?);
    row.bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn forget_draft(tx: &mut Tx, service: ServiceId, by: AccountId) -> Result<(), Error> {
    let sql = "DELETE FROM policy_drafts WHERE service_id = $1 AND account_id = $2";
    sqlx::query(sql).bind(service.to_string()).bind(by.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// What services had before there were editions is edition 1 of each, with the words for when to seek help sooner that
/// their first ready-made answer of each outcome had.
pub(crate) async fn carry_over(db: &Db, now: Timestamp) -> Result<(), Error> {
    let without = "FROM services s WHERE NOT EXISTS (SELECT e.edition FROM policies e WHERE e.service_id = s.id)";
    let sql = format!("SELECT COUNT(*) {without}");
    let missing: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *db.read().await?).await?;
    if missing == 0 {
        return Ok(());
    }
    let mut tx = db.begin_on_any_disk().await?;
    let sql = format!("SELECT s.id {without} ORDER BY s.id");
    let services: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *tx).await?;
    for id in services {
        hold_first(&mut tx, parse(&id, "service")?, now).await?;
    }
    tx.commit().await
}

/// What a case is worked by: what it lives by, or before it is sent what the service that its form names has now, since the
/// practice's own days (to look at photos, to reach a patient) are that service's, too. Without one, what every service starts
/// with.
pub(crate) async fn of_case_now(connection: &mut AnyConnection, case: &Case, now: Timestamp) -> Result<Policy, Error> {
    if case.state.asked().is_some() {
        of_case(connection, case).await
    } else {
        chosen(connection, &case.draft, now).await
    }
}

/// The same of a request that was not sent.
pub(super) async fn chosen(connection: &mut AnyConnection, draft: &Draft, now: Timestamp) -> Result<Policy, Error> {
    let Ok(service) = draft.service.parse() else { return Ok(Policy::default()) };
    let service = organisations::service(connection, service, now).await?;
    Ok(service.map(|service| service.rules).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fifty rows of a page live by one edition or two.
    #[test]
    fn each_edition_of_a_page_is_read_once() {
        let mut page = Policies::default();
        let text = |days: u32| Some(to_json(&Policy { pause_days: days, ..Policy::default() }).unwrap());
        let (one, other, none) = (page.read(text(3)).unwrap(), page.read(text(4)).unwrap(), page.read(None).unwrap());
        assert_eq!((one.pause_days, other.pause_days, &*none), (3, 4, &Policy::default()));
        assert!(Arc::ptr_eq(&one, &page.read(text(3)).unwrap()) && Arc::ptr_eq(&none, &page.read(None).unwrap()));
        assert!(page.read(Some("{".to_owned())).is_err());
    }
}
