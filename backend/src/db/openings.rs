//! Cases that were opened from outside, people who gave too many numbers that open none, and who has looked at that.

use domain::ids::{AccountId, CaseId, OpeningId, OrganisationId};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, organisations::managed, parse};
use crate::Error;

/// An opening to be kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewOpening<'a> {
    pub(crate) opening: OpeningId,
    pub(crate) case: CaseId,
    pub(crate) account: AccountId,
    /// Where they worked then.
    pub(crate) organisation: OrganisationId,
    pub(crate) reason: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) until: Timestamp,
}

/// One line of a manager's list.
#[derive(Debug, FromRow)]
pub(crate) struct OpeningRow {
    pub(crate) id: String,
    pub(crate) case_id: String,
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) organisation: String,
    pub(crate) reason: String,
    pub(crate) opened_at: i64,
    pub(crate) until_at: i64,
    #[sqlx(flatten)]
    pub(crate) looked: Looked,
}

/// Who of an organisation has looked at a line, and when.
#[derive(Debug, FromRow)]
pub(crate) struct Looked {
    pub(crate) looked_by: Option<String>,
    pub(crate) looked_at: Option<i64>,
}

/// Somebody who is held back, to be kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewGuess {
    pub(crate) guess: OpeningId,
    pub(crate) account: AccountId,
    /// Where they worked then.
    pub(crate) organisation: OrganisationId,
    pub(crate) tries: u32,
    pub(crate) at: Timestamp,
    pub(crate) until: Timestamp,
}

/// The same as a line of a manager's list.
#[derive(Debug, FromRow)]
pub(crate) struct GuessRow {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) organisation: String,
    pub(crate) tries: i64,
    pub(crate) at: i64,
    pub(crate) until_at: i64,
    #[sqlx(flatten)]
    pub(crate) looked: Looked,
}

/// At most two: a number is the end of an id, and two ids may end alike.
pub(crate) async fn cases_of_number(connection: &mut AnyConnection, number: &str) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT id FROM cases WHERE substr(id, 29) = $1 LIMIT 2";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(number).fetch_all(connection).await?;
    rows.iter().map(|id| parse(id, "case")).collect()
}

