//! A specialist who goes to a case's page has opened the case. With scripts the page says so itself, once it is looked at;
//! without them its own request is all there is. Whatever fetches pages for later is no person: it says so in a header.

use app::api::context::Who;
use axum::{
    extract::Request,
    http::{HeaderMap, Method},
    middleware::Next,
    response::Response,
};
use backend::{Backend, Error, cases, error::chain};
use domain::ids::CaseId;

pub(crate) async fn note(backend: Backend, request: Request, next: Next) -> Response {
    let opened = case_opened(request.method(), request.uri().path(), request.headers());
    let actor = request.extensions().get::<Who>().and_then(Who::actor);
    let response = next.run(request).await;
    if let (Some(case), Some(actor)) = (opened, actor)
        && response.status().is_success()
    {
        match cases::mark_opened(&backend, &actor, case).await {
            // Nobody's of this service: there is nothing to say.
            Ok(()) | Err(Error::Denied | Error::NotFound) => {}
            Err(error) => tracing::error!(error = chain(&error), "that a case was opened is not in its log"),
        }
    }
    response
}

/// The case whose page somebody goes to.
fn case_opened(method: &Method, path: &str, headers: &HeaderMap) -> Option<CaseId> {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_for_later = ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .any(|name| ["prefetch", "prerender", "preview"].iter().any(|word| says(name).contains(word)));
    let is_page = matches!(says("sec-fetch-dest"), "" | "document");
    let case = path.strip_prefix("/worklist/")?.parse().ok()?;
    (method == Method::GET && is_page && !is_for_later).then_some(case)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/worklist/01890a5d-ac96-774b-bcce-b302099a8057";

    fn opened(path: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        case_opened(&Method::GET, path, &headers).is_some()
    }

    #[test]
    fn only_who_goes_to_a_case_opens_it() {
        assert!(opened(PATH, &[]));
        assert!(opened(PATH, &[("sec-fetch-dest", "document")]));
        assert!(!opened(PATH, &[("sec-fetch-dest", "empty")]));
        assert!(!opened(PATH, &[("sec-purpose", "prefetch;prerender")]));
        assert!(!opened(PATH, &[("purpose", "prefetch")]));
        assert!(!opened("/worklist", &[]));
        assert!(!opened("/worklist/templates", &[]));
    }
}
