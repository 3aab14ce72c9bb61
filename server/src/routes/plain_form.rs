//! Pictures by an ordinary form, for browsers without scripts: the server does what the page would have done.
//!
//! The form's fields, in this order: `view`, perhaps `lesion`, and any number of files named `picture`. The answer is
//! a redirect back to the page, with `received=<how many>` and one `refused=<code>` per file that was not taken.

use std::time::Duration;

use app::api::{
    cases::pictures_page,
    context::{self, Who},
};
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Multipart, Path, State, multipart::Field},
    response::Redirect,
    routing::post,
};
use backend::{
    Backend, Error,
    images::{self, PictureError},
};
use bytes::{Bytes, BytesMut};
use domain::{
    access::Actor, annotation::Layer, command::PictureDetails, ids::CaseId, image::View, link_token::is_reference,
};
use tower_sessions::Session;

use super::uploads::code;
use crate::{
    middleware::admission::{Admission, Sender, Source},
    state::AppState,
};

/// Bytes of a field that is not a file.
const LONGEST_FIELD: usize = 100;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/p/{link}/photos/form", post(by_link))
        .route("/cases/{case}/images/form", post(by_clinician))
        // Counted below, per file and per form.
        .layer(DefaultBodyLimit::disable())
}

/// `POST /p/{link}/photos/form`: a patient, or a referrer's phone.
async fn by_link(
    State(backend): State<Backend>,
    State(admission): State<Admission>,
    session: Session,
    Extension(source): Extension<Source>,
    Extension(who): Extension<Who>,
    Path(link): Path<String>,
    form: Multipart,
) -> Redirect {
    // Whatever else it is goes into no address: perhaps it is a token.
    let link = if is_reference(&link) { link.as_str() } else { "-" };
    match who.by_link(&backend, link).await {
        Ok(actor @ (Actor::Patient { photo_request, case } | Actor::Phone { photo_request, case, .. })) => {
            // A phone has given no date of birth: its session is what it may look at its pictures by.
            if context::confirm(&session, &backend, photo_request).await.is_err() {
                return Redirect::to(&format!("/p/{link}/photos?refused=failed"));
            }
            let outcome = take(&backend, &admission, source, &actor, case, form).await;
            Redirect::to(&format!("/p/{link}/photos?{}", outcome.query()))
        }
        Err(Error::Unavailable(_) | Error::Internal(_)) => {
            read_away(&backend, &admission, form).await;
            Redirect::to(&format!("/p/{link}/photos?refused=failed"))
        }
        // Chosen in vain: said now, and once more where they can be chosen again.
        Err(Error::Unconfirmed) => {
            read_away(&backend, &admission, form).await;
            Redirect::to(&format!("/p/{link}/check?unsent=photos"))
        }
        Ok(Actor::Member { .. } | Actor::Administrator { .. }) | Err(_) => {
            read_away(&backend, &admission, form).await;
            Redirect::to(&format!("/p/{link}"))
        }
    }
}

/// `POST /cases/{case}/images/form`: a signed-in clinician.
async fn by_clinician(
    State(backend): State<Backend>,
    State(admission): State<Admission>,
    Extension(source): Extension<Source>,
    Extension(who): Extension<Who>,
    Path(case): Path<String>,
    form: Multipart,
) -> Redirect {
    let Ok(case) = case.parse() else { return Redirect::to("/home") };
    match who.actor() {
        Some(actor) => {
            let outcome = take(&backend, &admission, source, &actor, case, form).await;
            let page = pictures_page(&backend, &actor, case).await;
            Redirect::to(&format!("{page}?{}#pictures", outcome.query()))
        }
        None => {
            read_away(&backend, &admission, form).await;
            Redirect::to(&format!("/sign-in?ended=1&next=/cases/{case}/request"))
        }
    }
}

/// Reads a form that is not taken, up to one picture's worth: a browser shows the answer only when it has sent
/// everything, and a connection that is closed before that looks like no answer at all.
async fn read_away(backend: &Backend, admission: &Admission, mut form: Multipart) {
    let mut left = backend.settings().limits.picture_bytes;
    let reading = async {
        while let Ok(Some(mut field)) = form.next_field().await {
            while let Ok(Some(chunk)) = field.chunk().await {
                left = left.saturating_sub(chunk.len() as u64);
                if left == 0 {
                    return;
                }
            }
        }
    };
    admission.for_a_while(reading).await;
}

/// What became of a form's files.
#[derive(Default)]
struct Outcome {
    received: u32,
    /// Codes of sentences under `refused.` in the locale files: nothing else about a picture stands in an address.
    refused: Vec<&'static str>,
}

impl Outcome {
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("received", &self.received.to_string());
        self.refused.iter().for_each(|code| {
            query.append_pair("refused", code);
        });
        query.finish()
    }
}

