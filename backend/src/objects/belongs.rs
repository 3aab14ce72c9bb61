//! Which store a database's pictures lie in. A folder whose disk was not mounted, another bucket, or a second server that
//! has a folder of its own look like an empty store, and every picture would be missing: so the store carries a mark that
//! the database knows, and a server does not start where it is not.

use std::time::Duration;

use object_store::{ObjectStoreExt, path::Path};

use super::{ObjectError, ObjectName, Objects};
use crate::{
    Ids, OpenError,
    db::{self, Db, installation},
    error::chain,
};

/// What the mark is called in the database.
pub(crate) const STORE: &str = "store";

impl Objects {
    /// Whether the store carries this mark.
    pub(crate) async fn carries(&self, mark: &str) -> Result<bool, ObjectError> {
        match self.store.head(&place(mark)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Marks the store. What stands in the object is for whoever finds it.
    pub(crate) async fn mark(&self, mark: &str) -> Result<(), ObjectError> {
        self.store.put(&place(mark), "These are the pictures of one Skinlink database.\n".into()).await?;
        Ok(())
    }
}

fn place(mark: &str) -> Path {
    Path::from(format!("belongs/{mark}"))
}

/// How long a start waits for the store.
const WITHIN: Duration = Duration::from_secs(5);

/// Marks a store that was not marked yet, and refuses another one. A store that cannot be asked just now is not refused:
/// the server says by itself that it is not ready.
pub(crate) async fn belongs(db: &Db, objects: &Objects, ids: &Ids) -> Result<(), OpenError> {
    match tokio::time::timeout(WITHIN, is_right(db, objects, ids)).await {
        Ok(Ok(Ok(true))) => Ok(()),
        Ok(Ok(Ok(false))) => Err(OpenError::OtherObjects),
        Ok(Err(error)) => Err(error),
        Ok(Ok(Err(error))) => {
            tracing::warn!(error = chain(&error), "the store of the pictures does not answer");
            Ok(())
        }
        Err(_) => {
            tracing::warn!(seconds = WITHIN.as_secs(), "the store of the pictures does not answer in time");
            Ok(())
        }
    }
}

/// Whether it is, where the store says.
type Asked = Result<bool, ObjectError>;

async fn is_right(db: &Db, objects: &Objects, ids: &Ids) -> Result<Asked, OpenError> {
    let mut connection = db.read().await?;
    let known = installation::get(&mut connection, STORE).await?;
    match known {
        Some(mark) => Ok(objects.carries(&mark).await),
        None => {
            let one = db::objects::one_in_use(&mut connection).await?;
            drop(connection);
            settle(db, objects, ids, one).await
        }
    }
}

/// The mark is in the store before the database knows of it: what a crash leaves in between is a mark too many.
async fn settle(db: &Db, objects: &Objects, ids: &Ids, one: Option<ObjectName>) -> Result<Asked, OpenError> {
    if let Some(name) = one {
        match objects.has(&name).await {
            Ok(true) => {}
            answer => return Ok(answer),
        }
    }
    let mark = hex::encode(ids.bytes::<16>());
    if let Err(error) = objects.mark(&mark).await {
        return Ok(Err(error));
    }
    let mut tx = db.begin_on_any_disk().await?;
    // Another server may have been first.
    let decided = installation::decide(&mut tx, STORE, &mark).await?;
    tx.commit().await?;
    Ok(if decided == mark { Ok(true) } else { objects.carries(&decided).await })
}
