use std::time::Duration;

use app::api::context::Who;
use axum::{
    Extension,
    body::{Body, BodyDataStream, Bytes},
    extract::{Path, State},
    http::{HeaderMap, Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{
    Backend, Error,
    images::{self, Checksum, PictureError, Progress},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::BytesMut;
use domain::{access::Actor, ids::UploadId};
use futures::StreamExt;

use super::{refusal::refused, tus, uploader};
use crate::middleware::admission::{Admission, Sender, Turn};

/// A part without a checksum is kept in pieces of so many bytes: a connection that hangs, instead of breaking, costs no
/// more than one of them. Each piece is an object and a transaction, both synced, so much smaller ones would be slow.
const PIECE: usize = 512 * 1024;

/// A connection that brings nothing for so long is taken for dead.
const PATIENCE: Duration = Duration::from_secs(30);

/// `PATCH /uploads/{id}`: the next part.
pub(super) async fn append(
    State(backend): State<Backend>,
    State(admission): State<Admission>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    if parts.headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != tus::PART) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let (Some(offset), Ok(checksum)) = (tus::number(&parts.headers, &tus::OFFSET), checksum(&parts.headers)) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (actor, upload) = match uploader(&who, &backend, &id).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let sender = Sender::from(&actor);
    let sending = match admission.sending(sender) {
        Ok(sending) => sending,
        Err(refused) => return refused.into_response(),
    };
    let turn = admission.turns.take(upload).await;
    let (target, body) = (Target { backend, actor, upload }, Arriving { body: body.into_data_stream(), turn });
    // A task of its own: what has arrived is kept also when the connection breaks and this future is dropped with it.
    let kept = tokio::spawn(async move {
        let _sending = sending;
        let kept = match checksum {
            Some(checksum) => keep_whole(&target, body, offset, &checksum).await,
            None => keep_in_pieces(&target, body, offset).await,
        };
        if let Err(Stopped::Refused(PictureError::Refused(_) | PictureError::RefusedClip(_))) = &kept {
            admission.refusals.count(sender);
        }
        kept
    });
    match kept.await {
        Ok(Ok(progress)) => (StatusCode::NO_CONTENT, tus::upload_state(&progress)).into_response(),
        Ok(Err(Stopped::Refused(error))) => refused(error),
        Ok(Err(Stopped::BrokeOff)) => StatusCode::REQUEST_TIMEOUT.into_response(),
        Err(panicked) => refused(PictureError::Other(Error::Internal(panicked.into()))),
    }
}

/// `Upload-Checksum`: an algorithm's name and the sum in base64.
fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, ()> {
    let Some(value) = headers.get(tus::CHECKSUM) else { return Ok(None) };
    let (algorithm, sum) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(())?;
    let sum = STANDARD.decode(sum.trim()).map_err(|_| ())?;
    Checksum::new(algorithm, &sum).map(Some).ok_or(())
}

/// Where a part belongs.
struct Target {
    backend: Backend,
    actor: Actor,
    upload: UploadId,
}

impl Target {
    async fn append(&self, offset: u64, part: Bytes, checksum: Option<&Checksum>) -> Result<Progress, PictureError> {
        images::append(&self.backend, &self.actor, self.upload, offset, part, checksum).await
    }
}

/// A part's bytes on their way in.
struct Arriving {
    body: BodyDataStream,
    turn: Turn,
}

impl Arriving {
    /// The next bytes; None at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Stopped> {
        tokio::select! {
            () = self.turn.replaced() => Err(Stopped::BrokeOff),
            next = tokio::time::timeout(PATIENCE, self.body.next()) => match next {
                Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
                Ok(None) => Ok(None),
                Ok(Some(Err(_))) | Err(_) => Err(Stopped::BrokeOff),
            },
        }
    }
}

enum Stopped {
    Refused(PictureError),
    /// The connection broke or hung, or a newer one took its place.
    BrokeOff,
}

impl From<PictureError> for Stopped {
    fn from(error: PictureError) -> Self {
        Self::Refused(error)
    }
}

async fn keep_in_pieces(target: &Target, mut body: Arriving, mut offset: u64) -> Result<Progress, Stopped> {
    let mut piece = BytesMut::new();
    loop {
        let next = body.next().await;
        if let Ok(Some(bytes)) = next {
            piece.extend_from_slice(&bytes);
            if piece.len() >= PIECE {
                offset = target.append(offset, piece.split().freeze(), None).await?.offset;
            }
            continue;
        }
        // What arrived before a connection broke is kept too; there is nobody to tell if it cannot be.
        let kept = target.append(offset, piece.freeze(), None).await;
        next?;
        return Ok(kept?);
    }
}

async fn keep_whole(
    target: &Target,
    mut body: Arriving,
    offset: u64,
    checksum: &Checksum,
) -> Result<Progress, Stopped> {
    let progress = images::upload_progress(&target.backend, &target.actor, target.upload).await?;
    if offset != progress.offset {
        return Err(PictureError::Offset { expected: progress.offset }.into());
    }
    // Never more in memory than the upload still lacks.
    let room = progress.length - progress.offset;
    let mut part = BytesMut::new();
    while let Some(bytes) = body.next().await? {
        if (part.len() + bytes.len()) as u64 > room {
            return Err(PictureError::Other(Error::TooLarge).into());
        }
        part.extend_from_slice(&bytes);
    }
    Ok(target.append(offset, part.freeze(), Some(checksum)).await?)
}
