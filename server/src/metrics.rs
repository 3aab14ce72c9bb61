//! Numbers for Prometheus, on a port of their own: what is asked how often and answered how fast, what waits, what is in
//! use. Routes are named by their patterns and nothing else is a label that anybody could choose: no path, no id, no name.
//!
//! To add a number: a field of `Inner`, registered with a sentence in `Metrics::new`, and set where its like is: as
//! something happens (`note`), from this process whenever somebody asks (`look`), or from the database now and then (`count`).
//! What the backend has to count for it goes into `backend::measure`.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use backend::{Backend, measure};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::Registry,
};
use tokio::{net::TcpListener, sync::Mutex};

use crate::{middleware::admission::Admission, state::Closing};

/// Seconds in which an answer begins: from a file out of memory to what a person would call broken.
const SECONDS: [f64; 12] = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];

/// How long a count of what waits holds: it reads lists, however often somebody asks.
const HOLDS: Duration = Duration::from_secs(15);

/// How long the database may take to count.
const WITHIN: Duration = Duration::from_secs(3);

/// Labels: a route's pattern, and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    /// "2xx".
    class: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// Labels: which of several, and for some in which state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Which {
    which: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Connections {
    pool: &'static str,
    state: &'static str,
}

/// Something that took time: how often, and how long altogether.
#[derive(Debug, Clone, Default)]
struct Spent {
    times: Counter,
    seconds: Counter<f64, AtomicU64>,
}

impl Spent {
    fn register(registry: &mut Registry, name: &str, help: &str) -> Self {
        let it = Self::default();
        registry.register(name, help, it.times.clone());
        registry.register(format!("{name}_seconds"), format!("{help}, in seconds"), it.seconds.clone());
        it
    }

    /// Both only grow.
    fn raise_to(&self, (times, took): (u64, Duration)) {
        self.times.inc_by(times.saturating_sub(self.times.get()));
        self.seconds.inc_by((took.as_secs_f64() - self.seconds.get()).max(0.0));
    }
}

type Numbers<L> = Family<L, Gauge<u64, AtomicU64>>;

/// What is counted. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Metrics(Arc<Inner>);

struct Inner {
    backend: Backend,
    admission: Admission,
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
    deliveries: Numbers<Which>,
    /// No number while the database does not say.
    oldest: Gauge<f64, AtomicU64>,
    late: Numbers<Which>,
    database: Gauge<u64, AtomicU64>,
    connections: Numbers<Connections>,
    waits: Spent,
    writes: Spent,
    accesses: Gauge<u64, AtomicU64>,
    decoding: Numbers<Which>,
    bodies: Numbers<Which>,
    /// When what waits was counted last; also keeps two scrapes from looking at once.
    counted: Mutex<Option<Instant>>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    pub(crate) fn new(backend: Backend, admission: Admission) -> Self {
        let mut registry = Registry::with_prefix("skinlink");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Which Skinlink this is", build);
        let requests = Family::default();
        registry.register("requests", "Requests answered, by route and class of status", Family::clone(&requests));
        let seconds = Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let help = "Seconds until an answer begins, by route";
        registry.register("request_seconds", help, Family::clone(&seconds));
        let numbers = |registry: &mut Registry, name: &str, help: &str| {
            let family = Numbers::<Which>::default();
            registry.register(name, help, family.clone());
            family
        };
        let help = "Deliveries that wait, of those what is due and what workers have taken on, and what was given up and \
                    nobody has dealt with (dead)";
        let deliveries = numbers(&mut registry, "deliveries", help);
        let oldest = Gauge::<f64, AtomicU64>::default();
        let help = "Seconds that the oldest delivery has been due and taken on by nobody";
        registry.register("deliveries_oldest_due_seconds", help, oldest.clone());
        let late = numbers(&mut registry, "late", "Things to do that are late, by list, each up to 1000");
        let decoding = numbers(&mut registry, "decoding", "Pictures being decoded, and how many can be at a time");
        let help = "Bytes of bodies admitted to memory and the most that may be, for large and for small ones";
        let bodies = numbers(&mut registry, "body_bytes", help);
        let database = Gauge::default();
        registry.register("database_up", "1 where the database answered when what waits was counted", database.clone());
        let connections = Numbers::default();
        let help = "Connections to the database, used, idle and the most that may be";
        registry.register("database_connections", help, connections.clone());
        let waits =
            Spent::register(&mut registry, "database_waits", "Waiting for a connection or for a transaction to begin");
        let writes = Spent::register(&mut registry, "database_writes", "Transactions that write, from begin to end");
        let accesses = Gauge::default();
        registry.register("accesses_waiting", "Accesses that are noted and not in their log yet", accesses.clone());
        let counted = Mutex::default();
        let inner = Inner {
            backend,
            admission,
            registry,
            requests,
            seconds,
            deliveries,
            oldest,
            late,
            database,
            connections,
            waits,
            writes,
            accesses,
            decoding,
            bodies,
            counted,
        };
        Self(Arc::new(inner))
    }

