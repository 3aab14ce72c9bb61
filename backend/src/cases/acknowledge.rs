use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
};

use super::{lock, standing};
use crate::{Backend, Error, db::cases, events};

/// The practice has read the answer. `Conflict` while the answer can still be taken back: nobody has seen it yet.
pub async fn acknowledge(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let mut case = lock(&mut tx, actor, Action::Acknowledge, id).await?;
    let by = actor.account().ok_or(Error::Denied)?;
    case.state = standing(&case.state, now).transition(Change::Acknowledge { by }, now)?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::Acknowledged).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
