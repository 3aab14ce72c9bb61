use domain::{
    organisation::OrganisationKind,
    view::{OrganisationLine, When},
};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{self, organisations},
    manager::Manager,
};

/// Every organisation, the open ones first, by kind and name. There are few: a region has some hundred.
pub async fn list(b: &Backend, by: Manager<'_>) -> Result<Vec<OrganisationLine>, Error> {
    by.allowed()?;
    let now = b.clock().now();
    let rows = organisations::all(&mut *b.db().read().await?, now).await?;
    rows.into_iter()
        .map(|(row, people)| {
            let kind: OrganisationKind = db::parse(&row.kind, "organisation")?;
            Ok(OrganisationLine {
                id: db::parse(&row.id, "organisation")?,
                kind,
                name: row.name,
                ods_code: row.ods_code.unwrap_or_default(),
                phone: row.phone,
                parent: row.parent.unwrap_or_default(),
                people: u32::try_from(people).unwrap_or(u32::MAX),
                closed: row.closed_at.map(|at| When::at(from_ms(at))),
            })
        })
        .collect()
}
