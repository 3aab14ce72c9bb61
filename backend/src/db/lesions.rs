//! Lesions as they are stored: one for each site and side of a patient, numbered as they came.

use domain::{
    ids::{CaseId, LesionId, PatientId},
    patients::LesionRow,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, parse};
use crate::Error;

/// A locked case is about this site and side of the patient to whom it came, who is held; an empty site is none. What no
/// case is about any longer goes before its number is given on.
pub(crate) async fn place(
    tx: &mut Tx,
    id: LesionId,
    case: CaseId,
    (site, side): (&str, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "SELECT l.id FROM cases c JOIN lesions l ON l.id = c.lesion_id AND l.patient_id = c.patient_id
               WHERE c.id = $1 AND l.site = $2 AND l.side = $3";
    let query = sqlx::query_as(sql).bind(case.to_string()).bind(site).bind(side);
    let stays: Option<(String,)> = query.fetch_optional(&mut **tx).await?;
    if stays.is_some() {
        return Ok(());
    }
    leave(tx, case).await?;
    if site.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO lesions (id, patient_id, number, site, side, label, created_at)
         SELECT $1, c.patient_id, (SELECT COALESCE(MAX(l.number), 0) + 1 FROM lesions l WHERE l.patient_id = c.patient_id),
                $3, $4, '', $5
         FROM cases c WHERE c.id = $2 AND c.patient_id IS NOT NULL ON CONFLICT (patient_id, site, side) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(case.to_string())
    .bind(site)
    .bind(side)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    let sql = "UPDATE cases SET lesion_id =
                 COALESCE((SELECT l.id FROM lesions l WHERE l.patient_id = cases.patient_id AND l.site = $2 AND l.side = $3), '')
               WHERE id = $1";
    sqlx::query(sql).bind(case.to_string()).bind(site).bind(side).execute(&mut **tx).await?;
    Ok(())
}

/// A locked case is about no lesion.
pub(crate) async fn leave(tx: &mut Tx, case: CaseId) -> Result<(), Error> {
    let sql = "SELECT lesion_id FROM cases WHERE id = $1";
    let was: Option<(Option<String>,)> = sqlx::query_as(sql).bind(case.to_string()).fetch_optional(&mut **tx).await?;
    let sql = "UPDATE cases SET lesion_id = '' WHERE id = $1";
    sqlx::query(sql).bind(case.to_string()).execute(&mut **tx).await?;
    if let Some((Some(was),)) = was {
        let sql = "DELETE FROM lesions WHERE id = $1 AND NOT EXISTS (SELECT c.id FROM cases c WHERE c.lesion_id = $1)";
        sqlx::query(sql).bind(was).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Every lesion of a group of merged records.
pub(crate) async fn of_group(connection: &mut AnyConnection, survivor: PatientId) -> Result<Vec<LesionRow>, Error> {
    let sql = "SELECT l.patient_id, l.number, l.site, l.side FROM patients p JOIN lesions l ON l.patient_id = p.id
               WHERE p.survivor_id = $1 ORDER BY l.created_at, l.id";
    let rows: Vec<(String, i64, String, String)> =
        sqlx::query_as(sql).bind(survivor.to_string()).fetch_all(connection).await?;
    let read = |(patient, number, site, side): (String, i64, String, String)| -> Result<LesionRow, Error> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        Ok(LesionRow { patient: parse(&patient, "lesion")?, number, site, side })
    };
    rows.into_iter().map(read).collect()
}

/// A case of an older version.
#[derive(FromRow)]
pub(crate) struct Unplaced {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) draft: String,
    pub(crate) revision: Option<String>,
    pub(crate) created_at: i64,
}

/// At most `limit` cases that nobody has looked for a lesion of.
pub(crate) async fn without_lesion(tx: &mut Tx, limit: i64) -> Result<Vec<Unplaced>, Error> {
    let sql = "SELECT id, state, draft, revision, created_at FROM cases WHERE lesion_id IS NULL ORDER BY id LIMIT $1";
    Ok(sqlx::query_as(sql).bind(limit).fetch_all(&mut **tx).await?)
}

/// Whether a case is still without one, now that it is held.
pub(crate) async fn hold_without_lesion(tx: &mut Tx, case: &str) -> Result<bool, Error> {
    let sql = "UPDATE cases SET version = version WHERE id = $1 AND lesion_id IS NULL";
    Ok(sqlx::query(sql).bind(case).execute(&mut **tx).await?.rows_affected() > 0)
}
