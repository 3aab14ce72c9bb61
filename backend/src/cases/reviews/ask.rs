use domain::{
    access::{Action, Actor},
    case::{AnswerDraft, EventKind, Problem, StateKind},
    ids::{AccountId, CaseId, FormKey, ReviewId},
    review::{AskForm, Asking, ReviewEnd, ReviewKind},
    time::{first_moment, london_day},
    view::AskReviewView,
};
use jiff::Timestamp;

use super::{
    super::{access::lock_now, answer::answerable, find, person},
    invalid, one,
    show::may_call_off,
};
use crate::{
    Backend, Error,
    db::{
        Tx, accounts, answers,
        cases::Case,
        policies,
        reviews::{self, Asked},
    },
    events,
};

/// Whom somebody can ask about a case.
pub async fn ask_review_form(b: &Backend, actor: &Actor, id: CaseId) -> Result<AskReviewView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::AskReview, id).await?;
    let colleagues = accounts::specialists(&mut connection, actor.service()?, now).await?;
    Ok(AskReviewView {
        case: id,
        patient: person::patient(&case.draft, now),
        site: case.draft.site_words(),
        colleagues: colleagues.into_iter().filter(|(it, _)| Some(*it) != actor.account()).collect(),
        key: FormKey(b.ids().new_id(now)),
    })
}

/// Asks a colleague or a meeting. The same form twice is one act.
///
/// # Errors
/// `Invalid` for what is not whole, and where one of its kind is open; `Conflict` for something else by the same form.
pub async fn ask_review(b: &Backend, actor: &Actor, id: CaseId, key: FormKey, form: &AskForm) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::AskReview, id).await?;
    let colleagues = accounts::specialists(&mut tx, actor.service()?, now).await?;
    let colleagues: Vec<AccountId> = colleagues.into_iter().map(|(it, _)| it).filter(|it| *it != by).collect();
    let asking = form.read(&colleagues, london_day(now)).map_err(Error::Invalid)?;
    if asking.kind == ReviewKind::Opinion && colleagues.is_empty() {
        return Err(invalid("review_kind", "Nobody else answers at your service: ask a meeting"));
    }
    let Asking { kind, of, meeting, ref words } = asking;
    if let Some(before) = reviews::by_key(&mut tx, key).await? {
        let day = meeting.map(|day| day.to_string());
        let is_same = (before.case, before.by, before.kind, before.of) == (id, by, kind, of)
            && (before.meeting, before.words.as_str()) == (day, words.as_str());
        return if is_same { Ok(()) } else { Err(Error::Conflict) };
    }
    if key.0.is_nil() {
        return Err(Error::Conflict);
    }
    if is_open(&mut tx, id, kind).await?.is_some() {
        return Err(invalid("review_kind", "This is asked already: call it off first, or wait for the reply"));
    }
    let rules = policies::of_case(&mut tx, &case).await?;
    let due = match meeting {
        Some(day) => first_moment(day.tomorrow().unwrap_or(day)),
        None => rules.after(now, rules.tasks.opinion_days),
    };
    let asked =
        Asked { of, words, meeting: meeting.map(|day| day.to_string()), ..blank(b, &case, kind, by, key, (now, due))? };
    keep(&mut tx, actor, asked, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// What became of a prepared answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prepared {
    /// Somebody who answers in their own name has it now.
    Given,
    /// It is kept, and nobody has it.
    Incomplete { problems: Vec<Problem> },
}

