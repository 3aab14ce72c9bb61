//! Photos of a round: that they came, and what somebody of the service says of them.

use domain::{
    access::{Action, Actor, may},
    case::{Change, EventKind, MonitoringEvent},
    ids::{CaseId, RoundId},
    monitoring::{PlanEnd, ReviewForm, RoundEnd, is_worse},
    news::day_in_words,
    time::london_day,
};
use jiff::Timestamp;

use super::{
    append,
    end::{finish, tell, void},
    open, unchanged,
};
use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        self, Tx,
        cases::{self, Case},
        images,
        monitoring::{self, Round, StoredPlan},
        photo_requests::PhotoRequest,
        policies,
    },
    events,
};

/// The patient has sent what a round asked for: it is the service's at once, on top where it may be worse.
pub(crate) async fn arrived(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    request: &PhotoRequest,
    now: Timestamp,
) -> Result<(), Error> {
    let (plan, rounds) = open(tx, case.id).await?.ok_or(Error::Conflict)?;
    let waits = |round: &&Round| round.link == Some(request.id) && round.ended.is_none() && round.sent.is_none();
    let round = rounds.iter().find(waits).ok_or(Error::Conflict)?;
    let is_worse = request.answers.as_ref().is_some_and(is_worse);
    images::mark_sent_of_round(tx, request.id, plan.plan.lesion, now).await?;
    monitoring::arrived(tx, round.id, is_worse, now).await?;
    // A page that shows the round as it was is told so.
    monitoring::set_next(tx, plan.id, None).await?;
    append(tx, case, Some(actor), MonitoringEvent::Arrived { round: round.id, is_worse }, now).await
}

/// The patient does not want to send photos: nobody asks them by itself any longer.
pub(crate) async fn declined(tx: &mut Tx, actor: &Actor, case: &Case, now: Timestamp) -> Result<(), Error> {
    void(tx, Some(actor), case, PlanEnd::Declined, now).await
}

/// What somebody of the service says who has looked: nothing has changed, and the patient is asked again at the next round or
/// no more; or it has, and the case waits for another answer at once. Of two who look the second is told; the same said twice
/// by one person is one act.
///
/// # Errors
/// `Invalid` for what is missing; `Stale` for a page that shows an older version; `Conflict` where nothing waits to be
/// looked at.
pub async fn review(b: &Backend, actor: &Actor, id: CaseId, version: i64, form: &ReviewForm) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    let by = actor.service().and_then(|_| actor.account().ok_or(domain::access::Denied))?;
    let last = monitoring::rounds(&mut tx, id).await?.into_iter().next();
    let was_seen = last.as_ref().is_some_and(|round| round.ended.is_some());
    if let Some((end, whose, _)) = last.and_then(|round| round.ended)
        && whose == Some(by)
        && form.verdict == end.as_str()
    {
        return Ok(());
    }
    may(actor, Action::ReviewMonitoring, &case.facts())?;
    // Somebody else was first, and it ended with that.
    let over = if was_seen { Error::Stale } else { Error::Conflict };
    let (plan, rounds) = open(&mut tx, id).await?.ok_or(over)?;
    if plan.version != version {
        return Err(Error::Stale);
    }
    let waits = rounds.iter().find_map(|round| Some((round, round.sent?)).filter(|_| round.ended.is_none()));
    let (round, sent) = waits.ok_or(Error::Conflict)?;
    let unchanged = unchanged(&rounds).saturating_add(1);
    let next = plan.plan.next(unchanged, sent).map(|next| next.max(now));
    let (verdict, safety_net) = form.read(next.is_none()).map_err(Error::Invalid)?;
    monitoring::end_round(&mut tx, round.id, verdict, Some(by), now).await?;
    append(&mut tx, &case, Some(actor), MonitoringEvent::RoundEnded { round: round.id, end: verdict }, now).await?;
    match (verdict, next) {
        (RoundEnd::Changed, _) => answer_anew(&mut tx, actor, (&mut case, &plan), now).await?,
        (RoundEnd::Unchanged, Some(next)) => {
            monitoring::set_next(&mut tx, plan.id, Some(next)).await?;
            let day = day_in_words(london_day(next));
            tell(b, &mut tx, &case, round.id.to_string(), Some(day), now).await?;
        }
        (end, _) => {
            let end = if end == RoundEnd::Enough { PlanEnd::Enough } else { PlanEnd::Finished };
            finish(&mut tx, Some(actor), &case, &plan, (end, &safety_net), now).await?;
            tell(b, &mut tx, &case, round.id.to_string(), None, now).await?;
        }
    }
    tx.commit().await
}

/// Back into the queue, due as what a patient says has changed is; what the patient reads is that somebody looks again.
async fn answer_anew(
    tx: &mut Tx,
    actor: &Actor,
    (case, plan): (&mut Case, &StoredPlan),
    now: Timestamp,
) -> Result<(), Error> {
    finish(tx, Some(actor), case, plan, (PlanEnd::Changed, ""), now).await?;
    let rules = policies::of_case(tx, case).await?;
    let due = rules.after(now, rules.news.changed_days);
    case.state = case.state.clone().transition(Change::Reconsider { due }, now)?;
    // What was still to be said of the old answer is not said any longer.
    db::deliveries::cancel_news(tx, case.id, now).await?;
    (case.news_at, case.told_by, case.tell_by) = (None, None, case.tell_by.filter(|_| case.retell_at.is_some()));
    (case.unread_since, case.answer_opened) = (None, None);
    cases::save(tx, case, now).await
}

/// Says for the service that photos did not come twice. Said twice, it is one act.
pub async fn note_missed(b: &Backend, actor: &Actor, id: CaseId, round: RoundId) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::ReviewMonitoring, id).await?;
    let known = monitoring::rounds(&mut tx, id).await?.iter().any(|it| it.id == round);
    if !known {
        return Err(Error::Conflict);
    }
    if monitoring::note(&mut tx, round, by, now).await? {
        let what = MonitoringEvent::MissedNoted { round };
        events::append(&mut tx, id, now, Some(actor), &EventKind::Monitoring { what }).await?;
        tx.changed(id, case.facts().service);
    }
    tx.commit().await
}
