use bytes::Bytes;
use jiff::SignedDuration;
use sqlx::AnyConnection;

use super::ObjectName;
use crate::{Backend, Error, db};

/// How long a reserved object may wait for its row. Half of what the sweep waits, so that the two never meet.
const ADOPT_WITHIN: SignedDuration = SignedDuration::from_mins(30);

/// Seals and keeps `plain` under a new name. Durable when this returns, but swept unless [`adopt`]ed soon.
pub(crate) async fn keep(b: &Backend, plain: Bytes) -> Result<ObjectName, Error> {
    let name = b.objects().new_name();
    let mut tx = b.db().begin().await?;
    db::objects::reserve(&mut tx, &name, b.clock().now().as_millisecond()).await?;
    tx.commit().await?;
    b.objects().put(&name, plain).await?;
    Ok(name)
}

/// To be called in the transaction that writes the row that names the object.
pub(crate) async fn adopt(b: &Backend, conn: &mut AnyConnection, name: &ObjectName) -> Result<(), Error> {
    let now = b.clock().now();
    if db::objects::adopt(conn, name, (now - ADOPT_WITHIN).as_millisecond(), now.as_millisecond()).await? {
        Ok(())
    } else {
        Err(Error::Unavailable("an object waited too long for its row".into()))
    }
}

/// To be called in the transaction that takes away the row that named the object.
pub(crate) async fn release(b: &Backend, conn: &mut AnyConnection, name: &ObjectName) -> Result<(), Error> {
    Ok(db::objects::release(conn, name, b.clock().now().as_millisecond()).await?)
}

/// Deletes objects that no row needs any longer, or none came to need. Whatever fails here, the sweep does later.
pub(crate) async fn discard(b: &Backend, names: impl IntoIterator<Item = &ObjectName>) {
    for name in names {
        if let Err(error) = discard_one(b, name).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "an object is left for the sweep");
        }
    }
}

pub(super) async fn discard_one(b: &Backend, name: &ObjectName) -> Result<(), Error> {
    b.objects().delete(name).await?;
    let mut tx = b.db().begin().await?;
    db::objects::forget(&mut tx, name).await?;
    tx.commit().await
}
