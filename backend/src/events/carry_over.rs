use domain::ids::CaseId;

use super::{
    chain::{CARRIED_OVER, CARRIED_OVER_BROKEN, entry_hash, plain_hash},
    sealing::Head,
    stream,
};
use crate::{
    Error,
    db::{self, Db, Tx, installation, log_heads},
};

/// The marker's name in `installation`.
const LOG: &str = "log";

/// Seals the logs of a database from before entries were sealed, once. Their entries are marked: until now they could
/// have been changed and chained anew by anybody who may write the table, and the seal says nothing of that time.
pub(crate) async fn carry_over(db: &Db) -> Result<(), Error> {
    if installation::get(&mut *db.read().await?, LOG).await?.is_none() {
        return Ok(());
    }
    loop {
        let mut tx = db.begin().await?;
        let cases = db::events::without_head(&mut tx, 100).await?;
        for case in &cases {
            seal_case(&mut tx, *case).await?;
        }
        if cases.is_empty() {
            installation::remove(&mut tx, LOG).await?;
            return tx.commit().await;
        }
        tx.commit().await?;
    }
}

async fn seal_case(tx: &mut Tx, case: CaseId) -> Result<(), Error> {
    // Held, so that two servers that start at once do not both do it.
    db::cases::lock(tx, case).await?;
    let stream = stream(case);
    if log_heads::get(tx, &stream).await?.is_some() {
        return Ok(());
    }
    let id = case.to_string();
    let (mut was, mut is) = (String::new(), String::new());
    let (mut whole, mut last) = (true, 0);
    for mut row in db::events::all(tx, case).await? {
        whole = whole && row.seq == last + 1 && row.previous_hash == was && row.hash == plain_hash(&id, &row);
        was = std::mem::take(&mut row.hash);
        last = row.seq;
        row.mark = if whole { CARRIED_OVER } else { CARRIED_OVER_BROKEN }.to_owned();
        row.previous_hash = is;
        row.hash = entry_hash(tx.seal(), &stream, &row);
        db::events::seal_again(tx, case, &row).await?;
        is = row.hash;
    }
    tx.log_ends(Head { stream, seq: last, hash: is }).await
}