/// `mark` is the hash of the one that the pages of the sign-in carry: with it the opening ends.
pub(crate) async fn insert(tx: &mut Tx, new: &NewOpening<'_>, mark: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO openings (id, case_id, account_id, organisation_id, mark, reason, opened_at, until_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.opening.to_string())
    .bind(new.case.to_string())
    .bind(new.account.to_string())
    .bind(new.organisation.to_string())
    .bind(mark)
    .bind(new.reason)
    .bind(new.at.as_millisecond())
    .bind(new.until.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// By people of an organisation or of what belongs to it, or of cases of those; the newest two hundred.
pub(crate) async fn of_organisation(
    connection: &mut AnyConnection,
    at: OrganisationId,
) -> Result<Vec<OpeningRow>, Error> {
    let sql = "SELECT p.id, p.case_id, p.account_id, a.name, o.name AS organisation, p.reason, p.opened_at, p.until_at,
                      l.name AS looked_by, k.at AS looked_at
               FROM openings p JOIN accounts a ON a.id = p.account_id JOIN organisations o ON o.id = p.organisation_id
               JOIN cases c ON c.id = p.case_id
               LEFT JOIN opening_looks k ON k.opening_id = p.id AND k.organisation_id = $1
               LEFT JOIN accounts l ON l.id = k.account_id
               WHERE EXISTS (SELECT 1 FROM organisations s WHERE (s.id = $1 OR s.parent_id = $1)
                             AND s.id IN (p.organisation_id, c.practice_id, c.service_id))
               ORDER BY p.opened_at DESC, p.id DESC LIMIT 200";
    Ok(sqlx::query_as(sql).bind(at.to_string()).fetch_all(connection).await?)
}

/// Those of which a side has nobody who looks after its people at `now`; the newest two hundred.
pub(crate) async fn of_unmanaged(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<OpeningRow>, Error> {
    let unmanaged = format!("NOT {}", managed("s"));
    let sql = format!(
        "SELECT p.id, p.case_id, p.account_id, a.name, o.name AS organisation, p.reason, p.opened_at, p.until_at,
                (SELECT l.name FROM opening_looks k JOIN accounts l ON l.id = k.account_id
                 JOIN organisations s ON s.id = k.organisation_id WHERE k.opening_id = p.id AND {unmanaged}
                 ORDER BY k.at, s.id LIMIT 1) AS looked_by,
                (SELECT k.at FROM opening_looks k JOIN organisations s ON s.id = k.organisation_id
                 WHERE k.opening_id = p.id AND {unmanaged} ORDER BY k.at, s.id LIMIT 1) AS looked_at
         FROM openings p JOIN accounts a ON a.id = p.account_id JOIN organisations o ON o.id = p.organisation_id
         JOIN cases c ON c.id = p.case_id
         WHERE EXISTS (SELECT 1 FROM organisations s WHERE s.id IN (p.organisation_id, c.practice_id, c.service_id)
                       AND {unmanaged})
         ORDER BY p.opened_at DESC, p.id DESC LIMIT 200"
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).fetch_all(connection).await?)
}

/// The sides of an opening whose people nobody looks after at `now`.
pub(crate) async fn unmanaged_sides(
    tx: &mut Tx,
    opening: OpeningId,
    now: Timestamp,
) -> Result<Vec<OrganisationId>, Error> {
    let sql = format!(
        "SELECT s.id FROM openings p JOIN cases c ON c.id = p.case_id
         JOIN organisations s ON s.id IN (p.organisation_id, c.practice_id, c.service_id)
         WHERE p.id = $2 AND NOT {} ORDER BY s.id",
        managed("s")
    );
    let sql = AssertSqlSafe(sql);
    let query = sqlx::query_scalar(sql).bind(now.as_millisecond()).bind(opening.to_string());
    let ids: Vec<String> = query.fetch_all(&mut **tx).await?;
    ids.iter().map(|id| parse(id, "organisation")).collect()
}

/// Whose a line is: who opened a case, or guessed.
pub(crate) async fn whose(tx: &mut Tx, line: OpeningId) -> Result<Option<AccountId>, Error> {
    let sql = "SELECT account_id FROM openings WHERE id = $1
               UNION ALL SELECT account_id FROM opening_guesses WHERE id = $1";
    let id: Option<String> = sqlx::query_scalar(sql).bind(line.to_string()).fetch_optional(&mut **tx).await?;
    id.map(|id| parse(&id, "account")).transpose()
}

/// Whether it is one of those.
pub(crate) async fn concerns(tx: &mut Tx, opening: OpeningId, at: OrganisationId) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM openings p JOIN cases c ON c.id = p.case_id
               WHERE p.id = $2 AND EXISTS (SELECT 1 FROM organisations s WHERE (s.id = $1 OR s.parent_id = $1)
                                           AND s.id IN (p.organisation_id, c.practice_id, c.service_id))";
    let found: i64 =
        sqlx::query_scalar(sql).bind(at.to_string()).bind(opening.to_string()).fetch_one(&mut **tx).await?;
    Ok(found > 0)
}

pub(crate) async fn note_looked(
    tx: &mut Tx,
    opening: OpeningId,
    at: OrganisationId,
    by: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO opening_looks (opening_id, organisation_id, account_id, at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (opening_id, organisation_id) DO NOTHING";
    sqlx::query(sql)
        .bind(opening.to_string())
        .bind(at.to_string())
        .bind(by.to_string())
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// When a case was opened from outside, oldest first, in milliseconds.
pub(crate) async fn times(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<i64>, Error> {
    let sql = "SELECT opened_at FROM openings WHERE case_id = $1 ORDER BY opened_at, id";
    Ok(sqlx::query_scalar(sql).bind(case.to_string()).fetch_all(connection).await?)
}

pub(crate) async fn insert_guess(tx: &mut Tx, new: &NewGuess) -> Result<(), Error> {
    let sql = "INSERT INTO opening_guesses (id, account_id, organisation_id, tries, at, until_at)
               VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(new.guess.to_string())
        .bind(new.account.to_string())
        .bind(new.organisation.to_string())
        .bind(i64::from(new.tries))
        .bind(new.at.as_millisecond())
        .bind(new.until.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// People of an organisation, or of what belongs to it, who were held back; the newest two hundred.
pub(crate) async fn guesses_of_organisation(
    connection: &mut AnyConnection,
    at: OrganisationId,
) -> Result<Vec<GuessRow>, Error> {
    let sql = "SELECT g.id, g.account_id, a.name, o.name AS organisation, g.tries, g.at, g.until_at,
                      l.name AS looked_by, k.at AS looked_at
               FROM opening_guesses g JOIN accounts a ON a.id = g.account_id
               JOIN organisations o ON o.id = g.organisation_id
               LEFT JOIN opening_guess_looks k ON k.guess_id = g.id AND k.organisation_id = $1
               LEFT JOIN accounts l ON l.id = k.account_id
               WHERE o.id = $1 OR o.parent_id = $1
               ORDER BY g.at DESC, g.id DESC LIMIT 200";
    Ok(sqlx::query_as(sql).bind(at.to_string()).fetch_all(connection).await?)
}

/// The same of people whose organisation nobody looks after at `now`.
pub(crate) async fn guesses_of_unmanaged(
    connection: &mut AnyConnection,
    now: Timestamp,
) -> Result<Vec<GuessRow>, Error> {
    let sql = format!(
        "SELECT g.id, g.account_id, a.name, o.name AS organisation, g.tries, g.at, g.until_at,
                l.name AS looked_by, k.at AS looked_at
         FROM opening_guesses g JOIN accounts a ON a.id = g.account_id
         JOIN organisations o ON o.id = g.organisation_id
         LEFT JOIN opening_guess_looks k ON k.guess_id = g.id AND k.organisation_id = g.organisation_id
         LEFT JOIN accounts l ON l.id = k.account_id
         WHERE NOT {} ORDER BY g.at DESC, g.id DESC LIMIT 200",
        managed("o")
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).fetch_all(connection).await?)
}

/// The organisation of one of these.
pub(crate) async fn unmanaged_guess(
    tx: &mut Tx,
    guess: OpeningId,
    now: Timestamp,
) -> Result<Option<OrganisationId>, Error> {
    let sql = format!(
        "SELECT o.id FROM opening_guesses g JOIN organisations o ON o.id = g.organisation_id
         WHERE g.id = $2 AND NOT {}",
        managed("o")
    );
    let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(now.as_millisecond()).bind(guess.to_string());
    let id: Option<String> = query.fetch_optional(&mut **tx).await?;
    id.map(|id| parse(&id, "organisation")).transpose()
}

/// Whether it is one of those.
pub(crate) async fn guess_concerns(tx: &mut Tx, guess: OpeningId, at: OrganisationId) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM opening_guesses g JOIN organisations o ON o.id = g.organisation_id
               WHERE g.id = $2 AND (o.id = $1 OR o.parent_id = $1)";
    let found: i64 = sqlx::query_scalar(sql).bind(at.to_string()).bind(guess.to_string()).fetch_one(&mut **tx).await?;
    Ok(found > 0)
}

pub(crate) async fn note_guess_looked(
    tx: &mut Tx,
    guess: OpeningId,
    at: OrganisationId,
    by: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO opening_guess_looks (guess_id, organisation_id, account_id, at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (guess_id, organisation_id) DO NOTHING";
    sqlx::query(sql)
        .bind(guess.to_string())
        .bind(at.to_string())
        .bind(by.to_string())
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
