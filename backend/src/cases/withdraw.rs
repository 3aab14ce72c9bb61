use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
};

use super::lock;
use crate::{Backend, Error, db::cases, events};

/// Takes a request back before it is answered.
pub async fn withdraw(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let mut case = lock(&mut tx, actor, Action::Withdraw, id).await?;
    let by = actor.account().ok_or(Error::Denied)?;
    case.state = case.state.transition(Change::Withdraw { by }, now)?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::Withdrawn).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
