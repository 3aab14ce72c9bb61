use domain::view::Invitation;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{Notices, told};

/// An invitation, for the page that it leads to. The server puts it into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    pub invitation: Invitation,
    /// Why the password was not taken.
    pub problem: Option<String>,
    /// Who is signed in in this browser: the invitation may have been handed on.
    pub signed_in: Option<String>,
}

/// Chooses a password by the link of an invitation or of a reset: a plain form, which any password manager fills.
#[component]
pub fn Join() -> impl IntoView {
    let Joining { invitation, problem, signed_in } =
        told().unwrap_or(Joining { invitation: Invitation::Unknown, problem: None, signed_in: None });
    let inside = match (invitation, signed_in) {
        (Invitation::Open { name, email, .. }, Some(other)) => view! { <Forwarded name email other/> }.into_any(),
        (Invitation::Open { name, email, organisation, is_reset }, None) => {
            view! { <Choose name email organisation is_reset problem/> }.into_any()
        }
        (Invitation::HasAccount { email, organisation }, _) => view! { <HasAccount email organisation/> }.into_any(),
        (over, _) => view! { <Over why=words(&over)/> }.into_any(),
    };
    view! {
        <Title text="Choose a password"/>
        <main class="sign-in" id="main">
            <section class="panel sign-in__form"><p class="sign-in__name">"Skinlink"</p>{inside}</section>
        </main>
    }
    .into_any()
}

const fn words(over: &Invitation) -> &'static str {
    match over {
        Invitation::Used => {
            "This link was used, and works only once. If it was you, sign in. If it was not, tell your administrator now."
        }
        Invitation::Replaced => {
            "A newer link was made for you, and only the newest one works. Ask your administrator for it."
        }
        Invitation::TakenBack => {
            "This link was taken back, by whoever made it or because your account was closed. Ask your administrator if you did not expect that."
        }
        Invitation::Closed => {
            "The organisation that you were invited to is closed. Ask your administrator where you are expected now."
        }
        Invitation::Late => "This link has run out: each works for three days. Ask your administrator for a new one.",
        Invitation::Open { .. } | Invitation::HasAccount { .. } | Invitation::Unknown => {
            "This is not a link that works. Copy the whole of it, or ask your administrator for a new one."
        }
    }
}

/// Whoever has an account says yes or no with it: the link alone opens nothing.
#[component]
fn HasAccount(email: String, organisation: String) -> impl IntoView {
    let what = match organisation.as_str() {
        "" => "to look after Skinlink’s accounts and organisations".to_owned(),
        places => format!("to work at {places}"),
    };
    view! {
        <h1>"You have an account already"</h1>
        <p>"You were invited, as "<bdi>{email}</bdi>", "{what}". Nothing has changed yet: sign in as always, and say yes or no."</p>
        <p><a class="nhsuk-button" href="/invitations">"Sign in and answer"</a></p>
    }
    .into_any()
}

#[component]
fn Over(why: &'static str) -> impl IntoView {
    view! {
        <h1>"This link does not work"</h1>
        <p>{why}</p>
        <p><a class="nhsuk-button nhsuk-button--secondary" href="/sign-in">"Go to signing in"</a></p>
    }
    .into_any()
}

/// Whoever is signed in here is not asked to choose a password for somebody else.
#[component]
fn Forwarded(name: String, email: String, other: String) -> impl IntoView {
    view! {
        <h1>"This link is for "<bdi>{name}</bdi></h1>
        <p>"You are signed in as "<bdi>{other}</bdi>". The link is for "<bdi>{email}</bdi>" alone: do not use it for somebody else."</p>
        <p>"If it is yours, sign out and open it again."</p>
        <form method="post" action="/sign-out"><button class="nhsuk-button nhsuk-button--secondary">"Sign out"</button></form>
    }
    .into_any()
}

#[component]
fn Choose(name: String, email: String, organisation: String, is_reset: bool, problem: Option<String>) -> impl IntoView {
    let wrong = problem.is_some();
    let what = if is_reset {
        "Your old password was taken away. Choose a new one.".to_owned()
    } else if organisation.is_empty() {
        "You were invited to look after Skinlink’s accounts and organisations.".to_owned()
    } else {
        format!("You were invited to work with Skinlink at {organisation}.")
    };
    view! {
        <h1>"Choose a password"</h1>
        <Notices problem field="password"/>
        <p><bdi>{name}</bdi>", "<bdi>{email.clone()}</bdi></p>
        <p>{what}</p>
        <form method="post" action="/join">
            // Password managers keep the password under it.
            <input type="hidden" name="username" autocomplete="username" value=email/>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                <label class="nhsuk-label" for="password">"Password"</label>
                <div class="nhsuk-hint" id="password-hint">
                    "12 characters or more. Any characters count, spaces too. Three or four words that do not belong together are hard to guess and easy to remember."
                </div>
                <input class="nhsuk-input" id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" required/>
            </div>
            <button class="nhsuk-button">"Keep this password"</button>
        </form>
    }
    .into_any()
}