/// Fields of a form for each file that it may bring: far more than our pages send.
const FIELDS_PER_FILE: usize = 3;

async fn take(
    backend: &Backend,
    admission: &Admission,
    source: Source,
    actor: &Actor,
    case: CaseId,
    mut form: Multipart,
) -> Outcome {
    let most = backend.settings().limits.pictures_per_case as usize;
    let sender = Sender::from(actor);
    let mut outcome = Outcome::default();
    let Ok(_sending) = admission.sending(sender) else {
        read_away(backend, admission, form).await;
        outcome.refused.push("failed");
        return outcome;
    };
    let mut details = PictureDetails {
        view: View::default(),
        lesion: 1,
        annotations: Layer::default(),
        kept_despite: Vec::new(),
        kept_because: None,
        fingerprint: String::new(),
        clip_of: None,
    };
    let mut files = 0;
    for _ in 0..(most + 1) * FIELDS_PER_FILE {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) if files == 0 => break,
            Ok(None) => return outcome,
            // Cut off: what came before it has been kept.
            Err(_) => {
                outcome.refused.push("damaged");
                return outcome;
            }
        };
        let read = match field.name() {
            Some("view") => short(field).await.map(|text| details.view = text.parse().unwrap_or_default()),
            Some("lesion") => short(field).await.map(|text| details.lesion = text.parse().unwrap_or(1)),
            Some("picture") => {
                files += 1;
                let room = admission.picture(source);
                let (Ok(_room), true, false) = (room, files <= most, admission.refusals.are_too_many(sender)) else {
                    outcome.refused.push(if files > most { "too_many" } else { "failed" });
                    drop(field);
                    read_away(backend, admission, form).await;
                    return outcome;
                };
                let file = read(field, backend.settings().limits.picture_bytes).await;
                match file {
                    Ok(file) => match take_one(backend, actor, case, file, &details).await {
                        Ok(()) => outcome.received += 1,
                        Err(error) => {
                            if matches!(error, PictureError::Refused(_)) {
                                admission.refusals.count(sender);
                            }
                            outcome.refused.push(code(&error));
                        }
                    },
                    Err(Unread::TooLarge) => outcome.refused.push("too_large"),
                    Err(Unread::Endless) => {
                        outcome.refused.push("too_large");
                        return outcome;
                    }
                    Err(Unread::CutOff) => {
                        outcome.refused.push("damaged");
                        return outcome;
                    }
                }
                Some(())
            }
            _ => short(field).await.map(drop),
        };
        if read.is_none() {
            // A field that never ends would be read for ever on the way to the next one.
            outcome.refused.push("damaged");
            return outcome;
        }
    }
    outcome.refused.push(if files == 0 { "empty" } else { "damaged" });
    outcome
}

async fn take_one(
    backend: &Backend,
    actor: &Actor,
    case: CaseId,
    file: Bytes,
    details: &PictureDetails,
) -> Result<(), PictureError> {
    let received = images::receive(backend, actor, case, file, details.clone()).await;
    if let Err(PictureError::Other(cause)) = &received {
        tracing::warn!(error = backend::error::chain(cause), "a picture of a plain form could not be kept");
    }
    received.map(drop)
}

/// Why there is no file.
enum Unread {
    /// It was read to its end.
    TooLarge,
    /// Its end is not in sight.
    Endless,
    CutOff,
}

/// The next bytes of a file may take so long. Nothing of a plain form can be kept when its line hangs, so it is longer than
/// for an upload in parts; for ever, a hung line would hold what has come of the file in memory.
const PATIENCE: Duration = Duration::from_secs(120);

/// The whole file, or why it is not taken. A file over the limit is read to its end all the same, up to as much again:
/// the browser shows the answer only when it has sent everything.
async fn read(mut field: Field<'_>, limit: u64) -> Result<Bytes, Unread> {
    let mut file = BytesMut::new();
    let mut length = 0_u64;
    loop {
        match tokio::time::timeout(PATIENCE, field.chunk()).await.map_err(|_| Unread::CutOff)? {
            Ok(Some(chunk)) => {
                length += chunk.len() as u64;
                if length > limit * 2 {
                    return Err(Unread::Endless);
                }
                if length <= limit {
                    file.extend_from_slice(&chunk);
                }
            }
            Ok(None) if length > limit => return Err(Unread::TooLarge),
            Ok(None) => return Ok(file.freeze()),
            Err(_) => return Err(Unread::CutOff),
        }
    }
}

/// The text of a short field; None where it is longer. What is no text is empty.
async fn short(mut field: Field<'_>) -> Option<String> {
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = field.chunk().await {
        text.extend_from_slice(&chunk);
        if text.len() > LONGEST_FIELD {
            return None;
        }
    }
    Some(String::from_utf8(text).unwrap_or_default())
}
