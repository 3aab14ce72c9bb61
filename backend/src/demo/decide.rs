use super::people::PEOPLE;
use crate::{
    Error,
    db::{self, Db, installation},
};

const KIND: &str = "kind";
const DEMONSTRATION: &str = "demonstration";
const EARNEST: &str = "earnest";

/// Whether the database is a demonstration's. Decided once: for a new one by what is `wanted`, for one of a release that
/// did not ask by whether a demonstration's accounts are in it.
pub(crate) async fn decide(db: &Db, wanted: bool) -> Result<bool, Error> {
    let known = installation::get(&mut *db.read().await?, KIND).await?;
    let kind = match known {
        Some(kind) => kind,
        None => {
            let mut tx = db.begin().await?;
            let kind = match (db::accounts::any(&mut tx).await?, wanted) {
                (false, true) => DEMONSTRATION,
                (false, false) => EARNEST,
                (true, _) => {
                    let first = db::accounts::id_by_email(&mut tx, PEOPLE[0].email).await?;
                    if first.is_some() { DEMONSTRATION } else { EARNEST }
                }
            };
            let kind = installation::decide(&mut tx, KIND, kind).await?;
            if kind == EARNEST {
                // What a release without this question put there, links in clear and all. Nobody can have read them.
                db::phone_texts::delete_all(&mut tx).await?;
            }
            tx.commit().await?;
            kind
        }
    };
    Ok(kind == DEMONSTRATION)
}
