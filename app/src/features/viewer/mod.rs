//! Pictures first: one, two side by side or two laid over each other, a filmstrip, marks, lengths and light.

mod compare;
mod detail;
mod draw_panel;
mod drawing;
mod filmstrip;
pub mod gesture;
mod keeping;
mod keys;
mod layers;
mod layers_panel;
mod light;
mod lining;
mod looking;
mod marks;
mod own;
mod palette;
mod part;
pub mod place;
mod pointing;
pub mod showing;
mod stage;
mod strokes;
pub mod window;

use compare::ComparePanel;
use domain::view::ImageView;
use draw_panel::{DrawPanel, KeptLine};
use filmstrip::Filmstrip;
use keys::{KeyHelp, press_anywhere, press_undo};
use layers::image_lengths;
pub use layers::said_lengths;
use layers_panel::LayersPanel;
use leptos::{ev, html, prelude::*};
use light::LightPanel;
use looking::{Looking, Way};
pub use marks::{Cross, Marks};
use palette::Palette;
use stage::Stage;

use super::{clip::PlayClip, copy::SaveCopy, typing::is_typing};
use crate::components::LiveText;

/// The pictures of a case. The filmstrip changes the pane that was used last.
#[component]
pub fn Viewer(
    images: Vec<ImageView>,
    /// Whether what is drawn may be stored with the pictures.
    may_keep: bool,
    /// Whether single keys mean something on the whole page around.
    #[prop(optional, into)]
    keys: Signal<bool>,
) -> impl IntoView {
    if images.is_empty() {
        return view! { <div class="viewer viewer--empty"><p>"No pictures came with this request."</p></div> }
            .into_any();
    }
    let looking = Looking::at(images, may_keep);
    let help = NodeRef::<html::Dialog>::new();
    let open = Open { layers: RwSignal::new(false), light: RwSignal::new(false) };
    looking.keeping.watch_leaving();
    help_by_key(help, keys);
    let key = move |event: ev::KeyboardEvent| {
        let alone = !(event.ctrl_key() || event.alt_key() || event.meta_key());
        // In a list, letters look for an entry.
        let in_list = event_target::<leptos::web_sys::Element>(&event).tag_name() == "SELECT";
        let undoes = (event.ctrl_key() || event.meta_key()) && press_undo(looking, &event.key());
        if undoes || alone && !in_list && press_anywhere(looking, &event.key(), help) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let panes = move || match looking.way.get() {
        Way::One => view! { <Pane looking which=0/> }.into_any(),
        Way::Beside => view! { <Pane looking which=0/><Pane looking which=1/> }.into_any(),
        Way::Compare => view! { <Compared looking/> }.into_any(),
    };
    view! {
        <div class="viewer" on:keydown=key>
            <div class="viewer__desk">
                <Show when=move || looking.drawing.is_on()><Palette looking/></Show>
                <div class="viewer__panes" class:viewer__panes--two=move || looking.way.get() == Way::Beside>{panes}</div>
            </div>
            <Show when=move || looking.way.get() == Way::Compare><ComparePanel looking/></Show>
            <Show when=move || looking.drawing.is_on()><DrawPanel looking/></Show>
            <Show when=move || open.layers.get()><LayersPanel looking/></Show>
            <Show when=move || open.light.get()><LightPanel light=looking.light/></Show>
            <div class="viewer__bar not-printed">
                <Filmstrip looking/>
                <Tools looking open help/>
            </div>
            <KeyHelp dialog=help/>
        </div>
    }
    .into_any()
}

/// "?" shows what the keys do wherever on the page it is pressed, except while somebody types.
fn help_by_key(help: NodeRef<html::Dialog>, keys: Signal<bool>) {
    Effect::new(move |_| {
        let pressed = window_event_listener(ev::keydown, move |event| {
            if event.key() == "?" && keys.get_untracked() && !is_typing() {
                event.prevent_default();
                window::open(help);
            }
        });
        on_cleanup(move || pressed.remove());
    });
}

/// One picture with what is to be said about it.
#[component]
fn Pane(looking: Looking, which: usize) -> impl IntoView {
    let index = Memo::new(move |_| looking.shown.get()[which]);
    let active = move || looking.way.get() == Way::Beside && looking.pane.get() == which;
    let picture = move || {
        let index = index.get();
        looking.clear(which);
        looking.image(index).map(|image| {
            view! {
                <Stage looking pane=which index image=image.clone()/>
                {image.clip.clone().map(|clip| view! { <PlayClip clip/> })}
                <div class="viewer__foot">
                    <Notes looking index image=image.clone()/>
                    <SaveCopy image/>
                </div>
            }
        })
    };
    view! {
        <div class="viewer__pane" class:viewer__pane--active=active
            on:pointerdown=move |_| looking.pane.set(which) on:focusin=move |_| looking.pane.set(which)>{picture}</div>
    }
    .into_any()
}

/// Two pictures on one stage.
#[component]
fn Compared(looking: Looking) -> impl IntoView {
    let pair = Memo::new(move |_| looking.shown.get());
    let pictures = move || {
        let [first, second] = pair.get();
        looking.clear(0);
        looking.image(first).zip(looking.image(second)).map(|(image, over)| {
            view! { <Stage looking pane=0 index=first image over=Some(over)/> }
        })
    };
    view! { <div class="viewer__pane">{pictures}</div> }.into_any()
}

/// Which of the panels above the bar are open.
#[derive(Debug, Clone, Copy)]
struct Open {
    layers: RwSignal<bool>,
    light: RwSignal<bool>,
}

#[component]
fn Tools(looking: Looking, open: Open, help: NodeRef<html::Dialog>) -> impl IntoView {
    let Looking { way, together, light, drawing, keeping, .. } = looking;
    let several = looking.count() > 1;
    let way_of = move |label: &'static str, key: &'static str, each: Way| {
        view! {
            <button type="button" class="tool" aria-keyshortcuts=key aria-pressed=move || (way.get() == each).to_string()
                on:click=move |_| looking.choose(each)>{label}</button>
        }
    };
    view! {
        <div class="viewer__tools when-alive">
            <p class="viewer__note" role="status"><LiveText text=Signal::derive(move || light.get().note().unwrap_or_default())/></p>
            <Show when=move || keeping.is_wrong() && !drawing.is_on()><KeptLine keeping/></Show>
            {several.then(|| way_of("Side by side", "s", Way::Beside))}
            <Show when=move || way.get() == Way::Beside><Switch label="Move together" key="j" on=together/></Show>
            {several.then(|| way_of("Compare", "c", Way::Compare))}
            <Show when=move || way.get() != Way::Compare>
                <button type="button" class="tool" aria-keyshortcuts="f d" aria-pressed=move || drawing.is_on().to_string()
                    on:click=move |_| drawing.switch()>"Draw"</button>
            </Show>
            <Switch label="Layers" key="" on=open.layers/>
            <Switch label="Light" key="" on=open.light/>
            <button type="button" class="tool" aria-label="Keys of the pictures" aria-keyshortcuts="?" on:click=move |_| window::open(help)>"?"</button>
        </div>
    }
    .into_any()
}

/// A button that stays pressed.
#[component]
fn Switch(label: &'static str, key: &'static str, on: RwSignal<bool>) -> impl IntoView {
    let key = (!key.is_empty()).then_some(key);
    view! {
        <button type="button" class="tool" aria-keyshortcuts=key aria-pressed=move || on.get().to_string()
            on:click=move |_| on.update(|on| *on = !*on)>{label}</button>
    }
    .into_any()
}

/// What this picture is and how good it is: never what it shows.
#[component]
fn Notes(looking: Looking, index: usize, image: ImageView) -> impl IntoView {
    let notes: Vec<String> = image.quality.into_iter().map(|note| note.sentence).collect();
    // While something is drawn it stands below: a line more or less here would move the picture under the pen.
    let measured = move || {
        let said = image_lengths(looking, index).filter(|_| !looking.drawing.is_on());
        said.map(|said| view! { " · "<span class="viewer__measured">{said}</span> })
    };
    view! {
        <p class="viewer__notes">
            <strong>{image.view.label()}</strong>
            {format!(" · lesion {} · {} × {} · {}, {}", image.lesion, image.width, image.height, image.from, image.received.short)}
            {measured}
            {(!notes.is_empty()).then(|| view! { <span class="viewer__fault">{notes.join(" ")}</span> })}
        </p>
    }
    .into_any()
}
