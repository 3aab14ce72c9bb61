use domain::{
    access::Actor,
    audit::Access,
    role::Capability,
    view::{CaseList, CaseRows},
};

use super::{home::week_began, row};
use crate::{Backend, Error, audit, db::lists};

/// One page of one of the practice's lists.
pub async fn list(b: &Backend, actor: &Actor, list: CaseList, after: Option<&str>) -> Result<CaseRows, Error> {
    actor.can(Capability::List)?;
    let practice = actor.practice()?;
    let now = b.clock().now();
    audit::record(b, Some(actor), None, Access::ListSent);
    let mut connection = b.db().read().await?;
    let lines = lists::practice(&mut connection, practice, list, after, now, week_began(now)).await?;
    let next = lists::cursor(&lines);
    let row = if list == CaseList::HandedOn { row::of_tasks } else { row::of_practice };
    let rows = lines.into_iter().map(|line| row(line, now)).collect();
    Ok(CaseRows { next, rows })
}
