use domain::{
    access::{Action, Actor, CaseFacts, ImageFacts, may},
    audit::Access,
    case::{Answerable, Kind, Meaning, Names, State, StateKind},
    clock::badge,
    guide::Guide,
    ids::{CaseId, FormKey},
    pathway::{may_refer_anyway, nth, score, thinks_again, unscored},
    role::Capability,
    view::{AnswerView, BookingProgress, CaseView, May, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    beside::{Beside, if_any},
    changes::changes,
    conclude::{concluded, conclusion_view, is_taken_over},
    find, person,
    requests::others,
    reviews::reviews_view,
    send_on::is_referral,
    tell,
    wrong_patient::wrong_patient_view,
};
use crate::{
    Backend, Error, appointments, audit,
    db::{
        answers::{self, Drafting, Given},
        cases::Case,
        conclusions, reviews,
    },
    delivery::Channel,
    hub, messages,
    monitoring::{self, Known},
    photo_requests,
};

/// One case, whole, as this person may see it. That they opened it is for [`super::mark_opened`] to say: a page fetches
/// the next case while one is read.
pub async fn show(b: &Backend, actor: &Actor, id: CaseId) -> Result<CaseView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let mut case = find(&mut connection, actor, Action::See, id).await?;
    if !case.is_answered_by(actor) {
        case.state = case.state.visible(now);
    }
    audit::record(b, Some(actor), Some(id), Access::CaseSent);
    view(b, &mut connection, actor, case, now).await
}

