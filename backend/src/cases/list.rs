use domain::{
    access::Actor,
    audit::Access,
    case::Outcome,
    role::Capability,
    view::{CaseList, CaseRow, CaseRows},
};

use super::{home::week_began, row};
use crate::{Backend, Error, audit, db::lists};

/// One page of one of the practice's lists; of answers to read, the page's urgent ones come first.
pub async fn list(b: &Backend, actor: &Actor, list: CaseList, after: Option<&str>) -> Result<CaseRows, Error> {
    actor.can(Capability::List)?;
    let practice = actor.practice()?;
    let now = b.clock().now();
    audit::record(b, Some(actor), None, Access::ListSent);
    let mut connection = b.db().read().await?;
    let lines = lists::practice(&mut connection, practice, list, after, now, week_began(now)).await?;
    let next = lists::cursor(&lines);
    let row = |line: lists::ListedCase| CaseRow { late: lists::late(list, &line, now), ..row::of_practice(line, now) };
    let mut rows: Vec<_> = lines.into_iter().map(row).collect();
    if list == CaseList::ToRead {
        // What was read and no longer holds, then upgrades, must not stand below twenty reassurances; within each the
        // newest stays on top.
        let amended = |row: &CaseRow| row.trouble.as_deref() == Some(row::AMENDED);
        rows.sort_by_key(|row| (!amended(row), !row.outcome.is_some_and(Outcome::is_urgent)));
    }
    Ok(CaseRows { next, rows })
}
