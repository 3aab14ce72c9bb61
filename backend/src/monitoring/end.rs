use domain::{
    access::{Action, Actor},
    case::MonitoringEvent,
    ids::CaseId,
    monitoring::{PlanEnd, RoundEnd},
    person::Mobile,
};
use jiff::Timestamp;

use super::{append, open};
use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        self, Tx,
        cases::Case,
        monitoring::{self, StoredPlan},
    },
    delivery::{self, Delivery, Message},
    patients, photo_requests,
};

/// Ends the plan of a held case, if one is open: what it was planned by is no longer so.
pub(crate) async fn void(
    tx: &mut Tx,
    actor: Option<&Actor>,
    case: &Case,
    end: PlanEnd,
    now: Timestamp,
) -> Result<(), Error> {
    match monitoring::open_of(tx, case.id).await? {
        Some(plan) => finish(tx, actor, case, &plan, (end, ""), now).await,
        None => Ok(()),
    }
}

/// Ends a plan: the round that is open is waited for no longer, and its link takes nothing more.
pub(super) async fn finish(
    tx: &mut Tx,
    actor: Option<&Actor>,
    case: &Case,
    plan: &StoredPlan,
    (end, safety_net): (PlanEnd, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let rounds = monitoring::rounds(tx, case.id).await?;
    for round in rounds.iter().filter(|round| round.plan == plan.id && round.ended.is_none()) {
        let by = actor.and_then(Actor::account);
        monitoring::end_round(tx, round.id, RoundEnd::Void, by, now).await?;
        if let Some(link) = round.link {
            photo_requests::close_round(tx, actor, link, now).await?;
        }
    }
    monitoring::end(tx, plan.id, end, (actor.and_then(Actor::account), safety_net), now).await?;
    append(tx, case, actor, MonitoringEvent::Ended { plan: plan.id, end }, now).await
}

/// Calls the plan off; who was asked before is told that no more photos are wanted. Pressed twice, it is one act.
///
/// # Errors
/// `Stale` for a page that shows an older version of it; `Conflict` where none is open.
pub async fn call_off(b: &Backend, actor: &Actor, id: CaseId, version: i64) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::PlanMonitoring, id).await?;
    let Some((plan, rounds)) = open(&mut tx, id).await? else {
        let last = monitoring::of_case(&mut tx, id).await?.into_iter().next();
        let was_called_off = last.and_then(|plan| plan.ended).is_some_and(|(end, ..)| end == PlanEnd::CalledOff);
        return if was_called_off { Ok(()) } else { Err(Error::Conflict) };
    };
    if plan.version != version {
        return Err(Error::Stale);
    }
    finish(&mut tx, Some(actor), &case, &plan, (PlanEnd::CalledOff, ""), now).await?;
    if !rounds.is_empty() {
        tell(b, &mut tx, &case, plan.id.to_string(), None, now).await?;
    }
    tx.commit().await
}

/// Texts the patient how it goes on: when they are asked again, or that no more photos are wanted.
pub(super) async fn tell(
    b: &Backend,
    tx: &mut Tx,
    case: &Case,
    key: String,
    next: Option<String>,
    now: Timestamp,
) -> Result<(), Error> {
    let Ok(mobile) = case.working().mobile.parse::<Mobile>() else { return Ok(()) };
    match patients::may_be_texted(tx, case.id, &mobile).await {
        Ok(()) => {}
        // Their page says it.
        Err(Error::Invalid(_)) => return Ok(()),
        Err(error) => return Err(error),
    }
    let practice = db::organisations::practice(tx, case.practice).await?;
    let to = mobile.e164().to_owned();
    let message = Message::FollowUp { to, practice: practice.name, phone: practice.phone, next };
    let not_before = b.settings().limits.text_hours.next(now);
    let delivery = Delivery { key: format!("follow-up/{key}"), case: Some(case.id), message, not_before };
    delivery::enqueue(b, tx, delivery, now).await
}
