use domain::{
    access::{Action, Actor},
    audit::Access,
    case::EventKind,
    ids::CaseId,
    view::{History, HistoryEntry, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{find, person};
use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{self, accounts, cases::Case, events::Row, organisations},
    events,
};

/// A case's log, and whether it and what it speaks of are as they were written.
pub async fn history(b: &Backend, actor: &Actor, id: CaseId) -> Result<History, Error> {
    let now = b.clock().now();
    // What is written meanwhile must not look like a log that does not fit its head.
    let mut connection = b.db().snapshot().await?;
    let case = find(&mut connection, actor, Action::SeeHistory, id).await?;
    let checked = events::check(&mut connection, b.db().seal(), &case).await?;
    let before = db::events::identities(&mut connection, id).await?;
    let mut entries = Vec::with_capacity(checked.rows.len());
    for row in &checked.rows {
        let kind: EventKind = db::from_json(&row.kind, "event")?;
        if !is_secret(actor, &case, row, &kind, now) {
            entries.push(HistoryEntry {
                seq: row.seq,
                at: When::at(from_ms(row.at_ms)),
                who: who(&mut connection, row, &kind).await?,
                what: match before.iter().find(|(seq, _)| *seq == row.seq) {
                    Some((_, before)) => format!("{} Before: {}.", kind.sentence(), person::in_full(before, now)),
                    None => kind.sentence(),
                },
                hash: row.hash.chars().take(12).collect(),
            });
        }
    }
    let title = [case.draft.site_words(), person::name(&case.draft)].join(", ");
    for fault in &checked.faults {
        tracing::error!(case = %id, %fault, "a case's log is not as it was written");
    }
    audit::record(b, Some(actor), Some(id), Access::HistorySent);
    Ok(History {
        case: id,
        title: title.trim_start_matches(", ").to_owned(),
        entries,
        intact: checked.faults.is_empty(),
        carried_over: checked.carried_over(),
    })
}

/// An answer that can still be taken back is known to its service alone.
fn is_secret(actor: &Actor, case: &Case, row: &Row, kind: &EventKind, now: Timestamp) -> bool {
    let is_answer = matches!(kind, EventKind::AnswerSent { .. } | EventKind::MoreAsked { .. });
    is_answer
        && !case.is_answered_by(actor)
        && case.state.answered().is_some_and(|it| !it.in_effect(now) && row.at_ms == it.at.as_millisecond())
}

async fn who(connection: &mut AnyConnection, row: &Row, kind: &EventKind) -> Result<String, Error> {
    let actor: Option<Actor> = db::from_json(&row.actor, "actor")?;
    Ok(match actor {
        None => "Skinlink".to_owned(),
        Some(Actor::Patient { .. }) => "The patient".to_owned(),
        Some(Actor::Member { account, organisation, .. }) => {
            let name = match kind.for_clinician() {
                Some(clinician) => {
                    let (by, clinician) =
                        (accounts::name(connection, account).await?, accounts::name(connection, clinician).await?);
                    format!("{by} for {clinician}")
                }
                None => accounts::name(connection, account).await?,
            };
            format!("{name}, {}", organisations::name(connection, organisation).await?)
        }
        // Does nothing with a case.
        Some(Actor::Administrator { account }) => accounts::name(connection, account).await?,
        Some(Actor::Phone { account, .. }) => format!("{}, by phone", accounts::name(connection, account).await?),
    })
}
