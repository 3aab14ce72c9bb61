//! Live updates: who watches a case or a service's worklist hears that something changed, and loads it again.
//!
//! Several servers may share one PostgreSQL, so there the news travels by LISTEN/NOTIFY, sent with the commit. On
//! SQLite there is one server, and a broadcast channel is enough.

use std::{
    collections::VecDeque,
    future::ready,
    hash::{BuildHasher, Hasher, RandomState},
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use domain::ids::{CaseId, PracticeId, ServiceId};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
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
    /// What this practice has to do changed, or what it waits for: which case it is, nobody needs to know.
    #[serde(default)]
    pub practice: Option<PracticeId>,
    /// Nothing changed: somebody signed out, and the streams of that sign-in end.
    #[serde(default)]
    pub ended: Option<u64>,
}

impl Changed {
    /// Some news was missed.
    const MISSED: Self = Self { case: None, service: None, practice: None, ended: None };

    fn is_missed(&self) -> bool {
        *self == Self::MISSED
    }
}

/// News that is kept, so that a page hears what was said while it was on its way. A page that took longer than so much
/// news is told to load again, which costs the same as one event.
const KEPT: usize = 256;

/// Where news is heard. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sender: broadcast::Sender<Changed>,
    said: Mutex<Said>,
    /// Tells this process's counts from another's.
    of: u64,
}

#[derive(Debug, Default)]
struct Said {
    /// How much was said so far.
    count: u64,
    /// The last of it, oldest first.
    last: VecDeque<Changed>,
}

impl Inner {
    fn tell(&self, changed: Changed) {
        let mut said = self.said.lock().expect("nobody panics while holding what was said");
        said.count += 1;
        said.last.push_back(changed);
        if said.last.len() > KEPT {
            said.last.pop_front();
        }
        // Nobody watching is no error.
        let _ = self.sender.send(changed);
    }

    fn place(&self) -> (u64, u64) {
        (self.of, self.said.lock().expect("nobody panics while holding what was said").count)
    }

    /// Whether anything that is wanted was said since `place`, or that cannot be told.
    fn said_since(&self, place: &str, wanted: impl Fn(&Changed) -> bool) -> bool {
        let parsed = place.split_once('.').and_then(|(of, count)| Some((of.parse().ok()?, count.parse().ok()?)));
        let Some((of, before)): Option<(u64, u64)> = parsed else { return true };
        let said = self.said.lock().expect("nobody panics while holding what was said");
        let first = said.count - said.last.len() as u64;
        if of != self.of || before < first || before > said.count {
            return true;
        }
        let skipped = usize::try_from(before - first).unwrap_or(usize::MAX);
        said.last.iter().skip(skipped).any(|changed| changed.ended.is_none() && wanted(changed))
    }
}

impl Live {
    pub(crate) fn new() -> Self {
        // A watcher that falls further behind than this loads everything again, which costs the same as one event.
        let (sender, of) = (broadcast::channel(KEPT).0, RandomState::new().build_hasher().finish());
        Self(Arc::new(Inner { sender, said: Mutex::default(), of }))
    }

    /// How much was said so far: to be asked before a page is made, and handed over when its news is asked for.
    pub fn place(&self) -> String {
        let (of, count) = self.0.place();
        format!("{of}.{count}")
    }

    /// News of one case, with what was said since `place`. Permission is the caller's to check: `cases::follow` does.
    pub fn case(&self, case: CaseId, since: Option<&str>) -> BoxStream<'static, Changed> {
        self.only(since, move |changed| changed.is_missed() || changed.case == Some(case))
    }

    /// News of every case on one service's worklist, with what was said since `place`.
    pub fn service(&self, service: ServiceId, since: Option<&str>) -> BoxStream<'static, Changed> {
        self.only(since, move |changed| changed.is_missed() || changed.service == Some(service))
    }

    /// News of what one practice has to do, with what was said since `place`.
    pub fn practice(&self, practice: PracticeId, since: Option<&str>) -> BoxStream<'static, Changed> {
        self.only(since, move |changed| changed.is_missed() || changed.practice == Some(practice))
    }

    /// Returns when the sign-in whose streams have this id has ended.
    pub fn ended(&self, streams: u64) -> impl Future<Output = ()> + Send + use<> {
        let mut news = BroadcastStream::new(self.0.sender.subscribe());
        async move {
            while let Some(news) = news.next().await {
                // Some news was missed, and this may have been among it: a stream that ended is asked for again.
                if news.map_or(true, |changed| changed.ended == Some(streams)) {
                    return;
                }
            }
        }
    }

    fn only(
        &self,
        since: Option<&str>,
        wanted: impl Fn(&Changed) -> bool + Send + 'static,
    ) -> BoxStream<'static, Changed> {
        // Heard from here on, and asked afterwards: nothing is said in between.
        let news = BroadcastStream::new(self.0.sender.subscribe());
        let missed = since.is_some_and(|place| self.0.said_since(place, &wanted));
        let news = news.map(|news| match news {
            Ok(changed) => changed,
            Err(BroadcastStreamRecvError::Lagged(_)) => Changed::MISSED,
        });
        let news = news.filter(move |changed| ready(changed.ended.is_none() && wanted(changed)));
        stream::iter(missed.then_some(Changed::MISSED)).chain(news).boxed()
    }

    pub(crate) fn tell(&self, changed: Changed) {
        self.0.tell(changed);
    }

    /// Passes on what every server says, this one too, for as long as anybody holds this backend. A lost connection is
    /// made again after a pause, and everybody is told to load again, because news may have been missed.
    pub(crate) fn listen(&self, url: &str) {
        let (live, url) = (Arc::downgrade(&self.0), url.to_owned());
        tokio::spawn(async move {
            while live.strong_count() > 0 {
                if let Err(error) = relay(&live, &url).await {
                    tracing::warn!(error = crate::error::chain(&error), "live updates stopped, trying again");
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}

async fn relay(to: &Weak<Inner>, url: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    let mut news = Some(Changed::MISSED);
    loop {
        let Some(live) = to.upgrade() else { return Ok(()) };
        if let Some(changed) = news {
            live.tell(changed);
        }
        drop(live);
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
