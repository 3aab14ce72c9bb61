use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
    monitoring::PlanEnd,
    role::Capability,
};

use super::{access::lock_now, conclude::is_taken_over};
use crate::{
    Backend, Error,
    db::{appointments, cases},
    events, monitoring,
};

/// What was still to be done after the answer is done: tests, pictures in some weeks, the service's appointment. Said
/// twice, it is one act. `Conflict` before the answer was read, while an appointment is booked, and before a service that has
/// taken the case over has said what came of it.
pub async fn close(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    if case.state.ended().is_some() {
        // Whoever may close a case finds it closed; nobody else learns anything by pressing.
        let closes = actor.can(Capability::Refer).is_ok() || actor.can(Capability::Answer).is_ok();
        return if closes { Ok(()) } else { Err(Error::Denied) };
    }
    domain::access::may(actor, Action::Close, &case.facts_for(actor, now))?;
    // Somebody is expected: that comes first. And who has taken a patient over says what came of them.
    let (progress, said) = appointments::progress_of(&mut tx, id).await?;
    if progress.booked.is_some() || (is_taken_over(&case.state) && !said.is_final()) {
        return Err(Error::Conflict);
    }
    monitoring::void(&mut tx, Some(actor), &case, PlanEnd::Over, now).await?;
    case.state = case.state.transition(Change::Close, now)?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::Closed).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
