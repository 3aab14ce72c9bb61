//! What is kept how long, and erasing it.

use backend::{Backend, audit, retention};
use domain::{ids::CaseId, retention::Because};

use crate::{
    config::Config,
    start::{self, StartError},
};

const BACKUPS: &str = "Backups from before still hold it: delete them in their turn.";

/// Prints the table with how much is due; erases that where it is asked to.
pub(crate) async fn retention(config: &Config, erase: bool) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let done = async {
        print_table(&backend).await?;
        if erase { erase_all(&backend).await } else { Ok(()) }
    };
    let done = done.await;
    backend.close().await;
    Ok(done?)
}

async fn print_table(backend: &Backend) -> Result<(), backend::Error> {
    let settings = backend.settings();
    let due = retention::due(backend).await?;
    for row in settings.retention.table(&settings.sessions) {
        let since = if row.since.is_empty() { String::new() } else { format!(" after {}", row.since) };
        println!("{}: {}{since}", row.what, row.kept);
        println!("    goes: {}", row.goes);
        println!("    why:  {}", row.source);
        if let Some(rule) = row.rule {
            println!("    due:  {}", due.get(&rule).copied().unwrap_or_default());
        }
    }
    let forgotten = retention::forgotten(backend).await?;
    if forgotten > 0 {
        println!(
            "{forgotten} requests have waited for a year or longer for somebody to look, answer, read, refer, tell or withdraw them, and are kept until then."
        );
    }
    Ok(())
}

async fn erase_all(backend: &Backend) -> Result<(), backend::Error> {
    let mut any = false;
    loop {
        let run = retention::run(backend).await?;
        for (rule, count) in &run.erased {
            any = true;
            println!("Erased: {}: {count}", rule.label());
        }
        if !run.more {
            break;
        }
    }
    println!("{}", if any { BACKUPS } else { "Nothing was due." });
    Ok(())
}

/// Prints the log of erasures.
pub(crate) async fn erased(config: &Config) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let printed = audit::each_erasure(&backend, |line| println!("{line}")).await;
    backend.close().await;
    Ok(printed?)
}

/// Erases one case before its time.
pub(crate) async fn erase(config: &Config, case: CaseId, because: Because) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let done = retention::erase_early(&backend, case, because).await;
    backend.close().await;
    done.map_err(|error| match error {
        backend::Error::NotFound => StartError::NoSuchCase,
        backend::Error::Conflict => StartError::NotEnded,
        error => error.into(),
    })?;
    println!("Erased {case}: {}. {BACKUPS}", because.label());
    println!("After one of them is put back, erase it again.");
    Ok(())
}
