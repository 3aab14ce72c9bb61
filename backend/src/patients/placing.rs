//! Whose case it is: in the transaction that keeps what its form says.

use domain::{
    case::StateKind,
    ids::{CaseId, PatientId, PracticeId},
    patients::{Demographics, Details, Placed, Placement, Trace, place},
    time::london_day,
};
use jiff::Timestamp;

use crate::{
    Error, Ids,
    db::{
        self, Tx,
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
        let stood = patients::of_case(tx, case).await?;
        let found = patients::holder(tx, practice, &typed).await?;
        // Of two, the lower one first: who goes the other way round at the same time waits, and not for ever.
        if let (Some(found), Some(stood)) = (found, stood)
            && found < stood
        {
            patients::lock_survivor(tx, found).await?;
        }
        let at = match stood {
            Some(at) => patients::lock_survivor(tx, at).await?,
            None => None,
        };
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
                forget_case(tx, at.id, case, now).await?;
                patients::delete_unused(tx, at.id).await?;
                if tell(tx, holder, &typed, vouched, now).await? {
                    return Ok(());
                }
            }
            Placement::Own => {
                if make(tx, ids, case, practice, &typed, now).await? {
                    return forget_case(tx, at.id, case, now).await;
                }
            }
        }
    }
    Err(Damaged("patient").into())
}

/// A case turned out not to be of this patient, or was found to be of another: what it said of them is forgotten, and their
/// record says again what the newest other request about them says that was sent.
pub(crate) async fn forget_case(tx: &mut Tx, of: PatientId, case: CaseId, now: Timestamp) -> Result<(), Error> {
    let Some(was) = patients::lock_survivor(tx, of).await? else { return Ok(()) };
    let others = db::cases::of_patient(tx, was.id, None, 20).await?;
    let counts = |kind: StateKind| !matches!(kind, StateKind::Draft | StateKind::WrongPatient);
    let newest = others.iter().find(|other| other.id != case && counts(other.state.kind()));
    let mut patient = was.clone();
    match newest {
        // Number and date of birth are what the record was found by.
        Some(other) => {
            let said = Demographics::of(&other.draft, london_day(now));
            (patient.known.name, patient.known.sex, patient.known.mobile) = (said.name, said.sex, said.mobile);
        }
        // Where nothing is left to go by, at least no text goes to somebody else's telephone.
        None => patient.known.mobile = None,
    }
    if patient.known != was.known {
        patients::save(tx, &mut patient, &was, now).await?;
    }
    Ok(())
}

/// A patient is told what a form says of them, where that is news; false where somebody else has just been given the same
/// number and date of birth.
async fn tell(tx: &mut Tx, was: Patient, typed: &Demographics, vouched: bool, now: Timestamp) -> Result<bool, Error> {
    // A form that is being written may have taken them for somebody else: nothing of it is theirs before it is sent.
    if !vouched {
        return Ok(true);
    }
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
