use domain::ids::CaseId;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{
        AppError,
        photo_requests::{PhoneCode, make_phone_code},
    },
    components::Moment,
};

/// A code to point the referrer's own phone at. Made only when asked for: each one is a link that works.
#[component]
pub fn PhoneCodeBox(case: CaseId) -> impl IntoView {
    let code = RwSignal::new(None::<Result<PhoneCode, AppError>>);
    let make = move |_| spawn_local(async move { code.set(Some(make_phone_code(case).await)) });
    let shown = move || {
        code.get().map(|code| match code {
            Ok(code) => view! { <Code code/> }.into_any(),
            Err(error) => view! { <p class="nhsuk-error-message" role="alert">{error.to_string()}</p> }.into_any(),
        })
    };
    view! {
        <div class="phone-code when-alive not-printed">
            <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=make>"Use my own phone"</button>
            <div aria-live="polite">{shown}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Code(code: PhoneCode) -> impl IntoView {
    view! {
        <p>"Point your phone’s camera at this code. No sign-in is needed, and nothing stays on the phone."</p>
        <div class="phone-code__drawing" role="img" aria-label="QR code with a link for your phone" inner_html=code.svg></div>
        <p class="quiet">"Works until "<Moment when=code.link.expires/>". "<a href=code.link.url rel="external" target="_blank">"Open the link here"<span class="nhsuk-u-visually-hidden">" (opens in a new tab)"</span></a></p>
    }
    .into_any()
}
