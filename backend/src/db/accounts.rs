use std::collections::HashMap;

use domain::{
    guessing::MOST_CODES,
    ids::{AccountId, MembershipId, OrganisationId, PracticeId, ServiceId},
    role::Role,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, of_ids, parse};
use crate::Error;

/// An account that somebody may use at present, with one of the memberships that hold now.
#[derive(Debug, FromRow)]
pub(crate) struct MembershipRow {
    pub(crate) name: String,
    pub(crate) membership_id: String,
    pub(crate) role: String,
    pub(crate) organisation_id: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) kind: Option<String>,
    /// A case that is open from outside in the sign-in that was asked for, and until when.
    pub(crate) opened: Option<String>,
    pub(crate) opened_until: Option<i64>,
    /// Invitations that its owner has not answered.
    pub(crate) invited: i64,
}

/// False when the e-mail address has an account already.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: AccountId,
    email: &str,
    name: &str,
    role: Role,
    now: Timestamp,
) -> Result<bool, Error> {
    // `password_hash` and `role` are from before there were credentials and memberships, and are read by nobody.
    let done = sqlx::query(
        "INSERT INTO accounts (id, email, password_hash, name, role, created_at) VALUES ($1, $2, '', $3, $4, $5)
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(email)
    .bind(name)
    .bind(role.as_str())
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn id_by_email(connection: &mut AnyConnection, email: &str) -> Result<Option<AccountId>, Error> {
    let id: Option<String> =
        sqlx::query_scalar("SELECT id FROM accounts WHERE email = $1").bind(email).fetch_optional(connection).await?;
    id.map(|id| parse(&id, "account")).transpose()
}

/// The memberships that an account works in at `now`, the first one first; none of an account that is locked or gone, nor
/// at an organisation that is closed. `mark` is the hash of a sign-in's, or empty.
pub(crate) async fn memberships(
    connection: &mut AnyConnection,
    account: AccountId,
    mark: &str,
    now: Timestamp,
) -> Result<Vec<MembershipRow>, Error> {
    let sql = "SELECT a.name, m.id AS membership_id, m.role, m.organisation_id, o.name AS organisation, o.kind,
                      (SELECT p.case_id FROM openings p WHERE p.mark = $3 AND p.account_id = a.id AND p.until_at > $2
                       ORDER BY p.opened_at DESC, p.id DESC LIMIT 1) AS opened,
                      (SELECT p.until_at FROM openings p WHERE p.mark = $3 AND p.account_id = a.id AND p.until_at > $2
                       ORDER BY p.opened_at DESC, p.id DESC LIMIT 1) AS opened_until,
                      (SELECT COUNT(*) FROM invitations i LEFT JOIN organisations c ON c.id = i.organisation_id
                       WHERE i.email = a.email AND i.account_id IS NULL AND i.used_at IS NULL
                         AND i.taken_back_at IS NULL AND i.expires_at > $2
                         AND (c.closed_at IS NULL OR c.closed_at > $2)) AS invited
               FROM accounts a JOIN memberships m ON m.account_id = a.id
               LEFT JOIN organisations o ON o.id = m.organisation_id
               WHERE a.id = $1 AND a.locked_at IS NULL AND (a.left_at IS NULL OR a.left_at > $2)
                 AND m.from_at <= $2 AND (m.until_at IS NULL OR m.until_at > $2)
                 AND (o.closed_at IS NULL OR o.closed_at > $2)
               ORDER BY m.from_at, m.id";
    let query = sqlx::query_as(sql).bind(account.to_string()).bind(now.as_millisecond()).bind(mark);
    Ok(query.fetch_all(connection).await?)
}

pub(crate) async fn insert_membership(
    tx: &mut Tx,
    id: MembershipId,
    account: AccountId,
    role: Role,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO memberships (id, account_id, organisation_id, role, from_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(organisation.map(|id| id.to_string()))
        .bind(role.as_str())
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A person's name.
pub(crate) async fn name(connection: &mut AnyConnection, id: AccountId) -> Result<String, Error> {
    let sql = "SELECT name FROM accounts WHERE id = $1";
    sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
}

/// The names of several people.
pub(crate) async fn names(
    connection: &mut AnyConnection,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, String>, Error> {
    let rows: Vec<(String, String)> = of_ids(connection, "SELECT id, name FROM accounts WHERE id IN (?)", ids).await?;
    rows.into_iter().map(|(id, name)| Ok((parse(&id, "account")?, name))).collect()
}

/// A person's name with their organisation's at that time, where it was one: "Dr Amara Osei, Riverside Surgery".
pub(crate) async fn name_at(connection: &mut AnyConnection, id: AccountId, at: Timestamp) -> Result<String, Error> {
    let sql = "SELECT DISTINCT a.name, o.name FROM accounts a
               LEFT JOIN memberships m ON m.account_id = a.id AND m.from_at <= $2
                    AND (m.until_at IS NULL OR m.until_at > $2)
               LEFT JOIN organisations o ON o.id = m.organisation_id WHERE a.id = $1";
    let query = sqlx::query_as(sql).bind(id.to_string()).bind(at.as_millisecond());
    let rows: Vec<(String, Option<String>)> = query.fetch_all(connection).await?;
    let (name, _) = rows.first().ok_or(Error::NotFound)?;
    let organisations: Vec<&String> = rows.iter().filter_map(|(_, organisation)| organisation.as_ref()).collect();
    Ok(match &organisations[..] {
        [one] => format!("{name}, {one}"),
        _ => name.clone(),
    })
}

/// Whether there is any account.
pub(crate) async fn any(connection: &mut AnyConnection) -> Result<bool, Error> {
    let row: Option<String> = sqlx::query_scalar("SELECT id FROM accounts LIMIT 1").fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// One line of the list of people: an account, once for each of its memberships.
#[derive(Debug, FromRow)]
pub(crate) struct PersonRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) locked_at: Option<i64>,
    pub(crate) locked_above: i64,
    pub(crate) left_at: Option<i64>,
    pub(crate) wrong_codes: i64,
    pub(crate) registration: String,
    pub(crate) passwords: i64,
    pub(crate) membership_id: Option<String>,
    pub(crate) until_at: Option<i64>,
    pub(crate) role: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) organisation_id: Option<String>,
    /// Roles that are out of reach of whoever asks.
    pub(crate) elsewhere: i64,
}

/// Whose line it is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The first two hundred accounts, by name, whose name or e-mail address contains this.
    Like(&'a str),
    This(AccountId),
}

/// What a manager of $3 reaches.
const IN_REACH: &str = "SELECT id FROM organisations WHERE id = $3 OR parent_id = $3";

/// With `within`, only who works at that organisation or at what belongs to it, and only what they do there.
pub(crate) async fn people(
    connection: &mut AnyConnection,
    wanted: Wanted<'_>,
    within: Option<OrganisationId>,
    now: Timestamp,
) -> Result<Vec<PersonRow>, Error> {
    let (accounts, value) = match wanted {
        Wanted::Like(text) => {
            let text = text.trim().to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
            (r"LOWER(name) LIKE $1 ESCAPE '\' OR email LIKE $1 ESCAPE '\'", format!("%{text}%"))
        }
        Wanted::This(account) => ("id = $1", account.to_string()),
    };
    let sql = format!(
        "SELECT a.id, a.name, a.email, a.locked_at, a.locked_above, a.left_at, a.wrong_codes, a.registration,
                (SELECT COUNT(*) FROM credentials c WHERE c.account_id = a.id AND c.kind = 'password') AS passwords,
                m.id AS membership_id, m.until_at, m.role, o.name AS organisation, m.organisation_id,
                (SELECT COUNT(*) FROM memberships e WHERE e.account_id = a.id AND e.from_at <= $2
                 AND (e.until_at IS NULL OR e.until_at > $2) AND $3 <> ''
                 AND COALESCE(e.organisation_id, '') NOT IN ({IN_REACH})) AS elsewhere
         FROM (SELECT * FROM accounts WHERE ({accounts}) AND ($3 = '' OR id IN (
                  SELECT w.account_id FROM memberships w WHERE w.organisation_id IN ({IN_REACH})
                  AND (w.until_at IS NULL OR w.until_at > $2)))
               ORDER BY name, id LIMIT 200) a
         LEFT JOIN memberships m ON m.account_id = a.id
              AND m.from_at <= $2 AND (m.until_at IS NULL OR m.until_at > $2) AND ($3 = '' OR m.organisation_id IN ({IN_REACH}))
         LEFT JOIN organisations o ON o.id = m.organisation_id
         ORDER BY a.name, a.id, m.from_at, m.id"
    );
    let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(value).bind(now.as_millisecond());
    let query = query.bind(within.map(|id| id.to_string()).unwrap_or_default());
    Ok(query.fetch_all(connection).await?)
}

/// How many roles that are not over at `now` somebody has at an organisation and what belongs to it, and how many elsewhere.
pub(crate) async fn works(
    tx: &mut Tx,
    account: AccountId,
    at: OrganisationId,
    now: Timestamp,
) -> Result<(i64, i64), Error> {
    let sql = "SELECT COUNT(o.id), COUNT(*) - COUNT(o.id) FROM memberships m
               LEFT JOIN organisations o ON o.id = m.organisation_id AND (o.id = $2 OR o.parent_id = $2)
               WHERE m.account_id = $1 AND (m.until_at IS NULL OR m.until_at > $3)";
    let query = sqlx::query_as(sql).bind(account.to_string()).bind(at.to_string()).bind(now.as_millisecond());
    Ok(query.fetch_one(&mut **tx).await?)
}

/// Where a membership is; None for an administrator's.
pub(crate) async fn place(tx: &mut Tx, id: MembershipId) -> Result<Option<OrganisationId>, Error> {
    let sql = "SELECT organisation_id FROM memberships WHERE id = $1";
    let place: Option<Option<String>> = sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    place.flatten().map(|id| parse(&id, "organisation")).transpose()
}

/// Accounts that can sign in as administrators and will stay.
pub(crate) async fn administrators(tx: &mut Tx, now: Timestamp) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT a.id FROM accounts a JOIN memberships m ON m.account_id = a.id
               JOIN credentials c ON c.account_id = a.id AND c.kind = 'password'
               WHERE m.role = 'administrator' AND a.locked_at IS NULL AND a.left_at IS NULL
                 AND m.from_at <= $1 AND m.until_at IS NULL AND a.wrong_codes < $2";
    Ok(sqlx::query_scalar(sql).bind(now.as_millisecond()).bind(MOST_CODES).fetch_all(&mut **tx).await?)
}

/// `above` where somebody locks it who looks after everybody.
pub(crate) async fn set_locked(
    tx: &mut Tx,
    account: AccountId,
    at: Option<Timestamp>,
    above: bool,
) -> Result<(), Error> {
    let sql = "UPDATE accounts SET locked_at = $2, locked_above = $3 WHERE id = $1";
    let at = at.map(Timestamp::as_millisecond);
    sqlx::query(sql).bind(account.to_string()).bind(at).bind(i64::from(above)).execute(&mut **tx).await?;
    Ok(())
}

/// Whether somebody who looks after everybody locked it.
pub(crate) async fn is_locked_above(tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE id = $1 AND locked_at IS NOT NULL AND locked_above = 1";
    let found: i64 = sqlx::query_scalar(sql).bind(account.to_string()).fetch_one(&mut **tx).await?;
    Ok(found > 0)
}

pub(crate) async fn set_left(tx: &mut Tx, account: AccountId, at: Option<Timestamp>) -> Result<(), Error> {
    let sql = "UPDATE accounts SET left_at = $2 WHERE id = $1";
    let at = at.map(Timestamp::as_millisecond);
    sqlx::query(sql).bind(account.to_string()).bind(at).execute(&mut **tx).await?;
    Ok(())
}

/// "GMC 1234567"; empty for none.
pub(crate) async fn set_registration(tx: &mut Tx, account: AccountId, registration: &str) -> Result<(), Error> {
    let sql = "UPDATE accounts SET registration = $2 WHERE id = $1";
    sqlx::query(sql).bind(account.to_string()).bind(registration).execute(&mut **tx).await?;
    Ok(())
}

/// Since when it is locked, and from when on its owner works here no longer.
pub(crate) async fn ends(
    connection: &mut AnyConnection,
    account: AccountId,
) -> Result<(Option<i64>, Option<i64>), Error> {
    let sql = "SELECT locked_at, left_at FROM accounts WHERE id = $1";
    sqlx::query_as(sql).bind(account.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
}

/// Whose a membership that is not over at `now` is, and its role.
pub(crate) async fn membership(
    tx: &mut Tx,
    id: MembershipId,
    now: Timestamp,
) -> Result<Option<(AccountId, Role)>, Error> {
    let sql = "SELECT account_id, role FROM memberships WHERE id = $1 AND (until_at IS NULL OR until_at > $2)";
    let row: Option<(String, String)> =
        sqlx::query_as(sql).bind(id.to_string()).bind(now.as_millisecond()).fetch_optional(&mut **tx).await?;
    row.map(|(account, role)| Ok((parse(&account, "account")?, parse(&role, "role")?))).transpose()
}

pub(crate) async fn end_membership(tx: &mut Tx, id: MembershipId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE memberships SET until_at = $2 WHERE id = $1";
    sqlx::query(sql).bind(id.to_string()).bind(at.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

/// Those of an account that would go on after `at`, in milliseconds, end then.
pub(crate) async fn end_memberships(tx: &mut Tx, account: AccountId, at: i64) -> Result<(), Error> {
    let sql = "UPDATE memberships SET until_at = $2 WHERE account_id = $1 AND (until_at IS NULL OR until_at > $2)";
    sqlx::query(sql).bind(account.to_string()).bind(at).execute(&mut **tx).await?;
    Ok(())
}

/// Wrong codes of the second step since the last right one.
pub(crate) async fn wrong_codes(connection: &mut AnyConnection, account: AccountId) -> Result<i64, Error> {
    let sql = "SELECT wrong_codes FROM accounts WHERE id = $1";
    sqlx::query_scalar(sql).bind(account.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
}

pub(crate) async fn add_wrong_code(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let sql = "UPDATE accounts SET wrong_codes = wrong_codes + 1 WHERE id = $1";
    sqlx::query(sql).bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn forget_wrong_codes(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let sql = "UPDATE accounts SET wrong_codes = 0 WHERE id = $1";
    sqlx::query(sql).bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// E-mail address and name.
pub(crate) async fn address(connection: &mut AnyConnection, id: AccountId) -> Result<(String, String), Error> {
    let sql = "SELECT email, name FROM accounts WHERE id = $1";
    sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
}

/// Who asks in their own name at a practice at `now`, by name.
pub(crate) async fn referrers(
    connection: &mut AnyConnection,
    practice: PracticeId,
    now: Timestamp,
) -> Result<Vec<(AccountId, String)>, Error> {
    with_role(connection, practice.into(), Role::Referrer, now).await
}

async fn with_role(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    role: Role,
    now: Timestamp,
) -> Result<Vec<(AccountId, String)>, Error> {
    let sql = "SELECT DISTINCT a.id, a.name FROM accounts a JOIN memberships m ON m.account_id = a.id
               WHERE m.organisation_id = $1 AND m.role = $3
                 AND m.from_at <= $2 AND (m.until_at IS NULL OR m.until_at > $2)
                 AND a.locked_at IS NULL AND (a.left_at IS NULL OR a.left_at > $2)
               ORDER BY a.name, a.id";
    let query = sqlx::query_as(sql).bind(organisation.to_string()).bind(now.as_millisecond()).bind(role.as_str());
    let rows: Vec<(String, String)> = query.fetch_all(connection).await?;
    rows.into_iter().map(|(id, name)| Ok((parse(&id, "account")?, name))).collect()
}

/// Who answers in their own name at a service at `now`, by name.
pub(crate) async fn specialists(
    connection: &mut AnyConnection,
    service: ServiceId,
    now: Timestamp,
) -> Result<Vec<(AccountId, String)>, Error> {
    with_role(connection, service.into(), Role::Specialist, now).await
}

/// Whether an account has this role there at `now`.
pub(crate) async fn has_membership(
    tx: &mut Tx,
    account: AccountId,
    role: Role,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM memberships WHERE account_id = $1 AND role = $2
               AND COALESCE(organisation_id, '') = $3 AND (until_at IS NULL OR until_at > $4)";
    let found: i64 = sqlx::query_scalar(sql)
        .bind(account.to_string())
        .bind(role.as_str())
        .bind(organisation.map(|id| id.to_string()).unwrap_or_default())
        .bind(now.as_millisecond())
        .fetch_one(&mut **tx)
        .await?;
    Ok(found > 0)
}
