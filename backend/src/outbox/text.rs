//! Texts to patients. Where the network will be there is a second variant; in a demonstration they go to a phone on a
//! page, kept in the same database, so that the whole job can be tried on one machine.

use jiff::Timestamp;
use words::Locale;

use crate::{
    Error,
    db::{
        Tx,
        phone_texts::{self, PhoneTextRow},
    },
};

/// One text, ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) to: String,
    pub(super) body: String,
}

/// What a request for photos says.
pub(super) fn photo_request(to: &str, practice: &str, url: &str, days: u32) -> Text {
    let days = days.to_string();
    let body =
        words::text(Locale::English, "sms.photo_request", &[("practice", practice), ("url", url), ("days", &days)]);
    Text { to: to.to_owned(), body }
}

/// What is said when there is an answer: nothing of it, because a text can be read over a shoulder.
pub(super) fn news(to: &str, practice: &str) -> Text {
    let body = words::text(Locale::English, "sms.answer_ready", &[("practice", practice)]);
    Text { to: to.to_owned(), body }
}

/// Sends one text, under its delivery's id: sent twice, it arrives once.
pub(super) async fn to_demonstration_phone(tx: &mut Tx, id: &str, text: Text, at: Timestamp) -> Result<(), Error> {
    let row = PhoneTextRow { recipient: text.to, body: text.body, at: at.as_millisecond() };
    phone_texts::insert(tx, id, &row).await
}
