use domain::{
    access::{Action, Actor, may},
    case::{Draft, Filled, Problem, State},
    forms::Checked,
    ids::CaseId,
    time::london_day,
    view::{AskedNow, Saved, When},
};
use jiff::Timestamp;

use super::{
    again::refers_against,
    binding::is_bound,
    excluded::excluded,
    judge::{Known, judge},
    person::place,
    same_number::same_number,
};
use crate::{
    Backend, Error,
    db::{
        Tx,
        cases::{self, Case},
        images, requests,
    },
    forms, photo_requests,
};

/// Keeps a request as typed, whole or not. `Stale` when somebody else (or another tab) saved something else since
/// `version`; the same again is a button pressed twice. The log gets no entry: it tells of the draft's start and of its
/// sending, not of every pause in the typing.
///
/// Another person than the one that pictures or consents came for is not taken from a form; the rest of it is kept, and
/// `Saved::refused` says so. While a specialist waits for more, what is typed is the practice's own until it is sent.
pub async fn save_draft(b: &Backend, actor: &Actor, id: CaseId, version: i64, draft: Draft) -> Result<Saved, Error> {
    if crate::db::to_json(&draft)?.chars().count() > forms::LONGEST {
        return Err(Error::TooLarge);
    }
    let mut tx = b.db().begin().await?;
    let mut case = cases::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    // A question that can still be taken back is not asked yet.
    may(actor, Action::EditRequest, &case.facts_for(actor, now))?;
    let page = draft.response.questionnaire.clone();
    let draft = forms::typed_now(&mut tx, case.working(), draft).await?;
    if is_same(&draft, case.working()) {
        let unseen = version < case.version;
        return Ok(Saved { unseen, ..saved(&mut tx, &case, &page, Vec::new(), now).await? });
    }
    if version < case.draft_version {
        return Err(Error::Stale);
    }
    let unseen = version < case.version;
    let (draft, refused) = keep_who_it_is_about(&mut tx, actor, &case, draft, now).await?;
    if !is_same(&draft, case.working()) {
        if matches!(case.state.visible(now), State::Paused { .. }) {
            case.revision = Some(draft);
        } else {
            case.draft = draft;
        }
        case.draft_version = case.version + 1;
        cases::save(&mut tx, &mut case, now).await?;
        place(b, &mut tx, &case, false, now).await?;
    }
    let saved = saved(&mut tx, &case, &page, refused, now).await?;
    tx.commit().await?;
    Ok(Saved { unseen, ..saved })
}

/// The draft with the patient it must keep, and what was refused of it. Before anything was collected another patient may
/// be typed in; a link that is out already was made for the first one, and closes.
async fn keep_who_it_is_about(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    draft: Filled,
    now: Timestamp,
) -> Result<(Filled, Vec<Problem>), Error> {
    let (old, new) = (case.working().identity(), draft.identity());
    let taken = old.taken_by(&new, london_day(now));
    if taken.is_empty() {
        return Ok((draft, Vec::new()));
    }
    if is_bound(tx, case).await? {
        let refused = taken.iter().map(|field| Problem::new(field.as_str(), field.refusal())).collect();
        return Ok((draft.map(|draft| draft.about(new.with(&taken, old))), refused));
    }
    photo_requests::close_all(tx, actor, case, now).await?;
    tx.changed(case.id, None);
    Ok((draft, Vec::new()))
}

/// By the same form, and with the same in it.
fn is_same(one: &Filled, other: &Filled) -> bool {
    **one == **other
}

/// How it stands now; `page` is the version that was filled in.
async fn saved(tx: &mut Tx, case: &Case, page: &str, refused: Vec<Problem>, now: Timestamp) -> Result<Saved, Error> {
    let working = case.working();
    let asked_now = if page.is_empty() || *page == working.response.questionnaire {
        None
    } else {
        let left_out = forms::left_out(tx, working).await?;
        // As its page will post it, like the one that `request` opens.
        let mut response = working.response.clone();
        response.questionnaire = working.form().canonical();
        response.answers.remove("seven_large");
        Some(AskedNow { form: Checked::clone(working.form()), left_out, response })
    };
    let pictures = images::to_send(tx, case, case.working().include_unfinished).await?;
    let same_number = same_number(tx, case, now).await?;
    let excluded = excluded(tx, case, now).await?;
    let presentation = requests::presentation(tx, case.id).await?;
    let refers_anyway = refers_against(tx, case, now).await?.is_some();
    let known = Known { found: same_number.as_ref(), excluded: &excluded, presentation, refers_anyway };
    let mut judged = judge(case.working(), &pictures, &known, now);
    judged.problems.splice(0..0, refused.iter().cloned());
    Ok(Saved {
        version: case.version,
        at: When::at(now),
        problems: judged.problems,
        score: judged.score,
        warnings: judged.warnings,
        same_number,
        refused,
        asked_now,
        unseen: false,
    })
}
