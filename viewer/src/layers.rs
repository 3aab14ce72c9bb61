use domain::{
    annotation::{Layer, Mark},
    measure::millimetres,
    view::ImageView,
};
use leptos::prelude::*;

use super::{
    own::Own,
    state::{ViewerState, Whose},
};
use crate::canvas::Marks;

/// How many colours there are for other people's layers, beside the sender's and the clinician's own.
const COLOURS: usize = 3;

/// Which colour a layer is drawn in (`.layer-0` …).
pub fn colour_of(image: &ImageView, whose: Whose) -> usize {
    let mut others = image.layers.iter().filter(|layer| !layer.own);
    match whose {
        Whose::Sender => 0,
        Whose::Own => 1,
        Whose::Person(account) => 2 + others.position(|layer| layer.account == account).unwrap_or(0) % COLOURS,
    }
}

/// The layers of a picture that do not change while it is shown.
fn fixed(image: &ImageView) -> Vec<(Whose, Layer)> {
    let others = image.layers.iter().filter(|layer| !layer.own);
    let others = others.map(|layer| (Whose::Person(layer.account), layer.overlay.layer.clone()));
    std::iter::once((Whose::Sender, image.annotations.clone())).chain(others).collect()
}

impl ViewerState {
    pub fn shows(self, whose: Whose) -> bool {
        self.hidden.with(|hidden| !hidden.contains(&whose))
    }

    /// What of a layer is switched on.
    fn seen(self, whose: Whose, layer: &Layer) -> Option<Layer> {
        let lengths = self.lengths.get();
        let mut layer = self.shows(whose).then(|| layer.clone())?;
        layer.marks.retain(|mark| lengths || !mark.measures());
        (!layer.marks.is_empty()).then_some(layer)
    }

    pub fn switch_layer(self, whose: Whose) {
        self.hidden.update(|hidden| match hidden.iter().position(|it| *it == whose) {
            Some(at) => drop(hidden.swap_remove(at)),
            None => hidden.push(whose),
        });
    }

    /// All off, or all on again.
    pub fn switch_layers(self) {
        let everybody = self.images.with_value(|images| {
            let people = images.iter().flat_map(|image| &image.layers).map(|layer| Whose::Person(layer.account));
            people.chain([Whose::Sender, Whose::Own]).collect::<Vec<_>>()
        });
        self.hidden.update(|hidden| *hidden = if hidden.is_empty() { everybody } else { Vec::new() });
    }
}

/// Everything that is drawn over one picture, and what is being drawn in this pane.
#[component]
pub fn Layers(
    viewer: ViewerState,
    pane: usize,
    index: usize,
    image: ImageView,
    #[prop(into)] zoom: Signal<f64>,
) -> impl IntoView {
    let (width, height) = (image.width, image.height);
    let sent = StoredValue::new(image.annotations.clone());
    let fixed = fixed(&image).into_iter().map(|(whose, layer)| {
        let colour = colour_of(&image, whose);
        move || {
            let seen = viewer.seen(whose, &layer);
            seen.map(|layer| view! { <Marks layer below=sent.get_value() width height colour zoom/> })
        }
    });
    let own = viewer.own(index);
    let mine = move || {
        let layer = own.with(|own| viewer.seen(Whose::Own, &own.now().layer));
        layer.map(|layer| view! { <Marks layer below=sent.get_value() width height colour=1 zoom/> })
    };
    // Apart from the rest, so that a stroke in the making does not redraw all others.
    let under_way = move || {
        let marks = vec![viewer.stroke.mark_in(pane)?];
        let measures = marks.iter().any(Mark::measures);
        let below = if measures { untrack(|| viewer.drawn_by_me(index)) } else { Layer::default() };
        Some(view! { <Marks layer=Layer { marks } below width height colour=1 zoom/> })
    };
    view! { {fixed.collect_view()} {mine} {under_way} }.into_any()
}

/// "Measured: 7.4 mm, 12 mm (approximate)."
pub fn image_lengths(viewer: ViewerState, index: usize) -> Option<String> {
    let image = viewer.image(index)?;
    viewer.own(index).with(|own| said(&image, own))
}

/// The same of a picture that is not drawn on.
pub fn said_lengths(image: &ImageView) -> Option<String> {
    said(image, &Own::of(image))
}

fn said(image: &ImageView, own: &Own) -> Option<String> {
    let others = image.layers.iter().filter(|layer| !layer.own).map(|layer| &layer.overlay.layer);
    let layers = std::iter::once(&image.annotations).chain(others).chain([&own.now().layer]);
    let lengths = layers.flat_map(|layer| layer.lengths_mm_on(&image.annotations, image.width, image.height));
    let lengths: Vec<String> = lengths.map(millimetres).collect();
    (!lengths.is_empty()).then(|| format!("Measured: {} (approximate).", lengths.join(", ")))
}
