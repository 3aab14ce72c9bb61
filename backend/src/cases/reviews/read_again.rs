use domain::{
    access::{Action, Actor},
    case::{Answerable, Outcome},
    ids::{CaseId, FormKey},
    policy::Policy,
    review::{ReviewKind, is_drawn},
    view::{May, ReviewsView, SecondReadingView},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    super::{find, show},
    ask::{blank, keep},
};
use crate::{
    Backend, Error,
    db::{
        Tx, accounts,
        cases::Case,
        reviews::{self, Asked},
    },
};

/// Whether an answer that was just sent is to be read a second time, and if so, by somebody else of the service: where it has
/// nobody else, there is nobody to ask.
pub(in crate::cases) async fn draw(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (answer, rules): (Uuid, &Policy),
    (now, effect): (Timestamp, Timestamp),
) -> Result<(), Error> {
    if !is_drawn(answer, rules.tasks.second_reading_percent) {
        return Ok(());
    }
    let by = actor.account().ok_or(Error::Denied)?;
    let others = accounts::specialists(tx, actor.service()?, now).await?;
    let is_open = !reviews::open(tx, &[case.id], ReviewKind::SecondReading).await?.is_empty();
    if is_open || others.iter().all(|(it, _)| *it == by) {
        return Ok(());
    }
    let due = rules.after(effect, rules.tasks.second_reading_days);
    // Made by no form: the answer's own id is as good.
    let asked = blank(b, case, ReviewKind::SecondReading, by, FormKey(answer), (effect, due))?;
    keep(tx, actor, Asked { answer: Some(answer), ..asked }, now).await
}

/// A case to be read a second time, without its answer and whatever tells of it.
///
/// # Errors
/// `Conflict` where it is not, or for whoever wrote the answer.
pub async fn second_reading(b: &Backend, actor: &Actor, id: CaseId) -> Result<SecondReadingView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    find(&mut connection, actor, Action::GiveReview, id).await?;
    let open = reviews::open(&mut connection, &[id], ReviewKind::SecondReading).await?.pop();
    drop(connection);
    let open = open.filter(|it| Some(it.by) != actor.account() && it.at <= now).ok_or(Error::Conflict)?;
    let mut case = show(b, actor, id).await?;
    // What came after the answer was nobody's to judge by who gave it.
    let until = open.at.as_millisecond();
    case.images.retain(|image| image.received.ms <= until);
    case.changes.retain(|change| change.at.ms <= until);
    case.patient_id = None;
    case.state = "Second reading".to_owned();
    case.due = None;
    case.answer = None;
    case.responsibility = None;
    case.amendments.clear();
    case.asked_before.clear();
    case.messages.clear();
    case.booking = None;
    case.conclusion = None;
    case.reading = None;
    case.answer_draft = None;
    case.also_answering.clear();
    case.others.retain(|other| other.is_earlier);
    case.reviews = ReviewsView::default();
    case.may = May::default();
    for image in &mut case.images {
        image.layers.clear();
    }
    let outcomes = outcomes(&case.answerable);
    Ok(SecondReadingView { case, review: open.id, outcomes })
}

/// What an answer to it could be.
pub(super) fn outcomes(answerable: &Answerable) -> Vec<Outcome> {
    Outcome::ALL.iter().copied().filter(|outcome| answerable.offers(*outcome)).collect()
}
