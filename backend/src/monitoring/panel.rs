use std::collections::HashMap;

use domain::{
    access::{Action, Actor, may},
    case::Answer,
    ids::FormKey,
    image::View,
    monitoring::{Plan, PlanForm, RoundEnd},
    policy::Policy,
    view::{ImageView, MonitoringView, PlanEnded, PlanOffer, PlanView, RoundPair, RoundPicture, RoundView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    is_followed,
    plan::{VIEWS, lesions},
    unchanged,
};
use crate::{
    Backend, Error,
    db::{
        cases::Case,
        images::{self, Image},
        monitoring::{self, Round, StoredPlan},
        photo_requests::PhotoRequest,
    },
    forms,
};

/// What stands around a case that its page has read already.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    pub(crate) has_plans: bool,
    pub(crate) links: &'a [PhotoRequest],
    /// As its practice and its service see them.
    pub(crate) pictures: &'a [ImageView],
    pub(crate) answer: Option<&'a Answer>,
    pub(crate) policy: &'a Policy,
}

/// A case's plans with their rounds, for the pages of its practice and its service; None where there is none and nobody may
/// plan one.
pub(crate) async fn view(
    b: &Backend,
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
    known: &Known<'_>,
    now: Timestamp,
) -> Result<Option<MonitoringView>, Error> {
    let may = |action| may(actor, action, &case.facts_for(actor, now)).is_ok() && is_followed(&case.state, now);
    let may_plan = may(Action::PlanMonitoring);
    if !known.has_plans && !may_plan {
        return Ok(None);
    }
    // What a service has planned with an answer that it can take back, nobody else knows.
    let mut stored = monitoring::of_case(connection, case.id).await?;
    stored.retain(|plan| plan.at <= now || case.is_answered_by(actor));
    if stored.is_empty() && !may_plan {
        return Ok(None);
    }
    let open = stored.iter().find(|plan| plan.ended.is_none());
    let offer = match may_plan {
        true => {
            let lesions = lesions(connection, case.id).await?;
            let form = PlanForm::of(&open.map_or_else(|| usual(known, &lesions), |plan| plan.plan.clone()));
            Some(PlanOffer { form, lesions, key: FormKey(b.ids().new_id(now)) })
        }
        false => None,
    };
    let rounds = match stored.is_empty() {
        true => Vec::new(),
        false => monitoring::rounds(connection, case.id).await?,
    };
    let taken = match rounds.iter().any(|round| round.sent.is_some()) {
        true => images::of_case(connection, case.id).await?,
        false => Vec::new(),
    };
    let mut plans = Vec::with_capacity(stored.len());
    for plan in stored {
        let own: Vec<Round> = rounds.iter().filter(|round| round.plan == plan.id).cloned().collect();
        plans.push(of_plan(connection, plan, &own, (known, &taken), now).await?);
    }
    Ok(Some(MonitoringView {
        may_call_off: may_plan && plans.iter().any(|plan| plan.ended.is_none()),
        plans,
        offer,
        may_chase: may(Action::ChaseMonitoring),
        may_review: may(Action::ReviewMonitoring),
    }))
}

/// What a plan begins with where there is none yet.
fn usual(known: &Known<'_>, lesions: &[u32]) -> Plan {
    let weeks = known.answer.and_then(Answer::weeks_to_wait).and_then(|weeks| u32::try_from(weeks).ok());
    Plan {
        weeks: weeks.unwrap_or(known.policy.tasks.monitor_weeks),
        rounds: known.policy.tasks.monitor_rounds,
        until: None,
        views: VIEWS.to_vec(),
        lesion: lesions.first().copied().unwrap_or(1),
    }
}

