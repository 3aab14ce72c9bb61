use domain::{
    access::Actor,
    case::MonitoringEvent,
    ids::{CaseId, RoundId},
    monitoring::PlanEnd,
    person::Mobile,
    time::london_day,
};
use jiff::Timestamp;

use super::{append, end::finish, is_followed, open};
use crate::{
    Backend, Error,
    db::{
        self, Tx,
        cases::Case,
        monitoring::{self, StoredPlan},
    },
    delivery::Channel,
    error::chain,
    patients,
    photo_requests::{self, no_channel},
};

/// How many are asked at a time.
const AT_ONCE: i64 = 500;

/// Asks every patient whose plan says so now; how many plans went on. Each is a transaction of its own, so that one that
/// cannot be asked keeps nobody else waiting. A server that was away asks once, however many rounds it missed: the next one
/// counts from when photos come.
pub async fn run_due(b: &Backend) -> Result<usize, Error> {
    let due = {
        let mut connection = b.db().read().await?;
        monitoring::due(&mut connection, b.clock().now(), AT_ONCE).await?
    };
    let mut done = 0;
    for case in due {
        match go_on(b, case).await {
            Ok(went_on) => done += usize::from(went_on),
            Err(error) => {
                tracing::warn!(%case, error = chain(&error), "follow-up photos could not be asked for, and are tried again later");
            }
        }
    }
    Ok(done)
}

async fn go_on(b: &Backend, id: CaseId) -> Result<bool, Error> {
    let mut tx = b.db().begin().await?;
    let Some(case) = db::cases::lock(&mut tx, id).await? else { return Ok(false) };
    let now = b.clock().now();
    // Read now that nobody else changes it: another server may have been first.
    let Some((plan, rounds)) = open(&mut tx, id).await? else { return Ok(false) };
    let Some(due) = plan.next.filter(|next| *next <= now) else { return Ok(false) };
    if !is_followed(&case.state, now) {
        finish(&mut tx, None, &case, &plan, (PlanEnd::Over, ""), now).await?;
    } else if patients::has_died(&mut tx, id).await? {
        finish(&mut tx, None, &case, &plan, (PlanEnd::Died, ""), now).await?;
    } else {
        let to = match may_text(b, &mut tx, &case, now).await {
            Ok(mobile) => Some(mobile),
            // The practice has it to do.
            Err(Error::Invalid(_)) => None,
            Err(error) => return Err(error),
        };
        let number = rounds.first().map_or(1, |round| round.number + 1);
        ask(b, &mut tx, None, &case, (&plan, number), to, (due, now)).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Whom a text goes to.
///
/// # Errors
/// `Invalid`, with why none can be sent.
pub(super) async fn may_text(b: &Backend, tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Mobile, Error> {
    let (mobile, _) = case.working().contact(london_day(now)).map_err(Error::Invalid)?;
    if Channel::of(b).is_none() {
        return Err(Error::Invalid(vec![no_channel()]));
    }
    patients::may_be_texted(tx, case.id, &mobile).await?;
    photo_requests::within_limits(tx, case, now).await?;
    Ok(mobile)
}

/// Asks for one round: by a text with a link where it can be sent.
pub(super) async fn ask(
    b: &Backend,
    tx: &mut Tx,
    actor: Option<&Actor>,
    case: &Case,
    (plan, number): (&StoredPlan, u32),
    to: Option<Mobile>,
    (due, now): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let round = RoundId(b.ids().new_id(now));
    let link = match &to {
        Some(mobile) => Some(photo_requests::ask_for_round(b, tx, (actor, plan.by), case, mobile, now).await?),
        None => None,
    };
    monitoring::insert_round(tx, plan, (round, number), link, (due, now)).await?;
    monitoring::set_next(tx, plan.id, None).await?;
    let late = now.duration_since(due).as_hours() / 24;
    let late_days = u32::try_from(late).unwrap_or_default();
    append(tx, case, actor, MonitoringEvent::Asked { round, texted: link.is_some(), late_days }, now).await
}
