use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::{Backend, Error, error::chain};

/// How long [`Backend::ready`] waits for an answer.
const WITHIN: Duration = Duration::from_secs(3);

/// How long an answer holds: anybody may ask, as often as they like, and it costs one look in so long.
const HOLDS: SignedDuration = SignedDuration::from_secs(5);

/// What was found last, and when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness(Arc<Mutex<Option<(Timestamp, Found)>>>);

/// Why new work would not be taken, where it would not.
type Found = Result<(), Arc<Error>>;

impl Backend {
    /// Whether new work would be taken: there is room, a write can be begun by the connection that writes, and the
    /// object store answers. As found within the last five seconds.
    pub async fn ready(&self) -> Found {
        let mut last = self.readiness().0.lock().await;
        let now = self.clock().now();
        // Not one from the future either: clocks are put right.
        if let Some((at, found)) = &*last
            && (SignedDuration::ZERO..HOLDS).contains(&now.duration_since(*at))
        {
            return found.clone();
        }
        let found = tokio::time::timeout(WITHIN, self.probe()).await;
        let found = found.unwrap_or_else(|late| Err(Error::Unavailable(late.into()))).map_err(Arc::new);
        if let Err(error) = &found {
            tracing::warn!(error = chain(&**error), "not ready");
        }
        *last = Some((now, found.clone()));
        found
    }

    async fn probe(&self) -> Result<(), Error> {
        self.writes().await?;
        Ok(self.objects().answers().await?)
    }

    /// Whether a write can be begun, by the connection that writes.
    pub(crate) async fn writes(&self) -> Result<(), Error> {
        let mut tx = self.db().begin().await?;
        sqlx::query("SELECT id FROM services LIMIT 1").fetch_optional(&mut *tx).await?;
        Ok(())
    }
}
