//! The page itself: leaving it, waiting in it, pointing at it.

use domain::annotation::Point;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AddEventListenerOptions, BeforeUnloadEvent, Element, Event, HtmlDialogElement, HtmlVideoElement,
    PageTransitionEvent, PointerEvent,
};

/// Has the browser ask before the page is left while `unsent` says so. The browser's own words; none may be given.
pub fn ask_before_leaving(unsent: impl Fn() -> bool + 'static) {
    let listener = Closure::<dyn Fn(BeforeUnloadEvent)>::new(move |event: BeforeUnloadEvent| {
        if unsent() {
            event.prevent_default();
            event.set_return_value("unsent");
        }
    });
    if let Some(window) = web_sys::window() {
        window.set_onbeforeunload(Some(listener.as_ref().unchecked_ref()));
        // One for the page's whole life.
        listener.forget();
    }
}

/// Asks for the page again when it comes back from the browser's memory, which may show what was closed since; not
/// while `unsent` says that something would be lost by it.
pub fn renew_when_back(unsent: impl Fn() -> bool + 'static) {
    let listener = Closure::<dyn Fn(PageTransitionEvent)>::new(move |event: PageTransitionEvent| {
        if event.persisted() && !unsent() {
            // Refused only by a page that is gone already.
            let _ = leptos::prelude::window().location().reload();
        }
    });
    if let Some(window) = web_sys::window() {
        window.set_onpageshow(Some(listener.as_ref().unchecked_ref()));
        // One for the page's whole life.
        listener.forget();
    }
}

/// Milliseconds since the page was opened, whatever becomes of the phone's clock.
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Waits `ms` milliseconds.
pub async fn sleep(ms: i32) {
    let Some(window) = web_sys::window() else { return };
    let woken = Promise::new(&mut |resolve, _| {
        // A browser that refuses is not one.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(woken).await;
}

/// Waits `ms` milliseconds before another try, or less if the network comes back before.
pub async fn retry_pause(ms: i32) {
    let (Some(window), Ok(over)) = (web_sys::window(), AbortController::new()) else { return };
    let woken = Promise::new(&mut |resolve, _| {
        let options = AddEventListenerOptions::new();
        options.set_signal(&over.signal());
        // Whichever of the two works ends the wait.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        let _ = window.add_event_listener_with_callback_and_add_event_listener_options("online", &resolve, &options);
    });
    let _ = JsFuture::from(woken).await;
    // Takes the listener away: there is one for each try.
    over.abort();
}

/// Calls `then` as soon as the page can be seen.
pub fn when_visible(then: impl FnOnce() + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if !document.hidden() {
        return then();
    }
    let once = AddEventListenerOptions::new();
    once.set_once(true);
    let listener = Closure::once_into_js(then);
    // A page that is never shown is never seen.
    let _ = document.add_event_listener_with_callback_and_add_event_listener_options(
        "visibilitychange",
        listener.unchecked_ref(),
        &once,
    );
}

/// What a promise gives, or an error when that takes longer than `ms` milliseconds.
pub async fn within(ms: i32, promise: Promise) -> Result<JsValue, JsValue> {
    let late = Promise::new(&mut |_, reject| {
        if let Some(window) = web_sys::window() {
            // A page whose window is gone waits for nothing.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&reject, ms);
        }
    });
    JsFuture::from(Promise::race(&js_sys::Array::of2(&promise, &late))).await
}

/// Asks for the date of birth again, in front of a page that keeps its photos, or takes the question away: the dialog
/// that the server wrote into it (`pages/patient/photos/again.rs`); `alive.js` hands the date over. A page without it
/// (a clinician's, a referrer's phone) is never asked.
pub fn ask_birth_date_again(wanted: bool) {
    let dialog = leptos::prelude::document().get_element_by_id("again").map(JsCast::dyn_into::<HtmlDialogElement>);
    let Some(Ok(dialog)) = dialog else { return };
    if wanted { open_dialog(&dialog) } else { close_dialog(&dialog) }
}

/// Opens a dialog over everything else, with the focus kept inside.
pub fn open_dialog(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        super::focus::open_around(dialog);
        // Refused only for a dialog that has left the page.
        let _ = dialog.show_modal();
    }
}

pub fn close_dialog(dialog: &HtmlDialogElement) {
    dialog.close();
}

/// Where on the element that handles it a pointer event happened, as shares of its width and height.
pub fn share(event: &PointerEvent) -> Option<Point> {
    let element: Element = event.current_target()?.dyn_into().ok()?;
    share_of(event, &element)
}

/// The same on another element.
pub fn share_of(event: &PointerEvent, element: &Element) -> Option<Point> {
    let area = element.get_bounding_client_rect();
    if area.width() <= 0.0 || area.height() <= 0.0 {
        return None;
    }
    let x = (f64::from(event.client_x()) - area.left()) / area.width();
    let y = (f64::from(event.client_y()) - area.top()) / area.height();
    Some(Point { x: x.clamp(0.0, 1.0) as f32, y: y.clamp(0.0, 1.0) as f32 })
}

/// Where in the picture that `video` shows, as shares of it, and where on the element itself, in CSS pixels. None
/// beside the picture: it is shown whole, and leaves bars free.
pub fn share_of_video(event: &PointerEvent, video: &HtmlVideoElement) -> Option<(Point, (f64, f64))> {
    let area = video.get_bounding_client_rect();
    let (width, height) = (f64::from(video.video_width()), f64::from(video.video_height()));
    let scale = (area.width() / width).min(area.height() / height);
    let (left, top) = (f64::from(event.client_x()) - area.left(), f64::from(event.client_y()) - area.top());
    let x = (left - area.width() / 2.0) / (width * scale) + 0.5;
    let y = (top - area.height() / 2.0) / (height * scale) + 0.5;
    let inside = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
    inside.then_some((Point { x: x as f32, y: y as f32 }, (left, top)))
}

/// Sends the rest of this pointer's movements to the element that got `event`, also outside it.
pub fn hold_pointer(event: &PointerEvent) {
    if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Fails for a pointer that is up again already: then there is nothing to hold.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Whether an event happened to the element that handles it, not to one inside: a file picker that was closed tells
/// every dialog around it that something was cancelled.
pub fn is_own(event: &Event) -> bool {
    event.target() == event.current_target()
}

/// Keeps the browser from doing with an event what it would do by itself.
pub fn prevent(event: &Event) {
    event.prevent_default();
}
