use domain::{
    access::{Action, Actor, may},
    case::{AmendmentKind, Change, EventKind, Problem},
    ids::{CaseId, FormKey},
    monitoring::PlanEnd,
    text::Passage,
};

use super::{
    access::lock_now,
    tell::{is_told, tell_patient, to_retell},
};
use crate::{
    Backend, Error,
    db::{
        amendments::{self, Amendment},
        answers, cases, reviews,
    },
    error::Damaged,
    events, monitoring,
};

/// Adds to an answer that stands, corrects or retracts it. The answer stays as it was sent; what is said of it now is
/// signed, becomes the practice's to read, and whoever was told of the answer is told again. A retracted answer is in
/// force no longer: the case waits for another one, by its old due time.
///
/// The same form twice is one act. `Conflict` while the answer can still be taken back, and for a form that said
/// something else before.
pub async fn amend(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    kind: AmendmentKind,
    text: &str,
) -> Result<(), Error> {
    actor.service()?;
    let by = actor.account().ok_or(Error::Denied)?;
    if kind == AmendmentKind::Refusal {
        return Err(Error::Denied);
    }
    let text = checked(text)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    if let Some(before) = amendments::by_key(&mut tx, key).await? {
        let same = (before.case, before.by, before.kind, before.text.as_str()) == (id, by, kind, text.as_str());
        return if same { Ok(()) } else { Err(Error::Conflict) };
    }
    may(actor, Action::AmendAnswer, &case.facts())?;
    let answered = case.state.answered().filter(|answered| answered.in_effect(now)).copied();
    let Some(answered) = answered.filter(|_| !key.0.is_nil()) else { return Err(Error::Conflict) };
    let (answer, _) = answers::given(&mut tx, id, &answered).await?.ok_or(Damaged("answer"))?;
    let was_told = is_told(&case, now);
    let amendment_id = b.ids().new_id(now);
    if kind == AmendmentKind::Retraction {
        answers::retract(&mut tx, &answer, now).await?;
        reviews::call_off_readings(&mut tx, &answer, by, now).await?;
        monitoring::void(&mut tx, Some(actor), &case, PlanEnd::Over, now).await?;
        case.state = case.state.transition(Change::Retract, now)?;
    }
    // Whoever was told of the answer by word of mouth has to be told again.
    case.told_by = None;
    // And what they have read is not what is said now.
    (case.unread_since, case.answer_opened) = (None, None);
    cases::save(&mut tx, &mut case, now).await?;
    let amendment = Amendment { case: id, by, kind, text, at: now, was_told, retracted: None };
    amendments::insert(&mut tx, amendment_id, &answer, key, &amendment).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::AnswerAmended { amendment: kind }).await?;
    tell_patient(b, &mut tx, &mut case, &amendment_id.to_string(), now).await?;
    if kind == AmendmentKind::Retraction {
        // What the next answer says is not the patient's to read before its own time.
        (case.news_at, case.tell_by) = (None, None);
    }
    if kind != AmendmentKind::Addition {
        // Their page shows no answer that could be opened.
        case.unread_since = None;
        cases::keep_news(&mut tx, &case).await?;
    }
    if was_told && matches!(kind, AmendmentKind::Correction | AmendmentKind::Retraction) {
        to_retell(&mut tx, &mut case, now).await?;
    }
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// The practice does not agree to a downgrade, and says why: the patient stays on the suspected cancer pathway, and the case
/// waits for another answer, by its old due time. The same form twice is one act.
///
/// # Errors
/// `Conflict` for an answer that needs no agreement, or has it.
pub async fn disagree(b: &Backend, actor: &Actor, id: CaseId, key: FormKey, text: &str) -> Result<(), Error> {
    let by = actor.practice().and_then(|_| actor.account().ok_or(domain::access::Denied))?;
    let text = checked(text)?;
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    if let Some(before) = amendments::by_key(&mut tx, key).await? {
        let same = (before.case, before.by, before.text.as_str()) == (id, by, text.as_str());
        return if same { Ok(()) } else { Err(Error::Conflict) };
    }
    may(actor, Action::Disagree, &case.facts_for(actor, now))?;
    if key.0.is_nil() {
        return Err(Error::Conflict);
    }
    let answered = case.state.answered().copied().ok_or(Error::Conflict)?;
    case.state = case.state.transition(Change::Disagree, now)?;
    let (answer, _) = answers::given(&mut tx, id, &answered).await?.ok_or(Damaged("answer"))?;
    answers::retract(&mut tx, &answer, now).await?;
    reviews::call_off_readings(&mut tx, &answer, by, now).await?;
    // What a patient was told wrongly before is still to be put right.
    (case.news_at, case.told_by, case.tell_by) = (None, None, case.tell_by.filter(|_| case.retell_at.is_some()));
    (case.unread_since, case.answer_opened) = (None, None);
    cases::save(&mut tx, &mut case, now).await?;
    let amendment =
        Amendment { case: id, by, kind: AmendmentKind::Refusal, text, at: now, was_told: false, retracted: None };
    amendments::insert(&mut tx, b.ids().new_id(now), &answer, key, &amendment).await?;
    // The practice's own words are not its to read.
    amendments::set_unread(&mut tx, id, false).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::DowngradeRefused).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

fn checked(text: &str) -> Result<String, Error> {
    let wrong = |message: String| Error::Invalid(vec![Problem::new("amendment", message)]);
    if text.trim().is_empty() {
        return Err(wrong("Enter what has changed".to_owned()));
    }
    Passage::new(text).map_err(|error| wrong(format!("The text {error}")))?;
    Ok(text.trim().to_owned())
}
