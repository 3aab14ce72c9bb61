//! A region's cases: the demonstration's, over and over, written straight into the database, embedded or a server's, in
//! SQL that both read.

use backend::{Clock, Settings};
use domain::{
    patients::search_keys,
    tasks::{EDITION, TaskKind},
};
use hkdf::Hkdf;
use sha2::Sha256;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, any::install_default_drivers};

use crate::{Result, indices, server};

/// One case in so many belongs to the practice and the service that are asked: far more than a real one has. The others
/// are spread over a region's.
pub(crate) const ASKED_ONE_IN: u64 = 10;
const PRACTICES: u64 = 2_000;
const SERVICES: u64 = 100;

/// Cases per transaction.
const BATCH: u64 = 50_000;

const FILLED: [&str; 9] = [
    "organisations",
    "patients",
    "patient_names",
    "patient_identifiers",
    "lesions",
    "cases",
    "answers",
    "images",
    "tasks",
];

/// Families and given names: each pair is somebody's name.
const FAMILIES: u64 = 500;
const GIVEN: u64 = 40;
/// A family and a year of birth that do not grow with the region, so that whoever looks for them finds as many in either
/// size: none of those who come after the first ten thousand has them.
pub(crate) const RARE: u64 = 100;
const RARE_YEAR: u64 = 1930;

/// What new cases are made from: the demonstration's that wait and those that are over, each numbered from 0, and their
/// answers and pictures. Not what was made from them before.
const TEMPLATES: [&str; 6] = [
    "CREATE TEMP TABLE template_cases AS
        SELECT *, ROW_NUMBER() OVER (PARTITION BY waits ORDER BY id) - 1 AS place, COUNT(*) OVER (PARTITION BY waits) AS whole
        FROM (SELECT *, CASE WHEN state = 'in_queue' THEN 1 ELSE 0 END AS waits FROM cases
              WHERE service_id IS NOT NULL AND state IN ('in_queue', 'answered', 'acknowledged', 'closed')
                AND id NOT LIKE '%-7000-8000-%') AS those",
    "CREATE TEMP TABLE template_answers AS
        SELECT a.*, ROW_NUMBER() OVER (PARTITION BY a.case_id ORDER BY a.id) AS number
        FROM answers a JOIN template_cases t ON t.id = a.case_id",
    "CREATE TEMP TABLE template_images AS
        SELECT i.*, ROW_NUMBER() OVER (PARTITION BY i.case_id ORDER BY i.id) AS number
        FROM images i JOIN template_cases t ON t.id = i.case_id",
    "CREATE INDEX template_images_by_case ON template_images (case_id)",
    "CREATE TEMP TABLE names (n BIGINT PRIMARY KEY, name TEXT NOT NULL, first_key TEXT NOT NULL, second_key TEXT NOT NULL)",
    "CREATE TEMP TABLE made (n BIGINT PRIMARY KEY, at BIGINT, template TEXT, id TEXT, patient_id TEXT, practice_id TEXT,
        service_id TEXT, asked BIGINT, name BIGINT)",
];

/// Practices and services like the ones that are asked.
const ORGANISATIONS: [&str; 4] = [
    "INSERT INTO organisations (id, kind, name, phone)
     WITH RECURSIVE numbers (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :practices - 1)
     SELECT {id:n:a000}, 'practice', 'Surgery ' || n, '0113 496 0100' FROM numbers WHERE true ON CONFLICT DO NOTHING",
    "INSERT INTO organisations (id, kind, name)
     WITH RECURSIVE numbers (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :services - 1)
     SELECT {id:n:b000}, 'service', 'Dermatology ' || n FROM numbers WHERE true ON CONFLICT DO NOTHING",
    "INSERT INTO practices (id, name, phone) SELECT o.id, o.name, o.phone FROM organisations o
     WHERE o.kind = 'practice' ON CONFLICT DO NOTHING",
    "INSERT INTO services (id, name, rules)
     SELECT o.id, o.name, (SELECT s.rules FROM services s WHERE s.id = :service) FROM organisations o
     WHERE o.kind = 'service' ON CONFLICT DO NOTHING",
];

