use domain::{
    case::{Kind, Meaning, State},
    view::{News, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{Error, db, db::photo_requests::PhotoRequest};

/// How a case stands, in the facts that its patient is told. `state` is how it stands for everyone: an answer that can
/// still be taken back is not in it.
pub(super) async fn news(
    connection: &mut AnyConnection,
    request: &PhotoRequest,
    kind: Kind,
    state: &State,
    now: Timestamp,
) -> Result<News, Error> {
    let answered = state.answered();
    let answer = match answered {
        Some(_) => db::answers::newest(connection, request.case).await?.map(|(_, draft)| draft.answer),
        None => None,
    };
    let answer = answer.unwrap_or_default();
    let meaning = Meaning::now(state, kind, answer.who_acts.parse().ok(), now);
    let waits = matches!(state, State::InQueue { .. });
    Ok(News {
        photos_sent: request.link.sent.map(When::at),
        sent_to_specialist: state.asked().map(|asked| When::at(asked.submitted)),
        due: state.asked().filter(|_| waits).map(|asked| When::at(asked.due)),
        answered: answered.map(|answered| When::at(answered.at)),
        outcome: answered.map(|answered| answered.outcome),
        words: meaning.map(|meaning| meaning.for_patient()),
        patient_advice: answer.patient_advice,
        safety_net: answer.safety_net,
        practice_read: state.acknowledged().map(|read| When::at(read.at)),
    })
}
