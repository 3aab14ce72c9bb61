use domain::{
    access::{Actor, PatientAction, PatientFacts, may_find, may_with},
    audit::Access,
    ids::{PatientId, PracticeId},
    patients::{Demographics, PatientSearch},
    time::london_day,
    view::{FoundPatients, PatientRow},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{
        self,
        patient_search::{self, FoundPatient, SHOWN},
        patients::Patient,
    },
    sealed,
};

/// For how long an address with what was looked for shows it again: a working day, so that a tab that lies open goes on.
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(12);

/// What was looked for, as an address carries it: sealed, because it is somebody's name.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    at: i64,
    search: PatientSearch,
}

/// Who asks, where: nobody else's address opens.
fn about(actor: &Actor, practice: PracticeId) -> String {
    let account = actor.account().map(|account| account.to_string()).unwrap_or_default();
    format!("patient search/{practice}/{account}")
}

/// What somebody typed to find a patient, for the address of the page that shows who was found.
///
/// # Errors
/// `TooLarge` for what nobody types.
pub fn seal_search(b: &Backend, actor: &Actor, search: PatientSearch) -> Result<String, Error> {
    let practice = may_find(actor)?;
    let asked = db::to_json(&Asked { at: b.clock().now().as_millisecond(), search })?;
    if asked.len() > 2_000 {
        return Err(Error::TooLarge);
    }
    Ok(sealed::seal(b, &about(actor, practice), &asked))
}

/// Patients of the asker's practice by what [`seal_search`] sealed; nobody where it opens nothing any longer.
pub async fn find(b: &Backend, actor: &Actor, sealed: Option<&str>) -> Result<FoundPatients, Error> {
    let practice = may_find(actor)?;
    let now = b.clock().now();
    let opened = sealed.and_then(|sealed| sealed::open(b, &about(actor, practice), sealed));
    let asked = opened.and_then(|json| serde_json::from_str::<Asked>(&json).ok());
    let Some(Asked { search, .. }) =
        asked.filter(|asked| from_ms(asked.at).saturating_add(KEPT).is_ok_and(|it| it > now))
    else {
        return Ok(FoundPatients::default());
    };
    let wanted = match search.check(london_day(now)) {
        Ok(wanted) => wanted,
        Err(problem) => return Ok(FoundPatients { search, problem: Some(problem), ..FoundPatients::default() }),
    };
    audit::record(b, Some(actor), None, Access::PatientsSearched);
    let mut found = patient_search::find(&mut *b.db().read().await?, practice, &wanted).await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let rows = found.into_iter().map(|found| row(actor, found, now)).collect();
    Ok(FoundPatients { search, problem: None, rows: Some(rows), more })
}

/// A line about somebody.
pub(super) fn row(actor: &Actor, found: FoundPatient, now: Timestamp) -> PatientRow {
    let FoundPatient { patient, open, past, same_number } = found;
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let Words { name, nhs_number, born, sex, died } = words(&patient, now);
    PatientRow {
        patient: patient.id,
        name,
        nhs_number,
        born,
        sex,
        may_start: died.is_none() && may(actor, PatientAction::Start, &patient, None).is_ok(),
        died,
        open: number(open),
        past: number(past),
        same_number,
    }
}

/// Whether this person may do this with a patient; `asked` where their service was asked about them.
pub(super) fn may(
    actor: &Actor,
    action: PatientAction,
    patient: &Patient,
    asked: Option<domain::ids::ServiceId>,
) -> Result<(), Error> {
    Ok(may_with(actor, action, &PatientFacts { practice: patient.practice, asked })?)
}

/// Who somebody is, in words.
pub(super) struct Words {
    pub(super) name: String,
    pub(super) nhs_number: String,
    pub(super) born: String,
    pub(super) sex: String,
    pub(super) died: Option<String>,
}

pub(super) fn words(patient: &Patient, now: Timestamp) -> Words {
    let Demographics { nhs_number, born, sex, .. } = &patient.known;
    // Nobody grows older after that.
    let day = patient.details.deceased.unwrap_or_else(|| london_day(now));
    Words {
        name: patient.known.called(),
        nhs_number: nhs_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        born: born.map(|born| born.words(day)).unwrap_or_default(),
        sex: sex.map(|sex| sex.label().to_owned()).unwrap_or_default(),
        died: patient.details.deceased.map(|day| format!("Died {}", day.strftime("%-d %b %Y"))),
    }
}

/// The patient whose record this one's is part of, for reading.
pub(super) async fn survivor(connection: &mut sqlx::AnyConnection, id: PatientId) -> Result<Patient, Error> {
    let patient = db::patients::get(connection, id).await?.ok_or(Error::NotFound)?;
    if patient.survivor == id {
        return Ok(patient);
    }
    db::patients::get(connection, patient.survivor).await?.ok_or(Error::NotFound)
}
