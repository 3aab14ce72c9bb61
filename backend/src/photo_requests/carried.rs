//! A link's token between two pages of it. It stands in the address of the text alone: addresses stay in histories and
//! in the logs of whatever is on the way. From the first visit on the browser carries it sealed, in a cookie, and the
//! pages' addresses hold the link's reference.
//!
//! All of it is reckoned from the token and the key. No row is read or written, so that a token which nobody made is
//! treated like one that somebody made.

use std::fmt;

use domain::link_token::{REFERENCE_LENGTH, token_in};
use jiff::{SignedDuration, Timestamp};

use crate::{Backend, events::LogSeal, sealed};

/// After so long the link in the text is to be opened again: browsers on telephones hardly ever end, and keep until then
/// what is to go with them.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// A link that a browser carries.
#[derive(Clone, PartialEq, Eq)]
pub struct Carried {
    pub token: String,
    /// When the link was opened by its own address.
    pub since: Timestamp,
}

impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Carried").field("since", &self.since).finish_non_exhaustive()
    }
}

/// What `token`'s pages are called by, and the token as the browser may keep it.
pub fn carry(b: &Backend, token: &str) -> (String, String) {
    let reference = reference(b, token);
    let now = b.clock().now().as_millisecond();
    let sealed = sealed::seal(b, &about(&reference), &format!("{now} {token}"));
    (reference, sealed)
}

/// What was sealed for this reference, not too long ago; None for anything else.
pub fn carried(b: &Backend, reference: &str, sealed: &str) -> Option<Carried> {
    let opened = sealed::open(b, &about(reference), sealed)?;
    let (since, token) = opened.split_once(' ')?;
    let since = Timestamp::from_millisecond(since.parse().ok()?).ok()?;
    let lasts = b.clock().now().duration_since(since) < LONGEST;
    (lasts && token_in(token) == Some(token)).then(|| Carried { token: token.to_owned(), since })
}

/// The same for a token each time, and under another key another. Nobody finds the token by it.
fn reference(b: &Backend, token: &str) -> String {
    let mut mac = LogSeal::of(&b.settings().key, "skinlink references of links").mac([token]);
    mac.truncate(REFERENCE_LENGTH);
    mac
}

/// Apart from whatever else is sealed about a link.
fn about(reference: &str) -> String {
    format!("the link {reference}")
}
