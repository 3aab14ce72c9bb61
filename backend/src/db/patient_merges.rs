//! Records of patients that lead to one another: held together, made one, taken apart.
//!
//! What is held of a group of merged records is always the one that they all lead to, and of two groups the lower one first.
//! So nobody who holds a part waits for the whole, and two who go the other way round wait, and not for ever.
//!
//! **Cases come before patients**, because whoever saves a case learns only then whose it is: first the cases, the lower id
//! first where there are several, then the records as above. What belongs to a case (its links, its deliveries, its log) is
//! changed by whoever holds that case, so it does not matter when. Whoever begins with a patient and will change something
//! of their cases takes both by [`hold_with_cases`].

use domain::{
    ids::{AccountId, CaseId, PatientId, PatientMergeId},
    patients::Member,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{
    Tx, parse,
    patients::{self, Patient},
};
use crate::{Error, error::Damaged};

/// How often a group is looked for again that was made or taken apart while it was waited for.
const TRIES: usize = 16;

/// Whose record this one is part of.
async fn survivor(tx: &mut Tx, id: PatientId) -> Result<Option<PatientId>, Error> {
    let sql = "SELECT survivor_id FROM patients WHERE id = $1";
    let row: Option<(String,)> = sqlx::query_as(sql).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    row.map(|(id,)| parse(&id, "patient")).transpose()
}

async fn survivors(tx: &mut Tx, ids: &[PatientId]) -> Result<Vec<Option<PatientId>>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for &id in ids {
        found.push(survivor(tx, id).await?);
    }
    Ok(found)
}

/// Of each of these patients the one whose record theirs is part of, held until the transaction ends; None where there is no
/// such patient (any longer).
pub(crate) async fn hold(tx: &mut Tx, ids: &[PatientId]) -> Result<Vec<Option<Patient>>, Error> {
    for _ in 0..TRIES {
        let wanted = survivors(tx, ids).await?;
        let mut order: Vec<PatientId> = wanted.iter().copied().flatten().collect();
        order.sort();
        order.dedup();
        // What was held and is not wanted is given back, or it would be held in the wrong order.
        sqlx::query("SAVEPOINT patients_held").execute(&mut **tx).await?;
        let mut held = Vec::with_capacity(order.len());
        for &id in &order {
            held.extend(patients::lock(tx, id).await?);
        }
        if held.len() == order.len() && survivors(tx, ids).await? == wanted {
            sqlx::query("RELEASE SAVEPOINT patients_held").execute(&mut **tx).await?;
            let of = |id: Option<PatientId>| held.iter().find(|patient| Some(patient.id) == id).cloned();
            return Ok(wanted.into_iter().map(of).collect());
        }
        sqlx::query("ROLLBACK TO SAVEPOINT patients_held").execute(&mut **tx).await?;
        sqlx::query("RELEASE SAVEPOINT patients_held").execute(&mut **tx).await?;
    }
    Err(Damaged("patient").into())
}

/// The same of one patient.
pub(crate) async fn hold_survivor(tx: &mut Tx, id: PatientId) -> Result<Option<Patient>, Error> {
    Ok(hold(tx, &[id]).await?.pop().flatten())
}

/// The same of one patient with every case of their group, for whoever begins with the patient and changes something of the
/// cases: those are held first, and all is looked for again where one came or went meanwhile.
pub(crate) async fn hold_with_cases(tx: &mut Tx, id: PatientId) -> Result<Option<(Patient, Vec<CaseId>)>, Error> {
    for _ in 0..TRIES {
        let Some(leads) = survivor(tx, id).await? else { return Ok(None) };
        sqlx::query("SAVEPOINT cases_held").execute(&mut **tx).await?;
        let cases = cases_of(tx, leads).await?;
        for case in &cases {
            let sql = "UPDATE cases SET version = version WHERE id = $1";
            sqlx::query(sql).bind(case.to_string()).execute(&mut **tx).await?;
        }
        let held = hold_survivor(tx, id).await?.filter(|patient| patient.id == leads);
        // Nobody is given a case while they are held, nor loses one that is.
        let is_whole = held.is_some() && cases_of(tx, leads).await? == cases;
        if !is_whole {
            // Given back, or a case would be waited for while its patient is held.
            sqlx::query("ROLLBACK TO SAVEPOINT cases_held").execute(&mut **tx).await?;
        }
        sqlx::query("RELEASE SAVEPOINT cases_held").execute(&mut **tx).await?;
        if let Some(patient) = held.filter(|_| is_whole) {
            return Ok(Some((patient, cases)));
        }
    }
    Err(Damaged("patient").into())
}

/// The cases that came to a record or to any that is part of it, in the order in which they are held.
async fn cases_of(tx: &mut Tx, survivor: PatientId) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT c.id FROM patients p JOIN cases c ON c.patient_id = p.id WHERE p.survivor_id = $1";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(survivor.to_string()).fetch_all(&mut **tx).await?;
    let mut cases = rows.iter().map(|id| parse(id, "case")).collect::<Result<Vec<CaseId>, Error>>()?;
    cases.sort();
    Ok(cases)
}

