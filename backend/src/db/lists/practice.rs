//! A practice's lists.

use domain::{
    ids::{CaseId, PracticeId},
    photo_request::PhotoRequestRules,
    view::CaseList,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::AnyConnection;

use super::{
    super::to_do::{DEAD, LOCKED, ToDo},
    page::{Filter, KEPT, ListedCase, Order, Value},
};
use crate::{Error, clock::from_ms};

/// A practice's list. An answer that can still be taken back is not known to the practice yet.
fn of_practice(practice: PracticeId, list: CaseList, now: Timestamp, week: Timestamp) -> Filter {
    let mut filter = Filter::default();
    filter.and("c.practice_id = ?", [Value::Text(practice.to_string())]);
    on_list(&mut filter, list, now, week);
    filter
}

/// Leaves what is on the list.
fn on_list(filter: &mut Filter, list: CaseList, now: Timestamp, week: Timestamp) {
    let at = now;
    let now = || Value::Number(at.as_millisecond());
    match list {
        CaseList::PhotosArrived => filter.and(
            "c.state IN ('draft', 'paused') AND EXISTS (SELECT i.id FROM images i WHERE i.case_id = c.id
              AND i.removed_at IS NULL AND i.sent_at IS NULL)",
            [],
        ),
        CaseList::ToRead => filter.and(
            "((c.state IN ('answered', 'converted') AND c.acknowledged_at IS NULL AND c.takes_effect_at <= ?)
              OR c.amended_unread = 1)",
            [now()],
        ),
        CaseList::WrongPatient => filter.and("c.wrong_for_practice = 1", []),
        CaseList::Changed => {
            filter.and("EXISTS (SELECT g.id FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL)", [])
        }
        CaseList::ToRefer => filter.and("c.to_refer = 1 AND c.takes_effect_at <= ?", [now()]),
        // Once the news of what has ended are over, a new link would show nothing either.
        CaseList::NotReached => filter.and(
            &format!(
                "(EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id AND {LOCKED})
                  OR EXISTS (SELECT d.id FROM deliveries d WHERE d.case_id = c.id AND {DEAD}))
                 AND (c.closed_at IS NULL OR c.closed_at > ?)"
            ),
            [Value::Number(news_are_over_before(at).as_millisecond())],
        ),
        // What the practice has pictures of its own for, or photos that were sent, stands on the list of those.
        CaseList::NotSent => filter.and(
            "c.state = 'draft' AND EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id
              AND r.kind = 'patient' AND r.sent_at IS NULL
              AND (r.state = 'declined' OR (r.state = 'open' AND r.expires_at <= ?)))
             AND NOT EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id
              AND r.kind = 'patient' AND r.state = 'open' AND r.expires_at > ?)
             AND NOT EXISTS (SELECT i.id FROM images i LEFT JOIN photo_requests r ON r.id = i.photo_request_id
              WHERE i.case_id = c.id AND i.removed_at IS NULL
              AND (r.id IS NULL OR r.kind <> 'patient' OR r.sent_at IS NOT NULL))",
            [now(), now()],
        ),
        CaseList::ToTell => filter.and(
            "((c.news_at IS NULL AND c.tell_by IS NOT NULL AND c.takes_effect_at <= ?
               AND (c.acknowledged_at IS NOT NULL OR c.tell_by <= ?))
              OR (c.retell_at IS NOT NULL AND (c.news_at IS NULL OR c.news_at <= c.retell_at OR c.news_at > ?)))",
            [now(), now(), now()],
        ),
        CaseList::Drafts => filter.and("c.state = 'draft'", []),
        CaseList::WithPatient => filter.and(
            "c.state = 'draft' AND EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id
              AND r.kind = 'patient' AND r.state = 'open' AND r.expires_at > ?)",
            [now()],
        ),
        CaseList::WithSpecialist => filter.and(
            "(c.state = 'in_queue' OR (c.state IN ('answered', 'converted', 'paused') AND c.takes_effect_at > ?))",
            [now()],
        ),
        CaseList::AskedForMore => filter.and("c.state = 'paused' AND c.takes_effect_at <= ?", [now()]),
        CaseList::DoneThisWeek => filter.and(
            "c.state IN ('acknowledged', 'closed', 'converted') AND c.acknowledged_at >= ?",
            [Value::Number(week.as_millisecond())],
        ),
        CaseList::All => {}
    }
}

/// One page of a practice's list: of things to do that can be late, what should be done first on top; of all others the
/// newest change. `week` is when this week began.
pub(crate) async fn practice(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    after: Option<&str>,
    now: Timestamp,
    week: Timestamp,
) -> Result<Vec<ListedCase>, Error> {
    let mut filter = of_practice(practice, list, now, week);
    let order = ToDo::of(list).map_or(Order::Changed, Order::ToDo);
    filter.after(order, after);
    filter.page(connection, order, KEPT).await
}

/// What ended before then shows its patient nothing any longer.
fn news_are_over_before(now: Timestamp) -> Timestamp {
    let days = SignedDuration::from_hours(24 * i64::from(PhotoRequestRules::default().news_days));
    now.saturating_sub(days).unwrap_or(Timestamp::MIN)
}

/// How many of them have ended, up to 1,000.
pub(crate) async fn count_ended(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
) -> Result<u32, Error> {
    let mut filter = of_practice(practice, list, now, now);
    filter.and("c.state IN ('closed', 'withdrawn', 'wrong_patient')", []);
    filter.count(connection).await
}

/// Whether a case is among those whose patient nobody reaches.
pub(crate) async fn is_not_reached(
    connection: &mut AnyConnection,
    practice: PracticeId,
    case: CaseId,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut filter = of_practice(practice, CaseList::NotReached, now, now);
    filter.and("c.id = ?", [Value::Text(case.to_string())]);
    Ok(filter.count(connection).await? > 0)
}

/// Why a row of this list is late, in words; None where it is not, or where nothing on the list can be.
pub(crate) fn late(list: CaseList, line: &ListedCase, now: Timestamp) -> Option<String> {
    ToDo::of(list)?.words(from_ms(line.place), now)
}

/// How many of a list of things to do are late, up to 1,000; None of any other list.
pub(crate) async fn count_late(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
    week: Timestamp,
) -> Result<Option<u32>, Error> {
    let Some(to_do) = ToDo::of(list) else { return Ok(None) };
    let mut filter = of_practice(practice, list, now, week);
    let up_to = Value::Number(to_do.late_up_to(now).as_millisecond());
    filter.and(&format!("{} <= ?", to_do.place()), [up_to]);
    Ok(Some(filter.count(connection).await?))
}

/// How many of a list of things to do are late in all practices together, up to 1,000.
pub(crate) async fn count_late_anywhere(
    connection: &mut AnyConnection,
    list: CaseList,
    now: Timestamp,
) -> Result<u32, Error> {
    let Some(to_do) = ToDo::of(list) else { return Ok(0) };
    let mut filter = Filter::default();
    on_list(&mut filter, list, now, now);
    filter.and(&format!("{} <= ?", to_do.place()), [Value::Number(to_do.late_up_to(now).as_millisecond())]);
    filter.count(connection).await
}

/// How many there are, up to 1,000.
pub(crate) async fn count_practice(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
    week: Timestamp,
) -> Result<u32, Error> {
    of_practice(practice, list, now, week).count(connection).await
}
