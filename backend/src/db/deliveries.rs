use domain::ids::{CaseId, DeliveryId, PracticeId};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, to_json};
use crate::{
    Error,
    clock::from_ms,
    delivery::{Delivery, Message},
};

/// A delivery that a worker has taken on.
#[derive(Debug, FromRow)]
pub(crate) struct Claimed {
    pub(crate) id: String,
    /// None for mail to people who work here.
    pub(crate) case_id: Option<String>,
    pub(crate) payload: String,
    /// Counting this one.
    attempts: i64,
    settled: i64,
    /// Before this one.
    pub(crate) failures: i64,
    /// Of this time; the next worker's is another.
    pub(crate) lease: String,
    created_at: i64,
}

impl Claimed {
    /// Whether somebody may have sent it before: they were killed, or did not hear the answer.
    pub(crate) fn may_have_left(&self) -> bool {
        self.attempts - 1 > self.settled
    }

    pub(crate) fn created(&self) -> Timestamp {
        from_ms(self.created_at)
    }
}

pub(crate) async fn insert(tx: &mut Tx, id: DeliveryId, delivery: &Delivery, now: Timestamp) -> Result<(), Error> {
    if let Some(case) = delivery.case {
        tx.acted_on(case, now);
    }
    sqlx::query(
        "INSERT INTO deliveries (id, idempotency_key, case_id, payload, state, attempts, next_at, created_at)
         VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6)
         ON CONFLICT (idempotency_key) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(&delivery.key)
    .bind(delivery.case.map(|case| case.to_string()))
    .bind(to_json(&delivery.message)?)
    .bind(delivery.not_before.as_millisecond())
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many texts with a link were asked for since then: of this case, and of its whole practice.
pub(crate) async fn texts_since(
    connection: &mut AnyConnection,
    case: CaseId,
    practice: PracticeId,
    since: Timestamp,
) -> Result<(u32, u32), Error> {
    let sql = "SELECT COALESCE(SUM(CASE WHEN deliveries.case_id = $1 THEN 1 ELSE 0 END), 0), COUNT(*)
               FROM deliveries JOIN cases ON cases.id = deliveries.case_id
               WHERE deliveries.created_at > $2 AND deliveries.idempotency_key LIKE 'photo-request/%'
               AND cases.practice_id = $3";
    let (of_case, of_practice): (i64, i64) = sqlx::query_as(sql)
        .bind(case.to_string())
        .bind(since.as_millisecond())
        .bind(practice.to_string())
        .fetch_one(connection)
        .await?;
    let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((count(of_case), count(of_practice)))
}

pub(crate) async fn cancel(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    let done = sqlx::query(
        "UPDATE deliveries SET state = 'cancelled', payload = '', done_at = $2
         WHERE idempotency_key = $1 AND state = 'waiting'",
    )
    .bind(key)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A delivery that its channel says something of.
#[derive(Debug, FromRow)]
pub(crate) struct Heard {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) reason: Option<String>,
    /// Its channel has said what became of it.
    pub(crate) is_known: i64,
}

/// By our name for it or by its channel's own. Where both are known, they belong together.
const OF_CHANNEL: &str = "(id = $1 AND external_id IS NULL) OR external_id = $2";

/// The case of the delivery that a channel speaks of, to be locked before it.
pub(crate) async fn case_heard(
    connection: &mut AnyConnection,
    ours: Option<DeliveryId>,
    external: &str,
) -> Result<Option<String>, Error> {
    let sql = format!("SELECT case_id FROM deliveries WHERE {OF_CHANNEL}");
    let ours = ours.map(|it| it.to_string()).unwrap_or_default();
    let row: Option<(Option<String>,)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(ours).bind(external).fetch_optional(connection).await?;
    Ok(row.and_then(|(case,)| case))
}

/// Finds and locks the delivery that a channel speaks of.
pub(crate) async fn lock_heard(tx: &mut Tx, ours: Option<DeliveryId>, external: &str) -> Result<Option<Heard>, Error> {
    let sql = format!(
        "UPDATE deliveries SET status = status WHERE {OF_CHANNEL}
         RETURNING id, state, reason,
                   CAST(CASE WHEN status IN ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure')
                        THEN 1 ELSE 0 END AS BIGINT) AS is_known"
    );
    let ours = ours.map(|it| it.to_string()).unwrap_or_default();
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(ours).bind(external).fetch_optional(&mut **tx).await?)
}

