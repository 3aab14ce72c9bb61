//! Whether the log of accesses is as it was written, and when somebody looked last.

use domain::view::{LogChecked, When};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{self, installation},
    events::{self, Verified},
};

/// Under which it is kept.
const NAME: &str = "accesses checked";
/// How many faults are kept; they seldom come alone.
const FEW: usize = 5;
/// How often a server looks by itself.
const EVERY: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    at: i64,
    entries: u64,
    faults: Vec<String>,
}

/// Reads the log of accesses from its beginning to its end, unless somebody did so within a day: to be called now and
/// then.
pub async fn check_daily(b: &Backend) -> Result<(), Error> {
    let due = b.clock().now() - EVERY;
    match kept(b).await? {
        Some(kept) if from_ms(kept.at) > due => Ok(()),
        _ => note_checked(b, &events::verify_accesses(b).await?).await,
    }
}

/// Keeps what was found of the logs of the installation.
pub async fn note_checked(b: &Backend, found: &Verified) -> Result<(), Error> {
    let of_installation = found.faults.iter().filter(|(log, _)| !log.starts_with("case/"));
    let faults: Vec<String> = of_installation.take(FEW).map(|(log, fault)| format!("{log}: {fault}")).collect();
    if !faults.is_empty() {
        tracing::error!(faults = faults.join("; "), "the log of accesses is not as it was written");
    }
    let kept = Kept { at: b.clock().now().as_millisecond(), entries: found.accesses as u64, faults };
    let mut tx = b.db().begin_on_any_disk().await?;
    installation::set(&mut tx, NAME, &db::to_json(&kept)?).await?;
    tx.commit().await
}

/// When it was looked at last, and what was found; None where it never was.
pub(crate) async fn checked(b: &Backend) -> Result<Option<LogChecked>, Error> {
    let checked = |Kept { at, entries, faults }| LogChecked { at: When::at(from_ms(at)), entries, faults };
    Ok(kept(b).await?.map(checked))
}

async fn kept(b: &Backend) -> Result<Option<Kept>, Error> {
    let json = installation::get(&mut *b.db().read().await?, NAME).await?;
    json.map(|json| db::from_json(&json, "check")).transpose()
}
