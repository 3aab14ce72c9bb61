//! Another service is the right one: the service that was asked sends a referral on to it, with everything that belongs to
//! it. It is a second request of the same case, so that what was asked and said before stays as it was, and whoever has it
//! now reads it with the pictures.

use domain::{
    access::{Action, Actor, may},
    case::{Answer, AnswerDraft, Change, Draft, EventKind, Outcome, Problem, Since, State},
    clock::due,
    ids::{CaseId, FormKey, ServiceId},
    pathway::{Excluded, excluded_by},
    policy::IfExcluded,
    text::Passage,
    time::london_day,
    typed,
    view::SendOnView,
};
use jiff::Timestamp;

use super::{
    access::{find, lock_now},
    answer::tell_everyone_later,
    person::{self, place},
    reviews::call_off_release,
    start::blank,
};
use crate::{
    Backend, Error,
    db::{
        Tx, answers,
        cases::{self, Case},
        hub_visits, images,
        organisations::{self, Service},
    },
    error::Damaged,
    events, patients,
};

/// What somebody chooses from who sends it on.
///
/// # Errors
/// `Conflict` for what is no referral, or waits for no answer.
pub async fn send_on_form(b: &Backend, actor: &Actor, id: CaseId) -> Result<SendOnView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::See, id).await?;
    may(actor, Action::SendOn, &case.facts())?;
    if !is_referral(&case) {
        return Err(Error::Conflict);
    }
    let services = organisations::services(&mut connection, now).await?;
    let others = services.into_iter().filter(|service| Some(service.id) != case.facts().service);
    let others = others.filter(|service| stops(service, &case, now).is_none());
    let promise = |service: &Service| service.rules.promise(case.kind());
    Ok(SendOnView {
        case: id,
        version: case.version,
        patient: person::patient(&case.draft, now),
        services: others.map(|it| (it.id, it.name.clone(), promise(&it))).collect(),
        key: FormKey(b.ids().new_id(now)),
    })
}

/// Sends it on, with why, as it was seen in `version`; at once, and for good: the other service answers it. The same form
/// twice is one act.
///
/// # Errors
/// `Stale` where something came to it since. `Invalid` without a service that takes it, without a reason, and while there are
/// photos that the practice has not passed on; `Conflict` where the patient has died or is expected at a hub,
/// for what is no referral, or is answered since.
pub async fn send_on(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    (to, reason, version): (ServiceId, &str, i64),
) -> Result<CaseId, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    let reason = typed::text(reason);
    let answer = Answer { outcome: Outcome::Redirect.as_str().to_owned(), advice: reason.clone(), ..Answer::default() };
    if let Some(before) = answers::by_key(&mut tx, key).await? {
        let sent_on = case.state.answered().and_then(|answered| answered.sent_on);
        let is_same = (before.case, before.by, &before.answer) == (id, by, &answer);
        return sent_on.filter(|_| is_same).ok_or(Error::Conflict);
    }
    may(actor, Action::SendOn, &case.facts())?;
    let asked = case.state.asked().cloned().ok_or(Damaged("state"))?;
    if key.0.is_nil() || !is_referral(&case) {
        return Err(Error::Conflict);
    }
    if case.version != version {
        return Err(Error::Stale);
    }
    // Whoever is at a hub for it is waited for, or called off.
    if patients::has_died(&mut tx, id).await? || hub_visits::open_of(&mut tx, id).await?.is_some() {
        return Err(Error::Conflict);
    }
    if images::count_unsent(&mut tx, id).await? > 0 {
        return Err(invalid("pictures", "Photos have come that the practice has not passed on"));
    }
    if typed::is_blank(&reason) || Passage::new(&reason).is_err() {
        return Err(invalid("reason", "Say why, in 4,000 characters or fewer"));
    }
    let service = match to == asked.service {
        true => None,
        false => organisations::hold_open_service(&mut tx, to, now).await?,
    };
    let service = service.ok_or_else(|| invalid("service", "Choose the service that it goes to"))?;
    if let Some(stopped) = stops(&service, &case, now) {
        return Err(invalid("service", stopped.sentence));
    }
    let new = CaseId(b.ids().new_id(now));
    case.state = case.state.transition(Change::SendOn { by, to: new }, now)?;
    let draft = AnswerDraft::of(answer);
    let stored = answers::Stored { id: b.ids().new_id(now), case: id, by, key, draft: &draft };
    answers::insert(&mut tx, &stored, now, now).await?;
    answers::forget_draft(&mut tx, id, by).await?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::SentOn { to: new }).await?;
    call_off_release(&mut tx, actor, id, now).await?;
    tell_everyone_later(b, &mut tx, &case, &stored.id.to_string(), now).await?;

    let since = Since { referred: Some(asked.referred()), ..asked.since };
    let due = due(now, &service.rules, case.kind());
    let sent = Change::Submit { service: service.id, due, since };
    let draft = case.draft.clone().map(|draft| Draft {
        service: service.id.to_string(),
        // It was given to the service before, about that one.
        excluded_reason: String::new(),
        ..draft
    });
    let begun = Case { first: case.first, ..blank(new, case.practice, case.referrer, draft, now) };
    cases::insert(&mut tx, &begun).await?;
    patients::begin(&mut tx, b.ids(), &begun, case.patient).await?;
    let mut begun = cases::lock(&mut tx, new).await?.ok_or(Damaged("case"))?;
    (begun.score_sent, begun.sent_by) = (case.score_sent.clone(), case.sent_by);
    begun.policy_edition = service.edition;
    begun.state = begun.state.transition(sent, now)?;
    cases::save(&mut tx, &mut begun, now).await?;
    events::append(&mut tx, new, now, Some(actor), &EventKind::CaseStarted).await?;
    let event = EventKind::CameFrom { after: id, service: service.id, due, first: asked.waited_since() };
    events::append(&mut tx, new, now, Some(actor), &event).await?;
    place(b, &mut tx, &begun, true, now).await?;
    tx.changed(id, Some(asked.service));
    tx.changed(new, Some(service.id));
    tx.commit().await?;
    Ok(new)
}

/// A held request, or the one that it went on as where it was sent on, held as well: later ones have later ids.
pub(crate) async fn gone_on_as(tx: &mut Tx, case: Case) -> Result<Case, Error> {
    let mut last = case;
    while let Some(to) = last.state.answered().and_then(|answered| answered.sent_on) {
        last = cases::lock(tx, to).await?.ok_or(Damaged("case"))?;
    }
    Ok(last)
}

/// Whether the service may decide where the patient goes: advice is its practice's to refer, unless that was authorised.
pub(super) fn is_referral(case: &Case) -> bool {
    matches!(case.state, State::InQueue { .. }) && (case.kind().is_referral() || case.draft.conversion_authorised)
}

/// Why a service does not take this patient at all. What it does not usually take is the sender's to judge.
fn stops(service: &Service, case: &Case, now: Timestamp) -> Option<Excluded> {
    let excluded = excluded_by(&service.rules, &case.draft, london_day(now));
    excluded.into_iter().find(|it| it.then == IfExcluded::Stops)
}

fn invalid(field: &str, sentence: impl Into<String>) -> Error {
    Error::Invalid(vec![Problem::new(field, sentence)])
}
