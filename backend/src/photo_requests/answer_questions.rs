use domain::{access::Actor, case::EventKind, forms::Response, time::london_day};

use super::link::hold;
use crate::{Backend, Error, db, events, forms};

/// Keeps the patient's own few answers, as typed: what a condition hides for now is there again when it is asked again.
///
/// # Errors
/// `Conflict` before the consent for care or after sending; `Invalid` where an answer is not what its question asks for.
pub async fn answer_questions(b: &Backend, actor: &Actor, answers: Response) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (case, mut request, now) = hold(b, &mut tx, actor).await?;
    if !request.takes_pictures(&case.state, now) {
        return Err(Error::Conflict);
    }
    let form = forms::questions(&mut tx, &request).await?;
    let problems = form.validate(&answers, london_day(now));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    request.answers = Some(form.as_draft(&answers));
    db::photo_requests::save(&mut tx, &request).await?;
    let event = EventKind::QuestionsAnswered { photo_request: request.id };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await
}
