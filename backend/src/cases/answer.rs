use domain::{
    access::{Action, Actor, may},
    case::{AnswerDraft, Answerable, Change, EventKind, UNDO},
    ids::{AccountId, CaseId, FormKey},
    role::Capability,
    view::{AnswerSent, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    access::lock_now,
    next,
    reviews::{draw, end_release},
    tell,
};
use crate::{
    Backend, Error,
    db::{
        self, Tx, accounts, answers,
        cases::{self, Case},
        organisations::{self, Service},
    },
    delivery::{self, Delivery, Message},
    error::Damaged,
    events,
    monitoring::plan_with_answer,
    photo_requests::asks_before_booking,
};

/// Sends an answer. It is stored at once and takes effect in ten seconds; until then its author can take it back and
/// nobody else knows of it.
///
/// `key` was made with the form. The same key with the same content is one act, however often it comes; anything else
/// that finds the case answered, or changed (`Stale`), is not sent, is told so, and is kept as its author's draft.
pub async fn answer(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    version: i64,
    key: FormKey,
    draft: AnswerDraft,
) -> Result<AnswerSent, Error> {
    actor.can(Capability::Answer)?;
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    let draft = draft.with_origin(answers::draft(&mut tx, id, by).await?);
    let sent = match attempt(b, &mut tx, actor, &mut case, (version, key, &draft), now).await {
        Ok(sent) => sent,
        // Whatever stands in the way, no text is lost.
        Err(error @ (Error::Stale | Error::Denied)) => {
            answers::save_draft(&mut tx, id, by, &draft, now).await?;
            tx.commit().await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    if !matches!(sent, AnswerSent::Sent { .. }) {
        answers::save_draft(&mut tx, id, by, &draft, now).await?;
    }
    tx.commit().await?;
    Ok(match sent {
        AnswerSent::Sent { case, undo_seconds, .. } => {
            AnswerSent::Sent { case, undo_seconds, next: next_if_known(b, actor, id).await }
        }
        other => other,
    })
}

/// The case to open next. The answer is sent by now: that this cannot be found out does not make it unsent.
async fn next_if_known(b: &Backend, actor: &Actor, id: CaseId) -> Option<CaseId> {
    next(b, actor, Some(id)).await.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "the next case is not known");
        None
    })
}

async fn attempt(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &mut Case,
    (version, key, draft): (i64, FormKey, &AnswerDraft),
    now: Timestamp,
) -> Result<AnswerSent, Error> {
    let id = case.id;
    let by = actor.account().ok_or(Error::Denied)?;
    let answer = draft.answer.clone().as_shown();
    if let Some(before) = answers::by_key(tx, key).await? {
        let same = (before.case, before.by, &before.answer, before.taken_back) == (id, by, &answer, false);
        return if same { Ok(sent(id, before.takes_effect, now)) } else { not_sent(tx, case, by).await };
    }
    // A case that waits for more can be answered all the same, by whoever has seen that it does.
    let overtaken = case.version != version || may(actor, Action::Answer, &case.facts()).is_err();
    if overtaken && case.state.answered().is_some() {
        return not_sent(tx, case, by).await;
    }
    if case.version != version || key.0.is_nil() {
        return Err(Error::Stale);
    }
    may(actor, Action::Answer, &case.facts())?;
    let (answerable, service) = answerable(tx, case, now).await?;
    let problems = AnswerDraft { answer: answer.clone(), ..draft.clone() }.check(&answerable);
    let outcome = match answer.chosen() {
        Some(outcome) if problems.is_empty() => outcome,
        Some(_) | None => return Ok(AnswerSent::Incomplete { problems }),
    };

    let undo_until = now + UNDO;
    let converts = answerable.converts(outcome);
    let waiting_for = answer.waiting_for();
    let change = Change::Answer { by, outcome, waiting_for, converts, undo_until };
    case.state = case.state.clone().transition(change, now)?;
    let stored =
        answers::Stored { id: b.ids().new_id(now), case: id, by, key, draft: &AnswerDraft { answer, ..draft.clone() } };
    answers::insert(tx, &stored, now, undo_until).await?;
    answers::forget_draft(tx, id, by).await?;
    cases::save(tx, case, now).await?;
    let event = if outcome.pauses_clock() {
        EventKind::MoreAsked { outcome, waiting_for }
    } else {
        let despite = answerable.cautions_for(outcome).map(|caution| caution.code.clone()).collect();
        EventKind::AnswerSent { outcome, converted: converts, despite }
    };
    events::append(tx, id, now, Some(actor), &event).await?;
    end_release(tx, actor, id, &stored.draft.answer, (now, undo_until)).await?;
    if !outcome.pauses_clock() {
        plan_with_answer(b, tx, actor, case, &stored.draft.answer, (now, undo_until)).await?;
        draw(b, tx, actor, case, (stored.id, &service.rules), (now, undo_until)).await?;
    }
    tell_everyone_later(b, tx, case, &stored.id.to_string(), now).await?;
    tx.changed(id, case.facts().service);
    Ok(sent(id, undo_until, now))
}

/// What an answer that is sent now is checked against, and the service that was asked, as it is now.
pub(super) async fn answerable(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<(Answerable, Service), Error> {
    let service = service_of(tx, case, now).await?;
    let answerable = Answerable::of(&case.draft)
        .without(db::images::count_unsent(tx, case.id).await?)
        .one_of(db::requests::presentation(tx, case.id).await?)
        .asks_before_booking(asks_before_booking(tx, case).await?)
        .offered(&service.rules);
    Ok((answerable, service))
}

/// By what the service that is asked offers now.
pub(super) async fn offered(
    connection: &mut AnyConnection,
    answerable: Answerable,
    case: &Case,
    now: Timestamp,
) -> Result<Answerable, Error> {
    if case.facts().service.is_none() {
        return Ok(answerable);
    }
    Ok(answerable.offered(&service_of(connection, case, now).await?.rules))
}

/// The service that was asked, as it is now.
async fn service_of(connection: &mut AnyConnection, case: &Case, now: Timestamp) -> Result<Service, Error> {
    let service = case.facts().service.ok_or(Error::Denied)?;
    Ok(organisations::service(connection, service, now).await?.ok_or(Damaged("service"))?)
}

fn sent(case: CaseId, takes_effect: Timestamp, now: Timestamp) -> AnswerSent {
    let left = takes_effect.duration_since(now).as_secs();
    AnswerSent::Sent { case, undo_seconds: u32::try_from(left).unwrap_or(0), next: None }
}

/// What stands instead, and whose it is. `Stale` where nothing does: the same form's answer was taken back since.
async fn not_sent(tx: &mut Tx, case: &Case, by: AccountId) -> Result<AnswerSent, Error> {
    let Some(first) = case.state.answered() else { return Err(Error::Stale) };
    Ok(AnswerSent::AlreadyAnswered {
        by: accounts::name(tx, first.by).await?,
        at: When::at(first.at),
        own: first.by == by,
        outcome: first.outcome.label().to_owned(),
    })
}

/// Once the answer can no longer be taken back, whoever watches the case is told; when its patient is, is `tell`'s to work out.
pub(super) async fn tell_everyone_later(
    b: &Backend,
    tx: &mut Tx,
    case: &Case,
    answer: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(answered) = case.state.answered() else { return Ok(()) };
    let not_before = answered.undo_until;
    let message = Message::AnswerStands { service: case.facts().service };
    let key = delivery::answer_stands_key(answer);
    delivery::enqueue(b, tx, Delivery { key, case: Some(case.id), message, not_before }, now).await?;
    tell::plan(b, tx, case, answer, now).await
}
