use super::terminate::delete;
use crate::{Backend, Error, db};

/// At most so many at a time.
const BATCH: i64 = 50;

/// Gives up the uploads whose time is over. Answers how many; as many as 50 means that there may be more.
pub async fn expire_uploads(b: &Backend) -> Result<usize, Error> {
    let expired = db::uploads::expired(&mut *b.db().read().await?, b.clock().now(), BATCH).await?;
    for upload in &expired {
        delete(b, *upload).await?;
    }
    Ok(expired.len())
}
