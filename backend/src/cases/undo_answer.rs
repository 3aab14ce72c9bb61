use domain::{
    access::{Action, Actor, may},
    case::{Change, EventKind},
    ids::CaseId,
    monitoring::PlanEnd,
};

use super::access::lock_now;
use crate::{
    Backend, Error,
    db::{answers, cases, reviews},
    delivery,
    error::Damaged,
    events, monitoring,
};

/// Takes back an answer within its ten seconds: the case waits again, its text is the author's draft again, and
/// nothing that it would have sent is sent. Pressed twice, it is one act.
///
/// `Conflict` when it is too late: the ten seconds are over by this server's clock, or a worker has taken on what the
/// answer sends. That row decides between servers whose clocks differ: whoever writes it first has it.
pub async fn undo_answer(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    actor.service()?;
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    let open = case.state.answered().is_some_and(|answered| !answered.in_effect(now));
    if !open && answers::was_taken_back_by(&mut tx, id, by).await? {
        return Ok(());
    }
    may(actor, Action::TakeBackAnswer, &case.facts())?;
    let answered = case.state.answered().copied().ok_or(Error::Conflict)?;
    case.state = case.state.transition(Change::TakeBack { by }, now)?;
    let (answer_id, draft) = answers::given(&mut tx, id, &answered).await?.ok_or(Damaged("answer"))?;
    for key in [delivery::answer_stands_key(&answer_id), delivery::news_key(&answer_id)] {
        if !delivery::take_back(&mut tx, &key, now).await? {
            return Err(Error::Conflict);
        }
    }
    answers::take_back(&mut tx, &answer_id, now).await?;
    reviews::take_back(&mut tx, id, &answer_id, answered.undo_until).await?;
    answers::save_draft(&mut tx, id, by, &draft, now).await?;
    monitoring::void(&mut tx, Some(actor), &case, PlanEnd::Over, now).await?;
    (case.news_at, case.told_by) = (None, None);
    (case.unread_since, case.answer_opened) = (None, None);
    // What a patient was told wrongly before is still to be put right.
    case.tell_by = case.tell_by.filter(|_| case.retell_at.is_some());
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::AnswerTakenBack).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
