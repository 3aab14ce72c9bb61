//! Another request about the same problem: a second question, or the same one to another service. What was asked and
//! answered before stays as it is; whoever is asked later reads it.

use domain::{
    access::{Action, Actor},
    case::{Draft, EventKind, Kind, Outcome, Problem, State},
    ids::CaseId,
    pathway,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    lock_now,
    start::{Begun, begin_in, closing, has_room},
};
use crate::{
    Backend, Error,
    db::{
        Tx,
        cases::{self, Case},
        organisations, patient_merges, requests,
    },
    error::Damaged,
    events, forms,
};

/// Begins another request about the problem of this one, for the same patient, with what was said about the skin; as a
/// referral, where the practice does not agree that the patient need not be seen. Where one is being written already, that is
/// it: pressed twice, it is one act.
///
/// # Errors
/// `Denied` while this one waits for its answer: a message says more. `Conflict` while another one about the problem does,
/// and for one that was never sent. `Invalid` where the patient has died, or for somebody who has too many drafts.
pub async fn ask_again(b: &Backend, actor: &Actor, id: CaseId, anyway: bool) -> Result<CaseId, Error> {
    has_room(b, actor).await?;
    let mut tx = b.db().begin().await?;
    let (was, now) = lock_now(b, &mut tx, actor, Action::AskAgain, id).await?;
    let outcome = was.state.answered().map(|answered| answered.outcome);
    let others = requests::others(&mut tx, &was).await?;
    if was.state.asked().is_none() || others.iter().any(waits) {
        return Err(Error::Conflict);
    }
    let anyway = anyway && pathway::may_refer_anyway(&was.state);
    if let Some(begun) = others.iter().find(|other| matches!(other.state, State::Draft)) {
        if anyway {
            refer_with(&mut tx, begun.id, now).await?;
            tx.commit().await?;
        }
        return Ok(begun.id);
    }
    let about = was.patient.ok_or(Damaged("patient"))?;
    // Before the patient, as whoever begins a new request holds them.
    if !organisations::hold_open(&mut tx, was.practice.into()).await? {
        return Err(closing());
    }
    let patient = patient_merges::hold_survivor(&mut tx, about).await?.ok_or(Error::NotFound)?;
    if patient.details.deceased.is_some() {
        return Err(Error::Invalid(vec![Problem::new("deceased", "This patient has died")]));
    }
    let mut typed = was.draft.again();
    // What the practice knows of them by now: nobody is texted at the number of a year ago.
    let known = patient.known.form();
    for (typed, known) in
        [(&mut typed.name, known.name), (&mut typed.sex, known.sex), (&mut typed.mobile, known.mobile)]
    {
        if !known.is_empty() {
            *typed = known;
        }
    }
    if outcome.and_then(Outcome::refer).is_some() {
        // It was told to go elsewhere.
        typed.service = String::new();
    }
    // Advice was asked for and given: what is asked for now is to see the patient.
    if anyway {
        typed.kind = referral(&typed.kind);
    }
    let draft = forms::anew(&mut tx, &was.draft, typed).await?;
    let begun = begin_in(b, &mut tx, actor, Begun { draft, about: Some(about), after: Some(&was) }, now).await?;
    tx.commit().await?;
    Ok(begun)
}

/// What is asked for by who does not agree with advice: an assessment, where no other referral was chosen.
fn referral(kind: &str) -> String {
    let is_referral = kind.parse().is_ok_and(Kind::is_referral);
    if is_referral { kind.to_owned() } else { Kind::Assessment.as_str().to_owned() }
}

/// Makes a referral of what somebody has begun to write.
async fn refer_with(tx: &mut Tx, id: CaseId, now: Timestamp) -> Result<(), Error> {
    let Some(mut begun) = cases::lock(tx, id).await?.filter(|case| matches!(case.state, State::Draft)) else {
        return Ok(());
    };
    let kind = referral(&begun.draft.kind);
    if kind != begun.draft.kind {
        begun.draft = begun.draft.map(|draft| Draft { kind, ..draft });
        begun.draft_version = begun.version + 1;
        cases::save(tx, &mut begun, now).await?;
    }
    Ok(())
}

/// With its service, and not answered.
pub(super) const fn waits(case: &Case) -> bool {
    matches!(case.state, State::InQueue { .. } | State::Paused { .. })
}

