use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{audit::Access, case::Problem, ids::DeliveryId};

use super::{
    Whose,
    make::{Invited, Why, hand_over},
    whose,
};
use crate::{
    Backend, Error,
    db::{
        given_up,
        invitations::{self, InvitationRow},
    },
    manager::{Act, Manager},
};

/// Makes a new link in place of one whose mail was given up, for the same person and role. The old one works no longer.
///
/// # Errors
/// `NotFound` where the mail was dealt with already; `Invalid` where nobody waits for such a link any longer.
pub async fn again(b: &Backend, by: Manager<'_>, delivery: DeliveryId) -> Result<Invited, Error> {
    let by = by.allowed()?;
    let token = URL_SAFE_NO_PAD.encode(b.ids().bytes::<16>());
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    let given_up = given_up::get(&mut tx, delivery).await?.ok_or(Error::NotFound)?;
    let old = match given_up.idempotency_key.strip_prefix("invitation/") {
        Some(old) if given_up.is_wanted == 1 => invitations::get(&mut tx, old).await?,
        _ => None,
    };
    let Some(InvitationRow { email, name, account_id, role, organisation_id, registration, .. }) = old else {
        let message = "The link was used, or a newer one replaced it: there is nothing to send again.";
        return Err(Error::Invalid(vec![Problem::new("about", message)]));
    };
    let why = match (&account_id, whose(&mut tx, &email, now).await?) {
        (Some(_), _) => Why::Reset,
        (None, Whose::Nobody) => Why::Joins,
        (None, Whose::Works(_)) => Why::Offered,
        (None, Whose::Nowhere(_)) => Why::Rejoins,
    };
    let row =
        InvitationRow { email, name, account_id, role, organisation_id, registration, ..InvitationRow::default() };
    let invited = hand_over(b, &mut tx, row, &token, why, now).await?;
    given_up::deal_with(&mut tx, delivery, now).await?;
    act.done(&mut tx, now, &Access::DeliverySentAgain { delivery }).await?;
    tx.commit().await?;
    Ok(invited)
}
