//! What an operator does with what is kept: check it, copy it, put it back, put it under a new key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use backend::{Backend, Ids, audit, backup, events};

use crate::{
    config::Config,
    start::{self, StartError},
};

/// Says what was looked at and everything that is wrong; fails where something is.
pub(crate) async fn verify(config: &Config) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let done = report(&backend).await;
    backend.close().await;
    done
}

async fn report(backend: &Backend) -> Result<(), StartError> {
    // Before the logs: the file may lag behind them and never be ahead.
    let heads = match &backend.settings().heads_file {
        Some(path) => String::from_utf8_lossy(&fs::read(path)?).into_owned(),
        None => String::new(),
    };
    let found = events::verify(backend, &heads, true).await?;
    audit::note_checked(backend, &found).await?;
    for (log, fault) in &found.faults {
        println!("{log}: {fault}");
    }
    println!(
        "{} cases with {} entries, {} accesses, {} pictures and clips",
        found.cases, found.entries, found.accesses, found.pictures
    );
    if found.carried_over > 0 {
        println!(
            "{} entries are from before entries were sealed: how they were until then is not known",
            found.carried_over
        );
    }
    if found.without_digest > 0 {
        println!(
            "{} pictures and clips are from before their digests were kept, and were not compared",
            found.without_digest
        );
    }
    if found.faults.is_empty() {
        println!("Everything is as it was written.");
        return Ok(());
    }
    Err(StartError::NotWhole)
}

/// Prints the log of accesses.
pub(crate) async fn accesses(config: &Config, case: Option<String>) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let printed = audit::each(&backend, case.as_deref(), |line| println!("{line}")).await;
    backend.close().await;
    Ok(printed?)
}

pub(crate) async fn backup(config: &Config, to: &Path) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let copied = backup::backup(&backend, to).await;
    backend.close().await;
    let copied = copied?;
    println!("Copied the database and {} objects ({} bytes) to {}.", copied.objects, copied.bytes, to.display());
    println!("The key is not among them: keep it elsewhere, and a copy of it off this machine.");
    Ok(())
}

pub(crate) async fn restore(config: &Config, from: &Path) -> Result<(), StartError> {
    // A new key, made for a new data folder, would open nothing of the backup.
    if std::env::var_os(start::KEY).is_none() && !start::key_file(config, &config.data).exists() {
        return Err(StartError::NoKeyToRestore);
    }
    let copied = backup::restore(&start::settings(config)?, Ids::system(), from).await?;
    println!("Put back the database and {} objects ({} bytes).", copied.objects, copied.bytes);
    verify(config).await
}

/// The new key takes the old one's place where that is a file and no other was named; the old one is kept beside it, for
/// backups from before.
pub(crate) async fn rotate_key(config: &Config, new_key_file: Option<PathBuf>) -> Result<(), StartError> {
    let settings = start::settings(config)?;
    let key_file = start::key_file(config, &config.data);
    let replaces = new_key_file.is_none() && std::env::var_os(start::KEY).is_none();
    let new_file = new_key_file.unwrap_or_else(|| beside(&key_file, "new"));
    // It is there where an earlier call was interrupted.
    let new = if new_file.exists() { start::read_key(&new_file)? } else { start::make_key(&new_file)? };
    let done = backup::rotate_key(&settings, Ids::system(), &new).await?;
    println!(
        "{} objects and {} entries of logs are under the new key, and so is the database.",
        done.objects, done.entries
    );
    if replaces {
        let old_file = beside(&key_file, "old");
        // A copy first: whatever stops between the two, the key's file holds one of both keys.
        fs::copy(&key_file, &old_file)?;
        fs::rename(&new_file, &key_file)?;
        println!(
            "The new key is in {}. Backups from before open with {}: keep it elsewhere.",
            key_file.display(),
            old_file.display()
        );
    } else {
        println!("From now on start with the key in {}.", new_file.display());
    }
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}
