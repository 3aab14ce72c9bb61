//! Who is away from an organisation, and who stands in.

use domain::{
    absence::{Absence, Colleague},
    ids::{AbsenceId, AccountId, OrganisationId},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, parse};
use crate::{Error, clock::from_ms};

/// One of them, with names.
#[derive(Debug, Clone)]
pub(crate) struct Away {
    pub(crate) id: AbsenceId,
    pub(crate) who: AccountId,
    pub(crate) who_name: String,
    pub(crate) stand_in: AccountId,
    pub(crate) stand_in_name: String,
    pub(crate) from: Timestamp,
    /// The first moment after it.
    pub(crate) until: Timestamp,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    account_id: String,
    who_name: String,
    stand_in_id: String,
    stand_in_name: String,
    from_at: i64,
    until_at: i64,
}

impl TryFrom<Row> for Away {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id, "absence")?,
            who: parse(&row.account_id, "account")?,
            who_name: row.who_name,
            stand_in: parse(&row.stand_in_id, "account")?,
            stand_in_name: row.stand_in_name,
            from: from_ms(row.from_at),
            until: from_ms(row.until_at),
        })
    }
}

/// Who is away from an organisation at `now` or will be, the first to leave first.
pub(crate) async fn of(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Vec<Away>, Error> {
    let sql =
        "SELECT x.id, x.account_id, a.name AS who_name, x.stand_in_id, s.name AS stand_in_name, x.from_at, x.until_at
               FROM absences x JOIN accounts a ON a.id = x.account_id JOIN accounts s ON s.id = x.stand_in_id
               WHERE x.organisation_id = $1 AND x.until_at > $2 AND x.ended_at IS NULL ORDER BY x.from_at, x.id";
    let query = sqlx::query_as::<_, Row>(sql).bind(organisation.to_string()).bind(now.as_millisecond());
    query.fetch_all(connection).await?.into_iter().map(Away::try_from).collect()
}

/// Keeps one; what was noted for the same person and days before ends by it.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: AbsenceId,
    organisation: OrganisationId,
    absence: &Absence,
    by: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let (from, until) = absence.lasts();
    let sql = "UPDATE absences SET ended_by = $1, ended_at = $2
               WHERE organisation_id = $3 AND account_id = $4 AND from_at < $5 AND until_at > $6 AND ended_at IS NULL";
    sqlx::query(sql)
        .bind(by.to_string())
        .bind(now.as_millisecond())
        .bind(organisation.to_string())
        .bind(absence.who.to_string())
        .bind(until.as_millisecond())
        .bind(from.as_millisecond())
        .execute(&mut **tx)
        .await?;
    let sql = "INSERT INTO absences (id, organisation_id, account_id, stand_in_id, from_at, until_at, set_by, set_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(organisation.to_string())
        .bind(absence.who.to_string())
        .bind(absence.stand_in.to_string())
        .bind(from.as_millisecond())
        .bind(until.as_millisecond())
        .bind(by.to_string())
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It ends now, or does not begin.
pub(crate) async fn end(tx: &mut Tx, id: AbsenceId, by: AccountId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE absences SET ended_by = $1, ended_at = $2 WHERE id = $3";
    let query = sqlx::query(sql).bind(by.to_string()).bind(now.as_millisecond()).bind(id.to_string());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Who works at an organisation at `now`, once for each role, by name.
pub(crate) async fn colleagues(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Vec<(Colleague, String)>, Error> {
    let sql = "SELECT a.id, a.name, m.role FROM accounts a JOIN memberships m ON m.account_id = a.id
               WHERE m.organisation_id = $1 AND m.from_at <= $2 AND (m.until_at IS NULL OR m.until_at > $2)
                 AND a.locked_at IS NULL AND (a.left_at IS NULL OR a.left_at > $2)
               ORDER BY a.name, a.id, m.role";
    let query = sqlx::query_as(sql).bind(organisation.to_string()).bind(now.as_millisecond());
    let rows: Vec<(String, String, String)> = query.fetch_all(connection).await?;
    let colleague = |(id, name, role): (String, String, String)| {
        Ok((Colleague { account: parse(&id, "account")?, role: parse(&role, "role")? }, name))
    };
    rows.into_iter().map(colleague).collect()
}
