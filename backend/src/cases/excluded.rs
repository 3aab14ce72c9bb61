use domain::{
    pathway::{Excluded, excluded_by},
    time::london_day,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Error,
    db::{
        cases::Case,
        organisations::{self, Service},
    },
};

/// By what the service that a request names does not usually take it, or not at all: by the policy that holds now. A service
/// that has the case already, on the same pathway, is not asked again: what it asked for would have nowhere to go.
pub(super) async fn excluded(
    connection: &mut AnyConnection,
    case: &Case,
    now: Timestamp,
) -> Result<Vec<Excluded>, Error> {
    let Ok(service) = case.working().service.parse() else { return Ok(Vec::new()) };
    let service = organisations::service(connection, service, now).await?;
    Ok(service.map(|it| excluded_from(&it, case, now)).unwrap_or_default())
}

/// The same of a service that is known.
pub(super) fn excluded_from(service: &Service, case: &Case, now: Timestamp) -> Vec<Excluded> {
    let draft = case.working();
    if has_it_already(case, service.id) && case.draft.kind == draft.kind {
        return Vec::new();
    }
    excluded_by(&service.rules, draft, london_day(now))
}

/// Whether the service that a request names has it already, on the same pathway.
pub(super) fn has_it_as_asked(case: &Case) -> bool {
    let draft = case.working();
    draft.service.parse().is_ok_and(|service| has_it_already(case, service)) && case.draft.kind == draft.kind
}

pub(super) fn has_it_already(case: &Case, service: domain::ids::ServiceId) -> bool {
    case.state.asked().is_some_and(|asked| asked.service == service)
}
