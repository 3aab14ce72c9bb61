//! Another request about the same problem: a second question, or the same one to another service. What was asked and
//! answered before stays as it is; whoever is asked later reads it.

use domain::{
    access::{Action, Actor},
    case::{Change, EventKind, Outcome, Problem, State},
    ids::CaseId,
};
use jiff::Timestamp;

use super::{
    lock_now,
    start::{Begun, begin_in, has_room},
    tell::after_reading,
};
use crate::{
    Backend, Error,
    db::{
        Tx,
        cases::{self, Case},
        patient_merges, requests,
    },
    error::Damaged,
    events, forms,
};

/// Begins another request about the problem of this one, for the same patient, with what was said about the skin. Where one
/// is being written already, that is it: pressed twice, it is one act.
///
/// # Errors
/// `Denied` while this one waits for its answer: a message says more. `Conflict` for one that was never sent. `Invalid`
/// where the patient has died, or for somebody who has too many drafts.
pub async fn ask_again(b: &Backend, actor: &Actor, id: CaseId) -> Result<CaseId, Error> {
    has_room(b, actor).await?;
    let mut tx = b.db().begin().await?;
    let (was, now) = lock_now(b, &mut tx, actor, Action::AskAgain, id).await?;
    let outcome = was.state.answered().map(|answered| answered.outcome);
    if was.state.asked().is_none() {
        return Err(Error::Conflict);
    }
    let others = requests::others(&mut tx, &was).await?;
    if let Some(begun) = others.iter().find(|other| matches!(other.state, State::Draft)) {
        return Ok(begun.id);
    }
    let about = was.patient.ok_or(Damaged("patient"))?;
    let patient = patient_merges::hold_survivor(&mut tx, about).await?.ok_or(Error::NotFound)?;
    if patient.details.deceased.is_some() {
        return Err(Error::Invalid(vec![Problem::new("deceased", "This patient has died")]));
    }
    let mut typed = was.draft.again();
    if outcome.and_then(Outcome::refer).is_some() {
        // It was told to go elsewhere.
        typed.service = String::new();
    }
    let draft = forms::anew(&mut tx, &was.draft, typed).await?;
    let begun = begin_in(b, &mut tx, actor, Begun { draft, about: Some(about), after: Some(&was) }, now).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Holds the request before this one about the same problem, if there is one: cases are held in the order of their ids, and
/// so before this one is.
pub(super) async fn hold_before(tx: &mut Tx, id: CaseId) -> Result<Option<Case>, Error> {
    let Some(case) = cases::find(tx, id).await?.filter(|case| case.first != id) else { return Ok(None) };
    match last_before(tx, &case).await? {
        Some(before) => cases::lock(tx, before).await,
        None => Ok(None),
    }
}

async fn last_before(tx: &mut Tx, case: &Case) -> Result<Option<CaseId>, Error> {
    let others = requests::others(tx, case).await?;
    let is_before = |other: &&Case| requests::is_later(case, other) && other.state.asked().is_some();
    Ok(others.iter().rfind(is_before).map(|other| other.id))
}

/// A locked request that asks again was sent: the one before, which is held, says so. Where its answer asked the practice for
/// just this, it is done.
pub(super) async fn note_sent(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    mut before: Case,
    now: Timestamp,
) -> Result<(), Error> {
    // Somebody may have corrected whom it is about meanwhile.
    if last_before(tx, case).await? != Some(before.id) {
        return Ok(());
    }
    events::append(tx, before.id, now, Some(actor), &EventKind::AskedAgain { by: case.id }).await?;
    let service = case.facts().service;
    let outcome = before.state.answered().map(|answered| answered.outcome);
    if let Some(outcome) = outcome
        && before.facts().service != service
        && outcome.is_done_by(case.kind())
        && before.state.visible(now).is_to_refer()
    {
        // By whoever asks now: it is sent in their name.
        before.state = before.state.transition(Change::Refer { by: case.referrer }, now)?;
        after_reading(b, tx, &mut before, now).await?;
        cases::save(tx, &mut before, now).await?;
        events::append(tx, before.id, now, Some(actor), &EventKind::Referred { outcome }).await?;
    }
    tx.changed(before.id, before.facts().service);
    Ok(())
}
