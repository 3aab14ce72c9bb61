use domain::{annotation::Part, typed};
use leptos::prelude::*;

use super::looking::Looking;

impl Looking {
    /// The part of a picture that somebody wants looked at, and whose wish it is: the looker's own before the newest of
    /// others.
    fn kept_part(self, index: usize) -> Option<(String, Part)> {
        let own = self.own(index).with(|own| own.now().part);
        own.map(|part| ("You".to_owned(), part)).or_else(|| {
            let image = self.image(index)?;
            let mut others = image.layers.iter().rev().filter(|layer| !layer.own);
            others.find_map(|layer| Some((layer.by.clone(), layer.overlay.part?)))
        })
    }

    /// Where a picture that is opened stands.
    pub fn opened_at(self, index: usize) -> Option<Part> {
        untrack(|| self.kept_part(index)).map(|(_, part)| part)
    }
}

/// Who kept a part in view, the way to the whole picture, and the way to keep what is seen now.
#[component]
pub fn KeptPart(looking: Looking, pane: usize, index: usize) -> impl IntoView {
    let closer = Memo::new(move |_| !looking.places[pane].get().is_fit());
    let kept = Memo::new(move |_| looking.kept_part(index).map(|(by, _)| by));
    let own = Memo::new(move |_| looking.own(index).with(|own| own.now().part.is_some()));
    let says = move || {
        kept.get().filter(|_| closer.get()).map(|by| format!("{} kept this part in view.", typed::isolated(&by)))
    };
    let seen = move || {
        let frame = looking.frames[pane].get_untracked();
        looking.places[pane].get_untracked().seen(frame)
    };
    let keep = move |part: Option<Part>| looking.change(index, |overlay| overlay.part = part);
    view! {
        <div class="stage__part not-printed">
            {move || says().map(|says| view! {
                <span class="stage__readout" role="status">{says}</span>
                <button type="button" class="tool" on:click=move |_| looking.fit(pane)>"Whole picture"</button>
            })}
            <Show when=move || looking.drawing.is_on() && closer.get()>
                <button type="button" class="tool" on:click=move |_| keep(Some(seen()))>"Keep this part in view"</button>
            </Show>
            <Show when=move || looking.drawing.is_on() && own.get()>
                <button type="button" class="tool" on:click=move |_| keep(None)>"Keep the whole picture in view"</button>
            </Show>
        </div>
    }
    .into_any()
}
