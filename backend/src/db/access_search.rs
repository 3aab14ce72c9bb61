//! What an entry of the log of accesses is found by: copies of what stands in its sealed parts, in columns of their own.

use domain::ids::CaseId;
use jiff::Timestamp;
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Db, parse};
use crate::Error;

/// The copies.
#[derive(Debug, Default, PartialEq, Eq, FromRow)]
pub(crate) struct FoundBy {
    /// Who did it.
    pub(crate) account_id: Option<String>,
    /// Where they worked.
    pub(crate) organisation_id: Option<String>,
    /// Empty where that cannot be read.
    pub(crate) what: Option<String>,
    /// The account, or else the organisation, that it was done to.
    pub(crate) about_id: Option<String>,
}

impl FoundBy {
    /// Out of the entry's sealed parts, also where they are of another version's making.
    pub(crate) fn of(actor: &str, kind: &str) -> Self {
        let [actor, kind] = [actor, kind].map(|json| serde_json::from_str::<Value>(json).unwrap_or_default());
        let first = |of: &Value, names: &[&str]| names.iter().find_map(|name| Some(of.get(name)?.as_str()?.to_owned()));
        Self {
            account_id: first(&actor, &["account"]),
            organisation_id: first(&actor, &["organisation", "practice", "service"]),
            what: Some(first(&kind, &["access"]).unwrap_or_default()),
            about_id: first(&kind, &["account", "organisation"]),
        }
    }
}

/// Fills the copies of entries from before there were any.
pub(crate) async fn fill(db: &Db) -> Result<(), Error> {
    loop {
        let mut tx = db.begin_on_any_disk().await?;
        let sql = "SELECT seq, actor, kind FROM access_log WHERE what IS NULL ORDER BY seq LIMIT 1000";
        let rows: Vec<(i64, String, String)> = sqlx::query_as(sql).fetch_all(&mut *tx).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for (seq, actor, kind) in rows {
            let FoundBy { account_id, organisation_id, what, about_id } = FoundBy::of(&actor, &kind);
            let sql = "UPDATE access_log SET account_id = $2, organisation_id = $3, what = $4, about_id = $5
                       WHERE seq = $1";
            let update = sqlx::query(sql).bind(seq).bind(account_id).bind(organisation_id).bind(what).bind(about_id);
            update.execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
}

/// Entries from number `from` to number `to` whose copies are not what they say.
pub(crate) async fn misfiled(connection: &mut AnyConnection, from: i64, to: i64) -> Result<Vec<i64>, Error> {
    #[derive(FromRow)]
    struct Row {
        seq: i64,
        actor: String,
        kind: String,
        #[sqlx(flatten)]
        found_by: FoundBy,
    }
    let sql = "SELECT seq, actor, kind, account_id, organisation_id, what, about_id FROM access_log
               WHERE seq BETWEEN $1 AND $2";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(from).bind(to).fetch_all(connection).await?;
    let is_misfiled = |row: &Row| FoundBy::of(&row.actor, &row.kind) != row.found_by;
    Ok(rows.iter().filter(|row| is_misfiled(row)).map(|row| row.seq).collect())
}

/// Cases that are gone and whose ids end so; at most two.
pub(crate) async fn erased_cases_of_number(connection: &mut AnyConnection, number: &str) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT DISTINCT case_id FROM erasures WHERE substr(case_id, 29) = $1 LIMIT 2";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(number).fetch_all(connection).await?;
    rows.iter().map(|id| parse(id, "case")).collect()
}

/// What is searched for; what is empty is not asked.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Who did it, or to whose account it was done.
    pub(crate) account: String,
    /// Where, or to which.
    pub(crate) organisation: String,
    pub(crate) case: String,
    pub(crate) what: String,
    /// From the first on, before the second.
    pub(crate) days: (Timestamp, Timestamp),
    /// Below this number.
    pub(crate) below: i64,
}

