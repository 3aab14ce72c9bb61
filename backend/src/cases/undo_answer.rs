use domain::{
    access::{Action, Actor},
    case::{Change, EventKind},
    ids::CaseId,
};

use super::lock;
use crate::{
    Backend, Error,
    db::{answers, cases},
    error::Damaged,
    events, outbox,
};

/// Takes back an answer within its ten seconds: the case waits again, its text is the author's draft again, and
/// nothing that it would have sent is sent. `Conflict` when it is too late.
pub async fn undo_answer(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let mut case = lock(&mut tx, actor, Action::TakeBackAnswer, id).await?;
    let by = actor.account().ok_or(Error::Denied)?;
    case.state = case.state.transition(Change::TakeBack { by }, now)?;
    let (answer_id, answer) = answers::newest(&mut tx, id).await?.ok_or(Damaged("answer"))?;
    answers::take_back(&mut tx, &answer_id, now).await?;
    answers::save_draft(&mut tx, id, by, &answer, now).await?;
    outbox::call_off(&mut tx, &outbox::answer_stands_key(&answer_id), now).await?;
    outbox::call_off(&mut tx, &outbox::news_key(&answer_id), now).await?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::AnswerTakenBack).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}
