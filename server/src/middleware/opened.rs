//! A specialist who goes to a case's page has opened the case, and a patient who goes to their page and is shown the answer
//! has opened that. With scripts a specialist's page says so itself, once it is looked at; without them, and of patients,
//! their own request is all there is. Whatever fetches pages for later is no person: it says so in a header. What reads
//! links in texts never comes this far: the answer is shown after the date of birth alone.

use app::api::context::{AnswerShown, Who};
use axum::{
    extract::Request,
    http::{HeaderMap, Method},
    middleware::Next,
    response::Response,
};
use backend::{Backend, Error, cases, error::chain, photo_requests};
use domain::ids::CaseId;

/// Notes what the person who asked has opened, once the page is there to be sent.
pub(crate) async fn note(backend: Backend, mut request: Request, next: Next) -> Response {
    let opened = opened(request.method(), request.uri().path(), request.headers());
    let who = request.extensions().get::<Who>().cloned().unwrap_or_default();
    let answer = AnswerShown::default();
    let since = backend.clock().now();
    if matches!(opened, Some(Opened::News(_))) {
        request.extensions_mut().insert(answer.clone());
    }
    let response = next.run(request).await;
    if !response.status().is_success() {
        return response;
    }
    let noted = match (opened, who.actor()) {
        (Some(Opened::Case(case)), Some(actor)) => cases::mark_opened(&backend, &actor, case).await,
        (Some(Opened::News(link)), _) if answer.is_shown() => match who.by_link(&backend, &link).await {
            Ok(actor) => photo_requests::note_opened(&backend, &actor, since).await,
            Err(error) => Err(error),
        },
        (Some(Opened::Case(_) | Opened::News(_)) | None, _) => Ok(()),
    };
    match noted {
        // Nobody's of this service, or a link that was closed meanwhile: there is nothing to say.
        Ok(()) | Err(Error::Denied | Error::NotFound | Error::Unconfirmed) => {}
        Err(error) => tracing::error!(error = chain(&error), "that a case or an answer was opened is not in its log"),
    }
    response
}

/// What somebody goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Opened {
    /// A specialist to a case.
    Case(CaseId),
    /// A patient to the news of their link, which pages call so.
    News(String),
}

fn opened(method: &Method, path: &str, headers: &HeaderMap) -> Option<Opened> {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_for_later = ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .any(|name| ["prefetch", "prerender", "preview"].iter().any(|word| says(name).contains(word)));
    let is_page = matches!(says("sec-fetch-dest"), "" | "document");
    if method != Method::GET || !is_page || is_for_later {
        return None;
    }
    if let Some(link) = path.strip_prefix("/p/") {
        return Some(Opened::News(link.strip_suffix("/news")?.to_owned()));
    }
    Some(Opened::Case(path.strip_prefix("/worklist/")?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/worklist/01890a5d-ac96-774b-bcce-b302099a8057";

    fn of(path: &str, headers: &[(&'static str, &'static str)]) -> Option<Opened> {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        opened(&Method::GET, path, &headers)
    }

    #[test]
    fn only_who_goes_to_a_page_opens_it() {
        let news = Some(Opened::News("AAAA".to_owned()));
        let case = Some(Opened::Case("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()));
        for (path, opens) in [(PATH, case), ("/p/AAAA/news", news)] {
            assert_eq!(of(path, &[]), opens);
            assert_eq!(of(path, &[("sec-fetch-dest", "document")]), opens);
            assert_eq!(of(path, &[("sec-fetch-dest", "empty")]), None);
            assert_eq!(of(path, &[("sec-purpose", "prefetch;prerender")]), None);
            assert_eq!(of(path, &[("purpose", "prefetch")]), None);
            assert_eq!(opened(&Method::HEAD, path, &HeaderMap::new()), None);
        }
        for path in ["/worklist", "/worklist/templates", "/p/AAAA", "/p/AAAA/check", "/p/AAAA/before"] {
            assert_eq!(of(path, &[]), None, "{path}");
        }
    }
}