/// The names beside an entry, and the copies that they were found by.
#[derive(Debug, FromRow)]
pub(crate) struct Named {
    pub(crate) seq: i64,
    #[sqlx(flatten)]
    pub(crate) found_by: FoundBy,
    pub(crate) who: Option<String>,
    pub(crate) at_organisation: Option<String>,
    pub(crate) about: Option<String>,
}

/// At most `limit` of them, the newest first. Reads only entries of about these days, by the index of what is asked.
pub(crate) async fn search(connection: &mut AnyConnection, wanted: &Wanted, limit: i64) -> Result<Vec<Named>, Error> {
    let Some((lowest, highest)) = numbers_of(connection, wanted.days).await? else { return Ok(Vec::new()) };
    let by: &[&str] = match wanted {
        Wanted { account, .. } if !account.is_empty() => &["l.account_id = $1", "l.about_id = $1"],
        Wanted { organisation, .. } if !organisation.is_empty() => &["l.organisation_id = $2", "l.about_id = $2"],
        Wanted { case, .. } if !case.is_empty() => &["l.case_id = $3"],
        Wanted { what, .. } if !what.is_empty() => &["l.what = $4"],
        _ => &["1 = 1"],
    };
    // Each by its own index, in its order: together they would be sorted anew.
    let found: Vec<String> = by
        .iter()
        .map(|by| {
            format!(
                "SELECT seq FROM (SELECT l.seq FROM access_log l WHERE {by} AND l.seq BETWEEN $5 AND $6
                 AND l.at >= $7 AND l.at < $8
                 AND ($2 = '' OR l.organisation_id = $2 OR l.about_id = $2) AND ($3 = '' OR l.case_id = $3)
                 AND ($4 = '' OR l.what = $4) AND ($1 = '' OR l.account_id = $1 OR l.about_id = $1)
                 ORDER BY l.seq DESC LIMIT $9) one"
            )
        })
        .collect();
    let sql = format!(
        "WITH found AS ({})
         SELECT l.seq, a.name AS who, o.name AS at_organisation, COALESCE(b.name, c.name) AS about,
                l.account_id, l.organisation_id, l.what, l.about_id
         FROM found JOIN access_log l ON l.seq = found.seq
         LEFT JOIN accounts a ON a.id = l.account_id LEFT JOIN organisations o ON o.id = l.organisation_id
         LEFT JOIN accounts b ON b.id = l.about_id LEFT JOIN organisations c ON c.id = l.about_id
         ORDER BY l.seq DESC LIMIT $9",
        found.join(" UNION ")
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(&wanted.account)
        .bind(&wanted.organisation)
        .bind(&wanted.case)
        .bind(&wanted.what)
        .bind(lowest)
        .bind(highest.min(wanted.below.saturating_sub(1)))
        .bind(wanted.days.0.as_millisecond())
        .bind(wanted.days.1.as_millisecond())
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// How far an entry's time and its number may be out of step: accesses are noted a little later than they happen, by
/// servers whose clocks differ.
const OUT_OF_STEP: i64 = 60 * 60 * 1_000;

/// The lowest and the highest number that an entry of these days can have.
async fn numbers_of(
    connection: &mut AnyConnection,
    (from, to): (Timestamp, Timestamp),
) -> Result<Option<(i64, i64)>, Error> {
    let first = "SELECT seq FROM access_log WHERE at >= $1 ORDER BY at, seq LIMIT 1";
    let first = sqlx::query_scalar(first).bind(from.as_millisecond() - OUT_OF_STEP);
    let last = "SELECT seq FROM access_log WHERE at < $1 ORDER BY at DESC, seq DESC LIMIT 1";
    let last = sqlx::query_scalar(last).bind(to.as_millisecond() + OUT_OF_STEP);
    let (first, last) = (first.fetch_optional(&mut *connection).await?, last.fetch_optional(connection).await?);
    Ok(first.zip(last))
}
