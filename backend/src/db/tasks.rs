//! A case's tasks: kept as `domain::tasks` works them out, in the transaction that changed the case.

use std::collections::BTreeSet;

use domain::{
    case::{Answer, Filled},
    conclusion::Treatment,
    ids::{CaseId, PracticeId},
    pathway::looks_first,
    policy::Policy,
    tasks::{AppointmentFacts, EDITION, ReviewFacts, Task, TaskFacts, TaskKind, tasks_after},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{
    Db, Tx,
    conclusions::{self, SAID},
    from_json,
    hub_visits::{AT_HUBS, AtHubs},
    monitoring::{FOLLOWED, Followed},
    parse,
    policies::{OF_CASE, chosen},
    questionnaires,
    reviews::TO_READ,
};
use crate::{Error, clock::from_ms, error::Damaged};

/// Of a time that never comes.
pub(super) const NEVER: i64 = i64::MAX;

/// A link that wrong dates locked, and that no newer one replaced (a newer one withdraws it), nor did somebody speak to
/// the patient since. Of a request that was taken back no link is wanted.
pub(super) const LOCKED: &str = "r.state = 'locked' AND c.state NOT IN ('withdrawn', 'wrong_patient')
    AND COALESCE(r.locked_at, r.created_at) > CASE WHEN c.told_by IS NULL THEN 0 ELSE COALESCE(c.told_at, c.news_at, 0) END";
/// A text that could not be sent or did not arrive, after which none did, nor did somebody speak to the patient; not that of a link that
/// was taken back, nor a reminder of photos that came. Of a request that was taken back it is the text that says so.
pub(super) const DEAD: &str = "d.state = 'dead' AND c.state <> 'wrong_patient'
    AND (c.state <> 'withdrawn' OR d.idempotency_key LIKE 'withdrawn/%')
    AND COALESCE(d.done_at, d.created_at) > CASE WHEN c.told_by IS NULL THEN 0 ELSE COALESCE(c.told_at, c.news_at, 0) END
    AND NOT EXISTS (SELECT l.id FROM deliveries l WHERE l.case_id = d.case_id
    AND l.state IN ('done', 'waiting') AND l.idempotency_key NOT LIKE 'answer-stands/%' AND l.created_at > d.created_at
    AND (l.idempotency_key LIKE 'appointment%') = (d.idempotency_key LIKE 'appointment%'))
    AND NOT EXISTS (SELECT w.id FROM photo_requests w WHERE w.case_id = d.case_id AND w.withdrawn_at IS NOT NULL
    AND d.idempotency_key = 'photo-request/' || w.id)
    AND NOT EXISTS (SELECT w.id FROM photo_requests w WHERE w.case_id = d.case_id
    AND (w.withdrawn_at IS NOT NULL OR w.sent_at IS NOT NULL) AND d.idempotency_key LIKE 'photo-reminder/' || w.id || '/%')";

/// What became of a case's appointments; $1 is the case.
const APPOINTMENTS: &str = "a.case_id,
    MAX(CASE WHEN a.state = 'booked' THEN a.at END) AS booked_for,
    MAX(CASE WHEN a.state = 'booked' THEN a.booked_at END) AS booked_since,
    MAX(CASE WHEN a.state = 'attended' THEN a.ended_at END) AS seen,
    MAX(CASE WHEN a.state = 'attended' THEN a.booked_at END) AS seen_booked,
    MAX(CASE WHEN a.state NOT IN ('booked', 'attended') THEN a.ended_at END) AS fell_through,
    MIN(CASE WHEN a.state = 'did_not_attend' AND a.noted_at IS NULL THEN a.ended_at END) AS missed
    FROM appointments a WHERE a.case_id = $1 AND a.hub_visit_id IS NULL GROUP BY a.case_id";

/// What is open between clinicians; $1 is the case.
const REVIEWS: &str = "v.case_id,
    MAX(CASE WHEN v.kind = 'release' AND v.ended_at IS NULL THEN v.at END) AS release_since,
    MAX(CASE WHEN v.kind = 'release' AND v.ended_at IS NULL THEN v.due_at END) AS release_due,
    MAX(CASE WHEN v.kind = 'opinion' AND v.ended_at IS NULL THEN v.at END) AS opinion_since,
    MAX(CASE WHEN v.kind = 'opinion' AND v.ended_at IS NULL THEN v.due_at END) AS opinion_due,
    MAX(CASE WHEN v.kind = 'meeting' AND v.ended_at IS NULL THEN v.at END) AS meeting_since,
    MAX(CASE WHEN v.kind = 'meeting' AND v.ended_at IS NULL THEN v.due_at END) AS meeting_due,
    MAX(CASE WHEN v.kind = 'second_reading' AND v.ended_at IS NULL THEN v.at END) AS second_since,
    MAX(CASE WHEN v.kind = 'second_reading' AND v.ended_at IS NULL THEN v.due_at END) AS second_due";

/// What decides which tasks a case has, and whose they are.
#[derive(Debug, FromRow)]
struct Row {
    practice_id: String,
    service_id: Option<String>,
    referrer_id: String,
    state_detail: String,
    draft: String,
    rules: Option<String>,
    created_at: i64,
    changed_at: i64,
    news_at: Option<i64>,
    tell_by: Option<i64>,
    retell_at: Option<i64>,
    unread_since: Option<i64>,
    refer_by: Option<i64>,
    amended: Option<i64>,
    answer: Option<String>,
    unread_by_practice: Option<i64>,
    unread_by_service: Option<i64>,
    change_since: Option<i64>,
    change_late: Option<i64>,
    change_at_service: Option<i64>,
    change_at_service_late: Option<i64>,
    link_ends: Option<i64>,
    declined: Option<i64>,
    without_since: Option<i64>,
    has_pictures: i64,
    has_unsent: i64,
    photos_since: Option<i64>,
    held_since: Option<i64>,
    locked_since: Option<i64>,
    dead_since: Option<i64>,
    booked_for: Option<i64>,
    booked_since: Option<i64>,
    seen: Option<i64>,
    seen_booked: Option<i64>,
    fell_through: Option<i64>,
    asks_practice: Option<i64>,
    missed: Option<i64>,
    said: Option<String>,
    said_at: Option<i64>,
    conclusion_unread: Option<i64>,
    release_since: Option<i64>,
    release_due: Option<i64>,
    opinion_since: Option<i64>,
    opinion_due: Option<i64>,
    meeting_since: Option<i64>,
    meeting_due: Option<i64>,
    second_since: Option<i64>,
    second_due: Option<i64>,
    reply_since: Option<i64>,
    #[sqlx(flatten)]
    hub: AtHubs,
    #[sqlx(flatten)]
    followed: Followed,
}

impl Row {
    fn facts(&self, draft: &Filled) -> Result<TaskFacts, Error> {
        let at = |ms: Option<i64>| ms.map(from_ms);
        let answer: Option<Answer> = self.answer.as_deref().map(|json| from_json(json, "answer")).transpose()?;
        let said = conclusions::said(self.said.clone())?;
        let said_at = |is_so: bool| at(self.said_at).filter(|_| is_so);
        let facts = TaskFacts {
            state: from_json(&self.state_detail, "state")?,
            created: from_ms(self.created_at),
            changed: from_ms(self.changed_at),
            looks_first: looks_first(&draft.findings()),
            news: at(self.news_at),
            tell_by: at(self.tell_by),
            retell: at(self.retell_at),
            unread_since: at(self.unread_since),
            refer_by: at(self.refer_by),
            amended: at(self.amended),
            weeks: answer.and_then(|answer| answer.weeks_to_wait()),
            unread: [at(self.unread_by_practice), at(self.unread_by_service)],
            change: at(self.change_since).zip(at(self.change_late)),
            change_at_service: at(self.change_at_service).zip(at(self.change_at_service_late)),
            link_ends: at(self.link_ends),
            declined: at(self.declined),
            without_since: at(self.without_since),
            has_pictures: self.has_pictures > 0,
            has_unsent: self.has_unsent > 0,
            photos_since: at(self.photos_since),
            held_since: at(self.held_since),
            unreached_since: at(self.locked_since).into_iter().chain(at(self.dead_since)).min(),
            appointment: AppointmentFacts {
                booked: at(self.booked_for).zip(at(self.booked_since)),
                seen: at(self.seen),
                seen_booked: at(self.seen_booked),
                fell_through: at(self.fell_through),
                asks_practice: at(self.asks_practice),
                missed: at(self.missed),
                planned: said_at(said.treatment == Treatment::Planned),
                finished: said_at(said.is_final()),
                concluded: at(self.conclusion_unread),
            },
            reviews: ReviewFacts {
                release: at(self.release_since).zip(at(self.release_due)),
                opinion: at(self.opinion_since).zip(at(self.opinion_due)),
                meeting: at(self.meeting_since).zip(at(self.meeting_due)),
                second_reading: at(self.second_since).zip(at(self.second_due)),
                reply: at(self.reply_since),
            },
            hub: self.hub.facts(),
            monitoring: self.followed.facts(),
        };
        Ok(facts)
    }
}

/// Holds the case's row first, so that of two transactions the later one sees what the earlier one did.
async fn hold(tx: &mut Tx, case: CaseId) -> Result<Option<Row>, Error> {
    let held = "UPDATE cases SET tasks_edition = $2 WHERE id = $1";
    if sqlx::query(held).bind(case.to_string()).bind(EDITION).execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(None);
    }
    let sql = format!(
        "SELECT c.practice_id, c.service_id, c.referrer_id, c.state_detail, c.draft, c.created_at, c.changed_at,
                c.news_at, c.tell_by, c.retell_at, c.unread_since, c.refer_by,
                CASE WHEN c.amended_unread = 1 THEN COALESCE((SELECT MAX(m.created_at) FROM answer_amendments m
                     WHERE m.case_id = c.id), c.changed_at) END AS amended,
                {OF_CASE} AS rules,
                (SELECT a.answer FROM answers a WHERE a.case_id = c.id AND a.taken_back_at IS NULL
                 ORDER BY a.created_at DESC, a.id DESC LIMIT 1) AS answer,
                (SELECT MIN(m.created_at) FROM messages m WHERE m.case_id = c.id AND m.party = 'service'
                 AND m.read_at IS NULL) AS unread_by_practice,
                (SELECT MIN(m.created_at) FROM messages m WHERE m.case_id = c.id AND m.party = 'practice'
                 AND m.read_at IS NULL) AS unread_by_service,
                (SELECT MIN(g.at) FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL) AS change_since,
                (SELECT MIN(g.late_at) FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL) AS change_late,
                (SELECT MIN(g.at) FROM change_reports g WHERE g.case_id = c.id AND g.for_service = 1
                 AND g.seen_at IS NULL) AS change_at_service,
                (SELECT MIN(g.late_at) FROM change_reports g WHERE g.case_id = c.id AND g.for_service = 1
                 AND g.seen_at IS NULL) AS change_at_service_late,
                (SELECT MAX(r.expires_at) FROM photo_requests r WHERE r.case_id = c.id AND r.kind = 'patient'
                 AND r.state = 'open') AS link_ends,
                (SELECT MAX(COALESCE(r.declined_at, r.created_at)) FROM photo_requests r WHERE r.case_id = c.id
                 AND r.kind = 'patient' AND r.sent_at IS NULL AND r.state = 'declined') AS declined,
                (SELECT MAX(COALESCE(r.declined_at, r.expires_at)) FROM photo_requests r WHERE r.case_id = c.id
                 AND r.kind = 'patient' AND r.withdrawn_at IS NULL) AS without_since,
                (SELECT COUNT(*) FROM images i LEFT JOIN photo_requests r ON r.id = i.photo_request_id
                 WHERE i.case_id = c.id AND i.removed_at IS NULL
                 AND (r.id IS NULL OR r.kind <> 'patient' OR r.sent_at IS NOT NULL)) AS has_pictures,
                (SELECT COUNT(*) FROM images i WHERE i.case_id = c.id AND i.removed_at IS NULL AND i.sent_at IS NULL
                 AND NOT EXISTS (SELECT h.id FROM hub_visits h WHERE h.id = i.hub_visit_id AND h.ended IS NULL)) AS has_unsent,
                (SELECT MIN(r.sent_at) FROM photo_requests r WHERE r.case_id = c.id AND r.kind = 'patient'
                 AND EXISTS (SELECT i.id FROM images i WHERE i.case_id = c.id AND i.photo_request_id = r.id
                             AND i.removed_at IS NULL AND i.sent_at IS NULL)) AS photos_since,
                (SELECT MIN(i.received_at) FROM images i WHERE i.case_id = c.id AND i.removed_at IS NULL
                 AND i.sent_at IS NULL AND i.account_id IS NOT NULL AND i.hub_visit_id IS NULL) AS held_since,
                (SELECT MIN(COALESCE(r.locked_at, r.created_at)) FROM photo_requests r
                 WHERE r.case_id = c.id AND {LOCKED}) AS locked_since,
                (SELECT MIN(COALESCE(d.done_at, d.created_at)) FROM deliveries d
                 WHERE d.case_id = c.id AND {DEAD}) AS dead_since,
                p.booked_for, p.booked_since, p.seen, p.seen_booked, p.fell_through, p.missed,
                (SELECT MIN(k.at) FROM contacts k WHERE k.case_id = c.id AND k.asks_practice = 1 AND k.settled_at IS NULL)
                    AS asks_practice,
                {SAID}, (SELECT MAX(s.at) FROM conclusions s WHERE s.case_id = c.id) AS said_at,
                (SELECT MIN(s.at) FROM conclusions s WHERE s.case_id = c.id AND s.read_at IS NULL) AS conclusion_unread,
                v.release_since, v.release_due, v.opinion_since, v.opinion_due, v.meeting_since, v.meeting_due,
                v.second_since, v.second_due, v.reply_since,
                {AT_HUBS}, {FOLLOWED}
         FROM cases c LEFT JOIN (SELECT {APPOINTMENTS}) p ON p.case_id = c.id
         LEFT JOIN (SELECT {REVIEWS}, MIN(CASE WHEN {TO_READ} THEN v.ended_at END) AS reply_since
                    FROM reviews v WHERE v.case_id = $1 GROUP BY v.case_id) v ON v.case_id = c.id WHERE c.id = $1"
    );
    Ok(Some(sqlx::query_as(AssertSqlSafe(sql)).bind(case.to_string()).fetch_one(&mut **tx).await?))
}

