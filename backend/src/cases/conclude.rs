//! What came of a patient whom a service has taken over: said by the service, read by the practice.

use domain::{
    access::{Action, Actor, may},
    case::{Asked, Change, EventKind, Problem, State},
    conclusion::{Conclusion, ConclusionForm},
    ids::{CaseId, ConclusionId, FormKey},
    time::london_day,
    view::{ConclusionSaid, ConclusionView, When},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use sqlx::AnyConnection;

use super::access::lock_now;
use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        Tx, appointments,
        cases::{self, Case},
        conclusions::{self, Said},
    },
    events,
};

/// What saying it has led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concluded {
    Noted,
    /// And the case is closed.
    Closed,
    /// It was to be closed with it, and is not: somebody is expected, the practice has not read the answer, or something is
    /// still to be done.
    StillOpen,
}

/// Whether a service has taken the case over, and nobody has found since that it is of somebody else.
pub(super) const fn is_taken_over(state: &State) -> bool {
    matches!(state, State::Converted { .. } | State::Closed { converted: true, .. })
}

/// Says what came of it, by a form that showed what was said until `seen` (in milliseconds), and closes the case where that
/// is asked for and everything is done; one that was closed is opened again where something is to be done after all. The same
/// form twice is one act, and the same words twice are said once. What cannot be taken is kept for whoever typed it.
///
/// # Errors
/// `Invalid` for what is not whole, and where somebody has said something else meanwhile; `Conflict` where no service has taken
/// the case over, before its answer is given, and for something else by the same form.
pub async fn conclude(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    (form, seen): (&ConclusionForm, i64),
    close: bool,
) -> Result<Concluded, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::Conclude, id).await?;
    let is_given = case.state.answered().is_some_and(|answered| answered.in_effect(now));
    if key.0.is_nil() || !is_taken_over(&case.state) || !is_given {
        return Err(Error::Conflict);
    }
    let said = match form.read(first_asked(&case), london_day(now)) {
        Ok(said) => said,
        Err(problems) => {
            conclusions::keep_typed(&mut tx, id, by, form, now).await?;
            tx.commit().await?;
            return Err(Error::Invalid(problems));
        }
    };
    if let Some(before) = conclusions::by_key(&mut tx, key).await? {
        if before.case != id || before.said != said {
            return Err(Error::Conflict);
        }
    } else {
        let last = conclusions::of_case(&mut tx, id).await?.pop();
        if last.as_ref().is_some_and(|last| last.at > from_ms(seen) && last.said != said) {
            conclusions::keep_typed(&mut tx, id, by, form, now).await?;
            tx.commit().await?;
            let sentence = "Somebody has noted something else meanwhile: look at it first";
            return Err(Error::Invalid(vec![Problem::new("conclusion", sentence)]));
        }
        note(b, &mut tx, actor, (&case, key), (last, &said), now).await?;
    }
    if !said.is_final() && matches!(case.state, State::Closed { .. }) {
        case.state = case.state.transition(Change::Reopen, now)?;
        cases::save(&mut tx, &mut case, now).await?;
        events::append(&mut tx, id, now, Some(actor), &EventKind::Reopened).await?;
    }
    let done = if close { close_with(&mut tx, actor, &mut case, &said, now).await? } else { Concluded::Noted };
    tx.changed(id, case.facts().service);
    tx.commit().await?;
    Ok(done)
}

/// Says it for a held case, if it is not what was said `last`.
async fn note(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    (case, key): (&Case, FormKey),
    (last, said): (Option<Said>, &Conclusion),
    now: Timestamp,
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    // Of an answer that stands no longer it says nothing about this one.
    if last.as_ref().is_some_and(|last| last.said == *said && stands(case, last)) {
        return conclusions::forget_typed(tx, case.id, by).await;
    }
    let id = ConclusionId(b.ids().new_id(now));
    // Two of one moment have an order, too.
    let at = last.map_or(now, |last| now.max(last.at + SignedDuration::from_millis(1)));
    conclusions::insert(tx, id, key, (case.id, by), said, at).await?;
    let event = EventKind::Concluded { conclusion: id, treatment: said.treatment };
    events::append(tx, case.id, now, Some(actor), &event).await
}

