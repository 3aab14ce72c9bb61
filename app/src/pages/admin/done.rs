use leptos::prelude::*;
use leptos_meta::Title;

use crate::pages::public::{CodeForm, Notices, told};

/// What came of an act, for the page that says so, and where to go back to. The server puts it into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActDone {
    pub came: Came,
    pub back: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// A link to hand over, and until when it works.
    Link {
        url: String,
        until: String,
    },
    Done(String),
    /// Why not.
    Not(String),
}

#[component]
pub fn ActDonePage() -> impl IntoView {
    let ActDone { came, back } =
        told().unwrap_or(ActDone { came: Came::Not("There is nothing here.".to_owned()), back: "/admin".to_owned() });
    let inside = match came {
        Came::Link { url, until } => view! {
            <h1>"Hand over this link"</h1>
            <p>"Skinlink has not sent it. Give it to them alone, by a way that only they read. It works once, until "{until}"."</p>
            <p><code class="secret" translate="no">{url}</code></p>
        }
        .into_any(),
        Came::Done(what) => view! { <h1>{what}</h1> }.into_any(),
        Came::Not(why) => view! { <h1>"Not done"</h1><p>{why}</p> }.into_any(),
    };
    view! {
        <Title text="People and organisations"/>
        <main class="nhsuk-width-container nhsuk-main-wrapper" id="main">
            {inside}
            <p><a class="nhsuk-button nhsuk-button--secondary" href=back>"Go back"</a></p>
        </main>
    }
    .into_any()
}

/// An act that wants the second step again first, for the page that asks for it. The server puts it into the request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepUp {
    /// "Lock the account of Dr Sam Reed".
    pub what: String,
    /// Where the form was going, and goes again.
    pub action: String,
    /// What stood in it.
    pub fields: Vec<(String, String)>,
    pub problem: Option<String>,
}

/// Asks for a code and sends it along with what was typed before.
#[component]
pub fn StepUpPage() -> impl IntoView {
    let StepUp { what, action, fields, problem } = told().unwrap_or_default();
    let field = |(name, value): (String, String)| view! { <input type="hidden" name=name value=value/> };
    let kept = fields.into_iter().map(field).collect_view();
    view! {
        <Title text="Enter your code again"/>
        <main class="sign-in" id="main">
            <section class="panel sign-in__form">
                <p class="sign-in__name">"Skinlink"</p>
                <h1>"Enter your code again"</h1>
                <Notices problem=problem.clone() field="code"/>
                <p>"With this code you: "<strong><bdi>{what}</bdi></strong></p>
                <p>"This can let somebody in or keep them out, and your last code is a while ago. Nothing is done yet, and what you typed is kept. If you did not begin this, do not do it."</p>
                <CodeForm action wrong=problem.is_some() button="Go on">{kept}</CodeForm>
                <p><a href="/">"Do not do it"</a></p>
            </section>
        </main>
    }
    .into_any()
}
