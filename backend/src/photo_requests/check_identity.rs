use std::time::Duration;

use domain::{
    case::EventKind,
    command::DateFields,
    ids::{CaseId, PhotoRequestId},
    person::{DateOfBirth, DateOfBirthError},
    photo_request::{LinkStatus, Purpose},
    time::london_day,
};
use jiff::Timestamp;

use super::link::{hash, rules};
use crate::{Backend, Error, db, db::photo_requests::PhotoRequest, events};

/// What became of a date of birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityCheck {
    Yes {
        photo_request: PhotoRequestId,
        case: CaseId,
    },
    No {
        tries_left: u32,
    },
    Locked,
    /// Costs no try.
    NotADate(DateOfBirthError),
}

/// Every answer takes at least this long: that a link exists must not show in how soon a wrong date is refused.
const TAKES: Duration = Duration::from_millis(150);

/// Compares the date of birth with the request's. After five wrong ones the link is locked and the practice sees it.
///
/// A token that nobody made gets the answers that a wrong date gets; its tries are counted by the page that asks
/// (`unknown_tries` so far), so that a stranger leaves nothing behind.
pub async fn check_identity(
    b: &Backend,
    token: &str,
    dob: &DateFields,
    unknown_tries: u32,
) -> Result<IdentityCheck, Error> {
    let (checked, ()) = tokio::join!(check(b, token, dob, unknown_tries), tokio::time::sleep(TAKES));
    checked
}

async fn check(b: &Backend, token: &str, dob: &DateFields, unknown_tries: u32) -> Result<IdentityCheck, Error> {
    let given = match DateOfBirth::parse(dob, london_day(b.clock().now())) {
        Ok(given) => given,
        Err(error) => return Ok(IdentityCheck::NotADate(error)),
    };
    // Before the transaction: strangers who make links up must not hold up those who write.
    let found = db::photo_requests::by_token(&mut *b.db().read().await?, &hash(token)).await?;
    let Some(found) = found else { return Ok(no(unknown_tries.saturating_add(1))) };
    let mut tx = b.db().begin().await?;
    // The case is held first and the link read again: of two guesses at once, both must cost a try.
    let case = db::cases::lock(&mut tx, found.case).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    let mut request = db::photo_requests::get(&mut tx, found.id).await?.ok_or(Error::NotFound)?;
    match (request.link.purpose, request.status(&case.state, now)) {
        (Purpose::Patient | Purpose::Round | Purpose::News, LinkStatus::TakesPictures | LinkStatus::ShowsNews) => {}
        (Purpose::Patient | Purpose::Round | Purpose::News, LinkStatus::Locked) => return Ok(IdentityCheck::Locked),
        (Purpose::Patient | Purpose::Round | Purpose::News, LinkStatus::Withdrawn | LinkStatus::Expired)
        | (Purpose::Phone, _) => {
            return Ok(no(unknown_tries + 1));
        }
    }
    let wanted = DateOfBirth::parse(&case.draft.dob, london_day(now));
    let photo_request = request.id;
    let (answer, event) = if wanted == Ok(given) {
        request.link.wrong_dates = 0;
        request.locked = None;
        request.confirmed.get_or_insert(now);
        (IdentityCheck::Yes { photo_request, case: case.id }, EventKind::IdentityConfirmed { photo_request })
    } else {
        count_wrong(&mut request, now)
    };
    db::photo_requests::save(&mut tx, &request).await?;
    if matches!(answer, IdentityCheck::Locked) {
        db::deliveries::cancel_reminders(&mut tx, case.id, now).await?;
    }
    events::append(&mut tx, case.id, now, Some(&request.actor()), &event).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await?;
    Ok(answer)
}

fn count_wrong(request: &mut PhotoRequest, now: Timestamp) -> (IdentityCheck, EventKind) {
    let photo_request = request.id;
    request.link.wrong_dates += 1;
    let answer = no(request.link.wrong_dates);
    if matches!(answer, IdentityCheck::Locked) {
        request.locked.get_or_insert(now);
    }
    let event = match answer {
        IdentityCheck::No { tries_left } => EventKind::IdentityFailed { photo_request, tries_left },
        _ => EventKind::LinkLocked { photo_request },
    };
    (answer, event)
}

/// The answer after so many wrong dates.
fn no(wrong_dates: u32) -> IdentityCheck {
    match rules().tries.saturating_sub(wrong_dates) {
        0 => IdentityCheck::Locked,
        tries_left => IdentityCheck::No { tries_left },
    }
}