/// That a record became part of another one.
#[derive(Debug)]
pub(crate) struct NewMerge<'a> {
    pub(crate) id: PatientMergeId,
    pub(crate) goes: PatientId,
    pub(crate) stays: PatientId,
    pub(crate) by: AccountId,
    pub(crate) reason: &'a str,
    pub(crate) at: Timestamp,
}

/// Makes one of two held records part of the other, with whatever is part of it.
pub(crate) async fn merge(tx: &mut Tx, merge: &NewMerge<'_>) -> Result<(), Error> {
    let (goes, stays, at) = (merge.goes.to_string(), merge.stays.to_string(), merge.at.as_millisecond());
    let sql = "UPDATE patients SET merged_into = $2 WHERE id = $1";
    sqlx::query(sql).bind(&goes).bind(&stays).execute(&mut **tx).await?;
    let sql = "UPDATE patients SET survivor_id = $2 WHERE survivor_id = $1";
    sqlx::query(sql).bind(&goes).bind(&stays).execute(&mut **tx).await?;
    let sql = "UPDATE patients SET version = version + 1, changed_at = $3 WHERE id IN ($1, $2)";
    sqlx::query(sql).bind(&goes).bind(&stays).bind(at).execute(&mut **tx).await?;
    sqlx::query(
        "INSERT INTO patient_merges (id, patient_id, into_id, account_id, reason, at, into_version)
         SELECT $1, $2, id, $4, $5, $6, version FROM patients WHERE id = $3",
    )
    .bind(merge.id.to_string())
    .bind(&goes)
    .bind(&stays)
    .bind(merge.by.to_string())
    .bind(merge.reason)
    .bind(at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Every record of a group, and which one it became part of.
pub(crate) async fn group(connection: &mut AnyConnection, survivor: PatientId) -> Result<Vec<Member>, Error> {
    let sql = "SELECT id, merged_into FROM patients WHERE survivor_id = $1";
    let rows: Vec<(String, Option<String>)> =
        sqlx::query_as(sql).bind(survivor.to_string()).fetch_all(connection).await?;
    let read = |(id, into): (String, Option<String>)| -> Result<Member, Error> {
        Ok((parse(&id, "patient")?, into.map(|into| parse(&into, "patient")).transpose()?))
    };
    rows.into_iter().map(read).collect()
}

/// Makes a record of a held group one of its own again, with those that go along; the version that the one it was part of
/// had when it became that.
pub(crate) async fn unmerge(
    tx: &mut Tx,
    goes: PatientId,
    along: impl IntoIterator<Item = PatientId>,
    (by, reason, now): (AccountId, &str, Timestamp),
) -> Result<i64, Error> {
    let (id, at) = (goes.to_string(), now.as_millisecond());
    for member in along {
        let sql = "UPDATE patients SET survivor_id = $2 WHERE id = $1";
        sqlx::query(sql).bind(member.to_string()).bind(&id).execute(&mut **tx).await?;
    }
    let sql = "UPDATE patients SET merged_into = NULL, version = version + 1, changed_at = $2 WHERE id = $1";
    sqlx::query(sql).bind(&id).bind(at).execute(&mut **tx).await?;
    let sql = "UPDATE patient_merges SET undone_by = $2, undone_reason = $3, undone_at = $4
               WHERE patient_id = $1 AND undone_at IS NULL RETURNING into_version";
    let query = sqlx::query_as(sql).bind(&id).bind(by.to_string()).bind(reason).bind(at);
    let version: Option<(i64,)> = query.fetch_optional(&mut **tx).await?;
    Ok(version.map_or(0, |(version,)| version))
}

/// What is known of one merge.
#[derive(Debug, FromRow)]
pub(crate) struct MergeRow {
    pub(crate) patient_id: String,
    pub(crate) into_id: String,
    pub(crate) who: String,
    pub(crate) reason: String,
    pub(crate) at: i64,
    pub(crate) undone_who: Option<String>,
    pub(crate) undone_reason: Option<String>,
    pub(crate) undone_at: Option<i64>,
}

/// Every merge of any record of a group, the newest first.
pub(crate) async fn of_group(
    connection: &mut AnyConnection,
    survivor: PatientId,
    limit: i64,
) -> Result<Vec<MergeRow>, Error> {
    let sql = "SELECT m.patient_id, m.into_id, a.name AS who, m.reason, m.at, u.name AS undone_who, m.undone_reason, m.undone_at
               FROM patient_merges m JOIN accounts a ON a.id = m.account_id LEFT JOIN accounts u ON u.id = m.undone_by
               WHERE m.patient_id IN (SELECT p.id FROM patients p WHERE p.survivor_id = $1)
                  OR m.into_id IN (SELECT p.id FROM patients p WHERE p.survivor_id = $1)
               ORDER BY m.at DESC, m.id DESC LIMIT $2";
    Ok(sqlx::query_as(sql).bind(survivor.to_string()).bind(limit).fetch_all(connection).await?)
}

/// Forgets what is known of a patient's merges: they are taken away.
pub(crate) async fn forget(tx: &mut Tx, patient: &str) -> Result<(), Error> {
    let sql = "DELETE FROM patient_merges WHERE patient_id = $1 OR into_id = $1";
    sqlx::query(sql).bind(patient).execute(&mut **tx).await?;
    Ok(())
}
