//! What an entry speaks of. Its digest goes into the entry, so that text or a picture changed behind this program's back
//! no longer fits the log.

use std::collections::HashMap;

use domain::{
    case::{EventKind, MonitoringEvent},
    ids::CaseId,
};
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, AssertSqlSafe};

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
        | EventKind::CameFrom { .. }
        | EventKind::Resumed { .. }
        | EventKind::IdentityCorrected { .. }
        | EventKind::Withdrawn
        | EventKind::WrongPatientFound { .. } => vec![request],
        EventKind::AnswerSent { .. } | EventKind::MoreAsked { .. } | EventKind::SentOn { .. } => {
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
        EventKind::ConsentGiven { photo_request, .. } | EventKind::ConsentChanged { photo_request, .. } => {
            vec![format!("consent/{photo_request}")]
        }
        EventKind::QuestionsAnswered { photo_request } | EventKind::PhotosSent { photo_request, .. } => {
            vec![format!("patient-answers/{photo_request}")]
        }
        EventKind::ChangeReported { report } => vec![format!("change/{report}")],
        EventKind::MessageSent { message, .. } => vec![format!("message/{message}")],
        EventKind::ContactTried { contact, .. } => vec![format!("contact/{contact}")],
        EventKind::AppointmentBooked { appointment, .. } | EventKind::AppointmentEnded { appointment, .. } => {
            vec![format!("appointment/{appointment}")]
        }
        EventKind::ReviewAsked { review, .. } => vec![format!("review/{review}")],
        // One that an answer ended is open again where that is taken back.
        EventKind::ReviewEnded { review, ended, .. } if !ended.is_by_answer() => vec![format!("reply/{review}")],
        EventKind::HubAsked { visit }
        | EventKind::HubArrived { visit }
        | EventKind::HubAskedAgain { visit }
        | EventKind::HubIdentity { visit, .. }
        | EventKind::HubConsent { visit, .. }
        | EventKind::HubChaperone { visit }
        | EventKind::HubHistory { visit }
        | EventKind::HubEnded { visit, .. } => vec![format!("hub-visit/{visit}")],
        EventKind::Concluded { conclusion, .. } => vec![format!("conclusion/{conclusion}")],
        EventKind::OpenedFromOutside { opening, .. } => vec![format!("opening/{opening}")],
        EventKind::Monitoring { what: MonitoringEvent::Planned { plan } | MonitoringEvent::Ended { plan, .. } } => {
            vec![format!("plan/{plan}")]
        }
        EventKind::Monitoring { .. }
        | EventKind::CaseStarted
        | EventKind::StartedAgain { .. }
        | EventKind::AskedAgain { .. }
        | EventKind::PhotosRequested { .. }
        | EventKind::PhoneLinkMade { .. }
        | EventKind::NewsLinkSent { .. }
        | EventKind::ConsentSaid { .. }
        | EventKind::PatientTold
        | EventKind::AnswerOpened { .. }
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
        | EventKind::HubNoted { .. }
        | EventKind::ConclusionRead
        | EventKind::ReviewEnded { .. }
        | EventKind::ReviewRead
        | EventKind::Reopened
        | EventKind::TextSent { .. }
        | EventKind::TextFailed { .. } => Vec::new(),
    })
}

/// A kind of thing that entries speak of, in the words of a statement.
struct Content {
    kind: &'static str,
    /// What of it is digested.
    text: &'static str,
    /// Where it is, up to one more condition.
    from: &'static str,
    /// What tells it from others of its kind.
    id: &'static str,
    /// What tells those of one case from others.
    case: &'static str,
}

