use bytes::Bytes;
use jiff::SignedDuration;
use sqlx::AnyConnection;

use super::ObjectName;
use crate::{
    Backend, Error,
    db::{self, installation},
};

/// How long a reserved object may wait for its row. Half of what the sweep waits, so that the two never meet.
const ADOPT_WITHIN: SignedDuration = SignedDuration::from_mins(30);

/// Seals and keeps `plain` under a new name. Durable when this returns, but swept unless [`adopt`]ed soon.
pub(crate) async fn keep(b: &Backend, plain: Bytes) -> Result<ObjectName, Error> {
    b.room().for_pictures()?;
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
            tracing::warn!(error = crate::error::chain(&error), "an object is left for the sweep");
        }
    }
}

/// In `installation` while a backup is made, in milliseconds: no object is taken away until then.
pub(crate) const KEEP_UNTIL: &str = "keep objects until";

pub(super) async fn discard_one(b: &Backend, name: &ObjectName) -> Result<(), Error> {
    // Asked after no row names the object any longer: a backup that begins now has no use for it.
    let keep_until = installation::get(&mut *b.db().read().await?, KEEP_UNTIL).await?;
    if keep_until
        .and_then(|until| until.parse().ok())
        .is_some_and(|until: i64| b.clock().now().as_millisecond() < until)
    {
        return Ok(());
    }
    b.objects().delete(name).await?;
    let mut tx = b.db().begin_on_any_disk().await?;
    db::objects::forget(&mut tx, name).await?;
    tx.commit().await
}
