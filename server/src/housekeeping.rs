//! What goes on without anybody asking.

use std::time::Duration;

use backend::{
    Backend, accounts, audit,
    delivery::{follow_up, outbox},
    error::chain,
    images, invitations, monitoring, objects, organisations, retention, sessions,
};
use domain::{
    clock::{holidays_known_until, holidays_run_out},
    time::london_day,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::task::TaskTracker;

use crate::state::Closing;

/// How often what is over is taken away.
const EVERY: Duration = Duration::from_secs(5 * 60);

/// Starts the outbox, what asks for texts, the writing of accesses and the tidying. All end after what they are doing when the server is told to stop.
pub(crate) fn start(backend: &Backend, closing: &Closing) -> TaskTracker {
    let tasks = TaskTracker::new();
    tasks.spawn(outbox::run(backend.clone(), closing.0.clone().cancelled_owned()));
    tasks.spawn(follow_up::run(backend.clone(), closing.0.clone().cancelled_owned()));
    tasks.spawn(write_accesses(backend.clone(), closing.clone()));
    tasks.spawn(tidy_regularly(backend.clone(), closing.clone()));
    tasks.close();
    tasks
}

/// Writes what was accessed, about once a second; the rest when the backend is closed.
async fn write_accesses(backend: Backend, closing: Closing) {
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = closing.0.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = audit::flush(&backend).await {
            tracing::warn!(error = chain(&error), "accesses wait to be written to their log");
        }
    }
}

async fn tidy_regularly(backend: Backend, closing: Closing) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut checked, mut erased) = (None, None);
    loop {
        tokio::select! {
            () = closing.0.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let today = london_day(backend.clock().now());
        if checked.replace(today) != Some(today) && holidays_run_out(today) {
            tracing::warn!(until = %holidays_known_until(), "the list of bank holidays ends soon: due times after it will be wrong");
        }
        if let Err(error) = tidy(&backend).await {
            tracing::warn!(error = chain(&error), "tidying stopped, and is tried again later");
        }
        if let Err(error) = audit::check_daily(&backend).await {
            tracing::warn!(error = chain(&error), "the log of accesses could not be read, and is tried again later");
        }
        if erased != Some(today) {
            let done = tokio::select! {
                // It goes on where it was the next time.
                () = closing.0.cancelled() => return,
                done = erase(&backend) => done,
            };
            erased = done.then_some(today);
        }
    }
}

/// Erases what has had its time, a batch; true when that was all of the day's.
async fn erase(backend: &Backend) -> bool {
    match retention::run(backend).await {
        Ok(run) => {
            for (rule, count) in &run.erased {
                tracing::info!(rule = rule.as_str(), count, "erased what has had its time");
            }
            !run.more
        }
        Err(error) => {
            tracing::warn!(error = chain(&error), "erasing stopped, and is tried again later");
            false
        }
    }
}

/// Sessions that ended, uploads that nobody finished, objects that no row names.
async fn tidy(backend: &Backend) -> Result<(), backend::Error> {
    sessions::delete_expired(backend).await?;
    accounts::forget_guesses(backend).await?;
    accounts::passkeys::forget(backend).await?;
    invitations::forget(backend).await?;
    organisations::put_off(backend).await?;
    backend::tasks::work_out(backend).await?;
    monitoring::run_due(backend).await?;
    images::expire_uploads(backend).await?;
    objects::sweep(backend).await?;
    Ok(())
}