const CONTENTS: [Content; 17] = [
    Content { kind: "request", text: "draft", from: "cases WHERE", id: "id", case: "id" },
    Content {
        kind: "answer",
        text: "case_id || ' ' || account_id || ' ' || CAST(created_at AS TEXT) || ' ' || answer || registration",
        from: "answers WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "amendment",
        text: "case_id || ' ' || answer_id || ' ' || account_id || ' ' || kind || ' ' ||
               CASE registration WHEN '' THEN '' ELSE registration || '/' END || text",
        from: "answer_amendments WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "image",
        text: "case_id || ' ' || COALESCE(photo_request_id, '') || ' ' || COALESCE(account_id, '') || ' ' || digest",
        from: "images WHERE removed_at IS NULL AND",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "change",
        text: "case_id || ' ' || photo_request_id || ' ' || CAST(at AS TEXT) || ' ' || words",
        from: "change_reports WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "opening",
        text: "case_id || ' ' || account_id || ' ' || reason",
        from: "openings WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "message",
        text: "case_id || ' ' || account_id || ' ' || party || ' ' || CAST(created_at AS TEXT) || ' ' || text",
        from: "messages WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "contact",
        text: "case_id || ' ' || account_id || ' ' || contacted || ' ' || CAST(at AS TEXT) || ' ' || note",
        from: "contacts WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "appointment",
        text: "case_id || ' ' || booked_by || ' ' || CAST(at AS TEXT) || ' ' || place || ' ' || state",
        from: "appointments WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "conclusion",
        text: "case_id || ' ' || account_id || ' ' || CAST(at AS TEXT) || ' ' || said",
        from: "conclusions WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "review",
        text: "case_id || ' ' || asked_by || ' ' || kind || ' ' || CAST(at AS TEXT) || ' ' || COALESCE(meeting, '') || ' ' ||
               COALESCE(answer_id, '') || ' ' || words || ' ' || COALESCE(prepared, '')",
        from: "reviews WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "reply",
        text: "COALESCE(ended_by, '') || ' ' || COALESCE(ended_as, '') || ' ' || CAST(COALESCE(ended_at, 0) AS TEXT) || ' ' ||
               COALESCE(second, '') || ' ' || reply",
        from: "reviews WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "hub-visit",
        text: "case_id || ' ' || hub_id || ' ' || asked_by || ' ' || CAST(asked_at AS TEXT) || ' ' || asked || ' ' ||
               CAST(COALESCE(arrived_at, 0) AS TEXT) || ' ' || record || ' ' || COALESCE(ended, '')",
        from: "hub_visits WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "plan",
        text: "case_id || ' ' || set_by || ' ' || CAST(set_at AS TEXT) || ' ' || plan || ' ' || COALESCE(ended, '') || ' ' ||
               safety_net",
        from: "monitoring_plans WHERE",
        id: "id",
        case: "case_id",
    },
    Content {
        kind: "clip",
        text: "case_id || ' ' || digest",
        from: "clips WHERE removed_at IS NULL AND",
        id: "image_id",
        case: "case_id",
    },
    Content { kind: "consent", text: "COALESCE(consent, '')", from: "photo_requests WHERE", id: "id", case: "case_id" },
    Content {
        kind: "patient-answers",
        text: "COALESCE(answers, '')",
        from: "photo_requests WHERE",
        id: "id",
        case: "case_id",
    },
];

fn sha256(content: &str) -> String {
    hex::encode(Sha256::digest(content))
}

/// SHA-256 of what `subject` is now; empty where there is none (any longer).
pub(super) async fn digest(connection: &mut AnyConnection, subject: &str) -> Result<String, Error> {
    let Some((what, named)) = subject.split_once('/') else { return Ok(String::new()) };
    let Some(Content { text, from, id, .. }) = CONTENTS.iter().find(|it| it.kind == what) else {
        return Ok(String::new());
    };
    let sql = AssertSqlSafe(format!("SELECT {text} FROM {from} {id} = $1"));
    let content: Option<String> = sqlx::query_scalar(sql).bind(named).fetch_optional(connection).await?;
    Ok(content.map(|content| sha256(&content)).unwrap_or_default())
}

/// The same of everything that there is of a case, by its subject.
pub(super) async fn digests(connection: &mut AnyConnection, case: CaseId) -> Result<HashMap<String, String>, Error> {
    let all = CONTENTS.iter().map(|Content { kind, text, from, id, case }| {
        format!("SELECT '{kind}/' || {id}, {text} FROM {from} {case} = $1")
    });
    let sql = AssertSqlSafe(all.collect::<Vec<_>>().join(" UNION ALL "));
    let rows: Vec<(String, String)> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(subject, content)| (subject, sha256(&content))).collect())
}
