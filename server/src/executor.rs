//! What a page spawns belongs to its request: a line of the log that it causes says which.

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use tracing::Instrument;

/// tokio's, each task in the span that it was spawned in.
struct InSpan;

impl CustomExecutor for InSpan {
    fn spawn(&self, future: PinnedFuture<()>) {
        tokio::spawn(future.in_current_span());
    }

    fn spawn_local(&self, future: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(future.in_current_span());
    }

    /// tokio needs no polling.
    fn poll_local(&self) {}
}

/// To be called before anything is rendered; Leptos would take tokio's own otherwise.
pub(crate) fn set() {
    // Set already where a program serves twice.
    let _ = Executor::init_custom_executor(InSpan);
}
