use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
    role::Capability,
};

use super::access::lock_now;
use crate::{Backend, Error, db::cases, events};

/// What was still to be done after the answer is done: tests, pictures in some weeks, the service's appointment. Said
/// twice, it is one act. `Conflict` before the answer was read.
pub async fn close(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    actor.can(Capability::Refer)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    if case.state.ended().is_some() {
        return Ok(());
    }
    domain::access::may(actor, Action::Close, &case.facts_for(actor, now))?;
    case.state = case.state.transition(Change::Close, now)?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::Closed).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
