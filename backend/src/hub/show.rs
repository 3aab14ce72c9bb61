use domain::{
    access::{Action, Actor},
    appointments::AppointmentState,
    audit::Access,
    case::{Party, StateKind},
    forms::{FormKind, Response},
    guide::Guide,
    hub::Chaperone,
    ids::{CaseId, FormKey},
    pathway::looks_first,
    time::london_day,
    view::{HubVisitView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::list::step;
use crate::{
    Backend, Error, appointments as slots, audit,
    cases::{find, person},
    db::{
        appointments::{self, Appointment},
        cases::Case,
        hub_visits::{self, HubVisit},
        organisations, texts, uploads,
    },
    forms, images,
    patients::{ForBooking, for_booking},
};

/// A visit as the hub sees it: nothing of the request but what is to be photographed, and why.
pub async fn show(b: &Backend, actor: &Actor, id: CaseId) -> Result<HubVisitView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::Photograph, id).await?;
    let visit = hub_visits::open_of(&mut connection, id).await?.ok_or(Error::NotFound)?;
    audit::record(b, Some(actor), Some(id), Access::CaseSent);
    view(b, &mut connection, actor, (case, visit), now).await
}

async fn view(
    b: &Backend,
    connection: &mut AnyConnection,
    actor: &Actor,
    (case, visit): (Case, HubVisit),
    now: Timestamp,
) -> Result<HubVisitView, Error> {
    let today = london_day(now);
    let ForBooking { preferred, contacts, needs, died } = match case.patient {
        Some(patient) => for_booking(connection, patient, now).await?,
        None => ForBooking::default(),
    };
    let (name, phone) = whose(connection, &case, visit.party, now).await?;
    let taken = appointments::of_visit(connection, visit.id).await?;
    let booked = taken.iter().find(|it| it.state == AppointmentState::Booked).cloned();
    let missed = taken.iter().filter(|it| it.state == AppointmentState::DidNotAttend).count();
    let place = taken.last().map(|last| last.place.clone()).unwrap_or_default();
    let texts = texts::of_case(connection, case.id).await?;
    let record = &visit.record;
    let form = match &record.consent {
        Some(consent) if consent.questions => {
            let asked = record.history.as_ref().map(|response| response.questionnaire.as_str());
            Some(match asked {
                Some(asked) => forms::version(connection, Some(asked), FormKind::PhotographyHistory).await?,
                None => forms::current(connection, forms::service_of(&case), FormKind::PhotographyHistory).await?,
            })
        }
        Some(_) | None => None,
    };
    let asked_by = [visit.asker.clone(), name, phone];
    let at = |it: &Appointment| it.at;
    Ok(HubVisitView {
        visit: visit.id,
        case: case.id,
        number: case.id.short(),
        version: visit.version,
        patient: person::patient(&case.draft, now),
        preferred,
        contacts,
        needs,
        died,
        urgent: looks_first(&case.draft.findings()),
        site: case.draft.site_words(),
        guide: Guide::of(&case.draft.findings()),
        why: visit.asked.why.clone(),
        asked_by: asked_by.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", "),
        asked: When::at(visit.asked_at),
        step: step(visit.arrived, booked.as_ref().map(at), record),
        is_over: booked.as_ref().is_some_and(|it| it.at <= now),
        is_today: booked.as_ref().is_some_and(|it| london_day(it.at) <= today),
        booked: booked.map(|it| it.id),
        slots: taken.into_iter().map(|it| slots::appointment(it, &texts)).collect(),
        missed: u32::try_from(missed).unwrap_or(u32::MAX),
        arrived: visit.arrived.map(When::at),
        identity: record.identity.map(|stamp| When::at(stamp.at)),
        mismatch: record.mismatch.map(|stamp| When::at(stamp.at)).filter(|_| record.identity.is_none()),
        consent: record.consent.as_ref().map(domain::hub::HubConsent::facts).unwrap_or_default(),
        chaperone: record.chaperone.as_ref().map(Chaperone::words),
        form,
        asked_history: record.history.is_some(),
        history: record.history.clone().unwrap_or_else(Response::default),
        today,
        images: images::views(connection, actor, &case).await?,
        on_their_way: uploads::count_of(connection, case.id, actor.account(), now).await?,
        over: over(&case, now),
        key: FormKey(b.ids().new_id(now)),
        place,
    })
}

/// Whose asking it was, and whom the hub calls.
async fn whose(
    connection: &mut AnyConnection,
    case: &Case,
    party: Party,
    now: Timestamp,
) -> Result<(String, String), Error> {
    let service = match (party, case.facts().service) {
        (Party::Service, Some(service)) => organisations::service(connection, service, now).await?,
        (Party::Service | Party::Practice, _) => None,
    };
    Ok(match service {
        Some(service) => (service.name, service.phone),
        None => {
            let practice = organisations::practice(connection, case.practice).await?;
            (practice.name, practice.phone)
        }
    })
}

/// Why nobody takes pictures any more of whoever is still expected.
fn over(case: &Case, now: Timestamp) -> Option<String> {
    let words = match case.state.visible(now).kind() {
        StateKind::Closed => {
            "The request has ended: no pictures are needed any more. Call the patient, and call this visit off."
        }
        StateKind::Answered | StateKind::Acknowledged | StateKind::Converted => {
            "The request was answered meanwhile. Ask whoever asked for the pictures whether they still want them."
        }
        StateKind::Draft | StateKind::InQueue | StateKind::Paused | StateKind::Withdrawn | StateKind::WrongPatient => {
            return None;
        }
    };
    Some(words.to_owned())
}
