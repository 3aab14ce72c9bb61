use domain::{
    access::{Action, Actor, may},
    audit::Access,
    case::Kind,
    forms::Checked,
    ids::CaseId,
    policy::Exclusion,
    time::london_day,
    view::{RequestView, ServiceView, When},
};

use super::{
    again::{against, may_refer_anyway},
    beside::{Beside, if_any},
    binding::is_bound,
    excluded::{excluded_from, has_it_already},
    find,
    judge::{Known, judge},
    requests::others,
    same_number::same_number,
};
use crate::{
    Backend, Error, audit,
    db::{
        self, accounts,
        cases::Case,
        organisations::{self, Service},
    },
    delivery::Channel,
    forms, hub, photo_requests,
};

/// Whether this person may write the request now. What is away is not open.
pub async fn is_open(b: &Backend, actor: &Actor, id: CaseId) -> bool {
    let Ok(mut connection) = b.db().read().await else { return false };
    let case = find(&mut connection, actor, Action::EditRequest, id).await;
    case.is_ok_and(|case| may(actor, Action::EditRequest, &case.facts_for(actor, b.clock().now())).is_ok())
}

/// The request's form: what was typed, what is still wrong with it, and the pictures so far.
pub async fn request(b: &Backend, actor: &Actor, id: CaseId) -> Result<RequestView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let mut case = find(&mut connection, actor, Action::EditRequest, id).await?;
    // A question for more that can still be taken back does not open the form yet.
    may(actor, Action::EditRequest, &case.facts_for(actor, now))?;
    // As it will be asked when it is saved: a version may have been withdrawn since.
    let asked = forms::now(&mut connection, case.working()).await?;
    if case.revision.is_some() {
        case.revision = Some(asked);
    } else {
        case.draft = asked;
    }
    let to_send = db::images::to_send(&mut connection, &case, case.working().include_unfinished).await?;
    let same_number = same_number(&mut connection, &case, now).await?;
    let services = organisations::services(&mut connection, now).await?;
    let chosen = services.iter().find(|it| it.id.to_string() == case.working().service);
    let excluded = chosen.map(|it| excluded_from(it, &case, now)).unwrap_or_default();
    let presentation = db::requests::presentation(&mut connection, case.id).await?;
    audit::record(b, Some(actor), Some(id), Access::RequestSent);
    let texts = Channel::of(b).is_some();
    let mut contact = case.working().contact(london_day(now)).err().unwrap_or_default();
    contact.extend((!texts).then(photo_requests::no_channel));
    let mut draft = case.working().clone().into_draft();
    // As its page will post it: what nobody has saved yet names no version.
    draft.response.questionnaire = case.working().form().canonical();
    draft.response.answers.remove("seven_large");
    let beside = Beside::of(&mut connection, actor, &case, now).await?;
    let known = Known {
        found: same_number.as_ref(),
        excluded: &excluded,
        presentation,
        refers_anyway: against(&case, &beside.others, now).is_some(),
    };
    let judged = judge(case.working(), &to_send, &known, now);
    let others = others(actor, &case, &beside, now);
    let (images, earlier) = others.pictures(&mut connection, actor, &case).await?;
    for other in others.rows.iter().filter(|other| other.whole.is_some()) {
        audit::record(b, Some(actor), Some(other.case), Access::CaseSent);
    }
    let hub = if_any(beside.around.has.visits, hub::progress(&mut connection, actor, &case)).await?;
    Ok(RequestView {
        hub,
        case: id,
        version: case.version,
        saved: When::at(case.changed),
        problems: judged.problems,
        contact,
        texts,
        referrers: accounts::referrers(&mut connection, case.practice, now).await?,
        score: judged.score,
        warnings: judged.warnings,
        today: london_day(now),
        services: services
            .into_iter()
            .map(|it| ServiceView {
                service: it.id,
                promises: Kind::ALL.iter().map(|&kind| (kind, it.rules.promise(kind))).collect(),
                exclusions: exclusions(&case, &it),
                name: it.name,
            })
            .collect(),
        images,
        others: others.rows,
        may_refer_anyway: may_refer_anyway(&case, &beside.others, now),
        earlier,
        photo_requests: photo_requests::views(&mut connection, &case, (&beside.links, &beside.texts), texts, now)
            .await?,
        identity_bound: is_bound(&mut connection, &case).await?,
        same_number,
        unfinished: to_send.unfinished,
        form: Checked::clone(case.working().form()),
        left_out: forms::left_out(&mut connection, case.working()).await?,
        draft,
    })
}

/// Whom a service excludes on each pathway; nobody of what it has already.
fn exclusions(case: &Case, service: &Service) -> Vec<(Kind, Vec<Exclusion>)> {
    let is_asked = |kind: Kind| !(has_it_already(case, service.id) && case.kind() == kind);
    let asked = Kind::ALL.iter().copied().filter(|kind| is_asked(*kind));
    asked.map(|kind| (kind, service.rules.pathway(kind).exclusions.clone())).collect()
}