/// One case every minute, back from now, so that identifiers rise with time as version 7 UUIDs do. Of those that are asked
/// every second waits, of the others one in ten.
const MADE: &str = "INSERT INTO made
    WITH RECURSIVE numbers (n) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < :last),
                   moments AS (SELECT n, CAST(:now AS BIGINT) - n * 60000 AS at, n / 20 AS turn,
                                      CASE WHEN n % :one_in = 0 THEN 1 ELSE 0 END AS asked,
                                      CASE WHEN n % 20 = 0 OR n % 10 = 5 THEN 1 ELSE 0 END AS waits FROM numbers)
    SELECT m.n, m.at, t.id, {id:(999999999999 - m.n):8000}, {id:(999999999999 - m.n):9000},
        CASE WHEN m.asked = 1 THEN :practice ELSE {id:(m.n % :practices):a000} END,
        CASE WHEN m.asked = 1 THEN :service ELSE {id:(m.n % :services):b000} END, m.asked,
        m.n % :names + CASE WHEN m.n > 10000 AND m.n % :names / :given = :rare THEN :given ELSE 0 END
    FROM moments m JOIN template_cases t ON t.waits = m.waits AND t.place = m.turn % t.whole";

const PATIENTS: [&str; 3] = [
    "INSERT INTO patients (id, practice_id, version, name, born, details, survivor_id, created_at, changed_at)
     SELECT m.patient_id, m.practice_id, 1, f.name, (:year + CASE WHEN m.n > 10000 THEN 1 + m.n / 10 % 79 ELSE m.n / 10 % 80 END) || '-' || (10 + m.n / 800 % 3) || '-' || (10 + m.n / 2400 % 19), '{}', m.patient_id, m.at, m.at
     FROM made m JOIN names f ON f.n = m.name",
    "INSERT INTO patient_names (patient_id, practice_id, key)
     SELECT m.patient_id, m.practice_id, f.first_key FROM made m JOIN names f ON f.n = m.name
     UNION ALL SELECT m.patient_id, m.practice_id, f.second_key FROM made m JOIN names f ON f.n = m.name",
    // Ten digits whose last one is right; one stem in eleven has none.
    "INSERT INTO patient_identifiers (patient_id, practice_id, system, value, trace)
     SELECT s.patient_id, s.practice_id, 'nhs_number', s.stem || CASE WHEN s.rest = 0 THEN '0' ELSE '' || (11 - s.rest) END, 'not_traced'
     FROM (SELECT d.*, ({sum}) % 11 AS rest FROM (SELECT m.patient_id, m.practice_id, 400000000 + m.n AS stem FROM made m) AS d) AS s
     WHERE s.rest <> 1",
];

/// One spot of each patient.
const LESIONS: &str = "INSERT INTO lesions (id, patient_id, number, site, side, label, created_at)
    SELECT {id:(999999999999 - m.n):a001}, m.patient_id, 1, c.site, '', '', m.at
    FROM made m JOIN template_cases c ON c.id = m.template WHERE c.site <> ''";

/// Two days to answer.
const CASES: &str =
    "INSERT INTO cases (id, version, kind, practice_id, service_id, referrer_id, state, state_detail, draft, site,
        created_at, changed_at, submitted_at, due_at, answered_at, takes_effect_at, acknowledged_at, closed_at, band,
        nhs_number, draft_version, tasks_edition, policy_edition, patient_id, lesion_id)
    SELECT m.id, c.version, c.kind, m.practice_id, m.service_id, c.referrer_id, c.state, c.state_detail, c.draft, c.site,
        m.at, m.at + c.changed_at - c.submitted_at, m.at, m.at + 172800000,
        m.at + c.answered_at - c.submitted_at, m.at + c.takes_effect_at - c.submitted_at,
        m.at + c.acknowledged_at - c.submitted_at, m.at + c.closed_at - c.submitted_at, c.band, '', c.version,
        :edition, c.policy_edition, m.patient_id, CASE c.site WHEN '' THEN '' ELSE {id:(999999999999 - m.n):a001} END
    FROM made m JOIN template_cases c ON c.id = m.template";

