use domain::{
    access::Actor,
    audit::Access,
    clock::Division,
    ids::{AccountId, OrganisationId, ServiceId},
    organisation::OrganisationKind,
    policy::Edition,
    typed,
};
use jiff::Timestamp;

use super::create::{check, problem};
use crate::{
    Backend, Error, db,
    db::{
        Tx,
        organisations::{self, OrganisationDraft},
        policies,
    },
    manager::{Act, Manager},
};

/// What is known of an organisation, as it is from now on.
#[derive(Debug, Clone, Copy)]
pub struct Details<'a> {
    pub name: &'a str,
    /// Of the Organisation Data Service; empty where it has none.
    pub ods_code: &'a str,
    pub phone: &'a str,
    /// "Monday to Friday, 8am to 6.30pm": when somebody answers there.
    pub hours: &'a str,
    /// The one that it belongs to.
    pub parent: Option<OrganisationId>,
    /// Whose bank holidays a service does not count; None leaves it as it is.
    pub division: Option<Division>,
}

/// Changes what is known of one. What was due by then stays due when it was; what is asked from now on is counted by the
/// new calendar.
pub async fn change(b: &Backend, by: Manager<'_>, id: OrganisationId, details: Details<'_>) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin().await?;
    let mut act = Act::begin(b, &mut tx, by).await?;
    organisations::hold(&mut tx, id).await?;
    let before = organisations::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let kind: OrganisationKind = db::parse(&before.kind, "organisation")?;
    let row = OrganisationDraft {
        id,
        kind,
        ods_code: Some(typed::plain(details.ods_code).to_uppercase()).filter(|code| !code.is_empty()),
        parent: details.parent,
        name: typed::line(details.name),
        phone: typed::plain(details.phone),
        hours: typed::line(details.hours),
    };
    check(&row)?;
    if let Some(parent) = row.parent {
        belongs_to_another(&mut tx, id, parent).await?;
    }
    if !organisations::update(&mut tx, &row).await? {
        return Err(problem("ods", "Another organisation has this ODS code."));
    }
    if let (OrganisationKind::Service, Some(division)) = (kind, details.division) {
        set_division(&mut tx, &mut act, ServiceId(id.0), division, by.and_then(Actor::account), b.clock().now())
            .await?;
    }
    act.done(&mut tx, b.clock().now(), &Access::OrganisationChanged { organisation: id }).await?;
    tx.commit().await
}

/// Whose bank holidays a service does not count is of its policy: another edition of it holds from now on. One that is
/// planned would take its place again, so it is the service's to change then.
async fn set_division(
    tx: &mut Tx,
    act: &mut Act<'_>,
    service: ServiceId,
    division: Division,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), Error> {
    policies::hold_first(tx, service, now).await?;
    let newest = policies::newest(tx, service).await?;
    if newest.policy.calendar.division == division {
        return Ok(());
    }
    if newest.from > now {
        let message =
            "The service has planned another edition of its policy: its manager sets whose bank holidays count.";
        return Err(problem("division", message));
    }
    let mut policy = newest.policy;
    policy.calendar.division = division;
    let next = Edition { number: newest.number + 1, policy, from: now };
    if !policies::insert(tx, service, &next, by, now).await? {
        return Err(Error::Stale);
    }
    act.and(tx, now, &Access::PolicyPublished { organisation: service.into(), edition: next.number }).await
}

/// Nothing belongs to itself, nor to what belongs to it.
async fn belongs_to_another(tx: &mut Tx, id: OrganisationId, parent: OrganisationId) -> Result<(), Error> {
    let refused = || problem("parent", "There is no such open organisation for it to belong to.");
    let mut above = Some(parent);
    if organisations::get(tx, parent).await?.is_none_or(|it| it.closed_at.is_some()) {
        return Err(refused());
    }
    while let Some(one) = above {
        if one == id {
            return Err(refused());
        }
        above = organisations::parent(tx, one).await?;
    }
    Ok(())
}
