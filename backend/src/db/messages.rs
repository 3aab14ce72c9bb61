use domain::{
    case::Party,
    ids::{AccountId, CaseId, FormKey, MessageId},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, answers::signed, parse};
use crate::{Error, clock::from_ms};

/// One message, signed as its writer was registered then.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) case: CaseId,
    pub(crate) account: AccountId,
    pub(crate) by: String,
    pub(crate) party: Party,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
    pub(crate) read: Option<Timestamp>,
    /// That went with it and were not removed since.
    pub(crate) pictures: i64,
}

#[derive(Debug, FromRow)]
struct Row {
    case_id: String,
    account_id: String,
    name: String,
    registration: String,
    party: String,
    text: String,
    created_at: i64,
    read_at: Option<i64>,
    pictures: i64,
}

impl TryFrom<Row> for Message {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        const WHAT: &str = "message";
        Ok(Self {
            case: parse(&row.case_id, WHAT)?,
            account: parse(&row.account_id, WHAT)?,
            by: signed(&row.name, &row.registration),
            party: parse(&row.party, WHAT)?,
            text: row.text,
            at: from_ms(row.created_at),
            read: row.read_at.map(from_ms),
            pictures: row.pictures,
        })
    }
}

const COLUMNS: &str = "SELECT m.case_id, m.account_id, a.name, m.registration, m.party, m.text, m.created_at, m.read_at,
    (SELECT COUNT(*) FROM images i WHERE i.case_id = m.case_id AND i.message_id = m.id AND i.removed_at IS NULL) AS pictures
    FROM messages m JOIN accounts a ON a.id = m.account_id";

/// All of a case, oldest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Message>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE m.case_id = $1 ORDER BY m.created_at, m.id"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(Message::try_from).collect()
}

/// What came by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Message>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE m.request_key = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    row.map(Message::try_from).transpose()
}

/// How many a case has.
pub(crate) async fn count(connection: &mut AnyConnection, case: CaseId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM messages WHERE case_id = $1";
    Ok(sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(connection).await?)
}

/// Keeps a message; its writer's registration is copied as it is now.
pub(crate) async fn insert(tx: &mut Tx, id: MessageId, key: FormKey, message: &Message) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO messages (id, case_id, account_id, registration, party, text, created_at, request_key)
         SELECT $1, $2, id, registration, $4, $5, $6, $7 FROM accounts WHERE id = $3",
    )
    .bind(id.to_string())
    .bind(message.case.to_string())
    .bind(message.account.to_string())
    .bind(message.party.as_str())
    .bind(&message.text)
    .bind(message.at.as_millisecond())
    .bind(key.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that `reader`'s side has read what the other side wrote until `seen`, in milliseconds; how many messages that were.
pub(crate) async fn set_read(
    tx: &mut Tx,
    case: CaseId,
    writer: Party,
    reader: AccountId,
    (seen, now): (i64, Timestamp),
) -> Result<u64, Error> {
    let sql = "UPDATE messages SET read_by = $3, read_at = $4
               WHERE case_id = $1 AND party = $2 AND read_at IS NULL AND created_at <= $5";
    let query = sqlx::query(sql).bind(case.to_string()).bind(writer.as_str()).bind(reader.to_string());
    Ok(query.bind(now.as_millisecond()).bind(seen).execute(&mut **tx).await?.rows_affected())
}
