//! Every kind of organisation. Made, listed and closed by whoever manages them; a closed one stays, because its records
//! name it.

mod change;
mod close;
mod create;
mod list;

pub use change::{Details, change};
pub(crate) use close::closed_with_work;
pub use close::{close, put_off, reopen};
pub use create::{NewOrganisation, create, create_practice, create_service};
use domain::ids::OrganisationId;
pub use list::{list, managed};

use crate::{Backend, Error, db, manager::Manager};

/// By its id or its ODS code.
pub async fn find(b: &Backend, by: Manager<'_>, named: &str) -> Result<Option<OrganisationId>, Error> {
    by.allowed()?;
    db::organisations::find(&mut *b.db().read().await?, named.trim()).await
}
