use leptos::prelude::*;
use leptos_meta::Title;

use super::{Notices, told};

/// What is asked after the right password, for the page that asks. The server puts it into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// The code of an app, or a recovery code.
    Code { problem: Option<String> },
    /// To be set up: the square that an app reads, as SVG, and the same as letters.
    SetUp { square: String, letters: String, problem: Option<String> },
    /// The codes for when the app is lost, the same for the form by which they are kept, and where that goes.
    Codes { codes: Vec<String>, sealed: String, action: String },
}

/// Plain forms, so that each step works without any script.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let inside = match told().unwrap_or(SecondFactor::Code { problem: None }) {
        SecondFactor::Code { problem } => view! { <Code problem/> }.into_any(),
        SecondFactor::SetUp { square, letters, problem } => view! { <SetUp square letters problem/> }.into_any(),
        SecondFactor::Codes { codes, sealed, action } => view! { <Codes codes sealed action/> }.into_any(),
    };
    view! {
        <main class="sign-in" id="main">
            <section class="panel sign-in__form"><p class="sign-in__name">"Skinlink"</p>{inside}</section>
        </main>
    }
    .into_any()
}

#[component]
fn Code(problem: Option<String>) -> impl IntoView {
    view! {
        <Title text="Enter your code"/>
        <h1>"Enter your code"</h1>
        <Notices problem=problem.clone() field="code"/>
        <p>"Open the authenticator app on your phone and type the six digits that it shows for Skinlink. Without the phone, type one of your recovery codes."</p>
        <CodeForm action="/second-factor".to_owned() wrong=problem.is_some() button="Go on"/>
        <p>"Lost both? Ask your administrator: they can let you set up the second step anew."</p>
    }
    .into_any()
}

#[component]
fn SetUp(square: String, letters: String, problem: Option<String>) -> impl IntoView {
    view! {
        <Title text="Set up your second step"/>
        <h1>"Set up your second step"</h1>
        <Notices problem=problem.clone() field="code"/>
        <p>"A password alone is not enough for patients’ records. Install an authenticator app on your phone, such as Microsoft Authenticator or Google Authenticator, and let it read this square."</p>
        <div class="second-factor__square" inner_html=square></div>
        <p>"Or type this into the app: "<code class="secret" translate="no">{letters}</code></p>
        <CodeForm action="/second-factor/set-up".to_owned() wrong=problem.is_some() button="Set it up"/>
    }
    .into_any()
}

/// Asks for a code; what else the form sends stands inside.
#[component]
pub(in crate::pages) fn CodeForm(
    action: String,
    wrong: bool,
    button: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            {children.map(|children| children())}
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                <label class="nhsuk-label" for="code">"Code"</label>
                <input class="nhsuk-input nhsuk-input--width-10" id="code" name="code" autocomplete="one-time-code" spellcheck="false" autocapitalize="off" required/>
            </div>
            <button class="nhsuk-button">{button}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Codes(codes: Vec<String>, sealed: String, action: String) -> impl IntoView {
    let codes = codes
        .into_iter()
        .map(|code| view! { <li><code class="secret" translate="no">{code}</code></li> })
        .collect_view();
    view! {
        <Title text="Your recovery codes"/>
        <h1>"Your recovery codes"</h1>
        <p>"If you lose your phone, each of these lets you in once in its place. They are shown only now: print them or write them down, and keep them away from your phone."</p>
        <ul class="second-factor__codes">{codes}</ul>
        <p>"They count once you press the button."</p>
        <form method="post" action=action>
            <input type="hidden" name="codes" value=sealed/>
            <button class="nhsuk-button">"I have kept them: go on"</button>
        </form>
    }
    .into_any()
}
