use super::{mail, outbox};
use crate::{Backend, Error, db};

/// How a mail went that was sent to see whether mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// A mail server has taken it.
    Sent,
    /// It waits, and is tried again; why.
    Waits(String),
    /// It will not leave; why.
    Failed(String),
    /// There is nothing that it could leave by.
    NoChannel,
}

/// Sends a mail by the way that every mail goes, to see whether it leaves: `skinlink try-mail`.
pub async fn try_mail(b: &Backend, to: &str) -> Result<Tried, Error> {
    let now = b.clock().now();
    let key = format!("try-mail/{}", b.ids().new_id(now));
    let mut tx = b.db().begin().await?;
    let subject = "Skinlink can send mail".to_owned();
    let body =
        format!("This was sent to see whether mail from {} arrives. There is nothing to do.\n", b.settings().base_url);
    if !mail(b, &mut tx, key.clone(), to.to_owned(), subject, body, now).await? {
        return Ok(Tried::NoChannel);
    }
    tx.commit().await?;
    // A server beside this may be quicker.
    while outbox::run_once(b).await? {}
    let (state, reason) = db::deliveries::state(&mut *b.db().read().await?, &key).await?.ok_or(Error::NotFound)?;
    Ok(match state.as_str() {
        "done" => Tried::Sent,
        "waiting" => Tried::Waits(reason.unwrap_or_default()),
        _ => Tried::Failed(reason.unwrap_or_default()),
    })
}
