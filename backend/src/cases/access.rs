//! How every use case of a case begins: load it, and ask `domain::access`.

use domain::{
    access::{Action, Actor, AtHub, may},
    ids::CaseId,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error,
    db::{
        Tx,
        cases::{self, Case},
        hub_visits, monitoring, organisations, requests,
    },
};

/// The case, for reading, if this person may do this with it.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    actor: &Actor,
    action: Action,
    id: CaseId,
) -> Result<Case, Error> {
    let case = cases::find(connection, id).await?.ok_or(Error::NotFound)?;
    let case = known_to(connection, actor, case).await?;
    may(actor, action, &case.facts())?;
    Ok(case)
}

/// The case, with what this person is to it beside what stands in its row: of a service that was asked later about the same
/// problem, which may read it, of the desk that makes its service's appointments, or of the hub that its patient is sent to.
pub(crate) async fn known_to(connection: &mut AnyConnection, actor: &Actor, case: Case) -> Result<Case, Error> {
    let case = at_work(connection, actor, case).await?;
    let (Ok(service), Some(asked)) = (actor.service(), case.facts().service) else { return Ok(case) };
    // Nothing is asked for those whose own case it is.
    let is_later = asked != service && requests::is_asked_later(connection, &case, service).await?;
    Ok(Case { asked_later: is_later.then_some(service), ..case })
}

/// The case, with whether this person is of the desk that makes its service's appointments, or of the hub that its patient is
/// sent to, or came by the link of a round of follow-up photos.
async fn at_work(connection: &mut AnyConnection, actor: &Actor, case: Case) -> Result<Case, Error> {
    if let Ok(hub) = actor.photography_hub() {
        let visit = hub_visits::at_hub(connection, case.id, hub).await?;
        return Ok(Case { hub: visit.map(|visit| AtHub { hub, visit }), ..case });
    }
    if let Some(link) = actor.photo_request() {
        let round = monitoring::waits_for(connection, link).await?;
        return Ok(Case { round, ..case });
    }
    let (Ok(desk), Some(service)) = (actor.booking_desk(), case.facts().service) else { return Ok(case) };
    let is_its = organisations::booked_by(connection, desk).await?.contains(&service);
    Ok(Case { desk: is_its.then_some(desk), ..case })
}

/// The case, held until the transaction ends, if this person may do this with it.
pub(crate) async fn lock(tx: &mut Tx, actor: &Actor, action: Action, id: CaseId) -> Result<Case, Error> {
    let case = cases::lock(tx, id).await?.ok_or(Error::NotFound)?;
    let case = known_to(tx, actor, case).await?;
    may(&to_act(actor), action, &case.facts())?;
    Ok(case)
}

/// The case as [`lock`] gives it, and what time it is now that it is held: a time read before the lock could be seconds
/// old, and a deadline judged by it would be kept too long. What this person may do is asked of the case as they can
/// see it: for everyone but its service an answer that can still be taken back is not there yet.
pub(crate) async fn lock_now(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: CaseId,
) -> Result<(Case, Timestamp), Error> {
    let case = cases::lock(tx, id).await?.ok_or(Error::NotFound)?;
    let case = at_work(tx, actor, case).await?;
    let now = b.clock().now();
    may(&to_act(actor), action, &case.facts_for(actor, now))?;
    Ok((case, now))
}

/// Who only reads a case from outside holds none to change it.
const fn to_act(actor: &Actor) -> Actor {
    actor.with_opened(None)
}
