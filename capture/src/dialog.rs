use leptos::prelude::*;

/// Where pictures are taken, reviewed, cut and marked: over the whole page, and only where scripts run.
#[component]
pub fn CaptureDialog() -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    move || ready.get().then(dialog)
}

#[cfg(not(feature = "hydrate"))]
fn dialog() -> AnyView {
    ().into_any()
}

#[cfg(feature = "hydrate")]
fn dialog() -> AnyView {
    use leptos::html;
    use locales::say;

    use super::{
        camera::CameraScene,
        crop::CropScene,
        flow::{Flow, Scene},
        hide::HideScene,
        leave::Leave,
        mark::MarkScene,
        review::{PreparingScene, RefusedScene, ReviewScene},
        view_name,
    };
    use ui::browser::page;

    let flow = Flow::of_page();
    let dialog = NodeRef::<html::Dialog>::new();
    let is_open = Memo::new(move |_| flow.scene.get() != Scene::Closed);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if is_open.get() { page::open_dialog(&dialog) } else { page::close_dialog(&dialog) }
    });
    let scene = move || match flow.scene.get() {
        Scene::Closed => ().into_any(),
        Scene::Camera => view! { <CameraScene flow/> }.into_any(),
        Scene::Preparing => view! { <PreparingScene flow/> }.into_any(),
        Scene::Review => view! { <ReviewScene flow/> }.into_any(),
        Scene::Crop => view! { <CropScene flow/> }.into_any(),
        Scene::Hide => view! { <HideScene flow/> }.into_any(),
        Scene::Mark => view! { <MarkScene flow/> }.into_any(),
        Scene::Refused(code) => view! { <RefusedScene flow code/> }.into_any(),
    };
    view! {
        <dialog class="capture" node_ref=dialog aria-label=move || say!("camera.title", view = &view_name(flow.view.get()))
            on:cancel=move |event| if page::is_own(&event) { page::prevent(&event); flow.leave(); }>
            {scene}
            <Leave flow/>
        </dialog>
    }
    .into_any()
}
