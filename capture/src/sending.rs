use domain::image::View;
use leptos::prelude::*;
use locales::say;
use ui::components::{LiveText, Press};

use super::{Outgoing, Queue, Sending, refusal, view_name};

/// Pictures on their way: of one view, or all.
#[component]
pub fn SendingList(#[prop(optional)] view: Option<View>) -> impl IntoView {
    let queue = Queue::of_page();
    let pictures = move || {
        queue.pictures().into_iter().filter(|picture| view.is_none_or(|view| view == picture.view)).collect::<Vec<_>>()
    };
    view! {
        <ul class="sending" role="list">
            <For each=pictures key=|picture| (picture.key, picture.state.clone()) let:picture>
                <li class="sending__picture"><OnItsWay picture queue/></li>
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn OnItsWay(picture: Outgoing, queue: Queue) -> impl IntoView {
    let key = picture.key;
    let state = match picture.state {
        Sending::Waiting | Sending::NoSignal | Sending::NotNow | Sending::Unconfirmed => {
            view! { <p>{say!("upload.waiting")}</p> }.into_any()
        }
        Sending::Under(percent) => {
            let text = say!("upload.sending", percent = &percent.to_string());
            view! { <p>{text.clone()}</p><progress max="100" value=percent.to_string() aria-label=text></progress> }
                .into_any()
        }
        Sending::Sent => view! { <p>{say!("upload.sent")}</p> }.into_any(),
        Sending::Refused(code) => view! {
            <p class="nhsuk-error-message" role="alert">{refusal(&code)}</p>
            <button type="button" class="link-button" on:click=move |_| queue.forget(|picture| picture.key == key)>
                {say!("photos.remove")}
            </button>
        }
        .into_any(),
    };
    view! {
        <img class="sending__thumb" src=picture.preview alt=say!("picture.shown", view = &view_name(picture.view))/>
        <div class="sending__state">{state}</div>
    }
    .into_any()
}

/// Asks for the date of birth, or no longer.
fn ask(wanted: bool) {
    #[cfg(feature = "hydrate")]
    ui::browser::page::ask_birth_date_again(wanted);
    #[cfg(not(feature = "hydrate"))]
    let _ = wanted;
}

/// A quiet bar while nothing goes on: it is tried again by itself.
#[component]
pub fn SignalBar() -> impl IntoView {
    let queue = Queue::of_page();
    let why = move || queue.held_up().map(|key| say!(key)).unwrap_or_default();
    let is_unconfirmed = Memo::new(move |_| queue.is_unconfirmed());
    Effect::new(move |_| ask(is_unconfirmed.get()));
    let button = move || if is_unconfirmed.get() { say!("again.ask") } else { String::new() };
    view! {
        <div role="status">
            <Show when=move || queue.held_up().is_some()>
                <p class="no-signal"><LiveText text=Signal::derive(why)/>" "<Press label=Signal::derive(button) on_press=move |()| ask(true)/></p>
            </Show>
        </div>
    }
    .into_any()
}
