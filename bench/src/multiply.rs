//! Many cases: the demonstration's, over and over, straight into the encrypted database.

use hkdf::Hkdf;
use sha2::Sha256;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};

use crate::{Result, folders, server};

/// One case in so many waits; the others were answered and read long ago.
const WAITS_ONE_IN: u64 = 10;

/// Cases per transaction.
const BATCH: u64 = 50_000;

/// What new cases are made from: the demonstration's that wait and those that are over, each numbered from 0, and their
/// pictures. Not what was made from them before, which [`MADE`] would have to search through for every case.
const TEMPLATES: [&str; 5] = [
    "CREATE TEMP TABLE template_cases AS
        SELECT *, ROW_NUMBER() OVER (PARTITION BY waits ORDER BY id) - 1 AS place, COUNT(*) OVER (PARTITION BY waits) AS of
        FROM (SELECT *, state = 'in_queue' AS waits FROM cases
              WHERE service_id IS NOT NULL AND state IN ('in_queue', 'answered', 'acknowledged', 'closed')
                AND id NOT LIKE '%-7000-8000-%')",
    "CREATE TEMP TABLE template_images AS
        SELECT i.*, ROW_NUMBER() OVER (PARTITION BY i.case_id ORDER BY i.id) AS number
        FROM images i JOIN template_cases t ON t.id = i.case_id",
    "CREATE INDEX temp.template_images_by_case ON template_images (case_id)",
    "CREATE TEMP TABLE template_tasks AS SELECT a.* FROM tasks a JOIN template_cases t ON t.id = a.case_id",
    "CREATE INDEX temp.template_tasks_by_case ON template_tasks (case_id)",
];

/// One case every minute since the first of 2024, so that identifiers rise with time as version 7 UUIDs do.
const MADE: &str = "INSERT INTO made
    WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last),
                   moments AS (SELECT n, 1704067200000 + n * 60000 AS at, n % :one_in = 0 AS waits FROM numbers)
    SELECT m.n, m.at, t.id, printf('%08x-%04x-7000-8000-%012x', m.at / 65536, m.at % 65536, m.n)
    FROM moments m JOIN template_cases t ON t.waits = m.waits AND t.place = m.n / :one_in % t.of";

/// Two days to answer.
const CASES: &str =
    "INSERT INTO cases (id, version, kind, practice_id, service_id, referrer_id, state, state_detail, draft, site,
        created_at, changed_at, submitted_at, due_at, answered_at, takes_effect_at, acknowledged_at, closed_at, band,
        nhs_number, draft_version, tasks_edition)
    SELECT m.id, c.version, c.kind, c.practice_id, c.service_id, c.referrer_id, c.state,
        json_set(c.state_detail, '$.asked.submitted', strftime('%Y-%m-%dT%H:%M:%SZ', m.at / 1000, 'unixepoch'),
                 '$.asked.due', strftime('%Y-%m-%dT%H:%M:%SZ', m.at / 1000 + 172800, 'unixepoch')),
        c.draft, c.site, m.at, m.at, m.at, m.at + 172800000,
        m.at + c.answered_at - c.submitted_at, m.at + c.takes_effect_at - c.submitted_at,
        m.at + c.acknowledged_at - c.submitted_at, m.at + c.closed_at - c.submitted_at, c.band, '', c.version, c.tasks_edition
    FROM made m JOIN template_cases c ON c.id = m.template";

/// The rows only: their pictures are the template's.
const IMAGES: &str =
    "INSERT INTO images (id, case_id, photo_request_id, account_id, view, lesion, width, height, bytes, master, screen,
        thumb, report, annotations, received_at, sent_at, removed_at)
    SELECT printf('%08x-%04x-7000-9%03x-%012x', m.at / 65536, m.at % 65536, i.number, m.n),
        m.id, i.photo_request_id, i.account_id, i.view, i.lesion, i.width, i.height, i.bytes, i.master, i.screen,
        i.thumb, i.report, i.annotations, m.at, m.at, i.removed_at
    FROM made m JOIN template_images i ON i.case_id = m.template";

/// As many times later as their case is later than its template; what never comes stays so.
const TASKS: &str =
    "INSERT INTO tasks (case_id, kind, opened_at, practice_id, service_id, account_id, band, from_at, until_at, since_at,
        due_at, hands_on_at, closed_at)
    SELECT m.id, a.kind, a.opened_at + m.at - c.submitted_at, a.practice_id, a.service_id, a.account_id, a.band,
        a.from_at + m.at - c.submitted_at,
        CASE WHEN a.until_at = 9223372036854775807 THEN a.until_at ELSE a.until_at + m.at - c.submitted_at END,
        a.since_at + m.at - c.submitted_at,
        CASE WHEN a.due_at = 9223372036854775807 THEN a.due_at ELSE a.due_at + m.at - c.submitted_at END,
        CASE WHEN a.hands_on_at = 9223372036854775807 THEN a.hands_on_at ELSE a.hands_on_at + m.at - c.submitted_at END,
        a.closed_at + m.at - c.submitted_at
    FROM made m JOIN template_cases c ON c.id = m.template JOIN template_tasks a ON a.case_id = c.id";

/// The database as the server opens it, but for the wait until the disk has everything: nobody needs this data.
pub(crate) async fn open() -> Result<SqliteConnection> {
    let mut derived = [0; 32];
    // As `backend` derives it.
    Hkdf::<Sha256>::new(None, &hex::decode(server::key()?)?)
        .expand(b"skinlink database", &mut derived)
        .map_err(|_| "32 bytes are too many for a key")?;
    let options = SqliteConnectOptions::new()
        .filename(folders::data().join("skinlink.db"))
        .pragma("key", format!("\"x'{}'\"", hex::encode(derived)))
        .pragma("cache_size", "-200000")
        .pragma("temp_store", "MEMORY")
        .synchronous(SqliteSynchronous::Off)
        .disable_statement_logging();
    Ok(options.connect().await?)
}

/// Adds cases until there are `wanted`.
pub(crate) async fn to(wanted: u64) -> Result<()> {
    let mut connection = open().await?;
    for sql in TEMPLATES {
        connection.execute(sql).await?;
    }
    connection.execute("CREATE TEMP TABLE made (n, at, template, id)").await?;
    let (mut there,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM cases").fetch_one(&mut connection).await?;
    while u64::try_from(there)? < wanted {
        let last = wanted.min(u64::try_from(there)? + BATCH);
        let mut transaction = connection.begin().await?;
        transaction.execute("DELETE FROM made").await?;
        let made = MADE
            .replace(":first", &(there + 1).to_string())
            .replace(":last", &last.to_string())
            .replace(":one_in", &WAITS_ONE_IN.to_string());
        transaction.execute(AssertSqlSafe(made)).await?;
        transaction.execute(CASES).await?;
        transaction.execute(IMAGES).await?;
        transaction.execute(TASKS).await?;
        transaction.commit().await?;
        there = i64::try_from(last)?;
    }
    // What is read afterwards comes from the database's file, not from its log.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(connection.close().await?)
}

/// The cursor of the waiting case in the middle of the worklist.
pub(crate) async fn middle() -> Result<String> {
    let mut connection = open().await?;
    let sql =
        "SELECT band || '.' || due_at || '.0.' || id FROM cases WHERE state = 'in_queue' ORDER BY band, due_at, id
               LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM cases WHERE state = 'in_queue')";
    let (cursor,): (String,) = sqlx::query_as(sql).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(cursor)
}
