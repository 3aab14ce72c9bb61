use std::time::Duration;

use domain::view::PhoneText;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::demo::phone_texts,
    components::{DemonstrationBanner, Moment, loaded},
};

/// A telephone on the screen, so that the whole job can be tried on one machine.
#[component]
pub fn DemoPhone() -> impl IntoView {
    let texts = Resource::new_blocking(|| (), |()| phone_texts());
    Effect::new(move |_| {
        let refresh = move || texts.refetch();
        if let Ok(timer) = set_interval_with_handle(refresh, Duration::from_secs(3)) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <Title text="Demonstration phone"/>
        <DemonstrationBanner/>
        <main class="demo-phone" id="main">
            <h1>"Demonstration phone"</h1>
            <p>"Every text to a patient and every mail to a colleague arrives here instead. Nothing leaves this machine."</p>
            <div class="phone">
                <h2 class="phone__title">"Messages"</h2>
                <div class="phone__screen" tabindex="0" role="log" aria-label="Texts, newest first">
                    {loaded(texts, |texts| view! { <Texts texts/> })}
                </div>
            </div>
            <form method="get" action="/demo/phone"><button class="nhsuk-button nhsuk-button--secondary">"Look for new texts"</button></form>
        </main>
    }
    .into_any()
}

#[component]
fn Texts(texts: Vec<PhoneText>) -> impl IntoView {
    if texts.is_empty() {
        return view! { <p class="phone__empty">"No texts yet. Ask a patient for photos, and the text appears here."</p> }.into_any();
    }
    let texts = texts
        .into_iter()
        .map(|text| {
            view! {
                <article class="text">
                    <p class="text__head">{format!("To {}, ", text.to)}<Moment when=text.at/></p>
                    <p class="text__body" dir="auto">{with_links(&text.body, &text.links)}</p>
                </article>
            }
        })
        .collect_view();
    texts.into_any()
}

/// The body with its links made live. They open beside the phone, as a patient's browser would.
fn with_links(body: &str, links: &[String]) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some((at, link)) = links.iter().filter_map(|link| Some((rest.find(link.as_str())?, link))).min() {
        parts.push(rest[..at].to_owned().into_any());
        parts
            .push(view! { <a href=link.clone() target="_blank" rel="external noopener">{link.clone()}</a> }.into_any());
        rest = &rest[at + link.len()..];
    }
    parts.push(rest.to_owned().into_any());
    parts
}
