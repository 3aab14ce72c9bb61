use domain::{
    access::{Action, Actor, may},
    case::Draft,
    ids::CaseId,
    view::{Saved, When},
};

use super::judge::judge;
use crate::{
    Backend, Error,
    db::{cases, images},
};

/// The longest draft, in characters of JSON: far more than its fields may have when it is sent, and little
/// enough that a form cannot fill the disk.
const LONGEST: usize = 20_000;

/// Keeps a request as typed, whole or not. `Stale` when somebody else (or another tab) saved something else since
/// `version`; the same again is a button pressed twice. The log gets no entry: it tells of the draft's start and of its
/// sending, not of every pause in the typing.
pub async fn save_draft(b: &Backend, actor: &Actor, id: CaseId, version: i64, draft: Draft) -> Result<Saved, Error> {
    let now = b.clock().now();
    if crate::db::to_json(&draft)?.chars().count() > LONGEST {
        return Err(Error::TooLarge);
    }
    let mut tx = b.db().begin().await?;
    let mut case = cases::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    may(actor, Action::EditRequest, &case.facts())?;
    if case.draft != draft {
        if case.version != version {
            return Err(Error::Stale);
        }
        case.draft = draft;
        cases::save(&mut tx, &mut case, now).await?;
    }
    let views = images::views_of(&mut tx, id).await?;
    tx.commit().await?;
    let judged = judge(&case.draft, &views, now);
    Ok(Saved {
        version: case.version,
        at: When::at(now),
        problems: judged.problems,
        score: judged.score,
        warnings: judged.warnings,
    })
}
