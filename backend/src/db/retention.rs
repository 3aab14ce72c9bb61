//! What may have had its time, and taking it away. `domain::retention` decides; what is asked here only keeps it from
//! having to look at everything.

use domain::{
    case::Answer,
    ids::{CaseId, ImageId},
    retention::{Erased, Rule, Waits},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, parse};
use crate::{Error, clock::from_ms, objects::ObjectName};

/// At most `limit` cases after `id` that nothing happened to since before these moments: those that were never sent, and
/// records that nobody waits for.
pub(crate) async fn cases(
    connection: &mut AnyConnection,
    id: &str,
    unused: Timestamp,
    records: Timestamp,
    limit: i64,
) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT id FROM cases WHERE id > $1 AND (
                   (changed_at < $2 AND (state = 'draft' OR (state = 'withdrawn' AND submitted_at IS NULL)))
                   OR (changed_at < $3 AND state IN ('acknowledged', 'closed', 'withdrawn', 'converted', 'wrong_patient')))
               ORDER BY id LIMIT $4";
    let rows: Vec<String> = sqlx::query_scalar(sql)
        .bind(id)
        .bind(unused.as_millisecond())
        .bind(records.as_millisecond())
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|id| parse(id, "case")).collect()
}

/// The same of pictures that may go before their cases.
pub(crate) async fn pictures(
    connection: &mut AnyConnection,
    id: &str,
    unused: Timestamp,
    limit: i64,
) -> Result<Vec<ImageId>, Error> {
    let sql = "SELECT i.id FROM images i JOIN cases c ON c.id = i.case_id
               WHERE i.id > $1 AND i.removed_at IS NULL AND (
                   (i.sent_at IS NULL AND i.received_at < $2 AND c.state NOT IN ('draft', 'paused'))
                   OR (c.state = 'withdrawn' AND c.closed_at < $2))
               ORDER BY i.id LIMIT $3";
    let query = sqlx::query_scalar(sql).bind(id).bind(unused.as_millisecond()).bind(limit);
    let rows: Vec<String> = query.fetch_all(connection).await?;
    rows.iter().map(|id| parse(id, "picture")).collect()
}

/// Every answer of a case that was not taken back.
pub(crate) async fn answers(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Answer>, Error> {
    let sql = "SELECT answer FROM answers WHERE case_id = $1 AND taken_back_at IS NULL";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.iter().map(|json| from_json(json, "answer")).collect()
}

/// The last moment of what happens to a case without changing it: a link that was sent for pictures takes them until
/// then, a patient's word that it has changed is dealt with, and it is asked about again. `first` is the first request of it.
pub(crate) async fn last_moment(
    connection: &mut AnyConnection,
    case: CaseId,
    first: CaseId,
) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT MAX(at) FROM (
                   SELECT expires_at AS at FROM photo_requests WHERE case_id = $1 AND kind <> 'news'
                   UNION ALL SELECT at FROM change_reports WHERE case_id = $1
                   UNION ALL SELECT done_at FROM change_reports WHERE case_id = $1
                   UNION ALL SELECT changed_at FROM cases WHERE id = $2 OR first_id = $2) AS moments";
    let query = sqlx::query_scalar(sql).bind(case.to_string()).bind(first.to_string());
    let at: Option<i64> = query.fetch_one(connection).await?;
    Ok(at.map(from_ms))
}

/// Photos that their patient sent, of requests that nobody has sent on or taken back; cases are called `cases`.
const UNLOOKED: &str = "SELECT COUNT(*) FROM images i JOIN photo_requests r ON r.id = i.photo_request_id
    WHERE i.case_id = cases.id AND cases.state IN ('draft', 'paused') AND r.kind = 'patient' AND r.sent_at IS NOT NULL
      AND i.removed_at IS NULL AND i.sent_at IS NULL";

#[derive(Debug, Default, FromRow)]
struct Counts {
    photos: i64,
    change: i64,
    text: i64,
    correction: i64,
    message: i64,
    telling: i64,
    conclusion: i64,
    review: i64,
}

