//! What a stage asks of the window. While the server renders there is none.

use leptos::{html, prelude::*};

use super::viewport::{Size, StageGeometry};

/// Keeps the frame of a stage as large as the stage is.
pub fn watch(stage: NodeRef<html::Div>, geometry: RwSignal<StageGeometry>, picture: Size) {
    Effect::new(move |_| {
        let Some(stage) = stage.get() else { return };
        #[cfg(feature = "hydrate")]
        {
            use crate::browser::display::{SizeObserver, density};
            let changed = move |stage| {
                // The stage may be gone by now, and the signal with it.
                let _ = geometry.try_set(StageGeometry { stage, picture, density: density() });
            };
            // Dropped, and so ended, when the stage goes away.
            StoredValue::new_local(SizeObserver::of(&stage, changed));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (stage, geometry, picture);
    });
}

/// The stage's corner in the window.
pub fn corner_of(stage: NodeRef<html::Div>) -> (f64, f64) {
    #[cfg(feature = "hydrate")]
    if let Some(stage) = stage.get_untracked() {
        return crate::browser::display::corner(&stage);
    }
    let _ = stage;
    (0.0, 0.0)
}

/// Whether the person asked for less movement.
pub fn less_motion() -> bool {
    #[cfg(feature = "hydrate")]
    return crate::browser::display::less_motion();
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Sets `ready` when the picture can be painted without a wait, and calls `lost` if it does not come.
pub fn when_decoded(image: NodeRef<html::Img>, ready: RwSignal<bool>, lost: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        let Some(image) = image.get() else { return };
        #[cfg(feature = "hydrate")]
        leptos::task::spawn_local(async move {
            if crate::browser::display::decoded(&image).await {
                let _ = ready.try_set(true);
            } else {
                lost();
            }
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = (image, ready, lost);
    });
}

/// Sets a style property where the Content-Security-Policy forbids style attributes; nothing takes it away again.
pub fn style(element: &leptos::web_sys::HtmlElement, property: &str, value: &str) {
    // Refused only for a property that does not exist.
    let _ = element.style().set_property(property, value);
}

/// Opens a dialog over everything else.
pub fn open(dialog: NodeRef<html::Dialog>) {
    #[cfg(feature = "hydrate")]
    if let Some(dialog) = dialog.get_untracked() {
        ui::browser::page::open_dialog(&dialog);
    }
    let _ = dialog;
}
