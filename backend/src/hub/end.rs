use domain::{
    access::{Action, Actor},
    appointments::AppointmentState,
    case::{EventKind, Problem, State},
    hub::HubEnd,
    ids::{AccountId, CaseId},
    time::london_day,
    typed,
};
use jiff::Timestamp;

use super::{Seen, ask::waits_for_hub, hold, receive::take_out};
use crate::{
    Backend, Error,
    appointments::{self as slots, About, text_from},
    cases::{self, lock_now},
    db::{
        Tx, appointments,
        cases::Case,
        hub_visits::{self, HubVisit},
        images, uploads,
    },
    delivery::{self, Message},
    events, objects,
};

/// The longest note for whoever asked, in characters.
const NOTE: usize = 500;

/// Ends a held visit: a slot that stands is called off, with a text to whoever may expect it; what waited for the pictures
/// goes on with or without them.
pub(super) async fn end(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    (case, visit): (&mut Case, &HubVisit),
    end: HubEnd,
    now: Timestamp,
) -> Result<(), Error> {
    // Whether the case still waits for these is known in some seconds. What is taken back or is of somebody else ends at once.
    if end != HubEnd::Void && case.state.visible(now) != case.state {
        return Err(Error::Unavailable("an answer to this case can still be taken back".into()));
    }
    hub_visits::end(tx, visit.id, end, actor.account(), now).await?;
    for slot in appointments::of_visit(tx, visit.id).await? {
        if slot.state == AppointmentState::Booked {
            // Of a wrong patient nobody knows whom a text would reach: somebody calls.
            let may_text = !matches!(case.state, State::WrongPatient { .. });
            let was_told = slots::settle(tx, actor, &slot, AppointmentState::CancelledByHospital, now).await?;
            if was_told && may_text {
                let phone = slot.phone.clone();
                let message = |About { to, service: hub, when }| Message::HubOff { to, hub, when, phone };
                let key = delivery::appointment_off_key(slot.id);
                text_from(b, tx, (case, &slot, &visit.hub_name), key, message, now).await?;
            }
        }
    }
    events::append(tx, case.id, now, Some(actor), &EventKind::HubEnded { visit: visit.id, end }).await?;
    // A draft is its practice's to send, and so is what somebody there is writing.
    let is_with_practice = matches!(case.state, State::Draft | State::Paused { .. });
    if end == HubEnd::Done && !is_with_practice {
        images::mark_sent_of_visit(tx, visit.id, now).await?;
    }
    if waits_for_hub(&case.state) && case.revision.is_none() {
        go_on(tx, actor, case, now).await?;
    }
    tx.changed(case.id, case.facts().service);
    Ok(())
}

/// Back into the queue, as when a patient sends what they were asked for: only as it was sent, and whole.
async fn go_on(tx: &mut Tx, actor: &Actor, case: &mut Case, now: Timestamp) -> Result<(), Error> {
    let pictures = images::to_send(tx, case, false).await?;
    if let Some(request) = case.draft.check(london_day(now), &pictures.views).request {
        cases::resume(tx, case, &request, Some(actor), None, Vec::new(), now).await?;
    }
    Ok(())
}

/// Whether the last visit of a case was at this person's hub, and ended so: pressed twice, the case is no longer theirs.
pub(super) async fn was_ended(tx: &mut Tx, actor: &Actor, id: CaseId, end: HubEnd) -> Result<bool, Error> {
    let Ok(hub) = actor.photography_hub() else { return Ok(false) };
    let last = hub_visits::of_case(tx, id).await?.into_iter().next_back();
    let is_so = |visit: HubVisit| visit.hub == hub && visit.ended.is_some_and(|(how, ..)| how == end);
    Ok(last.is_some_and(is_so))
}

/// The photographer has finished: the pictures are whoever's who asked. Said twice, it is one act.
///
/// # Errors
/// `Invalid` without a picture (field "pictures"), and while one is on its way ("on_their_way"), unless it is left out;
/// `Conflict` before the steps that come first.
pub async fn done(b: &Backend, actor: &Actor, id: CaseId, seen: Seen, leave_out: bool) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    if was_ended(&mut tx, actor, id, HubEnd::Done).await? {
        return Ok(());
    }
    let (mut case, visit, now) = hold(b, &mut tx, actor, id).await?;
    if !visit.record.takes_pictures() {
        return Err(Error::Conflict);
    }
    let invalid = |field: &str, sentence: &str| Err(Error::Invalid(vec![Problem::new(field, sentence)]));
    if images::count_of_visit(&mut tx, visit.id).await? == 0 {
        return invalid("pictures", "There is no picture yet");
    }
    if !leave_out && uploads::count_of(&mut tx, id, actor.account(), now).await? > 0 {
        return invalid("on_their_way", "A picture is still on its way");
    }
    if visit.version != seen.0 {
        return Err(Error::Stale);
    }
    end(b, &mut tx, actor, (&mut case, &visit), HubEnd::Done, now).await?;
    tx.commit().await
}

