use jiff::SignedDuration;

use super::keep::discard_one;
use crate::{Backend, Error, db};

/// How long nobody must have needed an object before it is taken away.
const AFTER: SignedDuration = SignedDuration::from_hours(1);

/// At most so many at a time: the sweep must not keep the disk from those who work.
const BATCH: i64 = 100;

/// Takes away objects that no row has named for an hour: what a crash or a full disk left, and what was removed.
/// Answers how many; as many as 100 means that there may be more.
pub async fn sweep(b: &Backend) -> Result<usize, Error> {
    let before = b.clock().now() - AFTER;
    let names = db::objects::unused(&mut *b.db().read().await?, before.as_millisecond(), BATCH).await?;
    for name in &names {
        discard_one(b, name).await?;
    }
    Ok(names.len())
}
