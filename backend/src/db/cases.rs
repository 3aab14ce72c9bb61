use domain::{
    access::{Actor, AtHub, CaseFacts, Relation, relation},
    case::{Draft, Filled, Kind, Party, State},
    ids::{AccountId, CaseId, OrganisationId, PatientId, PhotoRequestId, PracticeId, ServiceId},
    nhs_number::NhsNumber,
    pathway::Score,
    pathway::looks_first,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, draft::draft_json, from_json, parse, questionnaires::Versions, to_json};
use crate::{Error, clock::from_ms};

/// A case as it is stored: one request with its answer. Those about one problem are one case, and name the first of them.
/// What lists sort and filter by stands in columns of its own, written from here.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: CaseId,
    /// The first request about this problem: itself, until it is asked about again.
    pub(crate) first: CaseId,
    /// A service that was asked later about the same problem, while somebody of it is looking ([`super::requests`]).
    pub(crate) asked_later: Option<ServiceId>,
    /// The desk that makes its service's appointments, while somebody of it is looking.
    pub(crate) desk: Option<OrganisationId>,
    /// The open visit to a photography hub, while somebody of that hub is looking.
    pub(crate) hub: Option<AtHub>,
    /// The link of a round that waits for follow-up photos, while whoever came by it is looking.
    pub(crate) round: Option<PhotoRequestId>,
    pub(crate) version: i64,
    pub(crate) practice: PracticeId,
    /// Whom it came to; None until an older version's case was looked at.
    pub(crate) patient: Option<PatientId>,
    /// Who asks; while it is a draft, who began it.
    pub(crate) referrer: AccountId,
    /// Who sent it in the referrer's name; None where they did themselves.
    pub(crate) sent_by: Option<AccountId>,
    pub(crate) state: State,
    /// As it was sent, or as it stands while it is a draft.
    pub(crate) draft: Filled,
    /// The version in which the form was last changed.
    pub(crate) draft_version: i64,
    /// What the practice has written since it was asked for more, until it is sent again.
    pub(crate) revision: Option<Filled>,
    /// The score as it was shown when the request was sent.
    pub(crate) score_sent: Option<Score>,
    /// From when the patient may read the answer; None until somebody or something tells them.
    pub(crate) news_at: Option<Timestamp>,
    /// Who at the practice noted that they told the patient themselves.
    pub(crate) told_by: Option<AccountId>,
    /// When the practice is reminded of a patient who was not told.
    pub(crate) tell_by: Option<Timestamp>,
    /// Since when the patient has known of an answer that stands no longer as they know it; see [`Case::to_retell`].
    pub(crate) retell_at: Option<Timestamp>,
    /// Since when an answer waits to be opened by its patient, who was told by a text that it is there; None where nobody
    /// waits for that.
    pub(crate) unread_since: Option<Timestamp>,
    /// When the patient opened the answer as they were last told of it.
    pub(crate) answer_opened: Option<Timestamp>,
    /// By when the practice makes the referral that the answer asks it for.
    pub(crate) refer_by: Option<Timestamp>,
    /// The edition of its service's policy that it was sent under, and lives by.
    pub(crate) policy_edition: Option<i64>,
    pub(crate) created: Timestamp,
    pub(crate) changed: Timestamp,
}

impl Case {
    /// Since when the patient has to be told what became of an answer that they know of: until somebody notes that they
    /// did, or another answer has told them.
    pub(crate) fn to_retell(&self, now: Timestamp) -> Option<Timestamp> {
        let is_told = |since: &Timestamp| self.news_at.is_some_and(|news| news > *since && news <= now);
        self.retell_at.filter(|since| !is_told(since))
    }

    /// Whether this person is of the practice that asks.
    pub(crate) fn is_asked_by(&self, actor: &Actor) -> bool {
        relation(actor, &self.facts()) == Some(Relation::Referring)
    }

    /// Whether this person is of the service that is asked.
    pub(crate) fn is_answered_by(&self, actor: &Actor) -> bool {
        relation(actor, &self.facts()) == Some(Relation::Answering)
    }

    /// Whether it was sent to this service, which has it still, and is of the patient whom it names.
    pub(crate) fn is_with(&self, service: ServiceId) -> bool {
        !matches!(self.state, State::WrongPatient { .. })
            && self.state.asked().is_some_and(|asked| asked.service == service)
    }

