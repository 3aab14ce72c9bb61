use domain::annotation::Layer;
use leptos::prelude::*;
use words::say;

use super::{
    flow::{Flow, Scene},
    look::SceneHeading,
    view_name,
};
use crate::features::annotator::Annotator;

/// Drawing on the picture.
#[component]
pub fn MarkScene(flow: Flow) -> impl IntoView {
    let look = flow.look.get_untracked();
    let before = flow.layer.get_untracked();
    let drawn = RwSignal::new(before.clone());
    view! {
        <div class="scene">
            <div class="scene__verdict">
                <SceneHeading text=say!("mark.title")/>
                <p>{say!("mark.hint")}</p>
            </div>
            <Annotator src=look.address width=look.width height=look.height initial=before
                alt=say!("picture.shown", view = &view_name(flow.view.get_untracked()))
                on_change=move |layer: Layer| drawn.set(layer)/>
            <div class="scene__actions">
                <button type="button" class="nhsuk-button" on:click=move |_| {
                    flow.layer.set(drawn.get_untracked());
                    flow.scene.set(Scene::Look);
                }>{say!("mark.save")}</button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary"
                    on:click=move |_| flow.scene.set(Scene::Look)>{say!("mark.cancel")}</button>
            </div>
        </div>
    }
    .into_any()
}
