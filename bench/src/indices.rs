//! Indices of the tables that are filled, taken away before and made again afterwards: a million entries that are sorted
//! once cost a fraction of a million that are put in one by one.

use sqlx::{AnyConnection, AssertSqlSafe, Executor};

use crate::Result;

/// Takes them away, but for those that keep keys unique, and gives back what makes them again, in the order in which the
/// product made them.
pub(crate) async fn take_away(
    connection: &mut AnyConnection,
    is_embedded: bool,
    tables: &[&str],
) -> Result<Vec<String>> {
    let tables = tables.iter().map(|table| format!("'{table}'")).collect::<Vec<_>>().join(", ");
    let sql = if is_embedded {
        format!(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables})
             ORDER BY rowid"
        )
    } else {
        format!(
            "SELECT CAST(c.relname AS TEXT), pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid IN (SELECT o.oid FROM pg_class o WHERE o.relname IN ({tables}) AND o.relkind = 'r')
               AND NOT EXISTS (SELECT k.oid FROM pg_constraint k WHERE k.conindid = c.oid) ORDER BY c.oid"
        )
    };
    let found: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut *connection).await?;
    for (name, _) in &found {
        connection.execute(AssertSqlSafe(format!("DROP INDEX {name}"))).await?;
    }
    Ok(found.into_iter().map(|(_, sql)| sql).collect())
}

pub(crate) async fn make_again(connection: &mut AnyConnection, indices: Vec<String>) -> Result<()> {
    for sql in indices {
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}