/// Holds the request before this one about the same problem, if there is one: cases are held in the order of their ids, and
/// so before this one is.
pub(super) async fn hold_before(tx: &mut Tx, id: CaseId) -> Result<Option<Case>, Error> {
    let Some(case) = cases::find(tx, id).await?.filter(|case| case.first != id) else { return Ok(None) };
    match last_before(tx, &case).await? {
        Some(before) => cases::lock(tx, before).await,
        None => Ok(None),
    }
}

async fn last_before(tx: &mut Tx, case: &Case) -> Result<Option<CaseId>, Error> {
    let others = requests::others(tx, case).await?;
    let is_before = |other: &&Case| requests::is_later(case, other) && other.state.asked().is_some();
    Ok(others.iter().rfind(is_before).map(|other| other.id))
}

/// Since when the patient has waited whom a request refers although the last answer about the problem was that they need
/// not be seen; None of any other.
pub(super) async fn refers_against(
    connection: &mut AnyConnection,
    case: &Case,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    // Nothing is before the first.
    if case.first == case.id {
        return Ok(None);
    }
    Ok(against(case, &requests::others(connection, case).await?, now))
}

/// The same, of the others about its problem.
pub(super) fn against(case: &Case, others: &[Case], now: Timestamp) -> Option<Timestamp> {
    let kind = case.working().kind.parse().unwrap_or_default();
    let before = last_answer(case, others, now)?;
    let earlier = earlier(case, others, now);
    pathway::refers_anyway(kind, &before).then(|| pathway::first_sent(&earlier)).flatten()
}

/// Whether a referral would be one against the last answer about the problem: what the form then asks about.
pub(super) fn may_refer_anyway(case: &Case, others: &[Case], now: Timestamp) -> bool {
    last_answer(case, others, now).is_some_and(|before| pathway::may_refer_anyway(&before))
}

/// How the last request before this one stands for its practice. One that was sent on was not answered: what was is before it.
fn last_answer(case: &Case, others: &[Case], now: Timestamp) -> Option<State> {
    let counts = |state: &State| state.asked().is_some() && state.answered().is_none_or(|it| it.sent_on.is_none());
    earlier(case, others, now).into_iter().rfind(counts)
}

/// How those before this one stand for their practice, oldest first.
fn earlier(case: &Case, others: &[Case], now: Timestamp) -> Vec<State> {
    others.iter().filter(|other| requests::is_later(case, other)).map(|other| other.state.visible(now)).collect()
}

/// A locked request that asks again was sent: the one before, which is held, says so. What its answer asks the practice to
/// do stays to be done until somebody says that it is: whether this is it, only they know.
pub(super) async fn note_sent(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    before: &Case,
    now: Timestamp,
) -> Result<(), Error> {
    // Somebody may have corrected whom it is about meanwhile.
    if last_before(tx, case).await? == Some(before.id) {
        events::append(tx, before.id, now, Some(actor), &EventKind::AskedAgain { by: case.id }).await?;
        tx.changed(before.id, before.facts().service);
    }
    Ok(())
}

/// A request is not of the patient that it names: whoever was asked later went by it, and reads so in what they see next;
/// an answer that is being written meanwhile is stale. What is not sent yet says so on its page, and is nobody else's.
/// `others` are held, and about the same patient.
pub(super) async fn warn(tx: &mut Tx, wrong: &Case, others: &[Case], now: Timestamp) -> Result<(), Error> {
    let went_by = |other: &&Case| requests::is_later(other, wrong) && other.state.asked().is_some();
    for later in others.iter().filter(went_by) {
        cases::touch(tx, later.id, now).await?;
        tx.changed(later.id, later.facts().service);
    }
    Ok(())
}

/// Holds this request and every other one about its problem, in the order of their ids; the others.
pub(super) async fn hold_all(tx: &mut Tx, id: CaseId) -> Result<Vec<Case>, Error> {
    let Some(case) = cases::find(tx, id).await? else { return Ok(Vec::new()) };
    let mut ids: Vec<CaseId> = requests::others(tx, &case).await?.iter().map(|other| other.id).chain([id]).collect();
    ids.sort_by_key(|id| id.0);
    let mut held = Vec::new();
    for each in ids {
        held.extend(cases::lock(tx, each).await?.filter(|case| case.id != id));
    }
    Ok(held)
}
