use domain::{
    access::Actor,
    case::{Change, EventKind, State},
    sla::due_after_pause,
};
use jiff::Timestamp;

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

/// Puts a paused, locked case back into its queue because what was asked for has come: the practice sent its request
/// again, or the patient sent pictures. Nothing happens to a case that is not paused.
pub(crate) async fn resume(tx: &mut Tx, case: &mut Case, actor: Option<&Actor>, now: Timestamp) -> Result<(), Error> {
    let State::Paused { asked, answered, .. } = &case.state else { return Ok(()) };
    let service = organisations::service(tx, asked.service).await?.ok_or(Damaged("service"))?;
    let due = due_after_pause(asked.due, answered.at, now, &service.rules);
    case.state = case.state.clone().transition(Change::Resume { due }, now)?;
    images::mark_sent(tx, case.id, now).await?;
    cases::save(tx, case, now).await?;
    events::append(tx, case.id, now, actor, &EventKind::Resumed { due }).await?;
    tx.changed(case.id, Some(service.id));
    Ok(())
}
