//! Numbers for whoever watches a server: how much waits, and how much of what there is is in use. No names, no ids.

use std::time::Duration;

use domain::tasks::TaskKind;
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{Backend, Error, db, images};

/// What practices and services have to do that can be late, by the names that it is told under.
const LATE: [(TaskKind, &str); 33] = [
    (TaskKind::Answer, "worklist"),
    (TaskKind::SettleAtPractice, "wrong_patient"),
    (TaskKind::DealWithChange, "changed"),
    (TaskKind::LookAtChange, "changed_at_services"),
    (TaskKind::ReadAnswer, "to_read"),
    (TaskKind::ReadMessage, "messages"),
    (TaskKind::ReadMessageAtService, "messages_at_services"),
    (TaskKind::Refer, "to_refer"),
    (TaskKind::FinishCase, "to_finish"),
    (TaskKind::TellPatient, "to_tell"),
    (TaskKind::ReachUnread, "unread"),
    (TaskKind::ReachPatient, "not_reached"),
    (TaskKind::LookAtPhotos, "photos_arrived"),
    (TaskKind::GoOnWithout, "not_sent"),
    (TaskKind::SendMore, "asked_for_more"),
    (TaskKind::FinishDraft, "drafts"),
    (TaskKind::Arrange, "to_arrange"),
    (TaskKind::NoteVisit, "to_note"),
    (TaskKind::Conclude, "to_conclude"),
    (TaskKind::HelpReach, "help_reach"),
    (TaskKind::NoteMissed, "missed"),
    (TaskKind::ReadConclusion, "concluded"),
    (TaskKind::ReleaseAnswer, "to_release"),
    (TaskKind::GiveOpinion, "opinions"),
    (TaskKind::DiscussCase, "meetings"),
    (TaskKind::ReadAgain, "second_readings"),
    (TaskKind::ReadReview, "replies_of_colleagues"),
    (TaskKind::NoteHub, "no_hub_pictures"),
    (TaskKind::ChaseRound, "round_missed"),
    (TaskKind::ReviewRound, "rounds_to_review"),
    (TaskKind::NoteMissedRounds, "rounds_missed_twice"),
    (TaskKind::BookHub, "to_book_at_hubs"),
    (TaskKind::Photograph, "to_photograph"),
];

/// What waits, in the whole installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub deliveries: Deliveries,
    /// Things to do that are late, by list, each up to 1,000.
    pub late: Vec<(&'static str, u64)>,
}

/// How deliveries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deliveries {
    pub waiting: u64,
    /// Of those: their time has come, and no worker has them.
    pub due: u64,
    /// Of those: workers have them.
    pub taken_on: u64,
    /// They will not be tried again by themselves, and nobody has dealt with them.
    pub given_up: u64,
    /// For how many seconds the oldest of what is due has been; 0 where nothing is.
    pub oldest_seconds: u64,
}

/// What this process has in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InUse {
    /// Pictures being decoded, and how many can be at a time.
    pub decoding: (usize, usize),
    pub pools: Vec<Pool>,
    /// Accesses that were noted and are not in their log yet.
    pub accesses: usize,
    /// Waiting for a connection or a transaction so far: how often, and how long altogether.
    pub waits: (u64, Duration),
    /// The same of transactions that write, from begin to end.
    pub writes: (u64, Duration),
}

/// Connections to the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    pub name: &'static str,
    pub used: u32,
    pub idle: u32,
    pub most: u32,
}

/// Counts what waits.
pub async fn waiting(b: &Backend) -> Result<Waiting, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let deliveries = deliveries(&mut connection, now).await?;
    let mut late = Vec::new();
    for (kind, name) in LATE {
        late.push((name, db::lists::count_late_anywhere(&mut connection, kind, now).await?.into()));
    }
    Ok(Waiting { deliveries, late })
}

/// Counts deliveries.
pub(crate) async fn deliveries(connection: &mut AnyConnection, now: Timestamp) -> Result<Deliveries, Error> {
    let counted = db::deliveries::count(connection, now).await?;
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(Deliveries {
        waiting: number(counted.waiting),
        due: number(counted.due),
        taken_on: number(counted.taken_on),
        given_up: number(counted.given_up),
        oldest_seconds: number(counted.oldest_due.map_or(0, |at| now.as_millisecond() - at) / 1_000),
    })
}

/// Counts what is in use. Asks nobody.
pub fn in_use(b: &Backend) -> InUse {
    let pool =
        |(name, open, idle, most): (_, u32, u32, u32)| Pool { name, used: open.saturating_sub(idle), idle, most };
    let times = b.db().times();
    InUse {
        decoding: images::decoding(),
        pools: b.db().pools().into_iter().map(pool).collect(),
        accesses: b.accesses().waiting(),
        waits: times.waits.get(),
        writes: times.writes.get(),
    }
}
