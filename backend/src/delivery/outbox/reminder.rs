//! A reminder was written when its link was: days later it is sent only where the link still takes photos and none were
//! sent.

use domain::{
    news::day_in_words,
    person::Mobile,
    photo_request::{LinkStatus, PhotoRequestRules},
    time::london_day,
};
use jiff::Timestamp;

use super::super::{
    Reminder,
    channels::text::{self, Text},
    photo_request_key,
};
use crate::{Backend, Error, db, patients, sealed};

/// What it says; None where it is not wanted any longer.
pub(super) async fn words(b: &Backend, it: &Reminder, now: Timestamp) -> Result<Option<Text>, Error> {
    // A server was away for days: the next one says the same, or the link is over.
    if now >= it.until {
        return Ok(None);
    }
    let mut connection = b.db().read().await?;
    let Some(request) = db::photo_requests::get(&mut connection, it.link).await? else { return Ok(None) };
    let Some(case) = db::cases::find(&mut connection, request.case).await? else { return Ok(None) };
    // A number that was put right since is somebody else's, and who has died is not written to.
    let is_theirs = case.working().mobile.parse::<Mobile>().is_ok_and(|mobile| mobile.e164() == it.to);
    if !is_theirs || patients::has_died(&mut connection, case.id).await? {
        return Ok(None);
    }
    // Who never had the link has nothing to be reminded of, and the practice knows.
    let text = db::deliveries::state(&mut connection, &photo_request_key(it.link)).await?;
    let has_link = text.is_some_and(|(state, _)| state == "done");
    let state = case.state.visible(now);
    let status = request.link.status(state.kind(), state.ended(), now, &PhotoRequestRules::default());
    if !has_link || request.is_declined() || status != LinkStatus::TakesPictures {
        return Ok(None);
    }
    // Sealed with a key that was replaced without it: nobody can send it.
    let url = sealed::open(b, &Reminder::about(it.link), &it.sealed);
    let until = day_in_words(london_day(request.link.expires));
    Ok(url.map(|url| text::photo_reminder(&it.to, &it.practice, &url, &until)))
}
