//! Pictures first: one or two side by side, a filmstrip, marks on and off.

mod gesture;
mod marks;
mod place;
mod stage;

use domain::view::ImageView;
use leptos::prelude::*;
pub use marks::Marks;
use stage::Stage;

use super::clip::{ClipBadge, PlayClip};

/// The pictures of a case. The filmstrip changes the pane that was used last.
#[component]
pub fn Viewer(images: Vec<ImageView>) -> impl IntoView {
    if images.is_empty() {
        return view! { <div class="viewer viewer--empty"><p>"No pictures came with this request."</p></div> }
            .into_any();
    }
    let count = images.len();
    let has_marks = images.iter().any(|image| !image.annotations.marks.is_empty());
    let images = StoredValue::new(images);
    let shown = RwSignal::new([0, usize::from(count > 1)]);
    let pane = RwSignal::new(0_usize);
    let beside = RwSignal::new(false);
    let marks = RwSignal::new(true);
    let bright = RwSignal::new(false);

    let one = move |which: usize| {
        let turn = Callback::new(move |by: i32| {
            let last = count - 1;
            shown.update(|shown| {
                shown[which] = if by < 0 { shown[which].saturating_sub(1) } else { (shown[which] + 1).min(last) }
            });
        });
        let place = Memo::new(move |_| shown.get()[which]);
        view! {
            <div class="viewer__pane" class:viewer__pane--active=move || beside.get() && pane.get() == which
                on:pointerdown=move |_| pane.set(which) on:focusin=move |_| pane.set(which)>
                {move || images.with_value(|images| images.get(place.get()).cloned()).map(|image| view! {
                    <Stage image=image.clone() marks bright turn/>
                    {image.clip.clone().map(|clip| view! { <PlayClip clip/> })}
                    <Notes image/>
                })}
            </div>
        }
    };
    view! {
        <div class="viewer">
            <div class="viewer__panes" class:viewer__panes--two=beside>
                {one(0)}
                <Show when=move || beside.get()>{one(1)}</Show>
            </div>
            <div class="viewer__bar not-printed">
                <Filmstrip images shown pane beside/>
                <div class="viewer__tools">
                    {(count > 1).then(|| view! { <Switch label="Side by side" on=beside/> })}
                    {has_marks.then(|| view! { <Switch label="Marks" on=marks/> })}
                    <Switch label="Brighter" on=bright/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// A button that stays pressed.
#[component]
fn Switch(label: &'static str, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="tool" aria-pressed=move || on.get().to_string() on:click=move |_| on.update(|on| *on = !*on)>{label}</button>
    }
    .into_any()
}

/// What this picture is and how good it is: never what it shows.
#[component]
fn Notes(image: ImageView) -> impl IntoView {
    let notes: Vec<String> = image.quality.into_iter().map(|note| note.sentence).collect();
    view! {
        <p class="viewer__notes">
            <strong>{image.view.label()}</strong>
            {format!(" · lesion {} · {} × {} · {}, {}", image.lesion, image.width, image.height, image.from, image.received.short)}
            {(!notes.is_empty()).then(|| view! { <span class="viewer__fault">{notes.join(" ")}</span> })}
        </p>
    }
    .into_any()
}

#[component]
fn Filmstrip(
    images: StoredValue<Vec<ImageView>>,
    shown: RwSignal<[usize; 2]>,
    pane: RwSignal<usize>,
    beside: RwSignal<bool>,
) -> impl IntoView {
    let frames = images.with_value(|images| {
        images
            .iter()
            .enumerate()
            .map(|(i, image)| {
                let is_shown = move || shown.get()[0] == i || (beside.get() && shown.get()[1] == i);
                let choose = move |_| shown.update(|shown| shown[if beside.get_untracked() { pane.get_untracked() } else { 0 }] = i);
                view! {
                    <li>
                        <button type="button" class="frame" aria-pressed=move || is_shown().to_string() aria-label=image.alt.clone() on:click=choose>
                            <img src=image.thumb.clone() alt="" width="64" height="64"/>
                            <span class="frame__view" aria-hidden="true">{image.view.label()}</span>
                            {image.clip.clone().map(|clip| view! { <ClipBadge clip/> })}
                        </button>
                    </li>
                }
            })
            .collect_view()
    });
    view! { <ul class="filmstrip" aria-label="Pictures">{frames}</ul> }
}
