use std::collections::HashMap;

use domain::{
    access::{Action, Actor},
    case::{AnswerDraft, StateKind},
    ids::{AccountId, CaseId},
    review::{ReviewEnd, ReviewKind},
    role::Capability,
    view::{ReviewEnded, ReviewView, ReviewsView, When, WorklistShow},
};
use jiff::{Timestamp, civil::Date};
use sqlx::AnyConnection;

use super::give::is_theirs;
use crate::{
    Error,
    db::{
        accounts,
        cases::Case,
        reviews::{self, Ended, Review},
    },
};

/// What was asked among the clinicians of its service, for one of them; and the answer that the form of somebody who has kept
/// none of their own (`has_draft`) begins with.
pub(in crate::cases) async fn reviews_view(
    connection: &mut AnyConnection,
    actor: &Actor,
    case: &Case,
    (all, has_draft): (Vec<Review>, bool),
    now: Timestamp,
) -> Result<(ReviewsView, Option<AnswerDraft>), Error> {
    let Some(me) = actor.account().filter(|_| case.is_answered_by(actor)) else { return Ok(Default::default()) };
    let may = |action| domain::access::may(actor, action, &case.facts()).is_ok();
    let (may_ask, may_give) = (may(Action::AskReview), may(Action::GiveReview));
    let kind = case.state.kind();
    let is_waiting = matches!(kind, StateKind::InQueue | StateKind::Paused);
    let may_prepare = may_ask && is_waiting && actor.can(Capability::Answer).is_err();
    let supervisors = match may_prepare {
        true => accounts::specialists(connection, actor.service()?, now).await?,
        false => Vec::new(),
    };
    let to_read: Vec<&Review> = all.iter().filter(|it| it.is_to_read(now)).collect();
    let may_read = may_ask && to_read.iter().any(|it| it.by == me);
    let seen = to_read.iter().filter_map(|it| it.ended.as_ref()).map(|it| it.at.as_millisecond()).max().unwrap_or(0);
    let mut begins = None;
    let mut rows = Vec::new();
    for review in all {
        // Of an answer that can still be taken back nobody but its author knows; what was prepared for one that somebody
        // sent on, or that the practice took back, is nobody's to send.
        let is_of_nobody = match review.kind {
            ReviewKind::SecondReading => review.at > now || is_called_off(&review),
            ReviewKind::Release => review.ended.is_none() && !is_waiting,
            ReviewKind::Opinion | ReviewKind::Meeting => false,
        };
        if is_of_nobody {
            continue;
        }
        let ended = review.ended.clone().filter(|it| !it.how.is_by_answer() || it.at <= now || it.by == me);
        let is_open = ended.is_none();
        let is_by_me = review.ended.as_ref().is_some_and(|it| it.by == me);
        let is_to_read = review.is_to_read(now);
        let in_form = is_open && review.kind == ReviewKind::Release && may(Action::Answer) && !has_draft;
        if in_form {
            begins.clone_from(&review.prepared);
        }
        rows.push(ReviewView {
            id: review.id,
            kind: review.kind,
            may_give: is_open && may_give && is_theirs(&review, case, me),
            may_call_off: is_open && may_call_off(&review, (may_ask, may_give), me),
            is_to_read,
            read_for: (is_to_read && may_give && review.by != me && !is_by_me).then_some(review.by),
            by: review.by_name,
            of: review.of_name,
            at: When::at(review.at),
            meeting: review.meeting.as_deref().map(day),
            words: review.words,
            prepared: review.prepared.map(|prepared| prepared.answer),
            in_form,
            ended: ended.map(shown),
        });
    }
    let may_ask = may_ask && !matches!(kind, StateKind::Withdrawn | StateKind::Closed);
    Ok((ReviewsView { rows, may_ask, may_prepare, supervisors, may_read, seen }, begins))
}

/// Whoever asked, or whoever answers at the service; a second reading, of which nobody asked, by anybody but its author.
pub(super) fn may_call_off(review: &Review, (may_ask, may_give): (bool, bool), me: AccountId) -> bool {
    match review.kind {
        ReviewKind::SecondReading => may_give && review.by != me,
        ReviewKind::Release | ReviewKind::Opinion | ReviewKind::Meeting => may_ask && (may_give || review.by == me),
    }
}

fn is_called_off(review: &Review) -> bool {
    review.ended.as_ref().is_some_and(|ended| ended.how == ReviewEnd::CalledOff)
}

fn shown(ended: Ended) -> ReviewEnded {
    ReviewEnded {
        how: ended.how,
        by: ended.by_name,
        at: When::at(ended.at),
        reply: ended.reply,
        second: ended.second,
        read: ended.read.map(|(by, at)| (by, When::at(at))),
    }
}

/// "Thu 3 Dec".
fn day(kept: &str) -> String {
    kept.parse().map_or_else(|_| kept.to_owned(), |day: Date| day.strftime("%a %-d %b").to_string())
}

/// What a list of such things says beside each of its cases: who asks whom, or when the meeting is; and whether it is of the
/// looker's own answer, which somebody else reads.
pub(in crate::cases) async fn row_flags(
    connection: &mut AnyConnection,
    actor: &Actor,
    cases: &[CaseId],
    show: WorklistShow,
) -> Result<HashMap<CaseId, (String, bool)>, Error> {
    let kind = ReviewKind::ALL.iter().copied().find(|kind| show.task() == Some(kind.task()));
    let Some(kind) = kind else { return Ok(HashMap::new()) };
    let all = reviews::open(connection, cases, kind).await?;
    let me = actor.account();
    let own = |review: &Review| kind == ReviewKind::SecondReading && me == Some(review.by);
    Ok(all.into_iter().map(|review| (review.case, (flag(&review, me), own(&review)))).collect())
}

fn flag(review: &Review, me: Option<AccountId>) -> String {
    match (&review.meeting, &review.of_name) {
        _ if review.kind == ReviewKind::SecondReading && me == Some(review.by) => "Yours: for a colleague".to_owned(),
        _ if review.kind == ReviewKind::SecondReading => String::new(),
        (Some(meeting), _) => day(meeting),
        (None, Some(_)) if me == review.of => format!("For you, from {}", review.by_name),
        (None, Some(of)) => format!("For {of}"),
        (None, None) => format!("From {}", review.by_name),
    }
}