/// What somebody still has to do in a case, beside what its state says.
pub(crate) async fn waits(connection: &mut AnyConnection, case: CaseId) -> Result<Waits, Error> {
    let sql = format!(
        "SELECT ({UNLOOKED}) AS photos,
                (SELECT COUNT(*) FROM change_reports WHERE case_id = cases.id AND done_at IS NULL) AS change,
                (SELECT COUNT(*) FROM deliveries WHERE case_id = cases.id AND state = 'waiting') AS text,
                amended_unread AS correction,
                (SELECT COUNT(*) FROM messages WHERE case_id = cases.id AND read_at IS NULL AND cases.state <> 'wrong_patient')
                    AS message,
                CAST(CASE WHEN (news_at IS NULL AND tell_by IS NOT NULL)
                       OR (retell_at IS NOT NULL AND (news_at IS NULL OR news_at <= retell_at)) THEN 1 ELSE 0 END AS BIGINT)
                    AS telling,
                (SELECT COUNT(*) FROM conclusions WHERE case_id = cases.id AND read_at IS NULL
                 AND cases.state <> 'wrong_patient') AS conclusion,
                (SELECT COUNT(*) FROM tasks WHERE case_id = cases.id AND closed_at IS NULL
                 AND kind IN ('give_opinion', 'discuss_case', 'read_review')) AS review
         FROM cases WHERE id = $1"
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(case.to_string());
    let counts: Counts = query.fetch_optional(connection).await?.unwrap_or_default();
    Ok(Waits {
        photos: counts.photos > 0,
        change: counts.change > 0,
        text: counts.text > 0,
        correction: counts.correction > 0,
        message: counts.message > 0,
        telling: counts.telling > 0,
        conclusion: counts.conclusion > 0,
        review: counts.review > 0,
    })
}

/// Every object that a row of the case names.
pub(crate) async fn objects(tx: &mut Tx, case: CaseId) -> Result<Vec<ObjectName>, Error> {
    let sql = "SELECT master FROM images WHERE case_id = $1 AND removed_at IS NULL
               UNION ALL SELECT screen FROM images WHERE case_id = $1 AND removed_at IS NULL
               UNION ALL SELECT thumb FROM images WHERE case_id = $1 AND removed_at IS NULL
               UNION ALL SELECT object FROM clips WHERE case_id = $1 AND removed_at IS NULL
               UNION ALL SELECT p.object FROM upload_parts p JOIN uploads u ON u.id = p.upload_id WHERE u.case_id = $1";
    let names: Vec<String> = sqlx::query_scalar(sql).bind(case.to_string()).fetch_all(&mut **tx).await?;
    Ok(names.iter().filter_map(|name| ObjectName::parse(name)).collect())
}

/// Every row that speaks of the case, with its log; those that others depend on last.
pub(crate) async fn delete_case(tx: &mut Tx, case: CaseId) -> Result<(), Error> {
    for sql in [
        "DELETE FROM upload_parts WHERE upload_id IN (SELECT id FROM uploads WHERE case_id = $1)",
        "DELETE FROM uploads WHERE case_id = $1",
        "DELETE FROM image_layers WHERE image_id IN (SELECT id FROM images WHERE case_id = $1)",
        "DELETE FROM clips WHERE case_id = $1",
        "DELETE FROM images WHERE case_id = $1",
        "DELETE FROM answer_amendments WHERE case_id = $1",
        "DELETE FROM answers WHERE case_id = $1",
        "DELETE FROM answer_drafts WHERE case_id = $1",
        "DELETE FROM identity_corrections WHERE case_id = $1",
        "DELETE FROM events WHERE case_id = $1",
        "DELETE FROM phone_texts WHERE id IN (SELECT id FROM deliveries WHERE case_id = $1)",
        "DELETE FROM receipts WHERE delivery_id IN (SELECT id FROM deliveries WHERE case_id = $1)",
        "DELETE FROM deliveries WHERE case_id = $1",
        "DELETE FROM change_reports WHERE case_id = $1",
        "DELETE FROM opening_looks WHERE opening_id IN (SELECT id FROM openings WHERE case_id = $1)",
        "DELETE FROM openings WHERE case_id = $1",
        "DELETE FROM monitoring_rounds WHERE case_id = $1",
        "DELETE FROM monitoring_plans WHERE case_id = $1",
        "DELETE FROM photo_requests WHERE case_id = $1",
        "DELETE FROM tasks WHERE case_id = $1",
        "DELETE FROM messages WHERE case_id = $1",
        "DELETE FROM appointments WHERE case_id = $1",
        "DELETE FROM hub_visits WHERE case_id = $1",
        "DELETE FROM contacts WHERE case_id = $1",
        "DELETE FROM reviews WHERE case_id = $1",
        "DELETE FROM conclusions WHERE case_id = $1",
        "DELETE FROM conclusion_drafts WHERE case_id = $1",
        "DELETE FROM unsent_forms WHERE path LIKE '%' || $1 || '%' OR body LIKE '%' || $1 || '%'",
        "DELETE FROM log_heads WHERE stream = 'case/' || $1",
        "DELETE FROM lesions WHERE id = (SELECT c.lesion_id FROM cases c WHERE c.id = $1)
           AND NOT EXISTS (SELECT o.id FROM cases o WHERE o.lesion_id = lesions.id AND o.id <> $1)",
        // The next request about the problem is its first one then.
        "UPDATE cases SET first_id = NULLIF((SELECT MIN(n.id) FROM cases n WHERE n.first_id = $1), id) WHERE first_id = $1",
        "DELETE FROM cases WHERE id = $1",
    ] {
        sqlx::query(sql).bind(case.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}

/// The rows that a rule is about where that is all there is to it, from before $1.
const fn rows(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::UnsentAnswers => Some(
            "FROM answer_drafts WHERE changed_at < $1
             AND case_id IN (SELECT id FROM cases WHERE state NOT IN ('in_queue', 'paused'))",
        ),
        Rule::ReceivedTexts => Some("FROM phone_texts WHERE at < $1"),
        Rule::Accesses => Some("FROM access_log WHERE at < $1"),
        Rule::NeverSent
        | Rule::UnsentPictures
        | Rule::WithdrawnPictures
        | Rule::AdultRecord
        | Rule::ChildRecord
        | Rule::CancerRecord
        | Rule::Asked => None,
    }
}

/// How many rows of this rule there are from before then.
pub(crate) async fn count_rows(connection: &mut AnyConnection, rule: Rule, before: Timestamp) -> Result<i64, Error> {
    let Some(rows) = rows(rule) else { return Ok(0) };
    count(connection, format!("SELECT COUNT(*) {rows}"), before).await
}

/// Takes them away, and answers how many.
pub(crate) async fn delete_rows(tx: &mut Tx, rule: Rule, before: Timestamp) -> Result<i64, Error> {
    let Some(rows) = rows(rule) else { return Ok(0) };
    let sql = AssertSqlSafe(format!("DELETE {rows}"));
    let done = sqlx::query(sql).bind(before.as_millisecond()).execute(&mut **tx).await?;
    Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
}

/// Takes the beginning of the log of accesses away, up to number `seq`.
pub(crate) async fn cut_accesses(tx: &mut Tx, seq: i64) -> Result<(), Error> {
    sqlx::query("DELETE FROM access_log WHERE seq <= $1").bind(seq).execute(&mut **tx).await?;
    Ok(())
}

/// The newest erasure by a rule, as its log keeps it.
pub(crate) async fn newest_erasure(connection: &mut AnyConnection, rule: Rule) -> Result<Option<Erased>, Error> {
    let sql = "SELECT kind FROM erasures WHERE kind LIKE $1 ORDER BY seq DESC LIMIT 1";
    let like = format!("%\"rule\":\"{}\"%", rule.as_str());
    let kind: Option<String> = sqlx::query_scalar(sql).bind(like).fetch_optional(connection).await?;
    kind.map(|kind| from_json(&kind, "erasure")).transpose()
}

/// How many requests nothing happened to since before then, and that somebody still has to do something in.
pub(crate) async fn count_forgotten(connection: &mut AnyConnection, before: Timestamp) -> Result<i64, Error> {
    let sql = format!(
        "SELECT COUNT(*) FROM cases WHERE changed_at < $1
         AND (state IN ('in_queue', 'paused', 'answered') OR (state = 'acknowledged' AND to_refer = 1)
           OR (state = 'converted' AND acknowledged_at IS NULL)
           OR wrong_for_practice = 1 OR wrong_for_service = 1 OR amended_unread = 1
           OR (news_at IS NULL AND tell_by IS NOT NULL)
           OR (retell_at IS NOT NULL AND (news_at IS NULL OR news_at <= retell_at))
           OR (state = 'draft' AND ({UNLOOKED}) > 0)
           OR EXISTS (SELECT r.id FROM change_reports r WHERE r.case_id = cases.id AND r.done_at IS NULL)
           OR (state <> 'wrong_patient'
               AND EXISTS (SELECT m.id FROM messages m WHERE m.case_id = cases.id AND m.read_at IS NULL)))"
    );
    count(connection, sql, before).await
}

async fn count(connection: &mut AnyConnection, sql: String, before: Timestamp) -> Result<i64, Error> {
    let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(before.as_millisecond());
    Ok(query.fetch_one(connection).await?)
}
