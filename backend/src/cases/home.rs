use domain::{
    access::Actor,
    audit::Access,
    ids::AccountId,
    role::Capability,
    time::{london, london_day},
    view::{CaseList, CaseRow, HomeView},
};
use jiff::{Timestamp, ToSpan};

use super::{changes, row, wrong_patient};
use crate::{Backend, Error, audit, db::lists, team};

/// How many of the newest changes the home page shows, and how many things to do next.
const RECENT: u8 = 10;
const NEXT: u8 = 6;

/// What the home page counts, in its order.
const COUNTED: [CaseList; 22] = [
    CaseList::HandedOn,
    CaseList::WrongPatient,
    CaseList::Changed,
    CaseList::PhotosArrived,
    CaseList::NotSent,
    CaseList::ToRead,
    CaseList::Messages,
    CaseList::ToRefer,
    CaseList::ToFinish,
    CaseList::ToTell,
    CaseList::Unread,
    CaseList::NotReached,
    CaseList::HelpReach,
    CaseList::Missed,
    CaseList::Concluded,
    CaseList::NoHubPictures,
    CaseList::RoundMissed,
    CaseList::AskedForMore,
    CaseList::Drafts,
    CaseList::WithPatient,
    CaseList::WithSpecialist,
    CaseList::DoneThisWeek,
];

/// What waits for the practice, what it waits for, and what is done.
pub async fn home(b: &Backend, actor: &Actor) -> Result<HomeView, Error> {
    actor.can(Capability::List)?;
    let (practice, reads) = (actor.practice()?, actor.can(Capability::Read).is_ok());
    let now = b.clock().now();
    let week = week_began(now);
    audit::record(b, Some(actor), None, Access::ListSent);
    let mut connection = b.db().read().await?;
    let (tasks, handed_on) = lists::count(&mut connection, practice, now).await?;
    let mut counts = Vec::with_capacity(COUNTED.len());
    let mut late = Vec::new();
    for list in COUNTED {
        match list.task().and_then(|task| tasks.iter().find(|(kind, ..)| *kind == task)) {
            Some((_, open, over)) => {
                counts.push((list, *open));
                // What its patient does not send becomes the practice's to do.
                if list != CaseList::WithPatient {
                    late.push((list, *over));
                }
            }
            None if list == CaseList::HandedOn => counts.push((list, handed_on)),
            None => counts.push((list, lists::count_cases(&mut connection, practice, list, now, week).await?)),
        }
    }
    let own = actor.account().ok_or(Error::Denied)?;
    let (others, away) = team::standing_in(&mut connection, own, practice.into(), now).await?;
    let people: Vec<AccountId> = others.iter().map(|(account, _)| *account).chain([own]).collect();
    let next = lists::next(&mut connection, practice, &people, now, NEXT).await?;
    // A task of somebody's is of a request that they sent.
    let stands_in_for = |row: CaseRow| CaseRow {
        stands_in_for: others.iter().map(|(_, name)| name).find(|name| **name == row.referrer).cloned(),
        ..row
    };
    let newest = lists::newest(&mut connection, practice, now, RECENT).await?;
    let wrong = lists::practice(&mut connection, practice, CaseList::WrongPatient, None, now, week).await?;
    Ok(HomeView {
        wrong_patient: wrong_patient::told(&mut connection, &wrong).await?,
        // A patient's own words are for who works with the case.
        changes: if reads { changes::open_changes(&mut connection, practice, now).await? } else { Vec::new() },
        counts,
        late,
        away,
        next: next.into_iter().map(|line| stands_in_for(row::of_tasks(line, now))).collect(),
        recent: newest.into_iter().map(|line| row::of_practice(line, now)).collect(),
    })
}

/// Monday, 00:00 in London.
pub(super) fn week_began(now: Timestamp) -> Timestamp {
    let day = london_day(now);
    let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
    monday.to_zoned(london()).map_or(Timestamp::MIN, |midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_in_london() {
        let began = |now: &str| week_began(now.parse().unwrap()).to_string();
        assert_eq!(began("2026-11-22T12:00:00Z"), "2026-11-16T00:00:00Z");
        // 00:30 on Monday in British Summer Time is still Sunday in UTC.
        assert_eq!(began("2026-07-05T23:30:00Z"), "2026-07-05T23:00:00Z");
    }
}
