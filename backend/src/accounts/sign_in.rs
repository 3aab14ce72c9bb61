use domain::{typed, view::Me};

use super::{me::describe, password};
use crate::{Backend, Error, db::accounts};

/// Who this e-mail address and password belong to. `Denied` when they do not fit, whether or not there is such an
/// account, and after the same time.
pub async fn sign_in(b: &Backend, email: &str, password: &str) -> Result<Me, Error> {
    let account = accounts::by_email(&mut *b.db().read().await?, &typed::plain(email).to_lowercase()).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    match (password::verify(hash, password).await?, account) {
        (true, Some(account)) => Ok(describe(&account)?.1),
        (true | false, _) => Err(Error::Denied),
    }
}
