//! Patients as they are stored: one row each, with what they are found by in tables of its own.

use std::fmt;

use domain::{
    ids::{CaseId, PatientId, PracticeId},
    patients::{Demographics, Details, Trace, search_keys},
    person::DateOfBirth,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, parse, patient_merges, to_json};
use crate::{Error, clock::from_ms};

/// The one kind of identifier so far.
const NHS_NUMBER: &str = "nhs_number";

/// A patient as stored.
#[derive(Clone)]
pub(crate) struct Patient {
    pub(crate) id: PatientId,
    pub(crate) version: i64,
    pub(crate) practice: PracticeId,
    pub(crate) known: Demographics,
    pub(crate) trace: Trace,
    pub(crate) details: Details,
    pub(crate) merged_into: Option<PatientId>,
    /// Whose record it is part of: its own while it was not merged.
    pub(crate) survivor: PatientId,
    pub(crate) created: Timestamp,
}

/// Never who it is: it would reach a log.
impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Patient({})", self.id)
    }
}

#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    version: i64,
    practice_id: String,
    name: String,
    born: Option<String>,
    sex: Option<String>,
    mobile: Option<String>,
    details: String,
    merged_into: Option<String>,
    survivor_id: String,
    created_at: i64,
    value: Option<String>,
    trace: Option<String>,
}

impl TryFrom<Row> for Patient {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        const WHAT: &str = "patient";
        let born = row.born.map(|date| parse::<jiff::civil::Date>(&date, WHAT)).transpose()?;
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            version: row.version,
            practice: parse(&row.practice_id, WHAT)?,
            known: Demographics {
                nhs_number: row.value.map(|value| parse(&value, WHAT)).transpose()?,
                name: if row.name.is_empty() { None } else { Some(parse(&row.name, WHAT)?) },
                born: born.map(DateOfBirth),
                sex: row.sex.map(|sex| parse(&sex, WHAT)).transpose()?,
                mobile: row.mobile.map(|mobile| parse(&mobile, WHAT)).transpose()?,
            },
            trace: row.trace.map(|trace| parse(&trace, WHAT)).transpose()?.unwrap_or_default(),
            details: from_json(&row.details, WHAT)?,
            merged_into: row.merged_into.map(|id| parse(&id, WHAT)).transpose()?,
            survivor: parse(&row.survivor_id, WHAT)?,
            created: from_ms(row.created_at),
        })
    }
}

/// What there can be one of, as its column keeps it.
fn key(practice: PracticeId, known: &Demographics) -> Option<String> {
    Some(format!("{practice}/{}", known.key()?))
}

/// A name's key as its column keeps it.
pub(super) fn stored_key(key: &str) -> String {
    hex::encode(key)
}

/// What [`Row`] reads of patients `p` and their identifiers `i`.
pub(super) const FIELDS: &str =
    "p.id, p.version, p.practice_id, p.name, p.born, p.sex, p.mobile, p.details, p.merged_into,
    p.survivor_id, p.created_at, i.value, i.trace";

const TABLES: &str =
    "FROM patients p LEFT JOIN patient_identifiers i ON i.patient_id = p.id AND i.system = 'nhs_number'";

/// A patient, merged or not.
pub(crate) async fn get(connection: &mut AnyConnection, id: PatientId) -> Result<Option<Patient>, Error> {
    let sql = AssertSqlSafe(format!("SELECT {FIELDS} {TABLES} WHERE p.id = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?;
    row.map(Patient::try_from).transpose()
}

/// Every record of a group of merged ones, and every other that was ever part of one of them or had one of them as part: all
/// whom a page of the group names, at once.
pub(crate) async fn of_group(connection: &mut AnyConnection, survivor: PatientId) -> Result<Vec<Patient>, Error> {
    let own = "SELECT g.id FROM patients g WHERE g.survivor_id = $1";
    let sql = format!(
        "SELECT {FIELDS} {TABLES} WHERE p.id IN ({own}
            UNION SELECT m.patient_id FROM patient_merges m WHERE m.into_id IN ({own})
            UNION SELECT m.into_id FROM patient_merges m WHERE m.patient_id IN ({own}))
         ORDER BY p.created_at, p.id"
    );
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(survivor.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(Patient::try_from).collect()
}

/// A patient, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: PatientId) -> Result<Option<Patient>, Error> {
    let sql = "UPDATE patients SET version = version WHERE id = $1";
    if sqlx::query(sql).bind(id.to_string()).execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(None);
    }
    get(tx, id).await
}

