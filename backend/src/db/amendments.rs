use domain::{
    case::{AmendmentKind, Answer},
    ids::{AccountId, CaseId, FormKey},
};
use jiff::Timestamp;
use sqlx::AnyConnection;
use uuid::Uuid;

use super::{Tx, answers::signed, from_json, of_ids, parse};
use crate::{Error, clock::from_ms};

/// One addition, correction or retraction.
#[derive(Debug)]
pub(crate) struct Amendment {
    pub(crate) case: CaseId,
    pub(crate) by: AccountId,
    pub(crate) kind: AmendmentKind,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
    /// The patient knew of the answer by then.
    pub(crate) was_told: bool,
    /// The answer that it retracted.
    pub(crate) retracted: Option<Answer>,
}

/// Keeps an amendment and makes the case the practice's to read again.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    answer: &str,
    key: FormKey,
    amendment: &Amendment,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO answer_amendments (id, case_id, answer_id, account_id, kind, text, request_key, created_at, was_told,
                                        registration)
         SELECT $1, $2, $3, id, $5, $6, $7, $8, $9, registration FROM accounts WHERE id = $4",
    )
    .bind(id.to_string())
    .bind(amendment.case.to_string())
    .bind(answer)
    .bind(amendment.by.to_string())
    .bind(amendment.kind.as_str())
    .bind(&amendment.text)
    .bind(key.to_string())
    .bind(amendment.at.as_millisecond())
    .bind(i64::from(amendment.was_told))
    .execute(&mut **tx)
    .await?;
    set_unread(tx, amendment.case, true).await
}

/// Whether the practice has still to read what became of an answer.
pub(crate) async fn set_unread(tx: &mut Tx, case: CaseId, unread: bool) -> Result<(), Error> {
    sqlx::query("UPDATE cases SET amended_unread = $2 WHERE id = $1")
        .bind(case.to_string())
        .bind(i64::from(unread))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(crate) async fn is_unread(connection: &mut AnyConnection, case: CaseId) -> Result<bool, Error> {
    let sql = "SELECT amended_unread FROM cases WHERE id = $1";
    let row: Option<(i64,)> = sqlx::query_as(sql).bind(case.to_string()).fetch_optional(connection).await?;
    Ok(row.is_some_and(|(unread,)| unread == 1))
}

/// Whether an answer of `since` was corrected.
pub(crate) async fn is_corrected(
    connection: &mut AnyConnection,
    case: CaseId,
    since: Timestamp,
) -> Result<bool, Error> {
    let sql = "SELECT id FROM answer_amendments WHERE case_id = $1 AND kind = $2 AND created_at > $3 LIMIT 1";
    let row: Option<String> = sqlx::query_scalar(sql)
        .bind(case.to_string())
        .bind(AmendmentKind::Correction.as_str())
        .bind(since.as_millisecond())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

type Row = (String, String, String, String, i64, i64, String, String, String);

const COLUMNS: &str =
    "SELECT m.case_id, m.account_id, m.kind, m.text, m.created_at, m.was_told, a.answer, w.name, m.registration
    FROM answer_amendments m JOIN answers a ON a.id = m.answer_id JOIN accounts w ON w.id = m.account_id";

/// An amendment, and who wrote it with their registration of then.
fn of(row: Row) -> Result<(Amendment, String), Error> {
    let (case, by, kind, text, at, was_told, answer, name, registration) = row;
    let kind: AmendmentKind = parse(&kind, "amendment")?;
    let retracted = match kind {
        AmendmentKind::Retraction | AmendmentKind::Refusal => Some(from_json(&answer, "answer")?),
        AmendmentKind::Addition | AmendmentKind::Correction => None,
    };
    let (case, by) = (parse(&case, "case")?, parse(&by, "account")?);
    let amendment = Amendment { case, by, kind, text, at: from_ms(at), was_told: was_told == 1, retracted };
    Ok((amendment, signed(&name, &registration)))
}

/// All of these cases, oldest first, each with who wrote it and their registration of then.
pub(crate) async fn of_cases(
    connection: &mut AnyConnection,
    cases: &[CaseId],
) -> Result<Vec<(Amendment, String)>, Error> {
    let sql = format!("{COLUMNS} WHERE m.case_id IN (?) ORDER BY m.created_at, m.id");
    let rows: Vec<Row> = of_ids(connection, &sql, cases).await?;
    rows.into_iter().map(of).collect()
}

/// What came by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Amendment>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE m.request_key = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    Ok(row.map(of).transpose()?.map(|(amendment, _)| amendment))
}
