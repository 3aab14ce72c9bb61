//! Live updates: who watches a case or a service's worklist hears that something changed, and loads it again.
//!
//! Several servers may share one PostgreSQL, so there the news travels by LISTEN/NOTIFY, sent with the commit. On
//! SQLite there is one server, and a broadcast channel is enough.

use std::time::Duration;

use domain::ids::{CaseId, ServiceId};
use futures::{StreamExt, stream::BoxStream};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// The channel's name in PostgreSQL.
pub(crate) const CHANNEL: &str = "skinlink_changed";

/// Something of a case changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// None when some news was missed: load again whatever is shown.
    pub case: Option<CaseId>,
    /// Whose worklist it stands on, once it was sent.
    pub service: Option<ServiceId>,
    /// Nothing changed: somebody signed out, and the streams of that sign-in end.
    #[serde(default)]
    pub ended: Option<u64>,
}

impl Changed {
    /// Some news was missed.
    const MISSED: Self = Self { case: None, service: None, ended: None };
}

/// Where news is heard. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Live(broadcast::Sender<Changed>);

impl Live {
    pub(crate) fn new() -> Self {
        // A watcher that falls further behind than this loads everything again, which costs the same as one event.
        Self(broadcast::channel(256).0)
    }

    /// News of one case. Permission is the caller's to check: `cases::follow` does.
    pub fn case(&self, case: CaseId) -> BoxStream<'static, Changed> {
        self.only(move |changed| changed.case.is_none_or(|it| it == case))
    }

    /// News of every case on one service's worklist.
    pub fn service(&self, service: ServiceId) -> BoxStream<'static, Changed> {
        self.only(move |changed| changed.case.is_none() || changed.service == Some(service))
    }

    /// Returns when the sign-in whose streams have this id has ended.
    pub fn ended(&self, streams: u64) -> impl Future<Output = ()> + Send + use<> {
        let mut news = BroadcastStream::new(self.0.subscribe());
        async move {
            while let Some(news) = news.next().await {
                // Some news was missed, and this may have been among it: a stream that ended is asked for again.
                if news.map_or(true, |changed| changed.ended == Some(streams)) {
                    return;
                }
            }
        }
    }

    fn only(&self, wanted: impl Fn(&Changed) -> bool + Send + 'static) -> BoxStream<'static, Changed> {
        BroadcastStream::new(self.0.subscribe())
            .map(|news| match news {
                Ok(changed) => changed,
                Err(BroadcastStreamRecvError::Lagged(_)) => Changed::MISSED,
            })
            .filter(move |changed| futures::future::ready(changed.ended.is_none() && wanted(changed)))
            .boxed()
    }

    pub(crate) fn tell(&self, changed: Changed) {
        // Nobody watching is no error.
        let _ = self.0.send(changed);
    }

    /// Passes on what every server says, this one too, for as long as anybody holds this backend. A lost connection is
    /// made again after a pause, and everybody is told to load again, because news may have been missed.
    pub(crate) fn listen(&self, url: &str) {
        let (sender, url) = (self.0.downgrade(), url.to_owned());
        tokio::spawn(async move {
            while sender.strong_count() > 0 {
                if let Err(error) = relay(&sender, &url).await {
                    tracing::warn!(error = crate::error::chain(&error), "live updates stopped, trying again");
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}

async fn relay(to: &broadcast::WeakSender<Changed>, url: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    let mut news = Some(Changed::MISSED);
    loop {
        let Some(sender) = to.upgrade() else { return Ok(()) };
        if let Some(changed) = news {
            let _ = sender.send(changed);
        }
        drop(sender);
        // Every few seconds it is asked whether anybody still listens here.
        news = match tokio::time::timeout(Duration::from_secs(5), listener.try_recv()).await {
            Err(_nothing_for_a_while) => None,
            Ok(heard) => match heard? {
                Some(notification) => serde_json::from_str(notification.payload()).ok(),
                None => Some(Changed::MISSED),
            },
        };
    }
}
