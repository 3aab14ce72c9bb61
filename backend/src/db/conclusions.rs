use domain::{
    conclusion::{Conclusion, ConclusionForm},
    ids::{AccountId, CaseId, ConclusionId, FormKey},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, parse, to_json};
use crate::{Error, clock::from_ms};

const WHAT: &str = "conclusion";

/// What is said last of a case called `c` since the answer that stands; NULL where nothing is, or no answer is given.
pub(super) const SAID: &str = "(SELECT s.said FROM conclusions s WHERE s.case_id = c.id
    AND s.at >= COALESCE(c.takes_effect_at, 9223372036854775807) ORDER BY s.at DESC, s.id DESC LIMIT 1) AS said";

/// As [`SAID`] reads it.
pub(super) fn said(said: Option<String>) -> Result<Conclusion, Error> {
    said.map_or_else(|| Ok(Conclusion::default()), |json| from_json(&json, WHAT))
}

/// What was said once.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) case: CaseId,
    pub(crate) by: String,
    pub(crate) at: Timestamp,
    pub(crate) said: Conclusion,
    /// Who of the practice has read it, by name, and when.
    pub(crate) read: Option<(String, Timestamp)>,
}

#[derive(Debug, FromRow)]
struct Row {
    case_id: String,
    said_by: String,
    at: i64,
    said: String,
    reader: Option<String>,
    read_at: Option<i64>,
}

impl TryFrom<Row> for Said {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            case: parse(&row.case_id, WHAT)?,
            by: row.said_by,
            at: from_ms(row.at),
            said: from_json(&row.said, WHAT)?,
            read: row.reader.zip(row.read_at.map(from_ms)),
        })
    }
}

const COLUMNS: &str = "SELECT s.case_id, a.name AS said_by, s.at, s.said, r.name AS reader, s.read_at
    FROM conclusions s JOIN accounts a ON a.id = s.account_id LEFT JOIN accounts r ON r.id = s.read_by";

/// All that was said of a case, oldest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Said>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE s.case_id = $1 ORDER BY s.at, s.id"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(Said::try_from).collect()
}

/// What was said by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Said>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE s.request_key = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    row.map(Said::try_from).transpose()
}

/// Keeps it, and forgets what its author had typed that could not be taken.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: ConclusionId,
    key: FormKey,
    (case, by): (CaseId, AccountId),
    said: &Conclusion,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO conclusions (id, case_id, account_id, said, at, request_key) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(case.to_string())
    .bind(by.to_string())
    .bind(to_json(said)?)
    .bind(now.as_millisecond())
    .bind(key.to_string())
    .execute(&mut **tx)
    .await?;
    forget_typed(tx, case, by).await
}

/// The practice has read everything until `seen`; false where it had.
pub(crate) async fn set_read(
    tx: &mut Tx,
    case: CaseId,
    seen: Timestamp,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE conclusions SET read_by = $2, read_at = $3 WHERE case_id = $1 AND read_at IS NULL AND at <= $4";
    let query = sqlx::query(sql).bind(case.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    let query = query.bind(seen.as_millisecond());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// What this person typed and what could not be taken.
pub(crate) async fn typed(
    connection: &mut AnyConnection,
    case: CaseId,
    account: AccountId,
) -> Result<Option<ConclusionForm>, Error> {
    let sql = "SELECT typed FROM conclusion_drafts WHERE case_id = $1 AND account_id = $2";
    let query = sqlx::query_scalar(sql).bind(case.to_string()).bind(account.to_string());
    let json: Option<String> = query.fetch_optional(connection).await?;
    json.map(|json| from_json(&json, WHAT)).transpose()
}

/// Keeps it for them.
pub(crate) async fn keep_typed(
    tx: &mut Tx,
    case: CaseId,
    account: AccountId,
    typed: &ConclusionForm,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO conclusion_drafts (case_id, account_id, typed, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (case_id, account_id) DO UPDATE SET typed = excluded.typed, at = excluded.at",
    )
    .bind(case.to_string())
    .bind(account.to_string())
    .bind(to_json(typed)?)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What they typed has been said.
pub(crate) async fn forget_typed(tx: &mut Tx, case: CaseId, account: AccountId) -> Result<(), Error> {
    let sql = "DELETE FROM conclusion_drafts WHERE case_id = $1 AND account_id = $2";
    sqlx::query(sql).bind(case.to_string()).bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}
