//! What patients say has changed, for those who look after them.

use domain::{
    access::{Action, Actor},
    case::EventKind,
    ids::{CaseId, ChangeReportId, PracticeId},
    view::{ChangeLine, ChangeView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{access::lock_now, person};
use crate::{
    Backend, Error,
    db::{
        accounts,
        change_reports::{self, ChangeReport},
    },
    events,
};

/// How many the home page shows; the rest is on the list.
const SHOWN: i64 = 20;

/// Somebody of the practice has dealt with what a patient said has changed. Said twice, it is one act, the first one's.
pub async fn deal_with_change(b: &Backend, actor: &Actor, report: ChangeReportId) -> Result<CaseId, Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let id = change_reports::case_of(&mut tx, report).await?.ok_or(Error::NotFound)?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::DealWithChange, id).await?;
    let by = actor.account().ok_or(Error::Denied)?;
    if change_reports::set_done(&mut tx, report, by, now).await? {
        events::append(&mut tx, id, now, Some(actor), &EventKind::ChangeDealtWith { report }).await?;
        tx.changed(id, case.facts().service);
    }
    tx.commit().await?;
    Ok(id)
}

/// Somebody of the service has looked at what a patient said has changed. Said twice, it is one act, the first one's.
pub async fn look_at_change(b: &Backend, actor: &Actor, report: ChangeReportId) -> Result<CaseId, Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let id = change_reports::case_of(&mut tx, report).await?.ok_or(Error::NotFound)?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::LookAtChange, id).await?;
    let by = actor.account().ok_or(Error::Denied)?;
    if change_reports::set_seen(&mut tx, report, by, now).await? {
        events::append(&mut tx, id, now, Some(actor), &EventKind::ChangeSeen { report }).await?;
        tx.changed(id, case.facts().service);
    }
    tx.commit().await?;
    Ok(id)
}

/// All of a case, oldest first.
pub(super) async fn changes(
    connection: &mut AnyConnection,
    case: CaseId,
    now: Timestamp,
) -> Result<Vec<ChangeView>, Error> {
    let mut changes = Vec::new();
    for report in change_reports::of_case(connection, case).await? {
        changes.push(change(connection, report, now).await?);
    }
    Ok(changes)
}

async fn change(connection: &mut AnyConnection, report: ChangeReport, now: Timestamp) -> Result<ChangeView, Error> {
    let done = match report.done {
        Some((by, at)) => Some((accounts::name(connection, by).await?, When::at(at))),
        None => None,
    };
    let seen = match report.seen {
        Some((by, at)) => Some((accounts::name(connection, by).await?, When::at(at))),
        None => None,
    };
    Ok(ChangeView {
        report: report.id,
        at: When::at(report.at),
        words: report.words,
        late_at: When::at(report.late_at),
        late: done.is_none() && now >= report.late_at,
        done,
        for_service: report.for_service,
        seen,
    })
}

/// What nobody of a practice has dealt with, the longest wait first.
pub(super) async fn open_changes(
    connection: &mut AnyConnection,
    practice: PracticeId,
    now: Timestamp,
) -> Result<Vec<ChangeLine>, Error> {
    let mut lines = Vec::new();
    for (report, draft) in change_reports::open_of_practice(connection, practice, SHOWN).await? {
        let case = report.case;
        let change = change(connection, report, now).await?;
        lines.push(ChangeLine { case, number: case.short(), name: person::name(&draft), change });
    }
    Ok(lines)
}
