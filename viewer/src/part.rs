use domain::{annotation::Part, typed};
use leptos::prelude::*;

use super::state::ViewerState;

impl ViewerState {
    /// The part of a picture that somebody wants shown first, and whose wish it is: the clinician's own before the
    /// newest of others.
    fn saved_part(self, index: usize) -> Option<(String, Part)> {
        let own = self.own(index).with(|own| own.now().part);
        own.map(|part| ("You".to_owned(), part)).or_else(|| {
            let image = self.image(index)?;
            let mut others = image.layers.iter().rev().filter(|layer| !layer.own);
            others.find_map(|layer| Some((layer.by.clone(), layer.overlay.part?)))
        })
    }

    /// Where a picture that is opened stands.
    pub fn opened_at(self, index: usize) -> Option<Part> {
        untrack(|| self.saved_part(index)).map(|(_, part)| part)
    }
}

/// Who saved a part to be shown first, the way to the whole picture, and the way to save what is seen now.
#[component]
pub fn SavedPart(viewer: ViewerState, pane: usize, index: usize) -> impl IntoView {
    let closer = Memo::new(move |_| !viewer.viewports[pane].get().is_fit());
    let saved_by = Memo::new(move |_| viewer.saved_part(index).map(|(by, _)| by));
    let own = Memo::new(move |_| viewer.own(index).with(|own| own.now().part.is_some()));
    let says = move || {
        saved_by.get().filter(|_| closer.get()).map(|by| format!("{} kept this part in view.", typed::isolated(&by)))
    };
    let seen = move || {
        let geometry = viewer.geometries[pane].get_untracked();
        viewer.viewports[pane].get_untracked().seen(geometry)
    };
    let save = move |part: Option<Part>| viewer.change(index, |overlay| overlay.part = part);
    view! {
        <div class="stage__part not-printed">
            {move || says().map(|says| view! {
                <span class="stage__readout" role="status">{says}</span>
                <button type="button" class="tool" on:click=move |_| viewer.fit(pane)>"Whole picture"</button>
            })}
            <Show when=move || viewer.stroke.is_on() && closer.get()>
                <button type="button" class="tool" on:click=move |_| save(Some(seen()))>"Keep this part in view"</button>
            </Show>
            <Show when=move || viewer.stroke.is_on() && own.get()>
                <button type="button" class="tool" on:click=move |_| save(None)>"Keep the whole picture in view"</button>
            </Show>
        </div>
    }
    .into_any()
}