/// The patient came, and nothing could be photographed; why, for whoever asked.
///
/// # Errors
/// `Invalid` without a reason, and while there are pictures: those are sent, or taken out first.
pub async fn not_possible(b: &Backend, actor: &Actor, id: CaseId, seen: Seen, why: &str) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    if was_ended(&mut tx, actor, id, HubEnd::NotPossible).await? {
        return Ok(());
    }
    let (mut case, mut visit, now) = hold(b, &mut tx, actor, id).await?;
    if visit.arrived.is_none() {
        return Err(Error::Conflict);
    }
    let why = note_of(why)?;
    if why.is_empty() {
        return Err(Error::Invalid(vec![Problem::new("why", "Say why")]));
    }
    if images::count_of_visit(&mut tx, visit.id).await? > 0 {
        return Err(Error::Invalid(vec![Problem::new(
            "pictures",
            "There are pictures: send them, or take them out first",
        )]));
    }
    if visit.version != seen.0 {
        return Err(Error::Stale);
    }
    visit.record.note = why;
    hub_visits::save(&mut tx, &mut visit).await?;
    end(b, &mut tx, actor, (&mut case, &visit), HubEnd::NotPossible, now).await?;
    tx.commit().await
}

fn note_of(typed: &str) -> Result<String, Error> {
    let note = typed::text(typed).trim().to_owned();
    if note.chars().count() > NOTE {
        return Err(Error::Invalid(vec![Problem::new("why", format!("Shorten it to {NOTE} characters"))]));
    }
    Ok(note)
}

/// Calls an open visit off: by the practice, by the service, or by the hub. Pictures of somebody who is not known to be the
/// patient are taken out with it, and passed on by nobody. Said twice, it is one act.
///
/// # Errors
/// `Invalid` while there are pictures of the patient: the hub sends them, or takes them out first.
pub async fn call_off(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    if was_ended(&mut tx, actor, id, HubEnd::CalledOff).await? {
        return Ok(());
    }
    let action = if actor.photography_hub().is_ok() { Action::Photograph } else { Action::FollowHub };
    let (mut case, now) = lock_now(b, &mut tx, actor, action, id).await?;
    let Some(visit) = hub_visits::open_of(&mut tx, id).await? else { return Ok(()) };
    let mut gone = Vec::new();
    if images::count_of_visit(&mut tx, visit.id).await? > 0 {
        if visit.record.takes_pictures() {
            let sentence = "There are pictures: the hub sends them, or takes them out first";
            return Err(Error::Invalid(vec![Problem::new("pictures", sentence)]));
        }
        gone = take_out(b, &mut tx, actor, id, visit.id, now).await?;
    }
    end(b, &mut tx, actor, (&mut case, &visit), HubEnd::CalledOff, now).await?;
    // Who called it off knows it.
    if let (Ok(_), Some(by)) = (actor.practice(), actor.account()) {
        hub_visits::note(&mut tx, visit.id, by, now).await?;
    }
    tx.commit().await?;
    objects::discard(b, &gone).await;
    Ok(())
}

/// Somebody of the practice says that they know that no pictures came. Said twice, it is one act, the first one's.
pub async fn note(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let by: AccountId = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::FollowHub, id).await?;
    // It is the practice's to know; a service reads it on the case.
    if actor.practice().is_ok() {
        for visit in hub_visits::of_case(&mut tx, id).await? {
            let is_in_vain = visit.ended.as_ref().is_some_and(|(end, ..)| end.is_in_vain());
            if is_in_vain && hub_visits::note(&mut tx, visit.id, by, now).await? {
                events::append(&mut tx, id, now, Some(actor), &EventKind::HubNoted { visit: visit.id }).await?;
            }
        }
        tx.changed(id, case.facts().service);
    }
    tx.commit().await
}

/// Who a held case is about was corrected: whoever is at a hub is asked once more who they are.
pub(crate) async fn ask_who_again(tx: &mut Tx, actor: &Actor, case: &Case, now: Timestamp) -> Result<(), Error> {
    let visit = hub_visits::open_of(tx, case.id).await?.filter(|visit| visit.record.identity.is_some());
    let Some(mut visit) = visit else { return Ok(()) };
    visit.record.identity = None;
    hub_visits::save(tx, &mut visit).await?;
    events::append(tx, case.id, now, Some(actor), &EventKind::HubAskedAgain { visit: visit.id }).await
}

/// Nobody is expected by a held case any longer: it was taken back, or turned out to be of somebody else.
pub(crate) async fn void(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &mut Case,
    now: Timestamp,
) -> Result<(), Error> {
    match hub_visits::open_of(tx, case.id).await? {
        Some(visit) => end(b, tx, actor, (case, &visit), HubEnd::Void, now).await,
        None => Ok(()),
    }
}
