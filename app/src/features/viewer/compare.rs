use std::time::Duration;

use domain::view::ImageView;
use imaging::Similarity;
use leptos::{html, leptos_dom::helpers::IntervalHandle, prelude::*};

use super::{
    detail::Detail,
    lining::{Lined, line_up},
    looking::Looking,
    place::{Frame, Size},
    window::{less_motion, style},
};
use crate::components::LiveText;

/// Half of a blink's turn: 1.5 flashes a second, half of what WCAG 2.3.1 allows.
const BLINK: Duration = Duration::from_millis(333);

/// Which of two pictures laid over each other is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Seen {
    /// The first left of the divider, the second right of it.
    #[default]
    Divided,
    First,
    Second,
}

/// Two pictures laid over each other.
#[derive(Debug, Clone, Copy)]
pub struct Comparing {
    pub seen: RwSignal<Seen>,
    /// Where the divider stands, in per cent from the left.
    divider: RwSignal<u32>,
    blinking: RwSignal<bool>,
    lined: RwSignal<Lined>,
}

impl Comparing {
    pub fn new() -> Self {
        Self {
            seen: RwSignal::default(),
            divider: RwSignal::new(50),
            blinking: RwSignal::new(false),
            lined: RwSignal::default(),
        }
    }

    /// Shows both, the first as far as `divider` per cent from the left.
    fn divide(self, divider: u32) {
        self.blinking.set(false);
        self.seen.set(Seen::Divided);
        self.divider.set(divider);
    }

    /// Shows the other one.
    pub fn blink_by_hand(self) {
        self.blinking.set(false);
        self.blink();
    }

    fn blink(self) {
        self.seen.update(|seen| *seen = if *seen == Seen::Second { Seen::First } else { Seen::Second });
    }
}

/// The CSS matrix that lays the moving picture on the reference: both are drawn as large as fits the stage, middle on
/// middle, and the similarity counts in shares of the width drawn.
fn matrix(similarity: Similarity, stage: Size, reference: Size, moving: Size) -> [f64; 6] {
    let drawn = |picture: Size| Frame { stage, picture, density: 1.0 }.fit() * picture.0;
    let width = drawn(reference);
    let scale = similarity.scale * width / drawn(moving);
    let (sin, cos) = similarity.radians.sin_cos();
    [scale * cos, scale * sin, -scale * sin, scale * cos, similarity.x * width, similarity.y * width]
}

/// The second picture, over the first on the same stage.
#[component]
pub fn Over(
    looking: Looking,
    first: ImageView,
    second: ImageView,
    sheet: NodeRef<html::Div>,
    #[prop(into)] closer: Signal<bool>,
) -> impl IntoView {
    let Comparing { seen, divider, lined, .. } = looking.comparing;
    let laid = NodeRef::<html::Div>::new();
    let size = |image: &ImageView| (f64::from(image.width), f64::from(image.height));
    let (reference, moving) = (size(&first), size(&second));
    line_up(lined, &first, &second);
    Effect::new(move |_| {
        let stage = looking.frames[0].get().stage;
        let transform = match lined.get() {
            Lined::Up(similarity) => {
                let numbers = matrix(similarity, stage, reference, moving).map(|number| format!("{number:.6}"));
                format!("matrix({})", numbers.join(", "))
            }
            Lined::Working | Lined::Not => String::new(),
        };
        if let Some(laid) = laid.get() {
            style(&laid, "transform", &transform);
        }
    });
    let divided = move || seen.get() == Seen::Divided;
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
                class:over__clip--hidden=move || seen.get() == Seen::First>
                <div class="stage__sheet" node_ref=sheet>
                    <div class="over__laid" node_ref=laid><Detail image=second closer light=looking.light/></div>
                </div>
            </div>
            <Show when=divided><div class="over__line" aria-hidden="true"></div></Show>
            // Never taken away, or the focus would go with it; moved, it divides again.
            <input class="over__divider" class:over__divider--idle=move || !divided() type="range" min="0" max="100"
                aria-label="Divider between the two pictures" aria-valuetext=move || format!("{}% first picture", divider.get())
                prop:value=divider on:input:target=move |event| looking.comparing.divide(event.target().value().parse().unwrap_or(50))
                on:pointerdown=|event| event.stop_propagation() on:dblclick=|event| event.stop_propagation()/>
        </div>
    }
    .into_any()
}

/// Which two pictures, and how they are told apart.
#[component]
pub fn ComparePanel(looking: Looking) -> impl IntoView {
    let Comparing { seen, divider, blinking, lined } = looking.comparing;
    let timer = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        stop();
        if blinking.get() {
            timer.set_value(set_interval_with_handle(move || looking.comparing.blink(), BLINK).ok());
        }
    });
    on_cleanup(move || {
        stop();
        blinking.set(false);
        seen.set(Seen::Divided);
    });
    let still = RwSignal::new(false);
    Effect::new(move |_| still.set(less_motion()));
    let says = move || match lined.get() {
        Lined::Working => "Lining up the pictures…",
        Lined::Up(_) => "Lined up by the computer: approximate.",
        Lined::Not => "Could not line these up: they lie over each other as they were taken.",
    };
    let shows = move || match seen.get() {
        Seen::Divided => "",
        _ if blinking.get() => "Blinking.",
        Seen::First => "Showing the first picture.",
        Seen::Second => "Showing the second picture.",
    };
    view! {
        <div class="viewer__panel" role="group" aria-label="Compare">
            <Choice looking which=0 label="First"/>
            <Choice looking which=1 label="Second"/>
            <button type="button" class="tool" aria-pressed=move || (seen.get() == Seen::Divided).to_string()
                on:click=move |_| looking.comparing.divide(divider.get_untracked())>"Slider"</button>
            <button type="button" class="tool" aria-keyshortcuts="b" aria-pressed=move || (seen.get() != Seen::Divided).to_string()
                on:click=move |_| looking.comparing.blink_by_hand()>"Blink"</button>
            <button type="button" class="tool" aria-pressed=move || blinking.get().to_string() disabled=still
                title=move || still.get().then_some("Off: your device asks for less movement")
                on:click=move |_| blinking.update(|on| *on = !*on)>"Blink by itself"</button>
            <p class="viewer__say" role="status"><LiveText text=Signal::derive(move || says().to_owned())/>" "<LiveText text=Signal::derive(move || shows().to_owned())/></p>
        </div>
    }
    .into_any()
}

/// One of the two pictures, chosen by its name.
#[component]
fn Choice(looking: Looking, which: usize, label: &'static str) -> impl IntoView {
    let id = format!("compare-{which}");
    let own = id.clone();
    let options = looking.images.with_value(|images| {
        let option = |(index, image): (usize, &ImageView)| {
            let name = format!("{}. {}, lesion {}, {}", index + 1, image.view.label(), image.lesion, image.received.short);
            view! { <option value=index.to_string() prop:selected=move || looking.shown.get()[which] == index>{name}</option> }
        };
        images.iter().enumerate().map(option).collect_view()
    });
    view! {
        <label class="chooser" for=id><span>{label}</span>
            <select id=own on:change:target=move |event| {
                if let Ok(index) = event.target().value().parse() {
                    looking.show(which, index);
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
