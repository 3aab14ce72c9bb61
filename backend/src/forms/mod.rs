//! Which version of a form is asked: the newest that a service has published for itself, else what comes with the
//! program; and once begun, the one that was begun with.

mod manage;

use domain::{
    forms::{Checked, FormKind, Questionnaire},
    ids::ServiceId,
};
pub use manage::{file, list, publish, save_draft, withdraw};
use sqlx::AnyConnection;

use crate::{
    Error,
    db::{self, cases::Case, photo_requests::PhotoRequest},
    error::Damaged,
};

/// What comes with the program.
pub(crate) fn shipped(kind: FormKind) -> Result<Checked, Error> {
    kind.shipped().map_err(|_| Damaged("form that comes with the program").into())
}

/// The version that somebody begins with now; without a service chosen, what comes with the program.
pub(crate) async fn current(
    connection: &mut AnyConnection,
    service: Option<ServiceId>,
    kind: FormKind,
) -> Result<Checked, Error> {
    if let Some(service) = service
        && let Some(json) = db::questionnaires::current(connection, service, kind.url()).await?
    {
        return read(&json, kind);
    }
    shipped(kind)
}

/// The version of this name, withdrawn or not; what comes with the program where there is none.
pub(crate) async fn version(
    connection: &mut AnyConnection,
    canonical: Option<&str>,
    kind: FormKind,
) -> Result<Checked, Error> {
    let form = shipped(kind)?;
    let Some((url, version)) = canonical.and_then(|canonical| canonical.split_once('|')) else { return Ok(form) };
    if url != kind.url() || version == form.version {
        return Ok(form);
    }
    match db::questionnaires::get(connection, url, version).await? {
        Some(json) => read(&json, kind),
        None => Ok(form),
    }
}

/// A rule that was added since may find an item missing that nobody can add to what was published: the form that comes
/// with the program has it.
fn read(json: &str, kind: FormKind) -> Result<Checked, Error> {
    Questionnaire::parse(json.as_bytes()).or_else(|faults| {
        tracing::warn!(form = kind.as_str(), faults = faults.len(), "a published form is no longer read");
        shipped(kind)
    })
}

/// The service whose forms a case is asked by: the one it was sent to, else the one that was chosen.
pub(crate) fn service_of(case: &Case) -> Option<ServiceId> {
    case.facts().service.or_else(|| case.draft.service.parse().ok())
}

/// The questions that a link was made with.
pub(crate) async fn questions(connection: &mut AnyConnection, request: &PhotoRequest) -> Result<Checked, Error> {
    version(connection, request.questionnaire.as_deref(), FormKind::PatientQuestions).await
}

/// What a link's page asks of whoever sees that it has changed: the version that the page was made with, if it is one
/// that this case may be asked by, else today's.
pub(crate) async fn has_changed(
    connection: &mut AnyConnection,
    case: &Case,
    begun_with: &str,
) -> Result<Checked, Error> {
    let (kind, service) = (FormKind::HasChanged, service_of(case));
    let form = shipped(kind)?;
    if begun_with == form.canonical() {
        return Ok(form);
    }
    if let (Some(service), Some((url, version))) = (service, begun_with.split_once('|'))
        && url == kind.url()
        && let Some(json) = db::questionnaires::own(connection, service, url, version).await?
    {
        return read(&json, kind);
    }
    current(connection, service, kind).await
}
