use domain::{
    access::{Action, Actor, may},
    case::{Change, Draft, EventKind, Problem, Since, State},
    clock::due,
    consent::How,
    ids::{AccountId, CaseId},
    pathway::{anyway_problems, exclusion_problems, score},
    role::Capability,
    time::london_day,
    view::AskedNow,
};

use jiff::Timestamp;

use super::{
    again::{self, refers_against},
    excluded::{excluded, has_it_as_asked},
    find,
    judge::asked_about,
    person::place,
    resume, same_number, save_draft,
};
use crate::{
    Backend, Error,
    db::{
        Tx, accounts,
        cases::{self, Case},
        deliveries, images, organisations,
    },
    events, forms,
};

/// Keeps what was typed and sends it, in the name of `named` or in one's own. Pressed twice, a button sends once, and both
/// presses succeed.
///
/// # Errors
/// Those of [`save_draft`] and [`submit`].
pub async fn save_and_submit(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    version: i64,
    draft: Draft,
    named: Option<AccountId>,
) -> Result<(), Error> {
    let sent = match save_draft(b, actor, id, version, draft.clone()).await {
        // What was typed is kept, but for the patient's details: they are somebody else's request.
        Ok(saved) if !saved.refused.is_empty() => Err(Error::Invalid(saved.refused)),
        // Nobody sends by questions that they have not seen, nor without answers of theirs that those do not ask. The page
        // that opens now shows them, and sends. Before the pictures: pressed twice, a button saves what an older page has.
        Ok(saved) if saved.asked_now.is_some() => Err(Error::Invalid(vec![AskedNow::not_seen()])),
        // Nor a picture that they have not seen.
        Ok(saved) if saved.unseen => Err(Error::Invalid(vec![Problem::new(
            "pictures",
            "A picture came while you were writing: look at it, then send",
        )])),
        Ok(saved) => send(b, actor, id, saved.version, named).await.map(drop),
        Err(error) => Err(error),
    };
    match sent {
        Err(Error::Invalid(_)) | Ok(()) => sent,
        // Pressed twice by whoever may press it.
        Err(_) if may_send(actor, named) && was_sent(b, actor, id, &draft).await => Ok(()),
        Err(_) => sent,
    }
}

/// Whether it is sent in one's own name: as `named`, or where nobody is, by whoever may.
fn is_own(actor: &Actor, named: Option<AccountId>) -> bool {
    named.map_or_else(|| actor.can(Capability::Refer).is_ok(), |named| Some(named) == actor.account())
}

fn may_send(actor: &Actor, named: Option<AccountId>) -> bool {
    actor.can(if is_own(actor, named) { Capability::Refer } else { Capability::Collect }).is_ok()
}

