//! Admission before expense: what a request may cost is taken from a budget before a byte of its body is read, before
//! sessions, hashing, decoding and the database. The budgets are for everybody together and for each source or sender,
//! so that one who takes more than a share keeps out nobody else.

mod budget;
mod refusals;
mod source;
mod steady;
mod turns;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    body::{Body, HttpBody},
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::ids::AccountId;
use futures::StreamExt;
use ipnet::IpNet;
use serde_json::json;

use self::{
    budget::{Budget, Share, Spent},
    refusals::Refusals,
    turns::Turns,
};
pub(crate) use self::{refusals::Sender, source::Source, turns::Turn};
use super::sentence;
use crate::config::Config;

/// Bodies on their way in at once: of everybody, of one source (a hospital may be one), of one link or account (a page
/// sends one picture after the other).
const BODIES: (u64, u64) = (1_024, 64);
const UPLOADS: (u64, u64) = (256, 6);
/// Passwords that one source may have looked at at once.
const SIGN_INS: (u64, u64) = (512, 16);
/// Live updates of one account: each open page has one, and a browser opens six to one place.
const STREAMS: (u64, u64) = (100_000, 32);
/// Bodies of refused forms that are read away at once, so that the browser shows why.
const READ_AWAY: u64 = 32;
const READ_AWAY_WITHIN: Duration = Duration::from_secs(30);
/// A source's part of all bytes in memory.
const OF_ALL: u64 = 4;
/// Bytes that a body costs which is kept in pieces as it comes: one piece, and what comes while that is kept.
const PIECES: u64 = 1_000_000;
/// Bytes that anything but a picture may have; and what a form holds beside its one picture at a time.
const FORM: u64 = 1_000_000;
/// What is no longer than this comes out of a quarter of all bytes that larger bodies cannot use up: words are saved and
/// people signed in while the rest is spent.
const SMALL: u64 = 64 * 1_024;

/// The budgets. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    proxies: Arc<[IpNet]>,
    picture_bytes: u64,
    clip_bytes: u64,
    bytes: Budget<Source>,
    small: Budget<Source>,
    bodies: Budget<Source>,
    sign_ins: Budget<Source>,
    read_away: Budget<()>,
    uploads: Budget<Sender>,
    streams: Budget<AccountId>,
    pub(crate) refusals: Refusals,
    pub(crate) turns: Turns,
}

/// What a request holds while its body comes and its answer is made.
#[derive(Debug)]
struct Admitted {
    _bytes: Share<Source>,
    _body: Share<Source>,
    _sign_in: Option<Share<Source>>,
}

/// What is held while a file of this sender's comes.
pub(crate) type Sending = Share<Sender>;

/// What is held while one picture of a form comes and is kept.
pub(crate) type FormPicture = Share<Source>;

/// What is held while live updates are sent.
pub(crate) type Watching = Share<AccountId>;

impl Admission {
    pub(crate) fn new(config: &Config) -> Self {
        let (picture_bytes, clip_bytes) = (config.picture_megabytes * 1_000_000, config.clip_megabytes * 1_000_000);
        let all = config.body_megabytes * 1_000_000;
        // Whatever may be sent at all must fit.
        let each = (all / OF_ALL).max(picture_bytes + FORM).max(clip_bytes);
        let budget = |(all, each)| Budget::new(all, each);
        Self {
            proxies: config.trusted_proxies.clone().into(),
            picture_bytes,
            clip_bytes,
            bytes: Budget::new((all - all / OF_ALL).max(each), each),
            small: Budget::new(all / OF_ALL, all / OF_ALL / OF_ALL),
            bodies: budget(BODIES),
            sign_ins: budget(SIGN_INS),
            read_away: Budget::new(READ_AWAY, READ_AWAY),
            uploads: Budget::new(UPLOADS.0, UPLOADS.1),
            streams: Budget::new(STREAMS.0, STREAMS.1),
            refusals: Refusals::default(),
            turns: Turns::default(),
        }
    }

