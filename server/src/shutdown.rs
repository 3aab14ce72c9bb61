use tokio::signal::unix::{SignalKind, signal};

/// Returns when the process is told to stop: SIGTERM from whoever runs it, SIGINT from a terminal.
pub(crate) async fn told() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
