//! The other requests about the problem of a case: what whoever looks at one of them reads of the rest.

use domain::{
    access::{Action, Actor, Relation, may, relation},
    case::{Meaning, State},
    ids::ServiceId,
    view::{ImageView, OtherRequest, OtherRequestWhole, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{again::waits, show::amended};
use crate::{
    Error,
    db::{answers, cases::Case, organisations, requests},
    images,
};

/// What else there is about the same problem.
#[derive(Debug, Default)]
pub(super) struct Others {
    pub(super) rows: Vec<OtherRequest>,
    /// What was sent with the requests before this one.
    pub(super) images: Vec<ImageView>,
    /// One of them waits for its answer.
    pub(super) waits: bool,
}

/// A practice reads all of its own. A service reads those before the last one that it was asked, and learns of the others to
/// whom they went and when. Somebody who was let in from outside was let in to one.
pub(super) async fn others(
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
    now: Timestamp,
) -> Result<Others, Error> {
    match relation(actor, &case.facts()) {
        Some(Relation::Referring | Relation::Answering | Relation::AskedLater) => {}
        Some(
            Relation::Photographing | Relation::Booking | Relation::Observing | Relation::Opened | Relation::Link(_),
        )
        | None => return Ok(Others::default()),
    }
    let mut found = requests::others(connection, case).await?;
    let last_asked = last_asked(actor, case, &found);
    for other in &mut found {
        other.asked_later =
            last_asked.as_ref().filter(|(_, last)| requests::is_later(last, other)).map(|(service, _)| *service);
    }
    let mut others = Others::default();
    for other in found {
        others.waits |= waits(&other);
        let is_draft = matches!(other.state, State::Draft);
        let sees = may(actor, Action::See, &other.facts_for(actor, now)).is_ok();
        if !sees && (is_draft || other.state.asked().is_none()) {
            continue;
        }
        let is_earlier = requests::is_later(case, &other);
        let mut row = row(connection, actor, &other, is_earlier, sees, now).await?;
        // Whoever was asked after it went by what it said, and reads that it was of somebody else.
        let is_wrong = matches!(other.state, State::WrongPatient { .. });
        if is_wrong && last_asked.as_ref().is_some_and(|(_, last)| requests::is_later(last, &other)) {
            row.whole = Some(wrong(&other.state));
        }
        if sees && is_earlier && !matches!(other.state, State::WrongPatient { .. }) {
            let sent = images::views(connection, actor, &other).await?.into_iter().filter(|image| image.sent);
            // Two pictures of one name would be told apart by nobody who hears them.
            let day = row.sent.as_ref().map(|sent| sent.full.clone()).unwrap_or_default();
            let alt = |image: &ImageView| format!("{}, sent {day}", image.alt);
            others.images.extend(sent.map(|image| ImageView { earlier: row.sent.clone(), alt: alt(&image), ..image }));
        }
        others.rows.push(row);
    }
    Ok(others)
}

/// The last of these requests that the looker's own service was sent.
fn last_asked(actor: &Actor, case: &Case, others: &[Case]) -> Option<(ServiceId, Case)> {
    let service = actor.service().ok()?;
    let own = others.iter().chain([case]).filter(|each| each.is_with(service));
    own.max_by_key(|each| (each.created, each.id.0)).map(|last| (service, last.clone()))
}

async fn row(
    connection: &mut AnyConnection,
    actor: &Actor,
    other: &Case,
    is_earlier: bool,
    sees: bool,
    now: Timestamp,
) -> Result<OtherRequest, Error> {
    let asked = other.state.asked();
    let service = asked.map(|asked| asked.service).or_else(|| other.draft.service.parse().ok());
    let service = match service {
        Some(service) => organisations::service(connection, service, now).await?.map(|it| it.name),
        None => None,
    };
    Ok(OtherRequest {
        case: other.id,
        is_earlier,
        service: service.unwrap_or_default(),
        kind: other.kind(),
        sent: asked.map(|asked| When::at(asked.submitted)),
        whole: if sees { Some(whole(connection, actor, other, now).await?) } else { None },
    })
}

async fn whole(
    connection: &mut AnyConnection,
    actor: &Actor,
    other: &Case,
    now: Timestamp,
) -> Result<OtherRequestWhole, Error> {
    let state = if other.is_answered_by(actor) { other.state.clone() } else { other.state.visible(now) };
    if matches!(state, State::WrongPatient { .. }) {
        return Ok(wrong(&state));
    }
    let given = match state.answered() {
        Some(answered) => {
            answers::given(connection, other.id, answered).await?.map(|(_, given)| (answered, given.answer))
        }
        None => None,
    };
    let answer = match given {
        Some((answered, answer)) => {
            let by = answers::signature(connection, other.id, answered).await?;
            Some((by, When::at(answered.at), answer))
        }
        None => None,
    };
    let amendments = amended(connection, other.id).await?;
    let who_acts = answer.as_ref().and_then(|(.., answer)| answer.who_acts.parse().ok());
    let meaning = Meaning::now(&state, other.kind(), who_acts, now).filter(|_| answer.is_some());
    Ok(OtherRequestWhole {
        state: meaning.map_or_else(|| state.label().to_owned(), |meaning| meaning.label()),
        question: other.draft.question.clone(),
        answer,
        amendments,
        is_wrong: false,
    })
}

/// Nothing of it is anybody's.
fn wrong(state: &State) -> OtherRequestWhole {
    let state = state.label().to_owned();
    OtherRequestWhole { state, question: String::new(), answer: None, amendments: Vec::new(), is_wrong: true }
}
