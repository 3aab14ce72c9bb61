//! A case that is not of the patient it names: found by the practice or the service, at any time after sending. It is closed
//! to everybody, for good, and nothing of it is deleted.

use domain::{
    access::{Action, Actor, may},
    case::{Acknowledgement, Answer, Change, EventKind, Party, State, WrongPatientReason},
    ids::{AccountId, CaseId},
    monitoring::PlanEnd,
    person::Mobile,
    view::{When, WrongPatientLine, WrongPatientView},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{access::lock_now, again, beside::Beside, person};
use crate::{
    Backend, Error, appointments,
    db::{self, Tx, accounts, amendments, cases, cases::Case, lists::ListedCase},
    events, hub, monitoring, patients, photo_requests,
};

/// Which side this person is on.
fn party(actor: &Actor) -> Result<Party, Error> {
    if actor.service().is_ok() { Ok(Party::Service) } else { Ok(actor.practice().map(|_| Party::Practice)?) }
}

/// Says that a case is not of the patient that it names: every link of it closes, texts that have not left are called off,
/// what was answered is valid no longer, and both sides are told. Said twice, it is one act, the first one's.
///
/// # Errors
/// `Denied` for a draft: it is withdrawn and begun anew.
pub async fn wrong_patient(b: &Backend, actor: &Actor, id: CaseId, because: WrongPatientReason) -> Result<(), Error> {
    party(actor)?;
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let mut others = again::hold_all(&mut tx, id).await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    if matches!(case.state, State::WrongPatient { .. }) {
        return Ok(());
    }
    may(actor, Action::WrongPatient, &case.facts())?;
    // Sent on, it is one request at two services: what is not the patient's at one is not at the other.
    let mut wrong = vec![case];
    while let Some(place) = others.iter().position(|other| wrong.iter().any(|one| is_one_request(one, other))) {
        wrong.push(others.remove(place));
    }
    for mut each in wrong {
        mark(b, &mut tx, actor, (&mut each, by), because, now).await?;
        again::warn(&mut tx, &each, &others, now).await?;
    }
    tx.commit().await
}

/// Whether a service sent one of them on, and it went on as the other.
fn is_one_request(one: &Case, other: &Case) -> bool {
    let went_on_as = |case: &Case| case.state.answered().and_then(|answered| answered.sent_on);
    went_on_as(one) == Some(other.id) || went_on_as(other) == Some(one.id)
}

/// Marks a held case.
async fn mark(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    (case, by): (&mut Case, AccountId),
    because: WrongPatientReason,
    now: Timestamp,
) -> Result<(), Error> {
    let id = case.id;
    // Whether or not an answer can still be taken back: its author learns of it, and nobody else ever reads it.
    let state = case.state.clone().transition(Change::WrongPatient { by, because }, now)?;
    monitoring::void(tx, Some(actor), case, PlanEnd::Over, now).await?;
    photo_requests::close_all(tx, actor, case, now).await?;
    db::deliveries::cancel_all(tx, id, now).await?;
    appointments::call_off(tx, actor, id, now).await?;
    case.state = state;
    // Both patients are to be told, whatever either was told before: that is what this state asks of both sides.
    (case.news_at, case.told_by, case.tell_by, case.retell_at) = (None, None, None, None);
    (case.unread_since, case.answer_opened) = (None, None);
    cases::save(tx, case, now).await?;
    hub::void(b, tx, actor, case, now).await?;
    // What it said is not theirs: nobody is called or texted by it again.
    if let Some(patient) = db::patients::of_case(tx, id).await? {
        patients::forget_case(tx, patient, id, now).await?;
    }
    amendments::set_unread(tx, id, false).await?;
    events::append(tx, id, now, Some(actor), &EventKind::WrongPatientFound { because }).await?;
    tx.changed(id, case.facts().service);
    Ok(())
}

/// One side has dealt with it: it leaves the top of that side's lists and stays on the other's. Said twice, it is one act.
pub async fn settle_wrong_patient(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let party = party(actor)?;
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::SettleWrongPatient, id).await?;
    if !case.state.is_wrong_patient_open(party) {
        return Ok(());
    }
    case.state = case.state.transition(Change::SettleWrongPatient { by, party }, now)?;
    cases::save(&mut tx, &mut case, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::WrongPatientSettled { party }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Who has said for this person's side that a case of the wrong patient is dealt with.
pub(super) fn settled<'a>(actor: &Actor, state: &'a State) -> Option<&'a Acknowledgement> {
    let State::WrongPatient { practice_done, service_done, .. } = state else { return None };
    match party(actor).ok()? {
        Party::Practice => practice_done.as_ref(),
        Party::Service => service_done.as_ref(),
    }
}

