//! What a manager typed about a form and could not be done. It stays with their browser, sealed for their account, until
//! it was done or half an hour has gone: the form itself is not changed by what was refused.

use backend::{Backend, Error, sealed};
use domain::{
    access::Actor,
    forms::edit::{EditAct, EditForm},
    view::RefusedEdit,
};
use leptos_router::location::Url;

use super::{
    AppError,
    context::{cookie, redirect, set_cookie},
};

/// The cookie that it is in, and the pages that read it.
const COOKIE: &str = "skinlink-edit";
const PAGES: &str = "/forms";
const SECONDS: u32 = 30 * 60;
/// Characters of a cookie's value. Browsers drop one that is longer than 4,096 with its name.
const LONGEST: usize = 4_000;

/// As a part of an address.
pub(super) fn escaped(text: &str) -> String {
    Url::escape(text)
}

/// Leads to the page that was done, or back to where it was typed, with all of it. What is too long for a browser to keep
/// is given back by the form's own answer.
pub(super) fn answer(
    b: &Backend,
    actor: &Actor,
    done: Result<String, Error>,
    again: String,
    (act, item, fields): (EditAct, &str, EditForm),
) -> Result<(), AppError> {
    let (why, problems) = match &done {
        Ok(page) => {
            set_cookie(PAGES, COOKIE, "", 0);
            redirect(page);
            return Ok(());
        }
        Err(Error::Invalid(problems)) => ("refused", problems.clone()),
        Err(Error::Stale) => ("changed", Vec::new()),
        Err(_) => return done.map(drop).map_err(AppError::from),
    };
    let refused = RefusedEdit { act, item: item.to_owned(), fields, problems };
    let json = serde_json::to_string(&refused).unwrap_or_default();
    let value = about(actor).map(|about| sealed::seal(b, &about, &json)).filter(|value| value.len() <= LONGEST);
    let Some(value) = value else { return done.map(drop).map_err(AppError::from) };
    set_cookie(PAGES, COOKIE, &value, SECONDS);
    redirect(&format!("{again}&{why}=1"));
    Ok(())
}

/// What this browser keeps for whoever asks.
pub(super) fn kept(b: &Backend, actor: &Actor) -> Option<RefusedEdit> {
    let json = sealed::open(b, &about(actor)?, &cookie(COOKIE)?)?;
    serde_json::from_str(&json).ok()
}

/// Apart from whatever else is sealed about a person.
fn about(actor: &Actor) -> Option<String> {
    actor.account().map(|account| format!("form edit of {account}"))
}
