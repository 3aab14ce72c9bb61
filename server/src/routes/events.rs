//! Live updates as server-sent events: `hello` when the stream begins, `changed` with the case's id (or `all`: load
//! everything again), and `beat` while there is nothing to say, by which a page knows that it still hears us. Each has
//! data: a browser drops an event without.

use std::{convert::Infallible, time::Duration};

use app::api::context::{Staff, Who};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderName, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use backend::{Backend, cases, live::Changed, sessions};
use domain::ids::CaseId;
use futures::{Stream, StreamExt};
use serde::Deserialize;

use super::acting::refusal;
use crate::{
    middleware::admission::{Admission, Watching},
    state::Closing,
};

/// A stream is ended now and then; the browser asks again by itself, and whether it still may is asked again too.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// The longest that a stream is silent; pages take three times as long for a stream that does not reach them
/// (`app/src/silence.rs`).
const BEAT: Duration = Duration::from_secs(10);

/// How much had been said when the page was made that asks (`Live::place`).
#[derive(Deserialize)]
pub(crate) struct Since {
    since: Option<String>,
}

/// `GET /events/cases/{id}`: something of this case changed.
pub(crate) async fn of_case(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    State(admission): State<Admission>,
    Extension(who): Extension<Who>,
    Path(case): Path<CaseId>,
    Query(Since { since }): Query<Since>,
) -> Result<impl IntoResponse, Response> {
    let staff = who.staff.ok_or_else(|| StatusCode::UNAUTHORIZED.into_response())?;
    let news = cases::follow(&backend, &staff.actor, case, since.as_deref()).await.map_err(|error| refusal(&error))?;
    let watching = watching(&admission, &staff).map_err(IntoResponse::into_response)?;
    Ok(stream(news, &backend, &staff, closing, watching))
}

/// `GET /events/worklist`: something on the asker's worklist changed.
pub(crate) async fn of_worklist(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    State(admission): State<Admission>,
    Extension(who): Extension<Who>,
    Query(Since { since }): Query<Since>,
) -> Result<impl IntoResponse, StatusCode> {
    let staff = who.staff.ok_or(StatusCode::UNAUTHORIZED)?;
    let service = staff.actor.service().map_err(|_| StatusCode::NOT_FOUND)?;
    let watching = watching(&admission, &staff)?;
    Ok(stream(backend.live().service(service, since.as_deref()), &backend, &staff, closing, watching))
}

/// `GET /events/home`: what the asker's practice has to do changed.
pub(crate) async fn of_home(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    State(admission): State<Admission>,
    Extension(who): Extension<Who>,
    Query(Since { since }): Query<Since>,
) -> Result<impl IntoResponse, StatusCode> {
    let staff = who.staff.ok_or(StatusCode::UNAUTHORIZED)?;
    let practice = staff.actor.practice().map_err(|_| StatusCode::NOT_FOUND)?;
    let watching = watching(&admission, &staff)?;
    Ok(stream(backend.live().practice(practice, since.as_deref()), &backend, &staff, closing, watching))
}

fn watching(admission: &Admission, staff: &Staff) -> Result<Watching, StatusCode> {
    admission.watching(staff.signed_in.me.account).map_err(|_| StatusCode::TOO_MANY_REQUESTS)
}

/// Ends with the sign-in that it was opened for; `held` is let go with it.
fn stream<S: Stream<Item = Changed> + Send + 'static>(
    news: S,
    backend: &Backend,
    staff: &Staff,
    closing: Closing,
    held: Watching,
) -> impl IntoResponse + use<S> {
    let signed_out = backend.live().ended(sessions::stream_id(&staff.signed_in.mark));
    let end = async move {
        tokio::select! {
            () = closing.0.cancelled() => {}
            () = signed_out => {}
            () = tokio::time::sleep(LONGEST) => {}
        }
    };
    let events = told(news).map(move |event| {
        let _held = &held;
        Ok::<_, Infallible>(event)
    });
    let keep_alive = KeepAlive::new().interval(BEAT).event(event("beat", "-"));
    let events = Sse::new(events.take_until(Box::pin(end))).keep_alive(keep_alive);
    // By itself it says `no-cache`, and then it may be kept. nginx holds answers back until it has some kilobytes of them
    // unless it is told not to.
    ([(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")], events)
}

fn event(name: &str, data: &str) -> Event {
    Event::default().event(name).data(data)
}

/// What a page is told, the first of it at once: until then it does not know that it hears anything.
fn told(news: impl Stream<Item = Changed>) -> impl Stream<Item = Event> {
    let changes = news.map(|changed| match changed.case {
        Some(case) => event("changed", &case.to_string()),
        None => event("changed", "all"),
    });
    futures::stream::iter([event("hello", "-")]).chain(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Server-sent events, HTML Living Standard 9.2.6: an event whose data is empty is not dispatched.
    #[tokio::test]
    async fn every_event_has_data_or_no_browser_would_deliver_it() {
        let case = "0190c1a2-0000-7000-8000-000000000001".parse::<CaseId>().expect("an id");
        let news = [Some(case), None].map(|case| Changed { case, service: None, practice: None, ended: None });
        let answer = Sse::new(told(futures::stream::iter(news)).map(Ok::<_, Infallible>)).into_response();
        let body = axum::body::to_bytes(answer.into_body(), 10_000).await.expect("a stream that ends");
        let text = String::from_utf8(body.to_vec()).expect("text");
        assert_eq!(
            text,
            format!("event: hello\ndata: -\n\nevent: changed\ndata: {case}\n\nevent: changed\ndata: all\n\n")
        );
    }
}
