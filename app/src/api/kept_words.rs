//! What a patient pressed or typed when their browser had to be asked again whose link it is. Nothing of it was sent:
//! the page for the date of birth says so, and after it the page where they were shows their words again.
//!
//! The words stay with the browser, sealed for their link, since who has not given the date is a stranger: neither an
//! address, nor a log, nor a row of ours holds them.

use backend::{Backend, Error, sealed};
use domain::{access::Actor, forms::Response};
use serde::{Deserialize, Serialize};

use super::{
    AppError,
    context::{backend, cookie, redirect, set_link_cookie, who},
};

/// The cookie that they are in.
pub const COOKIE: &str = "skinlink-unsent";
/// Time to find one's date of birth, and to read once more what one wrote.
const SECONDS: u32 = 30 * 60;
/// Characters of a cookie's value. Browsers drop one that is longer than 4,096 with its name.
const LONGEST: usize = 4_000;
/// Pages that a date of birth leads back to.
const PAGES: [&str; 5] = ["before", "questions", "photos", "review", "news"];

/// A form that was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptWords {
    Changed(Response),
    Answers(Response),
}

impl KeptWords {
    /// The page that it stands on.
    pub fn page(&self) -> &'static str {
        match self {
            Self::Changed(_) => "news",
            Self::Answers(_) => "questions",
        }
    }
}

/// The name of a link's page, where it is one that somebody can be led back to.
pub fn page_to_go_back_to(name: &str) -> Option<&'static str> {
    PAGES.into_iter().find(|page| *page == name)
}

/// Who presses something on a link's page; None where the date of birth has to be given again first. The browser is then
/// led to that question, which knows the page to come back to.
///
/// # Errors
/// As [`super::context::link_asker`], also where `words` are too long for the browser to keep: their page still has them.
pub(super) async fn asker_on(
    link: &str,
    page: &str,
    words: Option<&KeptWords>,
) -> Result<Option<(Backend, Actor)>, AppError> {
    let b = backend();
    match who().by_link(&b, link).await {
        Ok(actor) => Ok(Some((b, actor))),
        Err(Error::Unconfirmed) if words.is_none_or(|words| keep(&b, link, words)) => {
            redirect(&format!("/p/{link}/check?unsent={page}"));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the browser can keep it.
pub(super) fn keep(b: &Backend, link: &str, words: &KeptWords) -> bool {
    let sealed = serde_json::to_string(words).map(|json| sealed::seal(b, &about(link), &json)).unwrap_or_default();
    let fits = !sealed.is_empty() && sealed.len() <= LONGEST;
    if fits {
        set_link_cookie(COOKIE, &sealed, SECONDS);
    }
    fits
}

/// It was sent.
pub(super) fn forget() {
    set_link_cookie(COOKIE, "", 0);
}

/// What this browser keeps of this link.
pub fn kept(link: &str) -> Option<KeptWords> {
    let json = sealed::open(&backend(), &about(link), &cookie(COOKIE)?)?;
    serde_json::from_str(&json).ok()
}

/// Apart from whatever else is sealed about a link.
fn about(link: &str) -> String {
    format!("words of {link}")
}