/// Whether just this request is with its service already.
async fn was_sent(b: &Backend, actor: &Actor, id: CaseId, draft: &Draft) -> bool {
    let Ok(mut connection) = b.db().read().await else { return false };
    let Ok(case) = find(&mut connection, actor, Action::See, id).await else { return false };
    let typed = forms::typed(&mut connection, &case.draft, draft.clone()).await;
    typed.is_ok_and(|typed| {
        // Sending may have taken those out.
        let Draft { excluded_reason, anyway_reason, .. } = case.draft.clone().into_draft();
        let typed = Draft { excluded_reason, anyway_reason, ..typed.into_draft() };
        typed == *case.draft
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
    send(b, actor, id, version, actor.account()).await
}

/// The same in the name of `named`, who is a referrer of the same practice, or the one who sends; None for who sends, where
/// they may.
pub async fn submit_for(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    version: i64,
    named: AccountId,
) -> Result<Submitted, Error> {
    send(b, actor, id, version, Some(named)).await
}

async fn send(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    version: i64,
    named: Option<AccountId>,
) -> Result<Submitted, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let before = again::hold_before(&mut tx, id).await?;
    let mut case = cases::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    may(actor, Action::See, &case.facts())?;
    if case.version != version {
        return Err(Error::Stale);
    }
    let is_own = is_own(actor, named);
    let action = if is_own { Action::Submit } else { Action::SubmitFor };
    may(actor, action, &case.facts_for(actor, now))?;
    let for_clinician = if is_own { None } else { Some(whose_name(&mut tx, &case, named, now).await?) };
    let pictures = images::to_send(&mut tx, &case, case.working().include_unfinished).await?;
    let checked = case.working().check(london_day(now), &pictures.views);
    let found = same_number::same_number(&mut tx, &case, now).await?;
    let mut asked_about: Vec<Problem> = asked_about(case.working(), &pictures, found.as_ref()).collect();
    let excluded = excluded(&mut tx, &case, now).await?;
    // A reason that was typed for another service, or before something was put right, gives no reason; the one by which a
    // service has the case already stays.
    let keeps_reason = !excluded.is_empty() || has_it_as_asked(&case);
    asked_about.extend(exclusion_problems(&excluded, &case.working().excluded_reason));
    let first = refers_against(&mut tx, &case, now).await?;
    asked_about.extend(anyway_problems(first.is_some(), &case.working().anyway_reason));
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
    if !keeps_reason {
        case.draft = case.draft.map(|draft| Draft { excluded_reason: String::new(), ..draft });
    }
    let kept_before = case.state.asked().and_then(|asked| asked.since.first);
    if first.or(kept_before).is_none() {
        case.draft = case.draft.map(|draft| Draft { anyway_reason: String::new(), ..draft });
    }
    // What the referrer was shown, by the rule as it is today: a later edition does not change what was sent.
    case.score_sent = score(&case.draft.findings());
    if let Some(clinician) = for_clinician {
        // From now on they are who asks, also where somebody else did before.
        (case.referrer, case.sent_by) = (clinician, Some(by));
    }
    if let State::Paused { asked, .. } = &mut case.state {
        asked.since.first = first.or(asked.since.first);
        let excluded = excluded.iter().map(|it| it.of).collect();
        resume(&mut tx, &mut case, &request, Some(actor), for_clinician, excluded, now).await?;
    } else {
        let service =
            organisations::hold_open_service(&mut tx, request.service, now).await?.ok_or_else(no_such_service)?;
        let due = due(now, &service.rules, request.kind);
        if for_clinician.is_none() {
            (case.referrer, case.sent_by) = (by, None);
        }
        case.state = case
            .state
            .transition(Change::Submit { service: service.id, due, since: Since { first, referred: None } }, now)?;
        case.policy_edition = service.edition;
        images::mark_sent(&mut tx, id, case.draft.include_unfinished, now).await?;
        cases::save(&mut tx, &mut case, now).await?;
        let event = EventKind::Submitted {
            service: service.id,
            due,
            for_clinician,
            excluded: excluded.iter().map(|it| it.of).collect(),
            first,
        };
        events::append(&mut tx, id, now, Some(actor), &event).await?;
        tx.changed(id, Some(service.id));
        if let Some(before) = before {
            again::note_sent(&mut tx, actor, &case, &before, now).await?;
        }
    }
    // It goes on without what the patient was to be reminded of.
    deliveries::cancel_reminders(&mut tx, id, now).await?;
    place(b, &mut tx, &case, true, now).await?;
    tx.commit().await?;
    Ok(Submitted { version: case.version })
}

/// The referrer in whose name somebody else sends.
async fn whose_name(tx: &mut Tx, case: &Case, named: Option<AccountId>, now: Timestamp) -> Result<AccountId, Error> {
    let referrers = accounts::referrers(tx, case.practice, now).await?;
    let found = referrers.into_iter().map(|(account, _)| account).find(|account| Some(*account) == named);
    let message = "Choose the referrer in whose name you send this";
    found.ok_or_else(|| Error::Invalid(vec![Problem::new("named", message)]))
}

pub(super) fn no_such_service() -> Error {
    Error::Invalid(vec![Problem::new("service", "Choose a service from the list")])
}
