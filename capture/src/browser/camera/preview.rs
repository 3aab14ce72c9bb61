//! Preview frames: small frames of the running video, for quick checks by the picture worker. They never leave the
//! device and are not stored.

use js_sys::{Function, Promise, Reflect};
use ui::browser::page::{now, sleep};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::Camera;

/// Long side of a preview frame, in pixels.
const SIDE: u32 = 320;

/// From one quick check to the next: a little over ten a second, which is what `imaging`'s counts of frames are made
/// for. More would only warm the phone.
const EVERY_MS: f64 = 95.0;

/// Where the browser does not tell when a frame is shown: how long until there may be another.
const FRAME_MS: i32 = 35;

/// A video that is paused shows no further frame.
const FROZEN_MS: i32 = 300;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = HtmlVideoElement)]
    type PreviewVideo;

    /// Fails where the browser has none.
    #[wasm_bindgen(method, catch, js_name = requestVideoFrameCallback)]
    fn request_video_frame_callback(this: &PreviewVideo, shown: &Function) -> Result<JsValue, JsValue>;
}

impl Camera {
    /// Waits until the next preview frame is due and for the video's frame after that, and gives it small. None while
    /// there is nothing to see.
    pub async fn preview_frame(&self) -> Option<ImageBitmap> {
        let wait = self.frame_due.get() - now();
        if wait > 0.0 {
            sleep(wait as i32).await;
        }
        // Counted from when it was due, so that a frame waited for does not slow the pace; but what was missed is not
        // made up for.
        self.frame_due.set((self.frame_due.get() + EVERY_MS).max(now()));
        self.next_frame().await;
        self.small().ok().flatten()
    }

    async fn next_frame(&self) {
        let shown = Promise::new(&mut |resolve, _| {
            let video: &PreviewVideo = self.video.unchecked_ref();
            let told = video.request_video_frame_callback(&resolve).is_ok();
            let wait = if told { FROZEN_MS } else { FRAME_MS };
            if let Some(window) = web_sys::window() {
                // A page whose window is gone waits for nothing.
                let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, wait);
            }
        });
        // Nothing rejects it.
        let _ = JsFuture::from(shown).await;
    }

    /// Scaled by the browser, on its graphics chip where it has one: the page itself reads no pixel.
    fn small(&self) -> Result<Option<ImageBitmap>, JsValue> {
        let (width, height) = (self.video.video_width(), self.video.video_height());
        let long = width.max(height);
        if long == 0 {
            return Ok(None);
        }
        let scaled = |side: u32| (side * SIDE / long).max(1);
        let canvas = OffscreenCanvas::new(scaled(width), scaled(height))?;
        let Some(context) = canvas.get_context("2d")? else { return Ok(None) };
        Reflect::set(&context, &"imageSmoothingQuality".into(), &"medium".into())?;
        let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
        let (width, height) = (f64::from(scaled(width)), f64::from(scaled(height)));
        context.draw_image_with_html_video_element_and_dw_and_dh(&self.video, 0.0, 0.0, width, height)?;
        canvas.transfer_to_image_bitmap().map(Some)
    }
}
