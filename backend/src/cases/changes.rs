//! What patients say has changed, for those who look after them.

use domain::{
    access::{Action, Actor},
    case::{Draft, EventKind},
    ids::{CaseId, ChangeReportId, PracticeId},
    view::{ChangeLine, ChangeView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{access::lock_now, person};
use crate::{
    Backend, Error,
    db::change_reports::{self, ChangeReport},
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
    let all = change_reports::of_case(connection, case).await?;
    Ok(all.into_iter().map(|report| change(report, now)).collect())
}

fn change(report: ChangeReport, now: Timestamp) -> ChangeView {
    ChangeView {
        report: report.id,
        at: When::at(report.at),
        words: report.words,
        late_at: When::at(report.late_at),
        late: report.done.is_none() && now >= report.late_at,
        done: report.done.map(|(by, at)| (by, When::at(at))),
        for_service: report.for_service,
        seen: report.seen.map(|(by, at)| (by, When::at(at))),
    }
}

/// What nobody of a practice has dealt with, the longest wait first.
pub(super) async fn open_changes(
    connection: &mut AnyConnection,
    practice: PracticeId,
    now: Timestamp,
) -> Result<Vec<ChangeLine>, Error> {
    let open = change_reports::open_of_practice(connection, practice, SHOWN).await?.into_iter();
    let line = |(report, draft): (ChangeReport, Draft)| {
        let case = report.case;
        ChangeLine { case, number: case.short(), name: person::name(&draft), change: change(report, now) }
    };
    Ok(open.map(line).collect())
}
