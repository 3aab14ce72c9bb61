//! What a practice does about follow-up photos that did not come.

use domain::{
    access::{Action, Actor},
    case::MonitoringEvent,
    ids::CaseId,
    monitoring::{PlanEnd, RoundEnd},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    append,
    ask::{ask, may_text},
    end::finish,
    is_followed, open, unchanged,
};
use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        self, Tx,
        cases::Case,
        monitoring::{self, Round, StoredPlan},
    },
    photo_requests,
};

/// The same form posted twice sends one text.
const SAME_PRESS: SignedDuration = SignedDuration::from_secs(30);

/// The case with its plan, held, and the rounds of that.
async fn hold(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    id: CaseId,
) -> Result<(Case, StoredPlan, Vec<Round>, Timestamp), Error> {
    let (case, now) = lock_now(b, tx, actor, Action::ChaseMonitoring, id).await?;
    let (plan, rounds) = open(tx, id).await?.filter(|_| is_followed(&case.state, now)).ok_or(Error::Conflict)?;
    Ok((case, plan, rounds, now))
}

/// Takes the open round out, and its link with it: missed where its time was over, else only replaced.
async fn give_up(tx: &mut Tx, actor: &Actor, case: &Case, round: &Round, now: Timestamp) -> Result<(), Error> {
    let mut ends = round.asked;
    if let Some(link) = round.link {
        let request = db::photo_requests::get(tx, link).await?;
        ends = request.filter(|it| it.link.withdrawn.is_none()).map_or(round.asked, |it| it.link.expires);
        photo_requests::close_round(tx, Some(actor), link, now).await?;
    }
    let end = if now >= ends { RoundEnd::Missed } else { RoundEnd::Void };
    monitoring::end_round(tx, round.id, end, actor.account(), now).await?;
    append(tx, case, Some(actor), MonitoringEvent::RoundEnded { round: round.id, end }, now).await
}

/// Asks the patient once more, by a new link, now. Pressed twice, it is one text.
///
/// # Errors
/// `Invalid` where no text can be sent, and why; `Stale` for a page that shows an older version; `Conflict` where photos are
/// there, or are not due yet.
pub async fn ask_again(b: &Backend, actor: &Actor, id: CaseId, version: i64) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (case, plan, rounds, now) = hold(b, &mut tx, actor, id).await?;
    let newest = rounds.first();
    let waiting = newest.filter(|round| round.ended.is_none());
    let is_same = |round: &&Round| round.link.is_some() && now < round.asked + SAME_PRESS;
    if waiting.filter(is_same).is_some() {
        return Ok(());
    }
    if plan.version != version {
        return Err(Error::Stale);
    }
    let is_due = plan.next.is_some_and(|next| next <= now);
    match waiting {
        Some(round) if round.sent.is_none() => give_up(&mut tx, actor, &case, round, now).await?,
        Some(_) => return Err(Error::Conflict),
        None if is_due => {}
        None => return Err(Error::Conflict),
    }
    let to = may_text(b, &mut tx, &case, now).await?;
    let number = newest.map_or(1, |round| round.number + 1);
    ask(b, &mut tx, Some(actor), &case, (&plan, number), Some(to), (now, now)).await?;
    tx.commit().await
}

/// Lets this round go: the patient is asked at the next one, unless the plan is over by then. Pressed twice, it is one act.
///
/// # Errors
/// `Stale` for a page that shows an older version; `Conflict` where there is nothing to let go.
pub async fn skip(b: &Backend, actor: &Actor, id: CaseId, version: i64) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, plan, rounds, now) = hold(b, &mut tx, actor, id).await?;
    let Some(round) = rounds.first().filter(|round| round.ended.is_none()) else {
        let was_missed = matches!(rounds.first(), Some(Round { ended: Some((RoundEnd::Missed, ..)), .. }));
        return if was_missed && plan.next.is_some() { Ok(()) } else { Err(Error::Conflict) };
    };
    if plan.version != version {
        return Err(Error::Stale);
    }
    if round.sent.is_some() {
        return Err(Error::Conflict);
    }
    give_up(&mut tx, actor, &case, round, now).await?;
    match plan.plan.next(unchanged(&rounds), now) {
        Some(next) => monitoring::set_next(&mut tx, plan.id, Some(next)).await?,
        None => finish(&mut tx, Some(actor), &case, &plan, (PlanEnd::Finished, ""), now).await?,
    }
    tx.commit().await
}