/// Keeps a new patient; false where there is one of the same number and date of birth already, and nothing was kept.
pub(crate) async fn insert(tx: &mut Tx, patient: &Patient) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO patients (id, version, practice_id, name, born, sex, mobile, identity_key, details, merged_into,
                               survivor_id, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $1, $10, $10) ON CONFLICT (identity_key) DO NOTHING",
    )
    .bind(patient.id.to_string())
    .bind(patient.version)
    .bind(patient.practice.to_string())
    .bind(name(&patient.known))
    .bind(patient.known.born.map(|born| born.0.to_string()))
    .bind(patient.known.sex.map(|sex| sex.as_str()))
    .bind(patient.known.mobile.as_ref().map(|mobile| mobile.e164().to_owned()))
    .bind(key(patient.practice, &patient.known))
    .bind(to_json(&patient.details)?)
    .bind(patient.created.as_millisecond())
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    keep_found_by(tx, patient, None).await?;
    Ok(true)
}

/// Keeps what has become of a locked patient, `was` before, as the next version; false where somebody else has just been given
/// the same number and date of birth, and nothing was kept.
pub(crate) async fn save(tx: &mut Tx, patient: &mut Patient, was: &Patient, now: Timestamp) -> Result<bool, Error> {
    patient.version += 1;
    let key = key(patient.practice, &patient.known);
    let is_claimed = key != self::key(was.practice, &was.known);
    // An UPDATE cannot say what is to be done where another server was first, and after an error PostgreSQL does nothing
    // more in a transaction but go back to a point in it.
    sqlx::query("SAVEPOINT patient_key").execute(&mut **tx).await?;
    let details = to_json(&patient.details)?;
    match update(tx, patient, &details, key, now).await {
        Ok(()) => {}
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            sqlx::query("ROLLBACK TO SAVEPOINT patient_key").execute(&mut **tx).await?;
            if is_claimed {
                return Ok(false);
            }
            // A record that was part of this one has the key, and was taken apart: it is found by it, this one is not.
            update(tx, patient, &details, None, now).await?;
        }
        Err(error) => return Err(error.into()),
    }
    sqlx::query("RELEASE SAVEPOINT patient_key").execute(&mut **tx).await?;
    keep_found_by(tx, patient, Some(was)).await?;
    Ok(true)
}

