use domain::{
    access::{Action, Actor},
    case::{Answer, Answerable, EventKind, Outcome, StateKind},
    ids::{AccountId, CaseId, ReviewId},
    review::{ReplyForm, ReviewEnd, ReviewKind, compare},
};
use jiff::Timestamp;

use super::{
    super::{access::lock_now, answer::offered},
    one,
    read_again::outcomes,
};
use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        Tx, answers,
        cases::Case,
        reviews::{self, Review},
    },
    error::Damaged,
    events,
};

/// Does what was asked: says what one thinks or what the meeting said, returns a prepared answer with a line, or reads an answer
/// a second time. The same words twice are one act.
///
/// # Errors
/// `Invalid` for what is not whole; `Conflict` from whoever asked it or wrote the answer, and where somebody was first.
pub async fn give_review(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    review: ReviewId,
    form: &ReplyForm,
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::GiveReview, id).await?;
    let found = one(&mut tx, &case, review).await?;
    let answerable = offered(&mut tx, Answerable::of(&case.draft), &case, now).await?;
    let (words, second) = form.read(found.kind, &outcomes(&answerable)).map_err(Error::Invalid)?;
    if let Some(ended) = &found.ended {
        let is_same = ended.by == by && ended.reply == words && ended.second == second && !ended.how.is_by_answer();
        return if is_same { Ok(()) } else { Err(Error::Conflict) };
    }
    if !is_theirs(&found, &case, by) || found.at > now {
        return Err(Error::Conflict);
    }
    let how = match found.kind {
        ReviewKind::Release => ReviewEnd::Returned,
        ReviewKind::Opinion => ReviewEnd::Replied,
        ReviewKind::Meeting => ReviewEnd::Discussed,
        ReviewKind::SecondReading => {
            let answer = found.answer.as_deref().ok_or(Damaged("review"))?;
            let first = answers::outcome(&mut tx, answer).await?;
            compare(first, second.ok_or(Damaged("review"))?)
        }
    };
    reviews::end(&mut tx, review, how, (by, now), &words, second).await?;
    let event = EventKind::ReviewEnded { review, kind: found.kind, ended: how };
    events::append(&mut tx, id, now, Some(actor), &event).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Whether this person can do it: nobody replies to themselves or reads their own answer, a meeting's words are anybody's to note.
pub(super) fn is_theirs(review: &Review, case: &Case, me: AccountId) -> bool {
    match review.kind {
        ReviewKind::Meeting => true,
        ReviewKind::Opinion => review.by != me,
        // Nor who has answered since.
        ReviewKind::SecondReading => review.by != me && case.state.answered().is_none_or(|answered| answered.by != me),
        ReviewKind::Release => review.by != me && matches!(case.state.kind(), StateKind::InQueue | StateKind::Paused),
    }
}

/// Somebody has read what was said to them until `seen`, in milliseconds; or for `whose`, a colleague who is away, where they
/// answer at the service and have not said it themselves. Twice, it is one act.
pub async fn read_review(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    seen: i64,
    whose: Option<AccountId>,
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let whose = whose.unwrap_or(by);
    let needs = if whose == by { Action::AskReview } else { Action::GiveReview };
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, needs, id).await?;
    if reviews::set_read(&mut tx, (id, whose), from_ms(seen), by, now).await? {
        events::append(&mut tx, id, now, Some(actor), &EventKind::ReviewRead).await?;
        tx.changed(id, case.facts().service);
    }
    tx.commit().await
}

/// Puts a prepared answer in place of one's own unsent one, to be sent in one's own name.
///
/// # Errors
/// `Conflict` where it waits no longer.
pub async fn use_prepared(b: &Backend, actor: &Actor, id: CaseId, review: ReviewId) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::GiveReview, id).await?;
    let found = one(&mut tx, &case, review).await?;
    let prepared = found.prepared.filter(|_| found.ended.is_none()).ok_or(Error::Conflict)?;
    answers::save_draft(&mut tx, id, by, &prepared, now).await?;
    tx.commit().await
}

/// An answer was sent that takes effect at `effect`: what was prepared for it waits no longer. A question for more is no
/// answer, unless it is what was prepared.
pub(in crate::cases) async fn end_release(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    answer: &Answer,
    (now, effect): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    for waiting in reviews::open(tx, &[case], ReviewKind::Release).await? {
        let is_same = waiting.prepared.is_some_and(|prepared| prepared.answer == *answer);
        if !is_same && answer.chosen().is_some_and(Outcome::pauses_clock) {
            continue;
        }
        let ended = if is_same { ReviewEnd::Released } else { ReviewEnd::Changed };
        reviews::end(tx, waiting.id, ended, (by, effect), "", None).await?;
        let event = EventKind::ReviewEnded { review: waiting.id, kind: ReviewKind::Release, ended };
        events::append(tx, case, now, Some(actor), &event).await?;
    }
    Ok(())
}
