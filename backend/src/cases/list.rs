use domain::{
    access::Actor,
    view::{CaseList, CaseRows},
};

use super::{home::week_began, row};
use crate::{Backend, Error, db::lists};

/// One page of one of the practice's lists.
pub async fn list(b: &Backend, actor: &Actor, list: CaseList, after: Option<&str>) -> Result<CaseRows, Error> {
    let practice = actor.practice()?;
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let lines = lists::practice(&mut connection, practice, list, after, now, week_began(now)).await?;
    Ok(CaseRows {
        next: lists::cursor(&lines),
        rows: lines.into_iter().map(|line| row::of_practice(line, now)).collect(),
    })
}
