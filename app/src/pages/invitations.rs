use domain::view::OfferLine;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        client::marked,
        invitations::{AnswerOffer, load_offers},
    },
    components::loaded,
};

/// Roles that one is invited to take on: nobody is given one unasked.
#[component]
pub fn Invitations() -> impl IntoView {
    let offers = Resource::new_blocking(|| (), |()| load_offers());
    view! {
        <Title text="Invitations"/>
        <div class="staff__page">
            <h1>"Invitations"</h1>
            <p>"You work nowhere that you have not said yes to. If you say yes, you can switch to it at the top of each page; whoever looks after people there sees your name and address, and can end that role again, and nothing else of yours."</p>
            {loaded(offers, |offers| {
                if offers.is_empty() {
                    return view! { <p class="empty">"Nothing waits for your answer."</p> }.into_any();
                }
                let lines = offers.into_iter().map(|offer| view! { <Offer offer/> }).collect_view();
                view! { <ul class="nhsuk-list">{lines}</ul> }.into_any()
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Offer(offer: OfferLine) -> impl IntoView {
    let OfferLine { id, works_at, until } = offer;
    view! {
        <li class="panel">
            <p><strong><bdi>{works_at.clone()}</bdi></strong>", to be answered by "{until.full}</p>
            <div class="people__acts">
                <Answer id=id.to_string() yes="true" button="Yes, I work there" of=works_at.clone()/>
                <Answer id=id.to_string() yes="false" button="No" of=works_at/>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Answer(id: String, yes: &'static str, button: &'static str, of: String) -> impl IntoView {
    view! {
        <form method="post" action=marked(AnswerOffer::url())>
            <input type="hidden" name="invitation" value=id/>
            <input type="hidden" name="yes" value=yes/>
            <button class="nhsuk-button" class:nhsuk-button--secondary={yes == "false"}>{button}<span class="nhsuk-u-visually-hidden">{format!(" ({of})")}</span></button>
        </form>
    }
    .into_any()
}
