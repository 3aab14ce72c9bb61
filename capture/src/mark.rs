use leptos::prelude::*;
use locales::say;
use ui::components::Choice;
use viewer::annotator::{Annotator, AnnotatorState};

use super::{
    edit::Change,
    flow::{Flow, Scene},
    review::SceneTop,
    view_name,
};

/// Drawing on the picture. Marks go to the end of what was done to it; before they are saved, only they are undone here.
#[component]
pub fn MarkScene(flow: Flow) -> impl IntoView {
    let review = flow.review.get_untracked();
    let edits = RwSignal::new(flow.edits.get_untracked());
    let layer = Memo::new(move |_| flow.layer_of(&edits.read()));
    let is_mark = |change: Option<&Change>| matches!(change, Some(Change::Mark(_)));
    let annotator = AnnotatorState {
        layer: layer.into(),
        add: Callback::new(move |mark| edits.update(|edits| edits.add(Change::Mark(mark)))),
        undo: Callback::new(move |()| {
            if edits.with_untracked(|edits| is_mark(edits.last())) {
                edits.update(|edits| edits.undo());
            }
        }),
        redo: Callback::new(move |()| {
            if edits.with_untracked(|edits| is_mark(edits.next())) {
                edits.update(|edits| edits.redo());
            }
        }),
        can_undo: Signal::derive(move || edits.with(|edits| is_mark(edits.last()))),
        can_redo: Signal::derive(move || edits.with(|edits| is_mark(edits.next()))),
    };
    let lesion = flow.lesion.get_untracked() as u8;
    view! {
        <div class="scene">
            <SceneTop title=say!("mark.title") hint=say!("mark.hint")/>
            <Annotator src=review.address width=review.width height=review.height lesion annotator
                alt=say!("picture.shown", view = &view_name(flow.view.get_untracked()))/>
            <Choice label=say!("mark.save") on_press=move |()| flow.edit(edits.get_untracked())
                other=say!("mark.cancel") on_other=move |()| flow.scene.set(Scene::Review)/>
        </div>
    }
    .into_any()
}
