use domain::{
    access::{Action, Actor, CaseFacts, ImageFacts, may},
    audit::Access,
    case::{AnswerDraft, Answerable, Kind, Meaning, Names, State, StateKind},
    clock::badge,
    guide::Guide,
    ids::{CaseId, FormKey, ServiceId},
    pathway::{nth, score, thinks_again, unscored},
    policy::Policy,
    role::Capability,
    view::{AmendmentView, AnswerView, BookingProgress, CaseView, May, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    changes::changes,
    find, person,
    requests::{Others, others},
    tell,
    wrong_patient::wrong_patient_view,
};
use crate::{
    Backend, Error, appointments, audit,
    db::{
        accounts, amendments, answers,
        cases::Case,
        organisations::{self, Practice},
        policies,
    },
    delivery::Channel,
    images, messages, photo_requests,
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
    let mut answerable =
        Answerable::of(&case.draft).without(crate::db::images::count_unsent(connection, case.id).await?);
    let presentation = crate::db::requests::presentation(connection, &case).await?;
    answerable = answerable.one_of(presentation);
    let referrer = accounts::name(connection, case.referrer).await?;
    let Practice { name: practice, phone, hours } = organisations::practice(connection, case.practice).await?;
    let sent_by = match case.sent_by {
        Some(by) => Some(accounts::name(connection, by).await?),
        None => None,
    };
    let chosen: Option<ServiceId> = case.facts().service.or_else(|| case.draft.service.parse().ok());
    let service = match chosen {
        Some(service) => organisations::service(connection, service, now).await?,
        None => None,
    };
    let (phone, hours) = match &service {
        _ if actor.service().is_ok() => (phone, hours),
        Some(service) => (service.phone.clone(), service.hours.clone()),
        None => Default::default(),
    };
    let telephone = [phone, hours].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    // What can be answered is what the service offers now; how late it is, what was promised when it was sent.
    if let Some(service) = service.as_ref().filter(|_| case.is_answered_by(actor)) {
        answerable = answerable.offered(&service.rules);
    }
    let service = service.map(|it| it.name).unwrap_or_default();
    let rules = match case.state {
        // Nothing else asks for it.
        State::Paused { .. } => policies::of_case(connection, &case).await?,
        _ => Policy::default(),
    };
    let told = if case.is_asked_by(actor) { tell::told(b, connection, &case, now).await? } else { None };
    let names = Names { referrer: &referrer, practice: &practice, service: &service };
    let answer = answer(connection, actor, &case, names, now).await?;
    let responsibility = match &answer {
        Some(answer) => Some(answer.responsibility.clone()),
        None => {
            let stays = case.kind() == Kind::Advice && !case.draft.conversion_authorised;
            case.state.responsibility(stays, names)
        }
    };
    let stands = case.state.answered().map(|answered| answered.at);
    let amendments = amended(connection, case.id).await?;
    let asked_before = answers::questions(connection, case.id, now).await?.into_iter();
    let asked_before = asked_before.filter(|(_, at, _)| Some(*at) != stands);
    let asked_before = asked_before.map(|(by, at, answer)| (by, When::at(at), answer)).collect();
    let mut may = allowed(actor, &case.facts(), &case.state, now);
    may.send_pictures = messages::may_carry(actor, &case, now);
    may.read_change = !may.acknowledge
        && case.is_asked_by(actor)
        && actor.can(Capability::Refer).is_ok()
        && amendments::is_unread(connection, case.id).await?;
    let state = case.state.kind();
    let is_booked = matches!(case.state, State::Converted { .. } | State::Closed { converted: true, .. });
    let booking = match is_booked || !amendments.is_empty() {
        true => Some(appointments::progress(b, connection, actor, &case, now).await?),
        false => None,
    };
    // Somebody is expected: what came of that is said first.
    may.close &= !booking.as_ref().is_some_and(BookingProgress::is_booked);
    let (answer_draft, also_answering) = match actor.account().filter(|_| case.is_answered_by(actor)) {
        Some(account) => {
            let others = if state == StateKind::InQueue {
                answers::others_drafting(connection, case.id, account).await?
            } else {
                Vec::new()
            };
            (answers::draft(connection, case.id, account).await?, others)
        }
        None => (None, Vec::new()),
    };
    let asked = case.state.asked();
    let wrong_patient = wrong_patient_view(connection, actor, &case, &practice, now).await?;
    let Others { rows: others, images: earlier, waits } = others(connection, actor, &case, now).await?;
    may.ask_again &= !waits;
    for other in others.iter().filter(|other| other.whole.is_some()) {
        audit::record(b, Some(actor), Some(other.case), Access::CaseSent);
    }
    Ok(CaseView {
        wrong_patient,
        changes: changes(connection, case.id, now).await?,
        id: case.id,
        version: case.version,
        kind: case.kind(),
        presentation: thinks_again(presentation).then(|| nth(presentation)),
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
        images: images::views(connection, actor, &case).await?.into_iter().chain(earlier).collect(),
        others,
        guide: Guide::of(&case.draft.findings()),
        photo_requests: photo_requests::views(connection, &case, Channel::of(b).is_some(), now).await?,
        due: badge(&case.state, now, &rules),
        submitted: asked.map(|asked| When::at(asked.submitted)),
        answer,
        messages: messages::views(connection, case.id).await?,
        told,
        asked_before,
        amendments,
        booking: booking.filter(|booking| is_booked || !booking.appointments.is_empty()),
        may,
        practice,
        referrer,
        sent_by,
        service,
        telephone,
        responsibility,
        answer_draft,
        also_answering: also_answering.into_iter().map(|(name, at)| (name, When::at(at))).collect(),
        answerable,
        answer_key: FormKey(b.ids().new_id(now)),
    })
}

/// What was added to answers of a case, corrected or retracted, oldest first.
pub(super) async fn amended(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<AmendmentView>, Error> {
    let signatures = amendments::signatures(connection, case).await?;
    let all = amendments::of_case(connection, case).await?.into_iter().zip(signatures);
    let view = |(it, by): (amendments::Amendment, String)| AmendmentView {
        kind: it.kind,
        by,
        at: When::at(it.at),
        text: it.text,
        retracted: it.retracted,
    };
    Ok(all.map(view).collect())
}

async fn answer(
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
    names: Names<'_>,
    now: Timestamp,
) -> Result<Option<AnswerView>, Error> {
    let Some(answered) = case.state.answered() else { return Ok(None) };
    let Some((_, AnswerDraft { answer, .. })) = answers::given(connection, case.id, answered).await? else {
        return Ok(None);
    };
    // For its own service an answer means what it says from the moment it is sent.
    let at = now.max(answered.undo_until);
    let Some(meaning) = Meaning::now(&case.state, case.kind(), answer.who_acts.parse().ok(), at) else {
        return Ok(None);
    };
    let is_service = case.is_answered_by(actor);
    let is_author = actor.account() == Some(answered.by);
    let read = case.state.acknowledged();
    Ok(Some(AnswerView {
        answer,
        outcome_label: meaning.label(),
        to_refer: meaning.is_to_refer(),
        to_agree: meaning.to_agree,
        by: answers::signature(connection, case.id, answered).await?,
        at: When::at(answered.at),
        undo_until_ms: (is_author && !answered.in_effect(now)).then(|| answered.undo_until.as_millisecond()),
        acknowledged: read.map(|read| When::at(read.at)),
        acknowledged_by: match read {
            Some(read) => Some(accounts::name(connection, read.by).await?),
            None => None,
        },
        responsibility: if is_service {
            meaning.for_specialist(names)
        } else if case.is_asked_by(actor) {
            meaning.for_practice(names)
        } else {
            // "You" is not whoever reads it from outside.
            format!("The practice is told: “{}”", meaning.for_practice(names))
        },
    }))
}

fn allowed(actor: &Actor, facts: &CaseFacts, state: &State, now: Timestamp) -> May {
    let may = |action| may(actor, action, facts).is_ok();
    let in_time = state.answered().is_some_and(|answered| !answered.in_effect(now));
    // A picture is the practice's to mark until it is sent, and the service's afterwards.
    let image = ImageFacts { photo_request: None, sent: actor.service().is_ok() };
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
