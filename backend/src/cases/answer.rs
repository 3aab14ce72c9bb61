use domain::{
    access::{Action, Actor, may},
    case::{Answer, Change, EventKind, State},
    ids::{AccountId, CaseId},
    photo_request::Purpose,
    view::{AnswerSent, When},
};
use jiff::{SignedDuration, Timestamp};

use super::next;
use crate::{
    Backend, Error,
    db::{
        Tx, accounts, answers,
        cases::{self, Case},
        organisations,
        photo_requests::{self, PhotoRequest},
    },
    events,
    outbox::{self, Delivery, Message},
};

/// How long an answer can be taken back.
const UNDO: SignedDuration = SignedDuration::from_secs(10);

/// Sends an answer. It is stored at once and takes effect in ten seconds; until then its author can take it back and
/// nobody else knows of it. Whoever comes second is told so and keeps the text as a draft; so does whoever answers
/// from a version that has changed (`Stale`).
pub async fn answer(b: &Backend, actor: &Actor, id: CaseId, version: i64, answer: Answer) -> Result<AnswerSent, Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let mut case = cases::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    may(actor, Action::See, &case.facts())?;
    actor.service()?;
    let by = actor.account().ok_or(Error::Denied)?;

    if let Some(sent) = answered_before(&mut tx, &case, by).await? {
        if matches!(sent, AnswerSent::AlreadyAnswered { .. }) {
            answers::save_draft(&mut tx, id, by, &answer, now).await?;
            tx.commit().await?;
        }
        return Ok(sent);
    }
    if case.version != version {
        answers::save_draft(&mut tx, id, by, &answer, now).await?;
        tx.commit().await?;
        return Err(Error::Stale);
    }
    may(actor, Action::Answer, &case.facts())?;
    let problems = answer.check(case.kind());
    let outcome = match answer.chosen() {
        Some(outcome) if problems.is_empty() => outcome,
        Some(_) | None => {
            answers::save_draft(&mut tx, id, by, &answer, now).await?;
            tx.commit().await?;
            return Ok(AnswerSent::Incomplete { problems });
        }
    };

    let undo_until = now + UNDO;
    let converts = outcome.converts(case.kind(), case.draft.conversion_authorised);
    let waiting_for = answer.waiting_for();
    case.state = case.state.transition(Change::Answer { by, outcome, waiting_for, converts, undo_until }, now)?;
    let answer_id = b.ids().new_id(now);
    answers::insert(&mut tx, answer_id, id, by, &answer, now, undo_until).await?;
    answers::forget_draft(&mut tx, id, by).await?;
    cases::save(&mut tx, &mut case, now).await?;
    let event = if outcome.pauses_clock() {
        EventKind::MoreAsked { outcome, waiting_for }
    } else {
        EventKind::AnswerSent { outcome, converted: converts }
    };
    events::append(&mut tx, id, now, Some(actor), &event).await?;
    tell_everyone_later(b, &mut tx, &case, &answer_id.to_string(), now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await?;
    Ok(AnswerSent::Sent { case: id, undo_until_ms: undo_until.as_millisecond(), next: next(b, actor, Some(id)).await? })
}

/// Who was first, if somebody was. The same person answering twice is one form posted twice.
async fn answered_before(tx: &mut Tx, case: &Case, by: AccountId) -> Result<Option<AnswerSent>, Error> {
    let Some(first) = case.state.answered() else { return Ok(None) };
    if first.by == by {
        let undo_until_ms = first.undo_until.as_millisecond();
        return Ok(Some(AnswerSent::Sent { case: case.id, undo_until_ms, next: None }));
    }
    let (name, _) = accounts::names(tx, first.by).await?;
    Ok(Some(AnswerSent::AlreadyAnswered { by: name, at: When::at(first.at), by_account: first.by }))
}

/// Once the answer can no longer be taken back, whoever watches the case is told, and the patient by text if they sent
/// pictures and there is something to read.
async fn tell_everyone_later(b: &Backend, tx: &mut Tx, case: &Case, answer: &str, now: Timestamp) -> Result<(), Error> {
    let Some(answered) = case.state.answered() else { return Ok(()) };
    let not_before = answered.undo_until;
    let message = Message::AnswerStands { service: case.facts().service };
    let key = outbox::answer_stands_key(answer);
    outbox::enqueue(b, tx, Delivery { key, case: case.id, message, not_before }, now).await?;
    if matches!(case.state, State::Paused { .. }) {
        return Ok(());
    }
    let links = photo_requests::of_case(tx, case.id).await?;
    let sent = |it: &&PhotoRequest| it.link.purpose == Purpose::Patient && it.link.sent.is_some();
    let Some(sender) = links.iter().find(sent) else { return Ok(()) };
    let to = sender.mobile.clone();
    let practice = organisations::practice(tx, case.practice).await?.name;
    let message = Message::News { to, practice };
    let key = outbox::news_key(answer);
    outbox::enqueue(b, tx, Delivery { key, case: case.id, message, not_before }, now).await
}
