use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
};

use super::{access::lock_now, reviews::call_off_release};
use crate::{Backend, Error, db::cases, events, hub, photo_requests};

/// Takes a request back before it is answered, and tells its patient so if they had been told of it. `Conflict` in the
/// seconds in which an answer has been sent and can still be taken back.
pub async fn withdraw(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::Withdraw, id).await?;
    if case.state.visible(now) != case.state {
        return Err(Error::Conflict);
    }
    let by = actor.account().ok_or(Error::Denied)?;
    photo_requests::tell_withdrawn(b, &mut tx, &case, now).await?;
    case.state = case.state.transition(Change::Withdraw { by }, now)?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::Withdrawn).await?;
    call_off_release(&mut tx, actor, id, now).await?;
    hub::void(b, &mut tx, actor, &mut case, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