/// What this person reads in place of a case that is of the wrong patient; None of any other.
pub(super) async fn wrong_patient_view(
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
    beside: &Beside,
    now: Timestamp,
) -> Result<Option<WrongPatientView>, Error> {
    let State::WrongPatient { before, found, .. } = &case.state else { return Ok(None) };
    let (party, practice) = (party(actor)?, &beside.around.practice.name);
    let done = settled(actor, &case.state);
    let noted = |done: &Acknowledgement| {
        let name = beside.around.other.as_deref().unwrap_or_default();
        format!("{name} noted on {} that this is dealt with.", When::at(done.at).short)
    };
    let who = person::patient(&case.draft, now);
    let next = match party {
        Party::Practice => {
            let call = match case.draft.mobile.parse::<Mobile>() {
                Ok(mobile) => format!("Call {} on {mobile}", who.name),
                Err(_) => format!("Call {}", who.name),
            };
            format!(
                "Do not act on anything in this case. {call} and say what happened. Find out whose pictures these are, and \
                 tell that patient as well. Then ask anew, by a new request for each of them."
            )
        }
        Party::Service => format!(
            "Do not act on anything in this case, and write nothing of it into a record. {practice} has it on top of its \
             list: it calls the patient and asks anew. If you have already acted on it, call {practice} now."
        ),
    };
    Ok(Some(WrongPatientView {
        what: sentence(connection, &case.state).await?.unwrap_or_default(),
        next,
        is_open: done.is_none(),
        settled: done.map(noted),
        answer: answer_before(beside, case, &before_as_seen(before, party, found.at)),
    }))
}

/// How the case stood for this side when it was found: an answer that nobody had seen is not shown now.
fn before_as_seen(before: &State, party: Party, found: Timestamp) -> State {
    match party {
        Party::Practice => before.visible(found),
        Party::Service => before.clone(),
    }
}

fn answer_before(beside: &Beside, case: &Case, before: &State) -> Option<(String, When, Answer)> {
    let answered = before.answered()?;
    let given = beside.answers.given(case.id, answered)?;
    Some((given.by.clone(), When::at(answered.at), given.answer.clone()))
}

/// "Wrong patient: found by Dr Helen Marsh, Northshire Dermatology, on Tue 24 Nov, 10:42. The pictures are of another
/// patient."
async fn sentence(connection: &mut AnyConnection, state: &State) -> Result<Option<String>, Error> {
    let State::WrongPatient { found, .. } = state else { return Ok(None) };
    let by = accounts::name_at(connection, found.by, found.at).await?;
    let when = When::at(found.at).short;
    Ok(Some(format!("Wrong patient: found by {by}, on {when}. {}.", found.because.label())))
}

/// The cases of these lines, for the top of a list.
pub(super) async fn told(connection: &mut AnyConnection, lines: &[ListedCase]) -> Result<Vec<WrongPatientLine>, Error> {
    let mut told = Vec::with_capacity(lines.len());
    for line in lines {
        if let Some(what) = sentence(connection, &line.state).await? {
            let name = person::name(&line.draft);
            told.push(WrongPatientLine { case: line.id, number: line.id.short(), name, what });
        }
    }
    Ok(told)
}
