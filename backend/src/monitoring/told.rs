use domain::{monitoring::PlanEnd, news::day_in_words, policy::Policy, time::london_day, view::MonitoringTold};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::is_followed;
use crate::{
    Error,
    db::{
        cases::Case,
        monitoring::{self, Round},
    },
};

/// What a patient reads of their follow-up photos; None where nothing is planned, or it is not theirs to know yet.
pub(crate) async fn told(
    connection: &mut AnyConnection,
    case: &Case,
    rules: &Policy,
    now: Timestamp,
) -> Result<Option<MonitoringTold>, Error> {
    if !is_followed(&case.state, now) {
        return Ok(None);
    }
    let Some(plan) = monitoring::of_case(connection, case.id).await?.into_iter().next() else { return Ok(None) };
    let told = MonitoringTold::default();
    if let Some((end, ..)) = plan.ended {
        let is_over = matches!(end, PlanEnd::Finished | PlanEnd::Enough | PlanEnd::CalledOff | PlanEnd::Declined);
        return Ok(is_over.then_some(MonitoringTold { is_over, ..told }));
    }
    let rounds = monitoring::rounds(connection, case.id).await?;
    let open = rounds.into_iter().find(|round| round.plan == plan.id && round.ended.is_none());
    let day = |at| Some(day_in_words(london_day(at)));
    Ok(Some(match (open, plan.next) {
        (Some(Round { sent: Some(sent), is_worse, .. }), _) => {
            let days = if is_worse { rules.news.changed_days } else { rules.tasks.monitor_days };
            MonitoringTold { look_by: day(rules.after(sent, days)), ..told }
        }
        (Some(_), _) => MonitoringTold { is_asked: true, ..told },
        (None, next) => MonitoringTold { next: next.and_then(day), ..told },
    }))
}
