use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

use crate::{Backend, Error, error::chain};

/// How long [`Backend::ready`] waits for an answer.
const WITHIN: Duration = Duration::from_secs(3);

/// How long an answer holds: anybody may ask, as often as they like, and it costs one look in so long.
const HOLDS: Duration = Duration::from_secs(5);

/// What was found last, and when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readiness(Arc<Mutex<Option<(Instant, Found)>>>);

/// Why new work would not be taken, where it would not.
type Found = Result<(), Arc<Error>>;

impl Backend {
    /// Whether new work would be taken: there is room, a write can be begun by the connection that writes, and the
    /// object store answers. As found within the last five seconds.
    pub async fn ready(&self) -> Found {
        let mut last = self.readiness().0.lock().await;
        if let Some((at, found)) = &*last
            && at.elapsed() < HOLDS
        {
            return found.clone();
        }
        let found = tokio::time::timeout(WITHIN, self.look()).await;
        let found = found.unwrap_or_else(|late| Err(Error::Unavailable(late.into()))).map_err(Arc::new);
        if let Err(error) = &found {
            tracing::warn!(error = chain(&**error), "not ready");
        }
        *last = Some((Instant::now(), found.clone()));
        found
    }

    async fn look(&self) -> Result<(), Error> {
        let mut tx = self.db().begin().await?;
        sqlx::query("SELECT id FROM services LIMIT 1").fetch_optional(&mut *tx).await?;
        drop(tx);
        self.objects().answers().await?;
        Ok(())
    }
}