/// A task as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
struct Stored {
    kind: String,
    practice_id: String,
    service_id: Option<String>,
    account_id: String,
    band: i64,
    from_at: i64,
    until_at: i64,
    since_at: i64,
    due_at: i64,
    hands_on_at: i64,
}

impl Stored {
    fn of(row: &Row, task: &Task) -> Self {
        let or_never = |at: Option<Timestamp>| at.map_or(NEVER, Timestamp::as_millisecond);
        Self {
            kind: task.kind.as_str().to_owned(),
            practice_id: row.practice_id.clone(),
            service_id: row.service_id.clone(),
            account_id: row.referrer_id.clone(),
            band: task.band,
            from_at: task.from.as_millisecond(),
            until_at: or_never(task.until),
            since_at: task.since.as_millisecond(),
            due_at: or_never(task.due),
            hands_on_at: or_never(task.hands_on),
        }
    }
}

/// How long ago something may have become somebody's to do for a list to be called changed by it.
const JUST: i64 = 60_000;

/// Brings the open tasks of a case to what they are now, as part of the transaction that changed it. The case's practice
/// where that changed one of its lists.
pub(super) async fn settle(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<Option<PracticeId>, Error> {
    // One that was erased has none, and its rows went with it.
    let Some(row) = hold(tx, case).await? else { return Ok(None) };
    let draft = questionnaires::fill(tx, from_json(&row.draft, "draft")?).await?;
    let facts = row.facts(&draft)?;
    let rules: Policy = match &row.rules {
        Some(json) => from_json(json, "policy")?,
        None => chosen(tx, &draft, now).await?,
    };
    let wanted: Vec<Stored> = tasks_after(&facts, &rules).iter().map(|task| Stored::of(&row, task)).collect();
    let sql = "SELECT kind, practice_id, service_id, account_id, band, from_at, until_at, since_at, due_at, hands_on_at
               FROM tasks WHERE case_id = $1 AND closed_at IS NULL";
    let open: Vec<Stored> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(&mut **tx).await?;
    for done in open.iter().filter(|open| wanted.iter().all(|wanted| wanted.kind != open.kind)) {
        sqlx::query("UPDATE tasks SET closed_at = $3 WHERE case_id = $1 AND kind = $2 AND closed_at IS NULL")
            .bind(case.to_string())
            .bind(&done.kind)
            .bind(now.as_millisecond())
            .execute(&mut **tx)
            .await?;
    }
    for wanted in wanted.iter().filter(|wanted| !open.contains(wanted)) {
        keep(tx, case, wanted, now).await?;
    }
    let kinds = |tasks: &[Stored]| tasks.iter().map(|task| task.kind.clone()).collect::<BTreeSet<_>>();
    let just = now.as_millisecond() - JUST..=now.as_millisecond();
    let changed = kinds(&open) != kinds(&wanted) || wanted.iter().any(|task| just.contains(&task.from_at));
    changed.then(|| parse(&row.practice_id, "practice")).transpose()
}

/// Opens a task, or changes the open one of its kind.
async fn keep(tx: &mut Tx, case: CaseId, task: &Stored, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO tasks (case_id, kind, opened_at, practice_id, service_id, account_id, band, from_at, until_at,
                            since_at, due_at, hands_on_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (case_id, kind) WHERE closed_at IS NULL DO UPDATE SET
             practice_id = excluded.practice_id, service_id = excluded.service_id, account_id = excluded.account_id,
             band = excluded.band, from_at = excluded.from_at, until_at = excluded.until_at,
             since_at = excluded.since_at, due_at = excluded.due_at, hands_on_at = excluded.hands_on_at",
    )
    .bind(case.to_string())
    .bind(&task.kind)
    .bind(now.as_millisecond())
    .bind(&task.practice_id)
    .bind(&task.service_id)
    .bind(&task.account_id)
    .bind(task.band)
    .bind(task.from_at)
    .bind(task.until_at)
    .bind(task.since_at)
    .bind(task.due_at)
    .bind(task.hands_on_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is to be done about a case now, whoever has to.
pub(crate) async fn open_of(
    connection: &mut AnyConnection,
    case: CaseId,
    now: Timestamp,
) -> Result<Vec<TaskKind>, Error> {
    let sql = "SELECT kind FROM tasks WHERE case_id = $1 AND closed_at IS NULL AND from_at <= $2 AND until_at > $2";
    let query = sqlx::query_scalar(sql).bind(case.to_string()).bind(now.as_millisecond());
    let kinds: Vec<String> = query.fetch_all(connection).await?;
    kinds.iter().map(|kind| parse(kind, "task")).collect()
}

/// Works out the tasks of cases that an older version stored, or an older edition of the rules.
pub(crate) async fn carry_over(db: &Db, now: Timestamp) -> Result<(), Error> {
    // The third edition differs for what no service has yet: a region's other cases need not be looked at for it.
    let mut tx = db.begin_on_any_disk().await?;
    let sql = "UPDATE cases SET tasks_edition = 3 WHERE tasks_edition = 2 AND service_id IS NOT NULL";
    sqlx::query(sql).execute(&mut *tx).await?;
    // The fourth for what a service has taken over, for appointments, and for changes that a service has to look at.
    let sql = "UPDATE cases SET tasks_edition = 4 WHERE tasks_edition = 3 AND state <> 'converted'
               AND NOT EXISTS (SELECT a.id FROM appointments a WHERE a.case_id = cases.id)
               AND NOT EXISTS (SELECT g.id FROM change_reports g WHERE g.case_id = cases.id AND g.for_service = 1)";
    sqlx::query(sql).execute(&mut *tx).await?;
    // The fifth for what services have said came of a patient, and for answers that wait to be opened.
    let sql = "UPDATE cases SET tasks_edition = 5 WHERE tasks_edition = 4 AND unread_since IS NULL
               AND NOT EXISTS (SELECT s.id FROM conclusions s WHERE s.case_id = cases.id)";
    sqlx::query(sql).execute(&mut *tx).await?;
    // The sixth for visits to photography hubs, of which no older version knows.
    sqlx::query("UPDATE cases SET tasks_edition = 6 WHERE tasks_edition = 5").execute(&mut *tx).await?;
    tx.commit().await?;
    loop {
        let mut tx = db.begin_on_any_disk().await?;
        let sql = "SELECT id FROM cases WHERE tasks_edition < $1 ORDER BY tasks_edition, id LIMIT 200";
        let mut cases: Vec<String> = sqlx::query_scalar(sql).bind(EDITION).fetch_all(&mut *tx).await?;
        // In the order in which whoever holds several cases holds them (`patient_merges`).
        cases.sort();
        if cases.is_empty() {
            return Ok(());
        }
        for case in cases {
            match settle(&mut tx, parse(&case, "case")?, now).await {
                // Whoever opens it is told; the others are not kept from their lists for it.
                Err(Error::Internal(cause)) if cause.is::<Damaged>() => {
                    tracing::error!(case, "a case cannot be read: what waits in it stands on no list");
                }
                settled => drop(settled?),
            }
        }
        tx.commit().await?;
    }
}
