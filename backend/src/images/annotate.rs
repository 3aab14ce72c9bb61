use domain::{
    access::{Action, Actor},
    annotation::{LayerLimits, Overlay},
    case::{EventKind, Problem},
    ids::ImageId,
};
use jiff::SignedDuration;

use super::permission;
use crate::{
    Backend, Error,
    db::{self, layers::StoredLayer},
    events,
};

/// How long the case's log says nothing more after it told that somebody marked a picture: every stroke is stored, and a
/// history of strokes would hide what matters.
const TELLS_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// Puts `overlay` in place of what `actor` drew over a picture before, and answers its version. Neither the picture nor
/// what it was sent with nor anybody else's layer is changed. `seen` is the version it was drawn on, 0 for none.
///
/// # Errors
/// `NotFound` where there is none, `Denied` when `actor` may only look at it or has no account to keep a layer under,
/// `Invalid` for marks outside the picture, `Stale` when another version is stored: the same person drew elsewhere.
pub async fn annotate(b: &Backend, actor: &Actor, image: ImageId, seen: i64, overlay: Overlay) -> Result<i64, Error> {
    let sound = overlay.check(&LayerLimits::default());
    sound.map_err(|error| Error::Invalid(vec![Problem::new("annotations", error.to_string())]))?;
    let mut tx = b.db().begin().await?;
    let (image, case, now) = permission::to_change(b, &mut tx, actor, image, Action::AnnotateImage).await?;
    // What comes by a link is marked before it is sent, and those marks come with it.
    let account = actor.account().ok_or(Error::Denied)?;
    let before = db::layers::get(&mut tx, image.id, account).await?;
    let version = before.as_ref().map_or(0, |before| before.version);
    // Asked before the versions: a save whose answer was lost is sent again.
    let same = before.as_ref().map_or_else(|| overlay.is_empty(), |before| before.overlay == overlay);
    if same {
        return Ok(version);
    }
    if seen != version {
        return Err(Error::Stale);
    }
    let logged = before.map(|before| before.logged_at).filter(|logged| now.duration_since(*logged) < TELLS_EVERY);
    let layer = StoredLayer { overlay, version: version + 1, changed_at: now, logged_at: logged.unwrap_or(now) };
    db::layers::put(&mut tx, image.id, account, &layer).await?;
    if logged.is_none() {
        let event = EventKind::Annotated { image: image.id };
        events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    }
    tx.changed(case.id, case.state.asked().map(|asked| asked.service));
    tx.commit().await?;
    Ok(layer.version)
}
