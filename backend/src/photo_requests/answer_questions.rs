use domain::{access::Actor, case::EventKind, command::PatientAnswers};

use super::link::hold;
use crate::{Backend, Error, db, events};

/// Keeps the patient's own few answers.
///
/// # Errors
/// `Conflict` before the consent for care or after sending; `Invalid` where a text is longer than its field takes.
pub async fn answer_questions(b: &Backend, actor: &Actor, answers: PatientAnswers) -> Result<(), Error> {
    let problems = answers.check();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let mut tx = b.db().begin().await?;
    let (case, mut request, now) = hold(b, &mut tx, actor).await?;
    if !request.takes_pictures(&case.state, now) {
        return Err(Error::Conflict);
    }
    request.answers = Some(answers);
    db::photo_requests::save(&mut tx, &request).await?;
    let event = EventKind::QuestionsAnswered { photo_request: request.id };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await
}
