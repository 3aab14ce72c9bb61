use domain::{
    access::Actor,
    case::{Change, EventKind, Request, State},
    clock::{due, due_after_pause},
    ids::AccountId,
};
use jiff::Timestamp;

use super::submit::no_such_service;
use crate::{
    Error,
    db::{
        Tx,
        cases::{self, Case},
        images, organisations,
    },
    error::Damaged,
    events,
};

/// Puts a paused, locked case back into its queue because what was asked for has come: the practice sent its `request`
/// again, or the patient sent pictures. What follows from the request is worked out anew: who answers, and by when. That
/// is never later than the pause alone would make it, nor than a request sent now would wait. Nothing happens to a case
/// that is not paused.
pub(crate) async fn resume(
    tx: &mut Tx,
    case: &mut Case,
    request: &Request,
    actor: Option<&Actor>,
    for_clinician: Option<AccountId>,
    now: Timestamp,
) -> Result<(), Error> {
    let State::Paused { asked, answered, .. } = &case.state else { return Ok(()) };
    let before = organisations::service(tx, asked.service).await?.ok_or(Damaged("service"))?;
    let service = if request.service == asked.service {
        // It has the case already, also while the day of its closing is set.
        before.clone()
    } else {
        organisations::hold_open_service(tx, request.service).await?.ok_or_else(no_such_service)?
    };
    let moved = due_after_pause(asked.due, answered.at, now, &before.rules);
    let due = moved.min(due(now, &service.rules, request.kind));
    case.state = case.state.clone().transition(Change::Resume { service: service.id, due }, now)?;
    images::mark_sent(tx, case.id, case.draft.include_unfinished, now).await?;
    cases::save(tx, case, now).await?;
    let event = EventKind::Resumed { due, service: Some(service.id), kind: Some(request.kind), for_clinician };
    events::append(tx, case.id, now, actor, &event).await?;
    tx.changed(case.id, Some(before.id));
    tx.changed(case.id, Some(service.id));
    Ok(())
}
