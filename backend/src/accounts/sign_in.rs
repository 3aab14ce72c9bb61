use domain::{audit::Access, view::Me};
use jiff::SignedDuration;

use super::{
    guesses::{Counters, TryFrom, keyed},
    me::me,
    normal, password,
};
use crate::{Backend, Error, audit, db::credentials};

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The e-mail address and the password do not fit, whether or not there is such an account.
    #[error("the e-mail address or the password is wrong")]
    Wrong,
    /// After too many wrong ones: the right one is not taken before this time is over either.
    #[error("too many wrong passwords")]
    TooSoon(SignedDuration),
    /// A code of the right app that is not of now: its clock is so many seconds ahead, or behind where that is negative.
    #[error("the clock of the phone is wrong")]
    Clock(i64),
    /// Too many wrong codes in a row: none is taken until somebody unlocks the account, or its password is reset.
    #[error("the second step is locked")]
    CodesLocked,
    /// The password is right, and the account is locked, has left, or has no role anywhere now.
    #[error("the account works nowhere at present")]
    WorksNowhere,
    #[error(transparent)]
    Other(#[from] Error),
}

/// Who this e-mail address and password belong to; what is asked of them then says [`super::second_factor::then`]. A wrong one is counted before it is looked at, so that many at once
/// are no way around, takes the same time whether or not there is such an account, and is logged as what it was.
pub async fn sign_in(b: &Backend, email: &str, password: &str, from: TryFrom<'_>) -> Result<Me, Refused> {
    let place = password::place()?;
    let email = normal(email);
    let counters = Counters::of(b, &email, from);
    // Names that mean nothing elsewhere: enough to see that it is one account, or one address, again and again.
    let (account, source) = (short(keyed(b, &email)), short(keyed(b, from.source)));
    let known_device = counters.is_known_device();
    if let Err(too_soon) = counters.count(b).await? {
        tracing::warn!(account, source, known_device, "a try to sign in came too soon");
        audit::record(b, None, None, Access::SignInHeldBack { tries: 1 });
        return Err(Refused::TooSoon(too_soon.until.duration_since(b.clock().now())));
    }
    let (whose, hash) = credentials::by_email(&mut *b.db().read().await?, &email).await?.unzip();
    match (password::verify(place, hash.flatten(), password).await?, whose) {
        (true, Some(whose)) => {
            counters.was_right(b).await?;
            let (_, me) = match me(b, whose).await {
                Err(Error::NotFound) => {
                    tracing::warn!(account, source, known_device, "the right password of somebody who works nowhere");
                    audit::record(b, None, None, Access::SignInFailed { account: Some(whose) });
                    return Err(Refused::WorksNowhere);
                }
                found => found?,
            };
            tracing::info!(account, source, known_device, "the right password");
            Ok(me)
        }
        (true | false, whose) => {
            audit::record(b, None, None, Access::SignInFailed { account: whose });
            tracing::warn!(account, source, known_device, "a wrong password");
            Err(Refused::Wrong)
        }
    }
}

fn short(mut name: String) -> String {
    name.truncate(12);
    name
}
