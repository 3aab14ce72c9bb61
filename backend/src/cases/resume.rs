use domain::{
    access::Actor,
    case::{Change, EventKind, Request, State},
    clock::{due, due_after_pause},
    ids::AccountId,
    policy::ExclusionKind,
};
use jiff::Timestamp;

use super::submit::no_such_service;
use crate::{
    Error,
    db::{
        Tx,
        cases::{self, Case},
        images, organisations, policies,
    },
    error::Damaged,
    events,
};

/// Puts a paused, locked case back into its queue because what was asked for has come: the practice sent its `request`
/// again, or the patient sent pictures. What follows from the request is worked out anew: who answers, and by when. That
/// is never later than the pause alone would make it, nor than a request sent now would wait. Nothing happens to a case
/// that is not paused. `excluded`: what the policy of the service that it goes to excludes it by.
pub(crate) async fn resume(
    tx: &mut Tx,
    case: &mut Case,
    request: &Request,
    actor: Option<&Actor>,
    for_clinician: Option<AccountId>,
    excluded: Vec<ExclusionKind>,
    now: Timestamp,
) -> Result<(), Error> {
    let State::Paused { asked, answered, .. } = &case.state else { return Ok(()) };
    let before = asked.service;
    // By what it was promised under: a day that the service is closed since then moves it no further.
    let moved = due_after_pause(asked.due, answered.at, now, &policies::of_case(tx, case).await?);
    let service = if request.service == before {
        // It has the case already, also while the day of its closing is set.
        organisations::service(tx, before, now).await?.ok_or(Damaged("service"))?
    } else {
        organisations::hold_open_service(tx, request.service, now).await?.ok_or_else(no_such_service)?
    };
    if service.id != before {
        case.policy_edition = service.edition;
    }
    let due = moved.min(due(now, &service.rules, request.kind));
    case.state = case.state.clone().transition(Change::Resume { service: service.id, due }, now)?;
    images::mark_sent(tx, case.id, case.draft.include_unfinished, now).await?;
    cases::save(tx, case, now).await?;
    let (service_id, kind) = (Some(service.id), Some(request.kind));
    let event = EventKind::Resumed { due, service: service_id, kind, for_clinician, excluded };
    events::append(tx, case.id, now, actor, &event).await?;
    tx.changed(case.id, Some(before));
    tx.changed(case.id, Some(service.id));
    Ok(())
}
