use domain::view::DemoAccount;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{Notices, told};
use crate::{
    api::session::demo_accounts,
    components::{DemonstrationBanner, Notice},
};

/// Somebody who was not let in, for the page that says so. The server puts it into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub problem: SignInProblem,
    /// As typed, so that it need not be typed again.
    pub email: String,
    pub next: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInProblem {
    #[error("The email address or the password is not right")]
    Wrong,
    #[error("Too many wrong passwords came from here. Wait {} and try again", wait(*seconds))]
    TooSoon { seconds: u64 },
    #[error("This passkey is not known here, or its time was over. Try again, or sign in with your password")]
    Passkey,
    #[error("This account is locked, or has no role at an organisation now. Ask your administrator")]
    WorksNowhere,
    #[error("Skinlink cannot be reached just now. Try again in a moment")]
    Away,
}

/// How long to wait, for a person.
pub fn wait(seconds: u64) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// A plain form; in demonstration mode also each account as a card with a button.
#[component]
pub fn SignIn() -> impl IntoView {
    let query = use_query_map();
    let tried = told::<Tried>();
    let problem = tried.as_ref().map(|tried| tried.problem.to_string());
    let wrong = problem.is_some();
    let email = tried.as_ref().map(|tried| tried.email.clone()).unwrap_or_default();
    let typed_next = tried.map(|tried| tried.next);
    let saved = move || query.read().get("kept").is_some();
    let ended = move || query.read().get("ended").is_some();
    let next = Memo::new(move |_| typed_next.clone().or_else(|| query.read().get("next")).unwrap_or_default());
    let accounts = Resource::new_blocking(|| (), |()| demo_accounts());
    let people = move || {
        Suspend::new(async move {
            let accounts = accounts.await.unwrap_or_default();
            (!accounts.is_empty()).then(|| view! { <People accounts next=next.get_untracked()/> })
        })
    };
    view! {
        <Title text="Sign in"/>
        <DemonstrationBanner/>
        <main class="sign-in" id="main">
            <section class="panel sign-in__form" aria-labelledby="sign-in-title">
                <p class="sign-in__name">"Skinlink"</p>
                <h1 id="sign-in-title">"Sign in"</h1>
                <Show when=saved>
                    <Notice><p>"You had been signed out. What you sent was kept: when you have signed in you are asked whether to send it."</p></Notice>
                </Show>
                <Show when=ended>
                    <Notice><p>"You have been signed out. Go back in your browser to see what you typed, sign in and send it again."</p></Notice>
                </Show>
                <Notices problem field="email"/>
                <form method="post" action="/sign-in">
                    <input type="hidden" name="next" value=next/>
                    <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                        <label class="nhsuk-label" for="email">"Email address"</label>
                        <input class="nhsuk-input" id="email" name="email" type="email" autocomplete="username" spellcheck="false" required value=email/>
                    </div>
                    <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                        <label class="nhsuk-label" for="password">"Password"</label>
                        <input class="nhsuk-input" id="password" name="password" type="password" autocomplete="current-password" required/>
                    </div>
                    <button class="nhsuk-button">"Sign in"</button>
                </form>
                {passkeys_are_possible().then(|| view! { <Passkey next=next.get_untracked()/> })}
            </section>
            <Suspense>{people}</Suspense>
        </main>
    }
    .into_any()
}

/// Whether the site's address is one that passkeys can be bound to. This page is the server's alone.
fn passkeys_are_possible() -> bool {
    #[cfg(feature = "ssr")]
    {
        backend::accounts::passkeys::are_possible(&crate::api::context::backend())
    }
    #[cfg(not(feature = "ssr"))]
    false
}

/// The way in without a password, where the browser can (`public/passkey.js`).
#[component]
fn Passkey(next: String) -> impl IntoView {
    view! {
        <form class="passkey" method="post" action="/passkey/sign-in" data-passkey="get" data-ask="/passkey/ask"
            data-trouble="The passkey did not work. Try again, or sign in with your password."
            data-away="Skinlink did not answer. Nothing was changed: load this page again in a moment.">
            <input type="hidden" name="next" value=next/>
            <input type="hidden" name="sealed"/>
            <input type="hidden" name="answer"/>
            <p class="passkey__trouble nhsuk-error-message" role="alert"></p>
            <button class="nhsuk-button nhsuk-button--secondary">"Sign in with a passkey"</button>
        </form>
    }
    .into_any()
}

/// The invented people of a demonstration, each one press away.
#[component]
fn People(accounts: Vec<DemoAccount>, next: String) -> impl IntoView {
    let cards = accounts
        .into_iter()
        .map(|account| view! {
            <li class="panel person">
                <h3><bdi>{account.name.clone()}</bdi></h3>
                <p class="person__place"><bdi>{account.organisation}</bdi></p>
                <p>{account.can_try}</p>
                <form method="post" action="/sign-in">
                    <input type="hidden" name="next" value=next.clone()/>
                    <input type="hidden" name="email" value=account.email/>
                    <input type="hidden" name="password" value=account.password/>
                    <button class="nhsuk-button nhsuk-button--secondary-solid">"Sign in as "<bdi>{account.name}</bdi></button>
                </form>
            </li>
        })
        .collect_view();
    view! {
        <section class="sign-in__people" aria-labelledby="people-title">
            <h2 id="people-title">"Or try it as one of these people"</h2>
            <ul class="people">
                {cards}
                <li class="panel person">
                    <h3>"A patient’s phone"</h3>
                    <p class="person__place">"The demonstration phone"</p>
                    <p>"See the texts that were sent to patients, open a link and take photos. No sign-in needed."</p>
                    <a class="nhsuk-button nhsuk-button--secondary-solid" href="/demo/phone">"Open the phone"</a>
                </li>
            </ul>
        </section>
    }
    .into_any()
}