/// As of the time that the template's state tells of: it is found by that.
const ANSWERS: &str =
    "INSERT INTO answers (id, case_id, account_id, answer, created_at, takes_effect_at, taken_back_at, request_key, origin,
        retracted_at, registration)
    SELECT substr(m.id, 1, 19) || (a.number % 10) || substr(m.id, 21), m.id, a.account_id, a.answer, a.created_at,
        a.takes_effect_at, a.taken_back_at, m.id || a.number, a.origin, a.retracted_at, a.registration
    FROM made m JOIN template_answers a ON a.case_id = m.template";

/// The rows only: their pictures are the template's.
const IMAGES: &str =
    "INSERT INTO images (id, case_id, photo_request_id, account_id, view, lesion, width, height, bytes, master, screen,
        thumb, report, annotations, received_at, sent_at, removed_at)
    SELECT substr(m.id, 1, 19) || (i.number % 10) || substr(m.id, 21), m.id, i.photo_request_id, i.account_id, i.view,
        i.lesion, i.width, i.height, i.bytes, i.master, i.screen, i.thumb, i.report, i.annotations, m.at, m.at, i.removed_at
    FROM made m JOIN template_images i ON i.case_id = m.template";

/// Five a case. What is asked has one open task a case, of each kind in turn, whatever its state: a list is a page of them.
/// Of the others one in ten has, and everything else was done.
const TASKS: &str =
    "INSERT INTO tasks (case_id, kind, opened_at, practice_id, service_id, account_id, band, from_at, until_at, since_at,
        due_at, hands_on_at, closed_at)
    SELECT m.id, CASE (m.n / 10 + k.n) % :kinds {kinds} END, m.at, m.practice_id, m.service_id, c.referrer_id, c.band, m.at,
        9223372036854775807, m.at, m.at + 172800000, m.at + 345600000,
        CASE WHEN k.n = 0 AND (m.asked = 1 OR m.n % 10 = 5) THEN NULL ELSE m.at + 86400000 END
    FROM made m JOIN template_cases c ON c.id = m.template
    CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) AS k";

/// The database as the server opens it, but for the wait until the disk has everything, because nobody needs this data,
/// and for the checks that what a row refers to is there.
pub(crate) async fn open(settings: &Settings) -> Result<AnyConnection> {
    install_default_drivers();
    let mut connection = AnyConnection::connect(&settings.database_url).await?;
    if is_embedded(settings) {
        let mut derived = [0; 32];
        // As `backend` derives it.
        Hkdf::<Sha256>::new(None, &hex::decode(server::key()?)?)
            .expand(b"skinlink database", &mut derived)
            .map_err(|_| "32 bytes are too many for a key")?;
        for (name, value) in [
            ("key", format!("\"x'{}'\"", hex::encode(derived))),
            ("cache_size", "-200000".to_owned()),
            ("temp_store", "MEMORY".to_owned()),
            ("synchronous", "OFF".to_owned()),
            ("foreign_keys", "OFF".to_owned()),
        ] {
            connection.execute(AssertSqlSafe(format!("PRAGMA {name} = {value}"))).await?;
        }
    } else {
        connection.execute("SET session_replication_role = replica").await?;
        connection.execute("SET maintenance_work_mem = '512MB'").await?;
    }
    Ok(connection)
}

fn is_embedded(settings: &Settings) -> bool {
    settings.database_url.starts_with("sqlite:")
}

/// A version 7 UUID of a number, so that the larger one comes later: decimal digits are hexadecimal ones.
fn id(number: &str, family: &str) -> String {
    let digits = format!("substr('000000000000' || {number}, length('' || {number}) + 1)");
    format!("substr({digits}, 1, 8) || '-' || substr({digits}, 9, 4) || '-7000-{family}-' || {digits}")
}

