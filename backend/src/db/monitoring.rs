//! Plans for follow-up photos, and their rounds.

use domain::{
    ids::{AccountId, CaseId, FormKey, PhotoRequestId, PlanId, RoundId},
    monitoring::{Plan, PlanEnd, RoundEnd},
    tasks::MonitoringFacts,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, parse, to_json};
use crate::{Error, clock::from_ms};

const WHAT: &str = "plan for follow-up photos";

/// One plan, with the names of who set it and who ended it.
#[derive(Debug, Clone)]
pub(crate) struct StoredPlan {
    pub(crate) id: PlanId,
    pub(crate) case: CaseId,
    pub(crate) by: AccountId,
    pub(crate) by_name: String,
    pub(crate) at: Timestamp,
    pub(crate) plan: Plan,
    pub(crate) next: Option<Timestamp>,
    pub(crate) version: i64,
    pub(crate) ended: Option<(PlanEnd, String, Timestamp)>,
    pub(crate) safety_net: String,
}

/// One round of one.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    pub(crate) id: RoundId,
    pub(crate) plan: PlanId,
    pub(crate) number: u32,
    pub(crate) asked: Timestamp,
    pub(crate) link: Option<PhotoRequestId>,
    pub(crate) sent: Option<Timestamp>,
    pub(crate) is_worse: bool,
    pub(crate) ended: Option<(RoundEnd, Option<AccountId>, Timestamp)>,
    pub(crate) is_noted: bool,
}

#[derive(Debug, FromRow)]
struct PlanRow {
    id: String,
    case_id: String,
    set_by: String,
    setter: String,
    set_at: i64,
    plan: String,
    next_at: Option<i64>,
    version: i64,
    ended: Option<String>,
    ender: Option<String>,
    ended_at: Option<i64>,
    safety_net: String,
}

impl TryFrom<PlanRow> for StoredPlan {
    type Error = Error;

    fn try_from(row: PlanRow) -> Result<Self, Error> {
        let end: Option<PlanEnd> = row.ended.map(|end| parse(&end, WHAT)).transpose()?;
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            by: parse(&row.set_by, WHAT)?,
            by_name: row.setter,
            at: from_ms(row.set_at),
            plan: from_json(&row.plan, WHAT)?,
            next: row.next_at.map(from_ms),
            version: row.version,
            ended: end.zip(row.ended_at).map(|(end, at)| (end, row.ender.unwrap_or_default(), from_ms(at))),
            safety_net: row.safety_net,
        })
    }
}

#[derive(Debug, FromRow)]
struct RoundRow {
    id: String,
    plan_id: String,
    number: i64,
    asked_at: i64,
    photo_request_id: Option<String>,
    sent_at: Option<i64>,
    worse: i64,
    ended: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<i64>,
    noted_at: Option<i64>,
}

impl TryFrom<RoundRow> for Round {
    type Error = Error;

    fn try_from(row: RoundRow) -> Result<Self, Error> {
        let end: Option<RoundEnd> = row.ended.map(|end| parse(&end, WHAT)).transpose()?;
        let by: Option<AccountId> = row.ended_by.map(|by| parse(&by, WHAT)).transpose()?;
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            plan: parse(&row.plan_id, WHAT)?,
            number: u32::try_from(row.number).unwrap_or(u32::MAX),
            asked: from_ms(row.asked_at),
            link: row.photo_request_id.map(|id| parse(&id, WHAT)).transpose()?,
            sent: row.sent_at.map(from_ms),
            is_worse: row.worse == 1,
            ended: end.zip(row.ended_at).map(|(end, at)| (end, by, from_ms(at))),
            is_noted: row.noted_at.is_some(),
        })
    }
}

const PLANS: &str =
    "SELECT p.id, p.case_id, p.set_by, a.name AS setter, p.set_at, p.plan, p.next_at, p.version, p.ended,
    e.name AS ender, p.ended_at, p.safety_net
    FROM monitoring_plans p JOIN accounts a ON a.id = p.set_by LEFT JOIN accounts e ON e.id = p.ended_by";

const ROUNDS: &str =
    "SELECT id, plan_id, number, asked_at, photo_request_id, sent_at, worse, ended, ended_by, ended_at,
    noted_at FROM monitoring_rounds";

