//! Links by which somebody chooses a password: the first one, with which their account is made, or another after a reset.
//! A link works once, for 72 hours, and only while no newer one went to the same address.

mod accept;
mod make;

pub use accept::{NotAccepted, accept, open};
use domain::{ids::AccountId, view::Invitation};
use jiff::{SignedDuration, Timestamp};
pub use make::{Invited, NewPerson, invite, invited, reset};
use sha2::{Digest, Sha256};

use crate::{
    Backend, Error,
    db::{self, Tx, invitations::InvitationRow},
};

/// How long a link works.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// What a token is kept as.
fn hashed(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// What has become of an invitation.
fn standing(row: &InvitationRow, now: Timestamp) -> Invitation {
    let until = crate::clock::from_ms(row.expires_at);
    if row.used_at.is_some() {
        Invitation::Used
    } else if row.newer > 0 {
        Invitation::Replaced
    } else if until <= now {
        Invitation::Late
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

fn account_of(row: &InvitationRow) -> Result<Option<AccountId>, Error> {
    row.account_id.as_deref().map(|id| db::parse(id, "account")).transpose()
}