    /// What access is decided by for this person, now: everyone but the service sees [`State::visible`].
    pub(crate) fn facts_for(&self, actor: &Actor, now: Timestamp) -> CaseFacts {
        if self.is_answered_by(actor) {
            return self.facts();
        }
        let visible = self.state.visible(now);
        let answered_by = visible.answered().map(|answered| answered.by);
        CaseFacts { state: visible.kind(), answered_by, ..self.facts() }
    }

    /// What access is decided by.
    pub(crate) fn facts(&self) -> CaseFacts {
        CaseFacts {
            case: self.id,
            practice: self.practice,
            service: self.state.asked().map(|asked| asked.service),
            state: self.state.kind(),
            answered_by: self.state.answered().map(|answered| answered.by),
            asked_later: self.asked_later,
            desk: self.desk,
            hub: self.hub,
            round: self.round,
        }
    }

    /// The form as its writers see it.
    pub(crate) fn working(&self) -> &Filled {
        self.revision.as_ref().unwrap_or(&self.draft)
    }

    /// What is asked for; advice until something else is chosen.
    pub(crate) fn kind(&self) -> Kind {
        self.draft.kind.parse().unwrap_or_default()
    }

    /// The worklist's first order: 0 is looked at first, 1 is the rest.
    pub(crate) fn band(&self) -> i64 {
        i64::from(!looks_first(&self.draft.findings()))
    }
}

/// Those of [`Row`].
const COLUMNS: &str =
    "id, first_id, version, practice_id, patient_id, referrer_id, sent_by, state_detail, draft, draft_version,
    revision, score_sent, news_at, told_by, tell_by, retell_at, unread_since, answer_opened_at, refer_by,
    policy_edition, created_at, changed_at";

/// Reads whole cases, those that `of` says.
pub(super) fn select(of: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!("SELECT {COLUMNS} FROM cases {of}"))
}

#[derive(Debug, FromRow)]
pub(super) struct Row {
    id: String,
    first_id: Option<String>,
    version: i64,
    practice_id: String,
    patient_id: Option<String>,
    referrer_id: String,
    sent_by: Option<String>,
    state_detail: String,
    draft: String,
    draft_version: i64,
    revision: Option<String>,
    score_sent: Option<String>,
    news_at: Option<i64>,
    told_by: Option<String>,
    tell_by: Option<i64>,
    retell_at: Option<i64>,
    unread_since: Option<i64>,
    answer_opened_at: Option<i64>,
    refer_by: Option<i64>,
    policy_edition: Option<i64>,
    created_at: i64,
    changed_at: i64,
}

impl Row {
    /// The case, its request with the form that it was made with.
    async fn whole(self, connection: &mut AnyConnection, versions: &mut Versions) -> Result<Case, Error> {
        let draft = versions.fill(connection, from_json(&self.draft, "draft")?).await?;
        let revision = match self.revision {
            Some(json) => Some(versions.fill(connection, from_json(&json, "draft")?).await?),
            None => None,
        };
        Ok(Case {
            id: parse(&self.id, "case")?,
            first: parse(self.first_id.as_deref().unwrap_or(&self.id), "case")?,
            asked_later: None,
            desk: None,
            hub: None,
            round: None,
            version: self.version,
            practice: parse(&self.practice_id, "practice")?,
            patient: self.patient_id.map(|id| parse(&id, "patient")).transpose()?,
            referrer: parse(&self.referrer_id, "account")?,
            sent_by: self.sent_by.map(|id| parse(&id, "account")).transpose()?,
            state: from_json(&self.state_detail, "state")?,
            draft,
            draft_version: self.draft_version,
            revision,
            score_sent: self.score_sent.map(|score| from_json(&score, "score")).transpose()?,
            news_at: self.news_at.map(from_ms),
            told_by: self.told_by.map(|id| parse(&id, "account")).transpose()?,
            tell_by: self.tell_by.map(from_ms),
            retell_at: self.retell_at.map(from_ms),
            unread_since: self.unread_since.map(from_ms),
            answer_opened: self.answer_opened_at.map(from_ms),
            refer_by: self.refer_by.map(from_ms),
            policy_edition: self.policy_edition,
            created: from_ms(self.created_at),
            changed: from_ms(self.changed_at),
        })
    }
}