async fn view(
    b: &Backend,
    connection: &mut AnyConnection,
    actor: &Actor,
    case: Case,
    now: Timestamp,
) -> Result<CaseView, Error> {
    let beside = Beside::of(connection, actor, &case, now).await?;
    let around = &beside.around;
    let mut answerable = Answerable::of(&case.draft)
        .without(around.unsent)
        .one_of(around.presentation)
        .asks_before_booking(asks_first(connection, &case, &beside).await?);
    let telephone = match &around.service {
        _ if actor.service().is_ok() => telephone(&around.practice.phone, &around.practice.hours),
        Some(service) => telephone(&service.phone, &service.hours),
        None => String::new(),
    };
    // What can be answered is what the service offers now; how late it is, what was promised when it was sent.
    if let Some(service) = around.service.as_ref().filter(|_| case.is_answered_by(actor)) {
        answerable = answerable.offered(&service.rules);
    }
    let service = around.service.as_ref().map(|it| it.name.clone()).unwrap_or_default();
    let is_own = case.is_asked_by(actor) || case.is_answered_by(actor);
    let told = if case.is_asked_by(actor) { tell::told(b, &case, &beside, now) } else { None };
    let names = Names { referrer: &around.referrer, practice: &around.practice.name, service: &service };
    let answer = answer(actor, &case, &beside, names, now);
    let responsibility = match &answer {
        Some(answer) => Some(answer.responsibility.clone()),
        None => {
            let stays = case.kind() == Kind::Advice && !case.draft.conversion_authorised;
            case.state.responsibility(stays, names)
        }
    };
    let stands = case.state.answered().map(|answered| answered.at);
    let asked_before = beside.answers.questions(case.id, now).filter(|it| Some(it.at) != stands);
    let asked_before = asked_before.map(|it| (it.by.clone(), When::at(it.at), it.answer.clone())).collect();
    let mut may = allowed(actor, &case.facts(), &case.state, now);
    may.send_on = domain::access::may(actor, Action::SendOn, &case.facts()).is_ok() && is_referral(&case);
    may.send_pictures = messages::may_carry(actor, &case, now);
    may.read_change =
        !may.acknowledge && case.is_asked_by(actor) && actor.can(Capability::Refer).is_ok() && around.amended;
    let state = case.state.kind();
    let said = if_any(around.has.conclusions, conclusions::of_case(connection, case.id)).await?;
    let concluded = concluded(&case, &said);
    let is_taken_over = is_taken_over(&case.state);
    let booking = match is_taken_over || around.has.appointments > 0 {
        true => Some(appointments::progress(b, connection, actor, (&case, &concluded), now).await?),
        false => None,
    };
    // Somebody is expected, or was seen: what came of that is said first.
    let is_booked = booking.as_ref().is_some_and(BookingProgress::is_booked);
    may.close &= !is_booked && (!is_taken_over || concluded.is_final());
    let mut drafting = match actor.account().filter(|_| case.is_answered_by(actor)) {
        Some(account) => if_any(around.has.drafts, answers::drafting(connection, case.id, account)).await?,
        None => Drafting::default(),
    };
    let asked = if_any(around.has.reviews, reviews::of_case(connection, case.id)).await?;
    let (reviews, prepared) = reviews_view(connection, actor, &case, (asked, drafting.own.is_some()), now).await?;
    drafting.others.retain(|_| state == StateKind::InQueue);
    let asked = case.state.asked();
    let wrong_patient = wrong_patient_view(connection, actor, &case, &beside, now).await?;
    let hub = if_any(around.has.visits, hub::progress(connection, actor, &case)).await?;
    may.ask_hub = domain::access::may(actor, Action::AskHub, &case.facts()).is_ok()
        && !hub.as_ref().is_some_and(|it| it.visits.iter().any(|visit| visit.is_open));
    let others = others(actor, &case, &beside, now);
    may.ask_again &= !others.waits;
    // Against the last answer alone.
    let is_last = others.rows.iter().all(|other| other.is_earlier || other.sent.is_none());
    let answer = answer.map(|it| AnswerView { may_refer_anyway: it.may_refer_anyway && is_last, ..it });
    let (own, earlier) = others.pictures(connection, actor, &case).await?;
    let links = (&beside.links[..], &beside.texts);
    let known = Known {
        has_plans: around.has.plans > 0,
        links: &beside.links,
        pictures: &own,
        answer: answer.as_ref().map(|it| &it.answer),
        policy: &around.policy,
    };
    let monitoring = monitoring::view(b, connection, actor, &case, &known, now).await?;
    for other in others.rows.iter().filter(|other| other.whole.is_some()) {
        audit::record(b, Some(actor), Some(other.case), Access::CaseSent);
    }
    Ok(CaseView {
        wrong_patient,
        changes: if_any(around.has.changes, changes(connection, case.id, now)).await?,
        id: case.id,
        version: case.version,
        kind: case.kind(),
        presentation: thinks_again(around.presentation).then(|| nth(around.presentation)),
        is_draft: state == StateKind::Draft,
        state: case.state.label().to_owned(),
        patient: person::patient(&case.draft, now),
        patient_id: case.patient.filter(|_| case.is_asked_by(actor) || case.is_answered_by(actor)),
        site: case.draft.site_words(),
        question: case.draft.question.clone(),
        impression: case.draft.impression.clone(),
        facts: case.draft.facts(),
        unscored: case.score_sent.is_none().then(|| unscored(&case.draft.findings())).flatten(),
        score: case.score_sent.clone().or_else(|| score(&case.draft.findings())),
        images: own.into_iter().chain(earlier).collect(),
        others: others.rows,
        guide: Guide::of(&case.draft.findings()),
        photo_requests: photo_requests::views(connection, &case, links, Channel::of(b).is_some(), now).await?,
        due: badge(&case.state, now, &around.policy),
        submitted: asked.map(|asked| When::at(asked.submitted)),
        answer,
        messages: if_any(around.has.messages, messages::views(connection, case.id)).await?,
        told,
        reading: if is_own { tell::reading(&case, around.has_died, now) } else { None },
        asked_before,
        amendments: beside.amended(case.id),
        booking,
        hub,
        monitoring,
        conclusion: conclusion_view(b, connection, actor, &case, &said, now).await?,
        may,
        practice: around.practice.name.clone(),
        referrer: around.referrer.clone(),
        sent_by: around.sent_by.clone(),
        service,
        telephone,
        responsibility,
        answer_draft: drafting.own.or(prepared),
        reviews,
        also_answering: drafting.others.into_iter().map(|(name, at)| (name, When::at(at))).collect(),
        answerable,
        answer_key: FormKey(b.ids().new_id(now)),
    })
}