/// Fills in `{id:number:family}`.
fn with_ids(sql: &str) -> String {
    let mut parts = sql.split("{id:");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once('}').unwrap_or((part, ""));
        let (number, family) = inside.rsplit_once(':').unwrap_or((inside, ""));
        filled.push_str(&id(number, family));
        filled.push_str(rest);
    }
    filled
}

/// Adds cases until there are `wanted`, and a patient of each.
pub(crate) async fn to(settings: &Settings, wanted: u64) -> Result<()> {
    let now = Clock::System.now().as_millisecond();
    let mut connection = open(settings).await?;
    for sql in TEMPLATES {
        connection.execute(sql).await?;
    }
    names(&mut connection).await?;
    let most_of = |column| {
        format!("SELECT {column} FROM template_cases GROUP BY {column} ORDER BY COUNT(*) DESC, {column} LIMIT 1")
    };
    let practice: String = sqlx::query_scalar(AssertSqlSafe(most_of("practice_id"))).fetch_one(&mut connection).await?;
    let service: String = sqlx::query_scalar(AssertSqlSafe(most_of("service_id"))).fetch_one(&mut connection).await?;
    let of_kind = |(number, kind): (usize, &TaskKind)| format!("WHEN {number} THEN '{}'", kind.as_str());
    let kinds: Vec<String> = TaskKind::ALL.iter().enumerate().map(of_kind).collect();
    // Weights 10 to 2 over nine digits.
    let sum: Vec<String> =
        (0..9).map(|place| format!("d.stem / {} % 10 * {}", 10_u64.pow(8 - place), 10 - place)).collect();
    let fill = |sql: &str| {
        let text = with_ids(sql).replace("{kinds}", &kinds.join(" ")).replace("{sum}", &sum.join(" + "));
        let values = [
            (":kinds", TaskKind::ALL.len().to_string()),
            (":names", (FAMILIES * GIVEN).to_string()),
            (":given", GIVEN.to_string()),
            (":rare", RARE.to_string()),
            (":year", RARE_YEAR.to_string()),
            (":practices", PRACTICES.to_string()),
            (":services", SERVICES.to_string()),
            (":practice", format!("'{practice}'")),
            (":service", format!("'{service}'")),
            (":edition", EDITION.to_string()),
            (":one_in", ASKED_ONE_IN.to_string()),
            (":now", now.to_string()),
        ];
        values.iter().fold(text, |text, (name, value)| text.replace(name, value))
    };
    for sql in ORGANISATIONS {
        connection.execute(AssertSqlSafe(fill(sql))).await?;
    }
    let there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM cases").fetch_one(&mut connection).await?;
    let mut there = u64::try_from(there)?;
    let taken = indices::take_away(&mut connection, is_embedded(settings), &FILLED).await?;
    while there < wanted {
        let last = wanted.min(there + BATCH);
        let mut transaction = connection.begin().await?;
        transaction.execute("DELETE FROM made").await?;
        let made = fill(MADE).replace(":first", &(there + 1).to_string()).replace(":last", &last.to_string());
        transaction.execute(AssertSqlSafe(made)).await?;
        for sql in PATIENTS.into_iter().chain([LESIONS, CASES, ANSWERS, IMAGES, TASKS]) {
            transaction.execute(AssertSqlSafe(fill(sql))).await?;
        }
        transaction.commit().await?;
        there = last;
    }
    indices::make_again(&mut connection, taken).await?;
    // What is read afterwards comes from the database's file, not from its log; a server's looks at its tables by itself,
    // but not at once.
    let settled = if is_embedded(settings) { "PRAGMA wal_checkpoint(TRUNCATE)" } else { "VACUUM ANALYZE" };
    connection.execute(settled).await?;
    Ok(connection.close().await?)
}

