//! Live updates as server-sent events, named `changed`, whose data is the case's id (empty: load everything again).

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

use crate::state::Closing;

/// A stream is ended now and then; the browser asks again by itself, and whether it still may is asked again too.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// `GET /events/cases/{id}`: something of this case changed.
pub(crate) async fn of_case(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    session: Session,
    Path(case): Path<CaseId>,
) -> Result<impl IntoResponse, StatusCode> {
    let (actor, _) = signed_in(&session, &backend).await.ok_or(StatusCode::UNAUTHORIZED)?;
    cases::show(&backend, &actor, case).await.map_err(|_| StatusCode::NOT_FOUND)?;
    Ok(stream(backend.live().case(case), closing))
}

/// `GET /events/worklist`: something on the asker's worklist changed.
pub(crate) async fn of_worklist(
    State(backend): State<Backend>,
    State(closing): State<Closing>,
    session: Session,
) -> Result<impl IntoResponse, StatusCode> {
    match signed_in(&session, &backend).await {
        Some((Actor::Specialist { service, .. }, _)) => Ok(stream(backend.live().service(service), closing)),
        Some(_) => Err(StatusCode::NOT_FOUND),
        None => Err(StatusCode::UNAUTHORIZED),
    }
}

fn stream(news: impl Stream<Item = Changed> + Send + 'static, closing: Closing) -> impl IntoResponse {
    let end = async move {
        tokio::select! {
            () = closing.0.cancelled() => {}
            () = tokio::time::sleep(LONGEST) => {}
        }
    };
    let events = news.map(|changed| {
        let case = changed.case.map(|case| case.to_string()).unwrap_or_default();
        Ok::<_, Infallible>(Event::default().event("changed").data(case))
    });
    let events = Sse::new(events.take_until(Box::pin(end))).keep_alive(KeepAlive::default());
    // By itself it says `no-cache`, and then it may be kept.
    ([(header::CACHE_CONTROL, "no-store")], events)
}
