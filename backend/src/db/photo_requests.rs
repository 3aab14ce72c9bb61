use domain::{
    command::ConsentChoices,
    consent::Consent,
    forms::Response,
    hub::Record,
    ids::{AccountId, CaseId, PhotoRequestId},
    photo_request::{Link, PhotoRequestRules},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, cases::Case, from_json, from_name, parse, to_json, to_name};
use crate::{Error, clock::from_ms, error::Damaged};

/// A link, as stored. Its token is nowhere here: only its hash is, and only to be looked up by.
#[derive(Debug, Clone)]
pub(crate) struct PhotoRequest {
    pub(crate) id: PhotoRequestId,
    pub(crate) case: CaseId,
    pub(crate) created_by: AccountId,
    pub(crate) created: Timestamp,
    pub(crate) link: Link,
    /// In E.164; empty for a phone's link.
    pub(crate) mobile: String,
    pub(crate) consent: Option<Consent>,
    /// As typed until they are sent: what is hidden among them counts for nothing.
    pub(crate) answers: Option<Response>,
    /// The version of the questions that it was made with, "url|version"; None for a link that asks none.
    pub(crate) questionnaire: Option<String>,
    /// When the right date of birth was first given by it.
    pub(crate) confirmed: Option<Timestamp>,
    /// When wrong dates locked it.
    pub(crate) locked: Option<Timestamp>,
    /// A specialist was sent pictures that came by it.
    pub(crate) taken: bool,
}

impl PhotoRequest {
    /// The patient does not want their pictures shared; they may still change their mind.
    pub(crate) fn is_declined(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| !consent.choices.care)
    }

    /// What the column for lists says.
    fn state(&self) -> &'static str {
        if self.link.withdrawn.is_some() {
            "withdrawn"
        } else if self.link.tries_left(&PhotoRequestRules::default()) == 0 {
            "locked"
        } else if self.link.sent.is_some() {
            "sent"
        } else if self.is_declined() {
            "declined"
        } else {
            "open"
        }
    }
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    kind: String,
    created_by: String,
    created_at: i64,
    expires_at: i64,
    mobile: String,
    wrong_dates: i64,
    consent: Option<String>,
    answers: Option<String>,
    questionnaire: Option<String>,
    sent_at: Option<i64>,
    withdrawn_at: Option<i64>,
    confirmed_at: Option<i64>,
    locked_at: Option<i64>,
    taken: i64,
}

/// Those of [`Row`].
const COLUMNS: &str =
    "SELECT r.id, r.case_id, r.kind, r.created_by, r.created_at, r.expires_at, r.mobile, r.wrong_dates, r.consent,
    r.answers, r.questionnaire, r.sent_at, r.withdrawn_at, r.confirmed_at, r.locked_at,
    (SELECT COUNT(*) FROM images i WHERE i.case_id = r.case_id AND i.photo_request_id = r.id AND i.removed_at IS NULL
     AND i.sent_at IS NOT NULL) AS taken FROM photo_requests r";

impl TryFrom<Row> for PhotoRequest {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        const WHAT: &str = "photo request";
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            created_by: parse(&row.created_by, WHAT)?,
            created: from_ms(row.created_at),
            link: Link {
                purpose: from_name(&row.kind, WHAT)?,
                expires: from_ms(row.expires_at),
                sent: row.sent_at.map(from_ms),
                withdrawn: row.withdrawn_at.map(from_ms),
                wrong_dates: u32::try_from(row.wrong_dates).map_err(|_| Damaged(WHAT))?,
            },
            mobile: row.mobile,
            consent: row.consent.map(|json| from_json(&json, WHAT)).transpose()?,
            answers: row.answers.map(|json| from_json(&json, WHAT)).transpose()?,
            questionnaire: row.questionnaire,
            confirmed: row.confirmed_at.map(from_ms),
            locked: row.locked_at.map(from_ms),
            taken: row.taken > 0,
        })
    }
}