async fn names(connection: &mut AnyConnection) -> Result<()> {
    let mut rows = Vec::new();
    for number in 0..FAMILIES * GIVEN {
        let name = format!("{} {}", word(number % GIVEN + 1), word(number / GIVEN + 1_000));
        let keys = search_keys(&name);
        let [first, second] = keys.as_slice() else { return Err(format!("{name} has not two keys").into()) };
        rows.push(format!("({number}, '{name}', '{}', '{}')", hex::encode(first), hex::encode(second)));
    }
    for some in rows.chunks(500) {
        let sql = format!("INSERT INTO names VALUES {}", some.join(", "));
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}

/// A name of syllables: 1 is "Be", 7 "Cabe".
pub(crate) fn word(mut number: u64) -> String {
    const SYLLABLES: [&str; 6] = ["ca", "be", "di", "lo", "mu", "ny"];
    let mut word = String::new();
    while number > 0 {
        let syllable = usize::try_from(number % 6).unwrap_or_default();
        word.push_str(SYLLABLES.get(syllable).copied().unwrap_or_default());
        number /= 6;
    }
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// What somebody who asks has to hand.
pub(crate) struct Hand {
    /// The cursor of the waiting case in the middle of the worklist.
    pub(crate) middle: String,
    /// The NHS number of a patient of the practice.
    pub(crate) number: String,
    /// The newest case of the practice that was answered, and has pictures: the same one in either size.
    pub(crate) case: String,
    /// Its patient.
    pub(crate) patient: String,
    /// Where most that wait are.
    pub(crate) site: String,
    /// When somebody of the family that does not grow was born.
    pub(crate) born: String,
    pub(crate) tasks: i64,
}

pub(crate) async fn hand(settings: &Settings) -> Result<Hand> {
    let mut connection = open(settings).await?;
    let own = "practice_id = (SELECT practice_id FROM patients GROUP BY practice_id ORDER BY COUNT(*) DESC LIMIT 1)";
    let of_service = "service_id = (SELECT service_id FROM cases WHERE service_id IS NOT NULL GROUP BY service_id
                                    ORDER BY COUNT(*) DESC LIMIT 1) AND state = 'in_queue'";
    let middle = format!(
        "SELECT band || '.' || due_at || '.0.' || id FROM cases WHERE {of_service} ORDER BY band, due_at, id
         LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM cases WHERE {of_service})"
    );
    let number = format!(
        "SELECT value FROM patient_identifiers WHERE {own} AND value LIKE '4%' ORDER BY value LIMIT 1 OFFSET 50"
    );
    let case = format!(
        "SELECT c.id FROM cases c WHERE {own} AND state = 'acknowledged' AND c.id LIKE '%-7000-8000-%'
           AND EXISTS (SELECT i.id FROM images i WHERE i.case_id = c.id) ORDER BY c.id DESC LIMIT 1"
    );
    let patient = format!("SELECT c.patient_id FROM cases c WHERE c.id = ({case})");
    let site = format!("SELECT site FROM cases WHERE {of_service} GROUP BY site ORDER BY COUNT(*) DESC, site LIMIT 1");
    let rare = hex::encode(search_keys(&word(RARE + 1_000)).concat());
    let born = format!(
        "SELECT p.born FROM patients p JOIN patient_names n ON n.patient_id = p.id
         WHERE p.{own} AND n.key LIKE '{rare}%' AND p.born LIKE '{RARE_YEAR}-%' ORDER BY p.born LIMIT 1"
    );
    let hand = Hand {
        middle: sqlx::query_scalar(AssertSqlSafe(middle)).fetch_one(&mut connection).await?,
        number: sqlx::query_scalar(AssertSqlSafe(number)).fetch_one(&mut connection).await?,
        case: sqlx::query_scalar(AssertSqlSafe(case)).fetch_one(&mut connection).await?,
        patient: sqlx::query_scalar(AssertSqlSafe(patient)).fetch_one(&mut connection).await?,
        site: sqlx::query_scalar(AssertSqlSafe(site)).fetch_one(&mut connection).await?,
        born: sqlx::query_scalar(AssertSqlSafe(born)).fetch_one(&mut connection).await?,
        tasks: sqlx::query_scalar("SELECT COUNT(*) FROM tasks").fetch_one(&mut connection).await?,
    };
    connection.close().await?;
    Ok(hand)
}
