//! What an entry speaks of. Its digest goes into the entry, so that text or a picture changed behind this program's back
//! no longer fits the log.

use domain::{case::EventKind, ids::CaseId};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::Error;

/// What an event speaks of, named so that [`digest`] finds it again; nothing where the event says all there is.
///
/// A new kind of event whose text, picture or form is kept elsewhere names it here. It is written after that, in the same
/// transaction, and so is an event of every later change of it: the newest entry about something tells what it must be.
pub(super) async fn subjects(
    connection: &mut AnyConnection,
    case: CaseId,
    kind: &EventKind,
) -> Result<Vec<String>, Error> {
    let request = format!("request/{case}");
    Ok(match kind {
        EventKind::Submitted { .. }
        | EventKind::Resumed { .. }
        | EventKind::IdentityCorrected { .. }
        | EventKind::Withdrawn
        | EventKind::WrongPatientFound { .. } => vec![request],
        EventKind::AnswerSent { .. } | EventKind::MoreAsked { .. } => {
            let sql = "SELECT id FROM answers WHERE case_id = $1 AND taken_back_at IS NULL
                       ORDER BY created_at DESC, id DESC LIMIT 1";
            let id: Option<String> = sqlx::query_scalar(sql).bind(case.to_string()).fetch_optional(connection).await?;
            // The request too: it can have been changed during a pause.
            id.map(|id| format!("answer/{id}")).into_iter().chain([request]).collect()
        }
        EventKind::AnswerAmended { .. } | EventKind::DowngradeRefused => {
            let sql = "SELECT id FROM answer_amendments WHERE case_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
            let id: Option<String> = sqlx::query_scalar(sql).bind(case.to_string()).fetch_optional(connection).await?;
            id.map(|id| vec![format!("amendment/{id}")]).unwrap_or_default()
        }
        EventKind::ImageReceived { image, .. } | EventKind::ImageRemoved { image } => vec![format!("image/{image}")],
        EventKind::ClipReceived { image, .. } => vec![format!("clip/{image}")],
        EventKind::ConsentGiven { photo_request, .. } => vec![format!("consent/{photo_request}")],
        EventKind::QuestionsAnswered { photo_request } | EventKind::PhotosSent { photo_request, .. } => {
            vec![format!("patient-answers/{photo_request}")]
        }
        EventKind::ChangeReported { report } => vec![format!("change/{report}")],
        EventKind::MessageSent { message, .. } => vec![format!("message/{message}")],
        EventKind::ContactTried { contact, .. } => vec![format!("contact/{contact}")],
        EventKind::AppointmentBooked { appointment, .. } | EventKind::AppointmentEnded { appointment, .. } => {
            vec![format!("appointment/{appointment}")]
        }
        EventKind::OpenedFromOutside { opening, .. } => vec![format!("opening/{opening}")],
        EventKind::CaseStarted
        | EventKind::StartedAgain { .. }
        | EventKind::AskedAgain { .. }
        | EventKind::PhotosRequested { .. }
        | EventKind::PhoneLinkMade { .. }
        | EventKind::NewsLinkSent { .. }
        | EventKind::ConsentSaid { .. }
        | EventKind::PatientTold
        | EventKind::IdentityConfirmed { .. }
        | EventKind::IdentityFailed { .. }
        | EventKind::LinkLocked { .. }
        | EventKind::LinkWithdrawn { .. }
        | EventKind::Annotated { .. }
        | EventKind::Copied { .. }
        | EventKind::CaseOpened
        | EventKind::AnswerTakenBack
        | EventKind::Acknowledged
        | EventKind::DowngradeAgreed
        | EventKind::Referred { .. }
        | EventKind::Closed
        | EventKind::WrongPatientSettled { .. }
        | EventKind::ChangeDealtWith { .. }
        | EventKind::ChangeSeen { .. }
        | EventKind::MessagesRead { .. }
        | EventKind::MissedNoted { .. }
        | EventKind::TextSent { .. }
        | EventKind::TextFailed { .. } => Vec::new(),
    })
}

/// SHA-256 of what `subject` is now; empty where there is none (any longer).
pub(super) async fn digest(connection: &mut AnyConnection, subject: &str) -> Result<String, Error> {
    let Some((what, id)) = subject.split_once('/') else { return Ok(String::new()) };
    let sql = match what {
        "request" => "SELECT draft FROM cases WHERE id = $1",
        "answer" => {
            "SELECT case_id || ' ' || account_id || ' ' || CAST(created_at AS TEXT) || ' ' || answer || registration
             FROM answers WHERE id = $1"
        }
        "amendment" => {
            "SELECT case_id || ' ' || answer_id || ' ' || account_id || ' ' || kind || ' ' ||
                    CASE registration WHEN '' THEN '' ELSE registration || '/' END || text
             FROM answer_amendments WHERE id = $1"
        }
        "image" => {
            "SELECT case_id || ' ' || COALESCE(photo_request_id, '') || ' ' || COALESCE(account_id, '') || ' ' || digest
             FROM images WHERE id = $1 AND removed_at IS NULL"
        }
        "change" => {
            "SELECT case_id || ' ' || photo_request_id || ' ' || CAST(at AS TEXT) || ' ' || words
             FROM change_reports WHERE id = $1"
        }
        "opening" => "SELECT case_id || ' ' || account_id || ' ' || reason FROM openings WHERE id = $1",
        "message" => {
            "SELECT case_id || ' ' || account_id || ' ' || party || ' ' || CAST(created_at AS TEXT) || ' ' || text
             FROM messages WHERE id = $1"
        }
        "contact" => {
            "SELECT case_id || ' ' || account_id || ' ' || contacted || ' ' || CAST(at AS TEXT) || ' ' || note
             FROM contacts WHERE id = $1"
        }
        "appointment" => {
            "SELECT case_id || ' ' || booked_by || ' ' || CAST(at AS TEXT) || ' ' || place || ' ' || state
             FROM appointments WHERE id = $1"
        }
        "clip" => "SELECT case_id || ' ' || digest FROM clips WHERE image_id = $1 AND removed_at IS NULL",
        "consent" => "SELECT COALESCE(consent, '') FROM photo_requests WHERE id = $1",
        "patient-answers" => "SELECT COALESCE(answers, '') FROM photo_requests WHERE id = $1",
        _ => return Ok(String::new()),
    };
    let content: Option<String> = sqlx::query_scalar(sql).bind(id).fetch_optional(connection).await?;
    Ok(content.map(|content| hex::encode(Sha256::digest(content))).unwrap_or_default())
}