/// Gives an answer to whoever sends it in their own name, once it is one that could be sent. It stays its author's draft. Who
/// has given one before gives another in its place; the same form twice is one act.
///
/// # Errors
/// `Stale` where the case has changed since; `Invalid` where a colleague's is waiting; the text is kept whatever stands in the way.
pub async fn prepare_answer(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    (version, key): (i64, FormKey),
    draft: AnswerDraft,
    to: Option<AccountId>,
) -> Result<Prepared, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::KeepAnswer, id).await?;
    let draft = draft.with_origin(answers::draft(&mut tx, id, by).await?);
    let done = give(b, &mut tx, actor, &case, (version, key), (&draft, to), now).await;
    answers::save_draft(&mut tx, id, by, &draft, now).await?;
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(done)
        }
        Err(error @ (Error::Stale | Error::Denied | Error::Invalid(_))) => {
            tx.commit().await?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

async fn give(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    (version, key): (i64, FormKey),
    (draft, to): (&AnswerDraft, Option<AccountId>),
    now: Timestamp,
) -> Result<Prepared, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    domain::access::may(actor, Action::AskReview, &case.facts())?;
    // What has to be confirmed is confirmed by whoever sends it, too.
    let prepared = AnswerDraft { confirmed: String::new(), keep_words: String::new(), ..draft.clone() };
    let prepared = AnswerDraft { answer: prepared.answer.clone().as_shown(), ..prepared };
    if let Some(before) = reviews::by_key(tx, key).await? {
        let is_same = (before.case, before.by) == (case.id, by)
            && before.prepared.is_some_and(|before| before.answer == prepared.answer);
        return if is_same { Ok(Prepared::Given) } else { Err(Error::Conflict) };
    }
    let is_waiting = matches!(case.state.kind(), StateKind::InQueue | StateKind::Paused);
    // Of a question that can still be taken back only its author knows.
    let is_early = case.state.answered().is_some_and(|answered| !answered.in_effect(now));
    if case.version != version || key.0.is_nil() || !is_waiting || is_early {
        return Err(Error::Stale);
    }
    let specialists = accounts::specialists(tx, actor.service()?, now).await?;
    if to.is_some_and(|to| specialists.iter().all(|(it, _)| *it != to)) {
        return Err(invalid("supervisor", "Choose a specialist of your service"));
    }
    let (answerable, _) = answerable(tx, case, now).await?;
    let problems = draft.check(&answerable);
    if !problems.is_empty() {
        return Ok(Prepared::Incomplete { problems });
    }
    let due = case.state.asked().map_or(now, |asked| asked.due);
    if let Some(before) = is_open(tx, case.id, ReviewKind::Release).await? {
        if before.by != by {
            return Err(invalid("supervisor", "A colleague has prepared an answer already, and it waits"));
        }
        call_off(tx, actor, (case.id, before.id, ReviewKind::Release), by, now).await?;
    }
    let asked =
        Asked { of: to, prepared: Some(&prepared), ..blank(b, case, ReviewKind::Release, by, key, (now, due))? };
    keep(tx, actor, asked, now).await?;
    tx.changed(case.id, case.facts().service);
    Ok(Prepared::Given)
}

/// Ends what was asked without a reply: whoever asked it, or whoever answers at the service; a second reading, which nobody
/// asked for, anybody but the author of the answer. Twice, it is one act.
///
/// # Errors
/// `Conflict` where somebody has replied.
pub async fn call_off_review(b: &Backend, actor: &Actor, id: CaseId, review: ReviewId) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::AskReview, id).await?;
    let found = one(&mut tx, &case, review).await?;
    let answers = domain::access::may(actor, Action::GiveReview, &case.facts()).is_ok();
    if !may_call_off(&found, (true, answers), by) {
        return Err(Error::Denied);
    }
    match found.ended.map(|ended| ended.how) {
        Some(ReviewEnd::CalledOff) => return Ok(()),
        Some(_) => return Err(Error::Conflict),
        None => call_off(&mut tx, actor, (id, review, found.kind), by, now).await?,
    }
    tx.changed(id, case.facts().service);
    tx.commit().await
}

async fn call_off(
    tx: &mut Tx,
    actor: &Actor,
    (case, review, kind): (CaseId, ReviewId, ReviewKind),
    by: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    reviews::end(tx, review, ReviewEnd::CalledOff, (by, now), "", None).await?;
    let event = EventKind::ReviewEnded { review, kind, ended: ReviewEnd::CalledOff };
    events::append(tx, case, now, Some(actor), &event).await
}

/// What was prepared for a request that is no longer this service's to answer is nobody's to send; whoever prepared it is
/// told. The history says why in the words of what ended it.
pub(in crate::cases) async fn call_off_release(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    now: Timestamp,
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    if let Some(open) = is_open(tx, case, ReviewKind::Release).await? {
        reviews::end(tx, open.id, ReviewEnd::CalledOff, (by, now), "", None).await?;
    }
    Ok(())
}

/// The open one of this kind.
async fn is_open(tx: &mut Tx, case: CaseId, kind: ReviewKind) -> Result<Option<reviews::Review>, Error> {
    Ok(reviews::open(tx, &[case], kind).await?.pop())
}

/// One without words, for now.
pub(super) fn blank<'a>(
    b: &Backend,
    case: &Case,
    kind: ReviewKind,
    by: AccountId,
    key: FormKey,
    (at, due): (Timestamp, Timestamp),
) -> Result<Asked<'a>, Error> {
    Ok(Asked {
        id: ReviewId(b.ids().new_id(at)),
        case: case.id,
        service: case.facts().service.ok_or(Error::Denied)?,
        kind,
        by,
        of: None,
        words: "",
        prepared: None,
        answer: None,
        meeting: None,
        at,
        due,
        key,
    })
}

/// Keeps it for a held case, and says so.
pub(super) async fn keep(tx: &mut Tx, actor: &Actor, asked: Asked<'_>, now: Timestamp) -> Result<(), Error> {
    let (case, event) = (asked.case, EventKind::ReviewAsked { review: asked.id, kind: asked.kind });
    reviews::insert(tx, asked).await?;
    events::append(tx, case, now, Some(actor), &event).await
}
