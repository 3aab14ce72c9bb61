//! How every use case of a case begins: load it, and ask `domain::access`.

use domain::{
    access::{Action, Actor, may},
    ids::CaseId,
};
use sqlx::AnyConnection;

use crate::{
    Error,
    db::{
        Tx,
        cases::{self, Case},
    },
};

/// The case, for reading, if this person may do this with it.
pub(crate) async fn find(
    connection: &mut AnyConnection,
    actor: &Actor,
    action: Action,
    id: CaseId,
) -> Result<Case, Error> {
    let case = cases::find(connection, id).await?.ok_or(Error::NotFound)?;
    may(actor, action, &case.facts())?;
    Ok(case)
}

/// The case, held until the transaction ends, if this person may do this with it.
pub(crate) async fn lock(tx: &mut Tx, actor: &Actor, action: Action, id: CaseId) -> Result<Case, Error> {
    let case = cases::lock(tx, id).await?.ok_or(Error::NotFound)?;
    may(actor, action, &case.facts())?;
    Ok(case)
}
