//! A service's version made by hand: begun from one that there is, and changed one act at a time.

use domain::{
    access::Actor,
    case::Problem,
    forms::{
        FormKind,
        edit::{Edit, EditAct, EditForm, EditRefused, Opened},
    },
    ids::ServiceId,
    time::london_day,
    view::{FormDraft, FormEditor},
};
use sqlx::AnyConnection;

use super::manage::{draft_view, json, manager};
use crate::{
    Backend, Error,
    db::{self, Tx},
};

/// Names of one day that are tried before somebody has to think of one.
const TRIED: usize = 50;

/// What is being made, and what one would begin with: `from`, else the version that is asked now.
///
/// # Errors
/// As [`super::list`].
pub async fn editor(b: &Backend, actor: &Actor, kind: FormKind, from: &str) -> Result<FormEditor, Error> {
    let (_, service) = manager(actor)?;
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    db::organisations::service(&mut connection, service, now).await?.ok_or(Error::NotFound)?;
    let draft = db::questionnaires::draft(&mut connection, service).await?.map(draft_view);
    let is_taken = match draft.as_ref().and_then(|draft| Opened::read(&draft.json).ok()) {
        Some(Opened { form, .. }) => match FormKind::of(&form.url) {
            Some(kind) => is_taken(&mut connection, kind, &form.version).await?,
            None => false,
        },
        None => false,
    };
    let is_going_on = from.is_empty() && draft.as_ref().is_some_and(|draft| draft.kind == Some(kind));
    let (from, proposed) = match (is_going_on, from) {
        (true, _) => Default::default(),
        (false, "") => (
            super::current(&mut connection, Some(service), kind).await?.version.clone(),
            free(&mut connection, kind, now).await?,
        ),
        (false, from) => {
            // One that there is not cannot be begun with.
            json(&mut connection, service, Some(kind), from).await?;
            (from.to_owned(), free(&mut connection, kind, now).await?)
        }
    };
    Ok(FormEditor { draft, is_taken, from, proposed, refused: None })
}

/// A name that no version has yet: today's date, and with a number where that is taken.
async fn free(connection: &mut AnyConnection, kind: FormKind, now: jiff::Timestamp) -> Result<String, Error> {
    let today = london_day(now).to_string();
    for n in 1..=TRIED {
        let name = if n == 1 { today.clone() } else { format!("{today}-{n}") };
        if !is_taken(connection, kind, &name).await? {
            return Ok(name);
        }
    }
    Ok(String::new())
}

async fn is_taken(connection: &mut AnyConnection, kind: FormKind, version: &str) -> Result<bool, Error> {
    Ok(kind.shipped_as(version).is_some() || db::questionnaires::is_taken(connection, kind.url(), version).await?)
}

/// Puts in a version to be changed, under a name of its own, in place of what was put in before.
///
/// # Errors
/// `Stale` where what was put in before is not what was `seen`; `Invalid` for a name that is none, or taken; `NotFound`
/// where there is no version `from`; as [`super::list`].
pub async fn begin(
    b: &Backend,
    actor: &Actor,
    kind: FormKind,
    from: &str,
    name: &str,
    seen: &str,
) -> Result<(), Error> {
    let (_, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    let before = hold(b, &mut tx, service).await?;
    if before.map_or_else(String::new, |before| before.seen) != seen {
        return Err(Error::Stale);
    }
    let file = json(&mut tx, service, Some(kind), from).await?;
    let opened = Opened::read(&file).map_err(|_| Error::NotFound)?;
    let named = Edit::Name { version: name.to_owned(), title: opened.form.title.clone() };
    let edited = opened.edit(&named).map_err(refused)?;
    let version = Opened::read(&edited.file).map_err(|_| Error::NotFound)?.form.version;
    if is_taken(&mut tx, kind, &version).await? {
        return Err(refused(taken(&version)));
    }
    db::questionnaires::save_draft(&mut tx, service, &edited.file, b.clock().now()).await?;
    tx.commit().await
}

/// Does one thing to what was put in, where that is what was `seen`; the item that whoever did it goes on with.
///
/// # Errors
/// `Stale` where somebody has changed it since; `Invalid` with what stands against it; `NotFound` where nothing was put in,
/// or nothing that can be changed by hand; as [`super::list`].
pub async fn edit(
    b: &Backend,
    actor: &Actor,
    seen: &str,
    act: EditAct,
    item: &str,
    fields: &EditForm,
) -> Result<String, Error> {
    let (_, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    let before = hold(b, &mut tx, service).await?.ok_or(Error::NotFound)?;
    if before.seen != seen {
        return Err(Error::Stale);
    }
    let opened = Opened::read(&before.json).map_err(|_| Error::NotFound)?;
    let edit = fields.read(&opened, act, item).map_err(refused)?;
    let edited = opened.edit(&edit).map_err(refused)?;
    if let (Edit::Name { .. }, Some(kind)) = (&edit, before.kind) {
        let version = Opened::read(&edited.file).map_err(|_| Error::NotFound)?.form.version;
        if version != opened.form.version && is_taken(&mut tx, kind, &version).await? {
            return Err(refused(taken(&version)));
        }
    }
    db::questionnaires::save_draft(&mut tx, service, &edited.file, b.clock().now()).await?;
    tx.commit().await?;
    Ok(edited.item)
}

/// Throws away what was put in, where that is what was `seen`.
///
/// # Errors
/// `Stale` where somebody has changed it since; as [`super::list`].
pub async fn forget(b: &Backend, actor: &Actor, seen: &str) -> Result<(), Error> {
    let (_, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    match hold(b, &mut tx, service).await? {
        Some(before) if before.seen != seen => Err(Error::Stale),
        Some(_) => {
            db::questionnaires::forget_draft(&mut tx, service).await?;
            tx.commit().await
        }
        // Pressed twice.
        None => Ok(()),
    }
}

/// What was put in, which nobody else changes until this is done.
async fn hold(b: &Backend, tx: &mut Tx, service: ServiceId) -> Result<Option<FormDraft>, Error> {
    db::organisations::hold(tx, service.into()).await?;
    db::organisations::service(tx, service, b.clock().now()).await?.ok_or(Error::NotFound)?;
    let json = db::questionnaires::draft(tx, service).await?;
    Ok(json.map(draft_view))
}

fn refused(refused: EditRefused) -> Error {
    Error::Invalid(vec![Problem::new(refused.field, refused.sentence)])
}

fn taken(version: &str) -> EditRefused {
    let sentence = format!("This form has a version “{version}” already: give it another name");
    EditRefused { field: "version", sentence }
}
