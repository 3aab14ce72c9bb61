use domain::{
    access::{Action, Actor},
    case::{Answer, AnswerDraft, Change, EventKind, Kind, Outcome, Party, Problem, State, WaitingFor},
    hub::AskForm,
    ids::{CaseId, FormKey, HubVisitId, ServiceId},
    view::HubAskView,
};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    cases::{find, lock_now, person},
    db::{
        Tx, answers,
        cases::{self, Case},
        hub_visits::{self, NewVisit},
        organisations,
    },
    events, patients,
};

/// The service that has the case, or that the practice has chosen.
fn service_of(case: &Case) -> Option<ServiceId> {
    case.facts().service.or_else(|| case.working().service.parse().ok())
}

/// A cancer is suspected, as far as the request says.
fn is_suspected(case: &Case) -> bool {
    case.working().kind.parse() == Ok(Kind::Cancer)
}

/// What a visit can be asked for by.
pub async fn ask_form(b: &Backend, actor: &Actor, id: CaseId) -> Result<HubAskView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::AskHub, id).await?;
    let service = service_of(&case);
    let hubs = match service {
        Some(service) => organisations::hubs_of(&mut connection, service).await?,
        None => Vec::new(),
    };
    Ok(HubAskView {
        case: id,
        version: case.version,
        patient: person::patient(case.working(), now),
        site: case.working().site_words(),
        hubs,
        has_service: service.is_some(),
        is_open: hub_visits::open_of(&mut connection, id).await?.is_some(),
        is_suspected: is_suspected(&case),
        key: FormKey(b.ids().new_id(now)),
    })
}

/// Asks a hub of the service, or of its trust, for pictures of the patient: by the practice before it sends the request or
/// while it is asked for more; by the service while the request waits for its answer, which then waits for the pictures. The
/// same form twice is one visit.
///
/// # Errors
/// `Invalid` for what is missing, and for whom a hub does not photograph: where to instead. `Stale` for a service that saw an older
/// version. `Conflict` where one is open already, where the patient has died, and for another visit by the same form.
pub async fn ask(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    (form, version): (&AskForm, i64),
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    if let Some(before) = hub_visits::by_key(&mut tx, key).await? {
        // Who may see the case now is asked all the same.
        drop(find(&mut tx, actor, Action::See, id).await?);
        let same = form.read(false).is_ok_and(|(hub, asked)| (hub, asked) == (before.hub, before.asked));
        return if same && before.case == id && before.asked_by == by { Ok(()) } else { Err(Error::Conflict) };
    }
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::AskHub, id).await?;
    if key.0.is_nil() || hub_visits::open_of(&mut tx, id).await?.is_some() || patients::has_died(&mut tx, id).await? {
        return Err(Error::Conflict);
    }
    let (hub, asked) = form.read(is_suspected(&case)).map_err(Error::Invalid)?;
    let hubs = match service_of(&case) {
        Some(service) => organisations::hubs_of(&mut tx, service).await?,
        None => Vec::new(),
    };
    let name = hubs.into_iter().find(|(id, _)| *id == hub).map(|(_, name)| name);
    let name = name.ok_or_else(|| Error::Invalid(vec![Problem::new("hub", "Choose the hub")]))?;
    // It may close: then it takes nobody new.
    if !organisations::hold_open(&mut tx, hub).await? {
        return Err(Error::Invalid(vec![Problem::new("hub", "This hub takes nobody new: choose another")]));
    }
    let party = if actor.service().is_ok() { Party::Service } else { Party::Practice };
    let new = NewVisit { id: HubVisitId(b.ids().new_id(now)), case: id, hub, by, party, asked: &asked, key };
    hub_visits::insert(&mut tx, &new, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::HubAsked { visit: new.id }).await?;
    if party == Party::Service {
        if case.version != version {
            return Err(Error::Stale);
        }
        let advice = format!("Pictures at {name}: {}", asked.why);
        pause(b, &mut tx, actor, &mut case, (key, advice), now).await?;
    }
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// The answer waits for the pictures, as it does for what anybody else is asked for; not to be taken back, because the hub
/// has it now: it is called off.
async fn pause(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &mut Case,
    (key, advice): (FormKey, String),
    now: Timestamp,
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let (outcome, waiting_for) = (Outcome::MoreInformation, WaitingFor::Hub);
    let change = Change::Answer { by, outcome, waiting_for, converts: false, undo_until: now };
    case.state = case.state.clone().transition(change, now)?;
    let answer =
        Answer { outcome: outcome.as_str().to_owned(), who_acts: "practice".to_owned(), advice, ..Answer::default() };
    let draft = AnswerDraft::of(answer);
    let stored = answers::Stored { id: b.ids().new_id(now), case: case.id, by, key, draft: &draft };
    answers::insert(tx, &stored, now, now).await?;
    cases::save(tx, case, now).await?;
    let event = EventKind::MoreAsked { outcome, waiting_for };
    events::append(tx, case.id, now, Some(actor), &event).await
}

/// Whether the case waits for its hub, and for nobody else.
pub(super) const fn waits_for_hub(state: &State) -> bool {
    matches!(state, State::Paused { waiting_for: WaitingFor::Hub, .. })
}
