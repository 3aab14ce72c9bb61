use domain::{
    policy::Policy,
    view::{Closing, OrganisationLine, When},
};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self,
        organisations::{self, OrganisationRow},
    },
    manager::Manager,
};

/// Every organisation, the open ones first, by kind and name. There are few: a region has some hundred.
pub async fn list(b: &Backend, by: Manager<'_>) -> Result<Vec<OrganisationLine>, Error> {
    by.allowed()?;
    let now = b.clock().now();
    let rows = organisations::all(&mut *b.db().read().await?, now).await?;
    rows.into_iter().map(|(row, people)| line(row, people, now)).collect()
}

/// Those that somebody may invite people to: every one, or a manager's own and what belongs to it.
pub async fn managed(b: &Backend, by: Manager<'_>) -> Result<Vec<OrganisationLine>, Error> {
    let (_, reach) = by.people()?;
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let within = match reach.organisation() {
        Some(own) => Some(organisations::within(&mut connection, own).await?),
        None => None,
    };
    let mut lines = Vec::new();
    for (row, people) in organisations::all(&mut connection, now).await? {
        let line = line(row, people, now)?;
        if within.as_ref().is_none_or(|within| within.contains(&line.id)) {
            lines.push(line);
        }
    }
    Ok(lines)
}

fn line(row: OrganisationRow, people: i64, now: Timestamp) -> Result<OrganisationLine, Error> {
    let successor = row.successor.unwrap_or_default();
    let rules = row.rules.map(|json| db::from_json::<Policy>(&json, "service")).transpose()?;
    let parent =
        row.parent_id.map(|id| Ok::<_, Error>((db::parse(&id, "organisation")?, row.parent.unwrap_or_default())));
    Ok(OrganisationLine {
        id: db::parse(&row.id, "organisation")?,
        kind: db::parse(&row.kind, "organisation")?,
        name: row.name,
        ods_code: row.ods_code.unwrap_or_default(),
        phone: row.phone,
        hours: row.hours,
        parent: parent.transpose()?,
        division: rules.map(|rules| rules.calendar.division),
        people: u32::try_from(people).unwrap_or(u32::MAX),
        closed: row.closed_at.map(|at| Closing {
            at: When::at(from_ms(at)),
            over: at <= now.as_millisecond(),
            successor,
        }),
    })
}
