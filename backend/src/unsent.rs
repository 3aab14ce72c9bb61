//! Forms that came after their author's session had ended. Nothing sends them but their author, asked.

use domain::{
    ids::{AccountId, MembershipId},
    view::When,
};
use jiff::{SignedDuration, Timestamp};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::unsent::{self, UnsentRow},
};

/// How long a form waits for its author: until the next clinic's day.
const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// Forms kept for one account; the oldest make room.
const MOST: i64 = 10;

/// One that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    pub id: String,
    /// The address that it was for.
    pub path: String,
    /// What stood in it, as a browser encodes a form.
    pub body: String,
    pub kept: When,
    /// The membership that its page was made for.
    pub membership: Option<MembershipId>,
}

/// Keeps a form for the account whose page it stood on, with the membership that the page was made for.
pub async fn keep(
    b: &Backend,
    (account, membership): (AccountId, Option<MembershipId>),
    path: &str,
    body: &str,
) -> Result<(), Error> {
    let now = b.clock().now();
    let row = UnsentRow {
        id: b.ids().new_id(now).to_string(),
        path: path.to_owned(),
        body: body.to_owned(),
        kept_at: now.as_millisecond(),
        membership_id: membership.map(|id| id.to_string()),
    };
    let until = now.saturating_add(WAITS).unwrap_or(Timestamp::MAX);
    let mut tx = b.db().begin().await?;
    unsent::insert(&mut tx, account, &row, until.as_millisecond(), MOST).await?;
    tx.commit().await
}

/// What waits for this account, the oldest first.
pub async fn of_account(b: &Backend, account: AccountId) -> Result<Vec<Unsent>, Error> {
    let now = b.clock().now().as_millisecond();
    let rows = unsent::of_account(&mut *b.db().read().await?, account, now).await?;
    let unsent = |row: UnsentRow| {
        let UnsentRow { id, path, body, kept_at, membership_id } = row;
        let membership = membership_id.and_then(|id| id.parse().ok());
        Unsent { id, path, body, kept: When::at(from_ms(kept_at)), membership }
    };
    Ok(rows.into_iter().map(unsent).collect())
}

/// It was sent, or is not wanted any longer.
pub async fn forget(b: &Backend, account: AccountId, id: &str) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    unsent::delete(&mut tx, account, id).await?;
    tx.commit().await
}
