use domain::{
    access::{Action, Actor},
    ids::CaseId,
    photo_request::Purpose,
    time::london_day,
    view::{PhoneLink, When},
};

use super::issue::issue;
use crate::{Backend, Error, cases};

/// Makes a link for the referrer's own phone, to be shown as a code: good for 10 minutes and without a question,
/// because it is only ever seen on the screen of somebody signed in.
pub async fn phone_link(b: &Backend, actor: &Actor, case: CaseId) -> Result<PhoneLink, Error> {
    let mut tx = b.db().begin().await?;
    let (case, now) = cases::lock_now(b, &mut tx, actor, Action::RequestPhotos, case).await?;
    case.working().named(london_day(now)).map_err(Error::Invalid)?;
    let (request, url) = issue(
        b,
        &mut tx,
        (Some(actor), actor.account().ok_or(Error::Denied)?),
        &case,
        Purpose::Phone,
        String::new(),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(PhoneLink { url, expires: When::at(request.link.expires) })
}