/// Keeps what its channel said of a locked delivery, and what that makes of it; `changed` where that is something else
/// than before, `look_at` where more is to come, for which it is asked then, or earlier if that was meant already.
pub(crate) async fn hear(
    tx: &mut Tx,
    id: &str,
    (external, status): (&str, &str),
    (state, reason): (&str, Option<&str>),
    changed: Option<Timestamp>,
    look_at: Option<Timestamp>,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE deliveries SET external_id = $2, status = $3, state = $4, reason = $5,
                look_at = CASE WHEN CAST($7 AS BIGINT) IS NULL THEN NULL ELSE COALESCE(look_at, $7) END,
                payload = CASE WHEN $4 = 'waiting' THEN payload ELSE '' END,
                done_at = COALESCE(CAST($6 AS BIGINT), done_at)
         WHERE id = $1",
    )
    .bind(id)
    .bind(external)
    .bind(status)
    .bind(state)
    .bind(reason)
    .bind(changed.map(|at| at.as_millisecond()))
    .bind(look_at.map(|at| at.as_millisecond()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Calls off the texts about a case's news that have not left.
pub(crate) async fn cancel_news(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<(), Error> {
    cancel_of(tx, case, "idempotency_key LIKE 'news/%'", now).await
}

/// Calls off the reminders of a case's link that have not left.
pub(crate) async fn cancel_reminders(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<(), Error> {
    cancel_of(tx, case, "idempotency_key LIKE 'photo-reminder/%'", now).await
}

/// Calls off everything of a case that has not left.
pub(crate) async fn cancel_all(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<(), Error> {
    cancel_of(tx, case, "1 = 1", now).await
}

/// Calls off the texts of a case that have not left. That an answer stands is a delivery, too, and leaves by no channel.
pub(crate) async fn cancel_texts(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<(), Error> {
    cancel_of(tx, case, "idempotency_key NOT LIKE 'answer-stands/%'", now).await
}

async fn cancel_of(tx: &mut Tx, case: CaseId, which: &str, now: Timestamp) -> Result<(), Error> {
    let sql = format!(
        "UPDATE deliveries SET state = 'cancelled', payload = '', done_at = $2
         WHERE case_id = $1 AND state = 'waiting' AND {which}"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(case.to_string()).bind(now.as_millisecond());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Takes a delivery back that no worker has taken on yet. False when one has: it may be on its way. True also where
/// there never was one.
pub(crate) async fn take_back(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    sqlx::query(
        "UPDATE deliveries SET state = 'cancelled', payload = '', done_at = $2
         WHERE idempotency_key = $1 AND state = 'waiting' AND attempts = 0",
    )
    .bind(key)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    let sql = "SELECT COUNT(*) FROM deliveries WHERE idempotency_key = $1 AND state <> 'cancelled'";
    let (left,): (i64,) = sqlx::query_as(sql).bind(key).fetch_one(&mut **tx).await?;
    Ok(left == 0)
}

/// Takes on the deliveries that have been due longest, at most so many, until `leased_until`. The condition is asked again
/// in the UPDATE, so of two workers that chose the same row one gets it and the other does not. `lease` is new: only who
/// knows it may say how the deliveries went.
pub(crate) async fn claim(
    tx: &mut Tx,
    lease: &str,
    most: usize,
    now: Timestamp,
    leased_until: Timestamp,
) -> Result<Vec<Claimed>, Error> {
    // Rows that another server is claiming are left to it, where there can be another.
    let others = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    // Chosen once: PostgreSQL may otherwise choose anew for each row that it looks at, and take more than the limit.
    let sql = format!(
        "WITH due AS MATERIALIZED (
             SELECT id FROM deliveries
             WHERE state = 'waiting' AND next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
             ORDER BY next_at, id LIMIT $4 {others})
         UPDATE deliveries SET leased_until = $2, lease = $3, attempts = attempts + 1
         WHERE id IN (SELECT id FROM due)
           AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $1)
         RETURNING id, case_id, payload, attempts, settled, failures, lease, created_at"
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(now.as_millisecond())
        .bind(leased_until.as_millisecond())
        .bind(lease)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut **tx)
        .await?)
}

/// How the delivery with this key stands, and why.
pub(crate) async fn state(
    connection: &mut AnyConnection,
    key: &str,
) -> Result<Option<(String, Option<String>)>, Error> {
    let sql = "SELECT state, reason FROM deliveries WHERE idempotency_key = $1";
    Ok(sqlx::query_as(sql).bind(key).fetch_optional(connection).await?)
}

/// Whether it is still this worker's, and has not been called off.
pub(crate) async fn is_held(connection: &mut AnyConnection, claimed: &Claimed) -> Result<bool, Error> {
    let sql = "SELECT id FROM deliveries WHERE id = $1 AND lease = $2 AND state = 'waiting'";
    let row: Option<String> =
        sqlx::query_scalar(sql).bind(&claimed.id).bind(&claimed.lease).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// Whether it was called off while this worker had it.
pub(crate) async fn was_called_off(tx: &mut Tx, claimed: &Claimed) -> Result<bool, Error> {
    let sql = "SELECT id FROM deliveries WHERE id = $1 AND lease = $2 AND state = 'cancelled'";
    let row: Option<String> =
        sqlx::query_scalar(sql).bind(&claimed.id).bind(&claimed.lease).fetch_optional(&mut **tx).await?;
    Ok(row.is_some())
}

/// How a delivery went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    /// It left; the channel's own name for it, where it has one, by which it is asked for at that time.
    Done { external: Option<(&'a str, Timestamp)> },
    /// It did not, as far as is known, but may later.
    Retry { at: Timestamp, reason: &'a str, failed: bool, has_not_left: bool },
    /// It will never leave by itself.
    Dead { reason: &'a str },
    /// Nobody wants it any longer: as if it had been called off.
    NotWanted,
}

/// Notes how it went; false when it is no longer this worker's, and nothing was noted: another took it on meanwhile, or
/// it was called off. What is not tried again is emptied, because a text holds a link's token.
pub(crate) async fn note(tx: &mut Tx, claimed: &Claimed, outcome: Outcome<'_>, now: Timestamp) -> Result<bool, Error> {
    let (state, reason, external, next_at, failed, settled) = match outcome {
        Outcome::Done { external } => ("done", None, external, None, 0, claimed.attempts),
        Outcome::Retry { at, reason, failed, has_not_left } => {
            let settled = if has_not_left { claimed.attempts } else { claimed.settled };
            ("waiting", Some(reason), None, Some(at.as_millisecond()), i64::from(failed), settled)
        }
        Outcome::Dead { reason } => ("dead", Some(reason), None, None, 1, claimed.settled),
        Outcome::NotWanted => ("cancelled", None, None, None, 0, claimed.attempts),
    };
    let done = sqlx::query(
        "UPDATE deliveries SET state = $3, reason = $4, leased_until = NULL,
                next_at = COALESCE($5, next_at),
                payload = CASE WHEN $3 = 'waiting' THEN payload ELSE '' END,
                done_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE CAST($6 AS BIGINT) END,
                external_id = $7, look_at = $10, failures = failures + $8, settled = $9
         WHERE id = $1 AND lease = $2 AND state = 'waiting'",
    )
    .bind(&claimed.id)
    .bind(&claimed.lease)
    .bind(state)
    .bind(reason)
    .bind(next_at)
    .bind(now.as_millisecond())
    .bind(external.map(|(name, _)| name))
    .bind(failed)
    .bind(settled)
    .bind(external.map(|(_, look_at)| look_at.as_millisecond()))
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How deliveries stand, all together.
#[derive(Debug, Default, FromRow)]
pub(crate) struct Counted {
    pub(crate) waiting: i64,
    /// Their time has come, and no worker has them.
    pub(crate) due: i64,
    /// When the time of the oldest of those came.
    pub(crate) oldest_due: Option<i64>,
    /// Workers have them.
    pub(crate) taken_on: i64,
    /// Given up, and nobody has dealt with them.
    pub(crate) given_up: i64,
}

pub(crate) async fn count(connection: &mut AnyConnection, now: Timestamp) -> Result<Counted, Error> {
    let sql = "SELECT COUNT(*) AS waiting,
            COALESCE(SUM(CASE WHEN next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) THEN 1 ELSE 0 END), 0)
                AS due,
            MIN(CASE WHEN next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) THEN next_at END) AS oldest_due,
            COALESCE(SUM(CASE WHEN leased_until > $1 THEN 1 ELSE 0 END), 0) AS taken_on,
            (SELECT COUNT(*) FROM deliveries g WHERE g.state = 'dead' AND g.dealt_with_at IS NULL) AS given_up
        FROM deliveries WHERE state = 'waiting'";
    Ok(sqlx::query_as(sql).bind(now.as_millisecond()).fetch_one(connection).await?)
}

/// Why those that wait have not left at their first try, and how many each; that it is night is no reason.
pub(crate) async fn held_up(connection: &mut AnyConnection) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT reason, COUNT(*) FROM deliveries
               WHERE state = 'waiting' AND reason IS NOT NULL AND reason <> 'night' GROUP BY reason ORDER BY reason";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}

/// The reminders that wait, whose links are sealed with the installation's key: each one's id and message.
pub(crate) async fn sealed(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let sql = "SELECT id, payload FROM deliveries WHERE state = 'waiting' AND idempotency_key LIKE 'photo-reminder/%'";
    Ok(sqlx::query_as(sql).fetch_all(&mut **tx).await?)
}

/// Keeps a message in the place of the one that waits.
pub(crate) async fn set_message(tx: &mut Tx, id: &str, message: &Message) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET payload = $2 WHERE id = $1 AND state = 'waiting'";
    sqlx::query(sql).bind(id).bind(to_json(message)?).execute(&mut **tx).await?;
    Ok(())
}
