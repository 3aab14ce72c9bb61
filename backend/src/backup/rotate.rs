use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{BackupError, about, create::write};
use crate::{
    Backend, Clock, Error, Ids, Key, OpenError, Settings,
    accounts::second_factor,
    db::{
        self, Tx, credentials, deliveries,
        events::Row,
        installation, log_heads,
        logs::{self, Log},
    },
    delivery::{Message, Reminder},
    error::Damaged,
    events::{Head, LogSeal, entry_hash, stream, verify},
    objects::ObjectKey,
    retention, sealed,
};

/// Says in `installation` that the logs are sealed with the new key already; gone when everything is.
const RESEALED: &str = "sealed again";
const BATCH: i64 = 1_000;

/// What was put under the new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    pub objects: usize,
    pub entries: usize,
}

/// Puts everything under a new key: every object's own key is wrapped again, every log sealed again (after it was found
/// whole) and the database encrypted again. May be interrupted at any moment and called again with the same two keys.
/// Backups from before open only with the old key.
pub async fn rotate_key(settings: &Settings, ids: Ids, new: &Key) -> Result<Rotated, BackupError> {
    if settings.key.derive("skinlink database") == new.derive("skinlink database") {
        return Err(BackupError::SameKey);
    }
    alone(settings, new).await?;
    let open = |key: &Key| Settings { key: key.clone(), ..settings.clone() };
    let (b, is_old) = match Backend::open_either(open(&settings.key), Clock::System, ids.clone()).await {
        Ok(b) => (b, true),
        // An earlier call came this far.
        Err(OpenError::WrongKey) => (Backend::open_either(open(new), Clock::System, ids.clone()).await?, false),
        Err(error) => return Err(error.into()),
    };
    let done = under_new_key(&b, &settings.key, new, is_old).await;
    b.close().await;
    let rotated = done?;
    if is_old {
        db::rekey(&settings.database_url, &settings.key, new).await?;
    }
    finish(&open(new), ids).await?;
    Ok(rotated)
}

/// Fails while somebody else has the database open.
async fn alone(settings: &Settings, new: &Key) -> Result<(), BackupError> {
    let free = match db::is_unused(&settings.database_url, &settings.key).await {
        Err(OpenError::WrongKey) => db::is_unused(&settings.database_url, new).await,
        other => other,
    };
    if free? { Ok(()) } else { Err(BackupError::InUse) }
}

async fn under_new_key(b: &Backend, old: &Key, new: &Key, is_old: bool) -> Result<Rotated, BackupError> {
    let was_sealed_again = installation::get(&mut *b.db().read().await?, RESEALED).await?.is_some();
    if is_old && !was_sealed_again {
        // Without pictures: they are opened below.
        let found = verify(b, &heads_text(b.settings().heads_file.as_deref())?, false).await?;
        if let Some((log, fault)) = found.faults.into_iter().next() {
            return Err(BackupError::Faults(log, fault));
        }
    }
    let (from, to) = (ObjectKey::of(old), ObjectKey::of(new));
    let mut objects = 0;
    for name in db::objects::all(&mut *b.db().read().await?).await? {
        objects += usize::from(b.objects().wrap_again(&name, &from, &to).await?);
    }
    let mut entries = 0;
    if !was_sealed_again && is_old {
        let mut tx = b.db().begin().await?;
        entries = seal_again(&mut tx, &LogSeal::of_logs(new)).await?;
        second_factors(b, &mut tx, old, new).await?;
        reminders(b, &mut tx, old, new).await?;
        installation::set(&mut tx, RESEALED, "yes").await?;
        tx.commit().await?;
    }
    Ok(Rotated { objects, entries })
}

/// The secrets of authenticator apps under the new key: nobody has to set theirs up again.
async fn second_factors(b: &Backend, tx: &mut Tx, old: &Key, new: &Key) -> Result<(), BackupError> {
    for row in credentials::sealed(tx).await? {
        let about = second_factor::about(db::parse(&row.account_id, "account")?);
        let secret = sealed::open_under(old, &about, &row.secret).ok_or(Error::from(Damaged("second factor")))?;
        credentials::set_secret(tx, &row.id, &sealed::seal_under(new, b.ids(), &about, &secret)).await?;
    }
    Ok(())
}