async fn update(
    tx: &mut Tx,
    patient: &Patient,
    details: &str,
    key: Option<String>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    // A record that was merged into this one may have the same number and date: it keeps them, and leads here.
    sqlx::query(
        "UPDATE patients SET version = $2, name = $3, born = $4, sex = $5, mobile = $6, details = $7, changed_at = $8,
                identity_key = CASE WHEN EXISTS (SELECT o.id FROM patients o WHERE o.identity_key = $9 AND o.id <> $1
                                                 AND o.survivor_id = $1)
                                    THEN NULL ELSE $9 END
         WHERE id = $1",
    )
    .bind(patient.id.to_string())
    .bind(patient.version)
    .bind(name(&patient.known))
    .bind(patient.known.born.map(|born| born.0.to_string()))
    .bind(patient.known.sex.map(|sex| sex.as_str()))
    .bind(patient.known.mobile.as_ref().map(|mobile| mobile.e164().to_owned()))
    .bind(details)
    .bind(now.as_millisecond())
    .bind(key)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn name(known: &Demographics) -> String {
    known.name.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Every key that somebody is found by.
fn keys(patient: &Patient) -> Vec<String> {
    let names = patient.details.other_names().into_iter().chain([name(&patient.known)]);
    let mut keys: Vec<String> = names.flat_map(|name| search_keys(&name)).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Writes what a patient is found by, where that differs from what it was.
async fn keep_found_by(tx: &mut Tx, patient: &Patient, was: Option<&Patient>) -> Result<(), Error> {
    let (id, practice) = (patient.id.to_string(), patient.practice.to_string());
    let number = |patient: &Patient| patient.known.nhs_number.clone().map(|number| (number, patient.trace));
    if was.and_then(number) != number(patient) {
        let sql = "DELETE FROM patient_identifiers WHERE patient_id = $1 AND system = $2";
        sqlx::query(sql).bind(&id).bind(NHS_NUMBER).execute(&mut **tx).await?;
        if let Some((number, trace)) = number(patient) {
            let sql = "INSERT INTO patient_identifiers (patient_id, practice_id, system, value, trace)
                       VALUES ($1, $2, $3, $4, $5)";
            let query = sqlx::query(sql).bind(&id).bind(&practice).bind(NHS_NUMBER).bind(number.digits());
            query.bind(trace.as_str()).execute(&mut **tx).await?;
        }
    }
    let (old, new) = (was.map(keys).unwrap_or_default(), keys(patient));
    for gone in old.iter().filter(|key| !new.contains(key)) {
        let sql = "DELETE FROM patient_names WHERE patient_id = $1 AND key = $2";
        sqlx::query(sql).bind(&id).bind(stored_key(gone)).execute(&mut **tx).await?;
    }
    for key in new.iter().filter(|key| !old.contains(key)) {
        let sql = "INSERT INTO patient_names (patient_id, practice_id, key) VALUES ($1, $2, $3)";
        sqlx::query(sql).bind(&id).bind(&practice).bind(stored_key(key)).execute(&mut **tx).await?;
    }
    Ok(())
}

/// The patient whom a case came to.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Option<PatientId>, Error> {
    let sql = "SELECT patient_id FROM cases WHERE id = $1";
    let row: Option<(Option<String>,)> = sqlx::query_as(sql).bind(case.to_string()).fetch_optional(connection).await?;
    row.and_then(|(id,)| id).map(|id| parse(&id, "patient")).transpose()
}

/// From now on a locked case is this patient's.
pub(crate) async fn give_case(tx: &mut Tx, case: CaseId, patient: PatientId) -> Result<(), Error> {
    let sql = "UPDATE cases SET patient_id = $2 WHERE id = $1";
    sqlx::query(sql).bind(case.to_string()).bind(patient.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Whether a patient is this case's alone: no other case came to them, and nobody was merged into them.
pub(crate) async fn is_alone(connection: &mut AnyConnection, patient: PatientId, case: CaseId) -> Result<bool, Error> {
    let sql = "SELECT id FROM cases WHERE patient_id = $1 AND id <> $2
               UNION ALL SELECT id FROM patients WHERE survivor_id = $1 AND id <> $1 LIMIT 1";
    let query = sqlx::query_as(sql).bind(patient.to_string()).bind(case.to_string());
    let row: Option<(String,)> = query.fetch_optional(connection).await?;
    Ok(row.is_none())
}

/// Whose record has this number with this date of birth in this practice; it may be part of another one.
pub(crate) async fn holder(
    connection: &mut AnyConnection,
    practice: PracticeId,
    known: &Demographics,
) -> Result<Option<PatientId>, Error> {
    let Some(key) = key(practice, known) else { return Ok(None) };
    let sql = "SELECT id FROM patients WHERE identity_key = $1";
    let row: Option<(String,)> = sqlx::query_as(sql).bind(key).fetch_optional(connection).await?;
    row.map(|(id,)| parse(&id, "patient")).transpose()
}

/// Takes a patient of a held group away whom no case came to and into whom nobody was merged, and then the one they were merged
/// into, if that was all that kept them.
pub(crate) async fn delete_unused(tx: &mut Tx, patient: PatientId, now: Timestamp) -> Result<(), Error> {
    let mut next = Some(patient);
    while let Some(id) = next {
        let Some(patient) = get(tx, id).await? else { return Ok(()) };
        let id = id.to_string();
        let sql = "SELECT id FROM cases WHERE patient_id = $1 UNION ALL SELECT id FROM patients WHERE merged_into = $1 LIMIT 1";
        let used: Option<(String,)> = sqlx::query_as(sql).bind(&id).fetch_optional(&mut **tx).await?;
        if used.is_some() {
            return Ok(());
        }
        patient_merges::forget(tx, &id).await?;
        for sql in [
            "DELETE FROM lesions WHERE patient_id = $1",
            "DELETE FROM patient_names WHERE patient_id = $1",
            "DELETE FROM patient_identifiers WHERE patient_id = $1",
            "DELETE FROM patients WHERE id = $1",
        ] {
            sqlx::query(sql).bind(&id).execute(&mut **tx).await?;
        }
        if patient.survivor != patient.id {
            take_key(tx, patient.survivor, now).await?;
        }
        next = patient.merged_into;
    }
    Ok(())
}

/// A held record that is not found by its number and date of birth is found by them from now on, if nobody else is: one that
/// had become part of it may have had the same, and is gone.
async fn take_key(tx: &mut Tx, id: PatientId, now: Timestamp) -> Result<(), Error> {
    let sql = "SELECT id FROM patients WHERE id = $1 AND identity_key IS NULL";
    let row: Option<String> = sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    let Some(was) = get(tx, id).await?.filter(|_| row.is_some()) else { return Ok(()) };
    if key(was.practice, &was.known).is_some() {
        save(tx, &mut was.clone(), &was, now).await?;
    }
    Ok(())
}

/// At most `limit` cases that nobody has looked for a patient of, with what that takes: id, practice, state, form, what the
/// practice has written since, and when it was begun.
pub(crate) async fn without_patient(tx: &mut Tx, limit: i64) -> Result<Vec<Unplaced>, Error> {
    let sql = "SELECT id, practice_id, state, draft, revision, created_at FROM cases WHERE patient_id IS NULL ORDER BY id LIMIT $1";
    Ok(sqlx::query_as(sql).bind(limit).fetch_all(&mut **tx).await?)
}

/// A case of an older version.
#[derive(FromRow)]
pub(crate) struct Unplaced {
    pub(crate) id: String,
    pub(crate) practice_id: String,
    pub(crate) state: String,
    pub(crate) draft: String,
    pub(crate) revision: Option<String>,
    pub(crate) created_at: i64,
}

/// Whether a case is still without a patient, now that it is held.
pub(crate) async fn hold_without_patient(tx: &mut Tx, case: &str) -> Result<bool, Error> {
    let sql = "UPDATE cases SET version = version WHERE id = $1 AND patient_id IS NULL";
    Ok(sqlx::query(sql).bind(case).execute(&mut **tx).await?.rows_affected() > 0)
}
