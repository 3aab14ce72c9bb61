//! Live updates as server-sent events: `hello` when the stream begins, `changed` with the case's id (or `all`: load
//! everything again), and `beat` while there is nothing to say, by which a page knows that it still hears us. Each has
//! data: a browser drops an event without.

use std::{convert::Infallible, time::Duration};

use app::api::context::signed_in;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use backend::{Backend, cases, live::Changed};
use domain::{access::Actor, ids::CaseId};
use futures::{Stream, StreamExt};
use tower_sessions::Session;

use super::acting::refusal;
use crate::{middleware::admission::Admission, state::Closing};

/// A stream is ended now and then; the browser asks again by itself, and whether it still may is asked again too.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// The longest that a stream is silent; pages take three times as long for a stream that does not reach them
/// (`app/src/wire/silence.rs`).
const BEAT: Duration = Duration::from_secs(10);

/// `GET /events/cases/{id}`: something of this case changed.
pub(crate) async fn of_case(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    State(admission): State<Admission>,
    session: Session,
    Path(case): Path<CaseId>,
) -> Result<impl IntoResponse, StatusCode> {
    let (actor, me) = signed_in(&session, &backend).await.ok_or(StatusCode::UNAUTHORIZED)?;
    let news = cases::follow(&backend, &actor, case).await.map_err(|error| refusal(&error))?;
    let watching = admission.watching(me.account).map_err(|_| StatusCode::TOO_MANY_REQUESTS)?;
    Ok(stream(news, closing, watching))
}

/// `GET /events/worklist`: something on the asker's worklist changed.
pub(crate) async fn of_worklist(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    State(admission): State<Admission>,
    session: Session,
) -> Result<impl IntoResponse, StatusCode> {
    match signed_in(&session, &backend).await {
        Some((Actor::Specialist { service, account }, _)) => {
            let watching = admission.watching(account).map_err(|_| StatusCode::TOO_MANY_REQUESTS)?;
            Ok(stream(backend.live().service(service), closing, watching))
        }
        Some(_) => Err(StatusCode::NOT_FOUND),
        None => Err(StatusCode::UNAUTHORIZED),
    }
}

/// `held` is let go with the stream.
fn stream(
    news: impl Stream<Item = Changed> + Send + 'static,
    closing: Closing,
    held: impl Send + 'static,
) -> impl IntoResponse {
    let end = async move {
        tokio::select! {
            () = closing.0.cancelled() => {}
            () = tokio::time::sleep(LONGEST) => {}
        }
    };
    let event = |name: &str, data: &str| Event::default().event(name).data(data);
    let changes = news.map(move |changed| match changed.case {
        Some(case) => event("changed", &case.to_string()),
        None => event("changed", "all"),
    });
    let events = futures::stream::iter([event("hello", "-")]).chain(changes).map(move |event| {
        let _held = &held;
        Ok::<_, Infallible>(event)
    });
    let keep_alive = KeepAlive::new().interval(BEAT).event(event("beat", "-"));
    let events = Sse::new(events.take_until(Box::pin(end))).keep_alive(keep_alive);
    // By itself it says `no-cache`, and then it may be kept.
    ([(header::CACHE_CONTROL, "no-store")], events)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Server-sent events, HTML Living Standard 9.2.6: an event whose data is empty is not dispatched.
    #[tokio::test]
    async fn every_event_has_data_or_no_browser_would_deliver_it() {
        let case = "0190c1a2-0000-7000-8000-000000000001".parse::<CaseId>().expect("an id");
        let news = [Changed { case: Some(case), service: None }, Changed { case: None, service: None }];
        let answer = stream(futures::stream::iter(news), Closing::default(), ()).into_response();
        let body = axum::body::to_bytes(answer.into_body(), 10_000).await.expect("a stream that ends");
        let text = String::from_utf8(body.to_vec()).expect("text");
        assert_eq!(
            text,
            format!("event: hello\ndata: -\n\nevent: changed\ndata: {case}\n\nevent: changed\ndata: all\n\n")
        );
    }
}
