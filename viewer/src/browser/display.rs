//! Sizes and positions on the display, and what it is asked for.

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlImageElement, ResizeObserver};

/// An element's top left corner, in CSS pixels from the window's.
pub fn corner(element: &Element) -> (f64, f64) {
    let rectangle = element.get_bounding_client_rect();
    (rectangle.left(), rectangle.top())
}

/// Device pixels per CSS pixel.
pub fn density() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// Calls back with an element's width and height in CSS pixels, now and at every change, for as long as it is kept.
#[derive(Debug)]
pub struct SizeObserver {
    observer: Option<ResizeObserver>,
    _on_change: Closure<dyn FnMut(Array)>,
}

impl SizeObserver {
    pub fn of(element: &HtmlElement, changed: impl Fn((f64, f64)) + 'static) -> Self {
        let watched = element.clone();
        let on_change = Closure::new(move |_: Array| {
            // To fractions of a pixel, which `client_width` leaves out; nothing has to be laid out anew for it here.
            let area = watched.get_bounding_client_rect();
            changed((area.width(), area.height()));
        });
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _on_change: on_change }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Waits until a picture can be painted without a wait; false when it did not come.
pub async fn decoded(image: &HtmlImageElement) -> bool {
    JsFuture::from(image.decode()).await.is_ok()
}

/// Whether the person asked their device for less movement.
pub fn less_motion() -> bool {
    let asked = || web_sys::window()?.match_media("(prefers-reduced-motion: reduce)").ok()?;
    asked().is_some_and(|asked| asked.matches())
}
