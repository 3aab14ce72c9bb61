use domain::{
    access::Actor,
    audit::Access,
    case::Problem,
    forms::{Checked, Fault, FormKind, Questionnaire, limits},
    ids::{AccountId, ServiceId},
    role::Capability,
    time::london_day,
    view::{FormDraft, FormFile, FormLine, FormVersion, FormsView, When},
};

use sqlx::AnyConnection;

use super::shipped;
use crate::{
    Backend, Error,
    db::{self, questionnaires::Published},
    manager::Act,
    sealed::digest,
};

/// Versions that a page lists, the newest.
const LISTED: i64 = 200;

/// Who looks after a service's forms, and which service it is.
pub(super) fn manager(actor: &Actor) -> Result<(AccountId, ServiceId), Error> {
    actor.can(Capability::ManageForms)?;
    Ok((actor.account().ok_or(Error::Denied)?, actor.service()?))
}

/// The forms of the asker's service: what comes with the program, its own versions, and what it has put in to look at.
///
/// # Errors
/// `Denied` for whoever looks after no service's forms; `NotFound` where they look after something else.
pub async fn list(b: &Backend, actor: &Actor) -> Result<FormsView, Error> {
    let (_, service) = manager(actor)?;
    let mut connection = b.db().read().await?;
    db::organisations::service(&mut connection, service, b.clock().now()).await?.ok_or(Error::NotFound)?;
    let own = db::questionnaires::of_service(&mut connection, service, LISTED).await?;
    let draft = db::questionnaires::draft(&mut connection, service).await?;
    let forms = FormKind::ALL.iter().map(|&kind| -> Result<FormLine, Error> {
        let shipped = shipped(kind)?;
        let mut versions: Vec<FormVersion> = own.iter().filter(|it| it.url == kind.url()).map(version_line).collect();
        versions.push(FormVersion { version: shipped.version.clone(), ..FormVersion::default() });
        if let Some(current) = versions.iter_mut().find(|it| it.withdrawn.is_none()) {
            current.is_current = true;
        }
        Ok(FormLine { kind, title: shipped.title.clone(), versions })
    });
    Ok(FormsView { forms: forms.collect::<Result<_, _>>()?, draft: draft.map(draft_view) })
}

pub(super) fn draft_view(json: String) -> FormDraft {
    // Its address alone: a file may be anything.
    let of: Option<serde_json::Value> = serde_json::from_str(&json).ok();
    let kind = of.and_then(|form| FormKind::of(form.get("url")?.as_str()?));
    FormDraft { kind, faults: faults(&json), seen: digest(&json), json }
}

fn version_line(own: &Published) -> FormVersion {
    FormVersion {
        version: own.version.clone(),
        published: Some(When::at(own.at)),
        withdrawn: own.withdrawn.map(When::at),
        is_current: false,
    }
}

/// What stands in the way of publishing it.
fn faults(json: &str) -> Vec<String> {
    match ready(json) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| fault.0).collect(),
    }
}

fn ready(json: &str) -> Result<Checked, Vec<Fault>> {
    let form = Questionnaire::parse(json.as_bytes())?;
    if form.kind().is_asked_from_its_file() {
        return Ok(form);
    }
    let sentence = format!(
        "The form: “{}” is not asked from its file yet, so another version would change nothing",
        form.kind().label()
    );
    Err(vec![Fault(sentence)])
}

/// Keeps what somebody has put in, right or wrong, to be looked at.
///
/// # Errors
/// `TooLarge`; as [`list`].
pub async fn save_draft(b: &Backend, actor: &Actor, json: &str) -> Result<(), Error> {
    let (_, service) = manager(actor)?;
    if json.len() > limits::MOST_BYTES {
        return Err(Error::TooLarge);
    }
    let mut tx = b.db().begin().await?;
    db::organisations::hold(&mut tx, service.into()).await?;
    db::organisations::service(&mut tx, service, b.clock().now()).await?.ok_or(Error::NotFound)?;
    if json.trim().is_empty() {
        db::questionnaires::forget_draft(&mut tx, service).await?;
    } else {
        db::questionnaires::save_draft(&mut tx, service, json, b.clock().now()).await?;
    }
    tx.commit().await
}

/// Publishes what was put in: whoever begins from now on is asked by it. `seen` stands for the text that whoever publishes
/// has looked at.
///
/// # Errors
/// `Stale` where somebody has put in another one since; `Invalid` with everything that is wrong with it, and where its version's name is taken; `NotFound` where nothing was put
/// in; as [`list`].
pub async fn publish(b: &Backend, actor: &Actor, seen: &str) -> Result<(), Error> {
    let (account, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    db::organisations::hold(&mut tx, service.into()).await?;
    let json = db::questionnaires::draft(&mut tx, service).await?.ok_or(Error::NotFound)?;
    if digest(&json) != seen {
        return Err(Error::Stale);
    }
    let refused =
        |faults: Vec<Fault>| Error::Invalid(faults.into_iter().map(|fault| Problem::new("json", fault.0)).collect());
    let form = ready(&json).map_err(refused)?;
    let now = b.clock().now();
    let new = Published { url: form.url.clone(), version: form.version.clone(), json, at: now, withdrawn: None };
    let is_shipped = form.kind().shipped_as(&form.version).is_some();
    if is_shipped || !db::questionnaires::insert(&mut tx, service, account, &new).await? {
        let sentence = format!("The form: the version “{}” is taken: give it another name", new.version);
        return Err(refused(vec![Fault(sentence)]));
    }
    db::questionnaires::forget_draft(&mut tx, service).await?;
    let done = Access::FormPublished { organisation: service.into(), form: form.kind() };
    act.done(&mut tx, now, &done).await?;
    tx.commit().await
}

/// Nobody begins with this version any longer. Who has begun goes on with it.
///
/// # Errors
/// `NotFound` where the service has no such version in use; as [`list`].
pub async fn withdraw(b: &Backend, actor: &Actor, kind: FormKind, version: &str) -> Result<(), Error> {
    let (account, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let now = b.clock().now();
    if !db::questionnaires::withdraw(&mut tx, service, kind.url(), version, account, now).await? {
        return Err(Error::NotFound);
    }
    act.done(&mut tx, now, &Access::FormWithdrawn { organisation: service.into(), form: kind }).await?;
    tx.commit().await
}

/// A version's file: one's own, what comes with the program, or, without a version, what was put in.
///
/// # Errors
/// `NotFound` where there is none; as [`list`].
pub async fn file(b: &Backend, actor: &Actor, kind: Option<FormKind>, version: &str) -> Result<FormFile, Error> {
    let (_, service) = manager(actor)?;
    let json = json(&mut *b.db().read().await?, service, kind, version).await?;
    Ok(FormFile { json, today: london_day(b.clock().now()) })
}

pub(super) async fn json(
    connection: &mut AnyConnection,
    service: ServiceId,
    kind: Option<FormKind>,
    version: &str,
) -> Result<String, Error> {
    let Some(kind) = kind else {
        return db::questionnaires::draft(connection, service).await?.ok_or(Error::NotFound);
    };
    if let Some((_, file)) = kind.shipped_as(version) {
        return Ok(file.to_owned());
    }
    db::questionnaires::file(connection, service, kind.url(), version).await?.ok_or(Error::NotFound)
}
