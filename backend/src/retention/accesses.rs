use domain::retention::{Erased, LogEnd, Rule};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error, audit,
    db::{
        self,
        logs::{self, Log},
    },
    events::Chain,
};

/// How many entries go at a time.
const BATCH: i64 = 1_000;

/// The last entry of the log of accesses that was erased: the first that is there follows it.
pub(crate) async fn beginning(connection: &mut AnyConnection) -> Result<Option<LogEnd>, Error> {
    let newest = db::retention::newest_erasure(connection, Rule::Accesses).await?;
    Ok(newest.and_then(|erased| erased.log))
}

/// Takes the beginning of the log of accesses away, as far as it is from before then. Answers how many entries, and
/// whether there may be more. Where it now begins is sealed in the log of erasures.
pub(super) async fn cut(b: &Backend, before: Timestamp) -> Result<(i64, bool), Error> {
    if db::retention::count_rows(&mut *b.db().read().await?, Rule::Accesses, before).await? == 0 {
        return Ok((0, false));
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    // Held first: of two servers the second finds what the first has left.
    let mut end = audit::hold(&mut tx, Log::Erasures).await?;
    let erased = beginning(&mut tx).await?;
    let after = erased.as_ref().map_or(0, |end| end.seq);
    let mut chain = Chain::after(b.db().seal(), Log::Accesses.stream(), erased.as_ref());
    let mut rows = logs::after(&mut tx, Log::Accesses, after, BATCH).await?;
    let old = rows.iter().take_while(|row| row.at_ms < before.as_millisecond()).count();
    rows.truncate(old);
    for row in &rows {
        chain.push(row);
    }
    let Some(last) = rows.last() else { return Ok((0, false)) };
    db::retention::cut_accesses(&mut tx, last.seq).await?;
    let log = Some(LogEnd { seq: last.seq, hash: last.hash.clone(), whole: chain.is_whole() });
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let what = Erased { rule: Rule::Accesses, because: None, count, log };
    end.append(&mut tx, b.clock().now(), "null".to_owned(), db::to_json(&what)?, String::new()).await?;
    tx.log_ends(end.head).await?;
    tx.commit().await?;
    Ok((count, count == BATCH))
}
