use domain::{
    access::Actor,
    case::{EventKind, Problem, State, WaitingFor},
    photo_request::Purpose,
    time::london_day,
};

use super::link::hold;
use crate::{Backend, Error, cases, db, events, forms, monitoring};

/// The patient has finished: the link takes no more pictures and shows news from now on. A case that was waiting for
/// the patient goes back into its queue. Sent twice, the second time changes nothing.
///
/// # Errors
/// `Invalid` without a picture (field "photos"), or where a question has to be answered; `Conflict` without the consent for care, or when the practice went on without them.
pub async fn send(b: &Backend, actor: &Actor) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (mut case, mut request, now) = hold(b, &mut tx, actor).await?;
    if request.link.sent.is_some() {
        return Ok(());
    }
    if !request.takes_pictures(&case.state, now) {
        return Err(Error::Conflict);
    }
    // Whether the case still waits for these photos is known in some seconds.
    if case.state.visible(now) != case.state {
        return Err(Error::Unavailable("an answer to this case can still be taken back".into()));
    }
    let images = db::images::count_by_link(&mut tx, request.id).await?;
    if images == 0 {
        return Err(Error::Invalid(vec![Problem::new("photos", "Take or choose at least one photo")]));
    }
    if request.link.purpose.asks_patient() {
        let form = forms::questions(&mut tx, &request).await?;
        let answers = request.answers.clone().unwrap_or_default();
        let problems = form.validate(&answers, london_day(now));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        request.answers = request.answers.as_ref().map(|answers| form.as_sent(answers));
    }
    request.link.sent = Some(now);
    db::photo_requests::save(&mut tx, &request).await?;
    if request.link.purpose.asks_patient() {
        db::deliveries::cancel_reminders(&mut tx, case.id, now).await?;
    }
    let event = EventKind::PhotosSent { photo_request: request.id, images };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.facts().service);
    if request.link.purpose == Purpose::Round {
        monitoring::arrived(&mut tx, actor, &case, &request, now).await?;
        return tx.commit().await;
    }
    // Back into the queue by itself only as it was sent, and whole. What somebody at the practice is still writing is
    // theirs to send: the photos are on their list until they do.
    let pictures = db::images::to_send(&mut tx, &case, false).await?;
    let request = case.draft.check(london_day(now), &pictures.views).request;
    if matches!(case.state, State::Paused { waiting_for: WaitingFor::Patient, .. })
        && case.revision.is_none()
        && let Some(request) = request
    {
        cases::resume(&mut tx, &mut case, &request, Some(actor), None, Vec::new(), now).await?;
    }
    tx.commit().await
}
