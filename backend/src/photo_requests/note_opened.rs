use domain::{access::Actor, case::EventKind};
use jiff::Timestamp;

use super::{link::hold, news::news};
use crate::{
    Backend, Error,
    db::{amendments, cases},
    events,
};

/// Writes into the case's log that its patient has opened the answer, once for the answer as they were last told of it, and
/// nobody waits for that any longer. For whoever has shown it at `shown` to say, and for nothing that only fetches it.
///
/// # Errors
/// `NotFound` and `Denied` for a link that opens nothing any longer.
pub async fn note_opened(b: &Backend, actor: &Actor, shown: Timestamp) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (mut case, request, now) = hold(b, &mut tx, actor).await?;
    // Asked again, now that nobody else can write: two windows may open it at once, and what was shown may stand no longer.
    let is_unopened = news(&mut tx, &request, &case, now).await?.is_unopened;
    let has_changed = amendments::of_cases(&mut tx, &[case.id]).await?.iter().any(|(it, _)| it.at > shown);
    if !is_unopened || has_changed {
        return Ok(());
    }
    case.unread_since = None;
    case.answer_opened = Some(now);
    cases::keep_news(&mut tx, &case).await?;
    events::append(&mut tx, case.id, now, Some(actor), &EventKind::AnswerOpened { photo_request: request.id }).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await
}
