use domain::ids::{AccountId, MembershipId};
use sqlx::AnyConnection;

use super::{Tx, parse};
use crate::Error;

/// A session, and whose it is once somebody has signed in.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: &str,
    account: Option<AccountId>,
    data: &str,
    expires_at: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO sessions (id, data, expires_at, account_id) VALUES ($1, $2, $3, $4)";
    let account = account.map(|id| id.to_string());
    sqlx::query(sql).bind(id).bind(data).bind(expires_at).bind(account).execute(&mut **tx).await?;
    Ok(())
}

/// Nothing, where the session was deleted meanwhile.
pub(crate) async fn update(
    tx: &mut Tx,
    id: &str,
    account: Option<AccountId>,
    data: &str,
    expires_at: i64,
) -> Result<(), Error> {
    let sql = "UPDATE sessions SET data = $2, expires_at = $3, account_id = $4 WHERE id = $1";
    let account = account.map(|id| id.to_string());
    sqlx::query(sql).bind(id).bind(data).bind(expires_at).bind(account).execute(&mut **tx).await?;
    Ok(())
}

/// Data and end of a session that has not ended.
pub(crate) async fn find(connection: &mut AnyConnection, id: &str, now: i64) -> Result<Option<(String, i64)>, Error> {
    let sql = "SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2";
    Ok(sqlx::query_as(sql).bind(id).bind(now).fetch_optional(connection).await?)
}

pub(crate) async fn delete(tx: &mut Tx, id: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_expired(tx: &mut Tx, now: i64) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM page_marks WHERE expires_at <= $1").bind(now).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn insert_mark(
    tx: &mut Tx,
    mark: &str,
    (account, membership): (AccountId, MembershipId),
    expires_at: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO page_marks (mark, account_id, membership_id, expires_at) VALUES ($1, $2, $3, $4)";
    let (account, membership) = (account.to_string(), membership.to_string());
    sqlx::query(sql).bind(mark).bind(account).bind(membership).bind(expires_at).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_mark(tx: &mut Tx, mark: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM page_marks WHERE mark = $1").bind(mark).execute(&mut **tx).await?;
    Ok(())
}

/// Whose a mark is, and in which membership; marks from before there were memberships name none.
pub(crate) async fn author_of_mark(
    connection: &mut AnyConnection,
    mark: &str,
    now: i64,
) -> Result<Option<(AccountId, Option<MembershipId>)>, Error> {
    let sql = "SELECT account_id, membership_id FROM page_marks WHERE mark = $1 AND expires_at > $2";
    let row: Option<(String, Option<String>)> =
        sqlx::query_as(sql).bind(mark).bind(now).fetch_optional(connection).await?;
    row.map(|(account, membership)| {
        let membership = membership.map(|id| parse(&id, "page mark")).transpose()?;
        Ok((parse(&account, "page mark")?, membership))
    })
    .transpose()
}

/// The hashes of an account's marks, or of those of one of its memberships.
pub(crate) async fn marks(
    tx: &mut Tx,
    account: AccountId,
    membership: Option<MembershipId>,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT mark FROM page_marks WHERE account_id = $1 AND ($2 = '' OR membership_id = $2)";
    let membership = membership.map(|id| id.to_string()).unwrap_or_default();
    Ok(sqlx::query_scalar(sql).bind(account.to_string()).bind(membership).fetch_all(&mut **tx).await?)
}

/// The sessions of an account that have not ended: each one's row, and what it holds.
pub(crate) async fn of_account(
    connection: &mut AnyConnection,
    account: AccountId,
    now: i64,
) -> Result<Vec<(String, String)>, Error> {
    let sql = "SELECT id, data FROM sessions WHERE account_id = $1 AND expires_at > $2 ORDER BY id";
    Ok(sqlx::query_as(sql).bind(account.to_string()).bind(now).fetch_all(connection).await?)
}

/// Every session of an account.
pub(crate) async fn delete_of(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1").bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}
