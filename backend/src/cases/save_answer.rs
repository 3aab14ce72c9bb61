use domain::{
    access::{Action, Actor},
    case::{AnswerDraft, Answerable},
    ids::CaseId,
};

use super::{answer::offered, find};
use crate::{
    Backend, Error,
    db::{answers, templates},
};

/// Keeps a specialist's own unsent answer, as typed. Nobody else sees it, so the case is neither held nor changed: it is
/// kept on every pause in the typing. Whoever may see the case as a specialist may keep text for it: also one who has
/// just been overtaken.
pub async fn save_answer(b: &Backend, actor: &Actor, id: CaseId, draft: AnswerDraft) -> Result<(), Error> {
    actor.service()?;
    let by = actor.account().ok_or(Error::Denied)?;
    find(&mut *b.db().read().await?, actor, Action::KeepAnswer, id).await?;
    let mut tx = b.db().begin().await?;
    answers::save_draft(&mut tx, id, by, &draft, b.clock().now()).await?;
    tx.commit().await
}

/// Puts the service's ready-made words for the chosen outcome in place of those in the draft, and keeps it: what a form
/// without scripts asks for by a button.
pub async fn replace_words(b: &Backend, actor: &Actor, id: CaseId, mut draft: AnswerDraft) -> Result<(), Error> {
    let service = actor.service()?;
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::KeepAnswer, id).await?;
    let all = templates::of_service(&mut connection, service).await?;
    let answerable = offered(&mut connection, Answerable::of(&case.draft), &case, b.clock().now()).await?;
    drop(connection);
    if let Some(outcome) = draft.answer.chosen() {
        let first = all.iter().find(|template| template.outcome == outcome);
        let (advice, own) = first.map_or(("", ""), |it| (&it.advice, &it.safety_net));
        let ready = answerable.ready_words(outcome, advice, own);
        draft.choose(outcome, ready, &answerable);
        draft.replace_words(ready);
    }
    save_answer(b, actor, id, draft).await
}
