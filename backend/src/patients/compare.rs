//! What somebody looks at before two records become one, or two again.

use domain::{
    access::{Actor, PatientAction},
    audit::Access,
    ids::PatientId,
    patients::{Compared, Demographics, Details, PatientWanted, may_merge, name_key},
    view::{ComparedRow, ComparedSide, MergeChoices, PatientsApart, PatientsCompared, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    find::{find, may, row, survivor, words},
    merge::facts,
};
use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{
        self, patient_merges,
        patient_search::{self, FoundPatient},
        patients::Patient,
    },
};

/// Who of the practice may be the same person: the same number, the same date of birth, or the same name; or whoever was
/// looked for.
pub async fn choices(b: &Backend, actor: &Actor, id: PatientId, sealed: Option<&str>) -> Result<MergeChoices, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let patient = survivor(&mut connection, id).await?;
    may(actor, PatientAction::Merge, &patient, None)?;
    audit::record(b, Some(actor), None, Access::PatientSent { patient: patient.id });
    let likely = likely(&mut connection, &patient).await?;
    drop(connection);
    let mut found = find(b, actor, sealed).await?;
    if let Some(rows) = &mut found.rows {
        rows.retain(|row| row.patient != patient.id);
    }
    Ok(MergeChoices {
        patient: patient.id,
        name: patient.known.called(),
        likely: likely.into_iter().map(|found| row(actor, found, now)).collect(),
        found,
    })
}

/// Each kind of likeness by an index of its own, each bounded.
async fn likely(connection: &mut AnyConnection, patient: &Patient) -> Result<Vec<FoundPatient>, Error> {
    let Demographics { nhs_number, name, born, .. } = &patient.known;
    let key = name.as_ref().map(|name| name_key(&name.to_string())).filter(|key| !key.is_empty());
    let wanted = [
        nhs_number.clone().map(PatientWanted::Number),
        born.map(|born| PatientWanted::Person { key: String::new(), born: Some(born) }),
        key.map(|key| PatientWanted::Person { key, born: None }),
    ];
    let mut likely: Vec<FoundPatient> = Vec::new();
    for wanted in wanted.iter().flatten() {
        for found in patient_search::find(connection, patient.practice, wanted).await? {
            let id = found.patient.id;
            // Who has a number of their own is somebody else.
            let number = found.patient.known.nhs_number.as_ref().zip(patient.known.nhs_number.as_ref());
            let is_other = number.is_some_and(|(theirs, own)| theirs != own);
            if id != patient.id && !is_other && likely.iter().all(|other| other.patient.id != id) {
                likely.push(found);
            }
        }
    }
    likely.truncate(patient_search::SHOWN);
    Ok(likely)
}

/// Two records beside each other, the one that would stay first.
pub async fn compare(b: &Backend, actor: &Actor, two: [PatientId; 2]) -> Result<PatientsCompared, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let one = survivor(&mut connection, two[0]).await?;
    let other = survivor(&mut connection, two[1]).await?;
    for patient in [&one, &other] {
        may(actor, PatientAction::Merge, patient, None)?;
        audit::record(b, Some(actor), None, Access::PatientSent { patient: patient.id });
    }
    let merging = may_merge(&facts(&one), &facts(&other));
    let (stays, goes) = match merging {
        Ok(merging) if merging.stays == other.id => (other, one),
        Ok(_) | Err(_) => (one, other),
    };
    let cases = |found: Vec<db::cases::Case>| match found.len() {
        MOST => format!("{MOST} or more"),
        count => count.to_string(),
    };
    let mut counts = [String::new(), String::new()];
    for (count, patient) in counts.iter_mut().zip([&stays, &goes]) {
        *count = cases(db::cases::of_patient(&mut connection, patient.id, None, None, MOST as i64).await?);
    }
    Ok(PatientsCompared {
        rows: rows(&stays, &goes, counts, now),
        stays: side(&stays),
        goes: side(&goes),
        refused: merging.err().map(|why| why.to_string()),
    })
}

/// Cases that are counted.
const MOST: usize = 100;

fn side(patient: &Patient) -> ComparedSide {
    ComparedSide { patient: patient.id, version: patient.version, name: patient.known.called() }
}

