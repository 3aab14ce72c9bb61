//! Whether the logs are as they were written, when somebody looked last, and what was found since an administrator looked at
//! that: a fault that was found stays until one has, whatever a later look finds.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use domain::{
    audit::Access,
    view::{LogChecked, When},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{self, installation, logs::Log},
    error::chain,
    events::{self, Head, Verified, parse_head},
    manager::{Act, Manager},
};

/// Under which it is kept.
const NAME: &str = "accesses checked";
/// Under which a server says that it looks.
const LOOKS: &str = "accesses being checked";
/// How many faults are kept that nobody has looked at, and as many that somebody has; they seldom come alone.
const FEW: usize = 20;
/// How often a server looks by itself.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// For how long nobody else looks, whatever becomes of the server that does.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    at: i64,
    entries: u64,
    /// Nobody has looked at them.
    faults: Vec<String>,
    /// An administrator has.
    #[serde(default)]
    known: Vec<String>,
}

/// Reads the logs of the installation from their beginnings to their ends, unless a server did so within a day or does so
/// now: to be called now and then.
pub async fn check_daily(b: &Backend) -> Result<(), Error> {
    let now = b.clock().now();
    if let Some(kept) = kept(b).await? {
        // One of the future was noted by a clock that was wrong, and says nothing of what was written since.
        let age = now.duration_since(from_ms(kept.at));
        if !age.is_negative() && age < EVERY {
            return Ok(());
        }
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    let times = (now, now + LONGEST, now + LONGEST + LONGEST);
    let is_ours = installation::take_on(&mut tx, LOOKS, times).await?;
    tx.commit().await?;
    if !is_ours {
        return Ok(());
    }
    // Read first: what is noted meanwhile is in the database already.
    let noted = heads_noted(b).await;
    note_checked(b, &events::verify_accesses(b, &noted).await?).await
}

/// The last head of each log of the installation that the file of this server names. One that cannot be read says nothing,
/// and the server's log says so.
async fn heads_noted(b: &Backend) -> BTreeMap<String, Head> {
    let Some(file) = b.settings().heads_file.clone() else { return BTreeMap::new() };
    match tokio::task::spawn_blocking(move || read_heads(&file)).await {
        Ok(Ok(noted)) => noted,
        Ok(Err(error)) => {
            tracing::error!(%error, "the file of the logs’ heads cannot be read");
            BTreeMap::new()
        }
        Err(error) => {
            tracing::error!(error = chain(&error), "the file of the logs’ heads was not read");
            BTreeMap::new()
        }
    }
}

fn read_heads(file: &Path) -> std::io::Result<BTreeMap<String, Head>> {
    let mut noted: BTreeMap<String, Head> = BTreeMap::new();
    // Line by line: it grows with everything that is done.
    for line in BufReader::new(File::open(file)?).split(b'\n') {
        let Ok(line) = String::from_utf8(line?) else { continue };
        let Some(head) = parse_head(&line) else { continue };
        let is_wanted = Log::ALL.into_iter().any(|log| log.stream() == head.stream);
        if is_wanted && noted.get(&head.stream).is_none_or(|known| known.seq < head.seq) {
            noted.insert(head.stream.clone(), head);
        }
    }
    Ok(noted)
}

/// Keeps what was found beside what was found before.
pub async fn note_checked(b: &Backend, found: &Verified) -> Result<(), Error> {
    let faults: Vec<String> = found.faults.iter().map(|(log, fault)| format!("{log}: {fault}")).collect();
    if !faults.is_empty() {
        let some = faults.iter().take(FEW).cloned().collect::<Vec<_>>().join("; ");
        tracing::error!(faults = some, count = faults.len(), "the logs are not as they were written");
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    let mut kept = match installation::hold(&mut tx, NAME).await? {
        Some(json) => db::from_json::<Kept>(&json, "check")?,
        None => Kept::default(),
    };
    (kept.at, kept.entries) = (b.clock().now().as_millisecond(), found.accesses as u64);
    for fault in faults {
        if kept.faults.len() < FEW && !kept.faults.contains(&fault) && !kept.known.contains(&fault) {
            kept.faults.push(fault);
        }
    }
    installation::set(&mut tx, NAME, &db::to_json(&kept)?).await?;
    tx.commit().await
}

/// An administrator has looked at the faults that were found: they are shown as known from now on.
pub async fn look_at_faults(b: &Backend, by: Manager<'_>) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let json = installation::hold(&mut tx, NAME).await?.ok_or(Error::NotFound)?;
    let mut kept: Kept = db::from_json(&json, "check")?;
    let count = u32::try_from(kept.faults.len()).unwrap_or(u32::MAX);
    kept.known.append(&mut kept.faults);
    let excess = kept.known.len().saturating_sub(FEW);
    kept.known.drain(..excess);
    installation::set(&mut tx, NAME, &db::to_json(&kept)?).await?;
    act.done(&mut tx, b.clock().now(), &Access::LogFaultsLookedAt { count }).await?;
    tx.commit().await
}

/// When it was looked at last, and what was found; None where it never was.
pub(crate) async fn checked(b: &Backend) -> Result<Option<LogChecked>, Error> {
    let now: Timestamp = b.clock().now();
    let checked =
        |Kept { at, entries, faults, known }| LogChecked { at: When::at(from_ms(at).min(now)), entries, faults, known };
    Ok(kept(b).await?.map(checked))
}

async fn kept(b: &Backend) -> Result<Option<Kept>, Error> {
    let json = installation::get(&mut *b.db().read().await?, NAME).await?;
    json.map(|json| db::from_json(&json, "check")).transpose()
}
