use domain::{
    access::{Action, Actor, may},
    appointments::AppointmentState,
    forms::FormKind,
    hub::Chaperone,
    view::{Fact, HubLine, HubProgress, When},
};
use sqlx::AnyConnection;

use super::list::step;
use crate::{
    Error, appointments as slots,
    db::{
        appointments::{self, Appointment},
        cases::Case,
        hub_visits::{self, HubVisit},
        texts::{self, Texts},
    },
    forms,
};

/// Every visit of a case, for the pages of its practice and its service; None where there was none.
pub(crate) async fn progress(
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
) -> Result<Option<HubProgress>, Error> {
    let all = hub_visits::of_case(connection, case.id).await?;
    if all.is_empty() {
        return Ok(None);
    }
    let texts = texts::of_case(connection, case.id).await?;
    let mut taken = appointments::slots_of_case(connection, case.id).await?;
    let mut visits = Vec::with_capacity(all.len());
    for visit in all {
        let its = taken.extract_if(.., |slot| slot.visit == Some(visit.id)).collect();
        visits.push(line(connection, visit, its, &texts).await?);
    }
    let may_follow = may(actor, Action::FollowHub, &case.facts()).is_ok();
    Ok(Some(HubProgress { visits, may_call_off: may_follow, may_note: may_follow && actor.practice().is_ok() }))
}

async fn line(
    connection: &mut AnyConnection,
    visit: HubVisit,
    taken: Vec<Appointment>,
    texts: &Texts,
) -> Result<HubLine, Error> {
    let slot = taken.iter().find(|it| it.state == AppointmentState::Booked).map(|it| it.at);
    let history = history(connection, &visit).await?;
    let is_in_vain = visit.ended.as_ref().is_some_and(|(end, ..)| end.is_in_vain());
    let hub = [visit.hub_name, visit.hub_phone].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
    Ok(HubLine {
        visit: visit.id,
        hub: hub.join(", "),
        asked_by: visit.asker,
        asked: When::at(visit.asked_at),
        why: visit.asked.why,
        status: match &visit.ended {
            Some((end, ..)) => end.label().to_owned(),
            None => step(visit.arrived, slot, &visit.record).label().to_owned(),
        },
        is_open: visit.ended.is_none(),
        is_in_vain,
        to_note: is_in_vain && !visit.is_noted,
        ended: visit.ended.map(|(_, by, at)| (by, When::at(at))),
        slots: taken.into_iter().map(|it| slots::appointment(it, texts)).collect(),
        consent: visit.record.consent.as_ref().map(domain::hub::HubConsent::facts).unwrap_or_default(),
        chaperone: visit.record.chaperone.as_ref().map(Chaperone::words),
        history,
        note: visit.record.note,
    })
}

/// What the patient said of it, by the form that asked.
async fn history(connection: &mut AnyConnection, visit: &HubVisit) -> Result<Vec<Fact>, Error> {
    let Some(response) = &visit.record.history else { return Ok(Vec::new()) };
    let asked = Some(response.questionnaire.as_str());
    let form = forms::version(connection, asked, FormKind::PhotographyHistory).await?;
    Ok(form.facts(response))
}