async fn of_plan(
    connection: &mut AnyConnection,
    plan: StoredPlan,
    rounds: &[Round],
    (known, taken): (&Known<'_>, &[Image]),
    now: Timestamp,
) -> Result<PlanView, Error> {
    let from = rounds.first().and_then(|round| round.sent).unwrap_or(now);
    let is_last = plan.plan.next(unchanged(rounds).saturating_add(1), from).is_none();
    let mut views = Vec::with_capacity(rounds.len());
    for (place, round) in rounds.iter().enumerate() {
        let before = rounds.get(place + 1).and_then(|round| round.ended);
        let missed_before = matches!(before, Some((RoundEnd::Missed, ..)));
        views.push(of_round(connection, round, (plan.plan.lesion, missed_before), (known, taken), now).await?);
    }
    Ok(PlanView {
        plan: plan.id,
        version: plan.version,
        by: plan.by_name,
        at: When::at(plan.at),
        words: plan.plan.words(),
        views: plan.plan.views.iter().map(|view| view.label().to_lowercase()).collect::<Vec<_>>().join(", "),
        next: plan.next.map(When::at),
        ended: plan.ended.map(|(end, by, at)| PlanEnded {
            how: end.label().to_owned(),
            by,
            at: When::at(at),
            safety_net: plan.safety_net,
        }),
        rounds: views,
        is_last,
        safety_net: known.answer.map(|answer| answer.safety_net.clone()).unwrap_or_default(),
    })
}

async fn of_round(
    connection: &mut AnyConnection,
    round: &Round,
    (lesion, missed_before): (u32, bool),
    (known, taken): (&Known<'_>, &[Image]),
    now: Timestamp,
) -> Result<RoundView, Error> {
    let link = known.links.iter().find(|link| Some(link.id) == round.link);
    let ends = link.filter(|link| link.link.withdrawn.is_none()).map(|link| link.link.expires);
    let is_open = round.ended.is_none();
    let to_chase = is_open && round.sent.is_none() && ends.is_none_or(|ends| ends <= now);
    let status = match (&round.ended, round.sent, ends) {
        (Some((end, ..)), ..) => end.label().to_owned(),
        (None, Some(sent), _) => format!("Photos came on {}", When::at(sent).short),
        (None, None, Some(ends)) if ends > now => format!("Waiting for the patient until {}", When::at(ends).short),
        (None, None, Some(_)) => "No photos came".to_owned(),
        (None, None, None) => "No text could be sent, or its link was withdrawn".to_owned(),
    };
    let answers = match link.and_then(|link| Some((link, link.answers.as_ref().filter(|_| round.sent.is_some())?))) {
        Some((link, answers)) => forms::questions(connection, link).await?.facts(answers),
        None => Vec::new(),
    };
    Ok(RoundView {
        round: round.id,
        number: round.number,
        asked: When::at(round.asked),
        status,
        is_worse: round.is_worse,
        to_review: is_open && round.sent.is_some(),
        to_chase,
        to_note: to_chase && missed_before && !round.is_noted,
        answers,
        pairs: pairs(round, lesion, known.pictures, taken),
    })
}

/// Each view of the round, beside the last picture of the same lesion in that view from before it.
fn pairs(round: &Round, lesion: u32, pictures: &[ImageView], taken: &[Image]) -> Vec<RoundPair> {
    let shown: HashMap<_, _> = pictures.iter().map(|picture| (picture.id, picture)).collect();
    let picture = |image: &Image| {
        let view = shown.get(&image.id)?;
        Some(RoundPicture { screen: view.screen.clone(), alt: view.alt.clone(), at: When::at(image.received_at) })
    };
    let of_round = taken.iter().filter(|image| image.photo_request.is_some() && image.photo_request == round.link);
    let mut all = Vec::new();
    for image in of_round.filter(|image| image.sent) {
        let is_before = |other: &&Image| {
            other.sent && other.lesion == lesion && other.view == image.view && other.received_at < round.asked
        };
        let Some(now) = picture(image) else { continue };
        let before = taken.iter().rfind(is_before).and_then(picture);
        let pair = RoundPair { label: format!("{}, lesion {lesion}", image.view.label()), before, now };
        all.push((View::ALL.iter().position(|view| *view == image.view), pair));
    }
    // Pictures that came at once have no order of their own.
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, pair)| pair).collect()
}