/// Adds a link that has only just been made. `token_hash` is SHA-256, hexadecimal.
pub(crate) async fn insert(tx: &mut Tx, request: &PhotoRequest, token_hash: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO photo_requests (id, case_id, kind, token_hash, created_by, created_at, expires_at, mobile, wrong_dates, state, questionnaire)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(request.id.to_string())
    .bind(request.case.to_string())
    .bind(to_name(&request.link.purpose)?)
    .bind(token_hash)
    .bind(request.created_by.to_string())
    .bind(request.created.as_millisecond())
    .bind(request.link.expires.as_millisecond())
    .bind(&request.mobile)
    .bind(i64::from(request.link.wrong_dates))
    .bind(request.state())
    .bind(&request.questionnaire)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn get(connection: &mut AnyConnection, id: PhotoRequestId) -> Result<Option<PhotoRequest>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE r.id = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?;
    row.map(PhotoRequest::try_from).transpose()
}

pub(crate) async fn by_token(connection: &mut AnyConnection, token_hash: &str) -> Result<Option<PhotoRequest>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE r.token_hash = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(token_hash).fetch_optional(connection).await?;
    row.map(PhotoRequest::try_from).transpose()
}

/// A case's links, the newest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<PhotoRequest>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE r.case_id = $1 ORDER BY r.created_at DESC, r.id DESC"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(PhotoRequest::try_from).collect()
}

/// The links of every request about a case's problem, the newest first; of none that was of another patient.
pub(crate) async fn of_problem(connection: &mut AnyConnection, case: &Case) -> Result<Vec<PhotoRequest>, Error> {
    let sql = format!(
        "{COLUMNS} WHERE r.case_id IN (SELECT o.id FROM cases o
         WHERE (o.id = $1 OR o.first_id = $1) AND o.state <> 'wrong_patient')
         ORDER BY r.created_at DESC, r.id DESC"
    );
    let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql)).bind(case.first.to_string());
    query.fetch_all(connection).await?.into_iter().map(PhotoRequest::try_from).collect()
}

/// What a patient said they allow for every request about a case's problem, by a link or at a hub, each with when; of none that
/// was of another patient.
pub(crate) async fn said_of_problem(
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<Vec<(Timestamp, ConsentChoices)>, Error> {
    let of =
        "case_id IN (SELECT o.id FROM cases o WHERE (o.id = $1 OR o.first_id = $1) AND o.state <> 'wrong_patient')";
    let sql = format!(
        "SELECT consent, NULL FROM photo_requests WHERE consent IS NOT NULL AND {of}
         UNION ALL SELECT NULL, record FROM hub_visits WHERE {of}"
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(case.first.to_string());
    let rows: Vec<(Option<String>, Option<String>)> = query.fetch_all(connection).await?;
    let mut said = Vec::new();
    for (by_link, at_hub) in rows {
        if let Some(json) = by_link {
            let consent: Consent = from_json(&json, "consent")?;
            said.push((consent.at, consent.choices));
        }
        if let Some(json) = at_hub {
            let record: Record = from_json(&json, "visit to a hub")?;
            said.extend(record.consent.map(|consent| (consent.at, consent.choices())));
        }
    }
    Ok(said)
}

/// Keeps what has become of a link. The caller holds its case's row.
pub(crate) async fn save(tx: &mut Tx, request: &PhotoRequest) -> Result<(), Error> {
    sqlx::query(
        "UPDATE photo_requests SET wrong_dates = $2, state = $3, consent = $4, answers = $5, sent_at = $6, withdrawn_at = $7,
                confirmed_at = $8, locked_at = $9, declined_at = $10
         WHERE id = $1",
    )
    .bind(request.id.to_string())
    .bind(i64::from(request.link.wrong_dates))
    .bind(request.state())
    .bind(request.consent.as_ref().map(to_json).transpose()?)
    .bind(request.answers.as_ref().map(to_json).transpose()?)
    .bind(request.link.sent.map(|at| at.as_millisecond()))
    .bind(request.link.withdrawn.map(|at| at.as_millisecond()))
    .bind(request.confirmed.map(|at| at.as_millisecond()))
    .bind(request.locked.map(|at| at.as_millisecond()))
    .bind(request.consent.as_ref().filter(|_| request.is_declined()).map(|consent| consent.at.as_millisecond()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}
