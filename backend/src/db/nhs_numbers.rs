//! The numbers that cases are found by, of those that an older version stored.

use super::{Db, cases::nhs_number, from_json};
use crate::Error;

/// Fills in the numbers of cases that an older version stored.
pub(crate) async fn find_nhs_numbers(db: &Db) -> Result<(), Error> {
    loop {
        let mut tx = db.begin_on_any_disk().await?;
        let sql = "SELECT id, draft FROM cases WHERE nhs_number IS NULL LIMIT 500";
        let rows: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut *tx).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for (id, draft) in rows {
            // One that cannot be read has no number; whoever opens it is told.
            let number = from_json(&draft, "draft").map(|draft| nhs_number(&draft)).unwrap_or_default();
            let sql = "UPDATE cases SET nhs_number = $2 WHERE id = $1";
            sqlx::query(sql).bind(id).bind(number).execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
}
