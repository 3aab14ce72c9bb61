use domain::{access::Actor, photo_request::Purpose, time::london_day};
use jiff::{SignedDuration, Timestamp};

use super::{
    issue::issue,
    text_patient::{delivery_key, no_channel, within_limits},
    withdraw::close_all,
};
use crate::{
    Backend, Error,
    db::{self, Tx, cases::Case},
    delivery::{self, Channel, Delivery, Message},
    patients,
};

/// The same form posted twice sends one text.
const SAME_PRESS: SignedDuration = SignedDuration::from_secs(30);

/// Texts the patient of a locked case a link that shows the news, and closes every older one. At once and at any hour:
/// somebody at the practice pressed for it. False when that was done a moment ago. `Invalid` where nothing could carry a
/// text: the links that are there stay, and so does the task of telling the patient.
pub(crate) async fn issue_news_link(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    now: Timestamp,
) -> Result<bool, Error> {
    if Channel::of(b).is_none() {
        return Err(Error::Invalid(vec![no_channel()]));
    }
    let (mobile, _) = case.draft.contact(london_day(now)).map_err(Error::Invalid)?;
    patients::may_be_texted(tx, case.id, &mobile).await?;
    let links = db::photo_requests::of_case(tx, case.id).await?;
    let is_same_press = |link: &db::photo_requests::PhotoRequest| {
        link.link.purpose == Purpose::News
            && link.link.withdrawn.is_none()
            && now < link.created + SAME_PRESS
            && link.mobile == mobile.e164()
    };
    if links.iter().any(is_same_press) {
        return Ok(false);
    }
    within_limits(tx, case, now).await?;
    close_all(tx, actor, case, now).await?;
    let (link, url) = issue(
        b,
        tx,
        (Some(actor), actor.account().ok_or(Error::Denied)?),
        case,
        Purpose::News,
        mobile.e164().to_owned(),
        now,
    )
    .await?;
    let practice = db::organisations::practice(tx, case.practice).await?.name;
    let message = Message::NewsLink { to: mobile.e164().to_owned(), practice, url };
    let delivery = Delivery { key: delivery_key(link.id), case: Some(case.id), message, not_before: now };
    delivery::enqueue(b, tx, delivery, now).await?;
    Ok(true)
}
