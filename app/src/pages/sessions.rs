use domain::view::{PasskeyLine, SessionLine};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        client::marked,
        session::{EndSession, Security, load_security},
    },
    components::{Moment, loaded},
};

/// Where one is signed in and by what, and ending it elsewhere: plain forms.
#[component]
pub fn Sessions() -> impl IntoView {
    let security = Resource::new_blocking(|| (), |()| load_security());
    view! {
        <Title text="Where you are signed in"/>
        <div class="staff__page">
            <h1>"Where you are signed in"</h1>
            <p>"Is there one that you do not know? End it, and ask your administrator to reset your password."</p>
            {loaded(security, |Security { sessions, codes_left, passkeys }| {
                let others = sessions.iter().filter(|it| !it.is_this).count();
                let lines = sessions.into_iter().map(|line| view! { <Line line/> }).collect_view();
                view! {
                    <ul class="nhsuk-list">{lines}</ul>
                    {(others > 1).then(|| view! { <End id=String::new() button="End all others"/> })}
                    {passkeys.map(|passkeys| view! { <Passkeys passkeys/> })}
                    {codes_left.map(|left| view! { <RecoveryCodes left/> })}
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Line(line: SessionLine) -> impl IntoView {
    let SessionLine { id, device, since, seen, is_this, waits } = line;
    view! {
        <li class="panel">
            <p><strong>{device}</strong>{is_this.then_some(": this one")}</p>
            <p>{if waits {
                view! { "Your password was given there "<Moment when=since/>", and no code yet" }.into_any()
            } else {
                view! { "Since "<Moment when=since/>", last used "<Moment when=seen/> }.into_any()
            }}</p>
            {(!is_this).then(|| view! { <End id button="End this"/> })}
        </li>
    }
    .into_any()
}

#[component]
fn End(id: String, button: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=marked(EndSession::url())>
            <input type="hidden" name="id" value=id/>
            <button class="nhsuk-button nhsuk-button--secondary">{button}</button>
        </form>
    }
    .into_any()
}

/// Passkeys: shown where the browser can do them, removed anywhere.
#[component]
fn Passkeys(passkeys: Vec<PasskeyLine>) -> impl IntoView {
    let line = |key: PasskeyLine| {
        view! {
            <li class="panel people__line">
                <p><strong><bdi>{key.name.clone()}</bdi></strong>", added "<Moment when=key.added/>{key.used.map(|used| view! { ", last used "<Moment when=used/> })}</p>
                <form method="post" action=marked("/api/passkeys/remove")>
                    <input type="hidden" name="id" value=key.id/>
                    <button class="nhsuk-button nhsuk-button--secondary">"Remove"<span class="nhsuk-u-visually-hidden">{format!(" {}", key.name)}</span></button>
                </form>
            </li>
        }
    };
    view! {
        <h2>"Passkeys"</h2>
        <p>"A passkey lets you in by your finger, your face or your device’s own code, without password and authenticator app. It stays with your device, or with what keeps your passwords, and works on this site alone."</p>
        <ul class="nhsuk-list">{passkeys.into_iter().map(line).collect_view()}</ul>
        <form class="passkey" method="post" action=marked("/api/passkeys/add") data-passkey="create" data-ask=marked("/api/passkeys/ask")
            data-trouble="No passkey was made. Try again, or go on with your password." data-known="This device has a passkey for you here already."
            data-away="Skinlink did not answer. Nothing was changed: load this page again in a moment.">
            <input type="hidden" name="sealed"/>
            <input type="hidden" name="answer"/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="passkey-name">"Name, by which you know it"</label>
                <input class="nhsuk-input nhsuk-input--width-20" id="passkey-name" name="name" autocomplete="off" maxlength="60" required/>
            </div>
            <p class="passkey__trouble nhsuk-error-message" role="alert"></p>
            <button class="nhsuk-button nhsuk-button--secondary">"Add a passkey"</button>
        </form>
        <p class="no-passkey">"This browser cannot make a passkey, or its scripts are off."</p>
    }
    .into_any()
}

/// What lets one in without the phone.
#[component]
fn RecoveryCodes(left: u32) -> impl IntoView {
    let left = match left {
        0 => "You have no recovery codes left.".to_owned(),
        1 => "You have 1 recovery code left.".to_owned(),
        _ => format!("You have {left} recovery codes left."),
    };
    view! {
        <h2>"Recovery codes"</h2>
        <p>{left}" Each lets you in once without your phone. New ones end the old ones."</p>
        <form method="post" action=marked("/api/recovery-codes")>
            <button class="nhsuk-button nhsuk-button--secondary">"Make new codes"</button>
        </form>
    }
    .into_any()
}