    /// Bytes taken of both budgets of bytes, and how many there are.
    pub(crate) fn bytes_admitted(&self) -> [(&'static str, u64); 4] {
        let ((large, of_large), (small, of_small)) = (self.bytes.taken(), self.small.taken());
        [("large", large), ("large_most", of_large), ("small", small), ("small_most", of_small)]
    }

    /// For a file of `sender`'s; the answer where they send too many at once, or had too many refused.
    pub(crate) fn sending(&self, sender: Sender) -> Result<Sending, Refused> {
        if self.refusals.are_too_many(sender) {
            return Err(Refused { spent: Spent::Own, after: "300" });
        }
        self.uploads.take(sender, 1).map_err(Refused::soon)
    }

    /// For live updates of `account`'s.
    pub(crate) fn watching(&self, account: AccountId) -> Result<Watching, Refused> {
        self.streams.take(account, 1).map_err(Refused::soon)
    }

    /// For one picture of a form, which is held whole: taken by who may send it, once that is known. A stranger's form
    /// costs no more than any other.
    pub(crate) fn picture(&self, source: Source) -> Result<FormPicture, Refused> {
        self.bytes.take(source, self.picture_bytes).map_err(Refused::soon)
    }

    fn admit(&self, source: Source, request: &Request) -> Result<Admitted, Refused> {
        let is_sign_in = request.uri().path() == "/sign-in";
        let cost = self.cost(request);
        let bytes = if cost > SMALL { &self.bytes } else { &self.small };
        let admitted = || {
            Ok::<_, Spent>(Admitted {
                _body: self.bodies.take(source, 1)?,
                _sign_in: is_sign_in.then(|| self.sign_ins.take(source, 1)).transpose()?,
                _bytes: bytes.take(source, cost)?,
            })
        };
        admitted().map_err(Refused::soon)
    }

    /// How much of the body will be in memory at once, at most.
    fn cost(&self, request: &Request) -> u64 {
        let path = request.uri().path();
        let most = if path.starts_with("/uploads/") {
            // One with a checksum is kept whole or not at all.
            if request.headers().contains_key("upload-checksum") {
                self.picture_bytes.max(self.clip_bytes)
            } else {
                PIECES
            }
        } else {
            // A form's pictures are counted one by one as they come.
            FORM
        };
        request.body().size_hint().upper().map_or(most, |length| length.min(most))
    }
}

/// Refused for now.
#[derive(Debug)]
pub(crate) struct Refused {
    spent: Spent,
    /// Seconds.
    after: &'static str,
}

impl Refused {
    fn soon(spent: Spent) -> Self {
        Self { spent, after: "5" }
    }

    fn status(&self) -> StatusCode {
        match self.spent {
            Spent::Own => StatusCode::TOO_MANY_REQUESTS,
            Spent::Everybodys => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// For a page.
    fn page(&self) -> Response {
        let what = "Skinlink is doing as much as it can just now.";
        let then = "Go back, wait a minute, and try again. What you typed is still on the page before.";
        self.say(sentence::page(self.status(), what, then))
    }

    fn say(&self, answer: impl IntoResponse) -> Response {
        ([(header::RETRY_AFTER, HeaderValue::from_static(self.after))], answer).into_response()
    }
}

/// For a program: whoever sends a file in parts tries again by itself.
impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.say((self.status(), Json(json!({ "code": "failed" }))))
    }
}

/// Lets in what there is room for.
pub(crate) async fn check(admission: Admission, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let source = admission.source(request.extensions(), request.headers());
    match admission.admit(source, &request) {
        Ok(admitted) => {
            // Held until the answer is made, and by the body too: a task that goes on when the connection is gone has it.
            let held = Arc::new(admitted);
            let in_body = held.clone();
            let mut request = request.map(|body| steady::steady(body, in_body));
            request.extensions_mut().insert(source);
            let answer = next.run(request).await;
            drop(held);
            answer
        }
        Err(refused) => {
            tracing::warn!(spent = ?refused.spent, "refused before it was read");
            let for_program = request.uri().path().starts_with("/uploads") || !asks_for_page(request.headers());
            if for_program {
                return refused.into_response();
            }
            admission.read_away(request.into_body()).await;
            refused.page()
        }
    }
}

fn asks_for_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).is_some_and(|it| it.contains("text/html"))
}

impl Admission {
    /// Where a request comes from.
    pub(crate) fn source(&self, extensions: &Extensions, headers: &HeaderMap) -> Source {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(std::net::Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip());
        Source::of(peer, headers, &self.proxies)
    }

    /// A browser shows an answer only once it has sent everything: what is not too much is read, and kept nowhere.
    async fn read_away(&self, body: Body) {
        let mut left = self.picture_bytes;
        let mut body = body.into_data_stream();
        self.for_a_while(async {
            while let Some(Ok(bytes)) = body.next().await {
                left = left.saturating_sub(bytes.len() as u64);
                if left == 0 {
                    return;
                }
            }
        })
        .await;
    }

    /// Reads what is kept nowhere, unless others do in too great a number; whoever is slow is not waited for.
    pub(crate) async fn for_a_while(&self, reading: impl Future<Output = ()>) {
        if let Ok(_share) = self.read_away.take((), 1) {
            let _ = tokio::time::timeout(READ_AWAY_WITHIN, reading).await;
        }
    }
}
