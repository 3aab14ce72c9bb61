use std::time::Duration;

use domain::view::ImageView;
use imaging::Similarity;
use leptos::{html, leptos_dom::helpers::IntervalHandle, prelude::*};
use ui::components::LiveText;

use super::{
    detail::Detail,
    registration::{Alignment, register},
    state::{CompareState, Shown, ViewerState},
};
use crate::canvas::{
    viewport::{Size, StageGeometry},
    window::{less_motion, style},
};

/// Half of a blink's turn: 1.5 flashes a second, half of what WCAG 2.3.1 allows.
const BLINK: Duration = Duration::from_millis(333);

/// The CSS matrix that lays the moving picture on the reference: both are drawn as large as fits the stage, middle on
/// middle, and the similarity counts in shares of the width drawn.
fn matrix(similarity: Similarity, stage: Size, reference: Size, moving: Size) -> [f64; 6] {
    let drawn = |picture: Size| StageGeometry { stage, picture, density: 1.0 }.fit() * picture.0;
    let width = drawn(reference);
    let scale = similarity.scale * width / drawn(moving);
    let (sin, cos) = similarity.radians.sin_cos();
    [scale * cos, scale * sin, -scale * sin, scale * cos, similarity.x * width, similarity.y * width]
}

/// The second picture, over the first on the same stage.
#[component]
pub fn Over(
    viewer: ViewerState,
    first: ImageView,
    second: ImageView,
    sheet: NodeRef<html::Div>,
    #[prop(into)] closer: Signal<bool>,
) -> impl IntoView {
    let CompareState { seen, divider, alignment, .. } = viewer.compare;
    let laid = NodeRef::<html::Div>::new();
    let size = |image: &ImageView| (f64::from(image.width), f64::from(image.height));
    let (reference, moving) = (size(&first), size(&second));
    register(alignment, &first, &second);
    Effect::new(move |_| {
        let stage = viewer.geometries[0].get().stage;
        let transform = match alignment.get() {
            Alignment::Found(similarity) => {
                let numbers = matrix(similarity, stage, reference, moving).map(|number| format!("{number:.6}"));
                format!("matrix({})", numbers.join(", "))
            }
            Alignment::Working | Alignment::NotFound => String::new(),
        };
        if let Some(laid) = laid.get() {
            style(&laid, "transform", &transform);
        }
    });
    let divided = move || seen.get() == Shown::Divided;
    let glass = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let share = format!("{}", f64::from(divider.get()) / 100.0);
        if let Some(glass) = glass.get() {
            style(&glass, "--divider", &share);
        }
    });
    view! {
        <div class="over" node_ref=glass>
            <div class="over__clip" class:over__clip--divided=divided
                class:over__clip--hidden=move || seen.get() == Shown::First>
                <div class="stage__sheet" node_ref=sheet>
                    <div class="over__laid" node_ref=laid><Detail image=second closer light=viewer.light/></div>
                </div>
            </div>
            <Show when=divided><div class="over__line" aria-hidden="true"></div></Show>
            // Never taken away, or the focus would go with it; moved, it divides again.
            <input class="over__divider" class:over__divider--idle=move || !divided() type="range" min="0" max="100"
                aria-label="Divider between the two pictures" aria-valuetext=move || format!("{}% first picture", divider.get())
                prop:value=divider on:input:target=move |event| viewer.compare.divide(event.target().value().parse().unwrap_or(50))
                on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()/>
        </div>
    }
    .into_any()
}

/// Which two pictures, and how they are told apart.
#[component]
pub fn ComparePanel(viewer: ViewerState) -> impl IntoView {
    let CompareState { seen, divider, blinking, alignment } = viewer.compare;
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        stop();
        if blinking.get() {
            timer.set_value(set_interval_with_handle(move || viewer.compare.blink(), BLINK).ok());
        }
    });
    on_cleanup(move || {
        stop();
        blinking.set(false);
        seen.set(Shown::Divided);
    });
    let reduced_motion = RwSignal::new(false);
    Effect::new(move |_| reduced_motion.set(less_motion()));
    let says = move || match alignment.get() {
        Alignment::Working => "Aligning the pictures…",
        Alignment::Found(_) => "Aligned by the computer: approximate.",
        Alignment::NotFound => "Could not align these: they lie over each other as they were taken.",
    };
    let shows = move || match seen.get() {
        Shown::Divided => "",
        _ if blinking.get() => "Blinking.",
        Shown::First => "Showing the first picture.",
        Shown::Second => "Showing the second picture.",
    };
    view! {
        <div class="viewer__panel" role="group" aria-label="Compare">
            <Choice viewer which=0 label="First"/>
            <Choice viewer which=1 label="Second"/>
            <button type="button" class="tool" aria-pressed=move || (seen.get() == Shown::Divided).to_string()
                on:click=move |_| viewer.compare.divide(divider.get_untracked())>"Slider"</button>
            <button type="button" class="tool" aria-keyshortcuts="b" aria-pressed=move || (seen.get() != Shown::Divided).to_string()
                on:click=move |_| viewer.compare.blink_by_hand()>"Blink"</button>
            <button type="button" class="tool" aria-pressed=move || blinking.get().to_string() disabled=reduced_motion
                title=move || reduced_motion.get().then_some("Off: your device asks for less movement")
                on:click=move |_| blinking.update(|on| *on = !*on)>"Blink by itself"</button>
            <p class="viewer__say" role="status"><LiveText text=Signal::derive(move || says().to_owned())/>" "<LiveText text=Signal::derive(move || shows().to_owned())/></p>
        </div>
    }
    .into_any()
}

/// One of the two pictures, chosen by its name.
#[component]
fn Choice(viewer: ViewerState, which: usize, label: &'static str) -> impl IntoView {
    let id = format!("compare-{which}");
    let own = id.clone();
    let options = viewer.images.with_value(|images| {
        let option = |(index, image): (usize, &ImageView)| {
            let name = format!("{}. {}, lesion {}, {}", index + 1, image.view.label(), image.lesion, image.received.short);
            view! { <option value=index.to_string() prop:selected=move || viewer.shown.get()[which] == index>{name}</option> }
        };
        images.iter().enumerate().map(option).collect_view()
    });
    view! {
        <label class="chooser" for=id><span>{label}</span>
            <select id=own on:change:target=move |event| {
                if let Ok(index) = event.target().value().parse() {
                    viewer.show(which, index);
                }
            }>{options}</select>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: Size = (800.0, 600.0);

    #[test]
    fn pictures_of_one_shape_are_laid_as_found() {
        let found = Similarity { scale: 1.25, radians: std::f64::consts::FRAC_PI_2, x: 0.1, y: -0.05 };
        let numbers = matrix(found, STAGE, (1_600.0, 1_200.0), (800.0, 600.0));
        let wanted = [0.0, 1.25, -1.25, 0.0, 80.0, -40.0];
        assert!(numbers.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{numbers:?}");
    }

    /// Upright, a picture is drawn 450 px wide where the other is 800: told to be as wide, it grows.
    #[test]
    fn an_upright_picture_grows_to_the_width_of_a_wide_one() {
        let same = Similarity { scale: 1.0, radians: 0.0, x: 0.0, y: 0.0 };
        let numbers = matrix(same, STAGE, (1_600.0, 1_200.0), (1_200.0, 1_600.0));
        assert!((numbers[0] - 800.0 / 450.0).abs() < 1e-9 && numbers[1].abs() < 1e-9, "{numbers:?}");
    }
}
