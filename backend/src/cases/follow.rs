use domain::{
    access::{Action, Actor},
    ids::CaseId,
};
use futures::stream::BoxStream;

use super::find;
use crate::{Backend, Error, live::Changed};

/// News of one case, for whoever may follow it, with what was said since this place (`Live::place`).
pub async fn follow(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    since: Option<&str>,
) -> Result<BoxStream<'static, Changed>, Error> {
    find(&mut *b.db().read().await?, actor, Action::Follow, id).await?;
    Ok(b.live().case(id, since))
}
