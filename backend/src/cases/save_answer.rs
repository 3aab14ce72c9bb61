use domain::{
    access::{Action, Actor},
    case::Answer,
    ids::CaseId,
};

use super::lock;
use crate::{Backend, Error, db::answers};

/// Keeps a specialist's own unsent answer, as typed. Nobody else sees it.
pub async fn save_answer(b: &Backend, actor: &Actor, id: CaseId, answer: Answer) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    // Whoever may see the case as a specialist may keep text for it: also one who has just been overtaken.
    lock(&mut tx, actor, Action::See, id).await?;
    actor.service()?;
    let by = actor.account().ok_or(Error::Denied)?;
    answers::save_draft(&mut tx, id, by, &answer, now).await?;
    tx.commit().await
}
