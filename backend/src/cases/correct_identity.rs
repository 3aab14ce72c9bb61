use domain::{
    access::{Action, Actor},
    case::{EventKind, Problem},
    command::Correction,
    ids::CaseId,
    person::IdentityField,
    time::london_day,
    view::CorrectionView,
};

use super::{find, lock, person::place, same_number::is_anothers};
use crate::{
    Backend, Error,
    db::{self, cases},
    events, hub, images, photo_requests,
};

/// A patient's details as they stand, for the form that corrects them.
pub async fn correction(b: &Backend, actor: &Actor, id: CaseId) -> Result<CorrectionView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::CorrectIdentity, id).await?;
    let who = case.working().identity();
    let links = photo_requests::alive(&mut connection, &case, now).await?;
    Ok(CorrectionView {
        case: id,
        version: case.version,
        current: Correction {
            nhs_number: who.nhs_number,
            name: who.name,
            dob: who.dob,
            mobile: who.mobile,
            ..Correction::default()
        },
        images: images::views(&mut connection, actor, &case).await?,
        open_links: u32::try_from(links).unwrap_or(u32::MAX),
    })
}

/// Changes who a request is about: with a reason, an entry in the log, and every link closed, because it was opened by the
/// old date of birth or went to the old number. The patient is sent a new one when they are to have one.
///
/// # Errors
/// `Invalid` where something is missing, or the new number is another patient's and nobody says that it is this one's;
/// `Stale` when the case changed since `version` (a picture may have come);
/// `Denied` once it was answered: an answer is about the person it was written for.
pub async fn correct_identity(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    version: i64,
    correction: Correction,
) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let mut case = lock(&mut tx, actor, Action::CorrectIdentity, id).await?;
    let now = b.clock().now();
    if case.version != version {
        return Err(Error::Stale);
    }
    let pictures = db::images::count(&mut tx, id, None).await? > 0;
    let number_checked = correction.number_checked;
    let (new, because) = correction.check(london_day(now), pictures).map_err(Error::Invalid)?;
    let old = case.working().identity();
    let fields = old.differs(&new, london_day(now));
    if fields.is_empty() {
        return Ok(());
    }
    case.draft = case.draft.map(|draft| draft.about(new.clone()));
    case.revision = case.revision.map(|revision| revision.map(|draft| draft.about(new)));
    if fields.contains(&IdentityField::NhsNumber) && !number_checked && is_anothers(&mut tx, &case, now).await? {
        let message = "Another patient has this NHS number: check whose it is, and tick that it is this one’s";
        return Err(Error::Invalid(vec![Problem::new("number_checked", message)]));
    }
    photo_requests::close_all(&mut tx, actor, &case, now).await?;
    case.draft_version = case.version + 1;
    cases::save(&mut tx, &mut case, now).await?;
    place(b, &mut tx, &case, true, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::IdentityCorrected { fields, because }).await?;
    db::events::keep_identity(&mut tx, id, &old).await?;
    hub::ask_who_again(&mut tx, actor, &case, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
