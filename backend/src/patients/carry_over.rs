use domain::{
    case::{Draft, StateKind},
    ids::CaseId,
    patients::Demographics,
    time::london_day,
};

use super::{Placing, place_case, placing::place_lesion};
use crate::{
    Error, Ids,
    clock::from_ms,
    db::{
        Db, from_json, lesions, parse, patient_merges,
        patients::{self, Unplaced},
    },
};

/// Cases in one transaction: those who work on another server must not wait.
const BATCH: i64 = 200;

/// Finds the patients of cases that an older version stored, in the order in which they were begun: a newer request says
/// better what somebody is called. A form that cannot be read has a patient of its own, of whom nothing is known; whoever
/// opens the case is told.
pub(crate) async fn carry_over(db: &Db, ids: &Ids) -> Result<(), Error> {
    loop {
        let mut tx = db.begin_on_any_disk().await?;
        let cases = patients::without_patient(&mut tx, BATCH).await?;
        if cases.is_empty() {
            return Ok(());
        }
        // Held, so that two servers that start at once do not both do it; and all of them before any patient
        // (`patient_merges`).
        let mut held = Vec::with_capacity(cases.len());
        for case in &cases {
            if patients::hold_without_patient(&mut tx, &case.id).await? {
                held.push(case);
            }
        }
        for case in held {
            place_case(&mut tx, placing(ids, case)?).await?;
        }
        tx.commit().await?;
    }
}

/// The same of lesions, when every case has its patient.
pub(crate) async fn carry_over_lesions(db: &Db, ids: &Ids) -> Result<(), Error> {
    loop {
        let mut tx = db.begin_on_any_disk().await?;
        let cases = lesions::without_lesion(&mut tx, BATCH).await?;
        if cases.is_empty() {
            return Ok(());
        }
        let mut held = Vec::with_capacity(cases.len());
        for case in &cases {
            if lesions::hold_without_lesion(&mut tx, &case.id).await? {
                held.push(case);
            }
        }
        for case in held {
            let id: CaseId = parse(&case.id, "case")?;
            // What is of somebody else is of no spot of this patient's.
            let form = match case.state.parse::<StateKind>() {
                Ok(StateKind::WrongPatient) | Err(_) => Draft::default(),
                Ok(_) => from_json(case.revision.as_ref().unwrap_or(&case.draft), "draft").unwrap_or_default(),
            };
            if let Some(patient) = patients::of_case(&mut tx, id).await? {
                patient_merges::hold_survivor(&mut tx, patient).await?;
            }
            place_lesion(&mut tx, ids, id, &form, from_ms(case.created_at)).await?;
        }
        tx.commit().await?;
    }
}

fn placing<'a>(ids: &'a Ids, case: &Unplaced) -> Result<Placing<'a>, Error> {
    let now = from_ms(case.created_at);
    let form = case.revision.as_ref().unwrap_or(&case.draft);
    let draft: Draft = from_json(form, "draft").unwrap_or_default();
    // What was withdrawn unsent or found to be of another patient says nothing for certain, and neither does a draft.
    let vouched = match case.state.parse::<StateKind>() {
        Ok(
            StateKind::InQueue
            | StateKind::Paused
            | StateKind::Answered
            | StateKind::Acknowledged
            | StateKind::Closed
            | StateKind::Converted,
        ) => true,
        Ok(StateKind::Draft | StateKind::Withdrawn | StateKind::WrongPatient) | Err(_) => false,
    };
    Ok(Placing {
        ids,
        case: parse(&case.id, "case")?,
        practice: parse(&case.practice_id, "practice")?,
        // As of the day when it was written: nobody was born after that.
        typed: Demographics::of(&draft, london_day(now)),
        vouched,
        now,
    })
}