    fn note(&self, route: &str, status: u16, took: Duration) {
        let class = match status {
            100..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        let route = route.to_owned();
        self.0.requests.get_or_create(&Answered { route: route.clone(), class }).inc();
        self.0.seconds.get_or_create(&Route { route }).observe(took.as_secs_f64());
    }

    /// Everything as text in OpenMetrics' format.
    async fn text(&self) -> Result<String, fmt::Error> {
        let mut counted = self.0.counted.lock().await;
        self.look();
        self.count(&mut counted).await;
        drop(counted);
        let mut text = String::new();
        encode(&mut text, &self.0.registry)?;
        Ok(text)
    }

    /// What this process has in use.
    fn look(&self) {
        let in_use = measure::in_use(&self.0.backend);
        let (now, most) = in_use.decoding;
        set(&self.0.decoding, "now", now as u64);
        set(&self.0.decoding, "most", most as u64);
        for pool in in_use.pools {
            for (state, count) in [("used", pool.used), ("idle", pool.idle), ("most", pool.most)] {
                let connections = Connections { pool: pool.name, state };
                self.0.connections.get_or_create(&connections).set(count.into());
            }
        }
        self.0.waits.raise_to(in_use.waits);
        self.0.writes.raise_to(in_use.writes);
        self.0.accesses.set(in_use.accesses as u64);
        for (which, bytes) in self.0.admission.bytes_admitted() {
            set(&self.0.bodies, which, bytes);
        }
    }

    /// What waits. Where the database does not say, nothing is told of it: an old number would be untrue.
    async fn count(&self, counted: &mut Option<Instant>) {
        if counted.is_some_and(|at| at.elapsed() < HOLDS) {
            return;
        }
        let waiting = tokio::time::timeout(WITHIN, measure::waiting(&self.0.backend)).await;
        self.0.deliveries.clear();
        self.0.late.clear();
        self.0.oldest.set(f64::NAN);
        let Ok(Ok(waiting)) = waiting else {
            self.0.database.set(0);
            *counted = None;
            return;
        };
        self.0.database.set(1);
        let deliveries = waiting.deliveries;
        set(&self.0.deliveries, "waiting", deliveries.waiting);
        set(&self.0.deliveries, "due", deliveries.due);
        set(&self.0.deliveries, "taken_on", deliveries.taken_on);
        set(&self.0.deliveries, "dead", deliveries.given_up);
        self.0.oldest.set(seconds(deliveries.oldest_seconds));
        for (list, count) in waiting.late {
            set(&self.0.late, list, count);
        }
        *counted = Some(Instant::now());
    }
}

/// As exactly as a scrape needs them.
fn seconds(whole: u64) -> f64 {
    f64::from(u32::try_from(whole).unwrap_or(u32::MAX))
}

fn set(numbers: &Numbers<Which>, which: &'static str, number: u64) {
    numbers.get_or_create(&Which { which }).set(number);
}

/// Counts a request and how long it took until its answer began.
pub(crate) async fn count(metrics: Option<Metrics>, request: Request, next: Next) -> Response {
    let Some(metrics) = metrics else { return next.run(request).await };
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("(no route)", MatchedPath::as_str);
    metrics.note(route, response.status().as_u16(), begun.elapsed());
    response
}

/// Answers `GET /metrics` until the server is told to stop.
pub(crate) async fn serve(listener: TcpListener, metrics: Metrics, closing: Closing) {
    let router = Router::new().route("/metrics", get(told)).with_state(metrics);
    let served = axum::serve(listener, router).with_graceful_shutdown(closing.0.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "the numbers for Prometheus are no longer told");
    }
}

async fn told(State(metrics): State<Metrics>) -> Response {
    match metrics.text().await {
        Ok(text) => ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
            .into_response(),
        Err(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
