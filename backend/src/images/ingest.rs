use domain::{
    access::Actor,
    case::EventKind,
    command::PictureDetails,
    ids::{CaseId, ImageId, UploadId},
};
use imaging::Received;
use sha2::{Digest, Sha256};

use super::{PictureError, close_upload::close_upload, permission};
use crate::{
    Backend, Error,
    db::{
        self,
        images::{Image, Quality},
    },
    events,
    objects::{self, ObjectName},
};

/// Keeps a decoded picture: its objects first, then its row, its event and what it ends in one transaction. For an
/// upload that became a picture before (its last answer got lost), answers that picture.
pub(super) async fn ingest(
    b: &Backend,
    actor: &Actor,
    case: CaseId,
    received: Received,
    details: PictureDetails,
    upload: Option<UploadId>,
) -> Result<ImageId, PictureError> {
    let (width, height, bytes) = (received.width, received.height, received.master.len() as u64);
    let quality =
        Quality { report: received.report, kept_despite: details.kept_despite, kept_because: details.kept_because };
    let digest = hex::encode(Sha256::digest(&received.master));
    let mut kept = Vec::new();
    for file in [received.master, received.screen, received.thumb] {
        kept.push(objects::keep(b, file.into()).await?);
    }
    let [master, screen, thumb] = <[ObjectName; 3]>::try_from(kept.clone()).expect("three were kept");
    let now = b.clock().now();
    let image = Image {
        id: ImageId(b.ids().new_id(now)),
        case,
        photo_request: actor.photo_request(),
        account: actor.account(),
        visit: None,
        view: details.view,
        lesion: details.lesion,
        width,
        height,
        bytes,
        master,
        screen,
        thumb,
        digest,
        quality,
        annotations: details.annotations,
        received_at: now,
        sent: false,
    };
    match commit(b, actor, image.clone(), upload).await {
        Ok(Done { parts }) => {
            objects::discard(b, &parts).await;
            Ok(image.id)
        }
        Err(refused) => {
            objects::discard(b, &kept).await;
            match (refused, upload) {
                (NotKept::BecameOneBefore, Some(upload)) => {
                    let row = db::uploads::get(&mut *b.db().read().await?, upload).await?;
                    Ok(row.and_then(|row| row.image).ok_or(Error::NotFound)?)
                }
                (NotKept::BecameOneBefore, None) => Err(Error::Conflict.into()),
                (NotKept::Because(error), _) => Err(error),
            }
        }
    }
}

impl Image {
    /// Puts what its sender says of it.
    fn tell(&mut self, details: PictureDetails) {
        self.view = details.view;
        self.lesion = details.lesion;
        self.annotations = details.annotations;
        self.quality.kept_despite = details.kept_despite;
        self.quality.kept_because = details.kept_because;
    }
}

struct Done {
    /// The upload's parts, needed no longer.
    parts: Vec<ObjectName>,
}

enum NotKept {
    BecameOneBefore,
    Because(PictureError),
}

impl<E: Into<PictureError>> From<E> for NotKept {
    fn from(error: E) -> Self {
        Self::Because(error.into())
    }
}

async fn commit(b: &Backend, actor: &Actor, mut image: Image, upload: Option<UploadId>) -> Result<Done, NotKept> {
    let mut tx = b.db().begin().await?;
    let (case, now) = permission::to_finish(b, &mut tx, actor, image.case).await?;
    image.received_at = now;
    image.visit = case.facts().hub.map(|at| at.visit);
    let mut parts = Vec::new();
    if let Some(upload) = upload {
        // First of all: of two that finish the same upload at once, the second is answered as the first, also when that
        // was the last picture that the case had room for.
        parts = close_upload(b, &mut tx, upload, image.id).await?.ok_or(NotKept::BecameOneBefore)?;
        // Somebody who chose the file again while it was decoded may have told it anew.
        let newest = db::uploads::get(&mut tx, upload).await?.ok_or(Error::NotFound)?.details;
        image.tell(newest);
    }
    let limit = b.settings().limits.pictures_per_case;
    if db::images::count(&mut tx, image.case, actor.photo_request()).await? >= limit {
        return Err(PictureError::TooMany { limit }.into());
    }
    db::images::insert(&mut tx, &image).await?;
    db::cases::touch(&mut tx, case.id, now).await?;
    for object in [&image.master, &image.screen, &image.thumb] {
        objects::adopt(b, &mut tx, object).await?;
    }
    let event = EventKind::ImageReceived { image: image.id, view: image.view };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.state.asked().map(|asked| asked.service));
    tx.commit().await?;
    Ok(Done { parts })
}
