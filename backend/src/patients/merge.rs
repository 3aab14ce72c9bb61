//! Two records of one person become one, and two again, by whoever keeps the practice's records.

use domain::{
    access::{Actor, PatientAction},
    audit::Access,
    case::Problem,
    ids::{PatientId, PatientMergeId},
    patients::{CannotMerge, MergeFacts, goes_along, may_merge, reason},
};

use super::{
    find::may,
    placing::{forget_mobile, said_again},
};
use crate::{
    Backend, Error,
    db::{
        patient_merges::{self, NewMerge},
        patients::{self, Patient},
    },
    error::Damaged,
    manager::Act,
};

/// What somebody says of two records: a record and the version of it that they saw, twice.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub patient: PatientId,
    pub version: i64,
}

/// Makes two records of one person one: which of them stays, `domain::patients::may_merge` says. `checked`: whoever asks has
/// compared both with the patient's own record.
///
/// # Errors
/// `Invalid` where two records are two people's, the reason or the tick is missing, or one of them was merged meanwhile;
/// `Stale` where one of them was changed since it was shown.
pub async fn merge(b: &Backend, actor: &Actor, two: [Seen; 2], why: &str, checked: bool) -> Result<PatientId, Error> {
    let mut tx = b.db().begin().await?;
    let mut act = Act::begin(b, &mut tx, Some(actor)).await?;
    let found = patient_merges::hold(&mut tx, &two.map(|seen| seen.patient)).await?;
    let now = b.clock().now();
    let [Some(one), Some(other)] = &found[..] else { return Err(Error::NotFound) };
    for patient in [one, other] {
        may(actor, PatientAction::Merge, patient, None)?;
    }
    // Each was one of its own when it was shown, or it is shown anew first.
    if one.id != two[0].patient || other.id != two[1].patient {
        return Err(refused(CannotMerge::Merged));
    }
    let merging = may_merge(&facts(one), &facts(other)).map_err(refused)?;
    if one.version != two[0].version || other.version != two[1].version {
        return Err(Error::Stale);
    }
    let mut problems = Vec::new();
    let why = reason(why).map_err(|problem| problems.push(problem)).unwrap_or_default();
    if !checked {
        let message = "Compare both with the patient’s own record, and tick that you have";
        problems.push(Problem::new("checked", message));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (goes, stays) = (merging.goes, merging.stays);
    let by = actor.account().ok_or(Damaged("account"))?;
    let id = PatientMergeId(b.ids().new_id(now));
    patient_merges::merge(&mut tx, &NewMerge { id, goes, stays, by, reason: &why, at: now }).await?;
    act.also(&mut tx, now, actor, &Access::PatientMerged { patient: goes, into: stays }).await?;
    act.done(&mut tx, now, &Access::PatientTookIn { patient: stays, other: goes }).await?;
    tx.commit().await?;
    Ok(stays)
}

/// Makes a record that was merged one of its own again: with the cases that came with it, those that were placed since by its
/// own number and date of birth, and the records that had become part of it before. Each says again what was last said in a
/// request about it.
///
/// # Errors
/// `Invalid` where it is not merged (any longer), or no reason is given.
pub async fn unmerge(b: &Backend, actor: &Actor, patient: PatientId, why: &str) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let mut act = Act::begin(b, &mut tx, Some(actor)).await?;
    let was = patient_merges::hold_survivor(&mut tx, patient).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    may(actor, PatientAction::Merge, &was, None)?;
    let goes = patients::get(&mut tx, patient).await?.ok_or(Error::NotFound)?;
    let from = goes.merged_into.ok_or_else(|| refused(CannotMerge::NotMerged))?;
    let why = reason(why).map_err(|problem| Error::Invalid(vec![problem]))?;
    let by = actor.account().ok_or(Damaged("account"))?;
    let along = goes_along(&patient_merges::group(&mut tx, was.id).await?, patient);
    let version = patient_merges::unmerge(&mut tx, patient, along, (by, &why, now)).await?;
    let mut own = patients::get(&mut tx, patient).await?.ok_or(Damaged("patient"))?;
    if own.details.deceased.is_none() && was.details.deceased.is_some() {
        // Noted of both: until somebody says of which, neither is texted.
        let before = own.clone();
        own.details.deceased = was.details.deceased;
        patients::save(&mut tx, &mut own, &before, now).await?;
    }
    said_again(&mut tx, &own, None, now).await?;
    // What was said of the other one since may have been said of this one; of a record between the two nobody counted.
    if (from != was.id || was.version != version) && !said_again(&mut tx, &was, None, now).await? {
        forget_mobile(&mut tx, &was, now).await?;
    }
    // A record between the two led the group for a while, and was told what was this one's.
    let mut between = from;
    while between != was.id {
        let record = patients::get(&mut tx, between).await?.ok_or(Damaged("patient"))?;
        if !said_again(&mut tx, &record, None, now).await? {
            forget_mobile(&mut tx, &record, now).await?;
        }
        between = record.merged_into.ok_or(Damaged("patient"))?;
    }
    act.also(&mut tx, now, actor, &Access::PatientUnmerged { patient, from }).await?;
    act.done(&mut tx, now, &Access::PatientGaveBack { patient: from, other: patient }).await?;
    tx.commit().await
}

pub(super) const fn facts(patient: &Patient) -> MergeFacts<'_> {
    let Patient { id, practice, merged_into, created, .. } = *patient;
    MergeFacts { id, practice, merged_into, created, known: &patient.known, deceased: patient.details.deceased }
}

fn refused(why: CannotMerge) -> Error {
    match why {
        // Nobody is told that there is one.
        CannotMerge::Elsewhere => Error::Denied,
        CannotMerge::Same | CannotMerge::Merged | CannotMerge::NotMerged | CannotMerge::Numbers | CannotMerge::Died => {
            Error::Invalid(vec![Problem::new("records", why.to_string())])
        }
    }
}
