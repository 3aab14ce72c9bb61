use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
    role::Capability,
};

use super::{access::lock_now, tell::after_reading};
use crate::{Backend, Error, db::cases, events};

/// The practice says that it has referred the patient, which the answer asked it to do. Said twice, it is one act.
/// `Conflict` where the answer asks for no referral.
pub async fn refer(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    actor.can(Capability::Refer)?;
    let by = actor.account().ok_or(domain::access::Denied)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    if case.state.referred().is_some() {
        return Ok(());
    }
    domain::access::may(actor, Action::Refer, &case.facts_for(actor, now))?;
    let outcome = case.state.answered().map(|answered| answered.outcome).ok_or(Error::Conflict)?;
    case.state = case.state.transition(Change::Refer { by }, now)?;
    after_reading(b, &mut tx, &mut case, now).await?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::Referred { outcome }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
