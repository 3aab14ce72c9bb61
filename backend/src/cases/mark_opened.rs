use domain::{
    access::{Action, Actor},
    case::EventKind,
    ids::CaseId,
};

use super::{find, lock};
use crate::{Backend, Error, db, events};

/// Writes into the case's log that this specialist has opened it, once each. For the page that somebody is looking at to
/// say, and for nothing that only fetches it.
pub async fn mark_opened(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    actor.service()?;
    let account = actor.account().ok_or(Error::Denied)?;
    {
        let mut connection = b.db().read().await?;
        find(&mut connection, actor, Action::See, id).await?;
        if db::events::has_opened(&mut connection, id, account).await? {
            return Ok(());
        }
    }
    let mut tx = b.db().begin().await?;
    lock(&mut tx, actor, Action::See, id).await?;
    let now = b.clock().now();
    // Asked again, now that nobody else can write: two tabs may open one case at once.
    if !db::events::has_opened(&mut tx, id, account).await? {
        events::append(&mut tx, id, now, Some(actor), &EventKind::CaseOpened).await?;
    }
    tx.commit().await
}
