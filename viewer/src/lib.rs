//! The picture viewer: one, two side by side or two registered to each other, a filmstrip, marks, lengths and light.
//! What is shown is a [`state::ViewerState`]; where a picture stands on its stage a [`canvas::viewport::Viewport`], which
//! the [`annotator`] shares. It calls no server: whoever places a [`Viewer`] says how a layer is saved.

// A view's type is the tree of all its elements, which is deeper than the compiler's 128.
#![recursion_limit = "512"]

pub mod annotator;
mod autosave;
#[cfg(feature = "hydrate")]
mod browser;
pub mod canvas;
mod clip;
mod compare;
mod copy;
mod detail;
mod draw;
mod draw_panel;
mod filmstrip;
mod keys;
mod layers;
mod layers_panel;
mod light;
mod own;
mod palette;
mod part;
mod pointing;
mod registration;
mod stage;
mod state;
mod stroke;

pub use autosave::{NotSaved, SaveLayer, SavingLayer};
use canvas::window;
pub use clip::{ClipBadge, ClipMark, PlayClip};
use compare::ComparePanel;
pub use copy::SaveCopy;
use domain::view::ImageView;
use draw_panel::{DrawPanel, SaveStatusLine};
use filmstrip::Filmstrip;
use keys::{KeyHelp, press_anywhere, press_undo};
use layers::image_lengths;
pub use layers::said_lengths;
use layers_panel::LayersPanel;
use leptos::{ev, html, prelude::*};
use light::LightPanel;
use palette::Palette;
use stage::Stage;
use state::{ViewerState, Way};
use ui::{components::LiveText, focus::is_typing};

/// The pictures of a case. The filmstrip changes the pane that was used last.
#[component]
pub fn Viewer(
    images: Vec<ImageView>,
    /// How what is drawn is stored with the pictures; without it, it stays on the screen.
    save: Option<SaveLayer>,
    /// Whether single keys mean something on the whole page around.
    #[prop(optional, into)]
    keys: Signal<bool>,
) -> impl IntoView {
    if images.is_empty() {
        return view! { <div class="viewer viewer--empty"><p>"No pictures came with this request."</p></div> }
            .into_any();
    }
    let viewer = ViewerState::at(images, save);
    let help = NodeRef::<html::Dialog>::new();
    let open = Open { layers: RwSignal::new(false), light: RwSignal::new(false) };
    viewer.autosave.watch_leaving();
    help_by_key(help, keys);
    let key = move |event: ev::KeyboardEvent| {
        let alone = !(event.ctrl_key() || event.alt_key() || event.meta_key());
        // In a list, letters look for an entry.
        let in_list = event_target::<leptos::web_sys::Element>(&event).tag_name() == "SELECT";
        let undoes = (event.ctrl_key() || event.meta_key()) && press_undo(viewer, &event.key());
        if undoes || alone && !in_list && press_anywhere(viewer, &event.key(), help) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let panes = move || match viewer.way.get() {
        Way::One => view! { <Pane viewer which=0/> }.into_any(),
        Way::Beside => view! { <Pane viewer which=0/><Pane viewer which=1/> }.into_any(),
        Way::Compare => view! { <Compared viewer/> }.into_any(),
    };
    view! {
        <div class="viewer" on:keydown=key>
            <div class="viewer__table">
                <Show when=move || viewer.stroke.is_on()><Palette viewer/></Show>
                <div class="viewer__panes" class:viewer__panes--two=move || viewer.way.get() == Way::Beside>{panes}</div>
            </div>
            <Show when=move || viewer.way.get() == Way::Compare><ComparePanel viewer/></Show>
            <Show when=move || viewer.stroke.is_on()><DrawPanel viewer/></Show>
            <Show when=move || open.layers.get()><LayersPanel viewer/></Show>
            <Show when=move || open.light.get()><LightPanel light=viewer.light/></Show>
            <div class="viewer__bar not-printed">
                <Filmstrip viewer/>
                <Tools viewer open help/>
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
fn Pane(viewer: ViewerState, which: usize) -> impl IntoView {
    let index = Memo::new(move |_| viewer.shown.get()[which]);
    let active = move || viewer.way.get() == Way::Beside && viewer.pane.get() == which;
    let picture = move || {
        let index = index.get();
        viewer.clear(which);
        viewer.image(index).map(|image| {
            view! {
                <Stage viewer pane=which index image=image.clone()/>
                {image.clip.clone().map(|clip| view! { <PlayClip clip/> })}
                <div class="viewer__foot">
                    <Notes viewer index image=image.clone()/>
                    <SaveCopy image/>
                </div>
            }
        })
    };
    view! {
        <div class="viewer__pane" class:viewer__pane--active=active
            on:pointerdown=move |_| viewer.pane.set(which) on:focusin=move |_| viewer.pane.set(which)>{picture}</div>
    }
    .into_any()
}

/// Two pictures on one stage.
#[component]
fn Compared(viewer: ViewerState) -> impl IntoView {
    let pair = Memo::new(move |_| viewer.shown.get());
    let pictures = move || {
        let [first, second] = pair.get();
        viewer.clear(0);
        viewer.image(first).zip(viewer.image(second)).map(|(image, over)| {
            view! { <Stage viewer pane=0 index=first image over=Some(over)/> }
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
fn Tools(viewer: ViewerState, open: Open, help: NodeRef<html::Dialog>) -> impl IntoView {
    let ViewerState { way, together, light, stroke, autosave, .. } = viewer;
    let several = viewer.count() > 1;
    let way_of = move |label: &'static str, key: &'static str, each: Way| {
        view! {
            <button type="button" class="tool" aria-keyshortcuts=key aria-pressed=move || (way.get() == each).to_string()
                on:click=move |_| viewer.choose(each)>{label}</button>
        }
    };
    view! {
        <div class="viewer__tools when-alive">
            <p class="viewer__note" role="status"><LiveText text=Signal::derive(move || light.get().note().unwrap_or_default())/></p>
            <Show when=move || autosave.is_wrong() && !stroke.is_on()><SaveStatusLine autosave/></Show>
            {several.then(|| way_of("Side by side", "s", Way::Beside))}
            <Show when=move || way.get() == Way::Beside><Switch label="Move together" key="j" on=together/></Show>
            {several.then(|| way_of("Compare", "c", Way::Compare))}
            <Show when=move || way.get() != Way::Compare>
                <button type="button" class="tool" aria-keyshortcuts="f d" aria-pressed=move || stroke.is_on().to_string()
                    on:click=move |_| stroke.switch()>"Draw"</button>
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
fn Notes(viewer: ViewerState, index: usize, image: ImageView) -> impl IntoView {
    let notes: Vec<String> = image.quality.into_iter().map(|note| note.sentence).collect();
    // While something is drawn it stands below: a line more or less here would move the picture under the pen.
    let measured = move || {
        let said = image_lengths(viewer, index).filter(|_| !viewer.stroke.is_on());
        said.map(|said| view! { " · "<span class="viewer__measured">{said}</span> })
    };
    view! {
        <p class="viewer__notes">
            <strong>{image.view.label()}</strong>
            {format!(" · lesion {} · {} × {} · {}, {}", image.lesion, image.width, image.height, image.from, image.received.short)}
            {image.earlier.map(|sent| format!(" · sent with the request before, {}", sent.full))}
            {measured}
            {(!notes.is_empty()).then(|| view! { <span class="viewer__fault">{notes.join(" ")}</span> })}
        </p>
    }
    .into_any()
}
