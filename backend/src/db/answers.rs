use domain::{
    case::{Answer, AnswerDraft, Answered, Outcome, WordsOrigin},
    ids::{AccountId, CaseId, FormKey},
};
use imaging::Report;
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};
use uuid::Uuid;

use super::{Tx, from_json, images::Quality, of_ids, parse, to_json};
use crate::{Error, clock::from_ms, error::Damaged};

/// An answer on its way into its table.
pub(crate) struct Stored<'a> {
    pub(crate) id: Uuid,
    pub(crate) case: CaseId,
    pub(crate) by: AccountId,
    /// Of the form that it came by.
    pub(crate) key: FormKey,
    pub(crate) draft: &'a AnswerDraft,
}

/// Keeps an answer that has been sent.
pub(crate) async fn insert(
    tx: &mut Tx,
    stored: &Stored<'_>,
    now: Timestamp,
    takes_effect: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO answers (id, case_id, account_id, answer, origin, request_key, created_at, takes_effect_at,
                              registration)
         SELECT $1, $2, id, $4, $5, $6, $7, $8, registration FROM accounts WHERE id = $3",
    )
    .bind(stored.id.to_string())
    .bind(stored.case.to_string())
    .bind(stored.by.to_string())
    .bind(to_json(&stored.draft.answer)?)
    .bind(to_json(&stored.draft.origin)?)
    .bind(stored.key.to_string())
    .bind(now.as_millisecond())
    .bind(takes_effect.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was sent by one form.
pub(crate) struct Before {
    pub(crate) case: CaseId,
    pub(crate) by: AccountId,
    pub(crate) answer: Answer,
    pub(crate) takes_effect: Timestamp,
    pub(crate) taken_back: bool,
}

/// The answer that came by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Before>, Error> {
    let sql = "SELECT case_id, account_id, answer, takes_effect_at, taken_back_at FROM answers WHERE request_key = $1";
    let row: Option<(String, String, String, i64, Option<i64>)> =
        sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    row.map(|(case, by, answer, takes_effect, taken_back)| {
        Ok(Before {
            case: parse(&case, "case")?,
            by: parse(&by, "account")?,
            answer: from_json(&answer, "answer")?,
            takes_effect: from_ms(takes_effect),
            taken_back: taken_back.is_some(),
        })
    })
    .transpose()
}

/// The text and where its words came from, as the two columns keep them.
fn draft_of(answer: &str, origin: Option<&str>) -> Result<AnswerDraft, Error> {
    let answer: Answer = from_json(answer, "answer")?;
    let origin = match origin {
        Some(origin) => from_json(origin, "answer")?,
        // Kept before origins were: written for the outcome that it has.
        None => Some(WordsOrigin { words_of: answer.outcome.clone(), ..WordsOrigin::default() }),
    };
    Ok(AnswerDraft { answer, origin, ..AnswerDraft::default() })
}

/// The text of an answer that a case's state speaks of, with its id. Never asked for as the newest one: that may be one
/// that can still be taken back, over a question that everybody sees.
pub(crate) async fn given(
    connection: &mut AnyConnection,
    case: CaseId,
    answered: &Answered,
) -> Result<Option<(String, AnswerDraft)>, Error> {
    let sql = "SELECT id, answer, origin FROM answers
               WHERE case_id = $1 AND account_id = $2 AND created_at = $3
                 AND taken_back_at IS NULL AND retracted_at IS NULL
               ORDER BY id DESC LIMIT 1";
    let row: Option<(String, String, Option<String>)> = sqlx::query_as(sql)
        .bind(case.to_string())
        .bind(answered.by.to_string())
        .bind(answered.at.as_millisecond())
        .fetch_optional(connection)
        .await?;
    row.map(|(id, answer, origin)| Ok((id, draft_of(&answer, origin.as_deref())?))).transpose()
}

