//! The texts of one case, as its pages speak of them.

use domain::{case::TextFailure, ids::CaseId};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use crate::{Error, clock::from_ms};

/// How a text stands.
#[derive(Debug, FromRow)]
pub(crate) struct Text {
    idempotency_key: String,
    /// 'waiting', 'done', 'dead', 'cancelled'.
    pub(crate) state: String,
    reason: Option<String>,
    next_at: i64,
    done_at: Option<i64>,
    created_at: i64,
    /// It told, or is to tell, a patient of their news: with a link of its own or without.
    is_news: i64,
}

impl Text {
    /// When it was done with, or when it will be tried.
    pub(crate) fn moment(&self) -> Timestamp {
        from_ms(self.done_at.unwrap_or(self.next_at))
    }

    /// Why it did not arrive.
    pub(crate) fn why(&self) -> TextFailure {
        self.reason.as_deref().and_then(|it| it.parse().ok()).unwrap_or_default()
    }
}

/// All of a case, the newest first.
#[derive(Debug, Default)]
pub(crate) struct Texts(Vec<Text>);

impl Texts {
    /// Why the text of this key never arrived.
    pub(crate) fn lost(&self, key: &str) -> Option<TextFailure> {
        self.0.iter().find(|text| text.state == "dead" && text.idempotency_key == key).map(Text::why)
    }

    /// How the text of this key stands; None where there was none.
    pub(crate) fn of_key(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|text| text.idempotency_key == key).map(|text| text.state.as_str())
    }

    /// The text of this key, where it left.
    pub(crate) fn sent(&self, key: &str) -> Option<&Text> {
        self.0.iter().find(|text| text.state == "done" && text.idempotency_key == key)
    }

    /// The newest that told, or is to tell, a patient of their news of `since` and later.
    pub(crate) fn newest_news(&self, since: Timestamp) -> Option<&Text> {
        self.0.iter().find(|text| text.is_news == 1 && text.created_at >= since.as_millisecond())
    }
}

/// All of a case.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Texts, Error> {
    let sql = "SELECT d.idempotency_key, d.state, d.reason, d.next_at, d.done_at, d.created_at,
                      CASE WHEN d.idempotency_key LIKE 'news/%'
                           OR EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = d.case_id AND r.kind = 'news'
                                      AND d.idempotency_key = 'photo-request/' || r.id) THEN 1 ELSE 0 END AS is_news
               FROM deliveries d WHERE d.case_id = $1 ORDER BY d.created_at DESC, d.id DESC";
    Ok(Texts(sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?))
}
