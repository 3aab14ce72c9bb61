use leptos::{nonce::use_nonce, prelude::*};
use locales::say;

use crate::{App, BuiltNames, api::context::who};

/// Run as the last thing in the body, while the parser still waits for it: notes every node of the page as the server
/// wrote it, since from now on translators, password managers and the browser itself change what stands there, and
/// hydration goes wrong where one node is not as it was. `alive.js` puts back what they changed. Notes also where
/// somebody typed before the page came alive.
const KEEP: &str = include_str!("keep.js");

/// Whether a browser can run the WASM at all: the smallest module with SIMD in it. An old phone must not load hundreds of
/// kilobytes in vain.
const CAN_RUN: &str = "self.WebAssembly&&WebAssembly.validate(Uint8Array.of(0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,10,1,8,0,65,0,253,15,253,98,11))";

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let scripts = Scripts::of_page();
    let names = use_context::<BuiltNames>().unwrap_or_default();
    let module = scripts.module(&names);
    let is_whole = module.as_ref().is_some_and(|module| module.is_whole);
    // Clinicians read and answer in the words that were written, not in what a machine made of them.
    let translate = matches!(scripts, Scripts::Pages).then_some("no");
    let alive = module.is_some();
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" dir="ltr" translate=translate>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                // An NHS number is no telephone number, and a page whose numbers become links cannot be hydrated.
                <meta name="format-detection" content="telephone=no, date=no, address=no, email=no"/>
                <meta name="color-scheme" content="light"/>
                <meta name="theme-color" content="#005eb8"/>
                <meta name="robots" content="noindex"/>
                // Before the style sheet, for which it would wait.
                {module.map(|module| view! { <Bring module/> })}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                // The id by which the watch mode finds it.
                <link id="leptos" rel="stylesheet" href=format!("/{}", names.path("css"))/>
                <AutoReload options/>
                // One's own passkeys stand on a page that is hydrated, and the way in on one that is not.
                {matches!(scripts, Scripts::Passkeys | Scripts::Pages).then(|| view! { <script type="module" src="/passkey.js" nonce=use_nonce()></script> })}
                {matches!(scripts, Scripts::Forms).then(|| view! { <script type="module" src="/forms.js" nonce=use_nonce()></script> })}
                {reload().map(|after| view! { <noscript><meta http-equiv="refresh" content=after/></noscript> })}
                <leptos_meta::MetaTags/>
            </head>
            <body>
                <App/>
                {alive.then(|| view! {
                    <Stopped is_whole/>
                    <script nonce=use_nonce()>{KEEP}</script>
                })}
            </body>
        </html>
    }
}

/// After how many seconds a page asks for itself anew where nothing else looks at the time: one with a case that is read
/// from outside, when that closes.
fn reload() -> Option<String> {
    let parts = use_context::<axum::http::request::Parts>()?;
    parts.uri.path().starts_with("/outside/").then_some(())?;
    let closes_ms = who().staff?.signed_in.closes_ms?;
    Some((closes_ms / 1_000 + 1).to_string())
}

/// What brings a page to life.
struct Module {
    script: String,
    wasm: String,
    /// Whether everything can be done before it has come, so that nobody has to know when it does not.
    is_whole: bool,
}

/// Fetches the WASM at once, and once: WebKit does not use for `fetch` what was preloaded.
#[component]
fn Bring(module: Module) -> impl IntoView {
    let Module { script, wasm, is_whole } = module;
    let begin = format!(
        "self.skinlink={{script:{script:?},isWhole:{is_whole},wasm:{CAN_RUN}?fetch({wasm:?}):\
         Promise.reject(Error('no WebAssembly with SIMD'))}};skinlink.wasm.catch(()=>{{}})"
    );
    view! {
        <script nonce=use_nonce()>{begin}</script>
        <link rel="modulepreload" href=script/>
        <script type="module" src="/alive.js" nonce=use_nonce()></script>
    }
}

/// Shown by `alive.js` when the page did not come alive or broke.
#[component]
fn Stopped(is_whole: bool) -> impl IntoView {
    let typed = if is_whole {
        view! { <p>{say!("stopped.photos")}</p> }.into_any()
    } else {
        view! {
            <p id="stopped-typed">"Nothing is saved by itself now: what you typed is kept only when you press Save or Send."</p>
            <p id="stopped-after" hidden>"What you typed after "<span></span>" is not saved. The buttons still work: press Save or Send."</p>
        }
        .into_any()
    };
    view! {
        <div class="stopped not-printed" id="stopped" role="alert" hidden>
            <p><strong>{say!("stopped.title")}</strong>" "<a href="" rel="external">{say!("stopped.again")}</a></p>
            {typed}
        </div>
    }
}

/// What a page asks a browser to fetch beside its text: no more than it needs.
enum Scripts {
    /// Text, and forms that post themselves.
    None,
    /// Signing in, by a passkey where the browser can.
    Passkeys,
    /// A patient's forms: what was typed survives a connection that does not.
    Forms,
    /// The patient's camera, in WASM of its own.
    Photos,
    /// The clinicians' pages, hydrated.
    Pages,
}

impl Scripts {
    fn of_page() -> Self {
        let path = use_context::<axum::http::request::Parts>().map(|parts| parts.uri.path().to_owned());
        match path.unwrap_or_default().trim_matches('/').split('/').collect::<Vec<_>>()[..] {
            ["p", _, "photos"] => Self::Photos,
            ["p", ..] => Self::Forms,
            ["admin", "done"] | ["step-up"] => Self::None,
            ["sign-in"] | ["passkey", "sign-in"] => Self::Passkeys,
            [""] | ["join" | "second-factor" | "problem" | "finished", ..] => Self::None,
            // A page that nobody thought of here is heavy, and works.
            _ => Self::Pages,
        }
    }

    fn module(&self, names: &BuiltNames) -> Option<Module> {
        match self {
            Self::None | Self::Forms | Self::Passkeys => None,
            Self::Photos => {
                let (script, wasm) = ("/photos/photos.js".to_owned(), "/photos/photos_bg.wasm".to_owned());
                Some(Module { script, wasm, is_whole: true })
            }
            Self::Pages => {
                let file = |kind| format!("/{}", names.path(kind));
                Some(Module { script: file("js"), wasm: file("wasm"), is_whole: false })
            }
        }
    }
}
