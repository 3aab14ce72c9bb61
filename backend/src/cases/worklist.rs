use domain::{
    access::Actor,
    audit::Access,
    ids::CaseId,
    role::Capability,
    tasks::TaskKind,
    view::{WorklistPage, WorklistQuery, WorklistShow},
};

use jiff::{Timestamp, ToSpan};

use super::{reviews::row_flags, row, wrong_patient};
use crate::{
    Backend, Error, audit,
    db::{
        lists::{self, WorklistFilter},
        reviews,
    },
};

/// One page of the specialist's worklist, and how many wait.
pub async fn worklist(b: &Backend, actor: &Actor, query: &WorklistQuery) -> Result<WorklistPage, Error> {
    actor.can(Capability::List)?;
    let (service, reads) = (actor.service()?, actor.can(Capability::Read).is_ok());
    let now = b.clock().now();
    audit::record(b, Some(actor), None, Access::ListSent);
    let mut connection = b.db().read().await?;
    let which = WorklistFilter { service, show: query.show, kind: query.kind, site: query.site };
    let lines = lists::worklist(&mut connection, which, query.after.as_deref(), now).await?;
    let (waiting, overdue) = lists::count_waiting(&mut connection, service, now).await?;
    let kinds: Vec<TaskKind> = WorklistShow::OF_TASKS.iter().filter_map(|show| show.task()).collect();
    let open = lists::count_open(&mut connection, service, &kinds, now).await?;
    let ids: Vec<CaseId> = lines.iter().map(|line| line.id).collect();
    let mut flags = row_flags(&mut connection, actor, &ids, query.show).await?;
    let second_readings = match query.show {
        WorklistShow::SecondReading => {
            Some(reviews::second_readings(&mut connection, service, year_before(now)).await?)
        }
        _ => None,
    };
    let wrong = lists::wrong_for_service(&mut connection, service).await?;
    Ok(WorklistPage {
        wrong_patient: wrong_patient::told(&mut connection, &wrong).await?,
        next: lists::cursor(&lines),
        rows: lines
            .into_iter()
            .map(|line| {
                let mut row = row::of_worklist(line, reads, now);
                let (flag, own) = flags.remove(&row.case).unwrap_or_default();
                row.flags.splice(0..0, (!flag.is_empty()).then_some(flag));
                row.own = own;
                row
            })
            .collect(),
        second_readings,
        waiting,
        overdue,
        to_do: WorklistShow::OF_TASKS.into_iter().zip(open).map(|(show, (open, late))| (show, open, late)).collect(),
    })
}

fn year_before(now: Timestamp) -> Timestamp {
    now.saturating_sub((24 * 365).hours()).unwrap_or(Timestamp::MIN)
}
