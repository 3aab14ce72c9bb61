use domain::{
    access::{Action, Actor},
    case::{Change, EventKind, State},
    ids::CaseId,
    role::Capability,
};

use super::{access::lock_now, tell::after_reading};
use crate::{
    Backend, Error,
    db::{amendments, cases},
    events,
};

/// The practice has read the answer, or what became of it since. Said twice, it is one act. `Conflict` while the answer can
/// still be taken back: nobody has seen it yet.
pub async fn acknowledge(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    actor.can(Capability::Refer)?;
    let by = actor.account().ok_or(domain::access::Denied)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    let amended = amendments::is_unread(&mut tx, id).await?;
    if amended {
        amendments::set_unread(&mut tx, id, false).await?;
    }
    // Of a case without an answer to read, what became of the last one.
    let is_to_read = match case.state.visible(now) {
        State::Answered { .. } | State::Converted { acknowledged: None, .. } => true,
        State::Paused { .. }
        | State::Draft
        | State::InQueue { .. }
        | State::Acknowledged { .. }
        | State::Closed { .. }
        | State::Withdrawn { .. }
        | State::Converted { .. }
        | State::WrongPatient { .. } => false,
    };
    if case.state.acknowledged().is_some() || (amended && !is_to_read) {
        if amended {
            events::append(&mut tx, id, now, Some(actor), &EventKind::Acknowledged).await?;
            tx.changed(id, case.facts().service);
        }
        return tx.commit().await;
    }
    let agrees = case.state.is_to_agree();
    case.state = case.state.visible(now).transition(Change::Acknowledge { by }, now)?;
    after_reading(b, &mut tx, &mut case, now).await?;
    cases::save(&mut tx, &mut case, now).await?;
    let event = if agrees { EventKind::DowngradeAgreed } else { EventKind::Acknowledged };
    events::append(&mut tx, id, now, Some(actor), &event).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
