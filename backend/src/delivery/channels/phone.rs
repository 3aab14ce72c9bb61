//! The demonstration's phone: a page, kept in the same database, so that the whole job can be tried on one machine.

use jiff::Timestamp;

use super::{NotSent, Sent, text::Text};
use crate::{
    Backend, Error,
    db::phone_texts::{self, PhoneTextRow},
};

/// Shows one text under its delivery's id: received twice, it is shown once.
pub(super) async fn receive(b: &Backend, id: &str, text: Text, now: Timestamp) -> Result<Sent, NotSent> {
    let row = PhoneTextRow { recipient: text.to, body: text.body, at: now.as_millisecond() };
    let keep = async {
        let mut tx = b.db().begin_on_any_disk().await?;
        phone_texts::insert(&mut tx, id, &row).await?;
        tx.commit().await
    };
    keep.await.map_err(NotSent::from)?;
    Ok(Sent { external: None })
}

impl From<Error> for NotSent {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}
