use domain::{
    case::{AmendmentKind, Answer, Meaning, State},
    ids::CaseId,
    news::day_in_words,
    policy::Policy,
    time::london_day,
    view::{ChangeTold, News, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Error, appointments,
    clock::from_ms,
    db::{self, amendments::Amendment, cases::Case, change_reports::ChangeReport, photo_requests::PhotoRequest},
    monitoring,
};

/// How a case stands, in the facts that its patient is told. An answer that can still be taken back is not in it, nor one
/// that the practice is to read first, nor anything that a specialist wrote for the practice.
pub(super) async fn news(
    connection: &mut AnyConnection,
    request: &PhotoRequest,
    case: &Case,
    now: Timestamp,
) -> Result<News, Error> {
    let state = case.state.visible(now);
    let answered = state.answered();
    // The days that a patient reads are those of the edition that their case was sent under: no newer one moves them.
    let rules = db::policies::of_case(connection, case).await?;
    // A question for more is everybody's who can help with it.
    let is_question = matches!(state, State::Paused { .. });
    let told = case
        .news_at
        .filter(|at| *at <= now && !state.is_to_agree())
        .or(answered.filter(|_| is_question).map(|it| it.at));
    let answer = match (answered, told) {
        (Some(answered), Some(_)) => {
            db::answers::given(connection, request.case, answered).await?.map(|(_, draft)| draft.answer)
        }
        _ => None,
    };
    let meaning = answer.as_ref().and_then(|it| Meaning::now(&state, case.kind(), it.who_acts.parse().ok(), now));
    let amended = amended(connection, request.case, &state).await?;
    // What was wrong is not said once more.
    let stands = !amended.as_ref().is_some_and(|it| it.kind == AmendmentKind::Correction);
    let amended = amended.filter(|_| told.is_some() || answered.is_none());
    let knew = amended.as_ref().is_some_and(|it| it.was_told);
    let is_unopened = meaning.is_some() && stands && !is_question && case.answer_opened.is_none();
    // What the practice has not agreed to is not so yet.
    let is_given = !is_question && !state.is_to_agree();
    let waiting = state.asked().filter(|_| matches!(state, State::InQueue { .. }));
    let call_by = call_by(&state, meaning.as_ref(), answer.as_ref(), told, request, &rules);
    Ok(News {
        photos_sent: request.link.sent.map(When::at),
        sent_to_specialist: state.asked().map(|asked| When::at(asked.submitted)),
        due: waiting.map(|asked| When::at(asked.due)),
        late: waiting.is_some_and(|asked| now > asked.due),
        answered: answered.filter(|_| is_given).map(|answered| When::at(answered.at)),
        held: answered.is_some() && is_given && told.is_none(),
        withdrawn: match state {
            State::Withdrawn { at, .. } => Some(When::at(at)),
            _ => None,
        },
        call_by,
        look_by: request
            .link
            .sent
            .map(|sent| day_in_words(london_day(rules.after(sent, rules.news.look_days))))
            .unwrap_or_default(),
        outcome: meaning.as_ref().filter(|_| stands).map(|meaning| meaning.outcome),
        words: meaning.filter(|_| stands).map(|meaning| meaning.for_patient()),
        is_unopened,
        patient_advice: answer.filter(|_| stands).map(|answer| answer.patient_advice).unwrap_or_default(),
        amended: amended.as_ref().map(|it| it.kind),
        amended_at: amended.filter(|_| knew).map(|it| When::at(it.at)),
        practice_read: state.acknowledged().map(|read| When::at(read.at)),
        changes: reports(connection, case)
            .await?
            .into_iter()
            .map(|report| ChangeTold {
                at: When::at(report.at),
                look_by: day_in_words(london_day(report.late_at)),
                late: report.done.is_none() && now >= report.late_at,
                for_service: report.for_service,
                done: report.done.map(|(_, at)| When::at(at)),
            })
            .collect(),
        opened: db::openings::times(connection, request.case)
            .await?
            .into_iter()
            .map(|at| When::at(from_ms(at)))
            .collect(),
        appointment: match told {
            Some(_) => appointments::told(connection, case, now).await?,
            None => None,
        },
        monitoring: match told {
            Some(_) => monitoring::told(connection, case, &rules, now).await?,
            None => None,
        },
        changed_by: day_in_words(london_day(rules.after(now, rules.news.changed_days))),
    })
}

/// What the patient said has changed; after the request was sent on, whoever has it now was told.
async fn reports(connection: &mut AnyConnection, case: &Case) -> Result<Vec<ChangeReport>, Error> {
    let mut all = db::change_reports::of_case(connection, case.id).await?;
    let mut next = case.state.answered().and_then(|answered| answered.sent_on);
    while let Some(to) = next {
        all.extend(db::change_reports::of_case(connection, to).await?);
        next = db::cases::find(connection, to).await?.and_then(|case| case.state.answered()?.sent_on);
    }
    Ok(all)
}

/// The newest thing that became of the answer that stands, or of the last one where none does. That a practice did not
/// agree to an outcome is no news, nor that an answer was taken back which its patient had not been told of.
async fn amended(connection: &mut AnyConnection, case: CaseId, state: &State) -> Result<Option<Amendment>, Error> {
    let since = state.answered().map(|answered| answered.at);
    let all = db::amendments::of_cases(connection, &[case]).await?.into_iter().map(|(amendment, _)| amendment);
    let of_this = all.filter(|it| since.is_none_or(|at| it.at > at));
    // A correction is not covered by what is added to it.
    Ok(of_this
        .filter(|it| match it.kind {
            AmendmentKind::Refusal => false,
            AmendmentKind::Retraction => since.is_none() && it.was_told,
            AmendmentKind::Addition | AmendmentKind::Correction => since.is_some(),
        })
        .max_by_key(|it| it.kind == AmendmentKind::Correction))
}

/// The one day after which a patient who has heard nothing should call, whatever the case waits for.
fn call_by(
    state: &State,
    meaning: Option<&Meaning>,
    answer: Option<&Answer>,
    told: Option<Timestamp>,
    request: &PhotoRequest,
    rules: &Policy,
) -> String {
    let after = |from, days| Some(london_day(rules.after(from, days)));
    let day = match (meaning, told, state.asked(), state.answered()) {
        (Some(meaning), Some(told), ..) => {
            let weeks = answer.and_then(Answer::weeks_to_wait);
            rules.news.hear_by(meaning.outcome, told, weeks, &rules.calendar)
        }
        (_, _, _, Some(answered)) => after(answered.at, rules.news.tell_days + 1),
        (_, _, Some(asked), None) => after(asked.due, rules.news.tell_days + 1),
        (_, _, None, None) => after(request.link.sent.unwrap_or(request.created), rules.news.contact_days),
    };
    day.map(day_in_words).unwrap_or_default()
}
