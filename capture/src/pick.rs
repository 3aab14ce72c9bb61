use domain::image::View;
use leptos::prelude::*;
use locales::say;
use ui::client::marked;

use super::{CaptureTarget, OfLesion, view_name};

/// What a file picker offers. Without HEIC in the list an iPhone converts its pictures by itself.
pub const ACCEPT: &str = "image/jpeg,image/png,image/webp";

/// Adding pictures of one view: the camera and the file picker, or a plain form until scripts have come.
#[component]
pub fn Pick(view: View) -> impl IntoView {
    let ready = RwSignal::new(false);
    // Never runs on the server: what it renders is the plain form.
    Effect::new(move |_| ready.set(true));
    view! {
        <Show when=move || ready.get() fallback=move || view! { <PlainForm view/> }>
            <Buttons view/>
        </Show>
    }
    .into_any()
}

/// The whole journey works without scripts: the server does what the page would have done.
#[component]
fn PlainForm(view: View) -> impl IntoView {
    let target = expect_context::<CaptureTarget>();
    let id = format!("file-{}", view.as_str());
    view! {
        <form class="pick" method="post" action=marked(target.form_action()) enctype="multipart/form-data">
            <input type="hidden" name="view" value=view.as_str()/>
            <input type="hidden" name="lesion" value=OfLesion::of_page()/>
            <label class="nhsuk-label" for=id.clone()>{say!("photos.choose_for", view = &view_name(view))}</label>
            <input class="pick__plain" id=id type="file" name="picture" accept=ACCEPT multiple required/>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">{say!("photos.add")}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Buttons(view: View) -> impl IntoView {
    let name = view_name(view);
    view! {
        <div class="pick">
            <button type="button" class="nhsuk-button nhsuk-button--secondary pick__camera"
                aria-label=say!("photos.take_for", view = &name) on:click=move |_| open_camera(view)>
                {say!("photos.take")}
            </button>
            <label class="pick__choose">
                <input class="pick__file" type="file" accept=ACCEPT multiple
                    aria-label=say!("photos.choose_for", view = &name) on:change=move |event| chosen(view, &event)/>
                <span>{say!("photos.choose")}</span>
            </label>
        </div>
    }
    .into_any()
}

fn open_camera(view: View) {
    #[cfg(feature = "hydrate")]
    super::flow::Flow::of_page().open_camera(view);
    #[cfg(not(feature = "hydrate"))]
    let _ = view;
}

pub(super) fn chosen(view: View, event: &leptos::ev::Event) {
    #[cfg(feature = "hydrate")]
    super::flow::Flow::of_page().add_files(view, ui::browser::files::chosen(event));
    #[cfg(not(feature = "hydrate"))]
    let _ = (view, event);
}
