//! Visits of patients to photography hubs: asked for by a practice or by a service, booked and received by the hub, ended by
//! its pictures or without them.
//!
//! To add a step: what it keeps in `domain::hub::Record`, its place in `Record::step`, its act in `receive.rs` and its event.

mod ask;
mod book;
mod end;
mod list;
mod panel;
mod receive;
mod show;

pub use ask::{ask, ask_form};
pub use book::{book, end_slot};
pub(crate) use end::{ask_who_again, void};
pub use end::{call_off, done, not_possible, note};
pub use list::list;
pub(crate) use panel::progress;
pub use receive::{Seen, Told, arrive, chaperone, consent, history, identity};
pub use show::show;

use domain::{
    access::{Action, Actor},
    ids::CaseId,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        Tx,
        cases::Case,
        hub_visits::{self, HubVisit},
    },
};

/// The case and its open visit at the hub of whoever asks, held until the transaction ends.
async fn hold(b: &Backend, tx: &mut Tx, actor: &Actor, id: CaseId) -> Result<(Case, HubVisit, Timestamp), Error> {
    let (case, now) = lock_now(b, tx, actor, Action::Photograph, id).await?;
    let visit = hub_visits::open_of(tx, id).await?.ok_or(Error::NotFound)?;
    Ok((case, visit, now))
}

/// Whether somebody of a hub may add a picture now: of the right patient, who agreed. Of everybody else nothing is asked.
pub(crate) async fn takes_pictures(connection: &mut AnyConnection, case: &Case) -> Result<bool, Error> {
    if case.hub.is_none() {
        return Ok(true);
    }
    let visit = hub_visits::open_of(connection, case.id).await?;
    Ok(visit.is_some_and(|visit| visit.arrived.is_some() && visit.record.takes_pictures()))
}
