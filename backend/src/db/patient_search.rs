//! Patients found by what somebody has of them: each way over an index, at most so many rows looked at.

use domain::{ids::PracticeId, patients::PatientWanted};
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::patients::{Patient, Row, stored_key};
use crate::Error;

/// What is shown at most, and one more, which says that there are.
pub(crate) const SHOWN: usize = 20;
/// Names that begin alike, looked at for one page: each patient has about two keys.
const LOOKED_AT: i64 = 200;
/// A patient's cases are counted up to here.
const COUNTED: i64 = 100;

/// Somebody who was found.
#[derive(Debug)]
pub(crate) struct FoundPatient {
    pub(crate) patient: Patient,
    /// Cases that have not ended, and that have.
    pub(crate) open: i64,
    pub(crate) past: i64,
    /// Another patient of the practice has the same NHS number.
    pub(crate) same_number: bool,
}

#[derive(FromRow)]
struct FoundRow {
    #[sqlx(flatten)]
    row: Row,
    open_cases: i64,
    past_cases: i64,
    same_number: i64,
}

/// Patients of a practice, whoever they were merged into; in the order of their names' beginnings, or of their age in the
/// practice.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    practice: PracticeId,
    wanted: &PatientWanted,
) -> Result<Vec<FoundPatient>, Error> {
    let practice = practice.to_string();
    let (found, values): (&str, Vec<String>) = match wanted {
        PatientWanted::Number(number) => (
            "SELECT patient_id AS id, '' AS place FROM patient_identifiers
             WHERE practice_id = $1 AND system = 'nhs_number' AND value = $2",
            vec![practice, number.digits().to_owned()],
        ),
        PatientWanted::Case(digits) => (
            "SELECT patient_id AS id, '' AS place FROM cases WHERE substr(id, 29) = $2 AND practice_id = $1",
            vec![practice, digits.clone()],
        ),
        PatientWanted::Person { key, born: None } => {
            let (from, to) = range(key);
            (
                "SELECT patient_id AS id, key AS place FROM patient_names
              WHERE practice_id = $1 AND key >= $2 AND key < $3 ORDER BY key, patient_id",
                vec![practice, from, to],
            )
        }
        PatientWanted::Person { key, born: Some(born) } if key.is_empty() => (
            "SELECT id, name AS place FROM patients WHERE practice_id = $1 AND born = $2 ORDER BY id",
            vec![practice, born.0.to_string()],
        ),
        PatientWanted::Person { key, born: Some(born) } => {
            let (from, to) = range(key);
            (
                "SELECT b.id, b.name AS place FROM patients b WHERE b.practice_id = $1 AND b.born = $2
                   AND EXISTS (SELECT n.key FROM patient_names n WHERE n.patient_id = b.id AND n.key >= $3 AND n.key < $4)
                 ORDER BY b.id",
                vec![practice, born.0.to_string(), from, to],
            )
        }
    };
    let counted = |state: &str| {
        format!(
            "(SELECT COUNT(*) FROM (SELECT c.id FROM patients o JOIN cases c ON c.patient_id = o.id
              WHERE o.survivor_id = p.id AND c.state {state} LIMIT {COUNTED}) counted)"
        )
    };
    let sql = format!(
        "WITH found AS ({found} LIMIT {LOOKED_AT}),
              survivors AS (SELECT o.survivor_id AS id, MIN(found.place) AS place FROM found
                            JOIN patients o ON o.id = found.id GROUP BY o.survivor_id
                            ORDER BY 2, 1 LIMIT {})
         SELECT {}, {} AS open_cases, {} AS past_cases,
                CAST(CASE WHEN EXISTS (SELECT x.patient_id FROM patient_identifiers x JOIN patients y ON y.id = x.patient_id
                                       WHERE x.practice_id = p.practice_id AND x.system = 'nhs_number'
                                         AND x.value = i.value AND y.survivor_id <> p.id)
                          THEN 1 ELSE 0 END AS BIGINT) AS same_number
         FROM survivors JOIN patients p ON p.id = survivors.id
         LEFT JOIN patient_identifiers i ON i.patient_id = p.id AND i.system = 'nhs_number'
         ORDER BY survivors.place, p.id",
        SHOWN + 1,
        super::patients::FIELDS,
        counted("NOT IN ('closed', 'withdrawn', 'wrong_patient')"),
        counted("IN ('closed', 'withdrawn', 'wrong_patient')"),
    );
    let query = values.into_iter().fold(sqlx::query_as::<_, FoundRow>(AssertSqlSafe(sql)), |query, it| query.bind(it));
    let found = |row: FoundRow| -> Result<FoundPatient, Error> {
        Ok(FoundPatient {
            patient: row.row.try_into()?,
            open: row.open_cases,
            past: row.past_cases,
            same_number: row.same_number == 1,
        })
    };
    query.fetch_all(connection).await?.into_iter().map(found).collect()
}

/// Everybody else in the practice with this patient's NHS number.
pub(crate) async fn with_number_of(
    connection: &mut AnyConnection,
    patient: &Patient,
) -> Result<Vec<FoundPatient>, Error> {
    let Some(number) = &patient.known.nhs_number else { return Ok(Vec::new()) };
    let mut found = find(connection, patient.practice, &PatientWanted::Number(number.clone())).await?;
    found.retain(|other| other.patient.id != patient.survivor);
    Ok(found)
}

/// Whether another patient of the practice has the same NHS number.
pub(crate) async fn shares_number(connection: &mut AnyConnection, patient: &Patient) -> Result<bool, Error> {
    let Some(number) = &patient.known.nhs_number else { return Ok(false) };
    let sql = "SELECT y.id FROM patient_identifiers x JOIN patients y ON y.id = x.patient_id
               WHERE x.practice_id = $1 AND x.system = 'nhs_number' AND x.value = $2 AND y.survivor_id <> $3 LIMIT 1";
    let query = sqlx::query_as(sql).bind(patient.practice.to_string()).bind(number.digits().to_owned());
    let found: Option<(String,)> = query.bind(patient.survivor.to_string()).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Every stored key that begins so. "g" comes after every digit of a hexadecimal number, in every language's order.
fn range(key: &str) -> (String, String) {
    let from = stored_key(key);
    let to = format!("{from}g");
    (from, to)
}