/// Whoever wrote something, with their registration of then where they had one.
pub(super) fn signed(name: &str, registration: &str) -> String {
    if registration.is_empty() { name.to_owned() } else { format!("{name}, {registration}") }
}

/// Whether the newest answer of a case was this person's, and they took it back.
pub(crate) async fn was_taken_back_by(tx: &mut Tx, case: CaseId, by: AccountId) -> Result<bool, Error> {
    let sql =
        "SELECT account_id, taken_back_at FROM answers WHERE case_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";
    let row: Option<(String, Option<i64>)> =
        sqlx::query_as(sql).bind(case.to_string()).fetch_optional(&mut **tx).await?;
    Ok(row.is_some_and(|(account, taken_back)| account == by.to_string() && taken_back.is_some()))
}

/// Every answer that stands, with the reports of the pictures that its specialist had been sent; none without pictures.
pub(crate) async fn with_pictures(
    connection: &mut AnyConnection,
    now: Timestamp,
) -> Result<Vec<(Answer, Vec<Report>)>, Error> {
    let sql = "SELECT answers.id, answers.answer, images.report
               FROM answers JOIN images ON images.case_id = answers.case_id AND images.sent_at <= answers.created_at
               WHERE answers.taken_back_at IS NULL AND answers.takes_effect_at <= $1
               ORDER BY answers.id";
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(sql).bind(now.as_millisecond()).fetch_all(connection).await?;
    let report = |row: &(String, String, String)| Ok(from_json::<Quality>(&row.2, "picture")?.report);
    let of_one = |rows: &[(String, String, String)]| {
        Ok((from_json(&rows[0].1, "answer")?, rows.iter().map(report).collect::<Result<_, Error>>()?))
    };
    rows.chunk_by(|one, next| one.0 == next.0).map(of_one).collect()
}

/// What the answer with this id says.
pub(crate) async fn outcome(tx: &mut Tx, id: &str) -> Result<Outcome, Error> {
    let sql = "SELECT answer FROM answers WHERE id = $1";
    let json: Option<String> = sqlx::query_scalar(sql).bind(id).fetch_optional(&mut **tx).await?;
    let answer: Answer = from_json(&json.ok_or(Damaged("answer"))?, "answer")?;
    Ok(answer.chosen().ok_or(Damaged("answer"))?)
}

