use domain::{
    access::Actor,
    ids::PhotoRequestId,
    photo_request::{LinkStatus, Purpose},
};

use super::link::hash;
use crate::{Backend, Error, db};

/// Who comes by this token: a patient whose date of birth was given in this browser (their link is among `confirmed`),
/// or a referrer's phone, which needs no date.
///
/// # Errors
/// `Unconfirmed` for a patient's link that would open something to whoever gives the date of birth; `NotFound` for
/// everybody and everything else.
pub async fn link_actor(b: &Backend, token: &str, confirmed: &[PhotoRequestId]) -> Result<Actor, Error> {
    let mut connection = b.db().read().await?;
    let link = db::photo_requests::by_token(&mut connection, &hash(token)).await?.ok_or(Error::NotFound)?;
    let case = db::cases::find(&mut connection, link.case).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    let may = match link.link.purpose {
        Purpose::Patient | Purpose::Round | Purpose::News => {
            let is_alive = link.is_alive(&case.state, now);
            if is_alive && !confirmed.contains(&link.id) {
                return Err(Error::Unconfirmed);
            }
            is_alive
        }
        Purpose::Phone => link.status(&case.state, now) == LinkStatus::TakesPictures,
    };
    if may { Ok(link.actor()) } else { Err(Error::NotFound) }
}

/// The same without the token, for a link that the caller's session holds as confirmed. A phone may so finish within
/// an hour what it began within its 10 minutes.
///
/// # Errors
/// `NotFound` for a link that opens nothing any longer.
pub async fn confirmed_actor(b: &Backend, link: PhotoRequestId) -> Result<Actor, Error> {
    let mut connection = b.db().read().await?;
    let link = db::photo_requests::get(&mut connection, link).await?.ok_or(Error::NotFound)?;
    let case = db::cases::find(&mut connection, link.case).await?.ok_or(Error::NotFound)?;
    if link.is_alive(&case.state, b.clock().now()) { Ok(link.actor()) } else { Err(Error::NotFound) }
}
