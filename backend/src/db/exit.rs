//! SQLCipher and OpenSSL give their memory back when a process ends, whether or not a connection's thread is still closing
//! its database. What such a thread does then it does with memory that is no longer its own, and a process that has done
//! everything right ends by SIGABRT. So the end waits for those threads.

use std::{
    fs,
    sync::Once,
    thread,
    time::{Duration, Instant},
};

/// More than closing a database takes on a busy machine. A connection that nobody closes is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What sqlx calls such a thread, as far as Linux keeps a name.
const NAMED: &str = "sqlx-sqlite-wor";

/// To be called once a database was opened: what is registered last is called first, and by then SQLCipher and OpenSSL
/// have registered theirs.
#[expect(unsafe_code, reason = "the standard library lets nobody be called at the end of a process")]
pub(super) fn waits_for_connections() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: `wait` is a plain function that takes nothing and is there until the process ends.
        unsafe { libc::atexit(wait) };
    });
}

extern "C" fn wait() {
    let begun = Instant::now();
    while one_is_open() && begun.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(2));
    }
}

fn one_is_open() -> bool {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return false };
    let name = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
    threads.flatten().any(|thread| name(thread).starts_with(NAMED))
}
