//! The logs of the whole installation: both tables are the same, but for what accesses are found by.

use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, access_search::FoundBy, events::Row};
use crate::Error;

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Who was shown what.
    Accesses,
    /// What was erased.
    Erasures,
}

impl Log {
    pub(crate) const ALL: [Self; 2] = [Self::Accesses, Self::Erasures];

    /// Its name among the heads.
    pub(crate) const fn stream(self) -> &'static str {
        match self {
            Self::Accesses => "access",
            Self::Erasures => "erasures",
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::Accesses => "access_log",
            Self::Erasures => "erasures",
        }
    }
}

#[derive(Debug, FromRow)]
struct Stored {
    seq: i64,
    at: i64,
    actor: String,
    kind: String,
    case_id: Option<String>,
    mark: String,
    previous_hash: String,
    hash: String,
}

impl From<Stored> for Row {
    fn from(it: Stored) -> Self {
        Self {
            seq: it.seq,
            at_ms: it.at,
            actor: it.actor,
            kind: it.kind,
            subject: it.case_id.unwrap_or_default(),
            digest: String::new(),
            mark: it.mark,
            previous_hash: it.previous_hash,
            hash: it.hash,
        }
    }
}

/// Makes the log's head where there is none, so that it can be held.
pub(crate) async fn begin(tx: &mut Tx, log: Log) -> Result<(), Error> {
    let sql = "INSERT INTO log_heads (stream, seq, hash, mac) VALUES ($1, 0, '', '') ON CONFLICT (stream) DO NOTHING";
    sqlx::query(sql).bind(log.stream()).execute(&mut **tx).await?;
    Ok(())
}

/// Number and hash of the newest entry that is there.
pub(crate) async fn last(tx: &mut Tx, log: Log) -> Result<Option<(i64, String)>, Error> {
    let sql = format!("SELECT seq, hash FROM {} ORDER BY seq DESC LIMIT 1", log.table());
    Ok(sqlx::query_as(AssertSqlSafe(sql)).fetch_optional(&mut **tx).await?)
}

/// An entry; its subject is the case.
pub(crate) async fn insert(tx: &mut Tx, log: Log, row: &Row) -> Result<(), Error> {
    let case = Some(&row.subject).filter(|case| !case.is_empty());
    let (columns, values) = match log {
        Log::Accesses => (", account_id, organisation_id, what, about_id", ", $9, $10, $11, $12"),
        Log::Erasures => ("", ""),
    };
    let sql = format!(
        "INSERT INTO {} (seq, at, actor, kind, case_id, mark, previous_hash, hash{columns})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8{values})",
        log.table()
    );
    let mut insert = sqlx::query(AssertSqlSafe(sql))
        .bind(row.seq)
        .bind(row.at_ms)
        .bind(&row.actor)
        .bind(&row.kind)
        .bind(case)
        .bind(&row.mark)
        .bind(&row.previous_hash)
        .bind(&row.hash);
    if log == Log::Accesses {
        let FoundBy { account_id, organisation_id, what, about_id } = FoundBy::of(&row.actor, &row.kind);
        insert = insert.bind(account_id).bind(organisation_id).bind(what).bind(about_id);
    }
    insert.execute(&mut **tx).await?;
    Ok(())
}

/// The entries with these numbers, in descending order.
pub(crate) async fn some(connection: &mut AnyConnection, log: Log, numbers: &[i64]) -> Result<Vec<Row>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT seq, at, actor, kind, case_id, mark, previous_hash, hash FROM {} WHERE seq IN ({numbers})
         ORDER BY seq DESC",
        log.table()
    );
    let rows: Vec<Stored> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// At most `limit` entries after number `seq`.
pub(crate) async fn after(connection: &mut AnyConnection, log: Log, seq: i64, limit: i64) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT seq, at, actor, kind, case_id, mark, previous_hash, hash FROM {} WHERE seq > $1 ORDER BY seq LIMIT $2",
        log.table()
    );
    let rows: Vec<Stored> = sqlx::query_as(AssertSqlSafe(sql)).bind(seq).bind(limit).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// The hash of one entry.
pub(crate) async fn hash(connection: &mut AnyConnection, log: Log, seq: i64) -> Result<Option<String>, Error> {
    let sql = format!("SELECT hash FROM {} WHERE seq = $1", log.table());
    Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(seq).fetch_optional(connection).await?)
}

/// Keeps an entry's seal under a new key.
pub(crate) async fn seal_again(tx: &mut Tx, log: Log, row: &Row) -> Result<(), Error> {
    let sql = format!("UPDATE {} SET previous_hash = $2, hash = $3 WHERE seq = $1", log.table());
    sqlx::query(AssertSqlSafe(sql)).bind(row.seq).bind(&row.previous_hash).bind(&row.hash).execute(&mut **tx).await?;
    Ok(())
}
