use domain::{
    access::{Action, Actor, may},
    case::{Change, Draft, EventKind, Problem, State},
    clock::due,
    consent::How,
    ids::CaseId,
    pathway::score,
    time::london_day,
};

use super::{find, judge::asked_about, resume, same_number, save_draft};
use crate::{
    Backend, Error,
    db::{cases, images, organisations},
    events,
};

/// Keeps what was typed and sends it. Pressed twice, a button sends once, and both presses succeed.
///
/// # Errors
/// Those of [`save_draft`] and [`submit`].
pub async fn save_and_submit(b: &Backend, actor: &Actor, id: CaseId, version: i64, draft: Draft) -> Result<(), Error> {
    let sent = match save_draft(b, actor, id, version, draft.clone()).await {
        // What was typed is kept, but for the patient's details: they are somebody else's request.
        Ok(saved) if !saved.refused.is_empty() => Err(Error::Invalid(saved.refused)),
        // Nobody sends a picture that they have not seen.
        Ok(saved) if saved.unseen => Err(Error::Invalid(vec![Problem::new(
            "pictures",
            "A picture came while you were writing: look at it, then send",
        )])),
        Ok(saved) => submit(b, actor, id, saved.version).await.map(drop),
        Err(error) => Err(error),
    };
    match sent {
        Err(Error::Invalid(_)) | Ok(()) => sent,
        Err(_) if was_sent(b, actor, id, &draft).await => Ok(()),
        Err(_) => sent,
    }
}

/// Whether just this request is with its service already.
async fn was_sent(b: &Backend, actor: &Actor, id: CaseId, draft: &Draft) -> bool {
    let Ok(mut connection) = b.db().read().await else { return false };
    let found = find(&mut connection, actor, Action::See, id).await;
    found.is_ok_and(|case| {
        case.draft == *draft
            && match case.state {
                State::Draft | State::Paused { .. } | State::Withdrawn { .. } | State::WrongPatient { .. } => false,
                State::InQueue { .. }
                | State::Answered { .. }
                | State::Acknowledged { .. }
                | State::Closed { .. }
                | State::Converted { .. } => true,
            }
    })
}

/// A request that is with its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// Of the case as it was sent.
    pub version: i64,
}

/// Sends a request to its service, or sends it again after the specialist asked for more. `Stale` when it changed since
/// `version`, `Invalid` when something is missing. Nothing is read once it is sent: what was sent is never reported as not
/// sent.
pub async fn submit(b: &Backend, actor: &Actor, id: CaseId, version: i64) -> Result<Submitted, Error> {
    let mut tx = b.db().begin().await?;
    let mut case = cases::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    may(actor, Action::See, &case.facts())?;
    if case.version != version {
        return Err(Error::Stale);
    }
    may(actor, Action::Submit, &case.facts_for(actor, now))?;
    let pictures = images::to_send(&mut tx, id, case.working().include_unfinished).await?;
    let checked = case.working().check(london_day(now), &pictures.views);
    let found = same_number::same_number(&mut tx, &case, now).await?;
    let asked_about: Vec<Problem> = asked_about(case.working(), &pictures, found.as_ref()).collect();
    let request = match checked.request {
        Some(request) if asked_about.is_empty() => request,
        _ => return Err(Error::Invalid(checked.problems.into_iter().chain(asked_about).collect())),
    };
    if pictures.by_clinicians {
        events::append(&mut tx, id, now, Some(actor), &EventKind::ConsentSaid { how: How::Verbal }).await?;
    }
    if let Some(revision) = case.revision.take() {
        case.draft = revision;
    }
    // What the referrer was shown, by the rule as it is today: a later edition does not change what was sent.
    case.score_sent = score(&case.draft);
    if matches!(case.state, State::Paused { .. }) {
        resume(&mut tx, &mut case, &request, Some(actor), now).await?;
    } else {
        let service = organisations::hold_open_service(&mut tx, request.service).await?.ok_or_else(no_such_service)?;
        let due = due(now, &service.rules, request.kind);
        case.state = case.state.transition(Change::Submit { service: service.id, due }, now)?;
        images::mark_sent(&mut tx, id, case.draft.include_unfinished, now).await?;
        cases::save(&mut tx, &mut case, now).await?;
        let event = EventKind::Submitted { service: service.id, due };
        events::append(&mut tx, id, now, Some(actor), &event).await?;
        tx.changed(id, Some(service.id));
    }
    tx.commit().await?;
    Ok(Submitted { version: case.version })
}

pub(super) fn no_such_service() -> Error {
    Error::Invalid(vec![Problem::new("service", "Choose a service from the list")])
}
