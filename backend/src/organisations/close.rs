use domain::{audit::Access, case::Problem, ids::OrganisationId, organisation::OrganisationKind};

use crate::{
    Backend, Error,
    db::organisations::{self, OrganisationRow},
    manager::{Act, Manager},
};

/// Closes an organisation from now on, with who goes on with its work. `Invalid` while requests are open there, or an
/// organisation that belongs to it is.
pub async fn close(
    b: &Backend,
    by: Manager<'_>,
    id: OrganisationId,
    successor: Option<OrganisationId>,
) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(&mut tx, by).await?;
    let now = b.clock().now();
    // Held, so that no request comes in while we look.
    organisations::hold(&mut tx, id).await?;
    let row = organisations::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if row.closed_at.is_some_and(|at| at <= now.as_millisecond()) {
        return Err(problem("organisation", format!("{} is closed already.", row.name)));
    }
    let open = organisations::open_cases(&mut tx, id).await?;
    if open > 0 {
        let what = if open == 1 { "1 request is".to_owned() } else { format!("{open} requests are") };
        return Err(problem(
            "organisation",
            format!("{what} still open at {}: close or withdraw them first.", row.name),
        ));
    }
    if let Some(part) = organisations::open_part(&mut tx, id, now).await? {
        return Err(problem("organisation", format!("{part} belongs to {} and is open: close it first.", row.name)));
    }
    if let Some(successor) = successor {
        fits(organisations::get(&mut tx, successor).await?, &row, id, successor)?;
    }
    organisations::set_closed(&mut tx, id, successor, now).await?;
    act.done(&mut tx, now, &Access::OrganisationClosed { organisation: id }).await?;
    tx.commit().await
}

/// Whether one organisation can go on with another's work.
fn fits(
    successor: Option<OrganisationRow>,
    of: &OrganisationRow,
    id: OrganisationId,
    other: OrganisationId,
) -> Result<(), Error> {
    let successor = successor.ok_or_else(|| problem("successor", "There is no such successor.".to_owned()))?;
    let kind = |row: &OrganisationRow| row.kind.parse::<OrganisationKind>().ok();
    if id == other || successor.closed_at.is_some() || kind(&successor) != kind(of) {
        return Err(problem("successor", format!("The successor has to be another open {}.", of.kind)));
    }
    Ok(())
}

fn problem(field: &str, message: String) -> Error {
    Error::Invalid(vec![Problem::new(field, message)])
}