/// Whether it was said since the answer that stands.
fn stands(case: &Case, said: &Said) -> bool {
    case.state.answered().is_some_and(|answered| said.at >= answered.undo_until)
}

/// What counts of what was said, oldest first.
pub(super) fn concluded(case: &Case, said: &[Said]) -> Conclusion {
    said.last().filter(|last| stands(case, last)).map(|last| last.said.clone()).unwrap_or_default()
}

/// Closes a held case if nothing stands against it.
async fn close_with(
    tx: &mut Tx,
    actor: &Actor,
    case: &mut Case,
    said: &Conclusion,
    now: Timestamp,
) -> Result<Concluded, Error> {
    if matches!(case.state, State::Closed { .. }) {
        return Ok(Concluded::Closed);
    }
    let is_booked = appointments::progress_of(tx, case.id).await?.0.booked.is_some();
    if !said.is_final() || is_booked {
        return Ok(Concluded::StillOpen);
    }
    may(actor, Action::Close, &case.facts_for(actor, now))?;
    let Ok(closed) = case.state.clone().transition(Change::Close, now) else { return Ok(Concluded::StillOpen) };
    case.state = closed;
    cases::save(tx, case, now).await?;
    events::append(tx, case.id, now, Some(actor), &EventKind::Closed).await?;
    Ok(Concluded::Closed)
}

/// The first day that anything about it can have happened on.
fn first_asked(case: &Case) -> Date {
    let asked = case.state.asked();
    london_day(asked.map_or(case.created, Asked::waited_since))
}

/// Somebody of the practice has read what came of it, as far as they saw it: said until `seen`, in milliseconds. Twice, it
/// is one act, the first one's.
pub async fn read_conclusion(b: &Backend, actor: &Actor, id: CaseId, seen: i64) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::ReadConclusion, id).await?;
    if conclusions::set_read(&mut tx, id, from_ms(seen), by, now).await? {
        events::append(&mut tx, id, now, Some(actor), &EventKind::ConclusionRead).await?;
        tx.changed(id, case.facts().service);
    }
    tx.commit().await
}

/// What was said of a case that its service has taken over, as this person may see it; with what they typed and what could
/// not be taken. `said` is everything so far, oldest first.
pub(super) async fn conclusion_view(
    b: &Backend,
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
    said: &[Said],
    now: Timestamp,
) -> Result<Option<ConclusionView>, Error> {
    let is_wrong = matches!(case.state, State::WrongPatient { .. });
    if is_wrong || (!is_taken_over(&case.state) && said.is_empty()) {
        return Ok(None);
    }
    let is_given = case.state.answered().is_some_and(|answered| answered.in_effect(now));
    let may = |action| may(actor, action, &case.facts_for(actor, now)).is_ok();
    let may_say = may(Action::Conclude) && is_taken_over(&case.state) && is_given;
    let typed = match actor.account().filter(|_| may_say) {
        Some(account) => conclusions::typed(connection, case.id, account).await?,
        None => None,
    };
    let problems = typed.as_ref().and_then(|typed| typed.read(first_asked(case), london_day(now)).err());
    let last = said.last();
    Ok(Some(ConclusionView {
        is_kept: typed.is_some(),
        form: typed.or_else(|| last.map(|it| ConclusionForm::of(&it.said))).unwrap_or_default(),
        problems: problems.unwrap_or_default(),
        may_say,
        may_close: may_say && may(Action::Close),
        may_read: may(Action::ReadConclusion) && said.iter().any(|it| it.read.is_none()),
        seen: last.map_or(0, |it| it.at.as_millisecond()),
        is_final: concluded(case, said).is_final(),
        said: said.iter().map(|it| one(it, stands(case, it))).collect(),
        key: FormKey(b.ids().new_id(now)),
    }))
}

fn one(it: &Said, stands: bool) -> ConclusionSaid {
    ConclusionSaid {
        diagnosis: it.said.diagnosis.clone(),
        of_diagnosis: it.said.diagnosis_words(),
        treatment: it.said.treatment_words(),
        is_cancer: it.said.is_cancer(),
        stands,
        by: it.by.clone(),
        at: When::at(it.at),
        read: it.read.clone().map(|(by, at)| (by, When::at(at))),
    }
}