/// Whether the patient wants to be asked before an appointment is booked: said for any request about the problem, by a link or
/// at a hub.
async fn asks_first(connection: &mut AnyConnection, case: &Case, beside: &Beside) -> Result<bool, Error> {
    let has = &beside.around.has;
    match has.others + has.visits {
        0 => Ok(photo_requests::asks_by_links(&beside.links)),
        _ => photo_requests::asks_before_booking(connection, case).await,
    }
}

fn telephone(phone: &str, hours: &str) -> String {
    [phone, hours].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

fn answer(actor: &Actor, case: &Case, beside: &Beside, names: Names<'_>, now: Timestamp) -> Option<AnswerView> {
    let answered = case.state.answered()?;
    let Given { by, answer, .. } = beside.answers.given(case.id, answered)?;
    // For its own service an answer means what it says from the moment it is sent.
    let at = now.max(answered.undo_until);
    let meaning = Meaning::now(&case.state, case.kind(), answer.who_acts.parse().ok(), at)?;
    let is_service = case.is_answered_by(actor);
    let is_author = actor.account() == Some(answered.by);
    let read = case.state.acknowledged();
    Some(AnswerView {
        answer: answer.clone(),
        outcome_label: meaning.label(),
        to_refer: meaning.is_to_refer(),
        to_agree: meaning.to_agree,
        may_refer_anyway: may_refer_anyway(&case.state),
        by: by.clone(),
        at: When::at(answered.at),
        undo_until_ms: (is_author && !answered.in_effect(now)).then(|| answered.undo_until.as_millisecond()),
        acknowledged: read.map(|read| When::at(read.at)),
        acknowledged_by: read.and(beside.around.other.clone()),
        responsibility: if is_service {
            meaning.for_specialist(names)
        } else if case.is_asked_by(actor) {
            meaning.for_practice(names)
        } else {
            // "You" is not whoever reads it from outside.
            format!("The practice is told: “{}”", meaning.for_practice(names))
        },
    })
}

fn allowed(actor: &Actor, facts: &CaseFacts, state: &State, now: Timestamp) -> May {
    let may = |action| may(actor, action, facts).is_ok();
    let in_time = state.answered().is_some_and(|answered| !answered.in_effect(now));
    // A picture is the practice's to mark until it is sent, and the service's afterwards.
    let image = ImageFacts { photo_request: None, sent: actor.service().is_ok(), visit: None, by_patient: false };
    May {
        edit: may(Action::EditRequest),
        request_photos: may(Action::RequestPhotos),
        submit: may(Action::Submit),
        // Not while a question for more can still be taken back.
        answer: may(Action::Answer) && !in_time,
        keep_answer: may(Action::KeepAnswer)
            && matches!(facts.state, StateKind::InQueue | StateKind::Paused)
            && !in_time,
        undo: may(Action::TakeBackAnswer) && in_time,
        send_on: false,
        ask_hub: false,
        amend: may(Action::AmendAnswer) && !in_time,
        read_change: false,
        acknowledge: may(Action::Acknowledge) && state.acknowledged().is_none(),
        refer: may(Action::Refer) && state.is_to_refer(),
        withdraw: may(Action::Withdraw),
        history: may(Action::SeeHistory),
        ask_again: may(Action::AskAgain) && state.asked().is_some(),
        // A case that was taken over is closed once its answer was read.
        close: may(Action::Close) && state.acknowledged().is_some(),
        correct: may(Action::CorrectIdentity),
        wrong_patient: may(Action::WrongPatient) && state.asked().is_some(),
        annotate: may(Action::AnnotateImage(image)),
        message: may(Action::Message) && state.asked().is_some(),
        send_pictures: false,
    }
}