fn rows(one: &Patient, other: &Patient, [cases, other_cases]: [String; 2], now: Timestamp) -> Vec<ComparedRow> {
    let (shown, other_shown) = (words(one, now), words(other, now));
    let (known, other_known) = (&one.known, &other.known);
    let row =
        |label: &str, one: String, other: String, is: Compared| ComparedRow { label: label.into(), one, other, is };
    let name = |known: &Demographics| known.name.as_ref().map(|name| name_key(&name.to_string()));
    let mobile = |known: &Demographics| known.mobile.as_ref().map(ToString::to_string).unwrap_or_default();
    let began = |patient: &Patient| When::at(patient.created).full;
    let is = |label: &str, read: fn(&Details) -> String| {
        let said = |patient: &Patient| Some(read(&patient.details)).filter(|said| !said.is_empty());
        let (one, other) = (said(one), said(other));
        let is = Compared::of(one.as_ref(), other.as_ref());
        row(label, one.unwrap_or_default(), other.unwrap_or_default(), is)
    };
    let died = |words: Option<String>| words.unwrap_or_default();
    let mut rows = vec![
        row(
            "NHS number",
            shown.nhs_number,
            other_shown.nhs_number,
            Compared::of(known.nhs_number.as_ref(), other_known.nhs_number.as_ref()),
        ),
        row("Name", shown.name, other_shown.name, Compared::of(name(known).as_ref(), name(other_known).as_ref())),
        row(
            "Date of birth",
            shown.born,
            other_shown.born,
            Compared::of(known.born.as_ref(), other_known.born.as_ref()),
        ),
        row("Sex", shown.sex, other_shown.sex, Compared::of(known.sex.as_ref(), other_known.sex.as_ref())),
        row(
            "Mobile number",
            mobile(known),
            mobile(other_known),
            Compared::of(known.mobile.as_ref(), other_known.mobile.as_ref()),
        ),
        row(
            "Died",
            died(shown.died),
            died(other_shown.died),
            Compared::of(one.details.deceased.as_ref(), other.details.deceased.as_ref()),
        ),
        is("Telephone", |details| details.phone.as_ref().map(|phone| phone.shown.clone()).unwrap_or_default()),
        is("E-mail", |details| details.email.clone()),
        is("Address", |details| details.address.clone()),
        is("Language", |details| details.language.clone()),
    ];
    rows.retain(|row| !(row.one.is_empty() && row.other.is_empty()));
    rows.push(row("Cases", cases, other_cases, Compared::Unknown));
    rows.push(row("In Skinlink since", began(one), began(other), Compared::Unknown));
    rows
}

/// What becomes of which when a merged record is one of its own again.
pub async fn apart(b: &Backend, actor: &Actor, id: PatientId) -> Result<PatientsApart, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let goes = db::patients::get(&mut connection, id).await?.ok_or(Error::NotFound)?;
    may(actor, PatientAction::Merge, &goes, None)?;
    let stays = survivor(&mut connection, id).await?;
    audit::record(b, Some(actor), None, Access::PatientSent { patient: stays.id });
    let along = domain::patients::goes_along(&patient_merges::group(&mut connection, stays.id).await?, id);
    let all = db::cases::of_patient(&mut connection, stays.id, None, None, MOST as i64).await?;
    let (with, without): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|case| case.patient.is_some_and(|of| along.contains(&of)));
    let line = |case: db::cases::Case| {
        let site = case.draft.site_words();
        let site = if site.is_empty() { "No site yet".to_owned() } else { site };
        format!("{site}, case {}, {}", case.id.short(), case.state.visible(now).label())
    };
    let since = patient_merges::of_group(&mut connection, stays.id, MOST as i64).await?;
    let since = since.into_iter().find(|row| row.patient_id == id.to_string() && row.undone_at.is_none());
    let who = |patient: &Patient| {
        let shown = words(patient, now);
        [shown.name, shown.nhs_number, shown.born]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    Ok(PatientsApart {
        patient: id,
        stays: stays.id,
        name: who(&goes),
        stays_name: who(&stays),
        since: since.map(|row| format!("{} by {}: “{}”", When::at(from_ms(row.at)).full, row.who, row.reason)),
        goes: with.into_iter().map(line).collect(),
        keeps: without.into_iter().map(line).collect(),
    })
}

/// What was typed into a form about a patient and refused, for the address of the page that shows it again: sealed, for
/// whoever typed it.
pub fn seal_typed(b: &Backend, actor: &Actor, typed: &str) -> Result<String, Error> {
    if typed.len() > LONGEST_TYPED {
        return Err(Error::TooLarge);
    }
    Ok(crate::sealed::seal(b, &about(actor), typed))
}

/// The same, opened.
pub fn open_typed(b: &Backend, actor: &Actor, sealed: &str) -> Option<String> {
    crate::sealed::open(b, &about(actor), sealed)
}

/// In bytes: as long as an address may be behind every proxy, sealed.
const LONGEST_TYPED: usize = 5_000;

fn about(actor: &Actor) -> String {
    let account = actor.account().map(|account| account.to_string()).unwrap_or_default();
    format!("patient form/{account}")
}