/// Takes an answer out of force that stood.
pub(crate) async fn retract(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE answers SET retracted_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(crate) async fn take_back(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE answers SET taken_back_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a specialist's unsent text in place of what was kept before.
pub(crate) async fn save_draft(
    tx: &mut Tx,
    case: CaseId,
    by: AccountId,
    draft: &AnswerDraft,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO answer_drafts (case_id, account_id, answer, origin, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (case_id, account_id) DO UPDATE
         SET answer = excluded.answer, origin = excluded.origin, changed_at = excluded.changed_at",
    )
    .bind(case.to_string())
    .bind(by.to_string())
    .bind(to_json(&draft.answer)?)
    .bind(to_json(&draft.origin)?)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn draft(
    connection: &mut AnyConnection,
    case: CaseId,
    by: AccountId,
) -> Result<Option<AnswerDraft>, Error> {
    let sql = "SELECT answer, origin FROM answer_drafts WHERE case_id = $1 AND account_id = $2";
    let row: Option<(String, Option<String>)> =
        sqlx::query_as(sql).bind(case.to_string()).bind(by.to_string()).fetch_optional(connection).await?;
    row.map(|(answer, origin)| draft_of(&answer, origin.as_deref())).transpose()
}

/// An answer that was not taken back, as pages show it.
#[derive(Debug)]
pub(crate) struct Given {
    case: CaseId,
    account: AccountId,
    takes_effect: Timestamp,
    is_retracted: bool,
    pub(crate) at: Timestamp,
    /// Who gave it, with their registration of then: "Dr Helen Marsh, GMC 1234567".
    pub(crate) by: String,
    pub(crate) answer: Answer,
}

#[derive(Debug, FromRow)]
struct GivenRow {
    case_id: String,
    account_id: String,
    takes_effect_at: i64,
    retracted_at: Option<i64>,
    created_at: i64,
    name: String,
    registration: String,
    answer: String,
}

impl TryFrom<GivenRow> for Given {
    type Error = Error;

    fn try_from(row: GivenRow) -> Result<Self, Error> {
        Ok(Self {
            case: parse(&row.case_id, "case")?,
            account: parse(&row.account_id, "account")?,
            takes_effect: from_ms(row.takes_effect_at),
            is_retracted: row.retracted_at.is_some(),
            at: from_ms(row.created_at),
            by: signed(&row.name, &row.registration),
            answer: from_json(&row.answer, "answer")?,
        })
    }
}

/// The answers to some requests, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Answers(Vec<Given>);

impl Answers {
    /// The one that a case's state speaks of, as [`given`] finds it.
    pub(crate) fn given(&self, case: CaseId, answered: &Answered) -> Option<&Given> {
        let at = answered.at.as_millisecond();
        let is_it = |it: &&Given| it.case == case && it.account == answered.by && it.at.as_millisecond() == at;
        self.0.iter().rev().filter(is_it).find(|it| !it.is_retracted)
    }

    /// What specialists asked for before they answered, the oldest first.
    pub(crate) fn questions(&self, case: CaseId, now: Timestamp) -> impl Iterator<Item = &Given> {
        let is_known = move |it: &&Given| it.case == case && it.takes_effect <= now;
        self.0.iter().filter(is_known).filter(|it| it.answer.chosen().is_some_and(Outcome::pauses_clock))
    }
}

/// Every answer to these requests that was not taken back.
pub(crate) async fn of_cases(connection: &mut AnyConnection, cases: &[CaseId]) -> Result<Answers, Error> {
    let sql = "SELECT s.case_id, s.account_id, s.takes_effect_at, s.retracted_at, s.created_at, a.name,
                      s.registration, s.answer
               FROM answers s JOIN accounts a ON a.id = s.account_id
               WHERE s.case_id IN (?) AND s.taken_back_at IS NULL ORDER BY s.created_at, s.id";
    let rows: Vec<GivenRow> = of_ids(connection, sql, cases).await?;
    Ok(Answers(rows.into_iter().map(Given::try_from).collect::<Result<_, _>>()?))
}

/// Unsent answers to a case.
#[derive(Debug, Default)]
pub(crate) struct Drafting {
    pub(crate) own: Option<AnswerDraft>,
    /// Who else has unsent text, by name, and since when it stands as it is; the newest first.
    pub(crate) others: Vec<(String, Timestamp)>,
}

/// This person's unsent answer, and who else has one.
pub(crate) async fn drafting(connection: &mut AnyConnection, case: CaseId, own: AccountId) -> Result<Drafting, Error> {
    // Nobody else's text is read.
    let sql = "SELECT a.name, d.changed_at, CASE WHEN d.account_id = $2 THEN d.answer END, d.origin
               FROM answer_drafts d JOIN accounts a ON a.id = d.account_id
               WHERE d.case_id = $1 ORDER BY d.changed_at DESC";
    let query = sqlx::query_as(sql).bind(case.to_string()).bind(own.to_string());
    let rows: Vec<(String, i64, Option<String>, Option<String>)> = query.fetch_all(connection).await?;
    let mut drafting = Drafting::default();
    for (name, at, answer, origin) in rows {
        match answer {
            Some(answer) => drafting.own = Some(draft_of(&answer, origin.as_deref())?),
            None => drafting.others.push((name, from_ms(at))),
        }
    }
    Ok(drafting)
}

pub(crate) async fn forget_draft(tx: &mut Tx, case: CaseId, by: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM answer_drafts WHERE case_id = $1 AND account_id = $2")
        .bind(case.to_string())
        .bind(by.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
