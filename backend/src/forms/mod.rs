//! Which version of a form is asked: the newest that a service has published for itself, else what comes with the
//! program; and once begun, the one that was begun with.

mod manage;

use std::sync::Arc;

use domain::{
    case::{Draft, Fact, Filled},
    forms::{Checked, FormKind},
    guide::Subject,
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

/// What is no longer read is asked as it comes with the program, which has everything that a rule reads.
fn read(json: &str, kind: FormKind) -> Result<Checked, Error> {
    db::questionnaires::read(json).map_or_else(|| shipped(kind), |form| Ok(Checked::clone(&form)))
}

/// What a page of this case typed, by the version that it is asked by from now on: the one that it was begun with, until
/// lesion or rash, or the service, is chosen anew.
pub(crate) async fn typed(connection: &mut AnyConnection, before: &Filled, typed: Draft) -> Result<Filled, Error> {
    let page = match &typed.response.questionnaire {
        named if *named == before.form().canonical() => Arc::clone(before.form()),
        _ => Arc::clone(db::questionnaires::fill(connection, typed.clone()).await?.form()),
    };
    let kind = if typed.subject() == Some(Subject::Rash) { FormKind::Rash } else { FormKind::Lesion };
    let is_begun = !before.response.questionnaire.is_empty();
    let form = if is_begun && kind == before.form().kind() && typed.service == before.service {
        Arc::clone(before.form())
    } else {
        Arc::new(current(connection, typed.service.parse().ok(), kind).await?)
    };
    Ok(before.typed(&page, typed, form))
}

/// What was answered in this request and is not asked in it, by whichever version asked it.
pub(crate) async fn left_out(connection: &mut AnyConnection, request: &Filled) -> Result<Vec<Fact>, Error> {
    let mut others = vec![Arc::new(shipped(FormKind::Lesion)?), Arc::new(shipped(FormKind::Rash)?)];
    for canonical in &request.asked_before {
        others.extend(db::questionnaires::version(connection, canonical).await?);
    }
    Ok(request.left_out(&others))
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
