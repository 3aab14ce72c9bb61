//! Follow-up photos by a plan: set with an answer or on a case's page, asked for by itself, looked at beside the last ones, and
//! ended by its own rule, by somebody, or with the case.
//!
//! To add a way in which a plan ends: `domain::monitoring::PlanEnd`, and a call of [`void`] where that happens. To add what
//! somebody does about a round: a use case here, its event in `domain::case::MonitoringEvent`, and its part of [`panel`].

mod ask;
mod chase;
mod end;
mod panel;
mod plan;
mod review;
mod told;

pub use ask::run_due;
pub use chase::{ask_again, skip};
use domain::{
    case::{EventKind, MonitoringEvent, State},
    ids::CaseId,
};
pub use end::call_off;
pub(crate) use end::void;
use jiff::Timestamp;
pub(crate) use panel::{Known, view};
pub use plan::plan;
pub(crate) use plan::plan_with_answer;
pub(crate) use review::{arrived, declined};
pub use review::{note_missed, review};
use sqlx::AnyConnection;
pub(crate) use told::told;

use crate::{
    Error,
    db::{
        Tx,
        cases::Case,
        monitoring::{self, Round, StoredPlan},
    },
};

/// The open plan of a case, with all of the case's rounds, the newest first.
async fn open(connection: &mut AnyConnection, case: CaseId) -> Result<Option<(StoredPlan, Vec<Round>)>, Error> {
    let Some(plan) = monitoring::open_of(connection, case).await? else { return Ok(None) };
    let rounds = monitoring::rounds(connection, case).await?;
    let own = rounds.into_iter().filter(|round| round.plan == plan.id).collect();
    Ok(Some((plan, own)))
}

/// How many of these rounds showed no change.
fn unchanged(rounds: &[Round]) -> u32 {
    let is_so = |round: &&Round| matches!(round.ended, Some((domain::monitoring::RoundEnd::Unchanged, ..)));
    u32::try_from(rounds.iter().filter(is_so).count()).unwrap_or(u32::MAX)
}

/// Whether a plan can be followed now: the answer that it goes with is given, and nothing else was decided since.
fn is_followed(state: &State, now: Timestamp) -> bool {
    domain::monitoring::is_monitored(state) && state.answered().is_some_and(|answered| answered.in_effect(now))
}

async fn append(
    tx: &mut Tx,
    case: &Case,
    actor: Option<&domain::access::Actor>,
    what: MonitoringEvent,
    now: Timestamp,
) -> Result<(), Error> {
    crate::events::append(tx, case.id, now, actor, &EventKind::Monitoring { what }).await?;
    tx.changed(case.id, case.facts().service);
    Ok(())
}
