use domain::{
    ids::{OrganisationId, PracticeId, ServiceId},
    organisation::OrganisationKind,
    sla::ServiceRules,
    typed,
};

use crate::{
    Backend, Error,
    db::organisations::{self, NewOrganisation, Practice, Service},
    templates,
};

/// Makes a practice. Patients see its name and telephone number.
pub async fn create_practice(b: &Backend, name: &str, phone: &str) -> Result<PracticeId, Error> {
    let new = draft(b, OrganisationKind::Practice, name, phone);
    insert(b, &new, ServiceRules::default()).await?;
    Ok(PracticeId(new.id.0))
}

/// Makes a service with what it promises, and gives it the built-in ready-made answers.
pub async fn create_service(b: &Backend, name: &str, rules: ServiceRules) -> Result<ServiceId, Error> {
    let new = draft(b, OrganisationKind::Service, name, "");
    insert(b, &new, rules).await?;
    Ok(ServiceId(new.id.0))
}

fn draft(b: &Backend, kind: OrganisationKind, name: &str, phone: &str) -> NewOrganisation {
    NewOrganisation {
        id: OrganisationId(b.ids().new_id(b.clock().now())),
        kind,
        ods_code: None,
        parent: None,
        name: typed::line(name),
        phone: typed::plain(phone),
    }
}

/// An organisation with what its kind has beside it.
async fn insert(b: &Backend, new: &NewOrganisation, rules: ServiceRules) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    if !organisations::insert(&mut tx, new, now).await? {
        return Err(Error::Conflict);
    }
    match new.kind {
        OrganisationKind::Practice => {
            let practice = Practice { name: new.name.clone(), phone: new.phone.clone() };
            organisations::insert_practice(&mut tx, PracticeId(new.id.0), &practice).await?;
        }
        OrganisationKind::Service => {
            let id = ServiceId(new.id.0);
            organisations::insert_service(&mut tx, &Service { id, name: new.name.clone(), rules }).await?;
            templates::give_to(&mut tx, id, b.ids(), now).await?;
        }
        OrganisationKind::Trust => {}
    }
    tx.commit().await
}
