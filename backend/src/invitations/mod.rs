//! Links by which somebody chooses a password: the first one, with which their account is made, or another after a reset.
//! A link works once, for 72 hours, and only while no newer one for the same went to the same address. Whoever was invited
//! to several places before they came is at all of them with the first link that they use. Whoever has an account is asked:
//! they say yes or no when they are signed in (`offers`), and nobody works anywhere before.

mod accept;
mod again;
mod make;
mod offers;

pub use accept::{NotAccepted, accept, open};
pub use again::again;
use domain::{ids::AccountId, view::Invitation};
use jiff::{SignedDuration, Timestamp};
pub use make::{Invited, NewPerson, invite, invited, reset, take_back};
pub use offers::{decline, offers, take};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::{
    Backend, Error,
    db::{self, Tx, invitations::InvitationRow},
};

/// How long a link works.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// So long after it ran out a link is forgotten; until then its page says what became of it.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a token is kept as.
fn hashed(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// What has become of an invitation.
fn standing(row: &InvitationRow, now: Timestamp) -> Invitation {
    let until = crate::clock::from_ms(row.expires_at);
    if row.used_at.is_some() {
        Invitation::Used
    } else if row.taken_back_at.is_some() {
        Invitation::TakenBack
    } else if row.newer > 0 {
        Invitation::Replaced
    } else if until <= now {
        Invitation::Late
    } else if row.closed_at.is_some_and(|at| at <= now.as_millisecond()) {
        Invitation::Closed
    } else {
        Invitation::Open {
            name: row.name.clone(),
            email: row.email.clone(),
            organisation: row.organisation.clone().unwrap_or_default(),
            is_reset: row.account_id.is_some(),
        }
    }
}

/// Keeps a new link; the address that it is to be handed over as.
async fn keep(b: &Backend, tx: &mut Tx, mut row: InvitationRow, token: &str, now: Timestamp) -> Result<String, Error> {
    row.id = b.ids().new_id(now).to_string();
    // Of two in one millisecond one is the newer, too: who gets here holds the log (`manager::Act`).
    let last = db::invitations::last_made(tx, &row.email).await?;
    row.made_at = now.as_millisecond().max(last + 1);
    row.expires_at = now.saturating_add(LASTS).unwrap_or(Timestamp::MAX).as_millisecond();
    db::invitations::insert(tx, &row, &hashed(token)).await?;
    Ok(format!("{}/join/{token}", b.settings().base_url))
}

/// Deletes the links that ran out some time ago: the name and address of somebody who never came are not kept for good. To
/// be called now and then.
pub async fn forget(b: &Backend) -> Result<(), Error> {
    let before = b.clock().now().saturating_sub(FORGOTTEN).unwrap_or(Timestamp::MIN);
    let mut tx = b.db().begin_on_any_disk().await?;
    db::invitations::delete_before(&mut tx, before).await?;
    tx.commit().await
}

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Nobody,
    /// An account's whose owner can sign in, or could but for a lock.
    Works(AccountId),
    /// An account's whose owner has left, or has no role anywhere any longer.
    Nowhere(AccountId),
}

async fn whose(tx: &mut AnyConnection, email: &str, now: Timestamp) -> Result<Whose, Error> {
    let Some(account) = db::accounts::id_by_email(tx, email).await? else { return Ok(Whose::Nobody) };
    let (locked, left) = db::accounts::ends(tx, account).await?;
    let is_nowhere = locked.is_none()
        && (left.is_some_and(|at| at <= now.as_millisecond())
            || db::accounts::memberships(tx, account, "", now).await?.is_empty());
    Ok(if is_nowhere { Whose::Nowhere(account) } else { Whose::Works(account) })
}

fn account_of(row: &InvitationRow) -> Result<Option<AccountId>, Error> {
    row.account_id.as_deref().map(|id| db::parse(id, "account")).transpose()
}
