//! Numbers for whoever watches a server: how much waits, and how much of what there is is in use. No names, no ids.

use domain::view::CaseList;

use crate::{Backend, Error, db, images};

/// The lists of things to do that can be late, by the names that they are told under.
const LATE: [(CaseList, &str); 6] = [
    (CaseList::Changed, "changed"),
    (CaseList::ToRefer, "to_refer"),
    (CaseList::ToTell, "to_tell"),
    (CaseList::NotReached, "not_reached"),
    (CaseList::PhotosArrived, "photos_arrived"),
    (CaseList::NotSent, "not_sent"),
];

/// What waits, in the whole installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Deliveries whose time has come and that no worker has.
    pub due: u64,
    /// Deliveries that will not be tried again by themselves.
    pub dead: u64,
    /// Things to do that are late, by list, each up to 1,000.
    pub late: Vec<(&'static str, u64)>,
}

/// What this process has in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InUse {
    /// Pictures being decoded, and how many can be at a time.
    pub decoding: (usize, usize),
    pub pools: Vec<Pool>,
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
    let (due, dead) = db::deliveries::count(&mut connection, now).await?;
    let mut late = vec![("worklist", db::lists::count_overdue(&mut connection, now).await?)];
    for (list, name) in LATE {
        late.push((name, db::lists::count_late_anywhere(&mut connection, list, now).await?.into()));
    }
    Ok(Waiting { due, dead, late })
}

/// Counts what is in use. Asks nobody.
pub fn in_use(b: &Backend) -> InUse {
    let pool =
        |(name, open, idle, most): (_, u32, u32, u32)| Pool { name, used: open.saturating_sub(idle), idle, most };
    InUse { decoding: images::decoding(), pools: b.db().pools().into_iter().map(pool).collect() }
}