async fn whole(connection: &mut AnyConnection, row: Option<Row>) -> Result<Option<Case>, Error> {
    match row {
        Some(row) => row.whole(connection, &mut Versions::default()).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn all(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Case>, Error> {
    let (mut cases, mut versions) = (Vec::with_capacity(rows.len()), Versions::default());
    for row in rows {
        cases.push(row.whole(connection, &mut versions).await?);
    }
    Ok(cases)
}

pub(crate) async fn insert(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    tx.acted_on(case.id, case.created);
    sqlx::query(
        "INSERT INTO cases (id, version, kind, practice_id, referrer_id, state, state_detail, draft, site, created_at, changed_at, band,
            nhs_number, first_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(case.id.to_string())
    .bind(case.version)
    .bind(case.kind().as_str())
    .bind(case.practice.to_string())
    .bind(case.referrer.to_string())
    .bind(case.state.kind().as_str())
    .bind(to_json(&case.state)?)
    .bind(draft_json(&case.draft)?)
    .bind(case.draft.response.typed("site"))
    .bind(case.created.as_millisecond())
    .bind(case.changed.as_millisecond())
    .bind(case.band())
    .bind(nhs_number(&case.draft))
    .bind((case.first != case.id).then(|| case.first.to_string()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many requests somebody has begun and neither sent nor withdrawn.
pub(crate) async fn count_drafts(
    connection: &mut AnyConnection,
    practice: PracticeId,
    referrer: AccountId,
) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) FROM cases WHERE practice_id = $1 AND state = 'draft' AND referrer_id = $2";
    let query = sqlx::query_scalar(sql).bind(practice.to_string()).bind(referrer.to_string());
    let count: i64 = query.fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Reads a case without holding it.
pub(crate) async fn find(connection: &mut AnyConnection, id: CaseId) -> Result<Option<Case>, Error> {
    let sql = select("WHERE id = $1");
    let row = sqlx::query_as(sql).bind(id.to_string()).fetch_optional(&mut *connection).await?;
    whole(connection, row).await
}

/// The cases that came to a patient or to anybody merged into them, the newest change first, at most `limit`; of a service
/// those that it was asked.
pub(crate) async fn of_patient(
    connection: &mut AnyConnection,
    patient: PatientId,
    service: Option<ServiceId>,
    below: Option<CaseId>,
    limit: i64,
) -> Result<Vec<Case>, Error> {
    let sql = select(
        "WHERE patient_id IN (SELECT p.id FROM patients p WHERE p.survivor_id = $1 OR p.id = $1) AND ($2 = '' OR (service_id = $2 AND state <> 'draft')) AND ($3 = '' OR (changed_at, id) < (SELECT b.changed_at, b.id FROM cases b WHERE b.id = $3)) ORDER BY changed_at DESC, id DESC LIMIT $4",
    );
    let service = service.map(|service| service.to_string()).unwrap_or_default();
    let below = below.map(|below| below.to_string()).unwrap_or_default();
    let query = sqlx::query_as::<_, Row>(sql).bind(patient.to_string()).bind(service).bind(below).bind(limit);
    let rows = query.fetch_all(&mut *connection).await?;
    all(connection, rows).await
}

/// At most `limit` cases after `id`, in the order of their ids.
pub(crate) async fn ids_after(connection: &mut AnyConnection, id: &str, limit: i64) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(id).bind(limit).fetch_all(connection).await?;
    rows.iter().map(|id| parse(id, "case")).collect()
}

/// Reads a case and holds it until the transaction ends: an UPDATE that changes nothing locks the row on PostgreSQL,
/// where SELECT … FOR UPDATE would not be one set of SQL; on SQLite the transaction is the only writer already.
pub(crate) async fn lock(tx: &mut Tx, id: CaseId) -> Result<Option<Case>, Error> {
    let sql = format!("UPDATE cases SET version = version WHERE id = $1 RETURNING {COLUMNS}");
    let row = sqlx::query_as(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    whole(tx, row).await
}

/// Keeps what has become of a locked case, as its next version.
pub(crate) async fn save(tx: &mut Tx, case: &mut Case, now: Timestamp) -> Result<(), Error> {
    tx.acted_on(case.id, now);
    case.version += 1;
    case.changed = now;
    let (asked, answered) = (case.state.asked(), case.state.answered());
    sqlx::query(
        "UPDATE cases SET version = $2, kind = $3, service_id = $4, state = $5, state_detail = $6, draft = $7, site = $8,
                changed_at = $9, submitted_at = $10, due_at = $11, answered_at = $12, takes_effect_at = $13,
                acknowledged_at = $14, closed_at = $15, band = $16, draft_version = $17, revision = $18,
                nhs_number = $19, to_refer = $20, score_sent = $21, news_at = $22, told_by = $23, tell_by = $24,
                wrong_for_practice = $25, wrong_for_service = $26, refer_by = $27, retell_at = $28,
                referrer_id = $29, sent_by = $30, policy_edition = $31, unread_since = $32, answer_opened_at = $33
         WHERE id = $1",
    )
    .bind(case.id.to_string())
    .bind(case.version)
    .bind(case.kind().as_str())
    .bind(asked.map(|asked| asked.service.to_string()))
    .bind(case.state.kind().as_str())
    .bind(to_json(&case.state)?)
    .bind(draft_json(&case.draft)?)
    .bind(case.draft.response.typed("site"))
    .bind(now.as_millisecond())
    .bind(asked.map(|asked| asked.submitted.as_millisecond()))
    .bind(asked.map(|asked| asked.due.as_millisecond()))
    .bind(answered.map(|answered| answered.at.as_millisecond()))
    .bind(answered.map(|answered| answered.undo_until.as_millisecond()))
    .bind(case.state.acknowledged().map(|it| it.at.as_millisecond()))
    .bind(case.state.ended().map(|at| at.as_millisecond()))
    .bind(case.band())
    .bind(case.draft_version)
    .bind(case.revision.as_ref().map(|revision| draft_json(revision)).transpose()?)
    .bind(nhs_number(&case.draft))
    .bind(i64::from(case.state.is_to_refer()))
    .bind(case.score_sent.as_ref().map(to_json).transpose()?)
    .bind(case.news_at.map(|at| at.as_millisecond()))
    .bind(case.told_by.map(|by| by.to_string()))
    .bind(case.tell_by.map(|at| at.as_millisecond()))
    .bind(i64::from(case.state.is_wrong_patient_open(Party::Practice)))
    .bind(i64::from(case.state.is_wrong_patient_open(Party::Service)))
    .bind(case.refer_by.map(|at| at.as_millisecond()))
    .bind(case.retell_at.map(|at| at.as_millisecond()))
    .bind(case.referrer.to_string())
    .bind(case.sent_by.map(|by| by.to_string()))
    .bind(case.policy_edition)
    .bind(case.unread_since.map(|at| at.as_millisecond()))
    .bind(case.answer_opened.map(|at| at.as_millisecond()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Something came to a locked case that whoever acts on it must have seen: its version rises. `draft_version` does not, so
/// no form becomes stale by it.
pub(crate) async fn touch(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<(), Error> {
    tx.acted_on(case, now);
    sqlx::query("UPDATE cases SET version = version + 1, changed_at = $2 WHERE id = $1")
        .bind(case.to_string())
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps when and by whom the patient of a locked case is told, and when they opened it, and nothing else of it.
pub(crate) async fn keep_news(tx: &mut Tx, case: &Case) -> Result<(), Error> {
    sqlx::query(
        "UPDATE cases SET news_at = $2, told_by = $3, tell_by = $4, refer_by = $5, retell_at = $6, unread_since = $7,
                answer_opened_at = $8 WHERE id = $1",
    )
    .bind(case.id.to_string())
    .bind(case.news_at.map(|at| at.as_millisecond()))
    .bind(case.told_by.map(|by| by.to_string()))
    .bind(case.tell_by.map(|at| at.as_millisecond()))
    .bind(case.refer_by.map(|at| at.as_millisecond()))
    .bind(case.retell_at.map(|at| at.as_millisecond()))
    .bind(case.unread_since.map(|at| at.as_millisecond()))
    .bind(case.answer_opened.map(|at| at.as_millisecond()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps when somebody noted that they have spoken to the patient of a locked case.
pub(crate) async fn save_notified_at(tx: &mut Tx, case: CaseId, at: Timestamp) -> Result<(), Error> {
    tx.acted_on(case, at);
    let query = sqlx::query("UPDATE cases SET told_at = $2 WHERE id = $1").bind(case.to_string());
    query.bind(at.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

/// The ten digits that other requests are found by; empty where there are none yet.
pub(super) fn nhs_number(draft: &Draft) -> String {
    let number = draft.nhs_number.parse::<NhsNumber>();
    number.map(|number| number.to_string().replace(' ', "")).unwrap_or_default()
}