/// The links of reminders that wait under the new key.
async fn reminders(b: &Backend, tx: &mut Tx, old: &Key, new: &Key) -> Result<(), BackupError> {
    for (id, payload) in deliveries::sealed(tx).await? {
        let message = db::from_json(&payload, "delivery")?;
        let Message::PhotoReminder(it) = message else { continue };
        let about = Reminder::about(it.link);
        let url = sealed::open_under(old, &about, &it.sealed).ok_or(Error::from(Damaged("delivery")))?;
        let sealed = sealed::seal_under(new, b.ids(), &about, &url);
        deliveries::set_message(tx, &id, &Message::PhotoReminder(Reminder { sealed, ..it })).await?;
    }
    Ok(())
}

/// Every log under the new seal, in one transaction.
async fn seal_again(tx: &mut Tx, seal: &LogSeal) -> Result<usize, BackupError> {
    let (mut entries, mut after) = (0, String::new());
    loop {
        let cases = db::cases::ids_after(tx, &after, BATCH).await?;
        let Some(last) = cases.last() else { break };
        after = last.to_string();
        for case in cases {
            let stream = stream(case);
            let mut previous = String::new();
            let (mut seq, rows) = (0, db::events::all(tx, case).await?);
            for row in rows {
                let row = under(seal, &stream, row, previous);
                db::events::seal_again(tx, case, &row).await?;
                (previous, seq) = (row.hash, row.seq);
                entries += 1;
            }
            save_head(tx, seal, Head { stream, seq, hash: previous }).await?;
        }
    }
    for log in Log::ALL {
        let erased = match log {
            Log::Accesses => retention::beginning_of_accesses(tx).await?,
            Log::Erasures => None,
        };
        let (mut seq, mut previous) = erased.map(|end| (end.seq, end.hash)).unwrap_or_default();
        loop {
            let rows = logs::after(tx, log, seq, BATCH).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let row = under(seal, log.stream(), row, previous);
                logs::seal_again(tx, log, &row).await?;
                (previous, seq) = (row.hash, row.seq);
                entries += 1;
            }
        }
        if seq > 0 {
            save_head(tx, seal, Head { stream: log.stream().to_owned(), seq, hash: previous }).await?;
        }
    }
    Ok(entries)
}

fn under(seal: &LogSeal, stream: &str, row: Row, previous: String) -> Row {
    let mut row = Row { previous_hash: previous, ..row };
    row.hash = entry_hash(seal, stream, &row);
    row
}

async fn save_head(tx: &mut Tx, seal: &LogSeal, head: Head) -> Result<(), BackupError> {
    Ok(log_heads::save(tx, &head, &seal.head_mac(&head)).await?)
}

/// A new file of heads, because no line of the old one names an entry any longer; and the marker goes.
async fn finish(settings: &Settings, ids: Ids) -> Result<(), BackupError> {
    if let Some(path) = settings.heads_file.as_ref().filter(|path| path.exists()) {
        let aside = PathBuf::from(format!("{}.before-{}", path.display(), Clock::System.now().as_second()));
        fs::rename(path, &aside).map_err(about(path))?;
    }
    let b = Backend::open_either(settings.clone(), Clock::System, ids).await?;
    let mut text = String::new();
    let mut after = String::new();
    loop {
        let heads = log_heads::after(&mut *b.db().read().await?, &after, BATCH).await?;
        let Some((last, _)) = heads.last() else { break };
        after.clone_from(&last.stream);
        text.extend(heads.iter().map(|(it, _)| format!("{} {} {}\n", it.stream, it.seq, it.hash)));
    }
    if let Some(path) = &settings.heads_file {
        // Opening made an empty one.
        fs::remove_file(path).map_err(about(path))?;
        write(path, text.as_bytes())?;
    }
    let mut tx = b.db().begin().await?;
    installation::remove(&mut tx, RESEALED).await?;
    tx.commit().await?;
    b.close().await;
    Ok(())
}

fn heads_text(path: Option<&Path>) -> Result<String, BackupError> {
    match path {
        Some(path) if path.exists() => Ok(String::from_utf8_lossy(&fs::read(path).map_err(about(path))?).into_owned()),
        _ => Ok(String::new()),
    }
}
