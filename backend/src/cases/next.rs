use domain::{access::Actor, ids::CaseId, role::Capability};

use crate::{
    Backend, Error,
    db::{cases, lists::next_waiting},
};

/// The case to open after `after`: the one below it in the worklist, or the first of the worklist when there is none.
pub async fn next(b: &Backend, actor: &Actor, after: Option<CaseId>) -> Result<Option<CaseId>, Error> {
    actor.can(Capability::List)?;
    let service = actor.service()?;
    let mut connection = b.db().read().await?;
    let place = match after {
        Some(id) => cases::find(&mut connection, id).await?.and_then(|case| {
            let asked = case.state.asked()?;
            (asked.service == service).then(|| (case.band(), asked.due, id))
        }),
        None => None,
    };
    if let Some(next) = next_waiting(&mut connection, service, place).await? {
        return Ok(Some(next));
    }
    Ok(next_waiting(&mut connection, service, None).await?.filter(|first| Some(*first) != after))
}
