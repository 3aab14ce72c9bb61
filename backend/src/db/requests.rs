//! Requests that belong together: those about one problem, which are one case and name the first of them, and those under
//! one NHS number.

use domain::ids::{CaseId, ServiceId};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::cases::{self, Case, Row};
use crate::Error;

/// More than anybody asks about one problem; the rest are on the patient's page.
const MOST: i64 = 30;

/// About the same patient as $2, merged or not: a request that was corrected to somebody else is none of theirs.
const SAME_PATIENT: &str = "(SELECT COALESCE(p.survivor_id, p.id) FROM patients p WHERE p.id = cases.patient_id)
    = (SELECT COALESCE(o.survivor_id, o.id) FROM patients o WHERE o.id = $2)";

/// Every other request of the same case, the first one first; of very many the newest.
pub(crate) async fn others(connection: &mut AnyConnection, case: &Case) -> Result<Vec<Case>, Error> {
    let of = format!(
        "WHERE (id = $1 OR first_id = $1) AND id <> $3 AND {SAME_PATIENT} ORDER BY created_at DESC, id DESC LIMIT {MOST}"
    );
    let query = sqlx::query_as::<_, Row>(cases::select(&of)).bind(case.first.to_string());
    let query = query.bind(case.patient.map(|patient| patient.to_string())).bind(case.id.to_string());
    let mut rows = query.fetch_all(&mut *connection).await?;
    rows.reverse();
    cases::all(connection, rows).await
}

/// How many requests about the problem of a case called `c` were sent before it: of the same case, or about the same lesion
/// of the same patient. One that was taken back, or was of somebody else, counts as none, and one that was sent on
/// counts as the one that it went on as.
pub(super) const SENT_BEFORE: &str = r#"SELECT COUNT(*) FROM cases e WHERE e.id <> c.id AND e.submitted_at IS NOT NULL
    AND (c.submitted_at IS NULL OR e.submitted_at < c.submitted_at) AND e.state NOT IN ('withdrawn', 'wrong_patient')
    AND e.state_detail NOT LIKE '%"sent_on":%'
    AND (SELECT COALESCE(p.survivor_id, p.id) FROM patients p WHERE p.id = e.patient_id)
        = (SELECT COALESCE(o.survivor_id, o.id) FROM patients o WHERE o.id = c.patient_id)
    AND e.id IN (SELECT g.id FROM cases g WHERE g.id = c.first_id
                 UNION SELECT g.id FROM cases g WHERE g.first_id = COALESCE(c.first_id, c.id)
                 UNION SELECT g.id FROM cases g WHERE g.lesion_id = c.lesion_id)"#;

/// Which request about its problem this one is, of those that were sent, its own with them.
pub(crate) async fn presentation(connection: &mut AnyConnection, case: CaseId) -> Result<u32, Error> {
    let sql = AssertSqlSafe(format!("SELECT ({SENT_BEFORE}) FROM cases c WHERE c.id = $1"));
    let before: i64 = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(connection).await?;
    Ok(u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1))
}

/// Whether a later request of the same case was sent to anybody: what this one has is looked at with it.
pub(crate) async fn is_gone_on_from(connection: &mut AnyConnection, case: &Case) -> Result<bool, Error> {
    let others = others(connection, case).await?;
    Ok(others.iter().any(|other| is_later(other, case) && other.state.asked().is_some()))
}

/// Whether a later request of the same case was sent to this service.
pub(crate) async fn is_asked_later(
    connection: &mut AnyConnection,
    case: &Case,
    service: ServiceId,
) -> Result<bool, Error> {
    let others = others(connection, case).await?;
    Ok(others.iter().any(|other| is_later(other, case) && other.is_with(service)))
}

/// Whether it was begun after the other.
pub(crate) fn is_later(one: &Case, other: &Case) -> bool {
    (one.created, one.id.0) > (other.created, other.id.0)
}

/// The practice's other cases for this NHS number that are of this number's patient and were not withdrawn, the newest
/// first.
pub(crate) async fn of_same_number(connection: &mut AnyConnection, case: &Case) -> Result<Vec<Case>, Error> {
    let number = cases::nhs_number(case.working());
    if number.is_empty() {
        return Ok(Vec::new());
    }
    let sql = cases::select(
        "WHERE practice_id = $1 AND nhs_number = $2 AND id <> $3 AND state NOT IN ('withdrawn', 'wrong_patient')
         ORDER BY created_at DESC, id DESC LIMIT 20",
    );
    let query = sqlx::query_as::<_, Row>(sql).bind(case.practice.to_string()).bind(number).bind(case.id.to_string());
    let rows = query.fetch_all(&mut *connection).await?;
    cases::all(connection, rows).await
}
