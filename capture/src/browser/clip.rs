//! A clip in the page's memory: how long it plays, and one picture of it.

use js_sys::Promise;
use ui::browser::files::{self, Picked};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement};

/// Where the poster is taken: by then a hand has stopped shaking.
const POSTER_AT: f64 = 1.0;

/// JPEG quality of the poster, which the server compresses no further.
const POSTER_QUALITY: f64 = 0.9;

/// Pixels on the poster's long side: under the 16.7 million that iOS allows a canvas.
const POSTER_SIDE: f64 = 2_560.0;

/// Milliseconds that a browser may take to open a clip, and to find a place in it.
const OPEN_WITHIN: i32 = 20_000;
const SEEK_WITHIN: i32 = 5_000;

/// What was found out about a clip.
#[derive(Debug, Clone)]
pub struct ClipFacts {
    /// None where the browser cannot say: some record without noting it.
    pub seconds: Option<f64>,
    pub poster: Picked,
}

/// Opens a clip and takes its poster. None where this browser cannot play it.
pub async fn inspect(clip: &Blob) -> Option<ClipFacts> {
    let address = files::show(clip);
    let inspected = inspect_at(&address).await;
    files::forget(&address);
    inspected.ok()
}

async fn inspect_at(address: &str) -> Result<ClipFacts, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let video: HtmlVideoElement = document.create_element("video")?.unchecked_into();
    video.set_muted(true);
    video.set_attribute("playsinline", "")?;
    video.set_preload("auto");
    let opened = happens(&video, &["loadeddata", "error"], OPEN_WITHIN);
    video.set_src(address);
    video.load();
    opened.await;
    if video.video_width() == 0 {
        return Err(JsValue::NULL);
    }
    let seconds = Some(video.duration()).filter(|seconds| seconds.is_finite());
    let found = happens(&video, &["seeked", "error"], SEEK_WITHIN);
    video.set_current_time(seconds.map_or(POSTER_AT, |seconds| POSTER_AT.min(seconds / 2.0)));
    // A place that is not found leaves the first frame, which is as good.
    found.await;
    let poster = picture(&video).await?;
    video.set_src("");
    Ok(ClipFacts { seconds, poster })
}

/// Waits until one of `events` happens to the video, or `ms` milliseconds.
async fn happens(video: &HtmlVideoElement, events: &[&str], ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        for event in events {
            // An element takes every listener; the time ends the wait whatever happens.
            let _ = video.add_event_listener_with_callback(event, &resolve);
        }
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// What the video shows now, as a JPEG.
async fn picture(video: &HtmlVideoElement) -> Result<Picked, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let (width, height) = (f64::from(video.video_width()), f64::from(video.video_height()));
    let scale = (POSTER_SIDE / width.max(height)).min(1.0);
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width * scale, height * scale)?;
    let made = Promise::new(&mut |resolve, reject| {
        let quality = JsValue::from_f64(POSTER_QUALITY);
        if let Err(error) = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &quality) {
            // A rejection that nobody can hear changes nothing.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(made).await?.dyn_into()
}
