use domain::{
    access::{Actor, Denied},
    audit::Access,
    hub::{Record, Step},
    ids::OrganisationId,
    role::{Capability, Role},
    time::london_day,
    view::{HubPage, HubRow, HubShow, When},
};
use jiff::Timestamp;

use crate::{
    Backend, Error, audit,
    cases::person,
    db::hub_visits::{self, ListedVisit},
};

/// Whose visits this person sees: those of their hub, to take pictures or to look after the work.
fn hub_of(actor: &Actor) -> Result<OrganisationId, Error> {
    match *actor {
        Actor::Member { organisation, role: Role::Photographer | Role::ServiceManager, .. } => Ok(organisation),
        Actor::Member { .. } | Actor::Administrator { .. } | Actor::Patient { .. } | Actor::Phone { .. } => {
            Err(Denied.into())
        }
    }
}

/// The open visits of a hub, and how many are in each of its lists.
pub async fn list(b: &Backend, actor: &Actor, show: HubShow) -> Result<HubPage, Error> {
    let hub = hub_of(actor)?;
    let now = b.clock().now();
    audit::record(b, Some(actor), None, Access::ListSent);
    let all = hub_visits::open_at(&mut *b.db().read().await?, hub).await?;
    let mut page = HubPage { may_open: actor.can(Capability::Photograph).is_ok(), ..HubPage::default() };
    let mut found: Vec<ListedVisit> = Vec::new();
    for visit in all {
        let its = show_of(&visit, now);
        page.counts[its as usize] += 1;
        page.late += usize::from(is_late(&visit, now));
        if its == show {
            found.push(visit);
        }
    }
    found.sort_by_key(|it| match show {
        // Who is here, then who comes.
        HubShow::Today => (it.arrived.is_none(), it.slot.unwrap_or(it.due), it.due),
        HubShow::ToBook => (!it.is_urgent, it.due, it.due),
        HubShow::Later => (false, it.slot.unwrap_or(it.due), it.due),
    });
    page.rows = found.into_iter().map(|it| row(&it, now)).collect();
    Ok(page)
}

fn show_of(visit: &ListedVisit, now: Timestamp) -> HubShow {
    match (visit.arrived, visit.slot) {
        (Some(_), _) => HubShow::Today,
        (None, Some(at)) if london_day(at) > london_day(now) => HubShow::Later,
        (None, Some(_)) => HubShow::Today,
        (None, None) => HubShow::ToBook,
    }
}

fn is_late(visit: &ListedVisit, now: Timestamp) -> bool {
    visit.due <= now
}

fn row(it: &ListedVisit, now: Timestamp) -> HubRow {
    HubRow {
        case: it.case,
        number: it.case.short(),
        patient: person::patient(&it.draft, now),
        site: it.draft.site_words(),
        practice: it.practice.clone(),
        urgent: it.is_urgent,
        step: step(it.arrived, it.slot, &it.record),
        slot: it.slot.map(When::at),
        missed: it.missed,
        due: When::at(it.due),
        late: is_late(it, now),
    }
}

/// How far a visit has come.
pub(super) fn step(arrived: Option<Timestamp>, slot: Option<Timestamp>, record: &Record) -> Step {
    match (arrived, slot) {
        (Some(_), _) => record.step(),
        (None, Some(_)) => Step::Arrive,
        (None, None) => Step::Book,
    }
}
