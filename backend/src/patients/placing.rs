//! Whose case it is: in the transaction that keeps what its form says.

use domain::{
    ids::{CaseId, PatientId, PracticeId},
    patients::{Demographics, Details, Placed, Placement, Trace, place},
};
use jiff::Timestamp;

use crate::{
    Error, Ids,
    db::{
        Tx,
        cases::Case,
        patients::{self, Patient},
    },
    error::Damaged,
};

/// A case whose patient is looked for.
#[derive(Debug)]
pub(crate) struct Placing<'a> {
    pub(crate) ids: &'a Ids,
    pub(crate) case: CaseId,
    pub(crate) practice: PracticeId,
    /// What its form says.
    pub(crate) typed: Demographics,
    /// Somebody answers for it: it was sent, or corrected.
    pub(crate) vouched: bool,
    pub(crate) now: Timestamp,
}

/// Gives a new case its patient: the one that it is begun about, or one of whom nothing is known yet.
pub(crate) async fn begin(tx: &mut Tx, ids: &Ids, case: &Case, about: Option<PatientId>) -> Result<(), Error> {
    if let Some(about) = about {
        // Held: they may be merged or taken away just now.
        let patient = patients::lock_survivor(tx, about).await?.ok_or(Error::NotFound)?;
        return patients::give_case(tx, case.id, patient.id).await;
    }
    let patient = new(ids, case.practice, Demographics::default(), case.created);
    patients::insert(tx, &patient).await?;
    patients::give_case(tx, case.id, patient.id).await
}

/// Finds or makes the patient of a locked case, and tells them what its form says.
pub(crate) async fn place_case(tx: &mut Tx, placing: Placing<'_>) -> Result<(), Error> {
    let Placing { ids, case, practice, typed, vouched, now } = placing;
    // Somebody may be taken away or made by another between two looks: what is held then decides.
    for _ in 0..4 {
        let at = match patients::of_case(tx, case).await? {
            Some(at) => patients::lock_survivor(tx, at).await?,
            None => None,
        };
        let found = patients::holder(tx, practice, &typed).await?;
        let holder = match found {
            Some(other) if at.as_ref().is_none_or(|at| at.id != other) => {
                let Some(held) = patients::lock_survivor(tx, other).await? else { continue };
                Some(held)
            }
            Some(_) | None => None,
        };
        let Some(at) = at else {
            // A case of an older server, which knows of no patients.
            if let Some(holder) = holder {
                patients::give_case(tx, case, holder.id).await?;
                if tell(tx, holder, &typed, vouched, now).await? {
                    return Ok(());
                }
                continue;
            }
            if make(tx, ids, case, practice, &typed, now).await? {
                return Ok(());
            }
            continue;
        };
        let alone = patients::is_alone(tx, at.id, case).await?;
        let whose = holder.as_ref().map(|holder| holder.id).or(found);
        match place(&typed, &Placed { now: at.id, known: &at.known, alone, holder: whose }) {
            Placement::Stay => {
                if tell(tx, at, &typed, vouched || alone, now).await? {
                    return Ok(());
                }
            }
            Placement::Join(_) => {
                let Some(holder) = holder else { continue };
                patients::give_case(tx, case, holder.id).await?;
                patients::delete_unused(tx, at.id).await?;
                if tell(tx, holder, &typed, vouched, now).await? {
                    return Ok(());
                }
            }
            Placement::Own => {
                if make(tx, ids, case, practice, &typed, now).await? {
                    return Ok(());
                }
            }
        }
    }
    Err(Damaged("patient").into())
}

/// A patient is told what a form says of them, where that is news; false where somebody else has just been given the same
/// number and date of birth.
async fn tell(tx: &mut Tx, was: Patient, typed: &Demographics, vouched: bool, now: Timestamp) -> Result<bool, Error> {
    let mut patient = was.clone();
    patient.known = patient.known.told(typed.clone(), vouched);
    if patient.known == was.known {
        return Ok(true);
    }
    if patient.known.nhs_number != was.known.nhs_number {
        patient.trace = if patient.known.nhs_number.is_some() { Trace::NotTraced } else { Trace::NoNumber };
    }
    patients::save(tx, &mut patient, &was, now).await
}

/// A patient of this case's own; false where somebody else has made the same one just now.
async fn make(
    tx: &mut Tx,
    ids: &Ids,
    case: CaseId,
    practice: PracticeId,
    typed: &Demographics,
    now: Timestamp,
) -> Result<bool, Error> {
    let patient = new(ids, practice, typed.clone(), now);
    let made = patients::insert(tx, &patient).await?;
    if made {
        patients::give_case(tx, case, patient.id).await?;
    }
    Ok(made)
}

fn new(ids: &Ids, practice: PracticeId, known: Demographics, now: Timestamp) -> Patient {
    let id = PatientId(ids.new_id(now));
    Patient {
        id,
        version: 1,
        practice,
        trace: if known.nhs_number.is_some() { Trace::NotTraced } else { Trace::NoNumber },
        known,
        details: Details::default(),
        merged_into: None,
        survivor: id,
        created: now,
    }
}
