//! New identifiers and secrets. The only place that asks for randomness.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use rand::{RngCore, SeedableRng, rngs::StdRng};
use uuid::Uuid;

/// Where identifiers, salts and tokens come from: a cryptographic generator, seeded by the operating system.
#[derive(Debug, Clone)]
pub struct Ids(Arc<Mutex<StdRng>>);

impl Ids {
    /// Seeded by the operating system.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// The same row of identifiers every time: for tests only, because its tokens can be guessed.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// As many random bytes as are asked for: tokens, salts, keys, nonces.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().expect("nobody panics while holding the generator").fill_bytes(&mut bytes);
        bytes
    }

    /// A UUIDv7 made at `at`: sorts by when it was made. Wrap it in its own type: `CaseId(ids.new_id(now))`.
    pub fn new_id(&self, at: Timestamp) -> Uuid {
        let ms = u64::try_from(at.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &self.bytes()).into_uuid()
    }
}
