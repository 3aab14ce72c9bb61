//! Whose case it is: in the transaction that keeps what its form says.

use domain::{
    case::{Draft, StateKind},
    ids::{CaseId, LesionId, PatientId, PracticeId},
    patients::{Demographics, Details, Placed, Placement, Trace, lesion_of, place},
    time::london_day,
};
use jiff::Timestamp;

use crate::{
    Error, Ids,
    db::{
        self, Tx,
        cases::Case,
        patient_merges,
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
        let patient = patient_merges::hold_survivor(tx, about).await?.ok_or(Error::NotFound)?;
        return patients::give_case(tx, case.id, patient.id).await;
    }
    let patient = new(ids, case.practice, Demographics::default(), case.created);
    patients::insert(tx, &patient).await?;
    patients::give_case(tx, case.id, patient.id).await
}

/// Finds or makes the patient of a locked case, and tells them what its form says. A case is of the record that it came to,
/// also where that has become part of another one, which is told instead.
pub(crate) async fn place_case(tx: &mut Tx, placing: Placing<'_>) -> Result<(), Error> {
    let Placing { ids, case, practice, typed, vouched, now } = placing;
    // Somebody may be taken away or made by another between two looks: what is held then decides.
    for _ in 0..4 {
        let stood = patients::of_case(tx, case).await?;
        let found = patients::holder(tx, practice, &typed).await?;
        let wanted: Vec<PatientId> = stood.into_iter().chain(found).collect();
        let mut held = patient_merges::hold(tx, &wanted).await?.into_iter();
        let at = stood.and_then(|_| held.next().flatten());
        let holder = found.and_then(|_| held.next().flatten());
        // While it was waited for, somebody else may have been given that number and date of birth.
        if found.is_some() && (holder.is_none() || patients::holder(tx, practice, &typed).await? != found) {
            continue;
        }
        let holder = holder.zip(found);
        let (Some(at), Some(stood)) = (at, stood) else {
            // A case of an older server, which knows of no patients.
            if let Some((leads, own)) = holder {
                patients::give_case(tx, case, own).await?;
                if tell(tx, leads, own, &typed, vouched, now).await? {
                    return Ok(());
                }
                continue;
            }
            if make(tx, ids, case, practice, &typed, now).await? {
                return Ok(());
            }
            continue;
        };
        let alone = stood == at.id && patients::is_alone(tx, at.id, case).await?;
        let own = if stood == at.id { at.known.clone() } else { known(tx, stood).await? };
        let whose = holder.as_ref().map(|(leads, _)| leads.id);
        match place(&typed, &Placed { now: at.id, known: &at.known, own: &own, alone, holder: whose }) {
            Placement::Stay => {
                // Of a group of merged records it is the one's whose number and date of birth it names: taken apart, each
                // has its own.
                let own = holder.map_or(stood, |(_, own)| own);
                if own != stood {
                    // The record that it leaves stays, with its needs and that it was merged: taken apart, it is somebody.
                    patients::give_case(tx, case, own).await?;
                }
                if tell(tx, at, own, &typed, vouched || alone, now).await? {
                    return Ok(());
                }
            }
            Placement::Join(_) => {
                let Some((leads, own)) = holder else { continue };
                patients::give_case(tx, case, own).await?;
                forget_case(tx, at.id, case, now).await?;
                patients::delete_unused(tx, stood, now).await?;
                if tell(tx, leads, own, &typed, vouched, now).await? {
                    return Ok(());
                }
            }
            Placement::Own => {
                if make(tx, ids, case, practice, &typed, now).await? {
                    forget_case(tx, at.id, case, now).await?;
                    return patients::delete_unused(tx, stood, now).await;
                }
            }
        }
    }
    Err(Damaged("patient").into())
}

async fn known(tx: &mut Tx, id: PatientId) -> Result<Demographics, Error> {
    Ok(patients::get(tx, id).await?.ok_or(Damaged("patient"))?.known)
}

/// Finds or makes the lesion that a locked case's form is about, of the patient to whom it came.
pub(crate) async fn place_lesion(
    tx: &mut Tx,
    ids: &Ids,
    case: CaseId,
    form: &Draft,
    now: Timestamp,
) -> Result<(), Error> {
    db::lesions::place(tx, LesionId(ids.new_id(now)), case, lesion_of(form), now).await
}

/// A case turned out not to be of this patient, or was found to be of another: what it said of them is forgotten, and their
/// record says again what the newest other request about them says that was sent.
pub(crate) async fn forget_case(tx: &mut Tx, of: PatientId, case: CaseId, now: Timestamp) -> Result<(), Error> {
    db::lesions::leave(tx, case).await?;
    let Some(was) = patient_merges::hold_survivor(tx, of).await? else { return Ok(()) };
    if !said_again(tx, &was, Some(case), now).await? {
        // Where nothing is left to go by, at least no text goes to somebody else's telephone.
        forget_mobile(tx, &was, now).await?;
    }
    Ok(())
}

/// A held record says what the newest request about them says that was sent, this case left out; false where there is none.
pub(super) async fn said_again(tx: &mut Tx, was: &Patient, but: Option<CaseId>, now: Timestamp) -> Result<bool, Error> {
    let others = db::cases::of_patient(tx, was.id, None, None, 20).await?;
    let counts = |kind: StateKind| !matches!(kind, StateKind::Draft | StateKind::WrongPatient);
    let newest = others.iter().find(|other| Some(other.id) != but && counts(other.state.kind()));
    let Some(other) = newest else { return Ok(false) };
    // Number and date of birth are what the record was found by.
    let said = Demographics::of(&other.draft, london_day(now));
    let mut patient = was.clone();
    (patient.known.name, patient.known.sex, patient.known.mobile) = (said.name, said.sex, said.mobile);
    if patient.known != was.known {
        patients::save(tx, &mut patient, was, now).await?;
    }
    Ok(true)
}

/// Nothing says any longer that this is their number.
pub(super) async fn forget_mobile(tx: &mut Tx, was: &Patient, now: Timestamp) -> Result<(), Error> {
    let mut patient = was.clone();
    patient.known.mobile = None;
    if patient.known != was.known {
        patients::save(tx, &mut patient, was, now).await?;
    }
    Ok(())
}

/// A patient is told what a form says of them, where that is news; false where somebody else has just been given the same
/// number and date of birth. `own` is the record that the case came to: one that was merged keeps its number and its date
/// of birth to itself, by which it is found.
async fn tell(
    tx: &mut Tx,
    was: Patient,
    own: PatientId,
    typed: &Demographics,
    vouched: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    // A form that is being written may have taken them for somebody else: nothing of it is theirs before it is sent.
    if !vouched {
        return Ok(true);
    }
    let mut typed = typed.clone();
    if own != was.id {
        (typed.nhs_number, typed.born) = (None, None);
    }
    let mut patient = was.clone();
    patient.known = patient.known.told(typed, vouched);
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
