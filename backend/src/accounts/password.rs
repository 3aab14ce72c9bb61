//! Passwords are kept as Argon2id hashes (RFC 9106) with the crate's parameters: 19 MiB, 2 passes, as OWASP advises.

use std::{num::NonZero, sync::LazyLock, thread::available_parallelism};

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Error, Ids};

/// The hash of a password that nobody has, so that a made-up account costs as long as a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2tpbmxpbmstbm9ib2R5$X3qYQG0Vv0Mb1hWvTQ0nW1hQF6r1m7mJbq0kQ0v0n4A";

/// Hashes off the threads that answer requests: it takes tens of milliseconds on purpose.
pub(super) async fn hash(place: Place, ids: &Ids, password: &str) -> Result<String, Error> {
    let (salt, password) = (ids.bytes::<16>(), password.to_owned());
    off_thread(place, move || {
        let salt = SaltString::encode_b64(&salt).map_err(internal)?;
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(internal)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `password` is the one behind `hash`. Without a hash it takes the same time and is never right.
pub(super) async fn verify(place: Place, hash: Option<String>, password: &str) -> Result<bool, Error> {
    let password = password.to_owned();
    off_thread(place, move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODY);
        let hash = PasswordHash::new(hash).map_err(internal)?;
        let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        Ok(right && known)
    })
    .await
}

/// Hashes at work: each has 19 MiB, and more than two to a processor only wait for one another.
static AT_WORK: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2 * processors()));

/// Hashes at work or waiting: whoever comes when so many are there hears at once that it is too busy, instead of waiting
/// for longer than anybody does.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2 * processors() + 32));

/// A place among those that wait for a hash.
pub(super) type Place = SemaphorePermit<'static>;

/// To be taken before anything else is done for a password: whoever has none costs no reading and no writing.
///
/// # Errors
/// `Unavailable` when so many wait that one more would wait for longer than anybody does.
pub(super) fn place() -> Result<Place, Error> {
    PLACES.try_acquire().map_err(|_| Error::Unavailable("too many passwords at once".into()))
}

fn processors() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

async fn off_thread<T: Send + 'static>(
    place: Place,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let turn = AT_WORK.acquire().await.map_err(|closed| Error::Internal(closed.into()))?;
    let work = move || {
        // Free when the work is done, also when nobody waits for it any longer.
        let _held = (place, turn);
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.into()))?
}

fn internal(error: argon2::password_hash::Error) -> Error {
    Error::Internal(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_and_no_other_and_a_crowd_is_refused() {
        let kept = hash(place().unwrap(), &Ids::seeded(1), "correct horse").await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify(place().unwrap(), Some(kept.clone()), "correct horse").await.unwrap());
        assert!(!verify(place().unwrap(), Some(kept), "correct hose").await.unwrap());
        assert!(!verify(place().unwrap(), None, "correct horse").await.unwrap());

        // In the same test: the places are the whole process's.
        let crowd = 2 * processors() + 132;
        let answers = futures::future::join_all((0..crowd).map(|_| async { verify(place()?, None, "x").await })).await;
        let refused = answers.iter().filter(|it| matches!(it, Err(Error::Unavailable(_)))).count();
        assert!(refused >= 50, "{refused} of {crowd}");
        assert!(answers.iter().any(Result::is_ok));
        assert!(!verify(place().unwrap(), None, "x").await.unwrap());
    }
}
