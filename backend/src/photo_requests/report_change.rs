use domain::{
    access::{Action, Actor, may},
    case::{EventKind, Problem, State},
    command::OPEN_CHANGES,
    forms::Response,
    ids::ChangeReportId,
    pathway::changed_urgently,
    photo_request::LinkStatus,
    time::london_day,
};
use jiff::SignedDuration;

use super::link::hold;
use crate::{
    Backend, Error, cases,
    db::{self, change_reports::ChangeReport},
    events, forms,
};

/// The same form posted twice is one report.
const SAME_PRESS: SignedDuration = SignedDuration::from_secs(60);

/// The patient says on their page that it has changed: from now on it stands on the practice's list until somebody has
/// dealt with it, and whoever looks at the case reads it. It is the service's to look at, too, where it has taken the case
/// over, or what has changed may not wait.
///
/// # Errors
/// `Invalid` where an answer is not what its question asks for, or as many reports wait already as the practice is told; `Conflict` for a link
/// that takes pictures still: what has changed belongs into them.
pub async fn report_change(b: &Backend, actor: &Actor, answers: &Response) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, link, now) = hold(b, &mut tx, actor).await?;
    may(actor, Action::ReportChange, &case.facts_for(actor, now))?;
    if link.confirmed_status(&case.state, now) != LinkStatus::ShowsNews {
        return Err(Error::Conflict);
    }
    // Whoever has the request now has to look.
    let case = cases::gone_on_as(&mut tx, case).await?;
    let form = forms::has_changed(&mut tx, &case, &answers.questionnaire).await?;
    let problems = form.validate(answers, london_day(now));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let answers = form.as_sent(answers);
    let words = form.text(&answers, "words");
    let before = db::change_reports::of_case(&mut tx, case.id).await?;
    let open = || before.iter().filter(|report| report.done.is_none());
    if open().any(|report| report.words == words && now < report.at + SAME_PRESS) {
        return Ok(());
    }
    if open().count() >= OPEN_CHANGES {
        return Err(Error::Invalid(vec![Problem::new("changes", "Call: this was said several times already")]));
    }
    let rules = db::policies::of_case_now(&mut tx, &case, now).await?;
    let has_taken_over = matches!(case.state, State::Converted { .. } | State::Closed { converted: true, .. });
    let is_wanted = has_taken_over || changed_urgently(&answers);
    // Where nobody works any longer nobody is told.
    let for_service = match case.facts().service.filter(|_| is_wanted) {
        Some(service) => db::organisations::is_open(&mut tx, service.into(), now).await?,
        None => false,
    };
    let report = ChangeReport {
        id: ChangeReportId(b.ids().new_id(now)),
        case: case.id,
        photo_request: link.id,
        words,
        answers: Some(answers),
        at: now,
        late_at: rules.after(now, rules.news.changed_days),
        done: None,
        for_service,
        seen: None,
    };
    db::change_reports::insert(&mut tx, &report, case.practice).await?;
    // Who is answering has to have read it, also where the answer would not wait for what was asked for.
    if matches!(case.state, State::InQueue { .. } | State::Paused { .. }) {
        db::cases::touch(&mut tx, case.id, now).await?;
    }
    events::append(&mut tx, case.id, now, Some(actor), &EventKind::ChangeReported { report: report.id }).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await
}
