use domain::{
    access::{Action, Actor},
    case::{Answer, MonitoringEvent},
    ids::{CaseId, FormKey, PlanId},
    image::View,
    monitoring::{Plan, PlanEnd, PlanForm},
    time::london_day,
};
use jiff::Timestamp;

use super::{append, end::void, is_followed};
use crate::{
    Backend, Error,
    cases::{find, lock_now},
    db::{
        Tx,
        cases::Case,
        images,
        monitoring::{self, NewPlan},
    },
    patients,
};

/// What a patient is asked for where nobody says otherwise.
pub(super) const VIEWS: [View; 2] = [View::Overview, View::CloseUp];

/// Plans follow-up photos of a case that was answered so; one that is open is replaced. The same form twice is one plan.
///
/// # Errors
/// `Invalid` for what is missing or wrong; `Conflict` where nothing is to be followed, or the patient has died, and for
/// another plan by the same form.
pub async fn plan(b: &Backend, actor: &Actor, id: CaseId, key: FormKey, form: &PlanForm) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    if let Some(before) = monitoring::by_key(&mut tx, key).await? {
        // Who may see the case now is asked all the same.
        drop(find(&mut tx, actor, Action::See, id).await?);
        let today = london_day(before.at);
        let same = form.read(&[before.plan.lesion], today).is_ok_and(|plan| plan == before.plan);
        return if same && before.case == id { Ok(()) } else { Err(Error::Conflict) };
    }
    let (case, now) = lock_now(b, &mut tx, actor, Action::PlanMonitoring, id).await?;
    if key.0.is_nil() || !is_followed(&case.state, now) || patients::has_died(&mut tx, id).await? {
        return Err(Error::Conflict);
    }
    let lesions = lesions(&mut tx, id).await?;
    let plan = form.read(&lesions, london_day(now)).map_err(Error::Invalid)?;
    void(&mut tx, Some(actor), &case, PlanEnd::Replaced, now).await?;
    set(b, &mut tx, actor, &case, (&plan, key), (now, now)).await?;
    tx.commit().await
}

/// Plans them with the answer that asks for them, from when that can no longer be taken back.
pub(crate) async fn plan_with_answer(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    answer: &Answer,
    (now, from): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let weeks = answer.weeks_to_wait().and_then(|weeks| u32::try_from(weeks).ok());
    let (Some(weeks), Some(rounds)) = (weeks, answer.rounds_to_ask()) else { return Ok(()) };
    void(tx, Some(actor), case, PlanEnd::Replaced, now).await?;
    let lesion = lesions(tx, case.id).await?.first().copied().unwrap_or(1);
    let plan = Plan { weeks, rounds, until: None, views: VIEWS.to_vec(), lesion };
    set(b, tx, actor, case, (&plan, FormKey(b.ids().new_id(now))), (now, from)).await
}

async fn set(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (plan, key): (&Plan, FormKey),
    (now, from): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let next = plan.next(0, from).ok_or(Error::Conflict)?;
    let id = PlanId(b.ids().new_id(now));
    let new = NewPlan { id, case: case.id, by, at: from, plan, next, key };
    monitoring::insert(tx, &new).await?;
    append(tx, case, Some(actor), MonitoringEvent::Planned { plan: id }, now).await
}

/// The lesions of which a case has pictures; the first where it has none.
pub(super) async fn lesions(connection: &mut sqlx::AnyConnection, case: CaseId) -> Result<Vec<u32>, Error> {
    let mut all: Vec<u32> = images::of_case(connection, case).await?.into_iter().map(|image| image.lesion).collect();
    all.sort_unstable();
    all.dedup();
    Ok(if all.is_empty() { vec![1] } else { all })
}
