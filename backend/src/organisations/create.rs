use domain::{
    audit::Access,
    case::Problem,
    ids::{OrganisationId, PracticeId, ServiceId},
    organisation::OrganisationKind,
    policy::Policy,
    typed,
};

use crate::{
    Backend, Error,
    db::Tx,
    db::organisations::{self, OrganisationDraft, Practice},
    manager::{Act, Manager},
    templates,
};
use jiff::Timestamp;

/// Makes a practice. Patients see its name and telephone number.
pub async fn create_practice(b: &Backend, name: &str, phone: &str) -> Result<PracticeId, Error> {
    let new = draft(b, OrganisationKind::Practice, name, phone);
    insert_alone(b, &new, Policy::default()).await?;
    Ok(PracticeId(new.id.0))
}

/// Makes a service with what it promises, and gives it the built-in ready-made answers.
pub async fn create_service(b: &Backend, name: &str, rules: Policy) -> Result<ServiceId, Error> {
    let new = draft(b, OrganisationKind::Service, name, "");
    insert_alone(b, &new, rules).await?;
    Ok(ServiceId(new.id.0))
}

fn draft(b: &Backend, kind: OrganisationKind, name: &str, phone: &str) -> OrganisationDraft {
    OrganisationDraft {
        id: OrganisationId(b.ids().new_id(b.clock().now())),
        kind,
        ods_code: None,
        parent: None,
        name: typed::line(name),
        phone: typed::plain(phone),
        hours: String::new(),
    }
}

async fn insert_alone(b: &Backend, new: &OrganisationDraft, rules: Policy) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    insert(b, &mut tx, new, rules, b.clock().now()).await?;
    tx.commit().await
}

/// An organisation with what its kind has beside it.
async fn insert(b: &Backend, tx: &mut Tx, new: &OrganisationDraft, rules: Policy, now: Timestamp) -> Result<(), Error> {
    if !organisations::insert(tx, new, now).await? {
        return Err(problem("ods", "Another organisation has this ODS code."));
    }
    match new.kind {
        OrganisationKind::Practice => {
            let practice = Practice { name: new.name.clone(), phone: new.phone.clone(), hours: new.hours.clone() };
            organisations::insert_practice(tx, PracticeId(new.id.0), &practice).await?;
        }
        OrganisationKind::Service => {
            let id = ServiceId(new.id.0);
            organisations::insert_service(tx, id, &new.name, rules, now).await?;
            templates::give_to(tx, id, b.ids(), now).await?;
        }
        OrganisationKind::Trust
        | OrganisationKind::PhotographyHub
        | OrganisationKind::BookingDesk
        | OrganisationKind::Network
        | OrganisationKind::Commissioner => {}
    }
    Ok(())
}

/// Characters in which it is said when somebody answers.
const HOURS: usize = 120;

/// An organisation to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewOrganisation<'a> {
    pub kind: OrganisationKind,
    pub name: &'a str,
    /// Of the Organisation Data Service; empty where it has none.
    pub ods_code: &'a str,
    /// Patients are told a practice's.
    pub phone: &'a str,
    /// The one that it belongs to.
    pub parent: Option<OrganisationId>,
}

/// Makes an organisation; a service begins with what services promise by default.
pub async fn create(b: &Backend, by: Manager<'_>, new: NewOrganisation<'_>) -> Result<OrganisationId, Error> {
    let by = by.allowed()?;
    let row = OrganisationDraft {
        ods_code: Some(typed::plain(new.ods_code).to_uppercase()).filter(|code| !code.is_empty()),
        parent: new.parent,
        ..draft(b, new.kind, new.name, new.phone)
    };
    check(&row)?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    if let Some(parent) = row.parent
        && organisations::get(&mut tx, parent).await?.is_none_or(|it| it.closed_at.is_some())
    {
        return Err(problem("parent", "There is no such open organisation for it to belong to."));
    }
    insert(b, &mut tx, &row, Policy::default(), now).await?;
    act.done(&mut tx, now, &Access::OrganisationMade { organisation: row.id }).await?;
    tx.commit().await?;
    Ok(row.id)
}

pub(super) fn check(row: &OrganisationDraft) -> Result<(), Error> {
    let is_code = |code: &String| (3..=10).contains(&code.len()) && code.bytes().all(|it| it.is_ascii_alphanumeric());
    if row.name.is_empty() || row.name.chars().count() > 100 {
        return Err(problem("name", "Give the name that patients and colleagues know, in up to 100 characters."));
    }
    if row.ods_code.as_ref().is_some_and(|code| !is_code(code)) {
        return Err(problem("ods", "An ODS code is 3 to 10 letters and digits, such as A81001."));
    }
    if row.kind == OrganisationKind::Practice && row.phone.is_empty() {
        return Err(problem("phone", "Give the telephone number: patients are told to call it."));
    }
    if row.hours.chars().count() > HOURS {
        return Err(problem("hours", "Say when somebody answers in up to 120 characters."));
    }
    Ok(())
}

pub(super) fn problem(field: &str, message: &str) -> Error {
    Error::Invalid(vec![Problem::new(field, message)])
}