/// All of a case: the one that is open, then the newest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<StoredPlan>, Error> {
    let sql =
        AssertSqlSafe(format!("{PLANS} WHERE p.case_id = $1 ORDER BY p.ended IS NULL DESC, p.set_at DESC, p.id DESC"));
    let rows: Vec<PlanRow> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(StoredPlan::try_from).collect()
}

/// The one of a case that is open.
pub(crate) async fn open_of(connection: &mut AnyConnection, case: CaseId) -> Result<Option<StoredPlan>, Error> {
    let sql = AssertSqlSafe(format!("{PLANS} WHERE p.case_id = $1 AND p.ended IS NULL"));
    let row: Option<PlanRow> = sqlx::query_as(sql).bind(case.to_string()).fetch_optional(connection).await?;
    row.map(StoredPlan::try_from).transpose()
}

/// What was planned by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<StoredPlan>, Error> {
    let sql = AssertSqlSafe(format!("{PLANS} WHERE p.request_key = $1"));
    let row: Option<PlanRow> = sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    row.map(StoredPlan::try_from).transpose()
}

/// Every round of a case, the newest first.
pub(crate) async fn rounds(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Round>, Error> {
    let sql = AssertSqlSafe(format!("{ROUNDS} WHERE case_id = $1 ORDER BY asked_at DESC, number DESC"));
    let rows: Vec<RoundRow> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(Round::try_from).collect()
}

/// Cases whose plan asks its patient now, the longest due first; of `limit` at most.
pub(crate) async fn due(connection: &mut AnyConnection, now: Timestamp, limit: i64) -> Result<Vec<CaseId>, Error> {
    let sql =
        "SELECT case_id FROM monitoring_plans WHERE ended IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2";
    let query = sqlx::query_scalar(sql).bind(now.as_millisecond()).bind(limit);
    let cases: Vec<String> = query.fetch_all(connection).await?;
    cases.iter().map(|case| parse(case, WHAT)).collect()
}

/// The link of a round that waits for photos, if this is one.
pub(crate) async fn waits_for(
    connection: &mut AnyConnection,
    link: PhotoRequestId,
) -> Result<Option<PhotoRequestId>, Error> {
    let sql =
        "SELECT COUNT(*) FROM monitoring_rounds WHERE photo_request_id = $1 AND ended IS NULL AND sent_at IS NULL";
    let count: i64 = sqlx::query_scalar(sql).bind(link.to_string()).fetch_one(connection).await?;
    Ok((count > 0).then_some(link))
}

/// A plan that is set.
#[derive(Debug)]
pub(crate) struct NewPlan<'a> {
    pub(crate) id: PlanId,
    pub(crate) case: CaseId,
    pub(crate) by: AccountId,
    pub(crate) at: Timestamp,
    pub(crate) plan: &'a Plan,
    pub(crate) next: Timestamp,
    pub(crate) key: FormKey,
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewPlan<'_>) -> Result<(), Error> {
    let sql = "INSERT INTO monitoring_plans (id, case_id, set_by, set_at, plan, next_at, version, request_key)
               VALUES ($1, $2, $3, $4, $5, $6, 1, $7)";
    sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(new.case.to_string())
        .bind(new.by.to_string())
        .bind(new.at.as_millisecond())
        .bind(to_json(new.plan)?)
        .bind(new.next.as_millisecond())
        .bind(new.key.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps when an open plan asks next: its next version.
pub(crate) async fn set_next(tx: &mut Tx, plan: PlanId, next: Option<Timestamp>) -> Result<(), Error> {
    let sql = "UPDATE monitoring_plans SET next_at = $2, version = version + 1 WHERE id = $1 AND ended IS NULL";
    let query = sqlx::query(sql).bind(plan.to_string()).bind(next.map(Timestamp::as_millisecond));
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Says how it ended; by nobody where it did so by itself.
pub(crate) async fn end(
    tx: &mut Tx,
    plan: PlanId,
    end: PlanEnd,
    (by, safety_net): (Option<AccountId>, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "UPDATE monitoring_plans SET ended = $2, ended_by = $3, ended_at = $4, safety_net = $5, next_at = NULL,
               version = version + 1 WHERE id = $1 AND ended IS NULL";
    let query = sqlx::query(sql).bind(plan.to_string()).bind(end.as_str()).bind(by.map(|by| by.to_string()));
    query.bind(now.as_millisecond()).bind(safety_net).execute(&mut **tx).await?;
    Ok(())
}

/// Adds a round that is asked for now.
pub(crate) async fn insert_round(
    tx: &mut Tx,
    plan: &StoredPlan,
    (round, number): (RoundId, u32),
    link: Option<PhotoRequestId>,
    (due, now): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let sql = "INSERT INTO monitoring_rounds (id, plan_id, case_id, number, due_at, asked_at, photo_request_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(sql)
        .bind(round.to_string())
        .bind(plan.id.to_string())
        .bind(plan.case.to_string())
        .bind(i64::from(number))
        .bind(due.as_millisecond())
        .bind(now.as_millisecond())
        .bind(link.map(|link| link.to_string()))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Its photos are there.
pub(crate) async fn arrived(tx: &mut Tx, round: RoundId, is_worse: bool, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE monitoring_rounds SET sent_at = $2, worse = $3 WHERE id = $1 AND sent_at IS NULL";
    let query = sqlx::query(sql).bind(round.to_string()).bind(now.as_millisecond()).bind(i64::from(is_worse));
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Says what became of it.
pub(crate) async fn end_round(
    tx: &mut Tx,
    round: RoundId,
    end: RoundEnd,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "UPDATE monitoring_rounds SET ended = $2, ended_by = $3, ended_at = $4 WHERE id = $1 AND ended IS NULL";
    let query = sqlx::query(sql).bind(round.to_string()).bind(end.as_str()).bind(by.map(|by| by.to_string()));
    query.bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

/// Says that the service knows that photos did not come twice; false where that was said already.
pub(crate) async fn note(tx: &mut Tx, round: RoundId, by: AccountId, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE monitoring_rounds SET noted_by = $2, noted_at = $3 WHERE id = $1 AND noted_at IS NULL";
    let query = sqlx::query(sql).bind(round.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

/// What [`Followed`] reads, of a case called `c`.
pub(super) const FOLLOWED: &str =
    "(SELECT p.set_at FROM monitoring_plans p WHERE p.case_id = c.id AND p.ended IS NULL) AS plan_open,
    (SELECT p.next_at FROM monitoring_plans p WHERE p.case_id = c.id AND p.ended IS NULL) AS plan_next,
    (SELECT MAX(p.ended_at) FROM monitoring_plans p WHERE p.case_id = c.id) AS plan_ended,
    (SELECT r.asked_at FROM monitoring_rounds r WHERE r.case_id = c.id AND r.ended IS NULL) AS round_asked,
    (SELECT q.expires_at FROM monitoring_rounds r JOIN photo_requests q ON q.id = r.photo_request_id
     WHERE r.case_id = c.id AND r.ended IS NULL AND q.withdrawn_at IS NULL) AS round_ends,
    (SELECT r.sent_at FROM monitoring_rounds r WHERE r.case_id = c.id AND r.ended IS NULL) AS round_sent,
    (SELECT r.worse FROM monitoring_rounds r WHERE r.case_id = c.id AND r.ended IS NULL) AS round_worse,
    (SELECT COUNT(*) FROM monitoring_rounds r JOIN monitoring_rounds b ON b.plan_id = r.plan_id
     AND b.number = r.number - 1 WHERE r.case_id = c.id AND r.ended IS NULL AND r.noted_at IS NULL
     AND b.ended = 'missed') AS round_missed_before";

/// How a case's plan stands, for its tasks.
#[derive(Debug, FromRow)]
pub(super) struct Followed {
    plan_open: Option<i64>,
    plan_next: Option<i64>,
    plan_ended: Option<i64>,
    round_asked: Option<i64>,
    round_ends: Option<i64>,
    round_sent: Option<i64>,
    round_worse: Option<i64>,
    round_missed_before: i64,
}

impl Followed {
    pub(super) fn facts(&self) -> MonitoringFacts {
        let at = |ms: Option<i64>| ms.map(from_ms);
        MonitoringFacts {
            open: at(self.plan_open),
            next: at(self.plan_next),
            asked: at(self.round_asked),
            ends: at(self.round_ends),
            arrived: at(self.round_sent).map(|at| (at, self.round_worse == Some(1))),
            missed_before: self.round_missed_before > 0,
            ended: at(self.plan_ended),
        }
    }
}
