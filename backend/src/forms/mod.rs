//! Which version of a form is asked: the newest that a service has published for itself, else what comes with the
//! program; and once begun, the one that was begun with.

mod edit;
mod manage;

use std::sync::Arc;

use domain::{
    case::{Draft, Fact, Filled},
    forms::{Checked, FormKind},
    guide::Subject,
    ids::ServiceId,
    photo_request::Purpose,
};
pub use edit::{begin, edit, editor, forget};
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
    let own = match service {
        Some(service) => db::questionnaires::current(connection, service, kind.url()).await?,
        None => None,
    };
    read(own, kind)
}

/// The version of this name, withdrawn or not; what comes with the program where there is none.
pub(crate) async fn version(
    connection: &mut AnyConnection,
    canonical: Option<&str>,
    kind: FormKind,
) -> Result<Checked, Error> {
    let named = canonical.and_then(|canonical| canonical.split_once('|')).filter(|(url, _)| *url == kind.url());
    let Some((url, version)) = named else { return shipped(kind) };
    if let Some((form, _)) = kind.shipped_as(version) {
        return Ok(form);
    }
    read(db::questionnaires::get(connection, url, version).await?, kind)
}

/// What is no longer read is asked as it comes with the program, which has everything that a rule reads. Whoever shows what
/// was answered before looks whether that is the version that asked it.
fn read(form: db::questionnaires::Read, kind: FormKind) -> Result<Checked, Error> {
    form.map_or_else(|| shipped(kind), |form| Ok(Checked::clone(&form)))
}

/// The longest request, in characters of JSON: far more than its fields may have when it is sent, and little
/// enough that a form cannot fill the disk.
pub(crate) const LONGEST: usize = 20_000;

/// What a page of this case typed, by the version that it was begun with, until lesion or rash, or the service, is chosen
/// anew.
pub(crate) async fn typed(connection: &mut AnyConnection, before: &Filled, typed: Draft) -> Result<Filled, Error> {
    by(connection, before, typed, is_named(before)).await
}

/// The same for what is being written: a version that its service has withdrawn, or that is no longer read, asks nobody
/// anything more. It may be one that nobody can answer.
///
/// # Errors
/// `TooLarge` where the request became longer than it may be with what is kept of it beside the page: answers that only
/// other versions ask.
pub(crate) async fn typed_now(connection: &mut AnyConnection, before: &Filled, typed: Draft) -> Result<Filled, Error> {
    let goes_on = is_asked_yet(connection, before).await?;
    let all = by(connection, before, typed, goes_on).await?;
    let length = |draft: &Draft| db::to_json(draft).map(|json| json.chars().count());
    let longest = LONGEST.max(length(before)?);
    if length(&all)? > longest { Err(Error::TooLarge) } else { Ok(all) }
}

/// A request as its page goes on with it, by the version that [`typed_now`] asks it by.
pub(crate) async fn now(connection: &mut AnyConnection, before: &Filled) -> Result<Filled, Error> {
    if before.response.questionnaire.is_empty() || is_asked_yet(connection, before).await? {
        return Ok(before.clone());
    }
    by(connection, before, before.clone().into_draft(), false).await
}

/// What another request begins with that goes on from this one, by the version that is asked now.
pub(crate) async fn anew(connection: &mut AnyConnection, before: &Filled, typed: Draft) -> Result<Filled, Error> {
    by(connection, before, typed, false).await
}

async fn by(connection: &mut AnyConnection, before: &Filled, typed: Draft, goes_on: bool) -> Result<Filled, Error> {
    let page = match &typed.response.questionnaire {
        named if *named == before.form().canonical() || *named == before.response.questionnaire => {
            Arc::clone(before.form())
        }
        _ => Arc::clone(db::questionnaires::fill(connection, typed.clone()).await?.form()),
    };
    let kind = if typed.subject() == Some(Subject::Rash) { FormKind::Rash } else { FormKind::Lesion };
    let form = if goes_on && kind == before.form().kind() && typed.service == before.service {
        Arc::clone(before.form())
    } else {
        Arc::new(current(connection, typed.service.parse().ok(), kind).await?)
    };
    let others = versions(connection, before).await?;
    Ok(before.typed(&page, typed, form, &others))
}

fn is_named(request: &Filled) -> bool {
    !request.response.questionnaire.is_empty()
}

/// Whether the version that a request was begun with is still asked.
async fn is_asked_yet(connection: &mut AnyConnection, request: &Filled) -> Result<bool, Error> {
    if !is_named(request) || !request.is_readable() {
        return Ok(false);
    }
    let form = request.form();
    Ok(!db::questionnaires::is_withdrawn(connection, &form.url, &form.version).await?)
}

/// Every version that asked something of which the answers stay with a request.
async fn versions(connection: &mut AnyConnection, request: &Filled) -> Result<Vec<Arc<Checked>>, Error> {
    let mut all = vec![Arc::new(shipped(FormKind::Lesion)?), Arc::new(shipped(FormKind::Rash)?)];
    let aside = request.set_aside.iter().map(|before| &before.questionnaire);
    for canonical in request.asked_before.iter().chain(aside) {
        all.extend(db::questionnaires::version(connection, canonical).await?);
    }
    Ok(all)
}

/// What was answered in this request and is not asked in it, by whichever version asked it.
pub(crate) async fn left_out(connection: &mut AnyConnection, request: &Filled) -> Result<Vec<Fact>, Error> {
    Ok(request.left_out(&versions(connection, request).await?))
}

/// The service whose forms a case is asked by: the one it was sent to, else the one that was chosen.
pub(crate) fn service_of(case: &Case) -> Option<ServiceId> {
    case.facts().service.or_else(|| case.draft.service.parse().ok())
}

/// The questions that a link was made with.
pub(crate) async fn questions(connection: &mut AnyConnection, request: &PhotoRequest) -> Result<Checked, Error> {
    let kind = match request.link.purpose {
        Purpose::Round => FormKind::HasChanged,
        Purpose::Patient | Purpose::Phone | Purpose::News => FormKind::PatientQuestions,
    };
    version(connection, request.questionnaire.as_deref(), kind).await
}

/// What a link's page asks of whoever sees that it has changed: the version that the page was made with, if it is one
/// that this case may be asked by, else today's.
pub(crate) async fn has_changed(
    connection: &mut AnyConnection,
    case: &Case,
    begun_with: &str,
) -> Result<Checked, Error> {
    let (kind, service) = (FormKind::HasChanged, service_of(case));
    let begun_with = begun_with.split_once('|').filter(|(url, _)| *url == kind.url());
    if let Some((form, _)) = begun_with.and_then(|(_, version)| kind.shipped_as(version)) {
        return Ok(form);
    }
    if let (Some(service), Some((url, version))) = (service, begun_with)
        && db::questionnaires::is_own(connection, service, url, version).await?
    {
        return read(db::questionnaires::get(connection, url, version).await?, kind);
    }
    current(connection, service, kind).await
}
