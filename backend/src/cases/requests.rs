//! The other requests about the problem of a case: what whoever looks at one of them reads of the rest.

use std::iter;

use domain::{
    access::{Action, Actor, Relation, may, relation},
    case::{Meaning, State},
    ids::ServiceId,
    view::{ImageView, OtherRequest, OtherRequestWhole, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{again::waits, beside::Beside};
use crate::{
    Error,
    db::{cases::Case, requests},
    forms, images,
};

/// What else there is about the same problem.
#[derive(Debug, Default)]
pub(super) struct Others<'a> {
    pub(super) rows: Vec<OtherRequest>,
    /// Those before this one whose pictures are looked at with its own, each with when it was sent.
    seen: Vec<(&'a Case, Option<When>)>,
    /// One of them waits for its answer.
    pub(super) waits: bool,
}

/// The other requests about the problem of a case, the first one first, where this person may learn of them. Somebody who
/// was let in from outside was let in to one.
pub(super) async fn find_others(
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
) -> Result<Vec<Case>, Error> {
    match relation(actor, &case.facts()) {
        Some(Relation::Referring | Relation::Answering | Relation::AskedLater) => {}
        Some(
            Relation::Photographing | Relation::Booking | Relation::Observing | Relation::Opened | Relation::Link(_),
        )
        | None => return Ok(Vec::new()),
    }
    let mut found = requests::others(connection, case).await?;
    let last_asked = last_asked(actor, case, &found);
    for other in &mut found {
        other.asked_later =
            last_asked.as_ref().filter(|(_, last)| requests::is_later(last, other)).map(|(service, _)| *service);
    }
    Ok(found)
}

/// A practice reads all of its own. A service reads those before the last one that it was asked, and learns of the others to
/// whom they went and when.
pub(super) fn others<'a>(actor: &Actor, case: &Case, beside: &'a Beside, now: Timestamp) -> Others<'a> {
    let last_asked = last_asked(actor, case, &beside.others);
    let mut others = Others::default();
    for other in &beside.others {
        others.waits |= waits(other);
        let is_draft = matches!(other.state, State::Draft);
        let sees = may(actor, Action::See, &other.facts_for(actor, now)).is_ok();
        if !sees && (is_draft || other.state.asked().is_none()) {
            continue;
        }
        let is_earlier = requests::is_later(case, other);
        let mut row = row(actor, other, beside, is_earlier, sees, now);
        // Whoever was asked after it went by what it said, and reads that it was of somebody else.
        let is_wrong = matches!(other.state, State::WrongPatient { .. });
        if is_wrong && last_asked.as_ref().is_some_and(|(_, last)| requests::is_later(last, other)) {
            row.whole = Some(wrong(&other.state));
        }
        if sees && is_earlier && !is_wrong {
            others.seen.push((other, row.sent.clone()));
        }
        others.rows.push(row);
    }
    others
}

impl Others<'_> {
    /// The pictures of the case itself, and what was sent with the requests before it.
    pub(super) async fn pictures(
        &self,
        connection: &mut AnyConnection,
        actor: &Actor,
        case: &Case,
    ) -> Result<(Vec<ImageView>, Vec<ImageView>), Error> {
        let cases: Vec<&Case> = iter::once(case).chain(self.seen.iter().map(|(other, _)| *other)).collect();
        let mut all = images::views_of(connection, actor, &cases).await?.into_iter();
        let own = all.next().unwrap_or_default();
        let earlier = self.seen.iter().zip(all).flat_map(|((_, sent), images)| {
            // Two pictures of one name would be told apart by nobody who hears them.
            let day = sent.as_ref().map(|sent| sent.full.clone()).unwrap_or_default();
            let alt = move |image: &ImageView| format!("{}, sent {day}", image.alt);
            let sent_images = images.into_iter().filter(|image| image.sent);
            sent_images.map(move |image| ImageView { earlier: sent.clone(), alt: alt(&image), ..image })
        });
        Ok((own, earlier.collect()))
    }
}

/// The last of these requests that the looker's own service was sent.
fn last_asked(actor: &Actor, case: &Case, others: &[Case]) -> Option<(ServiceId, Case)> {
    let service = actor.service().ok()?;
    let own = others.iter().chain([case]).filter(|each| each.is_with(service));
    own.max_by_key(|each| (each.created, each.id.0)).map(|last| (service, last.clone()))
}

fn row(actor: &Actor, other: &Case, beside: &Beside, is_earlier: bool, sees: bool, now: Timestamp) -> OtherRequest {
    let service = forms::service_of(other).and_then(|service| beside.services.get(&service.into()));
    OtherRequest {
        case: other.id,
        is_earlier,
        service: service.cloned().unwrap_or_default(),
        kind: other.kind(),
        sent: other.state.asked().map(|asked| When::at(asked.submitted)),
        whole: sees.then(|| whole(actor, other, beside, now)),
    }
}

fn whole(actor: &Actor, other: &Case, beside: &Beside, now: Timestamp) -> OtherRequestWhole {
    let state = if other.is_answered_by(actor) { other.state.clone() } else { other.state.visible(now) };
    if matches!(state, State::WrongPatient { .. }) {
        return wrong(&state);
    }
    let given = state.answered().and_then(|answered| beside.answers.given(other.id, answered));
    let who_acts = given.and_then(|given| given.answer.who_acts.parse().ok());
    let meaning = Meaning::now(&state, other.kind(), who_acts, now).filter(|_| given.is_some());
    OtherRequestWhole {
        state: meaning.map_or_else(|| state.label().to_owned(), |meaning| meaning.label()),
        question: other.draft.question.clone(),
        answer: given.map(|given| (given.by.clone(), When::at(given.at), given.answer.clone())),
        amendments: beside.amended(other.id),
        is_wrong: false,
    }
}

/// Nothing of it is anybody's.
fn wrong(state: &State) -> OtherRequestWhole {
    let state = state.label().to_owned();
    OtherRequestWhole { state, question: String::new(), answer: None, amendments: Vec::new(), is_wrong: true }
}
