use domain::image::View;
#[cfg(feature = "hydrate")]
use leptos::ev;
use leptos::{html, prelude::*};
use locales::say;
use ui::client::marked;

use super::{
    ACCEPT, CaptureDialog, CaptureTarget, Outgoing, Queue, SendingList, SignalBar, pick::chosen, provide, view_name,
};

/// Adding pictures at a desktop: dropped, pasted or chosen. `on_done` runs whenever one has arrived.
#[component]
pub fn UploadArea(target: CaptureTarget, views: Vec<View>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let queue = Queue::provide();
    let action = marked(target.form_action());
    provide(target, queue, Signal::default());
    let view = RwSignal::new(views.first().copied().unwrap_or_default());
    let over = RwSignal::new(false);
    Effect::new(move |before: Option<u32>| {
        let arrived = queue.arrived();
        if before.is_some_and(|before| before != arrived) {
            on_done.run(());
            queue.forget(Outgoing::is_sent);
        }
        arrived
    });
    take_from_page(view, over);
    let select = NodeRef::<html::Select>::new();
    take_what_was_chosen(view, select);
    let options =
        views.into_iter().map(|each| view! { <option value=each.as_str()>{view_name(each)}</option> }).collect_view();
    // Without scripts the form posts itself; with them, what is chosen goes the way of every picture.
    view! {
        <form class="upload-area" class:upload-area--over=move || over.get() method="post" action=action
            enctype="multipart/form-data" aria-label=say!("upload.area")>
            <p class="upload-area__drop when-alive">{say!("upload.drop")}</p>
            <div class="upload-area__choice">
                <label class="nhsuk-label" for="upload-view">{say!("upload.view")}</label>
                <select class="nhsuk-select" id="upload-view" name="view" node_ref=select on:change:target=move |event| {
                    if let Ok(chosen) = event.target().value().parse() {
                        view.set(chosen);
                    }
                }>{options}</select>
            </div>
            <div class="upload-area__choice">
                <label class="nhsuk-label" for="upload-files">{say!("upload.choose")}</label>
                <input id="upload-files" type="file" name="picture" accept=ACCEPT multiple
                    on:change=move |event| chosen(view.get_untracked(), &event)/>
            </div>
            <PlainButton/>
        </form>
        <SignalBar/>
        <SendingList/>
        <CaptureDialog/>
    }
    .into_any()
}

/// What somebody chose while scripts were on their way: the form's button is gone with them, and no event comes any more.
#[cfg(feature = "hydrate")]
fn take_what_was_chosen(view: RwSignal<View>, select: NodeRef<html::Select>) {
    let flow = super::flow::Flow::of_page();
    Effect::new(move |_| {
        if let Some(chosen) = select.get_untracked().and_then(|select| select.value().parse().ok()) {
            view.set(chosen);
        }
        let files = ui::browser::files::chosen_before("upload-files");
        // When the page is whole, as if they were chosen then.
        set_timeout(move || flow.add_files(view.get_untracked(), files), std::time::Duration::ZERO);
    });
}

/// Nobody has chosen anything while the server renders.
#[cfg(not(feature = "hydrate"))]
const fn take_what_was_chosen(_view: RwSignal<View>, _select: NodeRef<html::Select>) {}

/// Needed until scripts have come, and gone afterwards.
#[component]
fn PlainButton() -> impl IntoView {
    let plain = RwSignal::new(true);
    Effect::new(move |_| plain.set(false));
    view! {
        <Show when=move || plain.get()>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">{say!("photos.add")}</button>
        </Show>
    }
    .into_any()
}

/// Pasted, or dropped anywhere on the page: a picture that misses the area would otherwise take the page's place.
#[cfg(feature = "hydrate")]
fn take_from_page(view: RwSignal<View>, over: RwSignal<bool>) {
    use super::flow::Flow;
    use ui::browser::files::transferred;

    // Asked for here: outside the view there is no context.
    let flow = Flow::of_page();
    Effect::new(move |_| {
        let pasting = window_event_listener(ev::paste, move |event| {
            flow.add_files(view.get_untracked(), transferred(event.clipboard_data()));
        });
        let dragging = window_event_listener(ev::dragover, move |event| {
            event.prevent_default();
            over.set(true);
        });
        let leaving = window_event_listener(ev::dragleave, move |_| over.set(false));
        let dropping = window_event_listener(ev::drop, move |event| {
            event.prevent_default();
            over.set(false);
            flow.add_files(view.get_untracked(), transferred(event.data_transfer()));
        });
        on_cleanup(move || {
            [pasting, dragging, leaving, dropping].into_iter().for_each(WindowListenerHandle::remove);
        });
    });
}

/// Nothing is pasted or dropped while the server renders.
#[cfg(not(feature = "hydrate"))]
fn take_from_page(_view: RwSignal<View>, _over: RwSignal<bool>) {}
